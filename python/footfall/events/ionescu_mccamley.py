"""Initial contacts as the lowest points of the smoothed vertical velocity of the trunk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import integrate

from .._extremes import lowest, refined
from .._gait_band import RATE_HZ, at_rate, convolved, gait_band, low_pass, mexican_hat
from .._trunk_detector import TrunkDetector

if TYPE_CHECKING:
    from numpy.typing import NDArray

HAT_HZ = 4 / 3


@dataclass(frozen=True, kw_only=True)
class IonescuMcCamley(TrunkDetector):
    """Initial contacts where the smoothed vertical velocity of the trunk is lowest.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second, from 10.

    Raises
    ------
    ArgumentError
        When the rate is below 10 frames per second.

    Notes
    -----
    Needs the vertical axis of the trunk. Between each fall of the filtered velocity through zero
    and its next rise the lowest place counts, refined by a parabola.

    References
    ----------
    McCamley J, Donati M, Grimpampi E, Mazza C (2012). An enhanced estimate of initial contact and
    final contact instants of time using lower trunk inertial sensor data. Gait Posture 36.
    doi:10.1016/j.gaitpost.2012.02.019. Filters: Paraschiv-Ionescu A, Newman CJ, Carcreff L,
    Gerber CN, Armand S, Aminian K (2019). doi:10.1186/s12984-019-0494-z

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time_s = np.arange(0, 10, 0.01)
    >>> up = 9.81 + 2.5 * np.cos(2 * np.pi * 1.8 * time_s)
    >>> found = ff.events.IonescuMcCamley(sampling_rate_hz=100.0)(np.outer(up, [1.0, 0.0, 0.0]))
    >>> bool(np.allclose(np.diff(found.time_s[2:-2]), 1 / 1.8, atol=0.002))
    True
    """

    def _found_s(self, acceleration: NDArray[np.float64]) -> NDArray[np.float64]:
        wave = gait_band(at_rate(acceleration[:, 0], self.sampling_rate_hz), low_pass())
        velocity = integrate.cumulative_trapezoid(wave, dx=1 / RATE_HZ, initial=0)
        smooth = convolved(velocity, mexican_hat(HAT_HZ))
        return lowest_places(smooth - smooth.mean()) / RATE_HZ


def lowest_places(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places of the least value between each fall through zero and the rise that follows."""
    below = np.diff((x < 0).astype(np.int8), prepend=0, append=0)
    first, last = np.flatnonzero(below == 1), np.flatnonzero(below == -1)
    whole = (first > 0) & (last < len(x))
    first, last = first[whole], last[whole]
    return refined(x, lowest(x, first, last))
