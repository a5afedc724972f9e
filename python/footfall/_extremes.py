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
    return _picked(x, first, last, np.argmin, np.inf)


def highest(
    x: NDArray[np.float64], first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Frame of the greatest value of each span; of one without frames, its first."""
    return _picked(x, first, last, np.argmax, -np.inf)


def _picked(
    x: NDArray[np.float64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    pick: Callable[..., NDArray[np.int64]],
    nothing: float,
) -> NDArray[np.int64]:
    result = first.copy()
    widths = last - first
    order = np.argsort(-widths, kind="stable")  # spans of like width together
    done, some = 0, np.count_nonzero(widths > 0)
    while done < some:
        width = int(widths[order[done]])
        rows = order[done : done + max(1, MOST_AT_ONCE // width)]
        frames = first[rows, None] + np.arange(width)
        values = x[np.minimum(frames, len(x) - 1)]
        values[frames >= last[rows, None]] = nothing
        result[rows] += pick(values, axis=1)
        done += len(rows)
    return result


def refined_inside(
    x: NDArray[np.float64],
    frames: NDArray[np.int64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Places of extremes of spans, between frames where their neighbours are in the span too."""
    places = frames.astype(np.float64)
    inside = (frames > first) & (frames < last - 1)
    places[inside] = refined(x, frames[inside])
    return places
