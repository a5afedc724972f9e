"""The speed method of Bruening and Ridge: limits that grow with the walking speed."""

from __future__ import annotations

from dataclasses import dataclass

from .. import _check
from .._speed_detector import UNLIMITED, Limits, RelativeSpeedDetector


@dataclass(frozen=True, kw_only=True)
class Bruening(RelativeSpeedDetector):
    """The heel's and toe's sagittal speeds pass shares of the walking speed.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or None
        Low-pass before the search; None for data that are smooth already.
    contact_share, leave_share : float
        Of the walking speed: below the one the heel lands, above the other the toe leaves.
    speed_mps : float, optional
        Walking speed over the ground; None takes the mean of the pelvis' and adds the belt's. Then
        the unit of length does not matter.
    belt_speed_mps : float or None
        Speed of a treadmill's belt; 0 overground. None measures it on flat feet.

    Notes
    -----
    The crossing next to each swing counts, interpolated linearly; a swing is the span in which
    the heel (initial contact) or the toe (final contact) moves forward against the pelvis. The
    ankle stands in for a heel or toe that is not there.

    References
    ----------
    Bruening DA, Ridge ST (2014). Automated event detection algorithms in pathological gait.
    Gait Posture 39. doi:10.1016/j.gaitpost.2013.09.005
    """

    cutoff_hz: float | None = 8.0
    contact_share: float = 0.78
    leave_share: float = 0.66

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("contact_share", "leave_share"):
            _check.positive(name, getattr(self, name))

    def _limits(self) -> Limits:
        contact = (self.contact_share, self.contact_share, UNLIMITED)
        return Limits(
            heel=contact, forefoot=contact, leave=(self.leave_share, self.leave_share, UNLIMITED)
        )
