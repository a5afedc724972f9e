"""Twin of the labels of exchanged sides: exact dynamic programming over their costs."""

from __future__ import annotations

import numpy as np

from ._jit import jit
from .rows import grown

UNSEEN, LINKED = 0, 2
NEAR = 3  # group of a run of legs drawn on one


@jit
def _join(costs, link, turn, before, changed):
    """Cost of one frame from where labels turned now and before; a new stretch is free."""
    if link != LINKED:
        return 0.0
    cost = costs[2 * turn + before]
    return cost + costs[4] if changed else cost


@jit
def best_labels(costs, links, part, base, extra, back, labels):  # noqa: PLR0912
    """Viterbi over (turn before, turn), where a label is its turn against `base`. Gives the cost.

    `extra` is the cost of a turn. Frames without a pair turn like the one before them.
    """
    n = len(labels)
    state, new = np.empty(4), np.empty(4)
    for k in range(4):
        state[k] = np.inf if k > 0 else 0.0
    base_1, base_2 = 0, 0
    for i in range(n):
        link = links[i, part]
        if link == UNSEEN:
            continue
        b = base[i]
        came = 0
        for x1 in range(2):
            for x in range(2):
                least, best = np.inf, 0
                for x2 in range(2):
                    cost = state[2 * x2 + x1] + _join(
                        *(costs[i, part], link, x ^ x1 ^ b ^ base_1),
                        *(x1 ^ x2 ^ base_1 ^ base_2, x != x1),
                    )
                    if cost < least:
                        least, best = cost, x2
                new[2 * x1 + x] = least + extra[i] if x == 1 else least
                came |= best << (2 * x1 + x)
        for k in range(4):
            state[k] = new[k]
        back[i] = came
        base_2, base_1 = base_1, b
    now = 0
    for k in range(1, 4):
        if state[k] < state[now]:
            now = k
    least = state[now]
    for i in range(n - 1, -1, -1):
        if links[i, part] == UNSEEN:
            labels[i] = -1
            continue
        labels[i] = now & 1
        now = 2 * ((back[i] >> now) & 1) + (now >> 1)
    last = 0
    for i in range(n):
        if labels[i] < 0:
            labels[i] = last
        last = labels[i]
        labels[i] ^= base[i]
    return least


@jit
def _margin(costs, links, part, labels, swap, start, end):
    """How much dearer the motion is with the run [start, end) of label 1 as it was."""
    x1, x2, seen, i = 0, 0, 0, start - 1
    while i >= 0 and seen < 2:
        if links[i, part] != UNSEEN:
            if seen == 0:
                x1 = labels[i]
            else:
                x2 = labels[i]
            seen += 1
        i -= 1
    y1, y2, more, after, i = x1, x2, 0.0, 0, start
    while i < len(labels) and after < 2:
        link = links[i, part]
        if link != UNSEEN:
            x = labels[i]
            y = 0 if i < end else x
            more += _join(costs[i, part], link, y ^ y1, y1 ^ y2, y != y1)
            more -= _join(costs[i, part], link, x ^ x1, x1 ^ x2, x != x1)
            if y != x:
                more -= swap
            x2, x1, y2, y1 = x1, x, y1, y
            if i >= end:
                after += 1
        i += 1
    return more


@jit
def emit_runs(costs, links, part, labels, swap, scale, sequence, rows, count, number):
    """Append the runs of label 1: part, start, end, margin, scale."""
    n, start = len(labels), -1
    for i in range(n + 1):
        inside = i < n and labels[i] == 1
        if inside and start < 0:
            start = i
        if not inside and start >= 0:
            sequence, rows = grown(sequence, rows, count, 1)
            sequence[count] = number
            rows[count, 0], rows[count, 1], rows[count, 2] = part, start, i
            rows[count, 3] = _margin(costs, links, part, labels, swap, start, i)
            rows[count, 4] = scale
            count += 1
            start = -1
    return sequence, rows, count


@jit
def emit_near(near, least_frames, scale, sequence, rows, count, number):
    """Append the runs longer than `least_frames` in which both legs lie on one."""
    n, start = len(near), -1
    for i in range(n + 1):
        inside = i < n and near[i]
        if inside and start < 0:
            start = i
        if not inside and start >= 0:
            if i - start > least_frames:
                sequence, rows = grown(sequence, rows, count, 1)
                sequence[count] = number
                rows[count, 0], rows[count, 1], rows[count, 2] = NEAR, start, i
                rows[count, 3], rows[count, 4] = np.nan, scale
                count += 1
            start = -1
    return sequence, rows, count


@jit
def lean_arms(costs, links, cost, extra, back, other, labels):
    """Turn the arms against the legs instead, if that is cheaper. Gives the cost.

    Where they change sides together, the legs tell when, though the arms lie on one another.
    """
    n, changed = len(extra), False
    for i in range(n):
        changed = changed or labels[1, i] == 1
    if not changed:
        return cost
    less = best_labels(costs, links, 2, labels[1], extra, back, other)
    if less < cost:
        for i in range(n):
            labels[2, i] = other[i]
        return less
    return cost


@jit
def lean_trunk(labels, has_legs, has_arms, base):
    """Set what the trunk is turned against: the limbs where they agree, else what was given."""
    for i in range(len(base)):
        legs = labels[1, i] if has_legs else labels[2, i]
        arms = labels[2, i] if has_arms else legs
        base[i] = legs if legs == arms else 0
