"""Twin of how sure labels of exchanged sides are, and what becomes of those that are not."""

from __future__ import annotations

import numpy as np

from ._jit import jit
from .rows import grown
from .swap_labels import correct, foretell, misfit, rest


@jit
def follow(gap, weight, precision, gain, steps, labels, knee):
    """States before each frame (n, pairs, 2, D) along the labels, and costs of the frames."""
    n, pairs, dimensions = gap.shape
    path, own = np.zeros((n, pairs, 2, dimensions)), np.zeros(n)
    state = np.zeros((pairs, 2, dimensions))
    for i in range(n):
        for p in range(pairs):
            for d in range(dimensions):
                path[i, p, 0, d] = state[p, 0, d]
                path[i, p, 1, d] = state[p, 1, d]
        if steps[i] < 0:
            continue
        if steps[i] == 0:
            rest(state)
        foretell(state, steps[i])
        sign = 1.0 - 2.0 * labels[i]
        own[i] = misfit(state, gap, i, sign, weight, precision, knee)
        correct(state, gap, i, sign, precision, gain, knee, state)
    return path, own


@jit
def dearer(
    gap, weight, precision, gain, steps, labels, path, own, start, end, since, knee, reach, limit
):
    """How much dearer the motion is with [start, end) exchanged, until `reach` after `since`."""
    n, pairs, dimensions = gap.shape
    state = np.empty((pairs, 2, dimensions))
    for p in range(pairs):
        for d in range(dimensions):
            state[p, 0, d] = path[start, p, 0, d]
            state[p, 1, d] = path[start, p, 1, d]
    more, spent = 0.0, 0.0
    for i in range(start, n):
        if steps[i] < 0:
            continue
        if steps[i] == 0:
            if i >= end:
                break
            rest(state)
        if i > since:
            spent += steps[i]
            if spent > reach:
                break
        foretell(state, steps[i])
        sign = 1.0 - 2.0 * labels[i]
        if i < end:
            sign = -sign
        more += misfit(state, gap, i, sign, weight, precision, knee) - own[i]
        if more > limit:
            break
        correct(state, gap, i, sign, precision, gain, knee, state)
    return more


@jit
def edges_of(steps, labels, base, switch):
    """What an exchange that begins or ends at a frame costs for the change of turn (n + 1,)."""
    n, last = len(steps), 0
    edges = np.zeros(n + 1)
    for i in range(n):
        if steps[i] < 0:
            continue
        turn = labels[i] ^ base[i]
        if steps[i] > 0:
            edges[i] = switch if turn == last else -switch
        last = turn
    return edges


@jit
def _next_seen(steps, i):
    while i < len(steps) and steps[i] < 0:
        i += 1
    return i


@jit
def margin_of(
    gap, weight, precision, gain, steps, labels, path, own, edges, start, end, knee, swap, reach
):
    """How much dearer everything is with the run [start, end) of turned frames as it was."""
    start = _next_seen(steps, start)
    if start >= end:
        return 0.0
    end = _next_seen(steps, end)
    more = dearer(
        *(gap, weight, precision, gain, steps, labels, path, own),
        *(start, end, end, knee, reach, np.inf),
    )
    for i in range(start, end):
        if steps[i] >= 0:
            more -= swap
    return more + edges[start] + edges[end]


@jit
def links_of(
    gap, weight, precision, gain, steps, labels, path, own, edges, knee, reach, least_margin
):
    """How firmly each frame is tied to those before (n + 1,): what to exchange all after costs.

    0 begins a stretch; infinite where a frame is not seen. Numbers above `least_margin` say no
    more than that.
    """
    n = len(steps)
    links = np.full(n + 1, np.inf)
    links[n] = 0.0
    for i in range(n):
        if steps[i] == 0:
            links[i] = 0.0
        elif steps[i] > 0:
            links[i] = edges[i] + dearer(
                *(gap, weight, precision, gain, steps, labels, path, own),
                *(i, n, i, knee, reach, least_margin - edges[i]),
            )
    return links


@jit
def mark_loose(links, steps, labels, base, swap, least_margin, marked):
    """Mark the spans between loose links whose exchange would cost less than `least_margin`."""
    n, stretches = len(steps), 0
    for i in range(n):
        stretches += 1 if steps[i] == 0 else 0
    for a in range(n):
        if not links[a] < least_margin:
            continue
        more = links[a]
        for b in range(a + 1, n + 1):
            if steps[b - 1] >= 0:
                more += swap if labels[b - 1] == base[b - 1] else -swap
            whole = stretches == 1 and b == n and steps[a] == 0
            if not whole and links[b] < least_margin and more + links[b] < least_margin:
                for i in range(a, b):
                    marked[i] = True
            if more > least_margin or (b < n and steps[b] == 0):
                break


