"""Extremes of sampled signals, between samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

MOST_AT_ONCE = 1 << 15  # values that are looked at together, and stay in the cache


def refined(x: NDArray[np.float64], tops: NDArray[np.int64]) -> NDArray[np.float64]:
    """Places of extremes between frames, by parabolas through three samples."""
    before, here, after = x[tops - 1], x[tops], x[tops + 1]
    bend = before - 2 * here + after
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = np.where(bend != 0, 0.5 * (before - after) / bend, 0.0)
    return np.asarray(tops + np.clip(shift, -0.5, 0.5))


def lowest(
    x: NDArray[np.float64], first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Frame of the least value of each span; of one without frames, its first."""
    result = first.copy()
    width = max(int((last - first).max(initial=0)), 0)
    at_once = max(1, MOST_AT_ONCE // max(width, 1))
    for row in range(0, len(first) if width else 0, at_once):
        rows = slice(row, row + at_once)
        frames = first[rows, None] + np.arange(width)
        values = x[np.minimum(frames, len(x) - 1)]
        values[frames >= last[rows, None]] = np.inf
        result[rows] += values.argmin(axis=1)
    return result


def highest(
    x: NDArray[np.float64], first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Frame of the greatest value of each span; of one without frames, its first."""
    return lowest(-x, first, last)


def between_frames(
    x: NDArray[np.float64],
    extreme: Callable[..., NDArray[np.int64]],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Place of the `lowest` or `highest` value of each span, refined where neighbours are in it."""
    frames = extreme(x, first, last)
    places = frames.astype(np.float64)
    inside = (frames > first) & (frames < last - 1)
    places[inside] = refined(x, frames[inside])
    return places
