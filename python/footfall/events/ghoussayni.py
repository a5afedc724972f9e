"""The speed method of Ghoussayni: feet slower than a fixed limit."""

from __future__ import annotations

from dataclasses import dataclass

from .. import _check
from .._speed_detector import UNLIMITED, Limits, SpeedDetector


@dataclass(frozen=True, kw_only=True)
class Ghoussayni(SpeedDetector):
    """The heel's sagittal speed falls below a limit, the toe's rises above it.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or None
        Low-pass before the search; None for data that are smooth already.
    threshold_mps : float
        The limit, m/s.
    belt_speed_mps : float or None
        Speed of a treadmill's belt; 0 overground. None measures it on flat feet.

    Notes
    -----
    The crossing next to each swing counts, interpolated linearly; a swing is the span in which
    the heel (initial contact) or the toe (final contact) moves forward against the pelvis. The
    ankle stands in for a heel or toe that is not there.

    References
    ----------
    Ghoussayni S, Stevens C, Durham S, Ewins D (2004). Assessment and validation of a simple
    automated method for the detection of gait events and intervals. Gait Posture 20.
    doi:10.1016/j.gaitpost.2003.10.001
    """

    cutoff_hz: float | None = 8.0
    threshold_mps: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.positive("threshold_mps", self.threshold_mps)

    def _limits(self) -> Limits:
        sagittal = (self.threshold_mps, self.threshold_mps, UNLIMITED)
        return Limits(heel=sagittal, forefoot=sagittal, leave=sagittal, relative=False)
