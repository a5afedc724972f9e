"""Even time steps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError
from .._resampling import Resample

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

METHODS = ("linear", "pchip")
STAMPS = ("strict", "repair")
NOT_LOWER = 1.05  # a rate that is this much below is the same one with jitter


def resample(
    x: ArrayLike,
    time_s: ArrayLike,
    sampling_rate_hz: float,
    *,
    max_gap_s: float = 0.1,
    method: str = "linear",
    stamps: str = "strict",
    low_pass: bool = True,
) -> tuple[NDArray[Any], float]:
    """Bring samples with irregular time stamps onto even time steps.

    Parameters
    ----------
    x : array, shape (T, …)
        Signals; NaN is missing.
    time_s : array, shape (T,)
        Time stamps in seconds, rising.
    sampling_rate_hz : float
        Frames per second of the result.
    max_gap_s : float
        Between stamps farther apart than this the result is NaN.
    method : {"linear", "pchip"}
        Straight lines, or curves that are monotone where the samples are.
    stamps : {"strict", "repair"}
        What happens where stamps do not rise: an error, or samples are sorted by time and
        those of one time become their mean (of the numbers among them).
    low_pass : bool
        When the rate goes down by more than 5 %, remove what is above half the new rate.

    Returns
    -------
    values : array, shape (T', …)
        From the first to the last time stamp; dtype of x. What lies between a sample and a
        missing one is missing.
    start_time_s : float
        Time of the first frame of the result.

    Raises
    ------
    ArgumentError
        When stamps are not finite, do not rise, or do not fit the signals.

    Notes
    -----
    `pchip` gives the numbers of `scipy.interpolate.PchipInterpolator` where nothing is
    missing; next to a missing sample a curve ends as it does at the end of the signal.

    For the low-pass, the samples are first brought to the least multiple of the new rate
    that is not below the median rate of the stamps, and this is divided by
    `filters.Resample`, with its rule for missing samples: a gap shorter than half of the
    filter's main lobe may close, and frames beside a gap lean on one side.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> ff.gaps.resample(np.array([0.0, 1.0, 3.0]), np.array([0.0, 0.1, 0.3]), 10.0, max_gap_s=0.3)
    (array([0., 1., 2., 3.]), 0.0)
    """
    values = _check.real_array("x", x)
    times = np.asarray(time_s, dtype=np.float64)
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    _check.one_of("method", method, METHODS)
    _check.one_of("stamps", stamps, STAMPS)
    if times.shape != values.shape[:1]:
        raise ArgumentError("time_s", f"shape {values.shape[:1]}", times.shape)
    if not np.isfinite(times).all():
        wrong = int(np.flatnonzero(~np.isfinite(times))[0])
        raise ArgumentError("time_s", "finite, rising time stamps", f"{times[wrong]} at {wrong}")
    if np.any(np.diff(times) <= 0):
        if stamps == "strict":
            wrong = int(np.flatnonzero(np.diff(times) <= 0)[0])
            raise ArgumentError(
                "time_s",
                "finite, rising time stamps (or stamps='repair')",
                f"{times[wrong + 1]} after {times[wrong]} at {wrong + 1}",
            )
        values, times = _repaired(values, times)
    if len(times) < 2:
        return values.copy(), float(times[0]) if len(times) else 0.0
    usual_rate = 1 / float(np.median(np.diff(times)))
    finer = 1
    if low_pass and usual_rate > NOT_LOWER * sampling_rate_hz:
        finer = math.ceil(usual_rate / sampling_rate_hz - 1e-6)
    flat = values.reshape(len(values), math.prod(values.shape[1:]))
    result = _interpolated(flat, times, finer * sampling_rate_hz, max_gap_s, method)
    if finer > 1:
        result = Resample(up=1, down=finer)(result)
    return result.reshape(len(result), *values.shape[1:]), float(times[0])


def _repaired(
    values: NDArray[Any], times: NDArray[np.float64]
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Sort by time; samples of one time become their mean."""
    order = np.argsort(times, kind="stable")
    times, values = times[order], values[order]
    first = np.flatnonzero(np.concatenate([[True], np.diff(times) > 0]))
    numbers = np.add.reduceat((~np.isnan(values)).astype(np.float64), first)
    sums = np.add.reduceat(np.where(np.isnan(values), 0, values), first)
    means = np.divide(sums, numbers, out=np.full(sums.shape, np.nan), where=numbers > 0)
    return means.astype(values.dtype, copy=False), times[first]


def _interpolated(
    x: NDArray[Any], times: NDArray[np.float64], rate_hz: float, max_gap_s: float, method: str
) -> NDArray[Any]:
    """Values of (T, channels) at even times."""
    n = math.floor((times[-1] - times[0]) * rate_hz + 1e-6) + 1
    wanted = times[0] + np.arange(n) / rate_hz
    after = np.clip(np.searchsorted(times, wanted, side="left"), 1, len(times) - 1)
    step = times[after] - times[after - 1]
    weight = np.clip((wanted - times[after - 1]) / step, 0.0, 1.0)
    left, right, w = x[after - 1], x[after], weight[:, None]
    if method == "linear":
        between = left + w * (right - left)
    else:
        slopes = _slopes(x.astype(np.float64, copy=False), np.diff(times)[:, None])
        rise, length = right - left, step[:, None]
        at_left, at_right = slopes[0][after - 1] * length, slopes[1][after - 1] * length
        square = 3 * rise - 2 * at_left - at_right
        between = left + w * (at_left + w * (square + w * (at_left + at_right - 2 * rise)))
    result = np.where(w == 0, left, np.where(w == 1, right, between))
    result[(step > max_gap_s * (1 + 1e-9)) & (weight > 0) & (weight < 1)] = np.nan
    return np.asarray(result, dtype=x.dtype)


def _slopes(
    x: NDArray[np.float64], step: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Slopes at the left and right end of each step, after Fritsch and Butland.

    A step beside a missing sample has no slope: to its neighbour the signal ends there.
    """
    slope = np.diff(x, axis=0) / step
    none = np.full((1, x.shape[1]), np.nan)
    before, after = np.concatenate([none, slope[:-1]]), np.concatenate([slope[1:], none])
    edge = np.ones((1, 1))
    step_before, step_after = np.concatenate([edge, step[:-1]]), np.concatenate([step[1:], edge])
    with np.errstate(divide="ignore", invalid="ignore"):
        at_left = _between(step_before, step, before, slope)
        at_right = _between(step, step_after, slope, after)
        alone = np.isnan(before) & np.isnan(after)
        left_end = np.where(alone, slope, _at_end(step, step_after, slope, after))
        right_end = np.where(alone, slope, _at_end(step, step_before, slope, before))
    return (
        np.where(np.isnan(before), left_end, at_left),
        np.where(np.isnan(after), right_end, at_right),
    )


def _between(step_0: Any, step_1: Any, slope_0: Any, slope_1: Any) -> NDArray[np.float64]:
    weight_0, weight_1 = 2 * step_1 + step_0, step_1 + 2 * step_0
    mean = (weight_0 + weight_1) / (weight_0 / slope_0 + weight_1 / slope_1)
    return np.where(np.sign(slope_0) * np.sign(slope_1) > 0, mean, 0.0)


def _at_end(step_0: Any, step_1: Any, slope_0: Any, slope_1: Any) -> NDArray[np.float64]:
    slope = ((2 * step_0 + step_1) * slope_0 - step_0 * slope_1) / (step_0 + step_1)
    turns = np.sign(slope_0) != np.sign(slope_1)
    steep = turns & (np.abs(slope) > 3 * np.abs(slope_0))
    return np.where(np.sign(slope) != np.sign(slope_0), 0.0, np.where(steep, 3 * slope_0, slope))
