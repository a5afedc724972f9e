"""What to distrust."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._backend import kernel
from .._config import chosen_threads
from .._errors import ArgumentError
from .._families import as_params
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
    values = np.ascontiguousarray(_check.real_array("positions", positions))
    scores = scores_of(values, confidence)
    if out is None:
        out = np.empty_like(values)
    else:
        _check.output("out", out, values.shape, values.dtype)
    points, dimensions = scores.shape[1], values.shape[-1]
    shape = (len(scores), points * dimensions)
    kernel("mask_below")(
        values.reshape(shape),
        scores,
        np.array([0, len(scores)], dtype=np.int64),
        out.reshape(shape),
        chosen_threads(),
        as_params((threshold,)),
    )
    return out


def scores_of(positions: NDArray[Any], confidence: ArrayLike) -> NDArray[Any]:
    """Scores of positions (…, K, D) as kernels take them: one row of K for each frame."""
    scores = np.ascontiguousarray(_check.real_array("confidence", confidence))
    if positions.ndim < 2 or scores.shape != positions.shape[:-1]:
        raise ArgumentError("confidence", f"shape {positions.shape[:-1]}", scores.shape)
    return scores.reshape(math.prod(scores.shape[:-1]), scores.shape[-1])
