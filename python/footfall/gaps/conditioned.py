"""Mask, fill and filter in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import _check
from .._backend import kernel
from .._config import chosen_threads
from .._errors import ArgumentError
from .._families import as_params
from ..batch import Batch, rows_of
from .fill import longest_gap
from .mask import scores_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from ..filters import Butterworth


def mask_fill_filter(
    positions: ArrayLike | Batch,
    confidence: ArrayLike,
    threshold: float,
    low_pass: Butterworth,
    *,
    max_gap_s: float,
    ends: str = "leave",
    axis: int = 0,
    out: NDArray[Any] | None = None,
) -> Any:
    """Mask keypoints of low confidence, fill the gaps, filter: in one visit of memory.

    Gives the numbers of `mask_below`, `fill` and the filter one after another, several times as
    fast for batches that are larger than the cache.

    Parameters
    ----------
    positions : array, shape (…, K, D), or Batch with items (K, D)
        Coordinates of keypoints; NaN is missing.
    confidence : array, shape (…, K)
        The estimator's score of each keypoint; NaN counts as below.
    threshold : float
        Scores below it are distrusted.
    low_pass : Butterworth
        A filter of phase `zero`; it brings the sampling rate.
    max_gap_s : float
        Longer gaps stay; infinity fills them all.
    ends : {"leave", "hold"}
        What happens before the first and after the last number: nothing, or the nearest
        number is repeated, as far as `max_gap_s`.
    axis : int
        Time axis of an array.
    out : array, optional
        Where to write the result; may be the positions themselves.

    Returns
    -------
    array or Batch
        Shape and dtype of the positions.

    Raises
    ------
    ArgumentError
        When the shapes do not belong together, the filter is not zero-phase, the length is
        negative, or the time axis is that of keypoints or coordinates.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> low_pass = ff.filters.Butterworth(sampling_rate_hz=30.0, cutoff_hz=6.0)
    >>> positions, confidence = np.ones((60, 17, 2)), np.ones((60, 17))
    >>> positions[20], confidence[20] = 9.0, 0.1
    >>> smooth = ff.gaps.mask_fill_filter(positions, confidence, 0.3, low_pass, max_gap_s=0.2)
    >>> bool(np.allclose(smooth, 1.0))
    True
    """
    if getattr(low_pass, "phase", None) != "zero":
        raise ArgumentError("low_pass", "a Butterworth of phase 'zero'", low_pass)
    frames = longest_gap(max_gap_s, low_pass.sampling_rate_hz)
    _check.one_of("ends", ends, ("leave", "hold"))
    rate = low_pass.sampling_rate_hz
    if isinstance(positions, Batch):
        if positions.sampling_rate_hz != rate:
            raise ArgumentError("low_pass", f"a rate of {positions.sampling_rate_hz:g} Hz", rate)
    else:
        positions = _check.real_array("positions", positions)
    rows = rows_of(positions, axis)
    values = rows.source.values if isinstance(rows.source, Batch) else rows.source
    if not isinstance(rows.source, Batch) and axis % values.ndim >= values.ndim - 2:
        raise ArgumentError("axis", "an axis before those of keypoints and coordinates", axis)
    scores = scores_of(values, confidence)
    if len(scores) != len(rows.values):
        raise ArgumentError("axis", "the axis just before that of keypoints", axis)
    target = rows.target(out)
    kernel("mask_fill_filter")(
        rows.values,
        scores,
        rows.offsets,
        target,
        chosen_threads(),
        as_params((threshold, frames, ends == "hold", *low_pass._params())),
    )
    return out if out is not None else rows.restore(target)
