"""Accelerometers by gravity."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall.calibration import calibrate_accelerometer
from footfall.imu import GRAVITY_MPS2

RATE = 20.0
SCALE, OFFSET = np.array([1.04, 0.97, 1.01]), np.array([0.3, -0.2, 0.1])


def worn(n: int = 80, seed: int = 0, warmth: Any = None) -> Any:
    """Rests in random orientations, read by a sensor of wrong scale and offset."""
    rng = np.random.default_rng(seed)
    rests = rng.normal(size=(n, 3))
    rests *= GRAVITY_MPS2 / np.linalg.norm(rests, axis=1, keepdims=True)
    true = np.repeat(rests, round(20 * RATE), axis=0)
    true += rng.normal(0, 0.02, true.shape)
    drift = 0.0 if warmth is None else (warmth - warmth.mean())[:, None] * [0.004, 0.0, -0.003]
    return (true - OFFSET - drift) / SCALE, true


def test_scale_and_offset_are_found() -> None:
    read, true = worn()
    found = calibrate_accelerometer(read, RATE)
    assert (found.status, found.reason, found.n_windows) == ("valid", "", 160)
    assert_allclose(found.scale, SCALE, atol=1e-3)
    assert_allclose(found.offset_mps2, OFFSET, atol=0.01)
    assert found.error_before_g > 0.01 > 0.001 > found.error_after_g
    sensor = ff.Imu(read.astype(np.float32))
    better = found(sensor)
    assert better.acceleration_mps2.dtype == np.float32
    assert_allclose(better.acceleration_mps2, true, atol=0.02)


def test_movement_and_gaps_do_not_count() -> None:
    read, _ = worn()
    rng = np.random.default_rng(1)
    moving = read[: round(300 * RATE)] + rng.normal(0, 3, (round(300 * RATE), 3))
    read[100:103] = np.nan
    found = calibrate_accelerometer(np.concatenate([moving, read, np.zeros((4000, 3))]), RATE)
    assert found.n_windows == 159
    assert_allclose(found.scale, SCALE, atol=1e-3)


def test_temperature() -> None:
    warmth = np.linspace(20, 34, round(80 * 20 * RATE)) + np.sin(np.arange(32000.0) / 900)
    read, true = worn(warmth=warmth)
    found = calibrate_accelerometer(read, RATE, temperature_c=warmth)
    assert_allclose(found.per_kelvin_mps2, [0.004, 0.0, -0.003], atol=4e-4)
    better = found(ff.Imu(read), temperature_c=warmth)
    assert np.abs(better.acceleration_mps2 - true).mean() < 0.005
    with pytest.raises(ff.ArgumentError, match=r"temperature_c: expected shape \(32000,\)"):
        found(ff.Imu(read), temperature_c=warmth[:5])


@pytest.mark.parametrize(
    ("x", "why"),
    [
        (np.empty((0, 3)), "0 still windows"),
        (np.full((5000, 3), np.nan), "0 still windows"),
        (np.tile([0.0, 0.0, 9.81], (8000, 1)), "not at rest"),
        (5 * worn()[0], "still windows"),
    ],
    ids=["empty", "missing", "one orientation", "wrong units"],
)
def test_what_cannot_be_told_changes_nothing(x: Any, why: str) -> None:
    found = calibrate_accelerometer(x, RATE)
    assert found.status == "unavailable"
    assert why in found.reason
    assert_array_equal(found.scale, np.ones(3))
    assert_array_equal(found.offset_mps2, np.zeros(3))


def test_bad_input_gets_a_sentence() -> None:
    with pytest.raises(ff.ArgumentError, match=r"acceleration_mps2: expected shape \(frames, 3\)"):
        calibrate_accelerometer(np.ones((10, 2)), RATE)
    with pytest.raises(ff.ArgumentError, match="sampling_rate_hz: expected"):
        calibrate_accelerometer(np.ones((10, 3)), 0.0)
    with pytest.raises(ff.ArgumentError, match=r"temperature_c: expected shape \(10,\)"):
        calibrate_accelerometer(np.ones((10, 3)), RATE, temperature_c=[1.0])
