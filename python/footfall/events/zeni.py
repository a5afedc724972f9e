"""The methods of Zeni: feet farthest ahead of and behind the pelvis, or turning there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import _check
from .._pose_detector import PoseDetector, pick_points
from ..kinematics import direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from .._events import Events
    from ..batch import Batch


@dataclass(frozen=True, kw_only=True)
class Zeni(PoseDetector):
    """The heel farthest ahead of the pelvis, the toe farthest behind.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or None
        Low-pass before the search; None for data that are smooth already.
    form : {"coordinate", "velocity"}
        `coordinate` finds the extremum of each stride; `velocity` the change of sign, interpolated
        linearly, at the ends of spans in which the point swings forward.
    min_distance_s : float, optional
        Of the coordinate form: least time between events of a kind and side; None takes 55 % of
        the stride time, which the signal's autocorrelation tells.
    min_prominence : float, optional
        Of the coordinate form: how far an extremum must stand out, in the unit of the positions;
        None lowers the bar from 30 to 12 % of the signal's range until no stride is left out.

    Notes
    -----
    Against force plates initial contact comes about 30 ms early: the foot swings back a
    little before it lands. The ankle stands in for a heel or toe that is not there.

    References
    ----------
    Zeni JA, Richards JG, Higginson JS (2008). Two simple methods for determining gait events
    during treadmill and overground walking using kinematic data. Gait Posture 27.
    doi:10.1016/j.gaitpost.2007.07.007
    """

    cutoff_hz: float | None = 6.0
    form: str = "coordinate"

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.one_of("form", self.form, ("coordinate", "velocity"))

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
            `score` is the prominence in the unit of the positions; of the velocity form the
            speed of the swing over the usual one.

        Raises
        ------
        ArgumentError
            When there is no foot or pelvis among the keypoints.
        """
        rows = self._smoothed(positions)
        n_points, dimensions = rows.item_shape
        points = pick_points(keypoints, n_points)
        ahead = direction("forward", forward, dimensions)
        if self.form == "velocity":
            params = [self.sampling_rate_hz, dimensions, *ahead]
            return self._run("zeni_velocity", rows, points.swing_rows(), params)
        params = [self.sampling_rate_hz, dimensions, *ahead, *self._picking()]
        return self._run("zeni", rows, points.reach_rows(), params)
