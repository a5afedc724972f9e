"""Twin of the repair of exchanged sides.

Parts of the body are 0 trunk, 1 legs, 2 arms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from ._run import run_sequences
from .rows import grown
from .swap_labels import best_labels
from .swap_margins import emit_marked, emit_runs, give_back
from .swap_tracks import (
    KNEE,
    LEAST_MARGIN,
    NEAR_FRAMES,
    RATE,
    REACH,
    SWAP,
    SWITCH,
    body_scale,
    legs_on_one,
    observe,
    steps_of,
    trust,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTS = 3
TRUNK, LEGS, ARMS = 0, 1, 2
NEAR, SUMMARY, UNCERTAIN = 3, 4, 5  # groups of rows that are no exchange


@jit
def _leads(part, labels, has, base):
    """Set what a part may lean on: the legs, for the trunk where the arms agree. Gives which.

    0 nothing, 1 it may, 2 it does.
    """
    leader = LEGS if has[LEGS] else ARMS
    if part in (LEGS, leader) or not has[leader]:
        return 0
    both = part == TRUNK and has[LEGS] and has[ARMS]
    turned = False
    for i in range(len(base)):
        base[i] = labels[leader, i]
        if both and labels[ARMS, i] != base[i]:
            base[i] = 0
        turned = turned or base[i] == 1
    if not turned:
        return 0
    return 2 if both else 1


@jit
def _choose(gap, weight, precision, gain, steps, leads, base, params, swap, labels, marked):
    """Labels of a part against what it leans on, or for itself; gives their cost.

    Where it cannot be told whether it leans, it does not, and what differs is marked.
    """
    knee, switch, least = params[KNEE], params[SWITCH], params[LEAST_MARGIN]
    n = len(labels)
    zero = np.zeros(n, np.int8)
    if leads == 0:
        for i in range(n):
            base[i] = 0
        return best_labels(gap, weight, precision, gain, steps, zero, knee, switch, swap, labels)
    cost = best_labels(gap, weight, precision, gain, steps, base, knee, switch, swap, labels)
    if leads == 2:
        return cost
    alone = np.zeros(n, np.int8)
    other = best_labels(gap, weight, precision, gain, steps, zero, knee, switch, swap, alone)
    if cost + least < other:
        return cost
    for i in range(n):
        if cost < other + least and labels[i] != alone[i]:
            marked[i] = True
        labels[i], base[i] = alone[i], 0
    return other


@jit
def _inherit(part, leads, has, base, marked):
    """Mark what leans on what is marked."""
    leader = LEGS if has[LEGS] else ARMS
    if leads == 0:
        return
    for i in range(len(base)):
        if base[i] == 1 and marked[leader, i]:
            marked[part, i] = True


@jit
def _swaps(values, offsets, table, params):
    swap = params[SWAP] / params[RATE]
    has = np.zeros(PARTS, np.bool_)
    for row in range(2, len(table)):
        has[table[row, 2]] = True
    sequence, rows, count = np.empty(0, np.int64), np.empty((0, 5)), 0
    for s in range(len(offsets) - 1):
        x = values[offsets[s] : offsets[s + 1]]
        n = len(x)
        if n == 0:
            continue
        scale = body_scale(x, params, table)
        if not (scale > 0 and np.isfinite(scale)):
            continue
        labels, marked = np.zeros((PARTS, n), np.int8), np.zeros((PARTS, n), np.bool_)
        base, total = np.zeros(n, np.int8), 0.0
        for part in (LEGS, ARMS, TRUNK):
            if not has[part]:
                continue
            weight, gap, sums = observe(x, table, part, scale, params)
            steps = steps_of(weight, x, params)
            precision, gain = trust(weight, sums, steps, params)
            leads = _leads(part, labels, has, base)
            total += _choose(
                *(gap, weight, precision, gain, steps, leads, base, params, swap),
                *(labels[part], marked[part]),
            )
            give_back(
                *(gap, weight, precision, gain, steps, labels[part], base),
                *(params[KNEE], params[SWITCH], swap, params[REACH], params[LEAST_MARGIN]),
                marked[part],
            )
            _inherit(part, leads, has, base, marked)
            sequence, rows, count = emit_runs(
                *(gap, weight, precision, gain, steps, labels[part], part),
                *(params[KNEE], params[SWITCH], swap, params[REACH]),
                *(scale, sequence, rows, count, s),
            )
            sequence, rows, count = emit_marked(
                marked[part], UNCERTAIN + part, 0.0, scale, sequence, rows, count, s
            )
        near = legs_on_one(x, table, scale, params)
        sequence, rows, count = emit_marked(
            near, NEAR, params[NEAR_FRAMES], scale, sequence, rows, count, s
        )
        sequence, rows = grown(sequence, rows, count, 1)
        sequence[count] = s
        rows[count, 0], rows[count, 1], rows[count, 2] = SUMMARY, 0, n
        rows[count, 3], rows[count, 4] = total, scale
        count += 1
    return sequence[:count], rows[:count]


def swaps(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    table: NDArray[np.int64],
    threads: int,
    params: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find the exchanged sides of each sequence."""
    return run_sequences(_swaps, values, offsets, table, threads, params)
