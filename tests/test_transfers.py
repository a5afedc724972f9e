"""Standing up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff

from .sensor_samples import orientations, walking_trunk

RATE, RISE_M, RISE_S = 50.0, 0.4, 1.6
UPS_S, DOWNS_S = 5 + 10.0 * np.arange(5), 9 + 10.0 * np.arange(5)


def chair(rise_m: Any = RISE_M, noise: float = 0.05) -> Any:
    """Stand up and sit down five times: minimum-jerk ways up and down; up is the first axis."""
    time = np.arange(0, 60, 1 / RATE)
    up = np.full(len(time), 9.80665)
    heights = np.broadcast_to(rise_m, len(UPS_S))
    for starts, sign in ((UPS_S, 1.0), (DOWNS_S, -1.0)):
        for start, height in zip(starts, heights, strict=True):
            share = np.clip((time - start) / RISE_S, 0, 1)
            up += sign * height / RISE_S**2 * (60 * share - 180 * share**2 + 120 * share**3)
    x = np.outer(up, [1.0, 0.0, 0.0])
    return x + np.random.default_rng(0).normal(0, noise, x.shape)


def found(x: Any, **how: float) -> ff.transfers.Rises:
    return ff.transfers.SitToStand(sampling_rate_hz=RATE, **how)(x)


def test_rises_are_found_and_measured() -> None:
    rises = found(chair())
    assert_allclose(rises.start_s, UPS_S, atol=0.15)
    assert_allclose(rises.duration_s, RISE_S, atol=0.25)
    assert_allclose(rises.rise_m, RISE_M, atol=0.02)
    peak = 1.875 * RISE_M / RISE_S  # of a minimum-jerk way
    assert_allclose(rises.peak_speed_mps, peak, atol=0.02)
    assert_allclose(rises.smoothness, -1.4, atol=0.05)
    assert rises.peak_power_w_per_kg.min() > 9.8 * peak * 0.9
    assert not rises.partial.any()


def test_a_half_rise_is_told() -> None:
    rises = found(chair([0.4, 0.4, 0.2, 0.4, 0.4]))
    assert rises.partial.tolist() == [False, False, True, False, False]
    assert len(found(chair([0.4, 0.4, 0.2, 0.4, 0.4]), least_rise_m=0.3)) == 4


@pytest.mark.parametrize("turned", orientations()[::5])
def test_any_orientation_gives_the_same(turned: Any) -> None:
    x = chair()
    assert_allclose(found(x @ turned.T).start_s, found(x).start_s, atol=1e-9)


def test_walking_and_rest_are_none() -> None:
    walk, contact_s = walking_trunk()
    steps = walk[round(100 * contact_s[0]) : round(100 * contact_s[-1])]
    assert len(ff.transfers.SitToStand(sampling_rate_hz=100.0)(steps)) == 0
    for x in (np.empty((0, 3)), np.zeros((500, 3)), np.full((500, 3), np.nan)):
        assert len(found(x)) == 0
    assert len(found(np.tile([9.81, 0.0, 0.0], (2000, 1)))) == 0


def test_a_gap_parts_and_a_batch_is_its_parts() -> None:
    x = chair()
    x[round(20 * RATE) : round(22 * RATE)] = np.nan
    assert len(found(x)) == 5
    both = found(np.stack([x, chair(0.3)]))
    assert both.sequence.tolist() == [0] * 5 + [1] * 5
    assert_allclose(both.rise_m[5:], 0.3, atol=0.02)


def test_bad_parameters_get_a_sentence() -> None:
    with pytest.raises(ff.ArgumentError, match="sampling_rate_hz: expected a value from 20"):
        ff.transfers.SitToStand(sampling_rate_hz=5.0)
    with pytest.raises(ff.ArgumentError, match="least_rise_m: expected"):
        ff.transfers.SitToStand(sampling_rate_hz=50.0, least_rise_m=0.0)
