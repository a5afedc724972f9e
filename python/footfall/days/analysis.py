"""Analyses days and weeks, a piece at a time."""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError, wrong_type
from .._optional import need
from .._version import __version__
from ..calibration import Calibration, StillWindows
from ..imu import ImuRecording
from ..io import read_pieces
from .outcomes import of_day, of_week
from .report import Day, DaysReport, WalkingBouts
from .walks import Walks
from .wear import BLOCK_S, Wear

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

DAY_S = 86_400.0
EARLIEST_DATE_S = 1e8  # a clock that shows less does not count from 1970
SATURDAY = 5
MOST_REST_ERROR_G = 0.05


def analyze_week(
    source: ImuRecording | Iterable[ImuRecording] | str | Path,
    *,
    height_m: float | None = None,
    utc_offset_h: float = 0.0,
    min_wear_h: float = 12.0,
    min_days: int = 3,
    piece_s: float = 3600.0,
    calibration: Calibration | None = None,
    progress: bool | Callable[[float], Any] = False,
    **reading: Any,
) -> DaysReport:
    """Walking of days and weeks: outcomes per bout, per day and of the whole.

    Parameters
    ----------
    source : ImuRecording, iterable of ImuRecording, str or Path
        Sensors on feet, or on the lower back or sternum: a recording; successive pieces of one,
        with gaps between them where there are any; a Parquet or CSV table, of which Parquet is
        read piece by piece; or the file of a logger (CWA, GENEActiv BIN, GT3X).
    height_m : float, optional
        Stature: lengths from the trunk need it.
    utc_offset_h : float
        Hours that local time is ahead of the clock: days start at local midnight.
    min_wear_h : float
        A day of less wear does not count for the week.
    min_days : int
        Fewer valid days make no week.
    piece_s : float
        Length of the pieces: memory grows with it, not with the recording.
    calibration : Calibration, optional
        Of the accelerometer: `calibration.calibrate_accelerometer`. How far readings at rest are
        from gravity is told in `quality["rest_error_g"]` with and without it.
    progress : bool or callable
        Show a bar (needs tqdm), or call with the seconds that each piece is long.
    **reading
        For tables: as for `read`, such as `site`, `acceleration`, `sampling_rate_hz`.

    Returns
    -------
    DaysReport
        Bouts, days, and medians over the days.

    Raises
    ------
    ArgumentError
        When a value is out of range, or pieces are of different sensors or overlap.
    ReadError
        When a file cannot be read.

    Notes
    -----
    An hour in which the sensor lies still is not worn. Walking bouts are strides that follow each
    other within 3 s, at least 4. Walks that reach the end of a piece wait for the next one, for
    up to 15 minutes; longer ones are put together from parts.

    References
    ----------
    Outcomes: Mikolaizak AS, Rochester L, Maetzler W, et al. (2022). Connecting real-world digital
    mobility assessment to clinical outcomes for regulatory and clinical endorsement. PLoS ONE 17.
    doi:10.1371/journal.pone.0269615

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> still = ff.Imu(np.tile([0.0, 0.0, 9.81], (6000, 1)))
    >>> report = ff.analyze_week(ff.ImuRecording({"lower_back": still}, 100.0))
    >>> len(report.bouts), report.days[0].valid, report.outcome("steps").reason
    (0, False, '0 valid days with it, 3 needed')
    """
    for name, value in (("min_wear_h", min_wear_h), ("min_days", min_days)):
        _check.not_negative(name, value)
    _check.positive("piece_s", piece_s)
    _check.between("utc_offset_h", utc_offset_h, -24, 24)
    if height_m is not None:
        _check.between("height_m", height_m, 0.5, 2.5)
    walks, wear, rest = Walks(height_m), Wear(), StillWindows()
    name, recorded_s, first_s = "", 0.0, math.nan
    notes: dict[str, None] = {}
    with _bar(progress) as advance:
        end_s = -math.inf
        for piece in _calibrated(_pieces(source, piece_s, reading), calibration):
            if piece.start_time_s < end_s - 1.5 / piece.sampling_rate_hz:
                raise ArgumentError(
                    "source", f"pieces that follow each other, from {end_s:g} s", piece.start_time_s
                )
            name = name or piece.name or "recording"
            first_s = piece.start_time_s if math.isnan(first_s) else first_s
            notes |= dict.fromkeys(piece.notes)
            walks.add(piece)
            one = next(iter(piece.sites.values()))
            rest.add(one.acceleration_mps2, piece.sampling_rate_hz)
            wear.add(one.acceleration_mps2, piece.start_time_s, piece.sampling_rate_hz)
            recorded_s += piece.duration_s
            end_s = piece.start_time_s + piece.duration_s
            advance(piece.duration_s)
    walks.finish()
    bouts, contacts, worn = walks.bouts(), walks.contacts_s(), wear.seconds()
    at_rest = rest.calibration()
    limits = {"no_lengths": walks.no_lengths, "lengths_doubt": walks.lengths_doubt}
    days = tuple(_days(bouts, contacts, worn, limits, first_s, utc_offset_h, min_wear_h))
    return DaysReport(
        version=__version__,
        source=name or "recording",
        site=walks.site,
        bouts=bouts,
        days=days,
        outcomes=of_week(days, min_days),
        quality={
            "recorded_h": recorded_s / 3600,
            "worn_h": sum(worn.values()) / 3600,
            "gaps": walks.gaps,
            "rest_error_g": at_rest.error_before_g,
            "valid_days": sum(day.valid for day in days),
            "warnings": [*notes, *walks.doubts(), *_uncalibrated(at_rest)],
        },
    )


