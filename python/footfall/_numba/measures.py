"""Series to a few numbers: what entropy, fluctuation and divergence are taken from."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from ._run import cut_sequences, run_tasks, worth

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLES_WORTH = 100  # each sample is looked at many times


def _run(
    one: Callable[..., Any],
    values: Any,
    offsets: Any,
    table: Any,
    out: Any,
    threads: int,
    params: Any,
) -> None:
    def work(first: int, last: int) -> None:
        one(values.reshape(-1), offsets, table, out, tuple(params), first, last)

    busy = worth(threads, len(values) * SAMPLES_WORTH)
    run_tasks(work, cut_sequences(offsets, 4 * busy if busy > 1 else 1), busy)


@jit
def _alike(values, offsets, table, out, params, first, last):  # noqa: ARG001  one signature
    length, tolerance = int(params[0]), params[1]
    for i in range(first, last):
        x = values[offsets[i] : offsets[i + 1]]
        alike = longer = 0
        for p in range(len(x) - length):
            for q in range(p + 1, len(x) - length):
                k = 0
                while k <= length and abs(x[p + k] - x[q + k]) <= tolerance:
                    k += 1
                alike += k >= length
                longer += k > length
        out[i, 0], out[i, 1] = alike, longer


@jit
def _left(y):
    n = len(y)
    middle = (n - 1) / 2
    total = along = squares = 0.0
    for t in range(n):
        h = y[t] - y[0]
        total = total + h
        along = along + h * (t - middle)
        squares = squares + h * h
    spread = n * (float(n) * n - 1) / 12
    return max(squares - total * total * (1 / n) - along * along * (1 / spread), 0.0)


@jit
def _fluctuation(values, offsets, table, out, params, first, last):
    both_ends = params[0] != 0
    for i in range(first, last):
        x = values[offsets[i] : offsets[i + 1]]
        n = len(x)
        mean = 0.0
        for t in range(n):
            mean = mean + x[t]
        mean = mean / n
        profile = np.empty(n)
        total = 0.0
        for t in range(n):
            total = total + (x[t] - mean)
            profile[t] = total
        for k, size in enumerate(table):
            boxes = n // size
            total = 0.0
            for b in range(boxes):
                total = total + _left(profile[b * size : (b + 1) * size])
            if both_ends:
                start = n - boxes * size
                for b in range(boxes):
                    total = total + _left(profile[start + b * size : start + (b + 1) * size])
            out[i, k] = math.sqrt(total / (boxes * size * (2 if both_ends else 1)))


@jit
def _distance(x, a, b, dimension, delay):
    total = 0.0
    for k in range(dimension):
        d = x[a + k * delay] - x[b + k * delay]
        total = total + d * d
    return total


@jit
def _nearest(x, started, dimension, delay, apart):
    """Find the nearest neighbour of each state; of equal ones the nearer in time, the earlier."""
    least, neighbour = np.full(started, np.inf), np.zeros(started, np.int64)
    for lag in range(apart + 1, started):
        for i in range(started - lag):
            d = _distance(x, i, i + lag, dimension, delay)
            if d < least[i + lag]:
                least[i + lag], neighbour[i + lag] = d, -lag
        for i in range(started - lag):
            d = _distance(x, i, i + lag, dimension, delay)
            if d < least[i]:
                least[i], neighbour[i] = d, lag
    return neighbour


@jit
def _divergence(values, offsets, table, out, params, first, last):  # noqa: ARG001  one signature
    dimension, delay = int(params[0]), int(params[1])
    apart, horizon = int(params[2]), int(params[3])
    for i in range(first, last):
        x = values[offsets[i] : offsets[i + 1]]
        started = len(x) - (dimension - 1) * delay - horizon
        out[i, :] = np.nan
        if started <= apart + 1:
            continue
        neighbour = _nearest(x, started, dimension, delay, apart)
        for k in range(horizon + 1):
            total, count, factors = 0.0, 0, 1.0
            for t in range(started):
                if neighbour[t] == 0:
                    continue
                squared = _distance(x, t + k, t + neighbour[t] + k, dimension, delay)
                if not squared > 0:
                    continue
                count += 1
                both = factors * squared
                if 1e-200 < both < 1e200:
                    factors = both
                else:
                    total = total + (math.log(factors) + math.log(squared))
                    factors = 1.0
            total = (total + math.log(factors)) / 2
            if count > 0:
                out[i, k] = total / count


alike = partial(_run, _alike)
fluctuation = partial(_run, _fluctuation)
divergence = partial(_run, _divergence)
