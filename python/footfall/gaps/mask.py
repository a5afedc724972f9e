"""What to distrust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ..batch import Batch

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def mask_below(
    positions: ArrayLike | Batch,
    confidence: ArrayLike,
    threshold: float,
    *,
    out: NDArray[Any] | None = None,
) -> Any:
    """Turn keypoints of low confidence into missing ones.

    Parameters
    ----------
    positions : array, shape (…, K, D), or Batch with items (K, D)
        Coordinates of keypoints.
    confidence : array, shape (…, K)
        The estimator's score of each keypoint; NaN counts as below.
    threshold : float
        Scores below it are distrusted. There is no default: estimators differ.
    out : array, optional
        Where to write the result of an array; may be the positions themselves.

    Returns
    -------
    array or Batch
        A copy with NaN where the confidence is below the threshold.

    Raises
    ------
    ArgumentError
        When the shapes do not belong together.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> ff.gaps.mask_below(np.ones((1, 2, 2)), np.array([[0.9, 0.1]]), 0.5)[0, :, 0]
    array([ 1., nan])
    """
    if isinstance(positions, Batch):
        return positions.with_values(mask_below(positions.values, confidence, threshold))
    values = _check.real_array("positions", positions)
    scores = _check.real_array("confidence", confidence)
    if scores.shape != values.shape[:-1]:
        raise ArgumentError("confidence", f"shape {values.shape[:-1]}", scores.shape)
    if out is None:
        out = np.empty_like(values)
    else:
        _check.output("out", out, values.shape, values.dtype)
    if out is not values:
        np.copyto(out, values)
    out[~(scores >= threshold)] = np.nan  # also where the score is NaN
    return out
