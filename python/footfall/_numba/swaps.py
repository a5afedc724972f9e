"""Twin of the repair of exchanged sides: what each change of labels costs, frame by frame.

Parts of the body are 0 trunk, 1 legs, 2 arms. Costs of a frame come by two bits: 2 if the labels
changed since the frame before, 1 if they changed there; a fifth number is the price of a change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from ._run import run_sequences
from .rows import grown
from .swap_labels import best_labels, emit_near, emit_runs, lean_arms, lean_trunk

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTS = 3
SUMMARY = 4  # group of the row that each sequence ends with
UNSEEN, FRESH, LINKED = 0, 1, 2


@jit
def _midpoint_distance(x, dimensions, upper, lower):
    total = 0.0
    for d in range(dimensions):
        one = 0.5 * (x[upper[0] * dimensions + d] + x[upper[1] * dimensions + d])
        two = 0.5 * (x[lower[0] * dimensions + d] + x[lower[1] * dimensions + d])
        total += (one - two) * (one - two)
    return np.sqrt(total)


@jit
def body_scale(values, dimensions, factor, table):
    """Length of the trunk: median distance of two midpoints, times `factor`."""
    lengths, count = np.empty(len(values)), 0
    for i in range(len(values)):
        length = _midpoint_distance(values[i], dimensions, table[0], table[1])
        if np.isfinite(length):
            lengths[count] = length
            count += 1
    if count == 0:
        return np.nan
    ordered = np.sort(lengths[:count])
    if count % 2 == 1:
        return factor * ordered[count // 2]
    return factor * (0.5 * (ordered[count // 2 - 1] + ordered[count // 2]))


@jit
def _weight(x, pair, params):
    """Smaller confidence of a pair; 0 where a coordinate of it is missing."""
    dimensions, keypoints = int(params[0]), int(params[1])
    for d in range(dimensions):
        left, right = x[pair[0] * dimensions + d], x[pair[1] * dimensions + d]
        if not (np.isfinite(left) and np.isfinite(right)):
            return 0.0
    if params[2] == 0:
        return 1.0
    left = x[keypoints * dimensions + pair[0]]
    right = x[keypoints * dimensions + pair[1]]
    if not (left > 0 and right > 0):
        return 0.0
    weight = right if right < left else left
    return weight if np.isfinite(weight) else 0.0


@jit
def _pair_costs(now, memory, start, dimensions, stretch, steady, speed, scale, params, costs):
    """Add what the motion of one pair costs; `now` is weight, sum, difference of its sides."""
    knee = params[5]
    weight_1, weight_2 = memory[start], memory[start + 1]
    weight = weight_1 if weight_1 < now[0] else now[0]
    if weight <= 0:
        return
    sum_1, sum_2 = start + 2, start + 2 + dimensions
    gap_1, gap_2 = start + 2 + 2 * dimensions, start + 2 + 3 * dimensions
    moved, stayed, crossed = 0.0, 0.0, 0.0
    for d in range(dimensions):
        u, g = now[1 + d], now[1 + dimensions + d]
        u1, g1 = memory[sum_1 + d], memory[gap_1 + d]
        moved += (u - u1) * (u - u1)
        stayed += (g - g1) * (g - g1)
        crossed += (g + g1) * (g + g1)
    rate = params[6] * weight * (0.5 * (speed * speed)) / (scale * scale)
    stay, cross = rate * (moved + stayed), rate * (moved + crossed)
    costs[0] += stay
    costs[1] += stay
    costs[2] += cross
    costs[3] += cross
    weight = weight_2 if weight_2 < weight else weight
    if weight <= 0 or stretch < 0:
        return
    bent, e0, e1, e2, e3 = 0.0, 0.0, 0.0, 0.0, 0.0
    for d in range(dimensions):
        u, g = now[1 + d], now[1 + dimensions + d]
        u1, u2 = memory[sum_1 + d], memory[sum_2 + d]
        g1, g2 = memory[gap_1 + d], memory[gap_2 + d]
        off = u - (u1 + stretch * (u1 - u2))
        ahead = g1 + stretch * (g1 - g2)
        turned = g1 + stretch * (g1 + g2)
        bent += off * off
        e0 += (g - ahead) * (g - ahead)
        e1 += (g - turned) * (g - turned)
        e2 += (g + ahead) * (g + ahead)
        e3 += (g + turned) * (g + turned)
    unit, curve, half = steady / scale, 0.5 / knee, 0.5 * knee
    for c in range(4):
        off = e0 if c == 0 else e1 if c == 1 else e2 if c == 2 else e3
        r = unit * np.sqrt(0.5 * (bent + off))
        costs[c] += weight * (curve * (r * r) if r <= knee else r - half)


@jit
def _steps(time, last, before):
    """Stretch of the step before to this one (-1: none), damping of its noise, speed factor.

    Prediction over a gap magnifies noise; damped, it counts as much as between even frames.
    """
    step = time - last
    speed = 1.0 / step if step > 0 else 1.0
    if not last - before > 0:
        return -1.0, 1.0, speed
    stretch = step / (last - before)
    ahead = 1.0 + stretch
    return stretch, np.sqrt(6.0 / (1.0 + ahead * ahead + stretch * stretch)), speed


@jit
def fresh_memory(pairs, dimensions):
    """Two frames of each pair: weights, sums, differences; of each part: times, level of costs."""
    memory = np.zeros(pairs * (2 + 4 * dimensions) + 4 * PARTS)
    for i in range(2 * PARTS):
        memory[len(memory) - 4 * PARTS + i] = np.nan
    return memory


@jit
def _price(costs, level, params):
    """Price of a change: more where noise makes frames dear. Learns from the frame.

    `level` is the mean over about a second of the least that frames cost, and their number.
    """
    least = costs[0]
    for c in range(1, 4):
        least = costs[c] if costs[c] < least else least
    costs[4] = params[7] + params[12] * (level[0] + least)
    if np.isfinite(least):
        level[1] = level[1] + 1.0 if level[1] + 1.0 < params[13] else params[13]
        level[0] += (least - level[0]) / level[1]


@jit
def advance(x, time, table, scale, params, memory, now, costs, links):  # noqa: PLR0912
    """Take one frame: costs and links of the parts.

    Gives whether both legs are drawn on one.
    """
    dimensions, pairs, max_gap = int(params[0]), len(table) - 2, params[9]
    size = 2 + 4 * dimensions
    clock = pairs * size
    feet, near = 0, True
    for part in range(PARTS):
        links[part] = UNSEEN
        for c in range(5):
            costs[part, c] = 0.0
    for p in range(pairs):
        pair = table[p + 2]
        weight = _weight(x, pair, params)
        now[p, 0] = weight
        if weight <= 0:
            continue
        links[pair[2]] = LINKED
        distance = 0.0
        for d in range(dimensions):
            left, right = x[pair[0] * dimensions + d], x[pair[1] * dimensions + d]
            now[p, 1 + d] = left + right
            now[p, 1 + dimensions + d] = left - right
            distance += (left - right) * (left - right)
        distance = np.sqrt(distance)
        if pair[3] == 1:
            feet += 1
            near = near and distance < params[10] * scale
    for part in range(PARTS):
        if links[part] == UNSEEN:
            continue
        last, before = memory[clock + 2 * part], memory[clock + 2 * part + 1]
        fresh = not time - last <= max_gap
        stretch, steady, speed = _steps(time, last, before)
        for p in range(pairs):
            if table[p + 2, 2] != part:
                continue
            start = p * size
            if not fresh and now[p, 0] > 0:
                _pair_costs(
                    *(now[p], memory, start, dimensions, stretch, steady, speed, scale, params),
                    costs[part],
                )
            memory[start + 1] = 0.0 if fresh else memory[start]
            memory[start] = now[p, 0]
            for half in range(2):
                at = start + 2 + 2 * half * dimensions
                for d in range(dimensions):
                    memory[at + dimensions + d] = memory[at + d]
                    memory[at + d] = now[p, 1 + half * dimensions + d]
        if fresh:
            links[part] = FRESH
        else:
            level = clock + 2 * PARTS + 2 * part
            _price(costs[part], memory[level : level + 2], params)
        memory[clock + 2 * part + 1] = np.nan if fresh else last
        memory[clock + 2 * part] = time
    return feet > 0 and near


@jit
def _swaps(values, offsets, table, params):
    dimensions, keypoints = int(params[0]), int(params[1])
    clock = keypoints * dimensions + (keypoints if params[2] != 0 else 0)
    pairs = len(table) - 2
    has_legs, has_arms = np.any(table[2:, 2] == 1), np.any(table[2:, 2] == 2)
    sequence, rows, count = np.empty(0, np.int64), np.empty((0, 5)), 0
    for s in range(len(offsets) - 1):
        x = values[offsets[s] : offsets[s + 1]]
        n = len(x)
        if n == 0:
            continue
        scale = body_scale(x, dimensions, params[4], table)
        if not (scale > 0 and np.isfinite(scale)):
            continue
        costs, links = np.empty((n, PARTS, 5)), np.empty((n, PARTS), np.int8)
        near = np.zeros(n, np.bool_)
        memory = fresh_memory(pairs, dimensions)
        now = np.zeros((pairs, 1 + 2 * dimensions))
        for i in range(n):
            time = x[i, clock] if params[3] != 0 else float(i)
            near[i] = advance(*(x[i], time, table, scale, params, memory, now, costs[i], links[i]))
        labels, base = np.zeros((PARTS, n), np.int8), np.zeros(n, np.int8)
        extra, back = np.full(n, params[8]), np.zeros(n, np.int8)
        total = 0.0
        for part in (1, 2, 0):
            if part == 0:
                lean_trunk(labels, has_legs, has_arms, base)
            cost = best_labels(costs, links, part, base, extra, back, labels[part])
            if part == 2:
                cost = lean_arms(costs, links, cost, extra, back, base, labels)
            total += cost
            sequence, rows, count = emit_runs(
                costs, links, part, labels[part], params[8], scale, sequence, rows, count, s
            )
        sequence, rows, count = emit_near(near, params[11], scale, sequence, rows, count, s)
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
