"""How far steps and strides repeat themselves in a signal of the trunk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ._estimate import NAN
from .harmonics import DIRECTIONS

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

SEARCH = 0.25  # around the expected lag, as a share of it
LEAST_STRIDES = 3.0  # that a signal must be long
GSI_HZ = 10.0


@dataclass(frozen=True, kw_only=True)
class Regularity:
    """Autocorrelation of a signal at a step and a stride.

    Parameters
    ----------
    step, stride : float
        1 where the next step, or stride, is the same; that of steps is negative for sideways
        signals.
    step_s, stride_s : float
        The lags.
    ratio, difference, symmetry_percent : float
        |step| / stride; |step| - stride; and 100 (1 - 2 |difference| / (|step| + stride)), which
        does not depend on the order.
    reason : str
        Why they are NaN; empty otherwise.
    """

    step: float
    stride: float
    step_s: float
    stride_s: float
    ratio: float
    difference: float
    symmetry_percent: float
    reason: str = ""


def regularity(
    signal: ArrayLike,
    *,
    sampling_rate_hz: float,
    step_duration_s: float,
    direction: str = "vertical",
) -> Regularity:
    """Regularity of steps and strides.

    Parameters
    ----------
    signal : array, shape (T,)
        Acceleration of the trunk in one direction while walking; without missing samples.
    sampling_rate_hz : float
        Frames per second.
    step_duration_s : float
        About how long a step takes: peaks are looked for within a quarter of it.
    direction : {"vertical", "anteroposterior", "mediolateral"}
        Sideways the trunk moves once per stride, and steps are where it is most unlike.

    Returns
    -------
    Regularity
        NaN with a reason where samples are missing, or there are fewer than three strides.

    Raises
    ------
    ArgumentError
        When a value is out of range or the signal has more than one axis.

    References
    ----------
    Moe-Nilssen R, Helbostad JL (2004). Estimation of gait cycle characteristics by trunk
    accelerometry. J Biomech 37. doi:10.1016/S0021-9290(03)00233-1

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> t = np.arange(0, 20, 0.01)
    >>> limp = np.cos(4 * np.pi * t) + 0.5 * np.cos(2 * np.pi * t)
    >>> found = ff.metrics.regularity(limp, sampling_rate_hz=100.0, step_duration_s=0.5)
    >>> round(found.step, 2), round(found.stride, 2)
    (0.6, 1.0)
    """
    _check.one_of("direction", direction, DIRECTIONS)
    _check.positive("step_duration_s", step_duration_s)
    x, lag = _checked(signal, sampling_rate_hz), step_duration_s * sampling_rate_hz
    reason = _reason(x, 2 * lag)
    if reason:
        nan = dict.fromkeys(
            ("step", "stride", "step_s", "stride_s", "ratio", "difference", "symmetry_percent"), NAN
        )
        return Regularity(**nan, reason=reason)
    r = _autocorrelation(x, unbiased=True)
    stride_lag = _peak(r, 2 * lag, SEARCH / 2)
    step_lag = _peak(-r if direction == DIRECTIONS[2] else r, lag, SEARCH)
    step, stride = float(r[step_lag]), float(r[stride_lag])
    both = abs(step) + stride
    difference = abs(step) - stride
    return Regularity(
        step=step,
        stride=stride,
        step_s=step_lag / sampling_rate_hz,
        stride_s=stride_lag / sampling_rate_hz,
        ratio=abs(step) / stride if stride > 0 else NAN,
        difference=difference,
        symmetry_percent=100 * (1 - 2 * abs(difference) / both) if both > 0 else NAN,
    )


def gait_symmetry_index(
    acceleration: ArrayLike, *, sampling_rate_hz: float, stride_duration_s: float
) -> float:
    """Gait symmetry index: how alike steps are in all three directions together.

    Parameters
    ----------
    acceleration : array, shape (T, 3)
        Of the trunk while walking, without missing samples, in any orthogonal axes.
    sampling_rate_hz : float
        Frames per second.
    stride_duration_s : float
        About how long a stride takes.

    Returns
    -------
    float
        From 0 to about 1, where all steps are the same; NaN where samples are missing or there
        are fewer than three strides.

    Raises
    ------
    ArgumentError
        When a value is out of range or there are not three axes.

    Notes
    -----
    The square root of the sum of what the biased autocorrelations of the three axes, low-passed
    at 10 Hz, have above 0 half a stride away, over the root of 3.

    References
    ----------
    Zhang W, Smuck M, Legault C, Ith MA, Muaremi A, Aminian K (2018). Gait symmetry assessment
    with a low back 3D accelerometer in post-stroke patients. Sensors 18. doi:10.3390/s18103322

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> t = np.arange(0, 40, 0.01)[:, None]
    >>> even = np.cos(4 * np.pi * t + np.array([0.0, 1.0, 2.0]))
    >>> index = ff.metrics.gait_symmetry_index
    >>> round(index(even, sampling_rate_hz=100.0, stride_duration_s=1.0), 1)
    1.0
    """
    from scipy import signal as filters  # slow to import: only where it is used

    _check.positive("stride_duration_s", stride_duration_s)
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    x = np.asarray(_check.real_array("acceleration", acceleration), dtype=np.float64)
    if x.ndim != 2 or x.shape[1] != 3:
        raise ArgumentError("acceleration", "shape (frames, 3)", x.shape)
    lag = stride_duration_s * sampling_rate_hz
    if any(_reason(axis, lag) for axis in x.T):
        return NAN
    if sampling_rate_hz > 2.5 * GSI_HZ:
        sections = filters.butter(4, GSI_HZ, fs=sampling_rate_hz, output="sos")
        x = filters.sosfiltfilt(sections, x, axis=0)
    r = np.stack([_autocorrelation(axis, unbiased=False) for axis in x.T])
    together = np.sqrt(np.maximum(r, 0).sum(axis=0))
    stride = _peak(together, lag, SEARCH)
    return float(together[round(stride / 2)] / np.sqrt(3))


def _checked(signal: ArrayLike, sampling_rate_hz: float) -> NDArray[np.float64]:
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    x = np.asarray(_check.real_array("signal", signal), dtype=np.float64)
    if x.ndim != 1:
        raise ArgumentError("signal", "shape (frames,)", x.shape)
    return x


def _reason(x: NDArray[np.float64], stride_frames: float) -> str:
    if not np.isfinite(x).all():
        return "samples are missing"
    if len(x) < LEAST_STRIDES * stride_frames:
        return f"{len(x) / stride_frames:.1f} strides, {LEAST_STRIDES:g} needed"
    return "the signal does not change" if np.ptp(x) == 0 else ""


def _autocorrelation(x: NDArray[np.float64], *, unbiased: bool) -> NDArray[np.float64]:
    n = len(x)
    level = x - x.mean()
    size = 1 << (2 * n - 1).bit_length()
    power = np.abs(np.fft.rfft(level, size)) ** 2
    r = np.fft.irfft(power, size)[:n]
    if unbiased:
        r = r / (n - np.arange(n)) * n
    return np.asarray(r / r[0])


def _peak(r: NDArray[np.float64], lag: float, share: float) -> int:
    """Highest place near a lag."""
    first, last = int(np.ceil(lag * (1 - share))), int(lag * (1 + share)) + 1
    return first + int(r[first:last].argmax())
