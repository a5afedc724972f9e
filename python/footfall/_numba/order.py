"""Twin of the repair of event order by dynamic programming.

A cycle is an array: stride in s, share of the stride from each of four places on, spread.
"""

from __future__ import annotations

import numpy as np

from ._jit import jit
from .rows import grown

PASSES = 3
MOST_SPREAD = 0.05
LEAST_INTERVALS = 3
REACH = 2.3  # strides that one join may span
BOUT_GAP = 1.5  # strides without a candidate that end a chain
SKIP_BASE = 0.5
IMPUTE_COST = 2.0
USUAL_STRIDE_S = 1.1


@jit
def _median(values):
    ordered, n = np.sort(values), len(values)
    return ordered[n // 2] if n % 2 == 1 else 0.5 * (ordered[n // 2 - 1] + ordered[n // 2])


@jit
def _typical_stride(time, place):
    """Median interval between candidates of the same place."""
    intervals, count = np.empty(len(time)), 0
    for p in range(4):
        last = np.nan
        for i in range(len(time)):
            if place[i] != p:
                continue
            if time[i] - last > 0.3:
                intervals[count] = time[i] - last
                count += 1
            last = time[i]
    return _median(intervals[:count]) if count > 0 else USUAL_STRIDE_S


@jit
def _share(cycle, place, steps):
    total = 0.0
    for s in range(steps):
        total += cycle[1 + (place + s) % 4]
    return total


@jit
def _best_join(cycle, time, place, j, i):
    """Find the steps and cost of the cheapest way from candidate `j` to the later `i`."""
    stride, spread = cycle[0], cycle[5]
    turn = (place[i] + 4 - place[j]) % 4
    nearest = 4 if turn == 0 else turn
    best_steps, best_cost = 0, np.inf
    for steps in (nearest, nearest + 4):
        off = (time[i] - time[j] - stride * _share(cycle, place[j], steps)) / (spread * stride)
        cost = off * off / (2.0 * steps) + IMPUTE_COST * (steps - 1.0)
        if cost < best_cost:
            best_steps, best_cost = steps, cost
    return best_steps, best_cost


@jit
def _solve(cycle, time, place, score, start, end, index, opens, links):
    """Append the cheapest chain of candidates [start, end) to `index` and `opens`."""
    n = end - start
    cost, before, skipped = np.zeros(n), np.full(n, -1), np.zeros(n + 1)
    for i in range(n):
        skipped[i + 1] = skipped[i] + (SKIP_BASE + score[start + i])
    for i in range(n):
        here = start + i
        cost[i] = skipped[i] - score[here]
        for j in range(i - 1, -1, -1):
            if time[here] - time[start + j] > REACH * cycle[0]:
                break
            _, join = _best_join(cycle, time, place, start + j, here)
            total = cost[j] + join + (skipped[i] - skipped[j + 1]) - score[here]
            if total < cost[i]:
                cost[i], before[i] = total, j
    best, least = 0, np.inf
    for i in range(n):
        total = cost[i] + (skipped[n] - skipped[i + 1])
        if total < least:
            best, least = i, total
    first = links
    while best != -1:
        index[links], opens[links] = start + best, before[best] == -1
        best = before[best]
        links += 1
    for k in range((links - first) // 2):
        i, j = first + k, links - 1 - k
        index[i], index[j] = index[j], index[i]
        opens[i], opens[j] = opens[j], opens[i]
    return links


@jit
def _chain_all(cycle, time, index, opens):
    """Take the candidates as they come: most are right, so that their medians tell the cycle."""
    for i in range(len(time)):
        index[i] = i
        opens[i] = i == 0 or time[i] - time[i - 1] > BOUT_GAP * cycle[0]
    return len(time)


@jit
def _solve_all(cycle, time, place, score, index, opens):
    """Chains of each stretch of candidates, stretches being parted by long pauses."""
    n, links, start = len(time), 0, 0
    for i in range(1, n + 1):
        if i < n and time[i] - time[i - 1] <= BOUT_GAP * cycle[0]:
            continue
        links = _solve(cycle, time, place, score, start, i, index, opens, links)
        start = i
    return links


@jit
def _adapt(cycle, time, place, index, opens):
    """Cycle of this person, from neighbours in the chain with nothing imputed between."""
    intervals, counts = np.empty((4, len(index))), np.zeros(4, np.int64)
    for k in range(1, len(index)):
        j, i = index[k - 1], index[k]
        follows = (place[i] + 4 - place[j]) % 4 == 1 and time[i] - time[j] < cycle[0]
        if not opens[k] and follows:
            intervals[place[j], counts[place[j]]] = time[i] - time[j]
            counts[place[j]] += 1
    if counts.min() < LEAST_INTERVALS:
        return
    middle, stride = np.empty(4), 0.0
    for p in range(4):
        middle[p] = _median(intervals[p, : counts[p]])
        stride += middle[p]
    off, n = np.empty(counts.sum()), 0
    for p in range(4):
        cycle[1 + p] = middle[p] / stride
        for k in range(counts[p]):
            off[n] = abs(intervals[p, k] - middle[p])
            n += 1
    cycle[0] = stride
    spread = 1.4826 * _median(off) / stride
    cycle[5] = max(cycle[6], min(spread, MOST_SPREAD))


@jit
def _write(cycle, time, place, index, opens, rows):
    """Write the chain and what is missing in it; give how many rows these are."""
    count = 0
    for k in range(len(index)):
        i = index[k]
        if not opens[k]:
            j = index[k - 1]
            steps, _ = _best_join(cycle, time, place, j, i)
            whole = _share(cycle, place[j], steps)
            for s in range(1, steps):
                part = _share(cycle, place[j], s) / whole
                rows[count, 0] = time[j] + part * (time[i] - time[j])
                rows[count, 1] = (place[j] + s) % 4
                rows[count, 2] = -1
                rows[count, 3] = cycle[5] * cycle[0]
                count += 1
        rows[count, 0], rows[count, 1] = time[i], place[i]
        rows[count, 2], rows[count, 3] = i, np.nan
        count += 1
    return count


@jit
def repair_sequences(values, offsets, table, params):  # noqa: ARG001  one signature
    """Repair each sequence of candidates (time, place, score)."""
    sequence, rows, count = np.empty(0, np.int64), np.empty((0, 4)), 0
    for s in range(len(offsets) - 1):
        x = values[offsets[s] : offsets[s + 1]]
        n = len(x)
        if n == 0:
            continue
        time, place, score = x[:, 0].copy(), x[:, 1].astype(np.int64), x[:, 2].copy()
        index, opens = np.empty(n, np.int64), np.empty(n, np.bool_)
        cycle = params.copy()
        if np.isnan(cycle[0]):
            cycle[0] = _typical_stride(time, place)
        links = _chain_all(cycle, time, index, opens)
        for _ in range(PASSES):
            _adapt(cycle, time, place, index[:links], opens[:links])
            links = _solve_all(cycle, time, place, score, index, opens)
        sequence, rows = grown(sequence, rows, count, 8 * n)
        found = _write(cycle, time, place, index[:links], opens[:links], rows[count:])
        for k in range(count, count + found):
            sequence[k] = s
        count += found
    return sequence[:count], rows[:count]
