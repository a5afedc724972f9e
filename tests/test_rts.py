"""The Kalman smoother against least squares, simulated motion, outliers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from footfall.filters import RtsSmoother

from .smoothers import LOW_PASS, NAN, SMOOTHERS, motion

if TYPE_CHECKING:
    from numpy.typing import NDArray


def dense_states(
    order: int, x: NDArray[Any], w: NDArray[Any], t: NDArray[Any], drive: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least squares over all states at once, with a flat prior: mean and its covariance."""
    n, m = len(x), order
    information, right = np.zeros((n * m, n * m)), np.zeros(n * m)
    for i in range(n):
        if w[i] > 0:
            information[i * m, i * m] += w[i]
            right[i * m] += w[i] * x[i]
    for i in range(n - 1):
        d = t[i + 1] - t[i]
        if m == 2:
            f = np.array([[1, d], [0, 1]])
            q = np.array([[d**3 / 3, d**2 / 2], [d**2 / 2, d]])
        else:
            f = np.array([[1, d, d * d / 2], [0, 1, d], [0, 0, 1]])
            q = np.array(
                [
                    [d**5 / 20, d**4 / 8, d**3 / 6],
                    [d**4 / 8, d**3 / 3, d**2 / 2],
                    [d**3 / 6, d**2 / 2, d],
                ]
            )
        g = np.hstack([-f, np.eye(m)])
        place = slice(i * m, (i + 2) * m)
        information[place, place] += g.T @ np.linalg.solve(drive * q, g)
    covariance = np.linalg.inv(information)
    return (covariance @ right).reshape(n, m), np.diag(covariance)[::m]


@pytest.mark.parametrize("model", ["velocity", "acceleration"])
def test_rts_is_least_squares_over_all_states(model: str, backend: str) -> None:
    rng = np.random.default_rng(8)
    n, rate, m = 80, 100.0, 2 if model == "velocity" else 3
    x, w = motion(n, 1)[:, 0], rng.uniform(0.3, 3, n)
    x[30:36] = NAN
    t = np.cumsum(rng.uniform(0.5, 1.5, n))
    angle = 2 * np.pi * 0.06
    drive = {2: angle**4, 3: angle**6}[m] / (np.sqrt(2) - 1)  # of the spec, good to 1e-3
    known = np.where(np.isnan(x), 0, w)
    smooth = RtsSmoother(**LOW_PASS, model=model, gate_sigma=None, noise=0.5)
    result = smooth.estimate(x, weights=w, time_s=t / rate)
    state, variance = dense_states(m, np.nan_to_num(x), known, t, drive)
    assert_allclose(result.position, state[:, 0], rtol=0, atol=0.02)
    assert_allclose(result.velocity, state[:, 1] * rate, rtol=0.02, atol=2)
    assert_allclose(result.sigma, 0.5 * np.sqrt(variance), rtol=0.01)
    if model == "acceleration":
        assert_allclose(result.acceleration, state[:, 2] * rate**2, rtol=0.05, atol=100)


def drifting(model: str, n: int, channels: int, drive: float, seed: int) -> NDArray[np.float64]:
    """Motion as the model has it: its last derivative is a sum of white steps, finely cut."""
    rng, cuts = np.random.default_rng(seed), 8
    x = rng.normal(size=(n * cuts, channels)) * np.sqrt(drive / cuts)
    for _ in range(2 if model == "velocity" else 3):
        x = np.cumsum(x, axis=0) / cuts
    return np.asarray(x * cuts)[::cuts]


