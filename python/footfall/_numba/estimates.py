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
def _hold(x, noise, row, source):
    x[row] = x[source]
    noise[row] = np.inf


@jit
def _close(x, noise, start, last, samples, order):
    """Mark where a run begins; one with too few samples is taken back."""
    if samples >= order:
        noise[start] = -noise[start]
        return
    for row in range(start, last + 1):
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
        _hold(x, noise, start, first)
    return start


@jit
def _extended_end(x, noise, steps, last, max_gap, extend):
    end, gap = last, 0.0
    while extend and end + 1 < len(x):
        gap += steps[end + 1]
        if not gap <= max_gap:
            break
        end += 1
        _hold(x, noise, end, last)
    return end


@jit
def _bridge(x, noise, steps, left, right, gap):
    slope, past = (x[right] - x[left]) / gap, 0.0
    for row in range(left + 1, right):
        past += steps[row]
        x[row] = x[left] + slope * past
        noise[row] = np.inf


@jit
def _mark(x, noise, steps, max_gap, extend, order):
    """Bridge gaps up to the longest, and mark where runs begin; see `EstimateRuns`."""
    start, last, samples = -1, -1, 0
    gap = 0.0
    for row in range(len(x)):
        gap += steps[row]
        if np.isnan(noise[row]):
            continue
        if last >= 0 and gap - 1 <= max_gap:
            _bridge(x, noise, steps, last, row, gap)
        else:
            if last >= 0:
                _close(x, noise, start, last, samples, order)
            start = _extended_start(x, noise, steps, row, max_gap, extend) if last < 0 else row
            samples = 0
        last = row
        gap = 0.0
        samples += 1
    if last >= 0:
        end = _extended_end(x, noise, steps, last, max_gap, extend)
        _close(x, noise, start, end, samples, order)


@jit
def read_channel(values, weights, c, start, steps, max_gap, extend, order, x, noise):
    """Read one channel of a sequence: its samples, their noise, and where runs are."""
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
    _mark(x, noise, steps, max_gap, extend, order)


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
