"""Walking bouts: strides that follow each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._errors import ArgumentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

STRIDE_LIMITS_S = (0.2, 3.0)
LEAST_LENGTH_M = 0.15


def walking_bouts(
    start_s: ArrayLike,
    end_s: ArrayLike,
    side_code: ArrayLike,
    stride_length_m: ArrayLike | None = None,
    *,
    max_break_s: float = 3.0,
    min_strides: int = 4,
    min_strides_of_a_side: int = 3,
) -> NDArray[np.int64]:
    """Tell which walking bout each stride belongs to.

    Parameters
    ----------
    start_s, end_s : array, shape (n,)
        Strides, from an initial contact of a foot to its next.
    side_code : array of int, shape (n,)
        0 left, 1 right, 2 unknown.
    stride_length_m : array, shape (n,), optional
        Strides shorter than 0.15 m are none; NaN is any length.
    max_break_s : float
        A longer time without a stride ends a bout.
    min_strides, min_strides_of_a_side : int
        Bouts of fewer strides are none; of each side, where both are told.

    Returns
    -------
    array of int64, shape (n,)
        Number of the bout, from 0 in the order of time; -1 outside of any.

    Raises
    ------
    ArgumentError
        When columns differ in length or a value is out of range.

    References
    ----------
    Kluge F, Del Din S, Cereatti A, et al. (2021). Consensus based framework for digital mobility
    monitoring. PLoS ONE 16. doi:10.1371/journal.pone.0256541

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> start = np.r_[np.arange(10) * 0.55, 60.0]
    >>> ff.bouts.walking_bouts(start, start + 1.1, np.arange(11) % 2)
    array([ 0,  0,  0,  0,  0,  0,  0,  0,  0,  0, -1])
    """
    _check.positive("max_break_s", max_break_s)
    for name, least in (
        ("min_strides", min_strides),
        ("min_strides_of_a_side", min_strides_of_a_side),
    ):
        _check.not_negative(name, least)
    start, end, side = (np.asarray(x).reshape(-1) for x in (start_s, end_s, side_code))
    length = np.full(len(start), np.nan)
    if stride_length_m is not None:
        length = np.asarray(stride_length_m, dtype=np.float64).reshape(-1)
    sizes = [len(x) for x in (start, end, side, length)]
    if len(set(sizes)) > 1:
        raise ArgumentError("start_s", "columns of one length", sizes)
    duration = end - start
    low, high = STRIDE_LIMITS_S
    fits = (duration >= low) & (duration <= high) & ~(length < LEAST_LENGTH_M)
    order = np.flatnonzero(fits)[np.argsort(start[fits], kind="stable")]
    bout = np.full(len(start), -1, np.int64)
    if len(order) == 0:
        return bout
    so_far = np.maximum.accumulate(end[order])
    breaks = np.r_[False, start[order][1:] - so_far[:-1] > max_break_s]
    number = np.cumsum(breaks)
    kept = np.bincount(number) >= min_strides
    two_sided = len(np.unique(side[order][side[order] < 2])) == 2
    if two_sided:
        for which in (0, 1):
            of_side = np.bincount(number[side[order] == which], minlength=len(kept))
            unknown = np.bincount(number[side[order] == 2], minlength=len(kept))
            kept &= of_side + unknown >= min_strides_of_a_side
    renumbered = np.where(kept, np.cumsum(kept) - 1, -1)
    bout[order] = renumbered[number]
    return bout
