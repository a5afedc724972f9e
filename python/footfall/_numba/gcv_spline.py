"""Twin of the smoothing spline with its penalty given or chosen by cross-validation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from .estimates import read_channel, read_steps, run_estimates
from .state_smoother import backward, drive_at, field_count, forward, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@jit
def _smooth(x, noise, steps, drive, belief, kept, result, variances):
    belief[:] = 0.0
    states = result.shape[1] - 2
    forward(x, noise, steps, drive, belief, kept, np.empty(0), np.inf, 0.0)
    backward(noise, steps, kept, states, variances, result)


@jit
def _evaluate(x, noise, steps, drive, belief, kept, result, factor):
    """Score of generalised cross-validation, and the variance of a sample."""
    _smooth(x, noise, steps, drive, belief, kept, result, True)
    states = result.shape[1] - 2
    squares = trace = samples = 0.0
    for row in range(len(x) - 1, -1, -1):
        if np.isnan(noise[row]):
            continue
        weight = 1.0 / abs(noise[row])
        residual = x[row] - result[row, 0]
        squares = squares + weight * residual * residual
        trace = trace + weight * result[row, states]
        if weight > 0:
            samples = samples + 1.0
    freedom, counted = samples - trace, samples - factor * trace
    score = samples * squares / (counted * counted) if counted > 0 else np.inf
    return score, (squares / freedom if freedom > 0 else np.nan)


@jit
def _search(x, noise, steps, belief, kept, result, factor, spans):
    """Coarse steps over all penalties that make a difference, then halved around the best."""
    widest, narrowest, coarse = spans
    best = widest
    best_score, best_noise = _evaluate(x, noise, steps, best, belief, kept, result, factor)
    drive = widest / coarse
    while drive > narrowest:
        score, variance = _evaluate(x, noise, steps, drive, belief, kept, result, factor)
        if score < best_score:
            best, best_score, best_noise = drive, score, variance
        drive /= coarse
    ratio = coarse
    for _ in range(10):
        ratio = np.sqrt(ratio)
        middle = best
        for drive in (min(middle * ratio, widest), middle / ratio):
            score, variance = _evaluate(x, noise, steps, drive, belief, kept, result, factor)
            if score < best_score:
                best, best_score, best_noise = drive, score, variance
    return best, best_noise


@jit
def _spline(values, weights, times, offsets, out, states, rules, drive, factor, spans, *span):
    first, last, left, right = span
    rate, max_gap, extend = rules
    widest, narrowest, coarse = spans
    fields = field_count(states)
    belief = np.zeros(fields - 3)
    for s in range(first, last):
        start, n = offsets[s], offsets[s + 1] - offsets[s]
        x, noise, steps = np.empty(n), np.empty(n), np.empty(n)
        kept, result = np.empty((n, fields)), np.empty((n, states + 2))
        read_steps(times, start, rate, steps)
        for c in range(left, right):
            read_channel(values, weights, c, start, steps, max_gap, extend, states, x, noise)
            best, variance = drive, 0.0
            if n == 0:
                continue
            if not drive > 0:
                limits = widest, narrowest[n], coarse
                best, variance = _search(x, noise, steps, belief, kept, result, factor, limits)
            elif out.shape[0] > 1:
                _, variance = _evaluate(x, noise, steps, drive, belief, kept, result, factor)
            _smooth(x, noise, steps, best, belief, kept, result, out.shape[0] > 1)
            write(out, start, c, x, noise, result, states, rate, best, np.sqrt(variance), False)


def _make_spline(states: int) -> Callable[..., None]:
    def kernel(
        values: NDArray[Any],
        weights: NDArray[Any],
        times: NDArray[np.float64],
        offsets: NDArray[np.int64],
        out: NDArray[Any],
        threads: int,
        params: NDArray[np.float64],
    ) -> None:
        rate, cutoff, penalty, factor, max_gap, extend = params.tolist()
        drive = drive_at(states, 2 * math.pi * cutoff / rate) if cutoff > 0 else 0.0
        if penalty > 0:
            scale = rate * rate * rate
            drive = 1 / (penalty * (scale if states == 2 else scale * rate * rate))
        narrowest = np.zeros(int(np.diff(offsets).max(initial=0)) + 1)
        for n in {*np.diff(offsets).tolist()} - {0}:
            narrowest[n] = drive_at(states, math.pi / n)
        spans = drive_at(states, math.pi), narrowest, 5.0625 if states == 2 else 11.390625
        rules = rate, max_gap, extend != 0
        settings = values, weights, times, offsets, out, states, rules, drive, factor, spans
        run_estimates(_spline, values, offsets, threads, settings)

    return kernel


gcv_spline_cubic = _make_spline(2)
gcv_spline_quintic = _make_spline(3)
