"""What twins of smoothers share: channels with bridges, weights and times in float64."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from ._run import run_channels

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@jit
def _hold(x, noise, row, value):
    x[row] = value
    noise[row] = np.inf


@jit
def _close(x, noise, start, last, samples, order, first):
    """Mark where a run begins; one with too few samples is taken back."""
    if start <= 0 and last >= 0:
        first[0] = x[0]
        first[1] = -noise[0] if start == 0 else noise[0]
    if samples >= order:
        if start >= 0:
            noise[start] = -noise[start]
        return
    for row in range(max(start, 0), last + 1):
        if not np.isfinite(noise[row]):
            x[row] = np.nan
        noise[row] = np.nan


@jit
def _extended_start(x, noise, steps, first, max_gap, extend):
    start, gap = first, 0.0
    while extend and start > 0:
        gap += steps[start]
        if not gap <= max_gap:
            break
        start -= 1
        _hold(x, noise, start, x[first])
    return start


@jit
def _extended_end(x, noise, steps, last, max_gap, extend, gap_before):
    end, gap = last, gap_before if last < 0 else 0.0
    while extend and end + 1 < len(x):
        gap += steps[end + 1]
        if not gap <= max_gap:
            break
        end += 1
        _hold(x, noise, end, 0.0 if last < 0 else x[last])
    return end


@jit
def _bridge(x, noise, steps, left, right, gap):
    source = x[right if left < 0 else left]
    slope, past = (x[right] - source) / gap, 0.0
    for row in range(left + 1, right):
        past += steps[row]
        x[row] = source + slope * past
        noise[row] = np.inf


@jit
def mark(x, noise, steps, max_gap, extend, order, before, first):
    """Bridge gaps up to the longest, and mark where runs begin; see `EstimateRuns`.

    `before`: gap and samples of the run before the first row, which are not changed; `first`
    takes that row as it is while no run is taken back.
    """
    first[0], first[1] = 0.0, np.nan
    start, last = -1, -1
    gap, samples = before
    known = samples > 0 or gap < 0
    for row in range(len(x)):
        gap += steps[row]
        if np.isnan(noise[row]):
            continue
        if known and gap - 1 <= max_gap:
            _bridge(x, noise, steps, last, row, gap)
        else:
            if known:
                _close(x, noise, start, last, samples, order, first)
            start = row if known else _extended_start(x, noise, steps, row, max_gap, extend)
            samples = 0.0
        known = True
        last = row
        gap = 0.0
        samples += 1.0
    if known:
        end = _extended_end(x, noise, steps, last, max_gap, extend, before[0])
        _close(x, noise, start, end, samples, order, first)


@jit
def read_samples(values, weights, c, start, x, noise):
    """Read samples of one channel and their variances; both NaN where one is not a number."""
    points = weights.shape[1]
    point = c // (values.shape[1] // points) if points > 0 else 0
    for row in range(len(x)):
        value = np.float64(values[start + row, c])
        variance = 1.0
        if points > 0:
            variance = 1.0 / np.float64(weights[start + row, point])
        lost = not (np.isfinite(value) and np.isfinite(variance) and variance > 0)
        x[row] = np.nan if lost else value
        noise[row] = np.nan if lost else variance


@jit
def read_channel(values, weights, c, start, steps, max_gap, extend, order, x, noise):
    """Read one channel of a sequence: its samples, their noise, and where runs are."""
    read_samples(values, weights, c, start, x, noise)
    mark(x, noise, steps, max_gap, extend, order, (0.0, 0.0), np.empty(2))


@jit
def even_channels(values, weights, start, steps, max_gap, order, left, right):
    """Tell which channels of a sequence have no gap and no weights, and so share their gains."""
    n, found = len(steps), 0
    channels = np.empty(right - left, np.int64)
    if weights.shape[1] > 0 or n < order or n == 0:
        return channels[:0]
    for row in range(1, n):
        if not steps[row] - 1 <= max_gap:
            return channels[:0]
    for c in range(left, right):
        whole = True
        for row in range(start, start + n):
            whole = whole and np.isfinite(values[row, c])
        if whole:
            channels[found] = c
            found += 1
    return channels[:found]


@jit
def read_even(values, channels, start, x):
    """Read these channels of a sequence, one per column."""
    for row in range(len(x)):
        for k in range(len(channels)):
            x[row, k] = np.float64(values[start + row, channels[k]])


@jit
def read_steps(times, start, rate, steps):
    """Give the steps of a sequence in frames; without time stamps all are 1."""
    for row in range(len(steps)):
        steps[row] = 1.0
        if len(times) > 0 and row > 0:
            steps[row] = (times[start + row] - times[start + row - 1]) * rate


def run_estimates(
    work: Callable[..., None],
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    threads: int,
    settings: tuple[Any, ...],
) -> None:
    """Call `work(settings, first, last, left, right)` for spans of sequences and channels."""

    def part(*span: int) -> None:
        work(*settings, *span)

    run_channels(part, values, offsets, threads)
