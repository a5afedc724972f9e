"""Symmetry, coordination, variability and drift: published examples, closed forms, invariances."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import footfall as ff
from footfall.metrics import (
    compare_sides,
    drift,
    event_noise,
    gait_asymmetry,
    phase_coordination_index,
    pooled_variability,
    symmetry_angle,
    symmetry_index,
    symmetry_ratio,
    variability,
)

INDICES = (symmetry_index, symmetry_ratio, symmetry_angle, gait_asymmetry)
SIGNED = (symmetry_index, symmetry_angle)
positive = st.floats(0.01, 100.0)
seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(
    ("index", "left", "right", "expected"),
    [
        (symmetry_index, 1.0, 1.1, 9.5238),
        (symmetry_index, 1.1, 1.0, -9.5238),
        (symmetry_ratio, 1.0, 1.1, 1.1),
        (symmetry_ratio, 1.1, 1.0, 1.1),
        (symmetry_angle, 1.0, 1.1, 3.0292),
        (symmetry_angle, 1.0, 0.0, -50.0),
        (symmetry_angle, 0.0, 1.0, 50.0),
        (symmetry_angle, -1.0, 1.0, 100.0),  # Zifchock (2008): opposite values are the most
        (symmetry_angle, -2.0, -2.2, 3.0292),
        (gait_asymmetry, 0.40, 0.42, 4.8790),
        (gait_asymmetry, 0.42, 0.40, 4.8790),
    ],
)
def test_published_values_of_symmetry(index, left, right, expected):
    assert abs(index(left, right)) == pytest.approx(abs(expected), abs=5e-4)
    if abs(expected) < 100:
        assert index(left, right) == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize("index", INDICES)
@given(left=positive, right=positive, scale=positive)
def test_symmetry_has_no_unit_and_mirrors(index, left, right, scale):
    value = index(left, right)
    assert_allclose(index(scale * left, scale * right), value, rtol=1e-9, atol=1e-9)
    sign = -1.0 if index in SIGNED else 1.0
    assert_allclose(index(right, left), sign * value, rtol=1e-9, atol=1e-9)
    neutral = 1.0 if index is symmetry_ratio else 0.0
    assert index(left, left) == pytest.approx(neutral, abs=1e-9)


@pytest.mark.parametrize("index", INDICES)
def test_symmetry_of_columns_and_of_what_is_missing(index):
    both = index(np.array([1.0, np.nan, 0.0]), np.array([1.1, 1.0, 0.0]))
    assert both.shape == (3,)
    assert both[0] == index(1.0, 1.1)
    assert np.isnan(both[1:]).all()
    assert index(np.empty(0), np.empty(0)).shape == (0,)
    with pytest.raises(ff.ArgumentError, match="right: expected a shape that fits left"):
        index(np.ones(2), np.ones(3))
    with pytest.raises(TypeError, match="left: expected an array"):
        index("one", 1.0)


def test_the_phase_coordination_index_of_the_paper():
    found = phase_coordination_index([0.54, 0.57, 0.53, 0.55], [1.10, 1.12, 1.08, 1.10])
    assert found.accuracy_deg == pytest.approx(2.455, abs=5e-4)
    assert found.consistency_percent == pytest.approx(1.744, abs=5e-4)
    assert found.index_percent == pytest.approx(3.108, abs=5e-4)
    assert found.ci_low < found.index_percent < found.ci_high
    assert found.reason == "4 strides, 23 wanted"
    assert phase_coordination_index([0.5] * 25, [1.0] * 25).index_percent == 0.0


@given(seeds, positive)
def test_coordination_has_no_unit_and_no_order(seed, scale):
    rng = np.random.default_rng(seed)
    stride = rng.uniform(1.0, 1.2, 30)
    step = stride * rng.uniform(0.45, 0.55, 30)
    value = phase_coordination_index(step, stride)
    order = rng.permutation(30)
    moved = phase_coordination_index(scale * step[order], scale * stride[order])
    assert moved.index_percent == pytest.approx(value.index_percent)
    assert moved.sigma == pytest.approx(value.sigma)
    gaps = phase_coordination_index(np.append(step, np.nan), np.append(stride, 1.0))
    assert gaps == value


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_strides_have_a_reason(n):
    one = np.full(n, 1.0)
    for found in (
        phase_coordination_index(0.5 * one, one),
        variability(one),
        drift(np.arange(n) * 1.0, one),
        compare_sides(one, one),
    ):
        assert found.reason
        values = [v for v in vars(found).values() if isinstance(v, float)]
        assert any(math.isnan(v) for v in values)
    assert math.isnan(event_noise(np.zeros(n), np.ones(n), most_sigma_s=0.1))


def test_two_strides_have_a_difference_but_no_spread():
    assert math.isnan(variability([1.0, 1.1]).sd)
    assert "too few" in variability([1.0, 1.1]).reason
    assert math.isnan(drift([0.0, 1.0], [1.0, 1.1]).slope_per_min)
    found = phase_coordination_index([0.5, 0.52], [1.0, 1.0])
    assert math.isfinite(found.index_percent)
    assert math.isnan(found.sigma)
    assert compare_sides([1.0, 1.1], [2.0, 2.1]).reason == ""


def test_sides_are_compared_as_welch_does():
    left, right = [0.60, 0.61, 0.60, 0.62], [0.66, 0.65, 0.66, 0.67, 0.64]
    scipy_stats = pytest.importorskip("scipy.stats")
    reference = scipy_stats.ttest_ind(right, left, equal_var=False).confidence_interval()
    found = compare_sides(left, right)
    assert found.ci_low == pytest.approx(reference.low)
    assert found.ci_high == pytest.approx(reference.high)
    assert (found.asymmetric, found.larger_side) == (True, "right")
    mirrored = compare_sides(right, left)
    assert mirrored.difference == pytest.approx(-found.difference)
    assert mirrored.larger_side == "left"


def test_an_asymmetry_must_be_detectable():
    rng = np.random.default_rng(0)
    left, right = rng.normal(0.60, 0.01, 40), rng.normal(0.62, 0.01, 40)
    assert compare_sides(left, right).asymmetric
    wary = compare_sides(left, right, lasting_sigma=0.01)
    assert not wary.asymmetric
    assert wary.minimal_detectable > abs(wary.difference)
    assert not compare_sides(left, right, minimal_detectable=0.05).asymmetric
    with pytest.raises(ff.ArgumentError, match="lasting_sigma: expected a value >= 0"):
        compare_sides(left, right, lasting_sigma=-1.0)


def test_equal_sides_are_seldom_called_asymmetric():
    rng = np.random.default_rng(1)
    called = [compare_sides(*rng.standard_normal((2, 20))).asymmetric for _ in range(400)]
    assert np.mean(called) < 0.03


@given(seeds, st.floats(0.1, 10.0))
def test_variability_sees_neither_bouts_nor_trend_nor_order_of_rows(seed, scale):
    rng = np.random.default_rng(seed)
    x, bout = 1.1 + 0.02 * rng.standard_normal(40), np.repeat([0, 1], 20)
    time = 1.1 * np.arange(40.0)
    plain = variability(x, bout=bout, time_s=time)
    moved = x + 0.3 * bout + 0.01 * time
    order = rng.permutation(40)
    found = variability(scale * moved[order], bout=bout[order], time_s=time[order])
    assert found.sd == pytest.approx(scale * plain.sd)
    assert found.robust_sd == pytest.approx(scale * plain.robust_sd, rel=1e-6)
    assert found.ci_low < found.sd < found.ci_high
    assert variability(np.append(x, np.nan)).sd == pytest.approx(variability(x).sd)


def test_the_noise_of_events_is_taken_out():
    rng = np.random.default_rng(2)
    true, noise, found, shown = 0.02, 0.008, [], []
    for _ in range(200):
        times = np.cumsum(rng.normal(1.1, true, 41)) + rng.normal(0.0, noise, 41)
        shown.append(event_noise(times[:-1], times[1:], most_sigma_s=0.02))
        found.append(variability(np.diff(times), noise_sigma=math.sqrt(2) * noise))
    assert np.mean([v.sd for v in found]) == pytest.approx(true, rel=0.03)
    assert np.mean([v.sd_observed for v in found]) > 1.1 * true
    covered = np.mean([v.ci_low <= true <= v.ci_high for v in found])
    assert 0.9 <= covered <= 0.99
    assert np.mean(np.square(shown)) < noise**2  # no more than 40 strides prove
    times = np.cumsum(rng.normal(1.1, 0.01, 20000)) + rng.normal(0.0, noise, 20000)
    proved = event_noise(times[:-1], times[1:], most_sigma_s=0.02)
    assert proved == pytest.approx(noise, rel=0.05)
    assert event_noise(times[:-1], times[1:], most_sigma_s=0.005) == 0.005


def test_less_than_noise_is_told():
    found = variability(1.0 + 1e-4 * np.sin(np.arange(30.0)), noise_sigma=0.01)
    assert (found.sd, found.ci_low) == (0.0, 0.0)
    assert found.reason == "varies less than errors of measurement"


def test_variability_is_unbiased_in_few_strides():
    """1 + 1/(4n) takes out what the root does to the mean of a variance."""
    rng = np.random.default_rng(3)
    mean = np.mean([variability(rng.standard_normal(12)).sd for _ in range(3000)])
    assert mean == pytest.approx(1.0, abs=0.02)


def test_sides_are_pooled_by_their_variances():
    rng = np.random.default_rng(4)
    left, right = (variability(1.0 + s * rng.standard_normal(50)) for s in (0.01, 0.03))
    both = pooled_variability(left, right)
    assert both.sd == pytest.approx(math.sqrt((left.sd**2 + right.sd**2) / 2))
    assert both.n == 100
    assert pooled_variability(right, left) == both
    assert 49 - 2 < both.degrees_of_freedom < 98
    nothing = pooled_variability(left, variability([1.0]))
    assert math.isnan(nothing.sd)
    assert "too few" in nothing.reason


@given(seeds, st.floats(-5.0, 5.0))
def test_drift_finds_the_slope(seed, slope):
    rng = np.random.default_rng(seed)
    time = np.sort(rng.uniform(0.0, 300.0, 200))
    side = rng.integers(0, 2, 200)
    clean = 1.0 + 0.5 * side + slope * time / 60
    found = drift(time, clean, group=side)
    assert found.slope_per_min == pytest.approx(slope, abs=1e-9)
    noisy = clean + 0.01 * rng.standard_normal(200)
    order = rng.permutation(200)
    one, two = drift(time, noisy, group=side), drift(time[order], noisy[order], group=side[order])
    assert one.slope_per_min == pytest.approx(two.slope_per_min)
    assert one.sigma == pytest.approx(two.sigma)


@pytest.mark.parametrize("persistence", [0.0, 0.5])
def test_the_interval_of_a_drift_holds_for_strides_that_resemble_each_other(persistence):
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(200):
        x = rng.standard_normal(160)
        for i in range(1, 160):
            x[i] += persistence * x[i - 1]
        found = drift(np.arange(100.0), x[60:])
        inside += found.ci_low < 0 < found.ci_high
    assert 0.90 <= inside / 200 <= 0.99


def test_a_short_recording_has_a_doubtful_drift():
    found = drift(np.arange(15.0), np.sin(np.arange(15.0) ** 2))
    assert found.reason == "14 s of strides, 60 wanted"
    assert drift(np.zeros(20), np.ones(20)).reason
    straight = drift(np.arange(100.0), np.full(100, 1.2))
    assert (straight.slope_per_min, straight.sigma) == (0.0, 0.0)
    with pytest.raises(ff.ArgumentError, match="arrays of one length"):
        drift(np.arange(3.0), np.ones(4))
