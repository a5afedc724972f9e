"""How far two methods, raters or sessions agree on a number."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import _check
from ._errors import ArgumentError
from ._statistics import TWO_SIDED, student

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

NAN = math.nan
LIMIT = 1.96  # standard deviations that hold 95 % of normal values


@dataclass(frozen=True, kw_only=True)
class BlandAltman:
    """Bias and limits of agreement.

    Parameters
    ----------
    bias, bias_ci_low, bias_ci_high : float
        Mean difference, second minus first, with its 95 % interval.
    sd : float
        Standard deviation of the differences.
    limit_low, limit_high : float
        Where 95 % of the differences lie.
    limit_low_ci_low, limit_low_ci_high, limit_high_ci_low, limit_high_ci_high : float
        95 % intervals of the limits.
    n : int
        Pairs.
    reason : str
        Why there are no numbers; empty when there are.
    """

    bias: float
    bias_ci_low: float
    bias_ci_high: float
    sd: float
    limit_low: float
    limit_high: float
    limit_low_ci_low: float
    limit_low_ci_high: float
    limit_high_ci_low: float
    limit_high_ci_high: float
    n: int
    reason: str


def bland_altman(first: ArrayLike, second: ArrayLike) -> BlandAltman:
    """Limits of agreement of two measurements of the same things.

    Parameters
    ----------
    first, second : array, shape (n,)
        Pairs; those with anything missing are left out.

    Returns
    -------
    BlandAltman
        In the unit of the measurements; NaN with a reason for fewer than three pairs.

    Raises
    ------
    ArgumentError
        When the columns differ in length.

    Notes
    -----
    One pair per person: several of one person make the limits too narrow. The intervals of
    the limits are those of the paper, with variance (1/n + 1.96² / (2 (n - 1))) sd².

    References
    ----------
    Bland JM, Altman DG (1986). Statistical methods for assessing agreement between two methods
    of clinical measurement. Lancet 327. doi:10.1016/S0140-6736(86)90837-8; their 1999 paper,
    doi:10.1177/096228029900800204, for the limits' errors.

    Examples
    --------
    >>> import footfall as ff
    >>> found = ff.validate.bland_altman([1.0, 1.2, 1.1, 1.3], [1.1, 1.2, 1.2, 1.4])
    >>> round(found.bias, 3), round(found.limit_low, 3), round(found.limit_high, 3)
    (0.075, -0.023, 0.173)
    """
    one, two = _pairs(first, second)
    apart = two - one
    n = len(apart)
    if n < 3:
        return BlandAltman(**dict.fromkeys(_BOUNDS, NAN), n=n, reason=f"{n} pairs, 3 needed")
    bias, sd = float(apart.mean()), float(apart.std(ddof=1))
    factor = student(n - 1)
    off = factor * sd / math.sqrt(n)
    reach = factor * sd * math.sqrt(1 / n + LIMIT**2 / (2 * (n - 1)))
    low, high = bias - LIMIT * sd, bias + LIMIT * sd
    return BlandAltman(
        bias=bias,
        bias_ci_low=bias - off,
        bias_ci_high=bias + off,
        sd=sd,
        limit_low=low,
        limit_high=high,
        limit_low_ci_low=low - reach,
        limit_low_ci_high=low + reach,
        limit_high_ci_low=high - reach,
        limit_high_ci_high=high + reach,
        n=n,
        reason="",
    )


_BOUNDS = (
    *("bias", "bias_ci_low", "bias_ci_high", "sd", "limit_low", "limit_high"),
    *("limit_low_ci_low", "limit_low_ci_high", "limit_high_ci_low", "limit_high_ci_high"),
)


@dataclass(frozen=True, kw_only=True)
class Reliability:
    """Intraclass correlation and what follows from it.

    Parameters
    ----------
    icc, ci_low, ci_high : float
        ICC(2,1): absolute agreement of single measurements, with its 95 % interval.
    sem : float
        Standard error of measurement, in the unit of the measurements.
    mdc95 : float
        Minimal detectable change: what two measurements of one person must differ by.
    n, raters : int
        Persons, and measurements of each.
    reason : str
        Why there are no numbers; empty when there are.
    """

    icc: float
    ci_low: float
    ci_high: float
    sem: float
    mdc95: float
    n: int
    raters: int
    reason: str


def intraclass_correlation(measurements: ArrayLike) -> Reliability:
    """ICC(2,1), standard error of measurement and minimal detectable change.

    Parameters
    ----------
    measurements : array, shape (persons, raters)
        Raters, sessions or methods in columns; rows with anything missing are left out.

    Returns
    -------
    Reliability
        NaN with a reason for fewer than three persons, one rater, or no variance.

    Raises
    ------
    ArgumentError
        When the shape is another.

    References
    ----------
    Shrout PE, Fleiss JL (1979). Intraclass correlations: uses in assessing rater reliability.
    Psychol Bull 86. doi:10.1037/0033-2909.86.2.420. The interval is that of McGraw KO, Wong SP
    (1996), doi:10.1037/1082-989X.1.1.30; SEM and MDC are those of Weir JP (2005),
    doi:10.1519/15184.1.

    Examples
    --------
    >>> import footfall as ff
    >>> found = ff.validate.intraclass_correlation([[9, 8], [6, 5], [8, 8], [7, 6], [10, 9]])
    >>> round(found.icc, 2)
    0.86
    """
    values = np.asarray(_check.real_array("measurements", measurements), dtype=np.float64)
    if values.ndim != 2:
        raise ArgumentError("measurements", "shape (persons, raters)", values.shape)
    values = values[np.isfinite(values).all(axis=1)]
    n, k = values.shape
    if n < 3 or k < 2:
        return _no_reliability(n, k, f"{n} persons with {k} measurements, 3 with 2 needed")
    middle = values.mean()
    rows, columns = values.mean(axis=1), values.mean(axis=0)
    between = k * float(np.sum((rows - middle) ** 2)) / (n - 1)
    raters = n * float(np.sum((columns - middle) ** 2)) / (k - 1)
    rest = values - rows[:, None] - columns + middle
    error = float(np.sum(rest**2)) / ((n - 1) * (k - 1))
    total = between + (k - 1) * error + k * (raters - error) / n
    if total <= 0:
        return _no_reliability(n, k, "all measurements are equal")
    icc = (between - error) / total
    low, high = _icc_interval(icc, between, raters, error, n, k)
    sem = float(values.std(ddof=1)) * math.sqrt(1.0 - min(icc, 1.0))
    return Reliability(
        icc=icc,
        ci_low=low,
        ci_high=high,
        sem=sem,
        mdc95=minimal_detectable_change(sem),
        n=n,
        raters=k,
        reason="",
    )


def minimal_detectable_change(sem: float) -> float:
    """Change that exceeds the error of two measurements with 95 % confidence, 1.96 √2 SEM.

    Parameters
    ----------
    sem : float
        Standard error of measurement, in any unit.

    Returns
    -------
    float
        In the unit of the error.

    References
    ----------
    Weir JP (2005). Quantifying test-retest reliability using the intraclass correlation
    coefficient and the SEM. J Strength Cond Res 19. doi:10.1519/15184.1.

    Examples
    --------
    >>> import footfall as ff
    >>> round(ff.validate.minimal_detectable_change(3.6), 1)
    10.0
    """
    _check.not_negative("sem", sem)
    return LIMIT * math.sqrt(2.0) * float(sem)


def _icc_interval(
    icc: float, between: float, raters: float, error: float, n: int, k: int
) -> tuple[float, float]:
    """Interval of McGraw and Wong, with Satterthwaite's degrees of freedom."""
    from scipy.special import fdtri  # costs a tenth of a second, so only where it is used

    if error <= 0 or icc >= 1:
        return (icc, icc) if raters <= 0 else (NAN, NAN)
    a = k * icc / (n * (1 - icc))
    b = 1 + k * icc * (n - 1) / (n * (1 - icc))
    top, bottom = a * raters + b * error, (a * raters) ** 2 / (k - 1)
    bottom += (b * error) ** 2 / ((n - 1) * (k - 1))
    freedom = top**2 / bottom
    above, below = fdtri(n - 1, freedom, TWO_SIDED), fdtri(freedom, n - 1, TWO_SIDED)
    rest = k * raters + (k * n - k - n) * error
    low = n * (between - above * error) / (above * rest + n * between)
    high = n * (below * between - error) / (rest + n * below * between)
    return float(low), float(high)


def _no_reliability(n: int, raters: int, reason: str) -> Reliability:
    return Reliability(
        icc=NAN,
        ci_low=NAN,
        ci_high=NAN,
        sem=NAN,
        mdc95=NAN,
        n=n,
        raters=raters,
        reason=reason,
    )


def _pairs(first: ArrayLike, second: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    one, two = (
        np.asarray(_check.real_array(name, values), dtype=np.float64).reshape(-1)
        for name, values in (("first", first), ("second", second))
    )
    if len(one) != len(two):
        raise ArgumentError("second", f"{len(one)} values", len(two))
    keep = np.isfinite(one) & np.isfinite(two)
    return one[keep], two[keep]
