"""Impacts at the shank."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff
from footfall.parameters import tibial_impacts

RATE, STRIDE_S, WIDTH_S = 1000.0, 0.7, 0.02
PEAKS_S = 0.3 + STRIDE_S * np.arange(10)


def shank(height_g: float = 6.0) -> Any:
    """Knocks of a Gaussian's shape upon 1 g."""
    time = np.arange(0, 7.2, 1 / RATE)
    knocks = sum(np.exp(-(((time - peak) / WIDTH_S) ** 2)) for peak in PEAKS_S)
    return 9.80665 * (1 + height_g * knocks)


def test_peaks_and_slopes() -> None:
    given = tibial_impacts(shank(), PEAKS_S - 0.06, sampling_rate_hz=RATE)
    found = tibial_impacts(shank(), sampling_rate_hz=RATE)
    assert_allclose(given.time_s, PEAKS_S, atol=0.001)
    assert_allclose(found.time_s, PEAKS_S, atol=0.001)
    assert_allclose(found.peak_g, 7.0, atol=0.1)
    # Between 20 and 80 % of a Gaussian: from where its logarithm says.
    times = WIDTH_S * np.sqrt(-np.log([0.2, 0.8]))
    assert_allclose(given.loading_rate_g_per_s, 0.6 * 6 / (times[0] - times[1]), rtol=0.06)
    assert not found.clipped.any()
    assert np.all(found.contact_s < found.time_s)


def test_three_axes_and_missing_frames() -> None:
    x = np.outer(shank(), [0.0, 0.6, -0.8])
    found = tibial_impacts(x, PEAKS_S - 0.06, sampling_rate_hz=RATE)
    assert_allclose(found.peak_g, 7.0, atol=0.1)
    x[round(PEAKS_S[3] * RATE)] = np.nan
    missing = np.isnan(tibial_impacts(x, PEAKS_S - 0.06, sampling_rate_hz=RATE).peak_g)
    assert missing.tolist() == [k == 3 for k in range(10)]


def test_a_small_range_is_told() -> None:
    x = np.minimum(shank(9.0), 8 * 9.80665)
    assert tibial_impacts(x, sampling_rate_hz=RATE).clipped.all()
    assert tibial_impacts(x, sampling_rate_hz=RATE, range_g=8.0).clipped.all()
    assert not tibial_impacts(x, sampling_rate_hz=RATE, range_g=16.0).clipped.any()


@pytest.mark.parametrize("x", [np.empty(0), np.full(2000, np.nan), np.full(2000, 9.81)])
def test_nothing_to_find(x: Any) -> None:
    assert len(tibial_impacts(x, sampling_rate_hz=RATE)) == 0
    assert np.isnan(tibial_impacts(x, [-1.0, 50.0], sampling_rate_hz=RATE).peak_g).all()


def test_bad_input_gets_a_sentence() -> None:
    with pytest.raises(ff.ArgumentError, match="sampling_rate_hz: expected a value from 200"):
        tibial_impacts(shank(), sampling_rate_hz=100.0)
    with pytest.raises(ff.ArgumentError, match="acceleration_mps2: expected shape"):
        tibial_impacts(np.ones((10, 2)), sampling_rate_hz=RATE)
    with pytest.raises(ff.ArgumentError, match="range_g: expected"):
        tibial_impacts(shank(), sampling_rate_hz=RATE, range_g=0.0)
