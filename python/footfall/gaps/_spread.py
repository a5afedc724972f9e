"""How far fills go wrong: judged on gaps that are cut where the recording is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

MOST_PLACES = 64
FEWEST_PLACES = 8
NORMAL_95 = 1.96


def whole_places(seen: NDArray[np.bool_], length: int) -> NDArray[np.int64]:
    """Starts, evenly spread, of stretches of `length` frames that are all there."""
    if len(seen) < length or length < 1:
        return np.empty(0, np.int64)
    count = np.concatenate([np.zeros(1, np.int64), np.cumsum(seen)])
    starts = np.flatnonzero(count[length:] - count[:-length] == length)
    if len(starts) <= MOST_PLACES:
        return starts
    return starts[np.linspace(0, len(starts) - 1, MOST_PLACES).astype(np.int64)]


def stretches(
    x: NDArray[np.float64], starts: NDArray[np.int64], length: int
) -> NDArray[np.float64]:
    """Stretches of (T, D) from the starts on: (places, length, D)."""
    return np.asarray(x[starts[:, None] + np.arange(length)])


def curve_errors(
    x: NDArray[np.float64],
    frames: int,
    fill: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Errors (places, frames, D) of a fill of (places, length, D) where gaps are cut in x (T, D)."""
    beside = frames + 3
    length = frames + 2 * beside
    starts = whole_places(np.isfinite(x).all(axis=1), length)
    whole = stretches(x, starts, length)
    if len(whole) == 0:
        return np.empty((0, frames, x.shape[1]))
    gap = slice(beside, beside + frames)
    holes = whole.copy()
    holes[:, gap] = np.nan
    return np.asarray(fill(holes)[:, gap] - whole[:, gap])


def ramp_errors(held_out: NDArray[np.float64], frames: int) -> NDArray[np.float64]:
    """Errors (places, frames, D) of predictions whose errors at both sides of a gap are known."""
    starts = whole_places(np.isfinite(held_out).all(axis=1), frames + 2)
    errors = stretches(held_out, starts, frames + 2)
    share = (np.arange(1, frames + 1) / (frames + 1))[:, None]
    ramp = errors[:, :1] * (1 - share) + errors[:, -1:] * share
    return np.asarray(ramp - errors[:, 1:-1])


def hold_errors(x: NDArray[np.float64], frames: int) -> NDArray[np.float64]:
    """Errors (places, frames, D) of holding a number for so many frames."""
    starts = whole_places(np.isfinite(x).all(axis=1), frames + 1)
    whole = stretches(x, starts, frames + 1)
    return np.asarray(whole[:, :1] - whole[:, 1:])


def spread(errors: NDArray[np.float64], *, both_sides: bool) -> NDArray[np.float64] | None:
    """Standard deviation (frames, D) that errors (places, frames, D) have for each distance.

    It is the larger of their root mean square and of what puts 95 % of them within 1.96 of
    it, and does not fall with the distance to the nearest measured sample. None where there
    are too few places to tell.
    """
    errors = errors[np.isfinite(errors).all(axis=(1, 2))]
    if len(errors) < FEWEST_PLACES:
        return None
    size = np.abs(errors)
    frames = size.shape[1]
    if both_sides:
        size = np.concatenate([size, size[:, ::-1]])
    with_mean = np.sqrt(np.mean(size * size, axis=0))
    with_most: NDArray[Any] = np.quantile(size, 0.95, axis=0) / NORMAL_95
    found = np.maximum(with_mean, with_most)
    near = np.arange(frames)
    if both_sides:
        near = np.minimum(near, near[::-1])
    return np.asarray(np.maximum.accumulate(found, axis=0)[near])
