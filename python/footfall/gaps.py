"""Missing samples: what to distrust, what to fill, and even time steps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._backend import kernel
from ._config import chosen_threads
from ._errors import ArgumentError
from ._families import as_params
from .batch import Batch, rows_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

NEVER = float(2**53)  # frames: longer than any recording


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


def fill(
    x: ArrayLike | Batch,
    *,
    max_gap_s: float,
    sampling_rate_hz: float | None = None,
    ends: str = "leave",
    axis: int = 0,
    out: NDArray[Any] | None = None,
) -> Any:
    """Fill gaps of each channel along a straight line, up to a stated length.

    Parameters
    ----------
    x : array or Batch
        Signals; NaN is missing.
    max_gap_s : float
        Longer gaps stay; infinity fills them all.
    sampling_rate_hz : float, optional
        Frames per second; a Batch brings its own.
    ends : {"leave", "hold"}
        What happens before the first and after the last number: nothing, or the nearest
        number is repeated, as far as `max_gap_s`.
    axis : int
        Time axis of an array.
    out : array, optional
        Where to write the result; may be x itself.

    Returns
    -------
    array or Batch
        Shape and dtype of x.

    Raises
    ------
    ArgumentError
        When the rate is missing or not positive, or the length is negative.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> ff.gaps.fill(np.array([0.0, np.nan, 2.0]), max_gap_s=0.1, sampling_rate_hz=30.0)
    array([0., 1., 2.])
    """
    if isinstance(x, Batch):
        sampling_rate_hz = x.sampling_rate_hz
    if sampling_rate_hz is None:
        raise ArgumentError("sampling_rate_hz", "a value > 0", None)
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    if not max_gap_s >= 0:
        raise ArgumentError("max_gap_s", "a value >= 0", max_gap_s)
    _check.one_of("ends", ends, ("leave", "hold"))
    frames = NEVER if math.isinf(max_gap_s) else math.floor(max_gap_s * sampling_rate_hz + 1e-9)
    rows = rows_of(x, axis)
    target = rows.target(out)
    kernel("fill_linear")(
        rows.values,
        rows.offsets,
        target,
        chosen_threads(),
        as_params((frames, ends == "hold")),
    )
    return out if out is not None else rows.restore(target)


def resample(
    x: ArrayLike,
    time_s: ArrayLike,
    sampling_rate_hz: float,
    *,
    max_gap_s: float = 0.1,
) -> tuple[NDArray[Any], float]:
    """Bring samples with irregular time stamps onto even time steps.

    Parameters
    ----------
    x : array, shape (T, …)
        Signals; NaN is missing.
    time_s : array, shape (T,)
        Time stamps in seconds, rising.
    sampling_rate_hz : float
        Frames per second of the result.
    max_gap_s : float
        Between stamps farther apart than this the result is NaN.

    Returns
    -------
    values : array, shape (T', …)
        Straight-line interpolation from the first to the last time stamp; dtype of x. A
        sample next to a missing one is missing.
    start_time_s : float
        Time of the first frame of the result.

    Raises
    ------
    ArgumentError
        When stamps do not rise or do not fit the signals.

    Notes
    -----
    Interpolation does not remove frequencies above half the new rate: low-pass first when
    going to a much lower one.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> ff.gaps.resample(np.array([0.0, 1.0, 3.0]), np.array([0.0, 0.1, 0.3]), 10.0, max_gap_s=0.3)
    (array([0., 1., 2., 3.]), 0.0)
    """
    values = _check.real_array("x", x)
    times = np.asarray(time_s, dtype=np.float64)
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    if times.shape != values.shape[:1]:
        raise ArgumentError("time_s", f"shape {values.shape[:1]}", times.shape)
    if not np.isfinite(times).all() or np.any(np.diff(times) <= 0):
        raise ArgumentError("time_s", "finite, rising time stamps", "others")
    if len(times) < 2:
        return values.copy(), float(times[0]) if len(times) else 0.0
    n = math.floor((times[-1] - times[0]) * sampling_rate_hz + 1e-6) + 1
    wanted = times[0] + np.arange(n) / sampling_rate_hz
    after = np.clip(np.searchsorted(times, wanted, side="left"), 1, len(times) - 1)
    step = times[after] - times[after - 1]
    weight = np.clip((wanted - times[after - 1]) / step, 0.0, 1.0)
    shape = (-1,) + (1,) * (values.ndim - 1)
    left, right, w = values[after - 1], values[after], weight.reshape(shape)
    between = left + w * (right - left)
    result = np.where(w == 0, left, np.where(w == 1, right, between))
    too_far = (step > max_gap_s * (1 + 1e-9)) & (weight > 0) & (weight < 1)
    result[too_far] = np.nan
    return result.astype(values.dtype, copy=False), float(times[0])
