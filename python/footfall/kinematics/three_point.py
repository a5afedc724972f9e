"""Angle at the middle one of three points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._maps import map_frames

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from ..batch import Batch


def three_point_angles(
    positions: ArrayLike | Batch, triples: ArrayLike, *, out: NDArray[Any] | None = None
) -> Any:
    """Angle at the middle one of three keypoints.

    Parameters
    ----------
    positions : array, shape (…, K, D), or Batch with items (K, D)
        Coordinates, D 2 or 3, in any unit; NaN is missing.
    triples : array of int, shape (A, 3)
        Indices of keypoints: end, middle, end.
    out : array, shape (…, A), optional
        Where to write.

    Returns
    -------
    array, shape (…, A), or Batch with items (A,)
        Degrees, 0 to 180; dtype of positions; NaN where a point is missing, 0 where two
        points coincide.

    Raises
    ------
    ArgumentError
        When an index is out of range or shapes do not fit.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> corner = np.array([[[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]])
    >>> ff.kinematics.three_point_angles(corner, [[0, 1, 2]])
    array([[90.]])
    """
    return map_frames("three_point_angle", positions, triples, 3, (), out)
