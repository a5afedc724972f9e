"""The main job on inertial sensors, from recordings to reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff

from .sensor_samples import (
    LENGTH_M,
    LIFT_M,
    RATE_HZ,
    STANCE_S,
    SWING_S,
    Foot,
    orientations,
    walking_foot,
    walking_trunk,
)

if TYPE_CHECKING:
    from pathlib import Path

STRIDE_S = STANCE_S + SWING_S


def two_feet() -> dict[str, Foot]:
    """Feet that swing in turn; of one length."""
    left = walking_foot(8)
    right = walking_foot(8, start_s=2.0 + STRIDE_S / 2)
    n = min(len(left.acceleration_mps2), len(right.acceleration_mps2))
    return {
        f"{side}_foot": Foot(
            foot.acceleration_mps2[:n], foot.angular_velocity_radps[:n], foot.leave_s, foot.meet_s
        )
        for side, foot in (("left", left), ("right", right))
    }


def test_feet_give_events_and_lengths(backend: str) -> None:
    feet = two_feet()
    report = ff.analyze(ff.ImuRecording({site: foot.imu() for site, foot in feet.items()}, RATE_HZ))
    assert report.mode == "walk"
    for site, foot in feet.items():
        side = site.removesuffix("_foot")
        # The foot of the sample turns smoothly, without a slap that would tell times sharply.
        contacts = report.events.pick("initial_contact", side).time_s
        leaves = report.events.pick("final_contact", side).time_s
        assert len(contacts) == len(leaves) == 8
        assert np.abs(contacts - foot.meet_s).max() < 0.15
        assert_allclose(np.diff(contacts), STRIDE_S, atol=0.005)
    length = report.metric("stride_length_m")
    assert abs(length.value - LENGTH_M) < 0.005
    assert length.status == "valid"
    assert report.metric("cadence_spm").value == pytest.approx(120 / STRIDE_S, rel=0.01)
    assert report.metric("double_support_percent").status == "valid"
    assert "how far apart" in report.metric("step_width_m").reason
    assert_allclose(report.strides["foot_lift_m"], LIFT_M, atol=0.005)
    assert_allclose(report.strides["turning_angle_deg"], 0.0, atol=0.5)
    assert report.strides["rest_angular_velocity_radps"].max() < 0.1


@pytest.mark.parametrize("turned", orientations())
def test_a_foot_sensor_may_be_turned(turned: Any) -> None:
    foot = walking_foot(4)
    plain, other = (
        ff.analyze(ff.ImuRecording({"left_foot": sensor}, RATE_HZ))
        for sensor in (foot.imu(), foot.imu(turned))
    )
    assert len(plain.events) == 8
    assert_allclose(other.events.time_s, plain.events.time_s, atol=1e-6)
    assert_allclose(other.strides.stride_length_m, plain.strides.stride_length_m, atol=1e-6)


def test_the_trunk_gives_what_it_can(backend: str) -> None:
    acceleration, contact_s = walking_trunk()
    sensor = ff.Imu(acceleration, np.zeros_like(acceleration))
    recording = ff.ImuRecording({"lower_back": sensor}, 100.0, name="walk")
    report = ff.analyze(recording, height_m=1.75)
    assert len(report.events) == pytest.approx(len(contact_s), abs=2)
    assert report.metric("cadence_spm").value == pytest.approx(108, abs=1)
    assert report.metric("walking_speed_mps").status == "degraded"
    for name in ("stride_length_m", "walking_speed_mps", "walk_ratio_mm_per_spm"):
        metric = report.metric(name)
        assert metric.sigma > 0.1 * metric.value  # the model's own error
    stance = report.metric("stance_duration_s")
    assert stance.status == "unavailable"
    assert "trunk" in stance.reason
    without = ff.analyze(recording)
    assert without.metric("stride_length_m").reason == "lengths from the trunk need height_m"
    assert without.to_json()


@pytest.mark.parametrize("turned", orientations())
def test_a_trunk_sensor_may_be_turned(turned: Any) -> None:
    acceleration, _ = walking_trunk(duration_s=20.0)
    plain, other = (
        ff.analyze(ff.ImuRecording({"lower_back": ff.Imu(x)}, 100.0))
        for x in (acceleration, acceleration @ turned.T)
    )
    assert_allclose(other.events.time_s, plain.events.time_s, atol=0.01)
    assert other.events.side.tolist() == plain.events.side.tolist()


@pytest.mark.parametrize(
    ("sites", "rate_hz", "reason"),
    [
        ({"pocket": ff.Imu(0.0 * walking_trunk()[0] + 5.0)}, 100.0, "no rhythm of steps"),
        ({"left_foot": ff.Imu(walking_trunk()[0])}, 100.0, "needs its angular velocity"),
        ({"left_foot": walking_foot(2).imu()}, 20.0, "fewer than 50 frames"),
        ({"lower_back": ff.Imu(np.full((900, 3), np.nan))}, 100.0, "no gait sequence"),
        ({"lower_back": ff.Imu(np.empty((0, 3)))}, 100.0, "no gait sequence"),
        ({"left_foot": ff.Imu(*[np.full((500, 3), np.nan)] * 2)}, 100.0, "no foot makes a stride"),
        ({"left_foot": ff.Imu(*[np.full((500, 3), 5.0)] * 2)}, 100.0, "no foot makes a stride"),
        ({"left_foot": ff.Imu(*[np.full((1, 3), 5.0)] * 2)}, 100.0, "no foot makes a stride"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_told_is_said(sites: Any, rate_hz: float, reason: str) -> None:
    report = ff.analyze(ff.ImuRecording(sites, rate_hz))
    assert not report.has_gait
    assert all(reason in metric.reason for metric in report.metrics)


def test_running_is_not_told_from_sensors() -> None:
    acceleration, _ = walking_trunk()
    report = ff.analyze(ff.ImuRecording({"lower_back": ff.Imu(acceleration)}, 100.0), mode="run")
    assert "running" in report.metric("cadence_spm").reason


def test_feet_against_motion_capture(shared_data: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="reads the CSV files of the recordings")
    folder, rate_hz = shared_data / "gaitmap_foot_imu_mocap", 204.8
    samples = pandas.read_csv(folder / "imu_sample.csv", header=[0, 1], index_col=0)
    truth = pandas.read_csv(folder / "stride_events_sample.csv")
    sides = ("left", "right")
    sites = {}
    for side in sides:
        table = samples[f"{side}_sensor"]
        sites[f"{side}_foot"] = ff.Imu.from_units(
            table[["acc_x", "acc_y", "acc_z"]].to_numpy(),
            table[["gyr_x", "gyr_y", "gyr_z"]].to_numpy(),
            angular_velocity="deg/s",
        )
    events = ff.analyze(ff.ImuRecording(sites, rate_hz)).events
    for kind, column, most_bias, most_mae in (
        ("initial_contact", "ic", 0.015, 0.020),
        ("final_contact", "tc", 0.016, 0.016),
    ):
        errors, missed = [], 0
        for side in sides:
            reference = truth[truth.foot == side][column].dropna().unique() / rate_hz
            match = ff.validate.match(reference, events.pick(kind, side).time_s, 0.25)
            errors.append(match.error_s)
            missed += len(match.missed)
        error = np.concatenate(errors)
        assert missed == 0
        assert len(error) == 57
        assert abs(error.mean()) <= most_bias
        assert np.abs(error).mean() <= most_mae


def test_the_trunk_against_insoles(shared_data: Path) -> None:
    loadmat = pytest.importorskip("scipy.io").loadmat
    path = shared_data / "mobgap_lowback_indip/lab/HA/001/data.mat"
    tests = loadmat(path, simplify_cells=True)["data"]["TimeMeasure1"]
    errors, n_reference, n_found = [], 0, 0
    for trial in (trial for test in tests.values() for trial in test.values()):
        acceleration = trial["SU"]["LowerBack"]["Acc"] * 9.80665
        bouts = trial["Standards"]["INDIP"]["ContinuousWalkingPeriod"]
        detect = ff.events.TrunkContact(sampling_rate_hz=100.0)
        for bout in bouts if isinstance(bouts, list) else [bouts]:
            reference = np.atleast_1d(bout["InitialContact_Event"]).astype(float)
            first = max(0, int((bout["Start"] - 0.5) * 100))
            part = acceleration[first : int((bout["End"] + 0.5) * 100)]
            found = first / 100 + detect(part).time_s
            found = found[(found >= bout["Start"] - 0.05) & (found <= bout["End"] + 0.05)]
            match = ff.validate.match(reference, found, 0.5)
            errors.append(match.error_s)
            n_reference += len(reference)
            n_found += len(found)
    error = np.concatenate(errors)
    assert len(error) / n_reference >= 0.88
    assert len(error) / n_found >= 0.88
    assert np.median(np.abs(error)) <= 0.05
