"""One time of an event out of many clues, each by its own error and by how it scatters here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ._events import SIDES
from ._matching import match
from ._statistics import NORMAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ._events import Events

OUTLYING = 3.0  # standard deviations
WITHOUT_CLUE = 2.0  # times the error of what is usual
LEAST_EVENTS = 3  # that tell what is usual, or how a clue scatters


@dataclass(frozen=True)
class Fused:
    """Columns of fused events: time, its error, code of the side and score."""

    time_s: NDArray[np.float64]
    sigma_s: NDArray[np.float64]
    side_code: NDArray[np.int8]
    score: NDArray[np.float64]


def fuse(
    anchors: Events,
    clues: Mapping[str, Events],
    errors_s: Mapping[str, float],
    *,
    usual_error_s: float,
    common_error_s: float,
    reach_s: float,
) -> Fused:
    """Fuse clues of one kind of event in one sequence.

    Parameters
    ----------
    anchors : Events
        One per event, near it; clues within `reach_s` after or before belong to it.
    clues : mapping of str to Events
        What tells the event, without bias.
    errors_s : mapping of str to float
        Standard deviation of each clue on clean motion.
    usual_error_s : float
        Of the clue that an event is as far from its anchor as the others usually are.
    common_error_s : float
        What all clues share, which no mean takes away.
    reach_s : float
        See above.

    Returns
    -------
    Fused
        One per anchor (of a few anchors one per anchor with a clue), and one per clue far from all
        anchors, as where the anchor lies outside the recording.
    """
    names = [name for name in clues if len(clues[name])]
    places = np.full((len(anchors), len(names)), np.nan)
    lone: list[tuple[float, int, int]] = []
    for column, name in enumerate(names):
        for code, side in enumerate(SIDES):
            own = np.flatnonzero(anchors.side_code == code)
            found = clues[name].pick(side=str(side))
            pairs = match(anchors.time_s[own], found.time_s, reach_s)
            places[own[pairs.reference], column] = pairs.error_s
            taken = [*anchors.time_s[own], *(t for t, c, _ in lone if c == code)]
            for time in found.time_s[pairs.extra].tolist():
                if min((abs(t - time) for t in taken), default=np.inf) > 2 * reach_s:
                    lone.append((time, code, column))
    errors = np.array([errors_s[name] for name in names])
    offsets, variances = _weighted(places, errors, usual_error_s)
    known = np.isfinite(offsets)
    extra = np.array(lone, dtype=np.float64).reshape(-1, 3)
    columns = extra[:, 2].astype(int)
    apart = places[known] - offsets[known, None]
    late = np.array([_median_or_0(column) for column in apart.T])
    alone = np.hypot(errors, _scatter(places))
    return Fused(
        np.concatenate([anchors.time_s[known] + offsets[known], extra[:, 0] - late[columns]]),
        np.sqrt(common_error_s**2 + np.concatenate([variances[known], alone[columns] ** 2])),
        np.concatenate([anchors.side_code[known], extra[:, 1]]).astype(np.int8),
        np.concatenate([anchors.score[known], np.ones(len(extra))]),
    )


def _median_or_0(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else 0.0


def _weighted(
    places: NDArray[np.float64], errors: NDArray[np.float64], usual_error: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weighted mean of each row's places, NaN without any, and the variance of its clues.

    Each leans on what is usual, which makes it steadier but no truer.
    """
    seen = np.isfinite(places)
    spread = errors**2 + _scatter(places) ** 2
    weights = np.where(seen, 1 / spread, 0.0)
    enough = seen.any(axis=1).sum() >= LEAST_EVENTS
    expected = [(_weighted_median(places, weights)[:, None], spread)]
    if enough:
        typical = np.array([_median_or_0(column) for column in places.T])
        expected.append((typical, spread + usual_error**2))
    for place, variance in expected:
        apart = np.abs(np.where(seen, places - place, 0.0))
        weights = np.where(apart > OUTLYING * np.sqrt(variance), 0.0, weights)
    total = weights.sum(axis=1)
    sums = (weights * np.where(seen, places, 0.0)).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        means, variances = sums / total, 1 / total
    if not enough:
        return means, variances
    usual, lean = np.median(means[total > 0]), 1 / usual_error**2
    # Without a clue left an event lies as far from its anchor as others do, less surely.
    variances[total == 0] = (WITHOUT_CLUE * usual_error) ** 2
    return (sums + lean * usual) / (total + lean), variances


def _scatter(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much each clue scatters about the others from event to event."""
    result = np.zeros(places.shape[1])
    columns = [p[np.isfinite(p)] for p in places.T]
    centers = np.array([np.median(c) if len(c) else np.nan for c in columns])
    apart = places - centers
    for column in range(places.shape[1]):
        rest = np.delete(apart, column, axis=1)
        rows = np.isfinite(apart[:, column]) & np.isfinite(rest).any(axis=1)
        if rows.sum() < LEAST_EVENTS:
            continue
        residual = apart[rows, column] - np.nanmedian(rest[rows], axis=1)
        result[column] = NORMAL * np.median(np.abs(residual))
    return result


def _weighted_median(
    places: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Per row the place at which half of the weight is reached; NaN for an empty row."""
    order = np.argsort(places, axis=1, kind="stable")
    ordered = np.take_along_axis(weights, order, axis=1)
    half = np.cumsum(ordered, axis=1) >= 0.5 * ordered.sum(axis=1, keepdims=True)
    if places.shape[1] == 0:
        return np.full(len(places), np.nan)
    first = np.argmax(half, axis=1)[:, None]
    return np.take_along_axis(np.take_along_axis(places, order, axis=1), first, axis=1)[:, 0]
