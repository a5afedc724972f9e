"""Running told by sensors on the feet of a synthetic runner."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff

from .sensor_samples import GRAVITY_MPS2, orientations

RATE = 200.0


def feet(
    sides: Any = ("left", "right"), rate: float = RATE, turned: Any = None, walks: bool = False
) -> tuple[ff.ImuRecording, Any]:
    """Sensors that turn as the line from heel to toe does."""
    make = ff.synthetic.walker if walks else ff.synthetic.runner
    poses, truth = make(duration_s=12.0, sampling_rate_hz=rate)
    names = list(poses.keypoints)
    sites = {}
    for side in sides:
        toe = next(n for n in names if n.startswith(side) and "toe" in n)
        line = (
            poses.positions[:, names.index(toe)] - poses.positions[:, names.index(f"{side}_heel")]
        )
        pitch = np.unwrap(np.arctan2(line[:, 2], line[:, 0]))
        turning = np.outer(-np.gradient(pitch) * rate, [0.0, 1.0, 0.0])
        turning += np.random.default_rng(1).normal(0, 0.05, turning.shape)
        gravity = np.stack([np.sin(pitch), 0 * pitch, np.cos(pitch)], axis=1) * GRAVITY_MPS2
        sensor = ff.Imu(gravity, turning)
        sites[f"{side}_foot"] = sensor if turned is None else sensor.turned(turned)
    return ff.ImuRecording(sites, rate), truth


def test_contacts_cadence_and_flight() -> None:
    recording, truth = feet()
    report = ff.analyze(recording)
    assert report.mode == "run"
    for side in ("left", "right"):
        for kind, most_s in (("initial_contact", 0.015), ("final_contact", 0.05)):
            known = truth.events.pick(kind, side).time_s
            match = ff.validate.match(known, report.events.pick(kind, side).time_s, 0.1)
            assert len(match.error_s) >= len(known) - 3
            assert np.abs(match.error_s).max() < most_s
    stride = np.diff(truth.events.pick("initial_contact", "left").time_s).mean()
    assert_allclose(report.metric("cadence_spm").value, 120 / stride, rtol=0.005)
    assert report.metric("flight_time_s").value > 0.05
    contact = report.metric("contact_time_s")
    down, up = (truth.events.pick(k, "left").time_s for k in ("initial_contact", "final_contact"))
    known = np.mean(up[-9:] - down[-9:]) % stride
    assert contact.ci_low < known < contact.ci_high
    assert report.metric("running_speed_mps").status == "unavailable"
    assert "never rests" in report.metric("stride_length_m").reason


def test_any_mounting_will_do() -> None:
    expected = ff.analyze(feet()[0]).events
    for turned in orientations():
        found = ff.analyze(feet(turned=turned)[0]).events
        assert_allclose(found.time_s, expected.time_s, atol=1 / RATE)
        assert (found.side == expected.side).all()


def test_one_foot_has_no_flight() -> None:
    report = ff.analyze(feet(sides=("left",))[0])
    assert report.mode == "run"
    assert np.isfinite(report.metric("contact_time_s", "left").value)
    flight = report.metric("flight_time_s")
    assert (flight.status, flight.reason) == ("unavailable", "the other foot has no sensor")
    both = ff.analyze(feet()[0])
    cadence = report.metric("cadence_spm")
    assert_allclose(cadence.value, both.metric("cadence_spm").value, rtol=0.01)
    assert (cadence.status, cadence.reason[:8]) == ("degraded", "one foot")
    assert report.metric("stride_duration_cv_percent").value < 5


def test_walking_is_no_running() -> None:
    report = ff.analyze(feet(walks=True)[0], mode="run")
    assert report.mode == "none"
    assert "no foot runs" in report.metric("cadence_spm").reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda x: 0 * x, "no foot runs"),
        (lambda x: np.nan * x, "no foot runs"),
        (lambda x: x[:1], "no foot runs"),
        (lambda x: np.clip(x, -1, 1), "no foot runs"),
        (lambda x: np.random.default_rng(0).normal(0, 3, x.shape), "no foot runs"),
    ],
    ids=["still", "missing", "one frame", "clipped", "noise"],
)
def test_what_is_no_running_says_so(change: Any, reason: str) -> None:
    recording, _ = feet(sides=("left",))
    sensor = recording.sites["left_foot"]
    turning = change(sensor.angular_velocity_radps)
    changed = ff.Imu(sensor.acceleration_mps2[: len(turning)], turning)
    report = ff.analyze(ff.ImuRecording({"left_foot": changed}, RATE), mode="run")
    assert report.mode == "none"
    assert reason in report.metric("cadence_spm").reason


def test_what_feet_need() -> None:
    recording, _ = feet(sides=("left",))
    still = ff.Imu(recording.sites["left_foot"].acceleration_mps2)
    report = ff.analyze(ff.ImuRecording({"left_foot": still}, RATE), mode="run")
    assert "needs its angular velocity" in report.metric("cadence_spm").reason
    slow = ff.analyze(feet(sides=("left",), rate=50.0)[0], mode="run")
    assert "fewer than 75 frames" in slow.metric("cadence_spm").reason
