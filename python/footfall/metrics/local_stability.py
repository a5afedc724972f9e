"""How fast small differences grow from stride to stride: local dynamic stability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ._estimate import NAN, Estimate
from ._series import Group, estimates

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from ..batch import Batch

STRIDE_POINTS = 100
SHORT_STRIDES, LONG_STRIDES = (0.0, 0.5), (4.0, 10.0)
FEWEST_STRIDES = 12  # so that a neighbour can be followed for ten


def divergence_curve(
    values: ArrayLike | Batch, *, dimension: int, delay: int, apart: int, horizon: int
) -> Any:
    """Mean logarithm of the distance between neighbours in state space, as time goes by.

    Parameters
    ----------
    values : array, shape (T,) or (N, T), or Batch
        A series or many.
    dimension, delay : int
        A state is `dimension` samples, `delay` apart.
    apart : int
        Neighbours lie more than so many samples apart: about a cycle.
    horizon : int
        How many samples neighbours are followed.

    Returns
    -------
    array, shape (horizon + 1,), or a tuple of one for each series
        NaN where the series is too short, constant or has missing samples.

    Raises
    ------
    ArgumentError
        When a parameter is out of range.

    References
    ----------
    Rosenstein MT, Collins JJ, De Luca CJ (1993). A practical method for calculating largest
    Lyapunov exponents from small data sets. Physica D 65. doi:10.1016/0167-2789(93)90009-P

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> x = [0.3]
    >>> for _ in range(999):
    ...     x.append(4 * x[-1] * (1 - x[-1]))
    >>> curve = ff.metrics.divergence_curve(x, dimension=1, delay=1, apart=1, horizon=5)
    >>> float(np.polyfit(np.arange(6), curve, 1)[0].round(1))  # ln 2
    0.7
    """
    for name, value, least in (
        *(("dimension", dimension, 1), ("delay", delay, 1)),
        *(("apart", apart, 0), ("horizon", horizon, 0)),
    ):
        if not isinstance(value, (int, np.integer)) or value < least:
            raise ArgumentError(name, f"a whole number >= {least}", value)

    def measure(group: Group) -> NDArray[np.float64]:
        curves = group.measure("divergence", (dimension, delay, apart, horizon), horizon + 1)
        curves[[bool(reason) for reason in group.reasons]] = np.nan
        return np.asarray(curves)

    return estimates(values, 2, measure)


def lyapunov_exponent(
    values: ArrayLike | Batch,
    *,
    dimension: int,
    delay: int,
    apart: int,
    fit: tuple[float, float],
    sampling_rate_hz: float = 1.0,
) -> Any:
    """Largest Lyapunov exponent: slope of the divergence curve.

    Parameters
    ----------
    values : array, shape (T,) or (N, T), or Batch
        A series or many.
    dimension, delay, apart : int
        As for `divergence_curve`.
    fit : (float, float)
        From when to when the slope is taken, in seconds (samples at the default rate).
    sampling_rate_hz : float
        Samples per second.

    Returns
    -------
    Estimate, or a tuple of one for each series
        1/s. NaN with a reason where the series is too short, constant or has missing samples.

    Raises
    ------
    ArgumentError
        When a parameter is out of range.

    References
    ----------
    Rosenstein MT, Collins JJ, De Luca CJ (1993). A practical method for calculating largest
    Lyapunov exponents from small data sets. Physica D 65. doi:10.1016/0167-2789(93)90009-P

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> wave = np.sin(np.arange(2000) / 8)  # neighbours stay where they are
    >>> how = dict(dimension=5, delay=12, apart=50, fit=(0, 20))
    >>> abs(ff.metrics.lyapunov_exponent(wave, **how).value) < 0.01
    True
    """
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    first, last = (round(time * sampling_rate_hz) for time in fit)
    if not 0 <= first < last:
        raise ArgumentError("fit", "two times >= 0 that increase, a sample apart or more", fit)
    curves = divergence_curve(values, dimension=dimension, delay=delay, apart=apart, horizon=last)
    found = [
        _slope(curve, first, last, sampling_rate_hz)
        for curve in (curves if isinstance(curves, tuple) else [curves])
    ]
    return tuple(found) if isinstance(curves, tuple) else found[0]


def _slope(curve: NDArray[np.float64], first: int, last: int, rate: float) -> Estimate:
    y = curve[first : last + 1]
    if not np.isfinite(y).all():
        return Estimate(value=NAN, reason="too short, constant, or samples are missing")
    x = (np.arange(first, last + 1) - (first + last) / 2) / rate
    return Estimate(value=float(x @ y / (x @ x)), n=len(y))


@dataclass(frozen=True, kw_only=True)
class LocalStability:
    """Divergence exponents of gait, 1/stride: larger is less stable.

    Parameters
    ----------
    short, long : Estimate
        Over the first half stride, and from the fourth to the tenth.
    n_strides : int
        Strides that the series was made of; values of other numbers of strides differ.
    curve : array, shape (1001,)
        Mean logarithm of the distance, in hundredths of a stride.
    """

    short: Estimate
    long: Estimate
    n_strides: int
    curve: NDArray[np.float64]


def local_stability(
    signal: ArrayLike,
    stride_start_s: ArrayLike,
    *,
    sampling_rate_hz: float,
    n_strides: int = 30,
    dimension: int = 5,
    delay_strides: float = 0.1,
) -> LocalStability:
    """Local dynamic stability of walking, from a signal of the trunk.

    Parameters
    ----------
    signal : array, shape (T,)
        Acceleration or rate of turn of the trunk in one direction.
    stride_start_s : array, shape (n + 1,)
        When successive strides start; the last one ends the last stride.
    sampling_rate_hz : float
        Frames per second.
    n_strides : int
        So many strides from the first are used: 30, or 150 where there are.
    dimension : int
        Of the states.
    delay_strides : float
        Between the samples of a state, in strides.

    Returns
    -------
    LocalStability
        NaN with a reason where there are fewer strides or samples are missing.

    Raises
    ------
    ArgumentError
        When times do not increase, or a parameter is out of range.

    References
    ----------
    Bruijn SM, Meijer OG, Beek PJ, van Dieën JH (2013). Assessing the stability of human
    locomotion: a review of current measures. J R Soc Interface 10. doi:10.1098/rsif.2012.0999.
    Dingwell JB, Cusumano JP (2000). Nonlinear time series analysis of normal and pathological
    human walking. Chaos 10. doi:10.1063/1.1324008

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> t = np.arange(0, 40, 0.01)
    >>> noise = np.random.default_rng(0).normal(size=t.size)
    >>> up = np.cos(2 * np.pi * t) + np.cos(4 * np.pi * t) + 0.05 * noise
    >>> found = ff.metrics.local_stability(up, np.arange(36.0), sampling_rate_hz=100.0)
    >>> found.short.value > 0.2
    True
    """
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    _check.share("delay_strides", delay_strides)
    if not isinstance(n_strides, (int, np.integer)) or n_strides < FEWEST_STRIDES:
        raise ArgumentError("n_strides", f"a whole number >= {FEWEST_STRIDES}", n_strides)
    values = np.asarray(_check.real_array("signal", signal), dtype=np.float64)
    if values.ndim != 1:
        raise ArgumentError("signal", "shape (frames,)", values.shape)
    starts = np.asarray(_check.real_array("stride_start_s", stride_start_s), dtype=np.float64)
    _check.increasing("stride_start_s", starts)
    horizon = round(LONG_STRIDES[1] * STRIDE_POINTS)
    series = _resampled(values, starts[: n_strides + 1] * sampling_rate_hz, n_strides)
    if series is None:
        reason = f"{max(len(starts) - 1, 0)} strides inside the signal, {n_strides} wanted"
        none = Estimate(value=NAN, reason=reason)
        return LocalStability(
            short=none, long=none, n_strides=0, curve=np.full(horizon + 1, np.nan)
        )
    curve = divergence_curve(
        series,
        dimension=dimension,
        delay=max(1, round(delay_strides * STRIDE_POINTS)),
        apart=STRIDE_POINTS,
        horizon=horizon,
    )
    short, long = (
        _slope(curve, round(a * STRIDE_POINTS), round(b * STRIDE_POINTS), STRIDE_POINTS)
        for a, b in (SHORT_STRIDES, LONG_STRIDES)
    )
    return LocalStability(short=short, long=long, n_strides=n_strides, curve=curve)


def _resampled(values: Any, frames: NDArray[np.float64], n_strides: int) -> Any:
    """All strides together at so many points per stride; None where there are too few."""
    if len(frames) < n_strides + 1 or frames[0] < 0 or frames[-1] > len(values) - 1:
        return None
    places = np.linspace(frames[0], frames[-1], n_strides * STRIDE_POINTS, endpoint=False)
    return np.interp(places, np.arange(len(values)), values)
