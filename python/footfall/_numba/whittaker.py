"""Twin of the smoother of Whittaker and Henderson."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from .estimates import even_channels, read_channel, read_even, read_steps, run_estimates

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@jit
def _shift(values):
    for i in range(len(values) - 1):
        values[i] = values[i + 1]
    values[-1] = 0.0


@jit
def _next_row(r, pivots):
    """Make room for the row of the next frame."""
    order = len(pivots) - 1
    for i in range(order):
        for j in range(i + 1, order):
            r[i, j] = r[i + 1, j + 1]
        r[i, order] = 0.0
    _shift(pivots)
    pivots[order] = 1.0


@jit
def _join(r, pivots, c, weight, taken, turned):
    """Let a difference join the rows that it touches, by rotations without square roots."""
    line = c.copy()
    for i in range(len(c)):
        x = line[i]
        share = weight * x
        total = pivots[i] + share * x
        inverse = 1.0 / total if total > 0 else 0.0
        turn = share * inverse
        weight = weight * (pivots[i] * inverse)
        pivots[i] = total
        for j in range(i + 1, len(c)):
            line[j] = line[j] - x * r[i, j]
            r[i, j] = r[i, j] + turn * line[j]
        taken[i] = x
        turned[i] = turn


@jit
def _eliminate(samples, noise, c, penalty, rows):
    """Factorise and substitute forward; rows of `rows` are L, y and 1 / pivot of a frame."""
    order, n = len(c) - 1, len(samples)
    r, pivots, right, x = _nothing_yet(c)
    taken, turned = np.empty(order + 1), np.empty(order + 1)
    age = -1.0
    for row in range(n + order):
        _next_row(r, pivots)
        _shift(right)
        _shift(x)
        if row < n:
            variance = noise[row]
            known = not np.isnan(variance)
            age = (0.0 if variance < 0 else age + 1.0) if known else -1.0
            pivots[order] = 1.0 / abs(variance) if known else 1.0
            x[order] = samples[row] if known else 0.0
            _join(r, pivots, c, penalty if age >= order else 0.0, taken, turned)
            bend = c[0] * x[0]
            for i in range(1, order + 1):
                bend = bend + c[i] * x[i]
            for i in range(order + 1):
                bend = bend - taken[i] * right[i]
                right[i] = right[i] + turned[i] * bend
        if row < order:
            continue
        for i in range(1, order + 1):
            rows[row - order, i - 1] = r[0, i]
        rows[row - order, order] = right[0]
        rows[row - order, order + 1] = 1.0 / pivots[0]


@jit
def _nothing_yet(c):
    """Triangle, pivots, right-hand sides and samples before the first frame."""
    size = len(c)
    return np.zeros((size, size)), np.zeros(size), np.zeros(size), np.zeros(size)


@jit
def _factorise(n, c, penalty, turns, rows):
    """What `_eliminate` and `_substitute` find where nothing is missing, but for the samples.

    Rows of `turns` are the two sides of the rotation of a frame; those of `rows` its row of L,
    nothing, and the variance.
    """
    order = len(c) - 1
    r, pivots, _, _ = _nothing_yet(c)
    for row in range(n + order):
        _next_row(r, pivots)
        if row < n:
            _join(r, pivots, c, penalty if row >= order else 0.0, turns[row, 0], turns[row, 1])
        if row < order:
            continue
        for i in range(1, order + 1):
            rows[row - order, i - 1] = r[0, i]
        rows[row - order, order + 1] = 1.0 / pivots[0]
    z = np.zeros((order, order))
    for row in range(n - 1, -1, -1):
        rows[row, order + 1] = _inverse_row(z, rows[row], rows[row, order + 1], order)


@jit
def _bend(x, row, c, bend):
    """Fill `bend` with the difference that ends at a row; samples before the first are 0."""
    for k in range(len(bend)):
        bend[k] = 0.0
    for i in range(len(c)):
        place = row - len(c) + 1 + i
        if place >= 0:
            for k in range(len(bend)):
                bend[k] = bend[k] + c[i] * x[place, k]


@jit
def _share(x, c, turns, rows, corrections):
    """Correct channels that share their triangle, one per column; give their noise."""
    n, channels = x.shape
    order = len(c) - 1
    right, bend = np.zeros((order + 1, channels)), np.empty(channels)
    for row in range(n + order):
        for i in range(order):
            right[i] = right[i + 1]
        right[order] = 0.0
        if row < n:
            _bend(x, row, c, bend)
            for i in range(order + 1):
                taken, turned = turns[row, 0, i], turns[row, 1, i]
                for k in range(channels):
                    bend[k] = bend[k] - taken * right[i, k]
                    right[i, k] = right[i, k] + turned * bend[k]
        if row >= order:
            corrections[row - order] = right[0]
    squares, freedom = np.zeros(channels), 0.0
    for row in range(n - 1, -1, -1):
        for i in range(min(order, n - 1 - row)):
            factor = rows[row, i]
            for k in range(channels):
                corrections[row, k] = corrections[row, k] - factor * corrections[row + 1 + i, k]
        for k in range(channels):
            squares[k] = squares[k] + corrections[row, k] * corrections[row, k]
        freedom = freedom + (1.0 - rows[row, order + 1])
    return squares / freedom


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
def _write(out, row, c, sample, correction, variance, scale):
    """Write what is known of one sample; `variance` NaN where nothing is."""
    kind = out.dtype.type
    known = not np.isnan(variance)
    out[0, row, c] = kind(sample - correction if known else sample)
    if out.shape[0] > 1:
        out[1, row, c] = kind(np.sqrt(variance) * scale)


@jit
def _whittaker(values, weights, times, offsets, out, c, rules, penalty, given, *span):
    first, last, left, right = span
    rate, max_gap, extend = rules
    order = len(c) - 1
    sigma, exact = out.shape[0] > 1, given == 0
    shared_n = 0
    turns, shared = np.empty((0, 2, order + 1)), np.empty((0, order + 2))
    for s in range(first, last):
        start, n = offsets[s], offsets[s + 1] - offsets[s]
        x, noise, steps, rows = np.empty(n), np.empty(n), np.empty(n), np.empty((n, order + 2))
        read_steps(times, start, rate, steps)
        even = even_channels(values, weights, start, steps, max_gap, order, left, right)
        if len(even) > 0:
            if n != shared_n:
                turns, shared = np.empty((n, 2, order + 1)), np.empty((n, order + 2))
                _factorise(n, c, penalty, turns, shared)
                shared_n = n
            columns, corrections = np.empty((n, len(even))), np.empty((n, len(even)))
            read_even(values, even, start, columns)
            scales = np.sqrt(_share(columns, c, turns, shared, corrections))
            for row in range(n):
                variance = shared[row, order + 1]
                for k in range(len(even)):
                    correction = 0.0 if exact else corrections[row, k]
                    scale = scales[k] if np.isnan(given) else given
                    sample = columns[row, k]
                    _write(out, start + row, even[k], sample, correction, variance, scale)
        done = 0
        for channel in range(left, right):
            if done < len(even) and even[done] == channel:
                done += 1
                continue
            read_channel(values, weights, channel, start, steps, max_gap, extend, order, x, noise)
            _eliminate(x, noise, c, penalty, rows)
            residual = _substitute(noise, rows, order, sigma)
            scale = np.sqrt(residual) if np.isnan(given) else given
            for row in range(n):
                correction = rows[row, order]
                if exact and abs(noise[row]) < np.inf:
                    correction = 0.0
                variance = np.nan if np.isnan(noise[row]) else rows[row, order + 1]
                _write(out, start + row, channel, x[row], correction, variance, scale)


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
