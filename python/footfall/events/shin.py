"""Steps as the rises of the filtered norm of the trunk's acceleration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from .._gait_band import (
    RATE_HZ,
    at_rate,
    gait_band,
    gaussian,
    joined,
    low_pass,
    mexican_hat,
    polynomial,
    rises,
)
from .._sensor_arrays import sizes
from .._trunk_detector import TrunkDetector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HAT_HZ = 1.2


@dataclass(frozen=True, kw_only=True)
class Shin(TrunkDetector):
    """Initial contacts where the filtered norm of the acceleration rises through zero.

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
    The norm does not depend on how the sensor is turned. The filters pass the step's own
    frequency and little else: steps are counted well, their times are less sharp than those of
    `IonescuMcCamley`.

    References
    ----------
    Shin SH, Park CG (2011). Adaptive step length estimation algorithm using optimal parameters
    and movement status awareness. Med Eng Phys 33. doi:10.1016/j.medengphy.2011.04.009.
    Filters: Paraschiv-Ionescu A, Soltani A, Aminian K (2020). Real-world speed estimation using
    single trunk IMU: methodological challenges for impaired gait patterns. EMBC.
    doi:10.1109/EMBC44109.2020.9176281

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time_s = np.arange(0, 10, 0.01)
    >>> steps = 9.81 + 2.5 * np.cos(2 * np.pi * 1.8 * time_s)
    >>> len(ff.events.Shin(sampling_rate_hz=100.0)(np.outer(steps, [1.0, 0.0, 0.0])))
    18
    """

    def _found_s(self, acceleration: NDArray[np.float64]) -> NDArray[np.float64]:
        return step_rises(acceleration, self.sampling_rate_hz)


def step_rises(acceleration: NDArray[np.float64], sampling_rate_hz: float) -> NDArray[np.float64]:
    """Times at which the filtered norm of the acceleration rises through zero, one each step."""
    norm = sizes(acceleration)
    return rises(gait_band(at_rate(norm, sampling_rate_hz), _kernel())) / RATE_HZ


@cache
def _kernel() -> NDArray[np.float64]:
    hat, blunt = mexican_hat(HAT_HZ), gaussian(2.0)
    first = joined(polynomial(21, 7), low_pass(), hat)
    return joined(first, polynomial(11, 5), hat, blunt, blunt, gaussian(3.0))
