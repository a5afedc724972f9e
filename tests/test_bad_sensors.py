"""Whatever a sensor or an insole measured, there is a report, and a reason for what is not told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import footfall as ff
from footfall.imu import SITES

from .sensor_samples import walking_trunk
from .test_feet_running import feet
from .test_force_gait import loads
from .test_step_rhythm import worn


def walk() -> Any:
    """Acceleration and rate of turn of somebody who walks, at 100 Hz."""
    turning = feet(sides=("left",), rate=100.0, walks=True)[0].sites["left_foot"]
    n = turning.n_frames
    return walking_trunk()[0][:n], turning.angular_velocity_radps


def noise(x: Any) -> Any:
    """Give each number one of a normal distribution."""
    return np.random.default_rng(0).normal(size=x.shape)


def gappy(x: Any, every: int, lost: int) -> Any:
    """Lose some frames again and again."""
    x = x.copy()
    x[np.arange(len(x)) % every < lost] = np.nan
    return x


BAD = {
    "empty": lambda x: x[:0],
    "one frame": lambda x: x[:1],
    "three frames": lambda x: x[:3],
    "half a second": lambda x: x[:50],
    "constant": lambda x: np.tile(x[:1], (len(x), 1)),
    "missing": lambda x: np.full_like(x, np.nan),
    "one number": lambda x: np.where(np.arange(len(x))[:, None] == 100, x, np.nan),
    "short gaps": lambda x: gappy(x, 50, 3),
    "long gaps": lambda x: gappy(x, 150, 40),
    "more gaps than numbers": lambda x: gappy(x, 10, 6),
    "clipped": lambda x: np.clip(x, -5.0, 5.0),
    "one axis dead": lambda x: x * [1.0, 1.0, 0.0],
    "one axis missing": lambda x: np.where([True, True, False], x, np.nan),
    "spikes": lambda x: np.where(noise(x) > 3.0, 150.0 * np.sign(x), x),
    "noise": lambda x: 8.0 * noise(x),
    "steps": lambda x: np.repeat(x[::20], 20, axis=0),
    "float32": lambda x: x.astype(np.float32),
}


def checked(report: ff.Report) -> None:
    """Each number is there, or is missing with a reason; events stand in the recording."""
    assert len(report.metrics) > 10
    for metric in report.metrics:
        if np.isfinite(metric.value):
            assert metric.status in ("valid", "degraded")
            assert metric.ci_low <= metric.value <= metric.ci_high or np.isnan(metric.ci_low)
        else:
            assert metric.status == "unavailable", metric
        if metric.status != "valid":
            assert metric.reason, metric
    assert np.isfinite(report.events.time_s).all()
    assert (report.events.time_s >= -0.5).all()
    assert (report.events.time_s <= report.duration_s + 0.5).all()
    report.to_json()


@pytest.mark.parametrize("mode", ["auto", "run"])
@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("site", ["left_foot", "lower_back", "pocket"])
def test_bad_signals_give_reports(site: str, name: str, mode: str) -> None:
    acceleration, turning = (BAD[name](x) for x in walk())
    sensor = ff.Imu(acceleration, turning)
    checked(ff.analyze(ff.ImuRecording({site: sensor}, 100.0), mode=mode, height_m=1.7))


@pytest.mark.parametrize("rate", [5.0, 20.0, 51.2, 800.0])
@pytest.mark.parametrize("site", SITES)
def test_any_site_and_rate_gives_a_report(site: str, rate: float) -> None:
    acceleration, turning = walk()
    sensor = ff.Imu(acceleration, turning)
    checked(ff.analyze(ff.ImuRecording({site: sensor}, rate)))
    checked(ff.analyze(ff.ImuRecording({site: ff.Imu(acceleration)}, rate)))


@pytest.mark.parametrize("name", BAD)
def test_bad_days_give_reports(name: str) -> None:
    acceleration = BAD[name](worn(1.8, step=1.5, duration=60.0, rate=100.0))
    report = ff.analyze_day(ff.ImuRecording({"left_wrist": ff.Imu(acceleration)}, 100.0))
    for outcome in report.outcomes:
        assert np.isfinite(outcome.value) or outcome.reason


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("rate", [20.0, 100.0])
def test_bad_insoles_give_reports(name: str, rate: float) -> None:
    vertical, _ = loads()
    forces = np.zeros((len(vertical), 2, 3))
    forces[..., 2] = vertical
    forces = np.stack([BAD[name](foot) for foot in forces.swapaxes(0, 1)], axis=1)
    sides = ("left", "right")
    checked(ff.analyze(ff.ForceRecording(forces, rate, up="+z", sides=sides)))


def test_upside_down_and_swapped_feet_are_told_or_harmless() -> None:
    recording, _ = feet()
    left, right = recording.sites["left_foot"], recording.sites["right_foot"]
    swapped = ff.analyze(ff.ImuRecording({"left_foot": right, "right_foot": left}, 200.0))
    straight = ff.analyze(recording)
    np.testing.assert_allclose(swapped.events.time_s, straight.events.time_s, atol=1e-9)
    over = ff.ImuRecording({"lower_back": ff.Imu(walking_trunk()[0] * [-1, -1, 1])}, 100.0)
    upright = ff.ImuRecording({"lower_back": ff.Imu(walking_trunk()[0])}, 100.0)
    found, expected = ff.analyze(over).events, ff.analyze(upright).events
    assert abs(len(found) - len(expected)) <= 1
