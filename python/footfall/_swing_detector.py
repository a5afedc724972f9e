"""What detectors share that read feet and pelvis along the travel and up, swing by swing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ._pose_detector import KeypointDetector, Points, pick_points
from .kinematics import direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from ._events import Events
    from .batch import Batch

Row = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SwingDetector(KeypointDetector):
    """A detector of one kernel, with its rows of points and its own parameters."""

    KERNEL: ClassVar[str]

    def _rows(self, points: Points) -> list[Row]:
        return points.swing_rows()

    def _own(self) -> tuple[float, ...]:
        return ()

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
            `score` is the speed of the swing over the usual one; of detectors that look at the
            pelvis, the prominence of its velocity in units per second.

        Raises
        ------
        ArgumentError
            When there is no foot or pelvis among the keypoints.
        """
        rows = self._smoothed(positions)
        n_points, dimensions = rows.item_shape
        table = self._rows(pick_points(keypoints, n_points))
        ahead = direction("forward", forward, dimensions)
        above = direction("up", up, dimensions)
        params = [self.sampling_rate_hz, dimensions, *ahead, *above, *self._own()]
        return self._finished(self._run(self.KERNEL, rows, table, params))

    def _finished(self, events: Events) -> Events:
        return events


def landing_rows(points: Points) -> list[Row]:
    """Rows of the feet that land, for detectors that look at the pelvis."""
    return [row for row in points.swing_rows() if row[-1] % 2 == 0]