@jit
def mark_unseen(steps, marked):
    """Mark what is not seen before, between and after stretches."""
    n, start = len(steps), 0
    for i in range(n + 1):
        if i < n and steps[i] < 0:
            continue
        if i == n or steps[i] == 0:
            for k in range(start, i):
                marked[k] = True
        start = i + 1


@jit
def settle(links, steps, labels, base, least_margin, marked):
    """Give back what is marked, piece by piece, as it was for the most part."""
    n, start = len(labels), 0
    for i in range(1, n + 1):
        if i < n and marked[i] == marked[start] and not (marked[i] and links[i] < least_margin):
            continue
        seen, turned = 0, 0
        for k in range(start, i):
            if steps[k] >= 0:
                seen += 1
                turned += 1 if labels[k] != base[k] else 0
        if marked[start] and 2 * turned > seen:
            for k in range(start, i):
                labels[k] = 1 - labels[k]
        start = i


@jit
def give_back(
    gap,
    weight,
    precision,
    gain,
    steps,
    labels,
    base,
    knee,
    switch,
    swap,
    reach,
    least_margin,
    marked,
):
    """Give turned runs back that are no surer than `least_margin`, and mark what is unsure.

    What is marked keeps the labels that it came with for the most part.
    """
    n = len(labels)
    path, own = follow(gap, weight, precision, gain, steps, labels, knee)
    edges = edges_of(steps, labels, base, switch)
    links = links_of(
        *(gap, weight, precision, gain, steps, labels, path, own, edges),
        *(knee, reach, least_margin),
    )
    mark_loose(links, steps, labels, base, swap, least_margin, marked)
    mark_unseen(steps, marked)
    unsure, start = np.zeros(n, np.bool_), -1
    for i in range(n + 1):
        inside = i < n and labels[i] != base[i]
        if inside and start < 0:
            start = i
        if not inside and start >= 0:
            margin = margin_of(
                *(gap, weight, precision, gain, steps, labels, path, own, edges),
                *(start, i, knee, swap, reach),
            )
            if margin < least_margin:
                for k in range(start, i):
                    unsure[k] = True
            start = -1
    settle(links, steps, labels, base, least_margin, marked)
    for i in range(n):
        if unsure[i]:
            labels[i] = base[i]
            marked[i] = True


@jit
def emit_runs(
    gap, weight, precision, gain, steps, labels, part, knee, switch, swap, reach,
    scale, sequence, rows, count, number,
):  # fmt: skip
    """Append the runs of label 1: part, start, end, margin, scale."""
    n, changed = len(labels), False
    for i in range(n):
        changed = changed or labels[i] == 1
    if not changed:
        return sequence, rows, count
    path, own = follow(gap, weight, precision, gain, steps, labels, knee)
    edges = edges_of(steps, labels, np.zeros(n, np.int8), switch)
    start = -1
    for i in range(n + 1):
        inside = i < n and labels[i] == 1
        if inside and start < 0:
            start = i
        if not inside and start >= 0:
            sequence, rows = grown(sequence, rows, count, 1)
            sequence[count] = number
            rows[count, 0], rows[count, 1], rows[count, 2] = part, start, i
            rows[count, 3] = margin_of(
                *(gap, weight, precision, gain, steps, labels, path, own, edges),
                *(start, i, knee, swap, reach),
            )
            rows[count, 4] = scale
            count += 1
            start = -1
    return sequence, rows, count


@jit
def emit_marked(marked, group, longer, scale, sequence, rows, count, number):
    """Append the runs of marked frames that are longer than `longer`."""
    n, start = len(marked), -1
    for i in range(n + 1):
        inside = i < n and marked[i]
        if inside and start < 0:
            start = i
        if not inside and start >= 0:
            if i - start > longer:
                sequence, rows = grown(sequence, rows, count, 1)
                sequence[count] = number
                rows[count, 0], rows[count, 1], rows[count, 2] = group, start, i
                rows[count, 3], rows[count, 4] = np.nan, scale
                count += 1
            start = -1
    return sequence, rows, count
