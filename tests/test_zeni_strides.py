"""A row per stride in one pass: what the steps give one after another."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall.parameters import ZeniStrides

STATED = {"min_distance_s": 0.3, "min_prominence": 0.05}


def archive(n: int = 5, skeleton: str = "coco17", dtype: Any = np.float64) -> tuple[Any, Any]:
    """Some walkers with jitter, of one length."""
    rng = np.random.default_rng(n)
    poses = [
        ff.synthetic.walker(duration_s=7.0, seed=seed, skeleton=skeleton)[0] for seed in range(n)
    ]
    x = np.stack([pose.positions + rng.normal(0, 0.002, pose.positions.shape) for pose in poses])
    return x.astype(dtype), poses[0]


def by_steps(x: Any, pose: Any, **how: float) -> list[tuple[float, ...]]:
    """Sequence, side, contacts, leaving, way forward, range and least angle of the knee."""
    rate, names = pose.sampling_rate_hz, list(pose.keypoints)
    smooth = ff.filters.Butterworth(sampling_rate_hz=rate, cutoff_hz=6.0)(x.astype(float), axis=1)
    detect = ff.events.Zeni(sampling_rate_hz=rate, cutoff_hz=None, **how)
    events = detect(smooth, keypoints=names, forward="+x")
    rows = []
    for sequence in range(len(x)):
        for code, side in enumerate(("left", "right")):
            own = events.take((events.sequence == sequence) & (events.side_code == code))
            contacts, leaves = (own.time_s[own.kind_code == kind] for kind in (0, 1))
            leg = [names.index(f"{side}_{point}") for point in ("hip", "knee", "ankle")]
            angle = ff.kinematics.three_point_angles(smooth[sequence], [leg])[:, 0]
            foot = names.index(f"{side}_heel") if f"{side}_heel" in names else leg[2]
            for start, end in pairwise(contacts):
                leave = next((t for t in leaves if start < t < end), np.nan)
                first, last = np.rint(np.array([start, end]) * rate).astype(int)
                way = smooth[sequence, last, foot, 0] - smooth[sequence, first, foot, 0]
                bend = angle[first:last]
                rows.append((sequence, code, start, end, leave, way, np.ptp(bend), bend.min()))
    return rows


@pytest.mark.parametrize("how", [STATED, {}], ids=["stated", "from the signal"])
@pytest.mark.parametrize("skeleton", ["coco17", "halpe26"])
def test_it_gives_what_the_steps_give(backend: str, how: Any, skeleton: str) -> None:
    x, pose = archive(skeleton=skeleton)
    table = ZeniStrides(sampling_rate_hz=pose.sampling_rate_hz, **how)
    rows = table(x, keypoints=pose.keypoints, forward="+x")
    expected = np.array(by_steps(x, pose, **how))
    assert len(rows) == len(expected) > 40
    names = ("sequence", "side_code", "start_s", "end_s", "final_contact_s", "stride_length")
    for column, name in enumerate(names):
        assert_array_equal(getattr(rows, name), expected[:, column], name)
    assert_allclose(rows.knee_range_deg, expected[:, 6], atol=1e-12)
    assert_allclose(rows.knee_flexion_peak_deg, 180 - expected[:, 7], atol=1e-12)
    assert_array_equal(rows.speed, rows.stride_length / rows.stride_duration_s)
    assert np.isnan(rows.ankle_range_deg).all() == (skeleton == "coco17")


def test_what_is_missing_stays_missing(backend: str) -> None:
    x, pose = archive(2)
    knee = list(pose.keypoints).index("left_knee")
    whole = ZeniStrides(sampling_rate_hz=pose.sampling_rate_hz, **STATED)
    before = whole(x, keypoints=pose.keypoints, forward="+x")
    x[1, 150:160, knee] = np.nan
    rows = whole(x, keypoints=pose.keypoints, forward="+x")
    assert_array_equal(rows.start_s, before.start_s)
    middle = 155 / pose.sampling_rate_hz
    hit = (rows.sequence == 1) & (rows.side_code == 0)
    hit &= (rows.start_s < middle) & (middle < rows.end_s)
    assert hit.sum() == 1
    assert_array_equal(np.isnan(rows.knee_range_deg), hit)
    assert_array_equal(np.isnan(rows.hip_range_deg), hit)


def test_float32_works_in_float64_and_a_batch_is_its_parts(backend: str) -> None:
    x, pose = archive(3, dtype=np.float32)
    table = ZeniStrides(sampling_rate_hz=pose.sampling_rate_hz, **STATED)
    how = {"keypoints": pose.keypoints, "forward": "+x"}
    rows, wide = table(x, **how), table(x.astype(np.float64), **how)
    lengths = (500, 0, 300)
    parts = [part[:n] for part, n in zip(x, lengths, strict=True)]
    batch = ff.Batch(np.concatenate(parts), np.cumsum([0, *lengths]), pose.sampling_rate_hz)
    ragged, single = table(batch, **how), table(parts[2], **how)
    for name, column in rows.columns().items():
        assert_array_equal(column, getattr(wide, name))
        if name != "sequence":
            assert_array_equal(
                getattr(ragged.take(ragged.sequence == 2), name), getattr(single, name)
            )
    assert not (ragged.sequence == 1).any()


def test_nothing_to_find(backend: str) -> None:
    table = ZeniStrides(sampling_rate_hz=50.0)
    for x in (np.empty((0, 17, 2)), np.zeros((1, 17, 2)), np.full((200, 17, 2), np.nan)):
        assert len(table(x, keypoints="coco17", forward="+x")) == 0


def test_bad_input_gets_a_sentence() -> None:
    x, pose = archive(1)
    with pytest.raises(ff.ArgumentError, match="keypoints: expected a point for"):
        ZeniStrides(sampling_rate_hz=60.0)(
            x[:, :, :2], keypoints=["nose", "left_eye"], forward="+x"
        )
    with pytest.raises(ff.ArgumentError, match="cutoff_hz: expected"):
        ZeniStrides(sampling_rate_hz=60.0, cutoff_hz=30.0)
    with pytest.raises((ff.ArgumentError, TypeError), match="cutoff_hz: expected"):
        ZeniStrides(sampling_rate_hz=60.0, cutoff_hz=None)(
            x, keypoints=pose.keypoints, forward="+x"
        )
