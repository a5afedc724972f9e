"""The synthetic body keeps its promises: rigid, planted, known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall.synthetic import runner, walker

MAKERS = {"walker": walker, "runner": runner}
SEGMENTS = [("hip", "knee"), ("knee", "ankle"), ("ankle", "heel"), ("heel", "big_toe")]


def _point(recording, positions, name):
    return positions[:, recording.keypoints.index(name)]


@pytest.fixture(params=MAKERS)
def person(request):
    """A walker and a runner with variability, at 120 Hz."""
    make = MAKERS[request.param]
    return make(sampling_rate_hz=120.0, duration_s=6.0, duration_cv=0.02, length_cv=0.02, seed=3)


def test_segments_are_rigid(person):
    recording, truth = person
    for side in ("left", "right"):
        for one, two in SEGMENTS:
            ends = [_point(recording, truth.positions, f"{side}_{n}") for n in (one, two)]
            assert np.ptp(np.linalg.norm(ends[0] - ends[1], axis=1)) < 1e-9


def test_feet_stay_above_the_floor(person):
    recording, truth = person
    for side in ("left", "right"):
        for name in ("heel", "big_toe"):
            height = _point(recording, truth.positions, f"{side}_{name}")[:, 2]
            assert height.min() > 0.02


def test_heels_rest_after_contact(person):
    recording, truth = person
    belt = truth.belt_speed_mps
    times = np.arange(recording.n_frames) / recording.sampling_rate_hz
    for side in ("left", "right"):
        heel = _point(recording, truth.positions, f"{side}_heel") + np.outer(
            belt * times, [1.0, 0.0, 0.0]
        )
        for contact in truth.events.pick("initial_contact", side).time_s:
            after = (times >= contact) & (times < contact + 0.1)
            if after.sum() > 5:
                assert np.ptp(heel[after], axis=0).max() < 1e-9


def test_lengths_and_speed_agree_with_the_positions():
    recording, truth = walker(duration_s=10.0)
    hips = _point(recording, truth.positions, "mid_hip")
    gone = (hips[-1, 0] - hips[0, 0]) / ((recording.n_frames - 1) / 100.0)
    assert gone == pytest.approx(1.25, rel=1e-9)
    assert truth.metrics()["step_length_m"] == pytest.approx(1.25 * 60 / 108)


@pytest.mark.parametrize("treadmill", [False, True])
@pytest.mark.parametrize("make", MAKERS.values())
def test_the_speed_is_the_one_walked_when_steps_vary(make, treadmill):
    recording, truth = make(
        duration_s=10.0, length_cv=0.05, duration_cv=0.03, treadmill=treadmill, seed=0
    )
    hips = _point(recording, truth.positions, "mid_hip")[:, 0]
    seconds = (recording.n_frames - 1) / recording.sampling_rate_hz
    gone = (hips[-1] - hips[0]) / seconds + truth.belt_speed_mps
    asked = {walker: 1.25, runner: 3.0}[make]
    assert truth.speed_mps == pytest.approx(gone, rel=1e-12)
    assert abs(truth.speed_mps / asked - 1) > 0.005
    length, time = (
        np.concatenate(list(table.values())).sum()
        for table in (truth.stride_length_m, truth.stride_duration_s)
    )
    assert truth.metrics()["walking_speed_mps"] == pytest.approx(length / time, rel=1e-12)
    assert truth.speed_mps == pytest.approx(length / time, rel=0.01)


@pytest.mark.parametrize("make", MAKERS.values())
def test_metrics_are_those_the_gait_has(make):
    known = make(duration_s=5.0)[1].metrics()
    assert ("flight_time_s" in known) == (make is runner)
    assert ("double_support_percent" in known) == (make is walker)
    assert min(known.values()) > 0


@pytest.mark.parametrize("make", MAKERS.values())
@pytest.mark.parametrize("duration_s", [0.05, 0.3, 0.6, 1.0])
def test_short_recordings_leave_out_what_they_do_not_hold(make, duration_s):
    _, truth = make(duration_s=duration_s)
    assert np.isfinite(list(truth.metrics().values())).all()


@pytest.mark.parametrize("make", MAKERS.values())
def test_any_rate_sees_the_same_motion(make):
    (_, slow), (_, fast) = (make(sampling_rate_hz=r, duration_s=4.0) for r in (25.0, 200.0))
    assert_allclose(fast.positions[::8], slow.positions, atol=1e-12)


@pytest.mark.parametrize("direction", ["+x", "-x", "+y", "-y"])
def test_directions_are_turns_of_one_another(direction):
    _, ahead = walker(duration_s=3.0)
    _, turned = walker(duration_s=3.0, direction=direction)
    angle = np.radians({"+x": 0, "+y": 90, "-x": 180, "-y": 270}[direction])
    turn = np.array(
        [[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]]
    )
    assert_allclose(turned.positions, ahead.positions @ turn.T, atol=1e-12)


def test_a_treadmill_moves_the_ground():
    _, ground = walker(duration_s=3.0)
    _, belt = walker(duration_s=3.0, treadmill=True)
    moved = 1.25 * np.arange(300) / 100.0
    assert_allclose(belt.positions[..., 0] + moved[:, None], ground.positions[..., 0], atol=1e-12)
    assert belt.belt_speed_mps == 1.25


def test_the_side_view_is_a_projection():
    recording, flat = walker(duration_s=2.0, dimensions=2)
    _, space = walker(duration_s=2.0)
    assert_allclose(flat.positions, space.positions[..., [0, 2]], atol=1e-12)
    assert recording.up == "+y"
    pixels, truth = walker(duration_s=2.0, dimensions=2, pixels_per_m=300.0)
    assert (pixels.unit, pixels.up) == ("px", "-y")
    assert_allclose(truth.positions, 300.0 * flat.positions * [1.0, -1.0], atol=1e-9)


def test_angles_are_those_of_a_walker():
    _, truth = walker(duration_s=5.0)
    knee, hip = truth.angles_deg["left_knee_flexion"], truth.angles_deg["left_hip_flexion"]
    assert 0 < knee.min() < 15
    assert 55 < knee.max() < 80
    assert -20 < hip.min() < -5
    assert 20 < hip.max() < 55


def test_seeds_decide_what_is_random():
    arguments = {"noise_m": 0.01, "dropout": 0.1, "swap": 0.1, "duration_s": 3.0}
    one, two, other = (walker(seed=s, **arguments)[0] for s in (1, 1, 2))
    assert_array_equal(one.positions, two.positions)
    assert not np.array_equal(one.positions, other.positions, equal_nan=True)


def test_disturbances_are_told():
    recording, truth = walker(duration_s=20.0, noise_m=0.004, dropout=0.05, swap=0.1)
    assert_array_equal(np.isnan(recording.positions).any(axis=2), truth.dropped)
    assert_array_equal(recording.confidence == 0, truth.dropped)
    assert 0.05 <= truth.dropped.mean() < 0.07
    assert 0.1 <= truth.swapped.mean() < 0.13
    straight = ~truth.swapped[:, None] & ~truth.dropped
    error = (recording.positions - truth.positions)[straight]
    assert error.std() == pytest.approx(0.004, rel=0.02)
    left, right = (recording.keypoints.index(f"{s}_ankle") for s in ("left", "right"))
    swapped = truth.swapped & ~truth.dropped[:, left]
    error = recording.positions[swapped, left] - truth.positions[swapped, right]
    assert np.abs(error).max() < 0.03


@pytest.mark.parametrize("make", MAKERS.values())
def test_plates_carry_the_weight_and_show_the_contacts(make):
    recording, truth = make(duration_s=10.0, forces=True, mass_kg=70.0)
    load = recording.forces.vertical_n()
    assert load.sum(axis=1).mean() == pytest.approx(70.0 * 9.80665, rel=0.03)
    found = ff.events.ForceThreshold(sampling_rate_hz=1000.0, threshold_n=5.0, hysteresis_n=2.0)(
        load
    )
    for kind in ("initial_contact", "final_contact"):
        result = ff.validate.agreement(truth.events, found, kind, tolerance_s=0.005)
        assert result.recall > 0.95
        assert abs(result.bias_s) < 0.002


@settings(max_examples=20)
@given(
    speed=st.floats(0.7, 1.7),
    cadence=st.floats(95.0, 130.0),
    height=st.floats(1.4, 2.0),
    skeleton=st.sampled_from(list(ff.skeletons.SKELETONS)),
    seed=st.integers(0, 100),
)
def test_any_walker_is_whole(speed, cadence, height, skeleton, seed):
    recording, truth = walker(
        duration_s=2.0,
        speed_mps=speed,
        cadence_spm=cadence,
        height_m=height,
        skeleton=skeleton,
        seed=seed,
        duration_cv=0.02,
        length_cv=0.02,
        asymmetry=0.05,
    )
    assert np.isfinite(recording.positions).all()
    assert recording.keypoints == ff.skeletons.SKELETONS[skeleton]
    assert np.isfinite(np.concatenate(list(truth.angles_deg.values()))).all()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"sampling_rate_hz": 0.0}, "sampling_rate_hz: expected a value > 0, got 0.0"),
        ({"direction": "+z"}, r"direction: expected an axis other than up \(\+z\), got \+z"),
        ({"dimensions": 4}, "dimensions: expected one of 2, 3, got 4"),
        ({"skeleton": "ape"}, "skeleton: expected one of coco17"),
        ({"dropout": 1.0}, "dropout: expected a value from 0.0 to 0.9, got 1.0"),
        ({"pixels_per_m": 100.0}, "dimensions: expected one of 2, got 3"),
        ({"dimensions": 2, "direction": "+y"}, "direction: expected an axis other than up"),
        ({"speed_mps": 5.0}, "speed_mps: expected steps that the legs can reach, got 5.0"),
    ],
)
def test_errors(arguments, sentence):
    with pytest.raises(ff.ArgumentError, match=sentence):
        walker(**arguments)
