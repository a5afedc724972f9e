"""Twins of the filters that weigh the window around each sample: means and Savitzky-Golay."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit, multiply_add
from ._run import run_channels
from .windows import longest, padded

if TYPE_CHECKING:
    from numpy.typing import NDArray

HIGHEST_ORDER = 9


@jit
def _folded(x, middle, weights, odd, sums):
    """Weighted sums about each sample from `middle` on, for as many as `sums` has room."""
    n = len(sums)
    for i in range(n):
        sums[i] = weights[0] * x[middle + i]
    for k in range(1, len(weights)):
        weight = weights[k]
        after, before = x[middle + k : middle + k + n], x[middle - k : middle - k + n]
        if odd:
            for i in range(n):
                sums[i] = multiply_add(weight, after[i] - before[i], sums[i])
        else:
            for i in range(n):
                sums[i] = multiply_add(weight, after[i] + before[i], sums[i])


@jit
def _mean_of_present(x, i, weights):
    """Mean of the finite samples around sample `i`."""
    zero, one = x.dtype.type(0), x.dtype.type(1)
    value, missing = zero, 0
    weight = zero
    for k in range(len(weights)):
        after, before = x[i + k], x[i - k]
        there, held = np.isfinite(after), np.isfinite(before)
        missing += (not there) + (not held)
        a, b = after if there else zero, before if held else zero
        p, q = one if there else zero, one if held else zero
        if k == 0:
            value, weight = weights[0] * a, weights[0] * p
        else:
            value = multiply_add(weights[k], a + b, value)
            weight = multiply_add(weights[k], p + q, weight)
    return value if missing == 0 else value / weight


@jit
def _window_mean(values, offsets, out, weights, edges, first, last, left, right):
    reach = len(weights) - 1
    most = longest(offsets, first, last)
    line, sums = np.empty(most + 2 * reach, values.dtype), np.empty(most, values.dtype)
    for s in range(first, last):
        begin, end = offsets[s], offsets[s + 1]
        for c in range(left, right):
            x = padded(values[begin:end, c], reach, edges, line)
            y = sums[: end - begin]
            if len(y) > 0:
                _folded(x, reach, weights, False, y)
            for i in range(end - begin):
                if not np.isfinite(y[i]):
                    value = x[i + reach]
                    y[i] = _mean_of_present(x, i + reach, weights) if np.isfinite(value) else value
                out[begin + i, c] = y[i]


def window_mean(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Give the weighted mean of the numbers around each sample."""
    reach, sigma, edges = params.tolist()
    weights = [math.exp(-0.5 * (k / sigma) * (k / sigma)) for k in range(int(reach) + 1)]
    total = 0.0
    for k, weight in enumerate(weights):
        total += 2 * weight if k else weight
    rounded = np.array([weight / total for weight in weights]).astype(values.dtype)

    def work(*span: int) -> None:
        _window_mean(values, offsets, out, rounded, int(edges), *span)

    run_channels(work, values, offsets, threads)


@jit
def _recursion(n, order):
    """What the basis of polynomials over `n` samples is made by: see the C++ text."""
    last = float(n - 1)
    terms = np.zeros((3, HIGHEST_ORDER + 1))
    step, back, norm = terms[0], terms[1], terms[2]
    norm[0] = 1.0 / (last + 1.0)
    for i in range(1, order + 1):
        k = float(i)
        step[i] = 2.0 * (2.0 * k - 1.0) / (k * (last - k + 1.0))
        back[i] = (k - 1.0) * (last + k) / (k * (last - k + 1.0))
        ratio = (2.0 * k + 1.0) / (2.0 * k - 1.0)
        norm[i] = norm[i - 1] * ratio * ((last - k + 1.0) / (last + k + 1.0))
    return terms


@jit
def _basis(n, order, terms, i, derivative, now, lower):
    """The polynomials of the basis at sample `i`, or a derivative of them, into `now`."""
    x = float(i) - float(n - 1) / 2.0
    for d in range(derivative + 1):
        for k in range(order + 1):
            lower[k] = now[k] if d > 0 else 0.0
        now[0] = 1.0 if d == 0 else 0.0
        for k in range(1, order + 1):
            two_below = terms[1, k] * now[k - 2] if k > 1 else 0.0
            raised = float(d) * lower[k - 1] if d > 0 else 0.0
            now[k] = terms[0, k] * (x * now[k - 1] + raised) - two_below


