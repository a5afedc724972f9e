"""Values of a track at contacts, and over parts of stance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class Stances:
    """Initial contacts of a foot and the final contacts that follow them."""

    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]  # NaN where none follows before the next initial contact


def stances(initial_contact_s: ArrayLike, final_contact_s: ArrayLike) -> Stances:
    """Join each initial contact with the final contact before the next one."""
    start = np.sort(np.asarray(initial_contact_s, dtype=np.float64).reshape(-1))
    leave = np.sort(np.asarray(final_contact_s, dtype=np.float64).reshape(-1))
    following = np.append(leave, np.inf)[np.searchsorted(leave, start, side="right")]
    end = np.where(following < np.append(start[1:], np.inf), following, np.nan)
    return Stances(start, end)


def value_at(
    track: NDArray[Any], time_s: NDArray[np.float64], sampling_rate_hz: float
) -> NDArray[np.float64]:
    """Read between frames, linearly; NaN outside and beside missing frames. Time comes first."""
    place = np.asarray(time_s) * sampling_rate_hz
    inside = (place >= 0) & (place <= len(track) - 1)
    low = np.floor(np.where(inside, place, 0)).astype(np.int64)
    high = np.minimum(low + 1, max(len(track) - 1, 0))
    result = np.full((len(place), *track.shape[1:]), np.nan)
    if len(track):
        shape = (-1, *(1,) * (track.ndim - 1))
        part = (np.where(inside, place, 0) - low).reshape(shape)
        values = np.where(part > 0, (1 - part) * track[low] + part * track[high], track[low])
        result[inside] = values[inside]
    return result


def over_stance(
    track: NDArray[Any],
    stance: Stances,
    sampling_rate_hz: float,
    span: tuple[float, float],
    how: str = "mean",
) -> NDArray[np.float64]:
    """Mean or median of the finite frames within a share of each stance; NaN where none is."""
    result = np.full(len(stance.start_s), np.nan)
    for i, (start, end) in enumerate(zip(stance.start_s, stance.end_s, strict=True)):
        low, high = (start + share * (end - start) for share in span)
        part = track[frames_within(low, high, sampling_rate_hz)]
        known = part[np.isfinite(part)]
        if len(known):
            result[i] = known.mean() if how == "mean" else np.median(known)
    return result


def frames_within(start_s: float, end_s: float, sampling_rate_hz: float) -> slice:
    """Frames from one time to another; none where a time is missing."""
    if not (np.isfinite(start_s) and np.isfinite(end_s) and start_s < end_s):
        return slice(0, 0)
    first = max(int(np.ceil(start_s * sampling_rate_hz)), 0)
    return slice(first, int(np.floor(end_s * sampling_rate_hz)) + 1)
