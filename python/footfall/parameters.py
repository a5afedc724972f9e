"""Spatiotemporal parameters: one row per stride, from events and where feet were placed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import _check
from ._columns import Columns, concatenate
from ._events import FINAL_CONTACT, INITIAL_CONTACT, SIDES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ._events import Events

STRIDE_LIMITS_S = {"walk": (0.4, 2.5), "run": (0.4, 1.1)}
STANCE_LIMITS_PERCENT = {"walk": (45.0, 80.0), "run": (15.0, 60.0)}  # slow running has no flight
USUAL_STANCE_S = 0.6
FLAT_FOOT = (0.2, 0.5)  # share of stance in which heel and toe both rest
OUTLIER_SPREAD, OUTLIER_SHARE = 3 * 1.4826, 0.15


@dataclass(frozen=True, kw_only=True)
class Strides(Columns):
    """One row per stride: from one initial contact of a foot to its next.

    Parameters
    ----------
    side_code : array of int8
        0 left, 1 right: the foot whose contacts bound the stride.
    bout : array of int64
        Which pass or bout of the recording.
    start_s, end_s : array
        The two initial contacts, second from the first frame.
    final_contact_s : array
        When this foot leaves the ground between them; NaN where it was not seen.
    opposite_initial_contact_s, opposite_final_contact_s : array
        The other foot's events within the stride.
    stride_duration_s, stance_duration_s, swing_duration_s, step_duration_s : array
        The step is the one that ends with this foot's contact at `end_s`.
    stance_percent, double_support_percent, single_support_percent : array
        Shares of the stride. Running has no double support: it comes out negative there and
        is not reported.
    flight_time_s : array
        From this foot's final to the other's initial contact; negative in walking.
    stride_length_m, step_length_m, step_width_m, speed_mps : array
        Distances between placements of the feet along and across the direction of travel;
        NaN without a scale in metres.
    imputed : array of bool
        Whether order repair put in one of this foot's events. What rests on an imputed event
        of the other foot is NaN.
    accepted : array of bool
        Whether the stride passes the checks of duration and stance.
    """

    side_code: NDArray[np.int8]
    bout: NDArray[np.int64]
    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    final_contact_s: NDArray[np.float64]
    opposite_initial_contact_s: NDArray[np.float64]
    opposite_final_contact_s: NDArray[np.float64]
    stride_duration_s: NDArray[np.float64]
    stance_duration_s: NDArray[np.float64]
    swing_duration_s: NDArray[np.float64]
    step_duration_s: NDArray[np.float64]
    stance_percent: NDArray[np.float64]
    double_support_percent: NDArray[np.float64]
    single_support_percent: NDArray[np.float64]
    flight_time_s: NDArray[np.float64]
    stride_length_m: NDArray[np.float64]
    step_length_m: NDArray[np.float64]
    step_width_m: NDArray[np.float64]
    speed_mps: NDArray[np.float64]
    imputed: NDArray[np.bool_]
    accepted: NDArray[np.bool_]

    @property
    def side(self) -> NDArray[np.str_]:
        """`left` or `right` per stride."""
        return SIDES[self.side_code]


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


def strides(
    events: Events, placements: Mapping[str, Placements] | None = None, *, mode: str = "walk"
) -> Strides:
    """Make the table of strides of one recording.

    Parameters
    ----------
    events : Events
        Repaired events of one sequence.
    placements : mapping of `left`, `right` to Placements, optional
        Where the feet were; without it lengths are NaN.
    mode : {"walk", "run"}
        Which limits a stride must keep to be accepted.

    Returns
    -------
    Strides
        Sorted by bout and start; strides never span two bouts.

    References
    ----------
    Definitions follow Hollman JH, McDade EM, Petersen RC (2011). Normative spatiotemporal gait
    parameters in older adults. Gait Posture 34. doi:10.1016/j.gaitpost.2011.03.024. Step length
    is the distance between successive placements of opposite feet.
    """
    _check.one_of("mode", mode, STRIDE_LIMITS_S)
    empty = Placements(np.empty(0), np.empty(0), np.empty(0))
    tables = []
    for bout in np.unique(events.bout) if len(events) else [0]:
        part = events.take(events.bout == bout)
        for code in (0, 1):
            own, other = (
                (placements or {}).get(str(SIDES[side]), empty) for side in (code, 1 - code)
            )
            tables.append(_side_strides(part, code, int(bout), own, other, mode))
    table = concatenate(tables)
    return table.take(np.lexsort((table.start_s, table.bout)))


def _times(events: Events, kind: int, side: int) -> NDArray[np.float64]:
    return np.asarray(events.time_s[(events.kind_code == kind) & (events.side_code == side)])


def first_between(
    times: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """First of the sorted times inside each open interval; NaN where there is none."""
    if len(times) == 0:
        return np.full(len(start), np.nan)
    index = np.searchsorted(times, start, side="right")
    found = times[np.minimum(index, len(times) - 1)]
    return np.asarray(np.where((index < len(times)) & (found < end), found, np.nan))


def _side_strides(
    events: Events, side: int, bout: int, own: Placements, other: Placements, mode: str
) -> Strides:
    contacts = _times(events, INITIAL_CONTACT, side)
    start, end = contacts[:-1], contacts[1:]
    other_contacts = _times(events, INITIAL_CONTACT, 1 - side)
    leave = first_between(_times(events, FINAL_CONTACT, side), start, end)
    other_contact = first_between(other_contacts, start, end)
    other_leave = first_between(_times(events, FINAL_CONTACT, 1 - side), start, end)
    duration = end - start
    percent = 100.0 / duration
    # What order repair put in tells the order, not the time.
    imputed_times = events.time_s[events.imputed]
    other_contact = np.where(np.isin(other_contact, imputed_times), np.nan, other_contact)
    other_leave = np.where(np.isin(other_leave, imputed_times), np.nan, other_leave)
    length, step, width = _distances(own, other, start, end, other_contact, side)
    # In walking the other foot leaves during this one's first double support.
    double = (other_leave - start) + (leave - other_contact)
    bounds = np.stack([start, end, leave])
    stance = leave - start
    return Strides(
        side_code=np.full(len(start), side, dtype=np.int8),
        bout=np.full(len(start), bout, dtype=np.int64),
        start_s=start,
        end_s=end,
        final_contact_s=leave,
        opposite_initial_contact_s=other_contact,
        opposite_final_contact_s=other_leave,
        stride_duration_s=duration,
        stance_duration_s=stance,
        swing_duration_s=end - leave,
        step_duration_s=end - other_contact,
        stance_percent=stance * percent,
        double_support_percent=double * percent,
        single_support_percent=(other_contact - other_leave) * percent,
        flight_time_s=other_contact - leave,
        stride_length_m=length,
        step_length_m=step,
        step_width_m=width,
        speed_mps=length / duration,
        imputed=np.atleast_1d(np.isin(bounds, imputed_times).any(axis=0)),
        accepted=_accepted(duration, stance * percent, mode),
    )


def _distances(
    own: Placements,
    other: Placements,
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    between: NDArray[np.float64],
    side: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Stride length, step length and width, along and across the line of each stride.

    The line joins the two placements of this foot, so that turns do not shorten strides; in a
    side view it is the direction of travel.
    """
    x0, y0 = own.at(start, own.along_m), own.at(start, own.across_m)
    x1, y1 = own.at(end, own.along_m), own.at(end, own.across_m)
    x, y = other.at(between, other.along_m), other.at(between, other.across_m)
    dx, dy = x1 - x0, np.where(np.isfinite(y1 - y0), y1 - y0, 0.0)
    length = np.sign(dx) * np.hypot(dx, dy)
    outward = -1.0 if side == 1 else 1.0  # the other foot is left of the right one
    with np.errstate(divide="ignore", invalid="ignore"):
        step = ((x1 - x) * dx + np.where(dy == 0, 0.0, (y1 - y) * dy)) / length
        width = outward * ((y - y0) * dx - (x - x0) * dy) / length
    return length, step, width


def _accepted(
    duration: NDArray[np.float64], stance_percent: NDArray[np.float64], mode: str
) -> NDArray[np.bool_]:
    if len(duration) == 0:
        return np.zeros(0, dtype=bool)
    low, high = STRIDE_LIMITS_S[mode]
    middle = np.median(duration)
    spread = OUTLIER_SPREAD * np.median(np.abs(duration - middle))
    least, most = STANCE_LIMITS_PERCENT[mode]
    known = np.isfinite(stance_percent)
    accepted: NDArray[np.bool_] = (
        (duration >= low)
        & (duration <= high)
        & (np.abs(duration - middle) <= max(spread, OUTLIER_SHARE * middle))
        & (~known | ((stance_percent >= least) & (stance_percent <= most)))
    )
    return accepted


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
