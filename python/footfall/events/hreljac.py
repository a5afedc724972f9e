"""The acceleration method of Hreljac and Marshall: where heel and toe are pushed hardest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .._pose_detector import KeypointDetector, pick_points
from ..kinematics import direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from .._events import Events
    from ..batch import Batch


@dataclass(frozen=True, kw_only=True)
class Hreljac(KeypointDetector):
    """Peaks of the heel's vertical and the toe's forward acceleration.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or None
        Low-pass before the search; None for data that are smooth already.

    Notes
    -----
    The peak is the highest one about the end of a swing (initial contact) or its start (final
    contact); its time is where the jerk is zero, interpolated linearly. Swings are the spans in
    which heel or toe move forward against the pelvis. The ankle stands in for a heel or toe that
    is not there.

    References
    ----------
    Hreljac A, Marshall RN (2000). Algorithms to determine event timing during normal walking
    using kinematic data. J Biomech 33. doi:10.1016/S0021-9290(00)00014-2
    """

    cutoff_hz: float | None = 8.0

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
        table = pick_points(keypoints, n_points).swing_rows()
        ahead = direction("forward", forward, dimensions)
        above = direction("up", up, dimensions)
        return self._run(
            "hreljac", rows, table, [self.sampling_rate_hz, dimensions, *ahead, *above]
        )
