"""What walking leaves in a signal of the trunk between 0.2 and 3 Hz, at 40 frames per second.

Paraschiv-Ionescu A, Newman CJ, Carcreff L, Gerber CN, Armand S, Aminian K (2019),
doi:10.1186/s12984-019-0494-z. All that is convolved is symmetric and joined to one kernel, so
events come without delay.
"""

from __future__ import annotations

from functools import cache, reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import fft, signal

from ._config import chosen_threads
from ._resampling import Resample, rational_ratio

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE_HZ = 40.0
POLE = 0.9748  # of what removes drift, -3 dB at 0.16 Hz
PADDED_FRAMES = 408
N_TAPS, PASSED_HZ, STOPPED_HZ, STOP_WEIGHT = 102, 3.0, 3.95, 60.0


def at_rate(x: NDArray[Any], sampling_rate_hz: float) -> NDArray[np.float64]:
    """Bring a signal without missing samples to 40 frames per second."""
    return np.asarray(_to_rate(float(sampling_rate_hz))(x), np.float64)


@cache
def _to_rate(sampling_rate_hz: float) -> Resample:
    up, down = rational_ratio(sampling_rate_hz, RATE_HZ, tolerance=1e-4)
    return Resample(up=up, down=down)


@cache
def low_pass() -> NDArray[np.float64]:
    """Give the low-pass at 3 Hz, forward and backward, as one kernel."""
    taps = signal.remez(
        N_TAPS, [0, PASSED_HZ, STOPPED_HZ, RATE_HZ / 2], [1, 0], weight=[1, STOP_WEIGHT], fs=RATE_HZ
    )
    return np.convolve(taps, taps[::-1])


@cache
def mexican_hat(frequency_hz: float) -> NDArray[np.float64]:
    """Give a kernel whose response to a bump peaks at the bump's centre."""
    scale = 0.3 * RATE_HZ / frequency_hz
    reach = int(5 * scale)
    t = np.arange(-reach, reach + 1) / scale
    height = 2 * (2 / np.pi) ** 0.25 / np.sqrt(3 * scale)
    return np.asarray(height * (1 - 2 * t**2) * np.exp(-(t**2)))


@cache
def polynomial(window: int, order: int) -> NDArray[np.float64]:
    """Give the kernel of a Savitzky-Golay filter."""
    return np.asarray(signal.savgol_coeffs(window, order))


@cache
def gaussian(sigma_frames: float) -> NDArray[np.float64]:
    """Give a Gaussian kernel that sums to 1."""
    reach = int(4 * sigma_frames + 0.5)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma_frames) ** 2)
    return np.asarray(weights / weights.sum())


def joined(*kernels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Join kernels that are applied one after another."""
    return reduce(np.convolve, kernels)


def without_drift(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Remove what changes slower than gait, forward and backward."""
    forward = signal.lfilter([1.0, -1.0], [1.0, -POLE], x - x[0])
    backward = signal.lfilter([1.0, -1.0], [1.0, -POLE], forward[::-1])
    return np.asarray(backward[::-1])


def convolved(x: NDArray[np.float64], kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    """Apply an odd kernel; the signal is continued as if it began anew at its ends."""
    reach = len(kernel) // 2
    with fft.set_workers(chosen_threads()):
        return np.asarray(signal.oaconvolve(np.pad(x, reach, mode="wrap"), kernel, mode="valid"))


def gait_band(x: NDArray[np.float64], kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    """Remove drift and apply a kernel; the signal is at 40 frames per second."""
    if len(x) == 0:
        return x
    padded = np.pad(x, PADDED_FRAMES, mode="wrap")
    return convolved(without_drift(padded), kernel)[PADDED_FRAMES:-PADDED_FRAMES]


def rises(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places between frames where a signal rises through zero, which counts as above."""
    above = x >= 0
    before = np.flatnonzero(~above[:-1] & above[1:])
    return np.asarray(before + x[before] / (x[before] - x[before + 1]))