def analyze_day(
    source: ImuRecording | Iterable[ImuRecording] | str | Path, **options: Any
) -> DaysReport:
    """Walking of a day: as `analyze_week`, with outcomes from one valid day on.

    Parameters
    ----------
    source : ImuRecording, iterable of ImuRecording, str or Path
        As for `analyze_week`.
    **options
        As for `analyze_week`; `min_days` is 1 and `min_wear_h` 0 unless they are given.

    Returns
    -------
    DaysReport
        As of `analyze_week`.

    Raises
    ------
    ArgumentError, ReadError
        As for `analyze_week`.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> still = ff.Imu(np.tile([0.0, 0.0, 9.81], (6000, 1)))
    >>> report = ff.analyze_day(ff.ImuRecording({"lower_back": still}, 100.0))
    >>> report.outcome("steps").value
    0.0
    """
    return analyze_week(source, **({"min_days": 1, "min_wear_h": 0.0} | options))


def _calibrated(
    pieces: Iterator[ImuRecording], calibration: Calibration | None
) -> Iterator[ImuRecording]:
    for piece in pieces:
        if calibration is None:
            yield piece
        else:
            sites = {name: calibration(sensor) for name, sensor in piece.sites.items()}
            yield replace(piece, sites=sites)


def _uncalibrated(at_rest: Calibration) -> list[str]:
    if not at_rest.error_before_g > MOST_REST_ERROR_G:
        return []
    return [
        f"at rest the accelerometer is off by {at_rest.error_before_g:.2f} g: "
        "see calibration.calibrate_accelerometer"
    ]


def _pieces(source: Any, piece_s: float, reading: dict[str, Any]) -> Iterator[ImuRecording]:
    if isinstance(source, (str, Path)):
        yield from read_pieces(source, piece_s=piece_s, **reading)
        return
    if reading:
        raise ArgumentError(next(iter(reading)), "a file to read", type(source).__name__)
    if not hasattr(source, "__iter__") and not isinstance(source, ImuRecording):
        raise wrong_type("source", "a recording, pieces of one or a file", type(source).__name__)
    for recording in [source] if isinstance(source, ImuRecording) else source:
        if not isinstance(recording, ImuRecording):
            raise wrong_type("source", "pieces of type ImuRecording", type(recording).__name__)
        yield from recording.pieces(piece_s)


@contextmanager
def _bar(progress: bool | Callable[[float], Any]) -> Iterator[Callable[[float], Any]]:
    """Give what to call with the seconds that are done."""
    if callable(progress):
        yield progress
    elif not progress:
        yield lambda _: None
    else:
        with need("tqdm").tqdm(unit="h", unit_scale=True) as shown:
            yield lambda seconds: shown.update(round(seconds / 3600, 3))


def _days(
    bouts: WalkingBouts,
    contacts_s: NDArray[np.float64],
    worn: dict[int, float],
    limits: dict[str, str],
    first_s: float,
    utc_offset_h: float,
    min_wear_h: float,
) -> Iterator[Day]:
    """Cut bouts at midnight, by where they start."""
    dated = first_s >= EARLIEST_DATE_S
    shift = utc_offset_h * 3600.0 if dated else -(first_s if math.isfinite(first_s) else 0.0)

    def day_of(times_s: Any) -> NDArray[np.int64]:
        return np.floor((np.asarray(times_s, dtype=np.float64) + shift) / DAY_S).astype(np.int64)

    of_bout, of_contact = day_of(bouts.start_s), day_of(contacts_s)
    of_block = day_of((np.array(sorted(worn)) + 0.5) * BLOCK_S)
    hours = np.array([worn[n] for n in sorted(worn)]) / 3600.0
    for number in np.unique(np.concatenate([of_bout, of_contact, of_block])):
        wear_h = float(hours[of_block == number].sum())
        date, weekend = f"day {number + 1}", None
        if dated:
            moment = datetime.fromtimestamp(float(number) * DAY_S, tz=UTC)
            date, weekend = moment.strftime("%Y-%m-%d"), moment.weekday() >= SATURDAY
        yield Day(
            date=date,
            weekend=weekend,
            wear_h=wear_h,
            valid=wear_h >= min_wear_h,
            outcomes=of_day(
                bouts.take(of_bout == number), contacts_s[of_contact == number], **limits
            ),
        )
