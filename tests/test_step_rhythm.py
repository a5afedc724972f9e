"""Steps of a phone anywhere, by their rhythm."""

from __future__ import annotations

import numpy as np
import pytest

import footfall as ff
from footfall.imu import GRAVITY_MPS2

RATE = 50.0


def worn(step_hz, *, step=1.5, stride=0.0, duration=30.0, rate=RATE, noise=0.2):
    """Acceleration of a sensor that feels each step, and more of one leg than of the other."""
    t = np.arange(round(duration * rate)) / rate
    felt = step * np.cos(2 * np.pi * step_hz * t) + stride * np.cos(np.pi * step_hz * t + 0.4)
    axis = np.array([0.36, 0.48, 0.8])
    rough = np.random.default_rng(3).normal(0, noise, (len(t), 3))
    return (GRAVITY_MPS2 + felt)[:, None] * axis + rough


def steps_of(acceleration, rate=RATE):
    return ff.events.StepRhythm(sampling_rate_hz=rate)(acceleration).time_s


@pytest.mark.parametrize("step_hz", [1.3, 1.6, 1.9, 2.3])
@pytest.mark.parametrize(
    ("step", "stride"), [(1.5, 0.0), (0.6, 2.0), (1.5, 1.0)], ids=["hand", "pocket", "arm"]
)
@pytest.mark.parametrize("rate", [25.0, 100.0])
def test_steps_are_counted_wherever_the_sensor_is(step_hz, step, stride, rate):
    found = steps_of(worn(step_hz, step=step, stride=stride, rate=rate), rate)
    assert abs(len(found) - 30.0 * step_hz) <= 1.5
    np.testing.assert_allclose(np.median(np.diff(found)), 1 / step_hz, rtol=0.01)


def test_running_in_a_pocket_is_not_halved():
    found = steps_of(worn(2.75, step=9.0, stride=4.0))
    assert abs(len(found) - 30.0 * 2.75) <= 2


def test_turning_the_sensor_changes_nothing():
    acceleration = worn(1.8, stride=1.0)
    rotation = np.linalg.qr(np.random.default_rng(5).normal(size=(3, 3)))[0]
    np.testing.assert_allclose(steps_of(acceleration @ rotation), steps_of(acceleration), atol=1e-9)


@pytest.mark.parametrize(
    "acceleration",
    [
        np.empty((0, 3)),
        worn(1.8, duration=0.3),
        worn(1.8, duration=2.0),
        np.full((1500, 3), np.nan),
        np.tile([0.0, 0.0, GRAVITY_MPS2], (1500, 1)),
        worn(1.8, step=0.0),
        np.random.default_rng(1).normal([0, 0, GRAVITY_MPS2], 3, (1500, 3)),
    ],
    ids=["empty", "short", "two seconds", "missing", "still", "noise", "shaken"],
)
def test_without_rhythm_there_are_no_steps(acceleration):
    assert len(steps_of(acceleration)) == 0


def test_a_walk_between_rests_has_its_steps_alone():
    rest = worn(1.8, step=0.0, duration=20.0)
    found = steps_of(np.concatenate([rest, worn(1.8), rest]))
    assert found.min() > 18.5
    assert found.max() < 51.5
    assert abs(len(found) - 54) <= 3


def test_a_gap_parts_walks():
    acceleration = worn(1.8, duration=40.0)
    acceleration[900:1000] = np.nan
    found = steps_of(acceleration)
    assert not ((found > 18.0) & (found < 20.0)).any()
    assert len(found) > 60


def test_the_report_says_what_a_pocket_does_not_show():
    recording = ff.ImuRecording({"pocket": ff.Imu(worn(1.8, step=0.8, stride=2.0))}, RATE)
    report = ff.analyze(recording, height_m=1.7)
    assert report.mode == "walk"
    assert report.metric("cadence_spm").value == pytest.approx(108.0, rel=0.01)
    cadence = report.metric("cadence_spm")
    assert cadence.status == "valid"
    # What is off for the whole walk does not average out over its steps.
    assert 0.01 < (cadence.ci_high - cadence.value) / cadence.value < 0.02
    for name, words in (
        ("stance_percent", "meets and leaves"),
        ("walking_speed_mps", "how far"),
        ("stride_duration_cv_percent", "hides how they vary"),
        ("gait_asymmetry_percent", "hides how they vary"),
    ):
        metric = report.metric(name)
        assert metric.status == "unavailable"
        assert np.isnan(metric.value)
        assert words in metric.reason


@pytest.mark.parametrize("site", ["pocket", "hand", "left_wrist", "right_thigh"])
def test_running_is_told_from_walking(site):
    sensor = ff.Imu(worn(2.75, step=9.0, stride=4.0))
    recording = ff.ImuRecording({site: sensor}, RATE)
    assert ff.analyze(recording).mode == "run"
    walked = ff.analyze(recording, mode="walk")
    assert walked.mode == "none"
    assert "no rhythm of steps" in walked.metric("cadence_spm").reason
