"""Running told by the trunk: a body that flies between contacts that are half sines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff

from .sensor_samples import GRAVITY_MPS2, orientations, walking_trunk

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE_HZ = 200.0
STEP_S, CONTACT_S = 0.36, 0.24


def running_trunk(contact_s: float = CONTACT_S, duration_s: float = 20.0) -> NDArray[np.float64]:
    """Stands for 3 s, runs, stands: up, right, forward."""
    time = np.arange(0, duration_s, 1 / RATE_HZ)
    share = (time - 3) % STEP_S / contact_s
    # Over a step the mean load is the weight.
    peak = GRAVITY_MPS2 * np.pi / 2 * STEP_S / contact_s
    moves = (time > 3) & (time < duration_s - 3)
    load = np.where(moves, np.where(share < 1, peak * np.sin(np.pi * share), 0.0), GRAVITY_MPS2)
    noise = 0.3 * np.random.default_rng(0).normal(size=(len(time), 3))
    forward = np.where(moves & (share < 1), -2.0 * np.cos(np.pi * share), 0.0)
    return np.stack([load, 0 * load, forward], axis=1) + noise


def back(x: NDArray[np.float64]) -> ff.ImuRecording:
    return ff.ImuRecording({"lower_back": ff.Imu(x)}, RATE_HZ)


@pytest.mark.parametrize("contact_s", [0.2, 0.24, 0.3])
def test_contacts_and_flights(contact_s: float) -> None:
    report = ff.analyze(back(running_trunk(contact_s)))
    assert report.mode == "run"
    down = report.events.pick("initial_contact").time_s
    # The level is reached a few per cent of the contact after the ground is.
    off = (down - 3) % STEP_S
    assert np.all((off > 0) & (off < 0.02))
    peak_g = np.pi / 2 * STEP_S / contact_s
    expected_s = contact_s * (1 - 2 / np.pi * np.arcsin(0.3 / peak_g))
    assert_allclose(report.metric("contact_time_s").value, expected_s, atol=0.008)
    assert_allclose(report.metric("flight_time_s").value, STEP_S - expected_s, atol=0.008)
    assert_allclose(report.metric("cadence_spm").value, 60 / STEP_S, rtol=0.002)
    row = report.metric("vertical_oscillation_m")
    share = np.arange(0, STEP_S, 1e-4) / contact_s
    upward = GRAVITY_MPS2 * (np.where(share < 1, peak_g * np.sin(np.pi * share), 0.0) - 1)
    speed = np.cumsum(upward - upward.mean()) * 1e-4
    assert_allclose(row.value, np.ptp(np.cumsum(speed - speed.mean()) * 1e-4), rtol=0.05)
    left = report.metric("contact_time_s", "left")
    assert "which foot is which" in left.reason
    assert report.metric("running_speed_mps").status == "unavailable"
    assert report.metric("leg_stiffness_kn_per_m").status == "unavailable"


def test_any_orientation_gives_the_same() -> None:
    x = running_trunk()
    expected = ff.analyze(back(x)).events.time_s
    for rotation in orientations():
        assert_allclose(ff.analyze(back(x @ rotation.T)).events.time_s, expected, atol=1e-9)


def test_walking_is_no_running_and_standing_is_neither() -> None:
    walk, _ = walking_trunk()
    recording = ff.ImuRecording({"lower_back": ff.Imu(walk)}, 100.0)
    assert ff.analyze(recording).mode == "walk"
    assert "no running" in ff.analyze(recording, mode="run").quality["warnings"][0]
    assert ff.analyze(back(running_trunk()), mode="walk").mode in ("walk", "none")
    still = np.tile([GRAVITY_MPS2, 0.0, 0.0], (4000, 1))
    assert ff.analyze(back(still)).mode == "none"


@pytest.mark.parametrize("make", [np.zeros, np.ones, lambda s: np.full(s, np.nan)])
def test_odd_signals_have_no_contacts(make: Any) -> None:
    for n in (0, 1, 30, 500):
        found = ff.events.TrunkFlight(sampling_rate_hz=100.0)(make((n, 3)))
        assert len(found) == 0
    slow = ff.events.TrunkFlight(sampling_rate_hz=10.0)(running_trunk()[::20])
    assert len(slow) == 0
    with pytest.raises(ff.ArgumentError, match="level_g: expected a value from 0"):
        ff.events.TrunkFlight(sampling_rate_hz=100.0, level_g=1.5)


def test_a_gap_parts_a_run() -> None:
    x = running_trunk()
    x[round(9 * RATE_HZ) : round(10 * RATE_HZ)] = np.nan
    report = ff.analyze(back(x))
    assert len(report.quality["bouts"]) == 2
    assert math.isfinite(report.metric("contact_time_s").value)


def test_braking_and_free_fall() -> None:
    found = ff.events.Auvinet(sampling_rate_hz=RATE_HZ)(running_trunk())
    down, up = (found.pick(kind).time_s for kind in ("initial_contact", "final_contact"))
    assert len(down) == len(up) > 30
    # The load is zero in flight, with noise: contact is told near its start, its end soon after.
    assert np.abs((down - 3 + STEP_S / 2) % STEP_S - STEP_S / 2).max() < STEP_S - CONTACT_S
    assert np.abs((up[:-1] - 3) % STEP_S - CONTACT_S).max() < 0.03  # the last one does not fall
    assert_allclose(np.diff(down).mean(), STEP_S, atol=0.002)
    walk, _ = walking_trunk()
    assert len(ff.events.Auvinet(sampling_rate_hz=100.0)(walk)) == 0
    with pytest.raises(ff.ArgumentError, match="least_load_g: expected a value from 1"):
        ff.events.Auvinet(sampling_rate_hz=100.0, least_load_g=0.5)
