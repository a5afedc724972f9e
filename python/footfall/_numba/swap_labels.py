"""Twin of the labels of exchanged sides: dynamic programming with a filter per survivor."""

from __future__ import annotations

import numpy as np

from ._jit import jit


@jit
def foretell(state, step):
    """Carry places (pairs, 2, D) on along their speeds."""
    for p in range(len(state)):
        for d in range(state.shape[2]):
            state[p, 0, d] += step * state[p, 1, d]


@jit
def _squared(state, gap, i, sign, precision, p):
    """In variances: how far a difference is from where it was foretold."""
    total = 0.0
    for d in range(state.shape[2]):
        e = sign * gap[i, p, d] - state[p, 0, d]
        total += e * e
    return total * precision[i, p]


@jit
def misfit(state, gap, i, sign, weight, precision, knee):
    """Huber cost, in nats, of a difference with its sides as they are (1) or exchanged (-1)."""
    cost, corner, half = 0.0, knee * knee, 0.5 * (knee * knee)
    for p in range(len(state)):
        off = _squared(state, gap, i, sign, precision, p)
        far = knee * np.sqrt(off) - half if off > corner else 0.5 * off
        cost += weight[i, p] * far
    return cost


@jit
def correct(state, gap, i, sign, precision, gain, knee, new):
    """Take a difference into a state that was foretold."""
    corner = knee * knee
    for p in range(len(state)):
        off = _squared(state, gap, i, sign, precision, p)
        damped = knee / np.sqrt(off) if off > corner else 1.0
        to_place, to_speed = damped * gain[i, p, 0], damped * gain[i, p, 1]
        for d in range(state.shape[2]):
            place, speed = state[p, 0, d], state[p, 1, d]
            e = sign * gap[i, p, d] - place
            new[p, 0, d] = place + to_place * e
            new[p, 1, d] = speed + to_speed * e


@jit
def rest(state):
    """Forget a track."""
    for p in range(len(state)):
        for d in range(state.shape[2]):
            state[p, 0, d] = 0.0
            state[p, 1, d] = 0.0


@jit
def best_labels(  # noqa: PLR0912
    gap, weight, precision, gain, steps, base, knee, switch, swap, labels
):
    """Labels of least cost, which is given; states are the labels of this and the last frame.

    `swap` is the cost of a frame that is turned against `base`, `switch` that of a change of
    turn. Frames that are not seen turn like the one before them.
    """
    n, pairs, dimensions = gap.shape
    state, new = np.zeros((4, pairs, 2, dimensions)), np.zeros((4, pairs, 2, dimensions))
    cost, least, fit = np.full(4, np.inf), np.empty(4), np.empty((4, 2))
    back = np.zeros(n, np.int8)
    cost[0] = 0.0
    for i in range(n):
        if steps[i] < 0:
            continue
        fresh = steps[i] == 0
        for s in range(4):
            if fresh:
                rest(state[s])
            foretell(state[s], steps[i])
            for turned in range(2):
                sign = 1.0 - 2.0 * turned
                fit[s, turned] = misfit(state[s], gap, i, sign, weight, precision, knee)
        came = 0
        for x1 in range(2):
            for x in range(2):
                turned, z = x ^ base[i], 2 * x1 + x
                zero = cost[x1] + fit[x1, turned]
                one = cost[2 + x1] + fit[2 + x1, turned]
                x2 = 1 if one < zero else 0
                found = one if x2 == 1 else zero
                if x != x1 and not fresh:
                    found += switch
                least[z] = found + swap if x == 1 else found
                came |= x2 << z
                sign = 1.0 - 2.0 * turned
                correct(state[2 * x2 + x1], gap, i, sign, precision, gain, knee, new[z])
        back[i] = came
        cost, least = least, cost
        state, new = new, state
    now = 0
    for k in range(1, 4):
        if cost[k] < cost[now]:
            now = k
    total = cost[now]
    for i in range(n - 1, -1, -1):
        labels[i] = -1
        if steps[i] >= 0:
            labels[i] = now & 1
            now = 2 * ((back[i] >> now) & 1) + (now >> 1)
    last = 0
    for i in range(n):
        if labels[i] < 0:
            labels[i] = last
        last = labels[i]
        labels[i] ^= base[i]
    return total
