"""Slow change over a recording, such as fatigue makes it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._statistics import student
from ._estimate import NAN, columns, unit_names
from ._groups import line_within

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEAST_STRIDES = 10
WANTED_SPAN_S = 60.0
LEAST_EFFECTIVE = 3.0


@dataclass(frozen=True, kw_only=True)
class Drift:
    """Slope of a quantity over time.

    Parameters
    ----------
    slope_per_min : float
        Change per minute.
    sigma, ci_low, ci_high : float
        Standard error and 95 % interval of the slope.
    autocorrelation : float
        Of neighbouring strides about the line, corrected for its bias in short series.
    n : int
        Strides.
    n_effective : float
        Independent strides that would tell as much.
    span_s : float
        Time from the first stride to the last.
    reason : str
        Why there is no number, or why it is in doubt.
    """

    slope_per_min: float
    sigma: float
    ci_low: float
    ci_high: float
    autocorrelation: float
    n: int
    n_effective: float
    span_s: float
    reason: str


def drift(
    time_s: ArrayLike,
    values: ArrayLike,
    *,
    group: ArrayLike | None = None,
    wanted_span_s: float = WANTED_SPAN_S,
) -> Drift:
    """Slope per minute of a quantity of strides.

    Parameters
    ----------
    time_s : array, shape (n,)
        When each stride was, second.
    values : array, shape (n,)
        One per stride; NaN is missing.
    group : array of int, shape (n,), optional
        Side or bout: each has its own level, all have one slope.
    wanted_span_s : float
        Of shorter recordings the reason says so: a slope per minute is then more than was
        seen.

    Returns
    -------
    Drift
        NaN with a reason for fewer than 10 strides.

    Raises
    ------
    ArgumentError
        When columns differ in length.

    Notes
    -----
    Strides resemble their neighbours, so that n of them tell less than n independent ones.
    Least squares gives the slope; its error and the degrees of freedom follow from
    n (1 - r) / (1 + r) effective strides, with r the autocorrelation of neighbours. Strides
    that differ from their neighbours, r below 0, do not count for more.

    References
    ----------
    Santer BD et al. (2000). Statistical significance of trends and trend differences in
    layer-average atmospheric temperature time series. J Geophys Res 105.
    doi:10.1029/1999JD901105.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time = np.arange(100.0)
    >>> change = 0.005 * np.sin(time**2)
    >>> found = ff.metrics.drift(time, 1.2 + 0.1 * time / 60 + change)
    >>> round(found.slope_per_min, 2), found.ci_low < 0.1 < found.ci_high
    (0.1, True)
    """
    _check.not_negative("wanted_span_s", wanted_span_s)
    raw = np.asarray(_check.real_array("values", values), dtype=np.float64).reshape(-1)
    t, x, g = columns(
        time_s=time_s, values=raw, group=np.zeros(len(raw)) if group is None else group
    )
    order = np.argsort(t, kind="stable")
    minutes, x, g = t[order] / 60.0, x[order], g[order]
    n = len(x)
    span_s = float(60.0 * np.ptp(minutes)) if n else 0.0
    slope, residual, squares, n_groups = line_within(minutes, x, g)
    needed = LEAST_STRIDES + max(n_groups, 1) - 1
    if n < needed or span_s == 0:
        return _nothing(n, span_s, f"{unit_names(n)}, {needed} needed")
    if squares == 0:
        return _nothing(n, span_s, "one stride of each group, more needed")
    r = _neighbours(residual)
    effective = n * (1.0 - r) / (1.0 + r)
    freedom = effective - n_groups - 1
    reasons = []
    if span_s < wanted_span_s:
        reasons.append(f"{span_s:.0f} s of strides, {wanted_span_s:g} wanted")
    sigma = reach = NAN
    if freedom >= 1 and effective >= LEAST_EFFECTIVE:
        sigma = math.sqrt(float(residual @ residual) / freedom / squares)
        reach = student(freedom) * sigma
    else:
        reasons.append("strides resemble each other too much to tell the error")
    return Drift(
        slope_per_min=slope,
        sigma=sigma,
        ci_low=slope - reach,
        ci_high=slope + reach,
        autocorrelation=r,
        n=n,
        n_effective=effective,
        span_s=span_s,
        reason="; ".join(reasons),
    )


def _neighbours(residual: NDArray[np.float64]) -> float:
    """Autocorrelation at one stride, within 0 and 1."""
    n, total = len(residual), float(residual @ residual)
    if total == 0:
        return 0.0
    r = float(residual[1:] @ residual[:-1]) / total
    # Residuals about a fitted line understate it by (2 + 4 r) / n, to first order in 1 / n.
    return min(max(r + (2.0 + 4.0 * r) / n, 0.0), 0.99)


def _nothing(n: int, span_s: float, reason: str) -> Drift:
    return Drift(
        slope_per_min=NAN,
        sigma=NAN,
        ci_low=NAN,
        ci_high=NAN,
        autocorrelation=NAN,
        n=n,
        n_effective=NAN,
        span_s=span_s,
        reason=reason,
    )
