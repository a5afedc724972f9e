"""Initial contacts at the steepest rise of the trunk's vertical acceleration in each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._extremes import highest, refined
from .._gait_band import RATE_HZ
from .._trunk_detector import TrunkDetector
from ..filters import Butterworth
from .shin import step_rises

if TYPE_CHECKING:
    from numpy.typing import NDArray

EARLIEST, LATEST = -0.1, 0.45  # of a step, after the rise that counts it
STEP_S = 0.55  # where there is only one


@dataclass(frozen=True, kw_only=True)
class TrunkContact(TrunkDetector):
    """Initial contacts: steps are counted as by `Shin`, and timed by the load that a foot takes.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second, from 10.
    cutoff_hz : float
        Low-pass of the vertical acceleration before its steepest rise is looked for.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    When a foot takes the weight the trunk, which sinks, is slowed: its upward acceleration rises
    steeply. The filters that count steps let pass only the step's own frequency, whose phase
    comes a tenth of a second before that; each step is therefore timed by the steepest rise that
    follows. Up is where the mean acceleration points, so that it does not matter how the sensor
    is turned.

    References
    ----------
    Steps as `Shin`. Contact and vertical acceleration of the trunk: Zijlstra W, Hof AL (2003).
    Assessment of spatio-temporal gait parameters from trunk accelerations during human walking.
    Gait Posture 18. doi:10.1016/S0966-6362(02)00190-X

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time_s = np.arange(0, 10, 0.01)
    >>> up = 9.81 + 2.5 * np.cos(2 * np.pi * 1.8 * time_s)
    >>> found = ff.events.TrunkContact(sampling_rate_hz=100.0)(np.outer(up, [0.0, 1.0, 0.0]))
    >>> bool(np.allclose(np.diff(found.time_s[2:-2]), 1 / 1.8, atol=0.002))
    True
    """

    cutoff_hz: float = 10.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.between("cutoff_hz", self.cutoff_hz, 2.0, RATE_HZ / 2)

    def _found_s(self, acceleration: NDArray[np.float64]) -> NDArray[np.float64]:
        rate = self.sampling_rate_hz
        counted = step_rises(acceleration, rate)
        gravity = acceleration.mean(axis=0)
        size = np.linalg.norm(gravity)
        if len(counted) == 0 or not size > 0:
            return np.empty(0)
        cutoff_hz = min(self.cutoff_hz, 0.4 * rate)
        smooth = Butterworth(sampling_rate_hz=rate, cutoff_hz=cutoff_hz)
        slope = np.gradient(smooth(acceleration @ (gravity / size)))
        step_s = float(np.median(np.diff(counted))) if len(counted) > 1 else STEP_S
        frames = np.rint(counted * rate).astype(np.int64)
        first = np.maximum(frames + round(EARLIEST * step_s * rate), 1)
        last = np.minimum(frames + round(LATEST * step_s * rate) + 1, len(slope) - 1)
        some = last > first
        return np.unique(refined(slope, highest(slope, first[some], last[some]))) / rate
