"""Where feet were placed during their stances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

USUAL_STANCE_S = 0.6
FLAT_FOOT = (0.2, 0.5)  # share of stance in which heel and toe both rest


@dataclass(frozen=True, eq=False)
class Placements:
    """Where a foot rested: times of its initial contacts and positions in metres.

    Parameters
    ----------
    time_s : array, shape (n,)
        Initial contacts.
    along_m : array, shape (n,)
        Position of the heel in the direction of travel, on the ground that it stands on.
    across_m : array, shape (n,)
        Position of the middle of the foot to the right; NaN in a side view.
    """

    time_s: NDArray[np.float64]
    along_m: NDArray[np.float64]
    across_m: NDArray[np.float64]

    def at(self, times: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of the placements that begin at these times; NaN for others."""
        if len(self.time_s) == 0:
            return np.full(len(times), np.nan)
        near = np.clip(np.searchsorted(self.time_s, times - 1e-9), 0, len(self.time_s) - 1)
        return np.where(np.abs(self.time_s[near] - times) < 1e-6, values[near], np.nan)


def place_feet(
    contacts: NDArray[np.float64],
    leaves: NDArray[np.float64],
    heel_along: NDArray[np.float64],
    middle_across: NDArray[np.float64],
    sampling_rate_hz: float,
) -> Placements:
    """Positions of a foot during its stances, from tracks on the ground that it stands on.

    Parameters
    ----------
    contacts, leaves : array
        Initial and final contacts of the foot, second.
    heel_along, middle_across : array, shape (T,)
        Heel in the direction of travel and middle of the foot to the right, metres.
    sampling_rate_hz : float
        Frames per second of the tracks.

    Returns
    -------
    Placements
        Medians over the part of stance in which the foot is flat; NaN where it is not seen.
    """
    along, across = np.full(len(contacts), np.nan), np.full(len(contacts), np.nan)
    for i, window in enumerate(flat_foot_spans(contacts, leaves, sampling_rate_hz)):
        for track, values in ((heel_along, along), (middle_across, across)):
            seen = track[window]
            seen = seen[np.isfinite(seen)]
            if len(seen):
                values[i] = np.median(seen)
    return Placements(contacts, along, across)


def flat_foot_spans(
    contacts: NDArray[np.float64], leaves: NDArray[np.float64], sampling_rate_hz: float
) -> list[slice]:
    """Frames of each stance in which the foot is flat, at least one."""
    ends = first_between(leaves, contacts, np.append(contacts[1:], np.inf))
    typical = np.nanmedian(ends - contacts) if np.isfinite(ends).any() else USUAL_STANCE_S
    stance = np.where(np.isfinite(ends), ends - contacts, typical)
    shares = np.asarray(FLAT_FOOT)
    frames = np.ceil((contacts + shares[:, None] * stance) * sampling_rate_hz).astype(int)
    return [slice(max(a, 0), max(b, a + 1, 0)) for a, b in frames.T.tolist()]


def first_between(
    times: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """First of the sorted times inside each open interval; NaN where there is none."""
    if len(times) == 0:
        return np.full(len(start), np.nan)
    index = np.searchsorted(times, start, side="right")
    found = times[np.minimum(index, len(times) - 1)]
    return np.asarray(np.where((index < len(times)) & (found < end), found, np.nan))
