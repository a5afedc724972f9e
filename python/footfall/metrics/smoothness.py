"""How smooth a movement is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from ._estimate import NAN, Estimate, unit_names

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEAST_FRAMES = 8
PADDING = 4  # doublings of the frames: the arc is read off a fine grid of frequencies


def spectral_arc_length(
    speed: ArrayLike,
    *,
    sampling_rate_hz: float,
    cutoff_hz: float = 10.0,
    amplitude_threshold: float = 0.05,
) -> Estimate:
    """Spectral arc length (SPARC) of a speed profile.

    Parameters
    ----------
    speed : array, shape (T,)
        Speed, or angular speed, of one movement, in any unit.
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float
        No higher frequencies count.
    amplitude_threshold : float
        Nor those above the last whose amplitude reaches this share of the largest.

    Returns
    -------
    Estimate
        Below 0, nearer to 0 is smoother; a single smooth stroke has about -1.6. NaN with a
        reason where frames are missing or few, or nothing moves.

    References
    ----------
    Balasubramanian S, Melendez-Calderon A, Roby-Brami A, Burdet E (2015). On the analysis of
    movement smoothness. J NeuroEng Rehabil 12. doi:10.1186/s12984-015-0090-9.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> t = np.linspace(0, 1, 101)
    >>> stroke = t**2 * (1 - t) ** 2
    >>> ff.metrics.spectral_arc_length(stroke, sampling_rate_hz=100.0).value > -1.7
    True
    """
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    _check.positive("cutoff_hz", cutoff_hz)
    _check.share("amplitude_threshold", amplitude_threshold)
    values, reason = _whole(speed)
    if reason:
        return Estimate(value=NAN, n=len(values), reason=reason)
    n = 2 ** (math.ceil(math.log2(len(values))) + PADDING)
    amplitude = np.abs(np.fft.rfft(values, n))
    amplitude /= amplitude.max()
    frequency = np.arange(len(amplitude)) * sampling_rate_hz / n
    amplitude = amplitude[frequency <= cutoff_hz]
    last = int(np.flatnonzero(amplitude >= amplitude_threshold)[-1])
    if last == 0:
        return Estimate(value=NAN, n=len(values), reason="the speed does not change")
    steps = np.diff(amplitude[: last + 1])
    return Estimate(value=-float(np.sum(np.hypot(1.0 / last, steps))), n=len(values))


def log_dimensionless_jerk(speed: ArrayLike, *, sampling_rate_hz: float) -> Estimate:
    """Logarithm of the dimensionless jerk of a speed profile.

    Parameters
    ----------
    speed : array, shape (T,)
        Speed of one movement, in any unit, smoothed: its second derivative is taken.
    sampling_rate_hz : float
        Frames per second.

    Returns
    -------
    Estimate
        Nearer to 0 is smoother; the smoothest stroke from rest to rest has -5.32. NaN with a
        reason where frames are missing or few, or nothing moves.

    References
    ----------
    Balasubramanian S et al. (2015). doi:10.1186/s12984-015-0090-9.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> t = np.linspace(0, 1, 1001)
    >>> stroke = t**2 * (1 - t) ** 2
    >>> round(ff.metrics.log_dimensionless_jerk(stroke, sampling_rate_hz=1000.0).value, 2)
    -5.32
    """
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    values, reason = _whole(speed)
    if reason:
        return Estimate(value=NAN, n=len(values), reason=reason)
    peak, duration = float(np.abs(values).max()), (len(values) - 1) / sampling_rate_hz
    jerk = np.diff(values, 2) * sampling_rate_hz**2
    # Of the interior frames, stretched to the whole: the ends have no second difference.
    total = float(np.mean(jerk**2)) * duration
    if total == 0:
        return Estimate(value=NAN, n=len(values), reason="the speed does not change")
    return Estimate(value=-math.log(duration**3 / peak**2 * total), n=len(values))


def _whole(speed: ArrayLike) -> tuple[NDArray[np.float64], str]:
    """Give the frames, and why they cannot be judged."""
    values = np.asarray(_check.real_array("speed", speed), dtype=np.float64).reshape(-1)
    if len(values) < LEAST_FRAMES:
        return values, f"{unit_names(len(values), 'frame')}, {LEAST_FRAMES} needed"
    if not np.isfinite(values).all():
        return values, "frames are missing"
    return values, "" if np.abs(values).max() > 0 else "nothing moves"
