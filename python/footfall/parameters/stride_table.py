"""Spatiotemporal parameters: one row per stride, from events and where feet were placed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from .. import _check
from .._columns import Columns, concatenate
from .._errors import ArgumentError
from .._events import FINAL_CONTACT, INITIAL_CONTACT, SIDES
from .._statistics import NORMAL
from .placements import Placements, first_between

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from .._events import Events

STRIDE_LIMITS_S = {"walk": (0.4, 2.5), "run": (0.4, 1.1)}
STANCE_LIMITS_PERCENT = {"walk": (45.0, 80.0), "run": (15.0, 60.0)}  # slow running has no flight
OUTLIER_SPREAD, OUTLIER_SHARE = 3 * NORMAL, 0.15


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
    stance_percent, single_support_percent : array
        Shares of the stride.
    double_support_percent, initial_double_support_percent, terminal_double_support_percent : array
        Shares of the stride: from this foot's contact until the other leaves, from the other's
        contact until this one leaves, and their sum. Running has no double support: they come
        out negative there and are not reported.
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
    measured : mapping of str to array, optional
        More quantities per stride by name, such as angles of the body; NaN is missing.
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
    initial_double_support_percent: NDArray[np.float64]
    terminal_double_support_percent: NDArray[np.float64]
    single_support_percent: NDArray[np.float64]
    flight_time_s: NDArray[np.float64]
    stride_length_m: NDArray[np.float64]
    step_length_m: NDArray[np.float64]
    step_width_m: NDArray[np.float64]
    speed_mps: NDArray[np.float64]
    imputed: NDArray[np.bool_]
    accepted: NDArray[np.bool_]
    measured: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    @classmethod
    @cache
    def array_names(cls) -> tuple[str, ...]:
        """Give the names of the columns that every table has."""
        return tuple(name for name in super().array_names() if name != "measured")

    def __post_init__(self) -> None:
        super().__post_init__()
        n = len(self)
        wrong = {name: len(c) for name, c in self.measured.items() if len(c) != n}
        if wrong:
            raise ArgumentError("measured", f"arrays of length {n}", wrong)

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        if name in self.measured:
            return self.measured[name]
        _check.one_of("name", name, self.array_names())
        column: NDArray[np.float64] = getattr(self, name)
        return column

    def __contains__(self, name: str) -> bool:
        return name in self.measured or name in self.array_names()

    def columns(self) -> dict[str, NDArray[Any]]:
        """Give the columns by name, with those of `measured`."""
        return {**super().columns(), **self.measured}

    def take(self, rows: NDArray[Any] | slice) -> Self:
        """Give the chosen rows (a mask, indices or a slice) as a new table."""
        picked = {name: getattr(self, name)[rows] for name in self.array_names()}
        return type(self)(**picked, measured={n: c[rows] for n, c in self.measured.items()})

    def with_measured(self, columns: Mapping[str, NDArray[np.float64]]) -> Self:
        """Give the table with more quantities per stride."""
        return replace(self, measured={**self.measured, **columns})

    @property
    def side(self) -> NDArray[np.str_]:
        """`left` or `right` per stride."""
        return SIDES[self.side_code]


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
    initial, terminal = other_leave - start, leave - other_contact
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
        double_support_percent=(initial + terminal) * percent,
        initial_double_support_percent=initial * percent,
        terminal_double_support_percent=terminal * percent,
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
