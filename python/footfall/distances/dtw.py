"""Dynamic time warping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._backend import kernel
from .._config import chosen_threads
from .._errors import ArgumentError, wrong_type
from .._families import as_params
from ..batch import Batch, Rows, item_rows

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def dtw(
    a: ArrayLike | Batch, b: ArrayLike | Batch | None = None, *, band: int | None = None
) -> Any:
    """Distances between movements that differ in pace.

    The root of the least sum of squared distances between frames, along a path that goes from
    the first frames of both to their last ones and never back.

    Parameters
    ----------
    a : array, shape (T, C) or (N, T, C), or Batch of frames (C,)
        One movement or many: T frames of C numbers.
    b : the same, optional
        What to compare with; lengths may differ. None: each of `a` with each of `a`.
    band : int, optional
        How many frames two matched ones may lie apart (Sakoe-Chiba); where lengths differ by
        more, that difference. None for any.

    Returns
    -------
    array, shape (N, M), or without the axis of what is one movement
        In the unit of the signals; float32 where both are. NaN where a movement is empty or has
        a sample that is missing.

    Raises
    ------
    ArgumentError
        When shapes do not fit or the band is negative.

    References
    ----------
    Sakoe H, Chiba S (1978). Dynamic programming algorithm optimization for spoken word
    recognition. IEEE Trans Acoust 26. doi:10.1109/TASSP.1978.1163055

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> slow, quick = np.repeat([0.0, 1.0, 0.0], 3), np.array([0.0, 1.0, 0.0])
    >>> float(ff.distances.dtw(slow[:, None], quick[:, None]))
    0.0
    """
    first = item_rows(a, 1, "a")
    second = first if b is None else item_rows(b, 1, "b")
    if first.item_shape != second.item_shape:
        raise ArgumentError("b", f"{first.item_shape[0]} numbers a frame", second.item_shape[0])
    if first.item_shape == (0,):
        raise ArgumentError("a", "at least one number a frame", 0)
    if band is not None:
        if isinstance(band, bool) or not isinstance(band, (int, np.integer)):
            raise wrong_type("band", "a whole number", type(band).__name__)
        _check.not_negative("band", band)
    dtype = np.result_type(first.values, second.values)
    values = first.values.astype(dtype, copy=False)
    others = values if second is first else second.values.astype(dtype, copy=False)
    out = np.empty((len(first.offsets) - 1, len(second.offsets) - 1), dtype)
    params = as_params([-1 if band is None else band])
    kernel("dtw")(values, first.offsets, others, second.offsets, out, chosen_threads(), params)
    if b is not None and _is_one(second):
        out = out[:, 0]
    return out[0] if _is_one(first) else out


def _is_one(rows: Rows) -> bool:
    return not isinstance(rows.source, Batch) and rows.source.ndim == 2
