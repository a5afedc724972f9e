"""Step length from how far the trunk rises and falls: an inverted pendulum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import integrate

from ._spans import reduced
from .filters import Butterworth

if TYPE_CHECKING:
    from numpy.typing import NDArray

SENSOR_HEIGHT_SHARE = 0.53  # of the body's height: the lower back
CORRECTION = 1.147  # 4.587 / 4, of healthy adults: Soltani et al. (2021)
HEIGHT_SIGMA_SHARE = 0.15  # by which single people's step lengths are off


def step_lengths(
    upward: NDArray[np.float64],
    contact_s: NDArray[np.float64],
    sampling_rate_hz: float,
    sensor_height_m: float,
    correction: float = CORRECTION,
) -> NDArray[np.float64]:
    """Length of each step between successive contacts, metre.

    `upward` is the vertical acceleration without missing samples, m/s². Zijlstra W, Hof AL (2003),
    doi:10.1016/S0966-6362(02)00190-X.
    """
    frames = np.rint(contact_s * sampling_rate_hz).astype(np.int64)
    rise = rises(height(upward, sampling_rate_hz), frames[:-1], frames[1:])
    return correction * 2 * np.sqrt(np.abs(2 * sensor_height_m * rise - rise**2))


def rises(
    x: NDArray[np.float64], first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Range of a signal over spans of frames; NaN for those of less than two."""
    result = np.full(len(first), np.nan)
    known = last - first > 1
    spans = np.stack([first, last], axis=1)[known]
    result[known] = reduced(np.maximum, x, spans) - reduced(np.minimum, x, spans)
    return result


def height(upward: NDArray[np.float64], sampling_rate_hz: float) -> NDArray[np.float64]:
    """How high the trunk is, about its mean over seconds, metre."""
    steady = Butterworth(
        sampling_rate_hz=sampling_rate_hz, cutoff_hz=0.1, kind="high", correct=False
    )
    swing = Butterworth(
        sampling_rate_hz=sampling_rate_hz, cutoff_hz=1.0, kind="high", correct=False
    )
    dx = 1 / sampling_rate_hz
    velocity = integrate.cumulative_trapezoid(steady(upward), dx=dx, initial=0)
    return np.asarray(integrate.cumulative_trapezoid(swing(velocity), dx=dx, initial=0))
