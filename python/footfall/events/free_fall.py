"""Flight in running: the pelvis falls freely from where a foot leaves to where the other lands."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._columns import concatenate
from .._events import FINAL_CONTACT, INITIAL_CONTACT
from .._pose_detector import PoseDetector
from .._swing_detector import SwingDetector, landing_rows

if TYPE_CHECKING:
    from .._events import Events
    from .._pose_detector import Points
    from .._swing_detector import Row

LONGEST_LAG_SHARE = 0.25  # of what is left of the contact


@dataclass(frozen=True, kw_only=True)
class FreeFall(SwingDetector, PoseDetector):
    """Contacts in running: the downward acceleration of the pelvis leaves that of free fall.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or None
        Low-pass before the search; None for data that are smooth already.
    share : float
        Of the acceleration in free fall, below which a foot carries load.
    min_distance_s, min_prominence : float, optional
        As for `Zeni`, for steps; the prominence is in units per second.

    Notes
    -----
    Free fall is what the recording itself shows most of the time in which the pelvis falls
    hardest, so that the unit of length does not matter. A foot carries the rest of the weight
    some ms after it lands and before it leaves: as long as the force takes that is half a sine
    over the contact, with the weight as its mean over the step. The foot that is ahead lands, the
    one that is behind leaves. Where running has no flight times are too late and too early.

    References
    ----------
    Force as half a sine: Morin JB, Dalleau G, Kyrolainen H, Jeannin T, Belli A (2005). A simple
    method for measuring stiffness during running. J Appl Biomech 21. doi:10.1123/jab.21.2.167
    """

    KERNEL = "free_fall"

    cutoff_hz: float | None = 12.0
    share: float = 0.8

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.share("share", self.share)

    def _rows(self, points: Points) -> list[Row]:
        return landing_rows(points)

    def _own(self) -> tuple[float, ...]:
        return (*self._picking(), self.share)

    def _finished(self, events: Events) -> Events:
        parts = [events.take(events.sequence == s) for s in np.unique(events.sequence)]
        if not parts:
            return events
        return in_time(concatenate([self._without_lag(part) for part in parts]))

    def _without_lag(self, events: Events) -> Events:
        """Events of one sequence at the ends of contact instead of at a share of the weight."""
        is_contact = events.kind_code == INITIAL_CONTACT
        contacts = np.sort(events.time_s[is_contact])
        leaves = np.sort(events.time_s[events.kind_code == FINAL_CONTACT])
        step_s = float(np.median(np.diff(contacts))) if len(contacts) > 1 else math.nan
        following = np.searchsorted(leaves, contacts)
        known = following < len(leaves)
        loaded = leaves[following[known]] - contacts[known]
        loaded = loaded[loaded < step_s]
        if len(loaded) == 0:
            return events
        lag_s = half_sine_lag_s(float(np.median(loaded)), step_s, 1.0 - self.share)
        times = events.time_s + np.where(is_contact, -lag_s, lag_s)
        frames = np.rint(times * self.sampling_rate_hz).astype(events.frame.dtype)
        moved = replace(events, time_s=times, frame=frames)
        return moved.take(times >= 0)


def in_time(events: Events) -> Events:
    """Sort by sequence and time."""
    order = (events.side_code, events.kind_code, events.time_s, events.sequence)
    return events.take(np.lexsort(order))


def half_sine_lag_s(loaded_s: float, step_s: float, load: float) -> float:
    """Time from contact until a force of half a sine reaches a share `load` of the weight.

    `loaded_s` is how long the force exceeds it; the mean force over a step is the weight.
    """
    lag_s = 0.0
    for _ in range(20):  # contracts: the lag is a small share of the contact
        contact_s = loaded_s + 2 * lag_s
        share = min(load * 2 * contact_s / (math.pi * step_s), 1.0)
        lag_s = min(contact_s / math.pi * math.asin(share), LONGEST_LAG_SHARE * loaded_s)
    return lag_s
