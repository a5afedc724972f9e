"""How sure the times are at which a force crosses its threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ._matching import match
from ._statistics import NORMAL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .events import ForceThreshold

EMPTY_BAND_N = 15.0  # noise of an empty plate
REACH_S = 0.15  # within which a crossing is looked for where the zero is another
MOST_S = 0.05  # also where there is none


def crossing_errors_s(
    detector: ForceThreshold, vertical: NDArray[np.float64], rows: NDArray[np.float64]
) -> NDArray[np.float64]:
    """By how much a plate's unsure zero moves each crossing of the threshold, second.

    A foot that leaves slowly lingers about the threshold: a few newtons are then many frames.
    `rows` are the crossings that the detector finds in `vertical`.
    """
    rate, unsure_n = detector.sampling_rate_hz, _scatter_of_zero(vertical)
    raised, lowered = (detector.contacts(vertical + n)[1] for n in (unsure_n, -unsure_n))
    result = np.full(len(rows), MOST_S)
    for code in np.unique(rows[:, 1]):
        own = np.flatnonzero(rows[:, 1] == code)
        places = np.full((2, len(own)), np.nan)
        for place, moved in zip(places, (raised, lowered), strict=True):
            found = moved[moved[:, 1] == code, 0] / rate
            pairs = match(rows[own, 0] / rate, found, REACH_S)
            place[pairs.reference] = found[pairs.detected]
        off = np.abs(places[1] - places[0]) / 2
        result[own] = np.where(np.isfinite(off), np.minimum(off, MOST_S), MOST_S)
    return result


def _scatter_of_zero(vertical: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spread of the force of each empty plate, newton; 0 for one that is never empty."""
    empty = np.where(np.abs(vertical) <= EMPTY_BAND_N, np.abs(vertical), np.nan)
    known = np.isfinite(empty).any(axis=0)
    return np.where(known, NORMAL * np.nanmedian(np.where(known, empty, 0.0), axis=0), 0.0)
