"""Gaps along curves: SciPy, closed forms and what a fill may not do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.interpolate import PchipInterpolator

import footfall as ff
from footfall import gaps

NAN = np.nan
METHODS = ("linear", "pchip", "cubic")


@given(seed=st.integers(0, 9999), n=st.integers(2, 80), lost=st.sampled_from([0.1, 0.4, 0.8]))
def test_pchip_is_that_of_scipy(seed, n, lost):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 4)).cumsum(axis=0)
    x[rng.random(x.shape) < 0.2] = 0.0  # level stretches
    x[rng.random(x.shape) < lost] = NAN
    for name in ff.available():
        with ff.using(backend=name):
            filled = gaps.fill(x, max_gap_s=np.inf, sampling_rate_hz=50.0, method="pchip")
        for c in range(x.shape[1]):
            seen = np.flatnonzero(np.isfinite(x[:, c]))
            if len(seen) < 2:
                assert_array_equal(filled[:, c], x[:, c])
                continue
            inner = np.arange(seen[0], seen[-1] + 1)
            expected = PchipInterpolator(seen, x[seen, c])(inner)
            assert_allclose(filled[inner, c], expected, atol=1e-9)
            assert np.isnan(np.delete(filled[:, c], inner)).all()


def test_a_cubic_is_found_again(backend):
    t = np.arange(60) / 60
    x = np.stack([2 + t - 3 * t**2 + 4 * t**3, 1 - t], axis=1)
    holes = x.copy()
    holes[20:35] = NAN
    holes[[10, 41]] = NAN
    filled = gaps.fill(holes, max_gap_s=0.5, sampling_rate_hz=60.0, method="cubic")
    assert_allclose(filled, x, atol=1e-10)


def test_a_cubic_is_the_least_squares_of_its_surroundings(backend):
    rng = np.random.default_rng(8)
    x = rng.normal(size=40).cumsum()
    holes = x.copy()
    holes[18:22] = NAN
    filled = gaps.fill(holes, max_gap_s=np.inf, sampling_rate_hz=1.0, method="cubic")
    around = np.array([15, 16, 17, 22, 23, 24])
    # Through both neighbours exactly: weights so large that they leave nothing.
    weight = np.where(np.isin(around, (17, 22)), 1e7, 1.0)
    cubic = np.polynomial.Polynomial.fit(around, x[around], 3, w=weight)(np.arange(18, 22))
    low, high = x[np.r_[14:18, 22:26]].min(), x[np.r_[14:18, 22:26]].max()
    room = 0.2 * (high - low)
    inside = ((cubic > low - room) & (cubic < high + room)).all()
    line = np.interp(np.arange(18, 22), [17, 22], x[[17, 22]])
    assert_allclose(filled[18:22], cubic if inside else line, atol=1e-6)


def test_a_cubic_that_overshoots_gives_way_to_a_line(backend):
    x = np.array([0.0, 1.0, 2.0, NAN, NAN, NAN, NAN, NAN, NAN, 2.0, 1.0, 0.0])
    filled = gaps.fill(x, max_gap_s=np.inf, sampling_rate_hz=1.0, method="cubic")
    assert_array_equal(filled[3:9], 2.0)


def test_a_cubic_with_too_little_beside_it_is_a_line(backend):
    x = np.array([0.0, 5.0, NAN, 7.0, 1.0, 2.0])
    filled = gaps.fill(x, max_gap_s=np.inf, sampling_rate_hz=1.0, method="cubic")
    assert filled[2] == 6.0


@pytest.mark.parametrize("method", METHODS)
@given(
    seed=st.integers(0, 9999), max_gap=st.integers(0, 6), ends=st.sampled_from(["leave", "hold"])
)
def test_only_gaps_that_are_short_enough_change(method, seed, max_gap, ends):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(3, 50, 2)).astype(rng.choice([np.float32, np.float64]))
    x[rng.random(x.shape) < 0.4] = NAN
    before = x.copy()
    filled = gaps.fill(
        x, max_gap_s=max_gap / 10, sampling_rate_hz=10.0, method=method, ends=ends, axis=1
    )
    assert filled.dtype == x.dtype
    assert_array_equal(x, before)
    line = gaps.fill(x, max_gap_s=max_gap / 10, sampling_rate_hz=10.0, ends=ends, axis=1)
    assert_array_equal(np.isnan(filled), np.isnan(line))
    measured = ~np.isnan(x)
    assert_array_equal(filled[measured], x[measured])
    same = gaps.fill(
        x, max_gap_s=max_gap / 10, sampling_rate_hz=10.0, method=method, ends=ends, axis=1, out=x
    )
    assert same is x
    assert_array_equal(x, filled)


@pytest.mark.parametrize("method", METHODS)
def test_infinite_samples_do_no_harm_to_others(backend, method):
    x = np.ones((30, 2))
    x[4:9, 0] = NAN
    x[10:12, 0] = np.inf
    x[5, 1] = NAN
    filled = gaps.fill(x, max_gap_s=np.inf, sampling_rate_hz=10.0, method=method)
    assert_array_equal(filled[:, 1], 1.0)


def test_methods_have_names():
    with pytest.raises(ff.ArgumentError, match="method: expected one of linear, pchip, cubic"):
        gaps.fill(np.ones(3), max_gap_s=1.0, sampling_rate_hz=1.0, method="magic")
