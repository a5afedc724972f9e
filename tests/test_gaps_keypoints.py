"""Gaps of keypoints by rules, and whether their stated errors hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall import gaps, synthetic
from footfall.gaps import FillMethod, fill_keypoints

NAN = np.nan
RATE = 100.0
MARKER_FILES = (
    ("walk", "mocap_c3d_forceplate/fukuchi_WBDS19walkT01.c3d"),
    ("walk", "mocap_c3d_forceplate/gaitalytics_treadmill_events.c3d"),
    ("run", "trc_grf/hamner_s04_run400/markers.trc"),
)


def walk(noise_m: float = 0.002, seconds: float = 10.0) -> np.ndarray:
    return synthetic.walker(sampling_rate_hz=RATE, duration_s=seconds, noise_m=noise_m)[0].positions


def cut(x: np.ndarray, *holes: tuple[int, int, int]) -> np.ndarray:
    x = x.copy()
    for keypoint, start, frames in holes:
        x[start : start + frames, keypoint, 0] = NAN  # one coordinate is enough
    return x


def test_methods_by_length():
    whole = walk()
    x = cut(
        whole,
        (13, 100, 10),
        (14, 200, 11),
        (14, 300, 25),
        (15, 400, 26),
        (16, 500, 50),
        (3, 600, 51),
    )
    before = x.copy()
    filled = fill_keypoints(x, RATE)
    assert_array_equal(x, before)
    for keypoint, frame, method in (
        (13, 105, FillMethod.PCHIP),
        (14, 205, FillMethod.CUBIC),
        (14, 310, FillMethod.CUBIC),
        (15, 410, FillMethod.LOW_RANK),
        (16, 530, FillMethod.LOW_RANK),
        (3, 620, FillMethod.MISSING),
    ):
        taken = filled.method[frame, keypoint] == method
        refused = filled.rejected["keypoint"] == keypoint
        assert taken or refused.any()
    measured = filled.method == FillMethod.MEASURED
    assert_array_equal(filled.positions[measured], x[measured])
    assert_array_equal(filled.sigma[measured], 0.0)
    lost = filled.method == FillMethod.MISSING
    assert lost.sum() == 51
    assert np.isnan(filled.positions[lost]).all()
    assert np.isnan(filled.sigma[lost]).all()
    made = ~measured & ~lost
    assert (filled.sigma[made] > 0).all()
    assert np.abs(filled.positions[made] - whole[made]).max() < 0.12


def test_running_has_shorter_cubics():
    x = cut(walk(), (13, 100, 12), (14, 200, 13))
    found = fill_keypoints(x, RATE, mode="run", max_low_rank_s=0.0).method
    assert found[105, 13] == FillMethod.CUBIC
    assert found[205, 14] == FillMethod.MISSING


def test_low_rank_is_better_than_curves():
    whole = walk(0.003)
    rng = np.random.default_rng(1)
    errors: dict[str, list[float]] = {"linear": [], "cubic": [], "low_rank": []}
    for _ in range(4):
        holes = [(int(k), int(rng.integers(60, 800)), 40) for k in rng.permutation(26)[:4]]
        x = cut(whole, *holes)
        filled = fill_keypoints(x, RATE)
        made = filled.method == FillMethod.LOW_RANK
        assert made.sum() >= 3 * 40
        errors["low_rank"].append(np.mean((filled.positions - whole)[made] ** 2))
        x[np.isnan(x).any(axis=2)] = NAN
        for name in ("linear", "cubic"):
            curve = gaps.fill(x, max_gap_s=1.0, sampling_rate_hz=RATE, method=name)
            errors[name].append(np.mean((curve - whole)[made] ** 2))
    error = {name: np.sqrt(np.mean(squares)) for name, squares in errors.items()}
    assert error["low_rank"] < 0.5 * error["cubic"] < error["linear"]


@pytest.mark.parametrize("frames", [5, 20, 40])
def test_errors_are_as_large_as_stated(frames):
    rng = np.random.default_rng(frames)
    whole = walk(0.003, 20.0)
    inside = []
    for _ in range(3):
        holes = [(int(k), int(rng.integers(60, 1800)), frames) for k in rng.permutation(26)[:5]]
        filled = fill_keypoints(cut(whole, *holes), RATE)
        for k, s, n in holes:
            error = np.abs(filled.positions[s : s + n, k] - whole[s : s + n, k])
            inside.append(error <= 1.96 * filled.sigma[s : s + n, k])
    assert 0.90 <= np.mean(inside) <= 0.995


def test_sigma_grows_from_the_nearest_sample():
    sigma = fill_keypoints(cut(walk(), (15, 300, 24)), RATE).sigma[300:324, 15]
    assert (np.diff(sigma[:12], axis=0) >= 0).all()
    assert_array_equal(sigma, sigma[::-1])


def test_ends_are_held_only_when_asked():
    whole = walk()
    x = whole.copy()
    x[:8, 2] = x[-5:, 4] = NAN
    x[-30:, 5] = NAN
    assert (fill_keypoints(x, RATE).method[0, 2]) == FillMethod.MISSING
    filled = fill_keypoints(x, RATE, ends="hold")
    assert (filled.method[:8, 2] == FillMethod.HELD).all()
    assert (filled.method[-5:, 4] == FillMethod.HELD).all()
    assert (filled.method[-30:, 5] == FillMethod.MISSING).all()
    assert_array_equal(filled.positions[:8, 2], np.broadcast_to(x[8, 2], (8, 3)))
    assert (np.diff(filled.sigma[:8, 2], axis=0) <= 0).all()
    assert (np.diff(filled.sigma[-5:, 4], axis=0) >= 0).all()


def test_bones_keep_their_length():
    shank = np.array([[0.0, 0.4], [0.0, 0.0]])
    turn = np.sin(np.arange(400) / 8)
    x = np.tile(shank, (400, 1, 1))
    x[:, 1] = np.stack([0.4 * np.sin(1.2 * turn), 0.4 - 0.4 * np.cos(1.2 * turn)], axis=1)
    x[89:112, 1] = NAN
    loose = fill_keypoints(x, RATE, max_linear_s=0.5)
    assert (loose.method[89:112, 1] == FillMethod.PCHIP).all()
    strict = fill_keypoints(x, RATE, max_linear_s=0.5, segments=[(0, 1)])
    length = np.linalg.norm(loose.positions[89:112, 1] - loose.positions[89:112, 0], axis=1)
    assert np.abs(length / 0.4 - 1).max() > 0.15
    assert (strict.method[89:112, 1] == FillMethod.MISSING).all()
    assert strict.rejected["method"].tolist() == ["pchip", "cubic", "low_rank"]
    assert strict.rejected["reason"].tolist() == ["segment_length"] * 2 + ["too_few_keypoints"]
    assert strict.rejected["start"].tolist() == [89] * 3


@given(
    seed=st.integers(0, 999),
    lost=st.sampled_from([0.0, 0.1, 0.6, 1.0]),
    n_frames=st.sampled_from([0, 1, 2, 30]),
    kind=st.sampled_from([np.float32, np.float64]),
)
def test_curves_touch_no_other_keypoint(seed, lost, n_frames, kind):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(2, n_frames, 4, 2)).cumsum(axis=1).astype(kind)
    x[rng.random(x.shape) < lost / 2] = NAN
    before = x.copy()
    filled = fill_keypoints(x, 50.0, max_low_rank_s=0.0, ends="hold")
    assert filled.positions.dtype == kind
    assert filled.method.shape == x.shape[:-1]
    assert filled.sigma.shape == x.shape
    assert_array_equal(x, before)
    finite = np.isfinite(filled.positions).all(axis=-1)
    assert_array_equal(finite, filled.method != FillMethod.MISSING)
    batch = fill_keypoints(ff.Batch.from_sequences(list(x), 50.0), max_low_rank_s=0.0, ends="hold")
    assert_array_equal(batch.positions.values, filled.positions.reshape(-1, 4, 2))
    assert_array_equal(batch.method, filled.method.reshape(-1, 4))
    for k in range(4):
        alone = fill_keypoints(x[:, :, k : k + 1], 50.0, ends="hold")
        assert_array_equal(alone.positions[:, :, 0], filled.positions[:, :, k])


def test_what_cannot_be_learnt_is_not_filled():
    rng = np.random.default_rng(2)
    noise = rng.normal(size=(400, 8, 3))
    noise[200:230, 0] = NAN
    filled = fill_keypoints(noise, RATE)
    assert (filled.method[200:230, 0] == FillMethod.MISSING).all()
    assert filled.rejected["reason"].tolist() == ["too_few_keypoints"]
    short = walk(seconds=1.0)
    assert (fill_keypoints(cut(short, (13, 30, 40)), RATE).method[30:70, 13] == 255).all()


def test_still_keypoints_are_filled_exactly():
    x = np.ones((400, 6, 3))
    x[100:140, 2] = NAN
    x[200:210, 3] = NAN
    filled = fill_keypoints(x, RATE)
    assert_allclose(filled.positions[200:210, 3], 1.0)
    assert (filled.method[100:140, 2] == FillMethod.MISSING).all()  # nothing moves with it


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"mode": "crawl"}, "mode: expected one of walk, run"),
        ({"ends": "guess"}, "ends: expected one of leave, hold"),
        ({"max_cubic_s": -1.0}, "max_cubic_s: expected a value >= 0"),
        ({"min_complete_s": 0.0}, "min_complete_s: expected a value > 0"),
        ({"segments": [(0, 9)]}, "segments: expected pairs of whole numbers from 0 to 1"),
    ],
)
def test_errors(options, sentence):
    with pytest.raises(ff.ArgumentError, match=sentence):
        fill_keypoints(np.ones((5, 2, 3)), 10.0, **options)
    with pytest.raises(ff.ArgumentError, match="sampling_rate_hz: expected a value > 0"):
        fill_keypoints(np.ones((5, 2, 3)))


@pytest.mark.parametrize(("mode", "name"), MARKER_FILES)
def test_real_markers(shared_data, mode, name):
    recording = ff.read(shared_data / name)
    x, rate = recording.positions[:1500], recording.sampling_rate_hz
    x = x[:, np.isfinite(x).all(axis=(0, 2))][:, :24]
    rng = np.random.default_rng(7)
    ladder, line, cubic, inside = [], [], [], []
    for _ in range(3):
        for seconds in (0.1, 0.2, 0.3, 0.5):
            n = int(seconds * rate)
            k, s = int(rng.integers(x.shape[1])), int(rng.integers(5, len(x) - n - 5))
            holes = x.copy()
            holes[s : s + n, k] = NAN
            filled = fill_keypoints(holes, rate, mode=mode)
            if filled.method[s, k] == FillMethod.MISSING:
                continue
            error = filled.positions[s : s + n, k] - x[s : s + n, k]
            inside.append(np.mean(np.abs(error) <= 1.96 * filled.sigma[s : s + n, k]))
            ladder.append(np.mean(error**2))
            for to, method in ((line, "linear"), (cubic, "cubic")):
                other = gaps.fill(holes, sampling_rate_hz=rate, max_gap_s=1.0, method=method)
                to.append(np.mean((other[s : s + n, k] - x[s : s + n, k]) ** 2))
    assert len(ladder) >= 8
    assert np.mean(ladder) < 0.25 * np.mean(line)
    assert np.mean(ladder) < np.mean(cubic)
    assert np.mean(inside) > 0.85
