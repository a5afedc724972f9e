"""Recordings of inertial sensors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff

STILL = np.tile([0.0, 0.0, 9.81], (300, 1))


def test_units_are_converted_and_types_kept() -> None:
    sensor = ff.Imu.from_units(
        np.float32([[0, 0, 1]] * 50),
        np.float32([[180, 0, 0]] * 50),
        acceleration="g",
        angular_velocity="deg/s",
    )
    assert sensor.acceleration_mps2.dtype == np.float32
    assert_allclose(sensor.acceleration_mps2[0], [0, 0, 9.80665], rtol=1e-6)
    assert sensor.angular_velocity_radps is not None
    assert_allclose(sensor.angular_velocity_radps[0], [np.pi, 0, 0], rtol=1e-6)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (STILL / 9.81, r"acceleration_mps2: expected .*9\.81.*'g'"),
        (STILL / 9.81 * 1000, r"acceleration_mps2: expected .*'mg'"),
        (STILL * 0.01, r"acceleration_mps2: expected .*which way is up"),
        (STILL[:, :2], r"acceleration_mps2: expected shape \(frames, 3\), got \(300, 2\)"),
    ],
)
def test_an_acceleration_that_cannot_be_is_refused(values: Any, sentence: str) -> None:
    with pytest.raises(ff.ArgumentError, match=sentence):
        ff.Imu(values)


def test_degrees_per_second_are_refused_as_radians() -> None:
    swing = 400 * np.sin(np.linspace(0, 60, 300))[:, None] * [0, 1, 0]
    with pytest.raises(ff.ArgumentError, match=r"angular_velocity_radps: expected .*'deg/s'"):
        ff.Imu(STILL, swing)


def test_empty_and_missing_samples_are_no_error() -> None:
    assert ff.Imu(np.empty((0, 3))).n_frames == 0
    assert ff.Imu(np.full((10, 3), np.nan)).n_frames == 10


def test_recordings_check_sites_rates_and_lengths() -> None:
    sensor = ff.Imu(STILL)
    with pytest.raises(ff.ArgumentError, match="sites: expected one of lower_back"):
        ff.ImuRecording({"ear": sensor}, 100.0)
    with pytest.raises(ff.ArgumentError, match="sites: expected at least one sensor"):
        ff.ImuRecording({}, 100.0)
    with pytest.raises(ff.ArgumentError, match="sampling_rate_hz: expected a value > 0"):
        ff.ImuRecording({"pocket": sensor}, 0.0)
    with pytest.raises(ff.ArgumentError, match="sites: expected sensors with as many frames"):
        ff.ImuRecording({"pocket": sensor, "hand": ff.Imu(STILL[:5])}, 100.0)
    with pytest.raises(TypeError, match="sites: expected sensors of type Imu"):
        ff.ImuRecording({"pocket": STILL}, 100.0)  # type: ignore[dict-item]


def test_a_part_starts_where_it_was_cut() -> None:
    part = ff.ImuRecording({"pocket": ff.Imu(STILL)}, 100.0, start_time_s=10.0).take(0.5, 2.0)
    assert (part.n_frames, part.duration_s, part.start_time_s) == (150, 1.5, 10.5)


def test_turning_needs_a_rotation() -> None:
    sensor = ff.Imu(STILL, STILL * 0)
    turned = sensor.turned([[0, 0, 1], [1, 0, 0], [0, 1, 0]])
    assert_array_equal(turned.acceleration_mps2[0], [9.81, 0, 0])
    with pytest.raises(ff.ArgumentError, match="rotation: expected a proper rotation"):
        sensor.turned(np.diag([1.0, 1.0, -1.0]))
