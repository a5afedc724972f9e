"""Filling of gaps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .. import _check
from .._backend import kernel
from .._config import chosen_threads
from .._errors import ArgumentError
from .._families import as_params
from ..batch import Batch, rows_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

NEVER = float(2**53)  # frames: longer than any recording

# Methods, with the parameters that they need besides.
METHODS: dict[str, tuple[float, ...]] = {"linear": (), "pchip": (), "cubic": (0.2, 1)}


def longest_gap(max_gap_s: float, sampling_rate_hz: float) -> float:
    """Frames of the longest gap to fill, from its duration, which may be infinite."""
    if not max_gap_s >= 0:
        raise ArgumentError("max_gap_s", "a value >= 0", max_gap_s)
    return NEVER if math.isinf(max_gap_s) else math.floor(max_gap_s * sampling_rate_hz + 1e-9)


def fill(
    x: ArrayLike | Batch,
    *,
    max_gap_s: float,
    sampling_rate_hz: float | None = None,
    method: str = "linear",
    ends: str = "leave",
    axis: int = 0,
    out: NDArray[Any] | None = None,
) -> Any:
    """Fill gaps of each channel along a line or a curve, up to a stated length.

    Parameters
    ----------
    x : array or Batch
        Signals; NaN is missing.
    max_gap_s : float
        Longer gaps stay; infinity fills them all.
    sampling_rate_hz : float, optional
        Frames per second; a Batch brings its own.
    method : {"linear", "pchip", "cubic"}
        A straight line; a curve that is monotone where the numbers are; a cubic through the
        numbers beside the gap, nearest to two more on each side.
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

    Notes
    -----
    `pchip` gives the numbers of `scipy.interpolate.PchipInterpolator` through all that are
    there. A cubic that leaves the range of its surroundings (as far as the gap is long, on
    each side) by more than 20 % of it gives way to a straight line, and so it does where a
    side has fewer than three numbers. Each channel is filled by itself.

    References
    ----------
    Fritsch FN, Butland J (1984). A method for constructing local monotone piecewise cubic
    interpolants. SIAM J Sci Stat Comput 5. doi:10.1137/0905021

    See Also
    --------
    fill_keypoints : By rules, with the uncertainty of what is filled.

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
    frames = longest_gap(max_gap_s, sampling_rate_hz)
    _check.one_of("method", method, METHODS)
    _check.one_of("ends", ends, ("leave", "hold"))
    rows = rows_of(x, axis)
    target = rows.target(out)
    kernel(f"fill_{method}")(
        rows.values,
        rows.offsets,
        target,
        chosen_threads(),
        as_params((frames, ends == "hold", *METHODS[method])),
    )
    return out if out is not None else rows.restore(target)
