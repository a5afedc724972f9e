"""Means of the strides' columns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ..parameters import spring_mass
from ..report import UNAVAILABLE
from .rows import (
    both_sides_metric,
    finite_mean,
    joined,
    make_row,
    mean_metric,
    rows_of,
    unavailable,
)
from .sources import RUN, lasting_error, limits, stride_noise

if TYPE_CHECKING:
    from ..parameters import Strides
    from ..report import Metric
    from .sources import Doubts, Source

HALF_STRIDES = "one foot: as if both steps took half of its stride"
BALANCE = "contact_balance_left_percent"


def mean_row(
    name: str, side: str, strides: Strides, source: Source, doubts: Doubts, lasting: float
) -> Metric:
    """Mean of a column over the strides of a side, or of both sides' means."""
    own = rows_of(strides, side)
    missing, doubt = limits(source, doubts)
    if missing:
        return unavailable(name, side, source.unit, missing)
    values, noise = strides[source.column][own], stride_noise(source, strides, doubts)
    if side == "both":
        is_left = rows_of(strides, "left")
        return both_sides_metric(name, values, is_left, source.unit, doubt, lasting, noise)
    return mean_metric(name, side, values, source.unit, doubt, lasting, noise)


def lasting_of(
    source: Source, strides: Strides, doubts: Doubts, body: tuple[float, float] | None
) -> float:
    """Error that all strides share; a spring's is what contacts off by their error make of it."""
    if source.kind != "spring":
        return lasting_error(source, strides, doubts)
    if body is None or len(strides) == 0:
        return 0.0
    off = math.hypot(doubts.contact_sigma_s, doubts.leave_sigma_s)
    moved = spring_mass(
        strides.stance_duration_s + off,
        strides.flight_time_s - off,
        strides.speed_mps,
        mass_kg=body[0],
        height_m=body[1],
    )
    return abs(finite_mean(getattr(moved, source.column) - strides[source.column]))


def cadence_row(strides: Strides, doubts: Doubts) -> Metric:
    """Steps per minute, from the mean duration of steps; of one foot, of half its strides."""
    name, unit = "cadence_spm", "steps/min"
    doubt = joined(doubts.times, HALF_STRIDES if doubts.one_foot else "")
    durations = 0.5 * strides.stride_duration_s if doubts.one_foot else strides.step_duration_s
    step = both_sides_metric(name, durations, rows_of(strides, "left"), unit, doubt)
    if step.status == UNAVAILABLE:
        return step
    value = 60.0 / step.value
    sigma = value * step.sigma / step.value
    return make_row(name, "both", value, unit, sigma, step.n, doubt, sigma)


def balance_row(strides: Strides, doubts: Doubts) -> Metric:
    """Share of the left foot in the contact times of a left and a right step."""
    source = RUN["contact_time_s"]
    sides = [strides.stance_duration_s[rows_of(strides, s)] for s in ("left", "right")]
    sides = [v[np.isfinite(v)] for v in sides]
    n = min(len(v) for v in sides)
    missing, doubt = limits(source, doubts)
    if missing or n == 0:
        return unavailable(BALANCE, "both", "%", missing or "no strides on one side")
    left, right = (float(v.mean()) for v in sides)
    errors = [float(v.std(ddof=1)) / math.sqrt(len(v)) if n > 1 else math.nan for v in sides]
    total = left + right
    random = 100.0 * math.hypot(right * errors[0], left * errors[1]) / total**2
    # Lasting errors of the two feet: equal ones cancel, so that this is the most they do.
    lasting = 100.0 * lasting_error(source, strides, doubts) * math.hypot(left, right) / total**2
    sigma = math.hypot(random, lasting)
    return make_row(BALANCE, "both", 100.0 * left / total, "%", sigma, n, doubt, random)
