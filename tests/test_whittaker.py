"""Whittaker's smoother against dense algebra."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from footfall.filters import Whittaker

from .smoothers import LOW_PASS, NAN, SMOOTHERS, motion


@pytest.mark.parametrize("order", [2, 3])
def test_whittaker_is_the_dense_solution(order: int, backend: str) -> None:
    rng = np.random.default_rng(1)
    n, x = 200, motion(200, 1)[:, 0]
    x[50:60] = NAN
    w = rng.uniform(0.3, 3, n)
    penalty = (np.sqrt(2) - 1) / (2 * np.sin(np.pi * 0.06)) ** (2 * order)
    d = np.diff(np.eye(n), order, axis=0)
    known = np.where(np.isnan(x), 0, w)
    a = np.diag(known) + penalty * d.T @ d
    expected = np.linalg.solve(a, known * np.nan_to_num(x))
    result = Whittaker(**LOW_PASS, order=order, noise=2.0).estimate(x, weights=w)
    assert_allclose(result.position, expected, rtol=0, atol=1e-8)
    assert_allclose(result.sigma, 2 * np.sqrt(np.diag(np.linalg.inv(a))), rtol=1e-8)
    free = Whittaker(**LOW_PASS, order=order).estimate(x, weights=w)
    squares = np.nansum(w * (x - expected) ** 2)
    freedom = (known > 0).sum() - np.trace(np.linalg.solve(a, np.diag(known)))
    assert_allclose(free.sigma / result.sigma, np.sqrt(squares / freedom) / 2, rtol=1e-6)


@pytest.mark.parametrize("name", ["whittaker-2", "whittaker-3"])
def test_channels_that_share_a_factor_are_those_alone(name: str, backend: str) -> None:
    x, smooth = motion(150, 9), SMOOTHERS[name]
    x[40, 4] = NAN  # parts this one from the others
    together = smooth.estimate(x)
    for c in range(9):
        alone = smooth.estimate(x[:, c], weights=np.ones(150))
        assert_array_equal(together.position[:, c], alone.position)
        assert_array_equal(together.sigma[:, c], alone.sigma)
