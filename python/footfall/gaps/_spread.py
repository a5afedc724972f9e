"""How far fills go wrong: judged on gaps that are cut where the recording is whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

MOST_PLACES = 64
FEWEST_PLACES = 8
NORMAL_95 = 1.96


@dataclass(frozen=True, eq=False)
class Trials:
    """Errors of fills of one length at many places.

    Attributes
    ----------
    errors : array, shape (places, frames, D)
        Fill minus truth; NaN where there was no fill.
    independent : float
        How many of the places would stand side by side.
    """

    errors: NDArray[np.float64]
    independent: float


def _stretches(x: NDArray[np.float64], length: int) -> tuple[NDArray[np.float64], float]:
    """Stretches (places, length, D) of (T, D) that are whole, evenly spread; how many fit."""
    seen = np.isfinite(x).all(axis=1)
    count = np.concatenate([np.zeros(1, np.int64), np.cumsum(seen)])
    starts = np.flatnonzero(count[length:] - count[:-length] == length)
    if len(starts) > MOST_PLACES:
        starts = starts[np.linspace(0, len(starts) - 1, MOST_PLACES).astype(np.int64)]
    return x[starts[:, None] + np.arange(length)], max(1.0, seen.sum() / length)


def curve_trials(
    x: NDArray[np.float64],
    frames: int,
    fill: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> Trials:
    """Cut gaps into x (T, D) and fill them: `fill` takes and gives (places, length, D)."""
    beside = frames + 3
    whole, independent = _stretches(x, frames + 2 * beside)
    if len(whole) == 0:
        return Trials(np.empty((0, frames, x.shape[1])), independent)
    gap = slice(beside, beside + frames)
    holes = whole.copy()
    holes[:, gap] = np.nan
    return Trials(fill(holes)[:, gap] - whole[:, gap], independent)


def ramp_trials(held_out: NDArray[np.float64], frames: int) -> Trials:
    """Join predictions, whose errors (T, D) are known, to the samples beside gaps."""
    errors, independent = _stretches(held_out, frames + 2)
    share = (np.arange(1, frames + 1) / (frames + 1))[:, None]
    ramp = errors[:, :1] * (1 - share) + errors[:, -1:] * share
    return Trials(ramp - errors[:, 1:-1], independent)


def hold_trials(x: NDArray[np.float64], frames: int) -> Trials:
    """Hold numbers of x (T, D) for so many frames."""
    whole, independent = _stretches(x, frames + 1)
    return Trials(whole[:, :1] - whole[:, 1:], independent)


def spread(trials: Trials, *, both_sides: bool) -> NDArray[np.float64] | None:
    """Standard deviation (frames, D) of errors for each distance from the next sample.

    It is the larger of their root mean square and of what puts 95 % of them within 1.96 of
    it, does not fall with the distance, and is wider where few places tell (Student's t, to
    first order). None where there are too few places.
    """
    errors = trials.errors[np.isfinite(trials.errors).all(axis=(1, 2))]
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
    few = 1 + (NORMAL_95**2 + 1) / (4 * trials.independent)
    return np.asarray(few * np.maximum.accumulate(found, axis=0)[near])
