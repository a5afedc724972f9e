"""From keypoints to one row per stride in one visit of memory: for archives of recordings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._backend import kernel
from .._columns import Columns
from .._config import chosen_threads
from .._families import as_params
from .._pose_detector import SIDES, PoseDetector, pick_points
from ..batch import item_rows
from ..kinematics import direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from .._pose_detector import Points
    from ..batch import Batch

ANGLES = {
    "hip": ("shoulder", "hip", "knee"),
    "knee": ("hip", "knee", "ankle"),
    "ankle": ("knee", "ankle", "toe"),
}
STRAIGHT_DEG = 180.0


@dataclass(frozen=True, kw_only=True)
class StrideRows(Columns):
    """One row per stride of many recordings; NaN is missing.

    Parameters
    ----------
    sequence : array of int64
        Which recording.
    side_code : array of int8
        0 left, 1 right.
    start_s, end_s : array
        Initial contacts of the foot that bound the stride, second from the first frame.
    final_contact_s : array
        When the foot leaves between them.
    stride_duration_s, stance_duration_s, stance_percent : array
        Times between them.
    stride_length : array
        How far the foot went forward, in the unit of the positions; negative for a walk against
        `forward`, near zero on a treadmill.
    speed : array
        Stride length over duration.
    hip_range_deg, knee_range_deg, ankle_range_deg : array
        Range within the stride of the angles between trunk and thigh, thigh and shank, shank and
        foot; in the plane of the picture where positions are of two dimensions.
    knee_flexion_peak_deg : array
        Greatest bend of the knee.
    """

    sequence: NDArray[np.int64]
    side_code: NDArray[np.int8]
    start_s: NDArray[np.float64]
    final_contact_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    stride_duration_s: NDArray[np.float64]
    stance_duration_s: NDArray[np.float64]
    stance_percent: NDArray[np.float64]
    stride_length: NDArray[np.float64]
    speed: NDArray[np.float64]
    hip_range_deg: NDArray[np.float64]
    knee_range_deg: NDArray[np.float64]
    ankle_range_deg: NDArray[np.float64]
    knee_flexion_peak_deg: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class ZeniStrides(PoseDetector):
    """Low-pass, events of `events.Zeni`, joint angles, strides: in one visit of memory.

    Gives what `filters.Butterworth`, `events.Zeni` and `kinematics.three_point_angles` give one
    after another, and reads only the keypoints that they need. For archives of recordings whose
    direction of travel is known; `analyze` looks closer at each.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float
        Of the zero-phase low-pass, -3 dB there.
    min_distance_s, min_prominence : float, optional
        See `events.Zeni`.

    Notes
    -----
    Works in float64 whatever the type of the positions. Every two contacts of a foot in a row
    bound a stride: where a contact was missed it is twice as long, and contacts come about 30 ms
    early, as Zeni's do.

    References
    ----------
    Zeni JA, Richards JG, Higginson JS (2008). Two simple methods for determining gait events
    during treadmill and overground walking using kinematic data. Gait Posture 27.
    doi:10.1016/j.gaitpost.2007.07.007

    Examples
    --------
    >>> import footfall as ff
    >>> pose, truth = ff.synthetic.walker(duration_s=6.0, seed=1)
    >>> table = ff.parameters.ZeniStrides(sampling_rate_hz=pose.sampling_rate_hz)
    >>> rows = table(pose.positions, keypoints=pose.keypoints, forward="+x")
    >>> true_s = truth.stride_duration_s["left"].mean()
    >>> bool(abs(rows.stride_duration_s.mean() - true_s) < 0.02)
    True
    """

    cutoff_hz: float = 6.0

    def __call__(
        self,
        positions: ArrayLike | Batch,
        *,
        keypoints: str | Sequence[str],
        forward: ArrayLike | str,
    ) -> StrideRows:
        """Make the table.

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
        StrideRows
            Sorted by recording, side and time.

        Raises
        ------
        ArgumentError
            When there is no foot or pelvis among the keypoints, or no cut-off.
        """
        _check.positive("cutoff_hz", self.cutoff_hz)
        rows = item_rows(positions, 2, "positions")
        n_points, dimensions = rows.item_shape
        points = pick_points(keypoints, n_points)
        angles = _angle_rows(points)
        ahead = direction("forward", forward, dimensions)
        _, *low_pass = self._filter()._params()
        params = [self.sampling_rate_hz, dimensions, *ahead, *self._picking(), *low_pass]
        triples = [triple for side in angles for triple in side.values()]
        sequence, found = kernel("zeni_strides")(
            rows.values,
            rows.offsets,
            np.asarray([*points.reach_rows(), *triples], dtype=np.int64),
            chosen_threads(),
            as_params(params),
        )
        return self._table(sequence, found, angles)

    def _table(
        self,
        sequence: NDArray[np.int64],
        found: NDArray[np.float64],
        angles: Sequence[dict[str, tuple[int, ...]]],
    ) -> StrideRows:
        side, length = found[:, 0].astype(np.int8), found[:, 4]
        start, leave, end = (found[:, 1:4] / self.sampling_rate_hz).T
        duration, stance = end - start, leave - start
        lowest, ranges = ({name: np.full(len(found), np.nan) for name in ANGLES} for _ in range(2))
        for code, names in enumerate(angles):
            own = side == code
            for column, name in enumerate(names):
                low, high = found[own, 5 + 2 * column], found[own, 6 + 2 * column]
                lowest[name][own], ranges[name][own] = low, high - low
        return StrideRows(
            sequence=sequence,
            side_code=side,
            start_s=start,
            final_contact_s=leave,
            end_s=end,
            stride_duration_s=duration,
            stance_duration_s=stance,
            stance_percent=100 * stance / duration,
            stride_length=length,
            speed=length / duration,
            knee_flexion_peak_deg=STRAIGHT_DEG - lowest["knee"],
            **{f"{name}_range_deg": ranges[name] for name in ANGLES},
        )


def _angle_rows(points: Points) -> list[dict[str, tuple[int, ...]]]:
    """Rows (end, middle, end, side) by name for each side: angles whose points are keypoints."""
    return [
        {
            name: (*(points.one(f"{side}_{point}") for point in triple), code)
            for name, triple in ANGLES.items()
            if all(f"{side}_{point}" in points.places for point in triple)
        }
        for code, side in enumerate(SIDES)
    ]
