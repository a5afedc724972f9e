"""Twins of what fills gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from ._run import cut, run_channels, run_tasks, worth
from .butterworth import zero_phase_butterworth

if TYPE_CHECKING:
    from numpy.typing import NDArray


@jit
def _hold(out, c, start, end, value):
    for i in range(start, end):
        out[i, c] = value


@jit
def _close(out, c, first, start, end, max_gap, hold_ends):
    """Fill frames [start, end) of one channel; `end` holds a number, `first` opens the sequence."""
    if end - start > max_gap:
        return
    right = out[end, c]
    if start == first:
        if hold_ends:
            _hold(out, c, start, end, right)
        return
    before = out[start - 1, c]
    steps = out.dtype.type(end - start + 1)
    for i in range(start, end):
        weight = out.dtype.type(i - start + 1) / steps
        out[i, c] = before + weight * (right - before)


@jit
def _fill_linear(values, offsets, out, max_gap, hold_ends, first, last, left, right):
    missing = np.empty(right - left, np.int64)
    for s in range(first, last):
        begin, end = offsets[s], offsets[s + 1]
        missing.fill(0)
        for row in range(begin, end):
            for c in range(left, right):
                value = values[row, c]
                out[row, c] = value
                if np.isnan(value):
                    missing[c - left] += 1
                elif missing[c - left] > 0:
                    _close(out, c, begin, row - missing[c - left], row, max_gap, hold_ends)
                    missing[c - left] = 0
        for c in range(left, right):
            gap = missing[c - left]
            if 0 < gap < end - begin and hold_ends and gap <= max_gap:
                _hold(out, c, end - gap, end, out[end - gap - 1, c])


def fill_linear(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Fill gaps of each channel along a straight line between their neighbours."""
    max_gap, hold_ends = params.tolist()

    def work(*span: int) -> None:
        _fill_linear(values, offsets, out, int(max_gap), hold_ends != 0, *span)

    run_channels(work, values, offsets, threads)


@jit
def _mask_below(values, scores, out, threshold, first, last):
    dimensions = values.shape[1] // max(1, scores.shape[1])
    for row in range(first, last):
        for k in range(scores.shape[1]):
            trusted = scores[row, k] >= threshold
            for c in range(k * dimensions, (k + 1) * dimensions):
                out[row, c] = values[row, c] if trusted else np.nan


def mask_below(
    values: NDArray[Any],
    scores: NDArray[Any],
    offsets: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Turn points whose score is below a threshold into missing ones."""
    with np.errstate(over="ignore"):
        threshold = scores.dtype.type(params[0])

    def work(first: int, last: int) -> None:
        _mask_below(values, scores, out, threshold, first, last)

    run_tasks(work, cut(int(offsets[-1]), worth(threads, values.size // 8)), threads)


def mask_fill_filter(
    values: NDArray[Any],
    scores: NDArray[Any],
    offsets: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Mask points of low score, fill the gaps, filter to zero phase."""
    mask_below(values, scores, offsets, out, threads, params[:1])
    fill_linear(out, offsets, out, threads, params[1:3])
    zero_phase_butterworth(out, offsets, out, threads, params[3:])
