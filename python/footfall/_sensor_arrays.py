"""Signals of sensors as they come in: one recording or many, with and without gaps."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._errors import ArgumentError
from ._spans import runs_of
from .batch import Batch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

PIECE = 16384  # rows
LONGEST_GAP_S = 0.1  # that a line bridges: shorter than any part of a step


def sequences_of(
    argument: str, x: ArrayLike | Batch, width: int = 3
) -> Iterator[NDArray[np.float64]]:
    """Give each recording of an array (T, width) or (N, T, width), or of a Batch.

    Raises
    ------
    ArgumentError
        When the shape is another one.
    """
    if isinstance(x, Batch):
        values = _check.real_array(argument, x.values)
        offsets = x.offsets
    else:
        values = _check.real_array(argument, x)
        n, t = values.shape[:2] if values.ndim == 3 else (1, values.shape[0] if values.ndim else 0)
        offsets = np.arange(n + 1) * t
    if values.ndim not in (2, 3) or values.shape[-1] != width:
        raise ArgumentError(
            argument, f"shape (frames, {width}) or (recordings, frames, {width})", values.shape
        )
    rows = values.reshape(-1, width)
    return (rows[a:b].astype(np.float64, copy=False) for a, b in pairwise(offsets))


def all_finite(x: NDArray[Any]) -> NDArray[np.bool_]:
    """Which rows have nothing missing."""
    known = np.isfinite(x)
    if known.all():
        return np.ones(len(x), dtype=bool)
    return np.asarray(np.logical_and.reduce(list(known.T)))  # far quicker than along rows


def sizes(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Length of each row: as `numpy.linalg.norm`, in pieces whose squares stay in the cache."""
    result = np.empty(len(x))
    for first in range(0, len(x), PIECE):
        piece = result[first : first + PIECE]
        squares = np.square(x[first : first + PIECE]).T
        np.add(squares[0], squares[1], out=piece)
        for more in squares[2:]:
            piece += more
        np.sqrt(piece, out=piece)
    return result


def finite_runs(
    x: NDArray[Any], sampling_rate_hz: float
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Give first frame and samples of each run without a long gap; short ones are bridged."""
    seen = all_finite(x)
    if seen.all():
        if len(x):
            yield 0, x
        return
    gaps = runs_of(~seen)
    long = gaps[gaps[:, 1] - gaps[:, 0] > LONGEST_GAP_S * sampling_rate_hz]
    kept = np.ones(len(x), dtype=bool)
    for first, last in long:
        kept[first:last] = False
    known = np.flatnonzero(seen)
    for first, last in runs_of(kept):
        inside = known[slice(*np.searchsorted(known, (first, last)))]
        if len(inside) == 0:
            continue
        frames = np.arange(inside[0], inside[-1] + 1)
        yield int(inside[0]), np.stack([np.interp(frames, inside, c[inside]) for c in x.T], axis=1)
