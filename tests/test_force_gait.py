"""Gait from the forces of insoles alone."""

from __future__ import annotations

import numpy as np
import pytest

import footfall as ff

RATE = 100.0
STRIDE, STANCE, BODY_N = 1.1, 0.68, 700.0


def loads(
    *, stride=STRIDE, stance=STANCE, body=BODY_N, duration=30.0, swing=0.0, start=1.0, standing=0.0
):
    """Vertical force under both feet, shape (T, 2), and the initial contacts of the left one.

    The load of a stance rises and falls along a half sine, each foot half a stride after the other.
    """
    t = np.arange(round(duration * RATE)) / RATE
    result = np.full((len(t), 2), swing)
    contacts = np.arange(start, duration - 2 * stride, stride)
    for side in (0, 1):
        for contact in contacts + side * stride / 2:
            phase = (t - contact) / stance
            down = (phase > 0) & (phase < 1)
            result[down, side] = np.maximum(swing, body * np.sin(np.pi * phase[down]))
    result[t < standing] = body / 2
    return result, contacts


def recording(vertical, rate=RATE, sides=("left", "right"), **more):
    forces = np.zeros((*vertical.shape, 3))
    forces[..., 2] = vertical
    return ff.ForceRecording(forces, rate, up="+z", sides=sides, **more)


def test_times_and_peaks_are_those_of_the_loads():
    vertical, contacts = loads()
    report = ff.analyze(recording(vertical))
    found = report.events.pick("initial_contact", "left").time_s
    # The threshold, 5 % of the load, is crossed 1.6 % of the stance after the contact.
    late = np.arcsin(0.05) / np.pi * STANCE
    np.testing.assert_allclose(found, contacts + late, atol=0.01)
    assert report.mode == "walk"
    assert report.metric("cadence_spm").value == pytest.approx(120 / STRIDE, rel=2e-3)
    stance = report.metric("stance_duration_s")
    assert stance.value == pytest.approx(STANCE - 2 * late, abs=0.01)
    assert report.metric("peak_vertical_force_n").value == pytest.approx(BODY_N, rel=0.02)
    assert report.metric("stride_duration_cv_percent").value < 1.0


def test_lengths_are_unavailable_with_the_reason():
    report = ff.analyze(recording(loads()[0]), height_m=1.7, mass_kg=70.0)
    length = report.metric("stride_length_m")
    assert length.status == "unavailable"
    assert "forces do not show how far" in length.reason


def test_a_load_in_swing_does_not_hide_the_contacts():
    plain, _ = loads()
    loaded, _ = loads(swing=25.0)
    counts = [len(ff.analyze(recording(own)).strides) for own in (plain, loaded)]
    assert counts[0] == counts[1] > 40


def test_short_contacts_are_running():
    vertical, _ = loads(stride=0.7, stance=0.25, body=1700.0)
    report = ff.analyze(recording(vertical))
    assert report.mode == "run"
    assert report.metric("contact_time_s").value == pytest.approx(0.25, abs=0.02)
    assert report.metric("flight_time_s").value > 0.08


def test_sensors_under_one_foot_are_added_up():
    vertical, _ = loads()
    apart = np.repeat(vertical, 2, axis=1) * np.tile([0.3, 0.7], 2)
    sides = ("left", "left", "right", "right")
    whole, added = ff.analyze(recording(vertical)), ff.analyze(recording(apart, sides=sides))
    np.testing.assert_allclose(added.events.time_s, whole.events.time_s, atol=1e-9)


def test_a_pause_parts_two_walks():
    first, _ = loads(duration=15.0)
    report = ff.analyze(recording(np.concatenate([first, np.full((500, 2), 350.0), first])))
    assert len(report.quality["bouts"]) == 2
    assert report.strides.stride_duration_s[report.strides.accepted].max() < 1.5


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: recording(loads()[0], sides=None), "which foot"),
        (lambda: recording(loads()[0], sides=("left", None)), "one foot only"),
        (lambda: recording(loads()[0], rate=20.0), "frames per second"),
        (lambda: recording(np.full((3000, 2), 350.0)), "no foot meets"),
        (lambda: recording(np.full((3000, 2), np.nan)), "no foot meets"),
        (lambda: recording(np.zeros((3000, 2))), "no foot meets"),
        (lambda: recording(loads(body=60.0)[0]), "no foot meets"),
        (lambda: recording(np.zeros((0, 2))), "no foot meets"),
        (lambda: recording(loads()[0][:1]), "no foot meets"),
    ],
    ids=[
        *("no sides", "one side", "slow", "standing", "missing", "nothing", "no weight"),
        *("empty", "one frame"),
    ],
)
def test_without_gait_the_report_says_why(make, reason):
    report = ff.analyze(make())
    assert report.mode == "none"
    assert all(metric.status == "unavailable" for metric in report.metrics)
    assert reason in report.metric("cadence_spm").reason


def test_missing_samples_end_contacts_without_inventing_any():
    vertical, contacts = loads()
    vertical[1000:1200] = np.nan
    report = ff.analyze(recording(vertical))
    inside = (report.events.time_s > 10.0) & (report.events.time_s < 12.0)
    assert not inside.any()
    assert len(contacts) - 4 <= report.events.pick("initial_contact", "left").time_s.size


def test_motion_is_not_asked_of_forces():
    with pytest.raises(ff.ArgumentError, match="events_from: expected 'forces'"):
        ff.analyze(recording(loads()[0]), events_from="kinematics")
