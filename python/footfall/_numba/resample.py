"""Twin of the change of the sampling rate by a ratio of whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit, rounded
from ._run import TASKS_PER_THREAD, cut, run_tasks, worth

if TYPE_CHECKING:
    from numpy.typing import NDArray


@jit
def _frame(x, place, up, zero_ends, weights, constants, sums, present):
    """Leave one frame of the result in `sums`."""
    half, one = constants
    taps = weights.shape[1]
    phase = place % up
    row = place // up - (taps - 2) // 2
    last = len(x) - 1
    sums.fill(0)
    present.fill(0)
    total = one - one
    for k in range(taps):
        weight = weights[phase, k]
        total += weight
        outside = row + k < 0 or row + k > last
        at = min(max(row + k, 0), last)
        for c in range(len(sums)):
            value = x[at, c]
            if zero_ends and outside:
                present[c] += weight
            elif value - value == 0:
                sums[c] += weight * value
                present[c] += weight
    for c in range(len(sums)):
        if present[c] == total:
            continue
        if present[c] > half * total:
            sums[c] *= total / present[c]
        else:
            sums[c] = np.nan


@jit
def _resample(values, out, settings, weights, constants, begin, end, out_begin, first, last):
    up, down, position, zero_ends = settings
    sums, present = np.empty((2, values.shape[1]), values.dtype)
    x = values[begin:end]
    for j in range(first, last):
        _frame(x, position + j * down, up, zero_ends, weights, constants, sums, present)
        for c in range(len(sums)):
            out[out_begin + j, c] = sums[c]


def resample_rational(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    out: NDArray[Any],
    out_offsets: NDArray[np.int64],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Change the sampling rate by a ratio of whole numbers."""
    up, down, position, zero_ends = params[:4].tolist()
    weights = params[4:].reshape(int(up), -1).astype(values.dtype)
    settings = int(up), int(down), int(position), zero_ends != 0
    constants = rounded((0.5001, 1.0), values.dtype)

    def work(*span: int) -> None:
        _resample(values, out, settings, weights, constants, *span)

    busy = worth(threads, values.size + out.size)
    frames = np.diff(out_offsets)
    longest = max(1, int(out_offsets[-1]) // (busy * TASKS_PER_THREAD))
    tasks = [
        (int(offsets[s]), int(offsets[s + 1]), int(out_offsets[s]), *span)
        for s in range(len(frames))
        for span in cut(int(frames[s]), -(-int(frames[s]) // longest))
        if frames[s]
    ]
    run_tasks(work, tasks, busy)