@jit
def _weights(half, order, derivative, scale):
    """Row by row, from the first of a window to its middle, what its samples count."""
    n = 2 * half + 1
    terms = _recursion(n, order)
    scratch = np.zeros((3, HIGHEST_ORDER + 1))
    target, basis, lower = scratch[0], scratch[1], scratch[2]
    weights = np.zeros((half + 1, n))
    for row in range(half + 1):
        _basis(n, order, terms, row, derivative, target, lower)
        for k in range(n):
            _basis(n, order, terms, k, 0, basis, lower)
            total = 0.0
            for p in range(order + 1):
                total += terms[2, p] * basis[p] * target[p]
            weights[row, k] = scale * total
    return weights


@jit
def _short(x, first, row, n, order, derivative, scale, scratch):
    """Value at sample `row` of the polynomial through a run that is shorter than a window."""
    if n <= derivative:
        return np.nan
    order = min(order, n - 1)
    terms = _recursion(n, order)
    sums, basis, lower = scratch[0], scratch[1], scratch[2]
    sums[:] = 0.0
    for i in range(n):
        _basis(n, order, terms, i, 0, basis, lower)
        for k in range(order + 1):
            sums[k] += np.float64(x[first + i]) * basis[k]
    _basis(n, order, terms, row, derivative, basis, lower)
    value = 0.0
    for k in range(order + 1):
        value += terms[2, k] * sums[k] * basis[k]
    return scale * value


@jit
def _near_end(x, end, row, step, weights):
    total = x.dtype.type(0)
    for k in range(weights.shape[1]):
        total += weights[row, k] * x[end + k * step]
    return total


@jit
def _run_length(x, i, step, most):
    n = 0
    while n < most and np.isfinite(x[i + (n + 1) * step]):
        n += 1
    return n


@jit
def _value_at(x, i, middle, weights, order, derivative, scale, scratch):
    half, odd = len(middle) - 1, derivative % 2 == 1
    if not np.isfinite(x[i]):
        return x[i]
    before, after = _run_length(x, i, -1, 2 * half), _run_length(x, i, 1, 2 * half)
    if before >= half and after >= half:
        _folded(x, i, middle, odd, scratch[1])
        return scratch[1][0]
    if before + after < 2 * half:
        n = before + after + 1
        value = _short(x, i - before, before, n, order, derivative, scale, scratch[0])
        return x.dtype.type(value)
    if before < half:
        return _near_end(x, i - before, before, 1, weights)
    end = _near_end(x, i + after, after, -1, weights)
    return -end if odd else end


@jit
def _savitzky_golay(values, offsets, out, weights, settings, first, last, left, right):
    order, derivative, scale, edges = settings
    half = len(weights) - 1
    middle = weights[half, half:].copy()
    if derivative % 2 == 1:
        middle[0] = 0
    reach, most = 2 * half, longest(offsets, first, last)
    line, sums = np.empty(most + 2 * reach, values.dtype), np.empty(most, values.dtype)
    scratch = np.zeros((3, HIGHEST_ORDER + 1)), np.empty(1, values.dtype)
    for s in range(first, last):
        begin, end = offsets[s], offsets[s + 1]
        for c in range(left, right):
            x = padded(values[begin:end, c], reach, edges, line)
            y = sums[: end - begin]
            if len(y) > 0:
                _folded(x, reach, middle, derivative % 2 == 1, y)
            for i in range(end - begin):
                if not np.isfinite(y[i]):
                    y[i] = _value_at(
                        x, i + reach, middle, weights, order, derivative, scale, scratch
                    )
                out[begin + i, c] = y[i]


def savitzky_golay(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Fit a polynomial to the samples around each sample."""
    rate, half, order, derivative, edges = params.tolist()
    scale = 1.0
    for _ in range(int(derivative)):
        scale *= rate
    weights = _weights(int(half), int(order), int(derivative), scale).astype(values.dtype)
    settings = int(order), int(derivative), scale, int(edges)

    def work(*span: int) -> None:
        _savitzky_golay(values, offsets, out, weights, settings, *span)

    run_channels(work, values, offsets, threads)
