"""Impacts of running at the shank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.signal import find_peaks

from .. import _check
from .._columns import Columns
from .._errors import ArgumentError
from ..filters import Butterworth
from ..imu import GRAVITY_MPS2

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LOW_PASS_HZ, LEAST_RATE_HZ = 60.0, 200.0
WITHIN_S = 0.075  # of initial contact
LOADING = (0.2, 0.8)  # shares of the rise that the slope is taken between
SHORTEST_STRIDE_S, LEAST_PROMINENCE_G = 0.45, 1.0
CLIPPED_SHARE, FEWEST_CLIPPED = 0.98, 3


@dataclass(frozen=True, kw_only=True)
class TibialImpacts(Columns):
    """One row per contact of the foot.

    Parameters
    ----------
    contact_s : array
        Initial contact, second from the first frame; where none were given, the start of the
        rise to the peak.
    time_s : array
        Of the peak.
    peak_g : array
        Peak axial acceleration; 1 at rest. NaN where frames are missing.
    loading_rate_g_per_s : array
        Slope between 20 and 80 % of the way from contact to peak.
    clipped : array of bool
        The sensor's range cut the peak off: it was higher.
    """

    contact_s: NDArray[np.float64]
    time_s: NDArray[np.float64]
    peak_g: NDArray[np.float64]
    loading_rate_g_per_s: NDArray[np.float64]
    clipped: NDArray[np.bool_]


def tibial_impacts(
    acceleration_mps2: ArrayLike,
    contact_s: ArrayLike | None = None,
    *,
    sampling_rate_hz: float,
    range_g: float | None = None,
) -> TibialImpacts:
    """Peak axial acceleration and loading rate of each contact.

    Parameters
    ----------
    acceleration_mps2 : array, shape (T,) or (T, 3)
        Specific force along the shank, positive upwards; or along three axes, of which the
        direction of the mean is taken. NaN is missing.
    contact_s : array, optional
        Initial contacts of this leg; None finds peaks that stand out by 1 g.
    sampling_rate_hz : float
        Frames per second, 200 or more: the peak lasts some hundredths of a second.
    range_g : float, optional
        Of the sensor, to tell clipped peaks; None takes the largest reading, where it is met
        three times in a row or more often.

    Returns
    -------
    TibialImpacts
        Sorted by time. The sum of `peak_g` over a kilometre is the usual cumulative load.

    Raises
    ------
    ArgumentError
        When the rate is below 200 frames per second, or shapes are wrong.

    References
    ----------
    Sheerin KR, Reid D, Besier TF (2019). The measurement of tibial acceleration in runners: a
    review of the factors that can affect tibial acceleration during running and evidence-based
    guidelines for its use. Gait Posture 67. doi:10.1016/j.gaitpost.2018.09.017

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time_s = np.arange(0, 7, 0.001)
    >>> knock = np.exp(-(((time_s % 0.7 - 0.3) / 0.012) ** 2))
    >>> along = 9.80665 * (1 + 7 * knock)
    >>> found = ff.parameters.tibial_impacts(along, sampling_rate_hz=1000.0)
    >>> len(found), round(float(found.peak_g[0]))
    (10, 8)
    """
    _check.between("sampling_rate_hz", sampling_rate_hz, LEAST_RATE_HZ, 1e5)
    if range_g is not None:
        _check.positive("range_g", range_g)
    x = np.asarray(_check.real_array("acceleration_mps2", acceleration_mps2), np.float64)
    if x.ndim not in (1, 2) or (x.ndim == 2 and x.shape[1] != 3):
        raise ArgumentError("acceleration_mps2", "shape (frames,) or (frames, 3)", x.shape)
    raw_g = x / GRAVITY_MPS2
    axial = raw_g if x.ndim == 1 else _along_mean(raw_g)
    smooth = Butterworth(sampling_rate_hz=sampling_rate_hz, cutoff_hz=LOW_PASS_HZ)(axial)
    cut = _clipped(raw_g if x.ndim == 2 else raw_g[:, None], range_g)
    if contact_s is None:
        starts = _found_starts(smooth, sampling_rate_hz)
    else:
        starts = np.sort(np.asarray(contact_s, dtype=np.float64).reshape(-1)) * sampling_rate_hz
    rows = [_impact(smooth, cut, start, sampling_rate_hz) for start in starts]
    table = np.array(rows, dtype=np.float64).reshape(-1, 5)
    return TibialImpacts(
        contact_s=table[:, 0],
        time_s=table[:, 1],
        peak_g=table[:, 2],
        loading_rate_g_per_s=table[:, 3],
        clipped=table[:, 4] == 1,
    )


def _along_mean(x: NDArray[np.float64]) -> NDArray[np.float64]:
    seen = x[np.isfinite(x).all(axis=1)]
    mean = seen.mean(axis=0) if len(seen) else np.zeros(3)
    return np.asarray(x @ (mean / max(float(np.linalg.norm(mean)), 1e-9)))


def _clipped(x: NDArray[np.float64], range_g: float | None) -> NDArray[np.bool_]:
    """Frames in which an axis is at the end of its range."""
    size = np.nan_to_num(np.abs(x))
    if range_g is not None:
        return np.asarray((size >= CLIPPED_SHARE * range_g).any(axis=1))
    if len(size) < FEWEST_CLIPPED:
        return np.zeros(len(x), dtype=bool)
    ends = size >= size.max(axis=0)
    flat = np.zeros(len(x), dtype=bool)
    for axis in ends.T:
        row = np.convolve(axis, np.ones(FEWEST_CLIPPED), mode="same") >= FEWEST_CLIPPED
        flat |= np.convolve(row, np.ones(FEWEST_CLIPPED), mode="same") > 0
    return np.asarray(flat & (size.max(axis=1) > 1 + LEAST_PROMINENCE_G))


def _found_starts(smooth: NDArray[np.float64], rate: float) -> NDArray[np.float64]:
    """Frames at which the rise to each outstanding peak starts."""
    known = np.nan_to_num(smooth, nan=1.0)
    peaks, _ = find_peaks(
        known, distance=round(SHORTEST_STRIDE_S * rate), prominence=LEAST_PROMINENCE_G
    )
    reach = round(WITHIN_S * rate)
    first = np.maximum(peaks - reach, 0)
    lowest = [int(known[a:b].argmin()) for a, b in zip(first, peaks, strict=True)]
    return first + np.array(lowest, dtype=np.float64)


def _impact(
    smooth: NDArray[np.float64], cut: NDArray[np.bool_], start: float, rate: float
) -> tuple[float, ...]:
    first = round(start)
    part = smooth[max(first, 0) : first + round(WITHIN_S * rate) + 1]
    if first < 0 or len(part) < WITHIN_S * rate or not np.isfinite(part).all():
        return start / rate, np.nan, np.nan, np.nan, 0.0
    peak = int(part.argmax())
    low, high = (part[0] + share * (part[peak] - part[0]) for share in LOADING)
    rise = part[: peak + 1]
    slope = np.nan
    if peak > 0:
        # The last crossings before the peak, between frames.
        a, b = (_last_rise(rise, level) for level in (low, high))
        slope = (high - low) * rate / (b - a) if b > a else np.nan
    clipped = bool(cut[first : first + len(part)].any())
    return start / rate, (first + peak) / rate, float(part[peak]), float(slope), float(clipped)


def _last_rise(x: NDArray[np.float64], level: float) -> float:
    below = int(np.flatnonzero(x <= level)[-1]) if (x <= level).any() else 0
    if below + 1 >= len(x):
        return float(below)
    return below + float((level - x[below]) / (x[below + 1] - x[below]))
