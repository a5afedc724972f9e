"""Rows of metrics: means with their uncertainty, status and reason."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from .._statistics import student
from ..report import DEGRADED, UNAVAILABLE, VALID, Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..parameters import Strides

FEW_STRIDES = 5
NO_VALUE = float("nan")


def mean_metric(
    name: str,
    side: str,
    values: NDArray[np.float64],
    unit: str,
    doubt: str,
    lasting: float = 0.0,
    noise: float = 0.0,
) -> Metric:
    """Mean of per-stride values.

    `lasting` is an error that does not average out; `noise` is that of measuring one stride:
    a few strides may by chance scatter less, but their mean is not surer for it.
    """
    values = values[np.isfinite(values)]
    n = len(values)
    if n == 0:
        return unavailable(name, side, unit, doubt or "no stride has it")
    value = float(np.mean(values))
    scatter = float(np.std(values, ddof=1)) if n > 1 else NO_VALUE
    if noise > 0 and not scatter >= noise:
        scatter = noise
    random = scatter / math.sqrt(n)
    return make_row(name, side, value, unit, _both_errors(random, lasting), n, doubt, random)


def both_sides_metric(
    name: str,
    values: NDArray[np.float64],
    is_left: NDArray[np.bool_],
    unit: str,
    doubt: str,
    lasting: float = 0.0,
    noise: float = 0.0,
) -> Metric:
    """Mean of the two sides' means: a stride more on one side does not weigh it more."""
    sides = [values[is_left], values[~is_left]]
    rows = [mean_metric(name, "both", side, unit, doubt, noise=noise) for side in sides]
    if any(row.status == UNAVAILABLE or math.isnan(row.sigma) for row in rows):
        return mean_metric(name, "both", values, unit, doubt, lasting, noise)
    value = 0.5 * (rows[0].value + rows[1].value)
    random = 0.5 * math.hypot(rows[0].sigma, rows[1].sigma)
    n = rows[0].n + rows[1].n
    return make_row(name, "both", value, unit, math.hypot(random, lasting), n, doubt, random)


def unavailable(name: str, side: str, unit: str, reason: str) -> Metric:
    """Give a row without a number."""
    nan = NO_VALUE
    return Metric(name, side, nan, unit, nan, nan, nan, 0, UNAVAILABLE, reason)


def _both_errors(random: float, lasting: float) -> float:
    if math.isnan(random):
        return lasting if lasting > 0 else NO_VALUE
    return math.hypot(random, lasting)


def make_row(
    name: str,
    side: str,
    value: float,
    unit: str,
    sigma: float,
    n: int,
    doubt: str,
    random: float,
    least: float = -math.inf,
) -> Metric:
    """Row with a 95 % interval: Student's factor for the part that strides tell.

    `least` is what the value cannot be below.
    """
    reasons = [doubt] if doubt else []
    if n < FEW_STRIDES:
        reasons.append(f"{n} stride{'s' if n > 1 else ''} only, {FEW_STRIDES} wanted")
    reach = NO_VALUE
    if math.isfinite(sigma):
        factor = student(n - 1) if math.isfinite(random) and n > 1 else 1.96
        own = random if math.isfinite(random) else 0.0
        rest = math.sqrt(max(sigma * sigma - own * own, 0.0))
        reach = math.hypot(factor * own, 1.96 * rest)
    status = DEGRADED if reasons else VALID
    low = value - reach if math.isnan(reach) else max(value - reach, least)
    return Metric(name, side, value, unit, sigma, low, value + reach, n, status, "; ".join(reasons))


def joined(*reasons: str) -> str:
    """Reasons in one sentence, each once."""
    return "; ".join(dict.fromkeys(filter(None, reasons)))


def rows_of(strides: Strides, side: str) -> NDArray[np.bool_]:
    """Which strides are of a side."""
    if side == "both":
        return np.ones(len(strides), dtype=bool)
    return np.asarray(strides.side == side)


def finite_mean(values: NDArray[np.float64]) -> float:
    """Mean of what is known; 0 where nothing is."""
    known = values[np.isfinite(values)]
    return float(np.mean(known)) if len(known) else 0.0
