"""Milner's method for running: the pelvis falls fastest shortly after the foot lands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import _check
from .._pose_detector import PoseDetector
from .._swing_detector import SwingDetector, landing_rows

if TYPE_CHECKING:
    from .._pose_detector import Points
    from .._swing_detector import Row

# Speed in m/s and lag in s: 27.2 ms at 11 km/h, 21.7 ms at 15 km/h.
SLOW_MPS, FAST_MPS = 11 / 3.6, 15 / 3.6
SLOW_LAG_S, FAST_LAG_S = 0.0272, 0.0217
LAG_LIMITS_S = (0.018, 0.030)


@dataclass(frozen=True, kw_only=True)
class PelvisVelocity(SwingDetector, PoseDetector):
    """Initial contacts in running: peak downward velocity of the pelvis, less its lag.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or None
        Low-pass before the search; None for data that are smooth already.
    speed_mps : float, optional
        Running speed over the ground: the lag falls with it from 27.2 ms at 11 km/h to 21.7 ms at
        15 km/h, within 18 to 30 ms. None takes the middle of the two.
    min_distance_s, min_prominence : float, optional
        As for `Zeni`, for steps; the prominence is in units per second.

    Notes
    -----
    The lag does not depend on which part of the foot lands first, and the pelvis moves smoothly,
    so that few frames per second suffice. The foot that is ahead then is the one that lands.

    References
    ----------
    Milner CE, Paquette MR (2015). A kinematic method to detect foot contact during running for
    all foot strike patterns. J Biomech 48. doi:10.1016/j.jbiomech.2015.07.036
    """

    KERNEL = "pelvis_velocity"

    cutoff_hz: float | None = 10.0
    speed_mps: float | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.speed_mps is not None:
            _check.positive("speed_mps", self.speed_mps)

    @property
    def lag_s(self) -> float:
        """How long after initial contact the pelvis falls fastest."""
        if self.speed_mps is None:
            return 0.5 * (SLOW_LAG_S + FAST_LAG_S)
        share = (self.speed_mps - SLOW_MPS) / (FAST_MPS - SLOW_MPS)
        low, high = LAG_LIMITS_S
        return min(max(SLOW_LAG_S + share * (FAST_LAG_S - SLOW_LAG_S), low), high)

    def _rows(self, points: Points) -> list[Row]:
        return landing_rows(points)

    def _own(self) -> tuple[float, ...]:
        return (*self._picking(), self.lag_s)
