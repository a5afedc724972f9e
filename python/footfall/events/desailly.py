"""The high-pass method of Desailly: feet farthest ahead and behind, without a pelvis."""

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
class Desailly(PoseDetector):
    """The high-passed heel farthest ahead, the high-passed toe farthest behind.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or None
        Low-pass before the search; None for data that are smooth already.
    cutoff_share : float
        Cut-off of the high-pass as a share of the gait's frequency.
    min_distance_s, min_prominence : float, optional
        As for `Zeni`.

    Notes
    -----
    The high-pass (fourth order, zero phase) takes the place of the pelvis: it removes the travel
    from the coordinate of the foot. The gait's frequency, in strides per second, is that of the
    distance between the feet. The ankle stands in for a heel or toe that is not there.

    References
    ----------
    Desailly E, Daniel Y, Sardain P, Lacouture P (2009). Foot contact event detection using
    kinematic data in cerebral palsy children and normal adults gait. Gait Posture 29.
    doi:10.1016/j.gaitpost.2008.06.009
    """

    cutoff_hz: float | None = 6.0
    cutoff_share: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.positive("cutoff_share", self.cutoff_share)

    def __call__(
        self,
        positions: ArrayLike | Batch,
        *,
        keypoints: str | Sequence[str],
        forward: ArrayLike | str,
    ) -> Events:
        """Find events.

        Parameters
        ----------
        positions : array, shape (T, K, D) or (N, T, K, D), or Batch with items (K, D)
            Coordinates in any unit; NaN is missing.
        keypoints : str or sequence of str
            Skeleton or canonical names of the keypoints.
        forward : str or array, shape (D,)
            Direction of travel.

        Returns
        -------
        Events
            `score` is the prominence in the unit of the positions.

        Raises
        ------
        ArgumentError
            When a foot is not among the keypoints.
        """
        rows = self._smoothed(positions)
        n_points, dimensions = rows.item_shape
        points = pick_points(keypoints, n_points)
        feet = [
            points.pair(*(f"{side}_{name}" for name in ("ankle", "heel", "toe"))) for side in SIDES
        ]
        table = [
            (*points.pair(f"{side}_{name}", f"{side}_ankle"), *feet[0], *feet[1], kind + 2 * code)
            for code, side in enumerate(SIDES)
            for kind, name in enumerate(("heel", "toe"))
        ]
        ahead = direction("forward", forward, dimensions)
        params = [self.sampling_rate_hz, dimensions, *ahead, *self._picking(), self.cutoff_share]
        return self._run("desailly", rows, table, params)
