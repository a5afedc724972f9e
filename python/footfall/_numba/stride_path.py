"""Path of a foot from one stance to the next, by strapdown integration without drift."""

from __future__ import annotations

import math

import numpy as np

from ._jit import jit
from ._run import cut_sequences, run_tasks, worth
from .rotations import direction_or_up, normalized, product, rotated, turn, upright

OPEN, LINE, BOTH_WAYS = 0, 1, 2


def stride_path(values, offsets, out, threads, params):
    """Orientation, velocity and position along each stride."""

    def work(first, last):
        _paths(values, offsets, out, first, last, params)

    run_tasks(work, cut_sequences(offsets, worth(threads, values.size)), threads)


@jit
def _paths(values, offsets, out, first, last, params):
    rate, gravity, resting, both_ways, steepness, level = params
    step = 1 / rate
    still = BOTH_WAYS if both_ways != 0 else LINE
    for i in range(first, last):
        x, path = values[offsets[i] : offsets[i + 1]], out[offsets[i] : offsets[i + 1]]
        if len(x) < 2:
            path[:] = np.nan
            continue
        _turn_along(x, path, min(int(resting), len(x)), step)
        level_x = np.empty((len(x), 3))
        for k in range(len(x)):
            level_x[k] = rotated(_quaternion(path, k), (x[k, 0], x[k, 1], x[k, 2]))
            level_x[k, 2] -= gravity
        _integrate(level_x, path[:, 4:7], step, still, still, steepness)
        for k in range(len(x)):
            for c in range(3):
                level_x[k, c] = path[k, 4 + c]
        rise = BOTH_WAYS if level != 0 else OPEN
        _integrate(level_x, path[:, 7:10], step, OPEN, rise, steepness)


@jit
def _quaternion(path, k):
    return path[k, 0], path[k, 1], path[k, 2], path[k, 3]


@jit
def _turn_along(x, path, rest, step):
    n = len(x)
    a0 = a1 = a2 = 0.0
    for k in range(rest):
        a0 += x[k, 0]
        a1 += x[k, 1]
        a2 += x[k, 2]
    q = upright(direction_or_up((a0, a1, a2)))
    path[0, 0], path[0, 1], path[0, 2], path[0, 3] = q
    for k in range(1, n):
        rate = (
            x[k - 1, 3] + x[k, 3],
            x[k - 1, 4] + x[k, 4],
            x[k - 1, 5] + x[k, 5],
        )
        q = normalized(product(q, turn(rate, step / 4)))
        path[k, 0], path[k, 1], path[k, 2], path[k, 3] = q
    a0 = a1 = a2 = 0.0
    for k in range(n - rest, n):
        v = rotated(_quaternion(path, k), (x[k, 0], x[k, 1], x[k, 2]))
        a0 += v[0]
        a1 += v[1]
        a2 += v[2]
    left = upright(direction_or_up((a0, a1, a2)))
    for k in range(1, n):
        share = k / (n - 1)
        part = (1 + share * (left[0] - 1), share * left[1], share * left[2], share * left[3])
        q = normalized(product(part, _quaternion(path, k)))
        path[k, 0], path[k, 1], path[k, 2], path[k, 3] = q


@jit
def _integrate(x, out, step, level_end, upright_end, steepness):
    n = len(x)
    for c in range(3):
        end = upright_end if c == 2 else level_end
        total = 0.0
        out[0, c] = 0.0
        for k in range(1, n):
            total += (x[k - 1, c] + x[k, c]) * (step / 2)
            out[k, c] = total
        if end == OPEN:
            continue
        for k in range(1, n):
            place = k / (n - 1)
            out[k, c] -= total * (place if end == LINE else _weight(place, steepness))


@jit
def _weight(place, steepness):
    low, high = _logistic(0.0, steepness), _logistic(1.0, steepness)
    return (_logistic(place, steepness) - low) / (high - low)


@jit
def _logistic(t, steepness):
    return 1 / (1 + math.exp(-(t - 0.5) / steepness))
