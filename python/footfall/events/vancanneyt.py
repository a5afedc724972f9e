"""The multi-condition method of Vancanneyt: the first point still, the last one leaving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import _check
from .._speed_detector import Limits, RelativeSpeedDetector, Row, every_point

if TYPE_CHECKING:
    from collections.abc import Sequence


STEMS = ("heel", "ankle", "fifth_metatarsal", "first_metatarsal", "toe", "small_toe", "big_toe")


@dataclass(frozen=True, kw_only=True)
class Vancanneyt(RelativeSpeedDetector):
    """The first point of the foot that is still in all three directions, the last one to leave.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or None
        Low-pass before the search; None for data that are smooth already.
    across_share, along_share, up_share : float
        Of the walking speed: a point is still when it moves slower in each direction.
    speed_mps : float, optional
        Walking speed over the ground; None takes the mean of the pelvis' and adds the belt's. Then
        the unit of length does not matter.
    belt_speed_mps : float or None
        Speed of a treadmill's belt; 0 overground. None measures it on flat feet.

    Notes
    -----
    The crossing next to each swing counts, interpolated linearly; a swing is the span in which
    the heel (initial contact) or the toe (final contact) moves forward against the pelvis. All
    points of the foot that are there are asked: heel, ankle, metatarsals, toes.

    References
    ----------
    Vancanneyt et al. (2025). Automatic detection of human gait events: a simple but versatile 3D
    algorithm. J NeuroEng Rehabil 22. doi:10.1186/s12984-025-01544-9
    """

    cutoff_hz: float | None = 9.0
    across_share: float = 0.18
    along_share: float = 0.31
    up_share: float = 0.08

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("across_share", "along_share", "up_share"):
            _check.positive(name, getattr(self, name))

    def _limits(self) -> Limits:
        still = (self.along_share, self.up_share, self.across_share)
        return Limits(heel=still, forefoot=still, leave=still, largest=True)

    def _roles(self, keypoints: str | Sequence[str], n_points: int) -> list[Row]:
        return every_point(keypoints, n_points, STEMS)
