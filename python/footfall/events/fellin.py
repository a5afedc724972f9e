"""Fellin's choice for running: the heel's lowest place and the straightest knee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import _check
from .._pose_detector import SIDES, KeypointDetector, pick_points
from ..kinematics import direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from .._events import Events
    from ..batch import Batch


@dataclass(frozen=True, kw_only=True)
class Fellin(KeypointDetector):
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

    cutoff_hz: float | None = 12.0
    lag_s: float = 0.023

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.not_negative("lag_s", self.lag_s)

    def __call__(
        self,
        positions: ArrayLike | Batch,
        *,
        keypoints: str | Sequence[str],
        forward: ArrayLike | str,
        up: ArrayLike | str,
    ) -> Events:
        """Find events.

        Parameters
        ----------
        positions : array, shape (T, K, D) or (N, T, K, D), or Batch with items (K, D)
            Coordinates in any unit; NaN is missing.
        keypoints : str or sequence of str
            Skeleton or canonical names of the keypoints.
        forward, up : str or array, shape (D,)
            Directions of travel, and up.

        Returns
        -------
        Events
            `score` is the speed of the swing over the usual one.

        Raises
        ------
        ArgumentError
            When there is no foot or pelvis among the keypoints.
        """
        rows = self._smoothed(positions)
        n_points, dimensions = rows.item_shape
        points = pick_points(keypoints, n_points)
        table = []
        for *row, code in points.swing_rows():
            leg = [f"{SIDES[code // 2]}_{name}" for name in ("hip", "knee", "ankle")]
            known = all(name in points.places for name in leg)
            if code % 2 == 0 or known:
                joints = [points.one(name) for name in leg] if known else [row[0]] * 3
                table.append((*row, *joints, code))
        ahead = direction("forward", forward, dimensions)
        above = direction("up", up, dimensions)
        params = [self.sampling_rate_hz, dimensions, *ahead, *above, self.lag_s]
        return self._run("fellin", rows, table, params)
