"""Distances between movements that differ in pace: dynamic time warping."""

from __future__ import annotations

import math

import numpy as np

from ._jit import jit, multiply_add
from ._run import cut, run_tasks, worth


def dtw(values, offsets, other_values, other_offsets, out, threads, params):
    """Distances of each sequence to each of another batch."""
    same = values is other_values and offsets is other_offsets
    longest = len(values) + len(other_values)
    band = longest if params[0] < 0 else int(params[0])
    n = len(offsets) - 1
    busy = worth(threads, len(values) * len(other_values))

    def work(first, last):
        _distances(values, offsets, other_values, other_offsets, out, band, same, first, last)

    run_tasks(work, cut(n, 4 * busy if busy > 1 else 1), busy)


def subsequence_dtw(values, offsets, movement, sums, starts, threads):
    """Least sums of a movement to parts that end at each frame, and where these begin."""
    n = len(offsets) - 1
    busy = worth(threads, values.size * len(movement))

    def work(first, last):
        for i in range(first, last):
            part = slice(offsets[i], offsets[i + 1])
            _subsequence(values[part], movement, sums[part], starts[part])

    run_tasks(work, cut(n, 4 * busy if busy > 1 else 1), busy)


@jit
def _subsequence(x, movement, sums, starts):
    """One column of the table after the other; of equal ways the first one here counts."""
    n = len(movement)
    column, start = np.full(n, np.inf), np.full(n, np.int64(-1))
    for j in range(len(x)):
        above, above_start = 0.0, np.int64(j)
        corner, corner_start = np.inf, np.int64(-1)
        for i in range(n):
            d = movement[i, 0] - x[j, 0]
            cost = d * d
            for c in range(1, movement.shape[1]):
                d = movement[i, c] - x[j, c]
                cost = multiply_add(d, d, cost)
            if cost != cost:  # NaN
                cost = np.inf
            best, begin = above, above_start
            if corner < best:
                best, begin = corner, corner_start
            if column[i] < best:
                best, begin = column[i], start[i]
            corner, corner_start = column[i], start[i]
            above, above_start = cost + best, begin
            column[i], start[i] = above, above_start
        sums[j] = column[n - 1]
        starts[j] = start[n - 1] if column[n - 1] < np.inf else -1


@jit
def _distances(values, offsets, others, other_offsets, out, band, same, first, last):
    for i in range(first, last):
        x = values[offsets[i] : offsets[i + 1]]
        for j in range(i if same else 0, len(other_offsets) - 1):
            y = others[other_offsets[j] : other_offsets[j + 1]]
            out[i, j] = _distance(x, y, band)
            if same:
                out[j, i] = out[i, j]


@jit
def _distance(x, y, band):
    n, m = len(x), len(y)
    if n == 0 or m == 0 or not (np.isfinite(x).all() and np.isfinite(y).all()):
        return np.nan
    reach = max(band, abs(n - m))
    row = np.full(m + 1, np.inf, x.dtype)  # one more in front
    row[0] = 0
    for i in range(n):
        first, last = max(0, i - reach), min(m - 1, i + reach)
        corner, left = row[first], row.dtype.type(np.inf)
        for j in range(first, last + 1):
            above = row[j + 1]
            d = y[j, 0] - x[i, 0]
            total = d * d
            for c in range(1, x.shape[1]):
                d = y[j, c] - x[i, c]
                total = multiply_add(d, d, total)
            left = total + min(left, above, corner)
            corner = above
            row[j + 1] = left
        row[first] = np.inf
    return math.sqrt(row[m])
