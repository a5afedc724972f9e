"""The method of Bonci: Zeni's windows, refined by speeds in space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import _check
from .._speed_detector import FOREFOOT, LEAVE, Limits, RelativeSpeedDetector, Row

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, kw_only=True)
class Bonci(RelativeSpeedDetector):
    """About Zeni's events, the speeds of heel and forefoot in space pass shares of walking speed.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or None
        Low-pass before the search; None for data that are smooth already.
    heel_share, forefoot_share : float
        Of the walking speed: a foot lands when its heel or its forefoot, whichever is first,
        is slower than its share.
    leave_share : float
        Of the walking speed: a foot leaves when its forefoot is faster.
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
    The paper's last refinement of final contact, by the heel's speed, is left out.

    References
    ----------
    Bonci T et al. (2022). An algorithm for accurate marker-based gait event detection in healthy
    and pathological populations during complex motor tasks. Front Bioeng Biotechnol 10.
    doi:10.3389/fbioe.2022.868928
    """

    cutoff_hz: float | None = 8.0
    heel_share: float = 0.5
    forefoot_share: float = 0.8
    leave_share: float = 0.8

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("heel_share", "forefoot_share", "leave_share"):
            _check.positive(name, getattr(self, name))

    def _limits(self) -> Limits:
        heel, forefoot, leave = (
            (share, share, share)
            for share in (self.heel_share, self.forefoot_share, self.leave_share)
        )
        return Limits(heel=heel, forefoot=forefoot, leave=leave)

    def _roles(self, keypoints: str | Sequence[str], n_points: int) -> list[Row]:
        rows = super()._roles(keypoints, n_points)
        # The forefoot, which leaves, may land first too.
        landing = [(*row[:4], FOREFOOT, row[5] - 1) for row in rows if row[4] == LEAVE]
        return [*rows, *landing]
