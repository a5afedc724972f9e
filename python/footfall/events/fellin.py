"""Fellin's choice for running: the heel's lowest place and the straightest knee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import _check
from .._pose_detector import SIDES
from .._swing_detector import SwingDetector

if TYPE_CHECKING:
    from .._pose_detector import Points
    from .._swing_detector import Row


@dataclass(frozen=True, kw_only=True)
class Fellin(SwingDetector):
    """Contacts in running: the heel stops falling (landing), the knee is straightest (leaving).

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or None
        Low-pass before the search; None for data that are smooth already.
    lag_s : float
        How long after initial contact the heel's vertical velocity turns from down to up; 0 gives
        that instant.

    Notes
    -----
    Each is looked for while the foot moves backward against the pelvis, in the first and in the
    second half. In the paper the heel comes 22 to 25 ms late, the knee within 5 ms. The ankle
    stands in for a heel or toe that is not there. Without knees there are no final contacts.

    References
    ----------
    Fellin RE, Rose WC, Royer TD, Davis IS (2010). Comparison of methods for kinematic
    identification of footstrike and toe-off during overground and treadmill running. J Sci Med
    Sport 13. doi:10.1016/j.jsams.2010.03.006
    """

    KERNEL = "fellin"

    cutoff_hz: float | None = 12.0
    lag_s: float = 0.023

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.not_negative("lag_s", self.lag_s)

    def _rows(self, points: Points) -> list[Row]:
        table: list[Row] = []
        for *row, code in points.swing_rows():
            leg = [f"{SIDES[code // 2]}_{name}" for name in ("hip", "knee", "ankle")]
            known = all(name in points.places for name in leg)
            if code % 2 == 0 or known:
                joints = [points.one(name) for name in leg] if known else [row[0]] * 3
                table.append((*row, *joints, code))
        return table

    def _own(self) -> tuple[float, ...]:
        return (self.lag_s,)
