"""Outcomes of a day from its bouts, and of a week from its days."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .._status import DEGRADED, UNAVAILABLE, VALID
from .report import Day, Outcome, WalkingBouts, bouts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

CLASSES = {
    "all": (0.0, math.inf),
    "over_10_s": (10.0, math.inf),
    "10_to_30_s": (10.0, 30.0),
    "over_30_s": (30.0, math.inf),
    "over_60_s": (60.0, math.inf),
}
SHORTEST_S = 10.0  # bouts that the exponent of their lengths is taken over
LEAST_BOUTS = 10  # for an exponent
PEAK_MINUTES = {"cadence_peak_1_min_spm": 1, "cadence_peak_30_min_spm": 30}
# Outcomes that are sums: a day without walking has 0 of them.
COUNTS = ("bouts", "walking_duration_min", "steps", "turns")
DISTANCES = ("stride_length", "speed")
# Names, units, columns of bouts, and what is told of them.
SPREAD: dict[str, Callable[[NDArray[np.float64]], Any]] = {
    "mean": np.mean,
    "p90": lambda x: np.quantile(x, 0.9),
    "cv": lambda x: 100 * np.std(x, ddof=1) / np.mean(x) if len(x) > 1 else math.nan,
    "median": np.median,
}
TOLD: tuple[tuple[str, str, str, str], ...] = (
    ("bout_duration_median_s", "s", "duration_s", "median"),
    ("bout_duration_p90_s", "s", "duration_s", "p90"),
    ("bout_duration_cv_percent", "%", "duration_s", "cv"),
    ("speed_mean_mps", "m/s", "speed_mps", "mean"),
    ("speed_p90_mps", "m/s", "speed_mps", "p90"),
    ("speed_cv_percent", "%", "speed_mps", "cv"),
    ("stride_length_mean_m", "m", "stride_length_m", "mean"),
    ("stride_length_cv_percent", "%", "stride_length_m", "cv"),
    ("cadence_mean_spm", "steps/min", "cadence_spm", "mean"),
    ("cadence_p90_spm", "steps/min", "cadence_spm", "p90"),
    ("cadence_cv_percent", "%", "cadence_spm", "cv"),
)


def of_day(
    bouts: WalkingBouts,
    contacts_s: NDArray[np.float64],
    *,
    no_lengths: str = "",
    lengths_doubt: str = "",
) -> tuple[Outcome, ...]:
    """Give the outcomes of one day; the sentences say why there are no lengths, or unsure ones."""
    rows = []
    for name, (low, high) in CLASSES.items():
        inside = (bouts.duration_s > low) & (bouts.duration_s <= high)
        rows += list(_of_bouts(bouts.take(inside), name, no_lengths, lengths_doubt))
    rows += list(_of_minutes(bouts, contacts_s))
    return tuple(rows)


def _row(
    name: str, unit: str, bouts: str, value: float, n: int, reason: str, doubt: str
) -> Outcome:
    missing = math.isnan(value)
    status = UNAVAILABLE if missing else DEGRADED if doubt else VALID
    return Outcome(
        name=name,
        unit=unit,
        bouts=bouts,
        value=value,
        low=math.nan,
        high=math.nan,
        n=n,
        status=status,
        reason=reason if missing else doubt,
    )


def _of_bouts(
    bouts: WalkingBouts, name: str, no_lengths: str, lengths_doubt: str
) -> Iterator[Outcome]:
    n = len(bouts)
    for count, unit, value in (
        ("bouts", "", n),
        ("walking_duration_min", "min", bouts.duration_s.sum() / 60),
        ("steps", "", bouts.steps.sum()),
        ("turns", "", bouts.turns.sum()),
    ):
        yield _row(count, unit, name, float(value), n, "", "")
    for outcome, unit, column, how in TOLD:
        values = getattr(bouts, column)
        values = values[np.isfinite(values)]
        value = float(SPREAD[how](values)) if len(values) else math.nan
        few, of_lengths = f"{n} walking bouts", outcome.startswith(DISTANCES)
        why = (no_lengths if of_lengths and n else "") or few
        doubt = lengths_doubt if of_lengths else ""
        yield _row(outcome, unit, name, value, len(values), why, doubt)


def _of_minutes(bouts: WalkingBouts, contacts_s: NDArray[np.float64]) -> Iterator[Outcome]:
    """Exponent of the bouts' lengths, and the most steps in minutes."""
    long = bouts.duration_s[bouts.duration_s > SHORTEST_S]
    alpha = math.nan
    if len(long) >= LEAST_BOUTS:
        alpha = 1 + len(long) / float(np.log(long / SHORTEST_S).sum())
    why = f"{len(long)} bouts over {SHORTEST_S:g} s, {LEAST_BOUTS} wanted"
    yield _row("bout_length_exponent", "", "over_10_s", alpha, len(long), why, "")
    inside = np.zeros(len(contacts_s), dtype=bool)
    for first, last in zip(bouts.start_s, bouts.end_s, strict=True):
        a, b = np.searchsorted(contacts_s, [first - 1e-6, last + 1e-6])
        inside[a:b] = True
    minutes = np.unique(np.floor(contacts_s[inside] / 60), return_counts=True)[1]
    most = np.sort(minutes)[::-1]
    for name, length in PEAK_MINUTES.items():
        value = float(most[:length].sum() / length) if len(most) else math.nan
        yield _row(name, "steps/min", "all", value, len(most), "no walking bouts", "")


def of_week(days: tuple[Day, ...], least_days: int) -> tuple[Outcome, ...]:
    """Give medians over valid days: all, weekdays and weekends."""
    valid = [day for day in days if day.valid]
    rows: list[Outcome] = []
    groups: tuple[tuple[str, Callable[[Day], Any], int], ...] = (
        ("", lambda _: True, least_days),
        ("_weekday", lambda day: day.weekend is False, 1),
        ("_weekend", lambda day: day.weekend is True, 1),
    )
    for suffix, belongs, least in groups:
        own = [day for day in valid if belongs(day)]
        if suffix and not own:
            continue
        told = own[0].outcomes if own else of_day(bouts_of([]), np.empty(0))
        for place, first in enumerate(told):
            rows.append(_median([day.outcomes[place] for day in own], first, suffix, least))
    return tuple(rows)


def _median(rows: list[Outcome], like: Outcome, suffix: str, least: int) -> Outcome:
    values = np.array([row.value for row in rows if not math.isnan(row.value)])
    doubt = next((row.reason for row in rows if row.status == DEGRADED), "")
    enough = len(values) >= least
    low, value, high = (
        np.quantile(values, (0.25, 0.5, 0.75)).tolist() if enough else (math.nan,) * 3
    )
    status = UNAVAILABLE if not enough else DEGRADED if doubt else VALID
    few = f"{len(values)} valid days with it, {least} needed"
    return Outcome(
        name=like.name + suffix,
        unit=like.unit,
        bouts=like.bouts,
        value=value,
        low=low,
        high=high,
        n=len(values),
        status=status,
        reason=doubt if enough else few,
    )
