"""Agreement of numbers: published tables and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import footfall as ff
from footfall.validate import bland_altman, intraclass_correlation, minimal_detectable_change

# Six persons and four raters of Shrout and Fleiss (1979).
RATINGS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
seeds = st.integers(0, 2**32 - 1)


def test_the_ratings_of_the_paper():
    found = intraclass_correlation(RATINGS)
    assert found.icc == pytest.approx(0.29, abs=0.005)
    assert (round(found.ci_low, 2), round(found.ci_high, 2)) == (0.02, 0.76)
    spread = np.std(RATINGS, ddof=1)
    assert found.sem == pytest.approx(spread * math.sqrt(1 - found.icc))
    assert found.mdc95 == pytest.approx(2.77 * found.sem, rel=1e-3)


def test_published_changes_follow_from_their_errors():
    """KinaTrax between sessions: 3.6 and 10.0 steps/min, 0.018 and 0.050 s."""
    assert minimal_detectable_change(3.6) == pytest.approx(10.0, abs=0.05)
    assert minimal_detectable_change(0.018) == pytest.approx(0.050, abs=0.0005)


@given(seeds, st.floats(0.1, 10.0), st.floats(-100.0, 100.0))
def test_the_correlation_has_no_unit_and_no_order(seed, scale, offset):
    rng = np.random.default_rng(seed)
    table = rng.standard_normal((12, 1)) + 0.5 * rng.standard_normal((12, 3))
    one = intraclass_correlation(table)
    moved = scale * table[rng.permutation(12)][:, rng.permutation(3)] + offset
    two = intraclass_correlation(moved)
    assert two.icc == pytest.approx(one.icc)
    assert two.ci_low == pytest.approx(one.ci_low)
    assert two.sem == pytest.approx(scale * one.sem)
    assert one.ci_low <= one.icc <= one.ci_high
    gap = np.concatenate([table, [[np.nan, 1.0, 2.0]]])
    assert intraclass_correlation(gap) == one


def test_a_rater_who_reads_high_agrees_less():
    values = np.arange(10.0)
    assert intraclass_correlation(np.stack([values, values], axis=1)).icc == 1.0
    assert intraclass_correlation(np.stack([values, values + 5], axis=1)).icc < 0.5


def test_limits_of_agreement_by_their_formulas():
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(0)
    first = rng.normal(1.2, 0.2, 40)
    second = first + rng.normal(0.05, 0.03, 40)
    found, apart = bland_altman(first, second), second - first
    low, high = stats.ttest_1samp(apart, 0.0).confidence_interval()
    assert found.bias == pytest.approx(apart.mean())
    assert (found.bias_ci_low, found.bias_ci_high) == pytest.approx((low, high))
    assert found.limit_high - found.limit_low == pytest.approx(3.92 * apart.std(ddof=1))
    # About 1.71 times as wide as the bias's interval (Bland, Altman 1999).
    width = (found.limit_low_ci_high - found.limit_low_ci_low) / (high - low)
    assert width == pytest.approx(1.71, abs=0.03)
    mirrored = bland_altman(second, first)
    assert mirrored.limit_low == pytest.approx(-found.limit_high)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_too_few_have_a_reason(n):
    found = bland_altman(np.ones(n), np.ones(n))
    assert math.isnan(found.bias)
    assert found.reason == f"{n} pairs, 3 needed"
    table = intraclass_correlation(np.ones((n, 2)))
    assert math.isnan(table.icc)
    assert table.reason
    assert intraclass_correlation(np.ones((5, 2))).reason == "all measurements are equal"


def test_wrong_shapes_are_refused():
    with pytest.raises(ff.ArgumentError, match="second: expected 3 values, got 2"):
        bland_altman([1.0, 2.0, 3.0], [1.0, 2.0])
    with pytest.raises(ff.ArgumentError, match=r"measurements: expected shape \(persons, raters\)"):
        intraclass_correlation([1.0, 2.0])
