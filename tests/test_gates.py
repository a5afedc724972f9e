"""Physical gates: what is blamed, and what is left alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

import footfall as ff
from footfall import gates, skeletons, synthetic

NAN = np.nan
RATES = (25.0, 30.0, 60.0, 120.0, 240.0)
PEOPLE = (synthetic.walker, synthetic.runner)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("person", PEOPLE)
def test_clean_motion_passes(person, rate):
    recording, _ = person(sampling_rate_hz=rate, noise_m=0.005)
    assert not gates.speed(recording.positions, rate, gates.MAX_SPEED_MPS).any()
    segments = skeletons.segments(recording.keypoints)
    assert len(segments) == 16
    assert not gates.segment_length(recording.positions, segments).any()


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(("share", "least"), [(0.01, 0.995), (0.05, 0.99), (0.15, 0.95)])
def test_spikes_are_found_and_their_neighbours_are_not_blamed(rate, share, least):
    rng = np.random.default_rng(1)
    recording, _ = synthetic.runner(sampling_rate_hz=rate)
    x = recording.positions.copy()
    spikes = rng.random(x.shape[:2]) < share
    away = rng.normal(size=x.shape)
    away *= (2 * 12 / rate + rng.uniform(0.5, 1.5, x.shape[:2]))[..., None] / np.linalg.norm(
        away, axis=2, keepdims=True
    )
    x[spikes] += away[spikes]
    x[rng.random(x.shape[:2]) < 0.02] = NAN
    spikes &= np.isfinite(x).all(axis=2)
    bad = gates.speed(x, rate, 12.0)
    assert (bad & spikes).sum() >= least * spikes.sum()
    assert (bad & spikes).sum() >= least * bad.sum()


def track(*x: float) -> np.ndarray:
    return np.array(x)[:, None, None] * np.array([1.0, 0.0])


@pytest.mark.parametrize(
    ("x", "bad"),
    [
        ([0, 0, 5, 0, 0], [2]),
        ([5, 0, 0, 0, 0], [0]),
        ([0, 0, 0, 0, 5], [4]),
        ([0, 0, NAN, 5, NAN, 0, 0], [3]),
        ([0, 0, 0, 5, 5, 5, 0, 0, 0], [3, 4, 5]),
        ([0, 0, 5, -5, 0, 0], [2, 3]),
        ([0, 0, 5, 0, 5, 0, 0], [2, 4]),
        ([0, 1, 2, 3, 4, 5, 6], []),  # as fast as that all the time
        ([0, 0, 0, 0, 5, 5, 5, 5], []),  # a jump that stays
        ([0, NAN, NAN, NAN, 0.3, 0.3], []),  # there was time for it
        ([NAN, NAN, NAN], []),
        ([5], []),
        ([0, 5], []),
        ([], []),
    ],
)
def test_who_is_blamed(x, bad):
    positions = track(*map(float, x)).reshape(-1, 1, 2)
    before = positions.copy()
    found = gates.speed(positions, 100.0, 10.0)  # 0.1 a frame
    assert found.shape == (len(x), 1)
    assert_array_equal(np.flatnonzero(found[:, 0]), bad)
    assert_array_equal(positions, before)


def test_legs_stand_in_for_a_unit():
    x = track(0, 0, 50, 0, 0)
    assert (
        gates.speed(x, 10.0, leg_length=30.0)[:, 0].tolist() == [False] * 2 + [True] + [False] * 2
    )
    assert not gates.speed(x, 10.0, leg_length=40.0).any()


@given(seed=st.integers(0, 999), lost=st.sampled_from([0.0, 0.2, 0.8]))
def test_sequences_and_keypoints_are_judged_alone(seed, lost):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(3, 40, 4, 2)).cumsum(axis=1) * 0.05
    x[rng.random(x.shape[:3]) < 0.1] += 3.0
    x[rng.random(x.shape[:3]) < lost] = NAN
    bad = gates.speed(x, 100.0, 12.0)
    assert not bad[np.isnan(x).any(axis=3)].any()
    batch = ff.Batch.from_sequences(list(x), 100.0)
    assert_array_equal(gates.speed(batch, max_speed=12.0), bad.reshape(-1, 4))
    for i in range(3):
        assert_array_equal(gates.speed(x[i, :, 2:3], 100.0, 12.0)[:, 0], bad[i, :, 2])


LEG = ((0, 1), (1, 2), (2, 3), (2, 4), (3, 4))  # hip, knee, ankle, heel, toe


@pytest.mark.parametrize("wrong", range(5))
def test_the_keypoint_that_is_off_is_blamed(wrong):
    still = np.array([[0, 0.9], [0, 0.5], [0, 0.1], [-0.05, 0], [0.15, 0]])
    x = np.tile(still, (30, 1, 1))
    x[7, wrong] += [2.0, 0.5]
    x[9, 2] = NAN
    bad = gates.segment_length(x, LEG)
    assert_array_equal(np.argwhere(bad), [[7, wrong]])
    assert not gates.segment_length(x, ()).any()


def test_segments_of_a_skeleton():
    names = skeletons.SKELETONS["coco17"]
    for a, b in skeletons.segments("coco17"):
        assert (names[a], names[b]) in skeletons.SEGMENTS
    with pytest.raises(ff.ArgumentError, match="keypoints: expected one of coco17"):
        skeletons.segments("stick")


def test_scores():
    scores = np.array([[0.35, NAN, 0.9]])
    assert gates.confidence(scores, 0.3).tolist() == [[False, True, False]]
    for name, entry in gates.CONFIDENCE.items():
        assert 0 < entry.value < 1
        assert entry.scale
        assert entry.source
        assert_array_equal(gates.confidence(scores, name), ~(scores >= entry.value))


def test_masks_become_gaps():
    x = np.ones((2, 3, 2), np.float32)
    bad = np.array([[True, False, False], [False, False, True]])
    masked = gates.mask(x, bad)
    assert_array_equal(np.isnan(masked).all(axis=2), bad)
    assert x.min() == 1
    assert masked.dtype == np.float32
    batch = gates.mask(ff.Batch(x, np.array([0, 2]), 10.0), bad)
    assert_array_equal(batch.values, masked)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda x: gates.speed(x, 10.0),
            "max_speed: expected it or leg_length, one of them, got n",
        ),
        (lambda x: gates.speed(x, 10.0, 1.0, leg_length=1.0), "max_speed: .* got both"),
        (lambda x: gates.speed(x, max_speed=1.0), "sampling_rate_hz: expected a value > 0"),
        (lambda x: gates.speed(x, 10.0, -1.0), "max_speed: expected a value > 0"),
        (lambda x: gates.segment_length(x, [(0, 3)]), "segments: expected pairs of whole numbers"),
        (lambda x: gates.segment_length(x, [(0, 1)], 1.5, 0.5), "high: expected a value > 1.5"),
        (lambda x: gates.confidence(x, "crystal ball"), "threshold: expected one of mediapipe"),
        (lambda x: gates.mask(x, [True]), "bad: expected shape"),
    ],
)
def test_errors(call, sentence):
    with pytest.raises(ff.ArgumentError, match=sentence):
        call(np.ones((4, 3, 2)))


def test_real_runs_pass(shared_data):
    found = sorted((shared_data / "trc_grf").glob("hamner_s04_run*/markers.trc"))
    assert found
    for path in found:
        run = ff.read(path)
        scale = 1000.0 if np.nanmax(np.abs(run.positions)) > 50 else 1.0
        assert not gates.speed(run.positions, run.sampling_rate_hz, 12.0 * scale).any()
