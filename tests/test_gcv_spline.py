"""Smoothing splines against SciPy and dense algebra."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import interpolate, optimize

from footfall.filters import GcvSpline

from .smoothers import BASE, motion

if TYPE_CHECKING:
    from numpy.typing import NDArray


@pytest.mark.parametrize("even", [True, False])
@pytest.mark.parametrize("penalty", [1e-6, 1e-5, 1e-4, 1e-3])
def test_cubic_is_scipy(even: bool, penalty: float, backend: str) -> None:
    rng = np.random.default_rng(3)
    x = motion(300, 1)[:, 0]
    t = np.arange(300) / 100 if even else np.cumsum(rng.uniform(0.5, 1.5, 300)) / 100
    w = np.ones(300) if even else rng.uniform(0.3, 3, 300)
    expected = interpolate.make_smoothing_spline(t, x, w, lam=penalty)
    smooth = GcvSpline(**BASE, order=2, penalty=penalty)
    result = smooth.estimate(x, weights=w, time_s=t)
    assert_allclose(result.position, expected(t), rtol=0, atol=1e-9 * np.abs(x).max())
    for order, values in ((1, result.velocity), (2, result.acceleration)):
        truth = expected.derivative(order)(t)
        assert_allclose(values, truth, rtol=0, atol=1e-6 * np.abs(truth).max())


def dense_spline(t: NDArray[Any], w: NDArray[Any], penalty: float) -> NDArray[np.float64]:
    """Matrix that smooths, by Reinsch: (R + penalty Q' W^-1 Q) c = Q' x."""
    n, h = len(t), np.diff(t)
    q, r = np.zeros((n, n - 2)), np.zeros((n - 2, n - 2))
    for j in range(n - 2):
        q[j : j + 3, j] = 1 / h[j], -1 / h[j] - 1 / h[j + 1], 1 / h[j + 1]
        r[j, j] = (h[j] + h[j + 1]) / 3
        if j:
            r[j, j - 1] = r[j - 1, j] = h[j] / 6
    inner = np.linalg.solve(r + penalty * q.T @ (q / w[:, None]), q.T)
    return np.eye(n) - penalty * (q / w[:, None]) @ inner


@pytest.mark.parametrize("factor", [1.0, 1.4])
def test_cross_validation_finds_the_best_score(factor: float, backend: str) -> None:
    rng = np.random.default_rng(5)
    n = 150
    t, w, x = np.arange(n) / 100, rng.uniform(0.5, 2, n), motion(n, 1)[:, 0]

    def score(logarithm: float) -> float:
        a = dense_spline(t, w, 10**logarithm)
        return float((w * (x - a @ x) ** 2).sum() / (1 - factor * np.trace(a) / n) ** 2)

    found = optimize.minimize_scalar(score, bounds=(-8, -2), method="bounded")
    a = dense_spline(t, w, 10**found.x)
    result = GcvSpline(**BASE, order=2, factor=factor).estimate(x, weights=w)
    assert_allclose(result.position, a @ x, rtol=0, atol=0.005)
    noise = np.sqrt((w * (x - a @ x) ** 2).sum() / (n - np.trace(a)))
    assert_allclose(result.sigma, noise * np.sqrt(np.diag(a) / w), rtol=0.01)
