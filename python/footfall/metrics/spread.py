"""How much strides vary, apart from bouts, slow change and errors of measurement."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._statistics import NORMAL, TWO_SIDED
from ._estimate import NAN, columns, unit_names
from ._groups import line_within

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

WANTED_STRIDES = 20
ADJACENT_S = 1e-6
BELOW_NOISE = "varies less than errors of measurement"


@dataclass(frozen=True, kw_only=True)
class Variability:
    """Spread of a quantity over strides.

    Parameters
    ----------
    mean : float
        Mean over strides.
    sd : float
        Standard deviation, free of bout means, trend and noise of measurement, times
        1 + 1 / (4 n) for few strides; 0 where the noise explains all.
    cv_percent : float
        `sd` over the mean.
    robust_sd : float
        The same from the median absolute deviation.
    sd_observed, noise_sigma : float
        Standard deviation before the noise is taken out, and that of the noise.
    ci_low, ci_high : float
        95 % interval of `sd`.
    degrees_of_freedom : float
        What is left of the strides for the spread.
    n : int
        Strides.
    reason : str
        Why there is no number, or why it is in doubt.
    """

    mean: float
    sd: float
    cv_percent: float
    robust_sd: float
    sd_observed: float
    noise_sigma: float
    ci_low: float
    ci_high: float
    degrees_of_freedom: float
    n: int
    reason: str


def variability(
    values: ArrayLike,
    *,
    bout: ArrayLike | None = None,
    time_s: ArrayLike | None = None,
    noise_sigma: float = 0.0,
    wanted_strides: int = WANTED_STRIDES,
) -> Variability:
    """Spread of one side's strides.

    Parameters
    ----------
    values : array, shape (n,)
        One per stride of one side; NaN is missing. Sides are never mixed: an asymmetry is no
        variability. See `pooled_variability`.
    bout : array of int, shape (n,), optional
        Each bout's mean is taken out.
    time_s : array, shape (n,), optional
        A line over time is taken out; without it, one over the order of strides.
    noise_sigma : float
        Standard deviation of the error of measuring one value. A duration between two events,
        each off by sigma_t, has √2 sigma_t.
    wanted_strides : int
        With fewer the reason says so.

    Returns
    -------
    Variability
        NaN with a reason where fewer than two degrees of freedom are left.

    Raises
    ------
    ArgumentError
        When columns differ in length or the noise is negative.

    References
    ----------
    Galna B, Lord S, Rochester L (2013). Is gait variability reliable in older adults and
    Parkinson's disease? Gait Posture 37. doi:10.1016/j.gaitpost.2012.09.010.

    Examples
    --------
    >>> import footfall as ff
    >>> found = ff.metrics.variability([1.10, 1.12, 1.08, 1.10, 1.11, 1.09, 1.12, 1.08])
    >>> round(found.cv_percent, 2), found.reason
    (1.6, '8 strides, 20 wanted')
    """
    _check.not_negative("noise_sigma", noise_sigma)
    raw = np.asarray(_check.real_array("values", values), dtype=np.float64).reshape(-1)
    bouts = np.zeros(len(raw)) if bout is None else bout
    times = np.arange(float(len(raw))) if time_s is None else time_s
    x, b, t = columns(values=raw, bout=bouts, time_s=times)
    n = len(x)
    _, residual, squares, n_bouts = line_within(t, x, b)
    freedom = n - n_bouts - (squares > 0)
    mean = float(np.mean(x)) if n else NAN
    if freedom < 2:
        reason = f"{unit_names(n)}, too few for a spread"
        return _empty(mean, n, reason)
    variance = float(residual @ residual) / freedom
    middle = NORMAL * float(np.median(np.abs(residual - np.median(residual))))
    return _corrected(
        mean, variance, middle**2 * n / freedom, noise_sigma, freedom, n, wanted_strides
    )


def pooled_variability(left: Variability, right: Variability) -> Variability:
    """Spread of both sides, the root of the mean of their variances.

    Parameters
    ----------
    left, right : Variability
        Of the strides of each side.

    Returns
    -------
    Variability
        NaN with a reason where a side has none.

    References
    ----------
    Galna B, Lord S, Rochester L (2013). doi:10.1016/j.gaitpost.2012.09.010.

    Examples
    --------
    >>> import footfall as ff
    >>> one = ff.metrics.variability([1.10, 1.12, 1.08, 1.10, 1.11])
    >>> ff.metrics.pooled_variability(one, one).sd == one.sd
    True
    """
    sides = (left, right)
    n, mean = sum(s.n for s in sides), 0.5 * (left.mean + right.mean)
    if math.isnan(left.sd) or math.isnan(right.sd):
        return _empty(mean, n, left.reason or right.reason)

    def both(name: str) -> float:
        return math.sqrt(sum(getattr(s, name) ** 2 for s in sides) / 2)

    # Satterthwaite's degrees of freedom of a sum of variances.
    squares = [s.sd_observed**2 for s in sides]
    apart = sum(v * v / s.degrees_of_freedom for v, s in zip(squares, sides, strict=True))
    freedom = sum(squares) ** 2 / apart if apart > 0 else sum(s.degrees_of_freedom for s in sides)
    observed, sd = both("sd_observed"), both("sd")
    low, high = _interval(observed**2, both("noise_sigma") ** 2, freedom)
    reasons = dict.fromkeys(s.reason for s in sides if s.reason)
    return Variability(
        mean=mean,
        sd=sd,
        cv_percent=_share(sd, mean),
        robust_sd=both("robust_sd"),
        sd_observed=observed,
        noise_sigma=both("noise_sigma"),
        ci_low=min(low, sd),
        ci_high=max(high, sd),
        degrees_of_freedom=freedom,
        n=n,
        reason="; ".join(reasons),
    )


def event_noise(start_s: ArrayLike, end_s: ArrayLike, *, most_sigma_s: float) -> float:
    """Error of one event that changes from stride to stride, as neighbouring strides show it.

    Parameters
    ----------
    start_s, end_s : array, shape (n,)
        Spans between successive events of one kind and side, in order of time.
    most_sigma_s : float
        No more than this, such as the `sigma_s` that a detector states: that holds the part of
        the error that all its events share as well, which makes no variability.

    Returns
    -------
    float
        Standard deviation, second; NaN for fewer than three pairs of adjacent spans.

    Raises
    ------
    ArgumentError
        When columns differ in length or the bound is negative.

    Notes
    -----
    An event that is found late makes one span longer and the next one shorter, so that their
    covariance is minus its variance. Given is what the spans prove: the estimate less its
    standard error. People's own strides resemble their neighbours, which hides more of it. So
    rather too little variability is taken out than too much.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> times = np.arange(4000) + 0.01 * np.random.default_rng(0).standard_normal(4000)
    >>> noise = ff.metrics.event_noise(times[:-1], times[1:], most_sigma_s=0.02)
    >>> round(noise, 3)
    0.01
    """
    _check.not_negative("most_sigma_s", most_sigma_s)
    start, end = columns(start_s=start_s, end_s=end_s)
    spans = end - start
    adjacent = np.abs(start[1:] - end[:-1]) < ADJACENT_S
    if adjacent.sum() < 3:
        return NAN
    apart = spans - spans.mean()
    shared = float(np.mean((apart[1:] * apart[:-1])[adjacent]))
    # The mean is that of the same spans, which lowers their covariance by this much.
    variance = float(apart @ apart) / len(apart)
    shared += variance / len(apart)
    proved = -shared - variance / math.sqrt(float(adjacent.sum()))
    return min(math.sqrt(max(proved, 0.0)), float(most_sigma_s))


def _corrected(
    mean: float,
    variance: float,
    robust: float,
    noise: float,
    freedom: float,
    n: int,
    wanted: int,
) -> Variability:
    factor = 1.0 + 0.25 / n
    sd = factor * math.sqrt(max(variance - noise**2, 0.0))
    low, high = _interval(variance, noise**2, freedom)
    reasons = [f"{unit_names(n)}, {wanted} wanted"] if n < wanted else []
    if noise > 0 and variance <= noise**2:
        reasons.append(BELOW_NOISE)
    return Variability(
        mean=mean,
        sd=sd,
        cv_percent=_share(sd, mean),
        robust_sd=factor * math.sqrt(max(robust - noise**2, 0.0)),
        sd_observed=math.sqrt(variance),
        noise_sigma=noise,
        ci_low=min(low, sd),
        ci_high=max(high, sd),
        degrees_of_freedom=float(freedom),
        n=n,
        reason="; ".join(reasons),
    )


def _interval(variance: float, noise: float, freedom: float) -> tuple[float, float]:
    """95 % interval of a standard deviation of normal values, the noise taken out."""
    from scipy.special import chdtri  # costs a tenth of a second, so only where it is used

    quantiles = [float(chdtri(freedom, p)) for p in (1.0 - TWO_SIDED, TWO_SIDED)]
    low, high = (math.sqrt(max(freedom * variance / q - noise, 0.0)) for q in quantiles)
    return low, high


def _share(sd: float, mean: float) -> float:
    return 100.0 * sd / abs(mean) if mean != 0 else NAN


def _empty(mean: float, n: int, reason: str) -> Variability:
    return replace(NOTHING, mean=mean, n=n, reason=reason)


NOTHING = Variability(
    mean=NAN,
    sd=NAN,
    cv_percent=NAN,
    robust_sd=NAN,
    sd_observed=NAN,
    noise_sigma=NAN,
    ci_low=NAN,
    ci_high=NAN,
    degrees_of_freedom=0.0,
    n=0,
    reason="",
)
