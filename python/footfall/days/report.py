"""What the analysis of days and weeks gives."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._columns import Columns
from ..report import as_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

WHOLE = ("strides", "steps", "turns")


@dataclass(frozen=True, kw_only=True)
class WalkingBouts(Columns):
    """One row per walking bout.

    Parameters
    ----------
    start_s, end_s : array
        Seconds since 1970, or on the clock of the recording.
    duration_s : array
        From the first contact to the last.
    strides, steps, turns : array of int64
        How many.
    cadence_spm : array
        Steps per minute: from the mean duration of strides.
    stride_length_m, speed_mps : array
        Means over strides; NaN where lengths cannot be told.
    stride_duration_cv_percent : array
        Spread of the durations of strides.
    """

    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    duration_s: NDArray[np.float64]
    strides: NDArray[np.int64]
    steps: NDArray[np.int64]
    turns: NDArray[np.int64]
    cadence_spm: NDArray[np.float64]
    stride_length_m: NDArray[np.float64]
    speed_mps: NDArray[np.float64]
    stride_duration_cv_percent: NDArray[np.float64]


def bouts_of(rows: Iterable[Mapping[str, float]]) -> WalkingBouts:
    """Make the table of rows."""
    given = list(rows)
    columns: dict[str, Any] = {
        name: np.array(
            [row[name] for row in given], dtype=np.int64 if name in WHOLE else np.float64
        )
        for name in WalkingBouts.array_names()
    }
    return WalkingBouts(**columns)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One digital mobility outcome.

    Parameters
    ----------
    name, unit : str
        What it is.
    bouts : {"all", "over_10_s", "10_to_30_s", "over_30_s", "over_60_s"}
        Over which walking bouts.
    value : float
        NaN where it cannot be told.
    low, high : float
        Of a week: the middle half of its days. NaN for a day.
    n : int
        Bouts of a day, or days of a week, behind it.
    status : {"valid", "degraded", "unavailable"}
        How far to trust it.
    reason : str
        Why it is not valid.
    """

    name: str
    unit: str
    bouts: str
    value: float
    low: float
    high: float
    n: int
    status: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Day:
    """Outcomes of a day.

    Parameters
    ----------
    date : str
        Year-month-day where the clock tells it, else `day 1` and so on.
    weekend : bool, optional
        None where the clock does not tell it.
    wear_h : float
        How long the sensor was worn; recorded and not lying still.
    valid : bool
        Whether that is long enough for the week.
    outcomes : tuple of Outcome
        One for each name and class of bouts.
    """

    date: str
    weekend: bool | None
    wear_h: float
    valid: bool
    outcomes: tuple[Outcome, ...]

    def outcome(self, name: str, bouts: str = "all") -> Outcome:
        """Give one row; see `DaysReport.outcome`."""
        return _pick(self.outcomes, name, bouts)


@dataclass(frozen=True, eq=False)
class DaysReport:
    """The result of `analyze_day` and `analyze_week`.

    Parameters
    ----------
    version, source, site : str
        Version of footfall, name of the recording, and where the sensor was worn.
    bouts : WalkingBouts
        All walking bouts.
    days : tuple of Day
        By date.
    outcomes : tuple of Outcome
        Of the week: medians over the days that were worn long enough. Names that end in
        `_weekday` and `_weekend` are of these days alone.
    quality : dict
        What was done to the data, and what to know about them.
    """

    version: str
    source: str
    site: str
    bouts: WalkingBouts
    days: tuple[Day, ...]
    outcomes: tuple[Outcome, ...]
    quality: dict[str, Any]

    def outcome(self, name: str, bouts: str = "all") -> Outcome:
        """Give one row of the week.

        Raises
        ------
        ArgumentError
            When there is no outcome of that name and class of bouts.
        """
        return _pick(self.outcomes, name, bouts)

    def to_dict(self) -> dict[str, Any]:
        """Give plain lists, numbers and text; NaN becomes None."""
        columns = self.bouts.columns()
        rows = zip(*(column.tolist() for column in columns.values()), strict=True)
        content = {
            "footfall": self.version,
            "source": self.source,
            "site": self.site,
            "bouts": [dict(zip(columns, row, strict=True)) for row in rows],
            "days": [asdict(day) for day in self.days],
            "outcomes": [asdict(row) for row in self.outcomes],
            "quality": self.quality,
        }
        plain: dict[str, Any] = as_plain(content)
        return plain

    def to_json(self, *, indent: int | None = 2) -> str:
        """Give the content of `to_dict` as JSON; numbers survive a round trip."""
        return json.dumps(self.to_dict(), indent=indent, allow_nan=False, ensure_ascii=False)


def _pick(outcomes: tuple[Outcome, ...], name: str, bouts: str) -> Outcome:
    _check.one_of("name", name, sorted({row.name for row in outcomes}))
    own = {row.bouts: row for row in outcomes if row.name == name}
    _check.one_of("bouts", bouts, list(own))
    return own[bouts]
