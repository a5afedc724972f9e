"""Samples around each sample, for twins of algorithms that look at a window."""

from __future__ import annotations

import numpy as np

from ._jit import jit

NONE, NEAREST, MIRROR, REFLECT = range(4)


@jit
def frame_at(edges, row, n):
    """Frame of a sequence of `n` that stands at `row`, which may be beyond its ends."""
    if edges == NEAREST or n == 1:
        return min(max(row, 0), n - 1)
    turn = 0 if edges == MIRROR else 1
    period = 2 * (n - 1 + turn)
    row = row % period
    return row if row < n else period - turn - row


@jit
def padded(x, reach, edges, out):
    """One channel with `reach` samples more on both sides; NaN beyond the ends of `NONE`."""
    n = len(x)
    out[reach : reach + n] = x
    if n == 0:
        return out[:0]
    for k in range(reach):
        if edges == NONE:
            out[k] = np.nan
            out[reach + n + k] = np.nan
        else:
            out[k] = x[frame_at(edges, k - reach, n)]
            out[reach + n + k] = x[frame_at(edges, n + k, n)]
    return out[: n + 2 * reach]


@jit
def longest(offsets, first, last):
    """Frames of the longest of some sequences."""
    most = 0
    for s in range(first, last):
        most = max(most, offsets[s + 1] - offsets[s])
    return most
