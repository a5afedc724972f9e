"""Twin of the smoother of Whittaker and Henderson."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from .estimates import read_channel, read_steps, run_estimates

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@jit
def _shift(a, right, x):
    order = len(x) - 1
    for i in range(order):
        for j in range(i, order):
            a[i, j] = a[i + 1, j + 1]
        right[i] = right[i + 1]
        x[i] = x[i + 1]
        a[i, order] = 0.0
    a[order, order] = 1.0
    right[order] = x[order] = 0.0


@jit
def _eliminate(samples, noise, c, penalty, rows):
    """Factorise and substitute forward; rows of `rows` are L, y and 1 / pivot of a frame."""
    order, n = len(c) - 1, len(samples)
    a, right, x = np.zeros((order + 1, order + 1)), np.zeros(order + 1), np.zeros(order + 1)
    age = -1.0
    for row in range(n + order):
        _shift(a, right, x)
        if row < n:
            r = noise[row]
            known = not np.isnan(r)
            age = (0.0 if r < 0 else age + 1.0) if known else -1.0
            a[order, order] = 1.0 / abs(r) if known else 1.0
            x[order] = samples[row] if known else 0.0
            weight = penalty if age >= order else 0.0
            bend = c[0] * x[0]
            for i in range(1, order + 1):
                bend = bend + c[i] * x[i]
            for i in range(order + 1):
                share = weight * c[i]
                right[i] = right[i] + share * bend
                for j in range(i, order + 1):
                    a[i, j] = a[i, j] + share * c[j]
        if row < order:
            continue
        inverse = 1.0 / a[0, 0]
        for i in range(1, order + 1):
            factor = a[0, i] * inverse
            for j in range(i, order + 1):
                a[i, j] = a[i, j] - factor * a[0, j]
            right[i] = right[i] - factor * right[0]
            rows[row - order, i - 1] = factor
        rows[row - order, order] = right[0] * inverse
        rows[row - order, order + 1] = inverse


@jit
def _inverse_row(z, factors, inverse, order):
    """Give the next row of the inverse, within the band; its diagonal is returned."""
    following = np.empty(order)
    diagonal = inverse
    for i in range(order):
        total = factors[0] * z[0, i]
        for j in range(1, order):
            total = total + factors[j] * z[min(i, j), max(i, j)]
        following[i] = 0.0 - total
        diagonal = diagonal - factors[i] * following[i]
    for i in range(order - 1, 0, -1):
        for j in range(order - 1, i - 1, -1):
            z[i, j] = z[i - 1, j - 1]
    z[0, 0] = diagonal
    for j in range(1, order):
        z[0, j] = following[j - 1]
    return diagonal


@jit
def _substitute(noise, rows, order, variances):
    """Put corrections in place of y, variances of 1 / pivot; give the variance of the noise."""
    later, z = np.zeros(order), np.zeros((order, order))
    squares = freedom = 0.0
    for row in range(len(noise) - 1, -1, -1):
        line = rows[row]
        correction = line[order]
        for i in range(order):
            correction = correction - line[i] * later[i]
        if variances:
            variance = _inverse_row(z, line, line[order + 1], order)
            line[order + 1] = variance
            weight = 0.0 if np.isnan(noise[row]) else 1.0 / abs(noise[row])
            squares = squares + weight * correction * correction
            freedom = freedom + (1.0 - weight * variance if weight > 0 else 0.0)
        for i in range(order - 1, 0, -1):
            later[i] = later[i - 1]
        later[0] = correction
        line[order] = correction
    return squares / freedom


@jit
def _whittaker(values, weights, times, offsets, out, c, rules, penalty, given, *span):
    first, last, left, right = span
    rate, max_gap, extend = rules
    kind = out.dtype.type
    order = len(c) - 1
    sigma = out.shape[0] > 1
    for s in range(first, last):
        start, n = offsets[s], offsets[s + 1] - offsets[s]
        x, noise, steps, rows = np.empty(n), np.empty(n), np.empty(n), np.empty((n, order + 2))
        read_steps(times, start, rate, steps)
        for channel in range(left, right):
            read_channel(values, weights, channel, start, steps, max_gap, extend, order, x, noise)
            _eliminate(x, noise, c, penalty, rows)
            residual = _substitute(noise, rows, order, sigma)
            scale = np.sqrt(residual) if np.isnan(given) else given
            for row in range(n):
                known = not np.isnan(noise[row])
                correction = rows[row, order]
                if given == 0 and abs(noise[row]) < np.inf:
                    correction = 0.0
                place = x[row] - correction if known else x[row]
                out[0, start + row, channel] = kind(place)
                if sigma:
                    value = np.sqrt(rows[row, order + 1]) * scale
                    out[1, start + row, channel] = kind(value if known else np.nan)


def _make_whittaker(order: int) -> Callable[..., None]:
    difference = (1.0, -2.0, 1.0) if order == 2 else (-1.0, 3.0, -3.0, 1.0)

    def kernel(
        values: NDArray[Any],
        weights: NDArray[Any],
        times: NDArray[np.float64],
        offsets: NDArray[np.int64],
        out: NDArray[Any],
        threads: int,
        params: NDArray[np.float64],
    ) -> None:
        rate, cutoff, max_gap, extend, noise = params.tolist()
        step = 2 * math.sin(math.pi * cutoff / rate)
        penalty = (math.sqrt(2.0) - 1) / (step * step * step * step)
        if order == 3:
            penalty = penalty / (step * step)
        c, rules = np.array(difference), (rate, max_gap, extend != 0)
        settings = values, weights, times, offsets, out, c, rules, penalty, noise
        run_estimates(_whittaker, values, offsets, threads, settings)

    return kernel


whittaker_2 = _make_whittaker(2)
whittaker_3 = _make_whittaker(3)
