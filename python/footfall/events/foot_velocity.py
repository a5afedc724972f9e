"""The foot velocity algorithm of O'Connor: how fast the foot's centre rises and falls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import _check
from .._pose_detector import SIDES, PoseDetector, pick_points
from ..kinematics import direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from .._events import Events
    from ..batch import Batch


@dataclass(frozen=True, kw_only=True)
class FootVelocity(PoseDetector):
    """Foot velocity algorithm: extrema of the vertical velocity of the foot's centre.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or None
        Low-pass before the search; None for data that are smooth already.
    min_distance_s, min_prominence : float, optional
        As for `Zeni`; the prominence is in units per second.
    max_heel_height : float
        Initial contact counts only while the heel is below this share of its range.

    References
    ----------
    O'Connor CM, Thorpe SK, O'Malley MJ, Vaughan CL (2007). Automatic detection of gait events
    using kinematic data. Gait Posture 25. doi:10.1016/j.gaitpost.2006.05.016
    """

    cutoff_hz: float | None = 7.0
    max_heel_height: float = 0.35

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.between("max_heel_height", self.max_heel_height, 0.0, 1.0)

    def __call__(
        self,
        positions: ArrayLike | Batch,
        *,
        keypoints: str | Sequence[str],
        up: ArrayLike | str,
    ) -> Events:
        """Find events.

        Parameters
        ----------
        positions : array, shape (T, K, D) or (N, T, K, D), or Batch with items (K, D)
            Coordinates in any unit; NaN is missing.
        keypoints : str or sequence of str
            Skeleton or canonical names of the keypoints.
        up : str or array, shape (D,)
            Direction that points up.

        Returns
        -------
        Events
            `score` is the prominence in units per second.

        Raises
        ------
        ArgumentError
            When a heel or a toe is not among the keypoints.
        """
        rows = self._smoothed(positions)
        n_points, dimensions = rows.item_shape
        points = pick_points(keypoints, n_points)
        table = [
            (points.one(f"{side}_heel"), points.one(f"{side}_toe"), kind + 2 * code)
            for code, side in enumerate(SIDES)
            for kind in (0, 1)
        ]
        above = direction("up", up, dimensions)
        params = [self.sampling_rate_hz, dimensions, *above, *self._picking()]
        return self._run("foot_velocity", rows, table, [*params, self.max_heel_height])
