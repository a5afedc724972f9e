"""Step lengths from the motion of the trunk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff
from footfall.parameters import StepLength

RATE, STEP_HZ, LEG_M, RISE_M = 400.0, 1.8, 0.95, 0.04
CONTACTS_S = 1.0 + np.arange(15) / STEP_HZ


def trunk() -> Any:
    """Up and down by a sine whose lowest points are at contacts."""
    time = np.arange(0, 12, 1 / RATE)
    turn = 2 * np.pi * STEP_HZ
    return 9.81 + RISE_M / 2 * turn**2 * np.cos(turn * (time - 1.0))


def arc(leg_m: float, rise_m: float = RISE_M) -> float:
    return 2 * np.sqrt(2 * leg_m * rise_m - rise_m**2)


def test_the_pendulum_is_its_formula() -> None:
    model = StepLength(sampling_rate_hz=RATE, sensor_height_m=LEG_M, factor=1.0)
    assert_allclose(model(trunk(), CONTACTS_S), arc(LEG_M), rtol=0.01)
    usual = StepLength(sampling_rate_hz=RATE, sensor_height_m=LEG_M)
    assert_allclose(usual(trunk(), CONTACTS_S), 1.147 * model(trunk(), CONTACTS_S))


def test_two_phases() -> None:
    model = StepLength(sampling_rate_hz=RATE, model="two_phase", sensor_height_m=LEG_M)
    share = 0.2
    leaves = CONTACTS_S[:-1] + share / STEP_HZ
    found = model(trunk(), CONTACTS_S, leaves)
    in_double = RISE_M / 2 * (1 - np.cos(2 * np.pi * share))
    expected = arc(1.1 * LEG_M * share / (1 - share), in_double) + arc(LEG_M)
    assert_allclose(found, expected, rtol=0.03)
    without = np.delete(leaves, 4)
    assert np.isnan(model(trunk(), CONTACTS_S, without)).tolist() == [k == 4 for k in range(14)]
    with pytest.raises(ff.ArgumentError, match="leave_s: expected final contacts"):
        model(trunk(), CONTACTS_S)


def test_weinberg_takes_any_orientation_and_no_height() -> None:
    model = StepLength(sampling_rate_hz=RATE, model="weinberg")
    turned = np.outer(trunk(), [0.6, 0.0, 0.8])
    found = model(turned, CONTACTS_S)
    smooth = ff.filters.Butterworth(sampling_rate_hz=RATE, cutoff_hz=2.0)(trunk())
    assert_allclose(found, 0.424 * np.ptp(smooth[800:4000]) ** 0.25, rtol=0.01)


@pytest.mark.parametrize("model", ["pendulum", "two_phase", "weinberg"])
def test_a_known_distance_calibrates(model: str) -> None:
    leaves = CONTACTS_S[:-1] + 0.1
    first = StepLength(sampling_rate_hz=RATE, model=model, sensor_height_m=LEG_M)
    own = first.calibrated(trunk(), CONTACTS_S, leaves, known_distance_m=10.5)
    assert_allclose(own(trunk(), CONTACTS_S, leaves).sum(), 10.5)
    assert first.factor is None


def test_bad_input_gets_a_sentence() -> None:
    with pytest.raises(ff.ArgumentError, match="sensor_height_m: expected a height"):
        StepLength(sampling_rate_hz=RATE)
    with pytest.raises(ff.ArgumentError, match="model: expected one of pendulum"):
        StepLength(sampling_rate_hz=RATE, model="ruler")
    model = StepLength(sampling_rate_hz=RATE, sensor_height_m=LEG_M)
    with pytest.raises(ff.ArgumentError, match="contact_s: expected times within the signal"):
        model(trunk(), [3.0, 2.0])
    with pytest.raises(ff.ArgumentError, match="acceleration_mps2: expected shape"):
        model(np.ones((50, 3)), [0.1, 0.2])
    with pytest.raises(ff.ArgumentError, match="contact_s: expected steps"):
        model.calibrated(trunk(), [1.0], known_distance_m=3.0)
    assert len(model(trunk(), [])) == 0
