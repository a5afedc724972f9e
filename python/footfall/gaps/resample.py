"""Even time steps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


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