@pytest.mark.parametrize("model", ["velocity", "acceleration"])
@pytest.mark.parametrize("cutoff_hz", [4.0, 8.0])
@pytest.mark.parametrize("kind", ["even", "weighted", "stamped", "gated"])
def test_sigma_covers(model: str, cutoff_hz: float, kind: str, backend: str) -> None:
    """Of 36,000 errors, gaps among them, 95 % are within 1.96 sigma."""
    n, channels, noise, finer = 600, 60, 2.0, 4
    power = 4 if model == "velocity" else 6
    drive = noise**2 * (2 * np.pi * cutoff_hz / 100) ** power / (np.sqrt(2) - 1)
    rng = np.random.default_rng(9)
    fine = drifting(model, n * finer, channels, drive / finer ** (power - 1), 4)
    taken = finer * np.arange(n)
    if kind == "stamped":
        taken = np.sort(rng.choice(n * finer, n, replace=False))
    truth = fine[taken]
    weights = rng.uniform(0.2, 3, truth.shape) if kind == "weighted" else np.ones(truth.shape)
    x = truth + noise / np.sqrt(weights) * rng.normal(size=truth.shape)
    lost = np.zeros(n, dtype=bool)
    for start in range(60, n - 60, 60):
        lost[start : start + 8] = True
    x[lost] = NAN
    smooth = RtsSmoother(
        sampling_rate_hz=100.0,
        cutoff_hz=cutoff_hz,
        model=model,
        gate_sigma=3.0 if kind == "gated" else None,
    )
    times = taken / (100 * finer) if kind == "stamped" else None
    result = smooth.estimate(x, weights=weights if kind == "weighted" else None, time_s=times)
    inside = np.abs(result.position - truth) <= 1.96 * result.sigma
    assert abs(inside[~lost].mean() - 0.95) < 0.02
    assert abs(inside[lost].mean() - 0.95) < 0.02
    assert np.median(result.sigma[lost]) > 1.2 * np.median(result.sigma[~lost])


def test_sigma_grows_where_the_model_does_not_follow(backend: str) -> None:
    t = np.arange(600) / 100
    slow, fast = (50 * np.sin(2 * np.pi * f * t) for f in (1.0, 8.0))
    noise = 0.1 * np.random.default_rng(0).normal(size=600)
    smooth = SMOOTHERS["gated"]
    calm, wild = smooth.estimate(slow + noise), smooth.estimate(fast + noise)
    assert wild.sigma[300] > 20 * calm.sigma[300]


def test_the_gate_holds_outliers_off_and_lets_fast_motion_through(backend: str) -> None:
    rng = np.random.default_rng(6)
    t = np.arange(600) / 100
    truth = 40 * np.sin(2 * np.pi * t)
    x = truth + 0.5 * rng.normal(size=600)
    spoiled = x.copy()
    spoiled[100::97] += 60
    gated, open_ = SMOOTHERS["gated"], SMOOTHERS["velocity"]
    error = np.sqrt(np.mean((gated(spoiled) - truth) ** 2))
    assert error < 1.5 * np.sqrt(np.mean((open_(x) - truth) ** 2))
    assert error < 0.3 * np.sqrt(np.mean((open_(spoiled) - truth) ** 2))
    swing = np.where((t % 1) < 0.4, 60 * np.sin(2 * np.pi * (t % 1) / 0.4) ** 2, 0)
    swing = swing + 0.1 * rng.normal(size=600)  # still for 60 % of the time
    assert np.abs(gated(swing) - open_(swing)).max() < 6


def test_outliers_at_the_start_do_not_lock_the_gate(backend: str) -> None:
    x = motion(300, 1)[:, 0]
    x[1] += 100
    difference = np.abs(SMOOTHERS["gated"](x) - SMOOTHERS["velocity"](x))
    assert difference[40:].max() < 2


@pytest.mark.parametrize("model", ["velocity", "acceleration"])
@pytest.mark.parametrize("gate_sigma", [None, 3.0])
def test_channels_that_share_gains_are_those_alone(
    model: str, gate_sigma: float | None, backend: str
) -> None:
    x = motion(150, 9)
    x[40, 4] = NAN  # parts this one from the others
    x[70, 5] += 60  # the gate, that one
    smooth = RtsSmoother(**LOW_PASS, model=model, gate_sigma=gate_sigma)
    together = smooth.estimate(x)
    for c in range(9):
        alone = smooth.estimate(x[:, c], weights=np.ones(150))
        for plane, values in vars(together).items():
            assert_array_equal(values[:, c], getattr(alone, plane))
    assert_array_equal(smooth(x), together.position)
