"""Spans of time in recordings, and how they are joined and cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ._columns import Columns

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Spans(Columns):
    """Spans of recordings, one row each, sorted by sequence and start.

    Parameters
    ----------
    sequence : array of int64
        Which sequence of the batch.
    start, end : array of int64
        First frame, and the frame after the last.
    start_s, end_s : array of float64
        The same in seconds from the first frame of the sequence.
    """

    sequence: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]


def make_spans(spans: NDArray[Any], sampling_rate_hz: float, sequence: int = 0) -> Spans:
    """Build the table of one sequence from frames, shape (n, 2)."""
    frames = np.asarray(spans, dtype=np.int64).reshape(-1, 2)
    return Spans(
        sequence=np.full(len(frames), sequence, dtype=np.int64),
        start=frames[:, 0],
        end=frames[:, 1],
        start_s=frames[:, 0] / sampling_rate_hz,
        end_s=frames[:, 1] / sampling_rate_hz,
    )


def runs_of(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Spans [start, end) in which flags hold, shape (n, 2)."""
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False))
    return edges.reshape(-1, 2)


def reduced(ufunc: np.ufunc, x: NDArray[Any], spans: NDArray[np.int64]) -> NDArray[Any]:
    """Reduce each of some spans of frames, none of them empty: all maxima in one pass."""
    if len(spans) == 0:
        return np.empty(0, x.dtype)
    lengths = spans[:, 1] - spans[:, 0]
    first = np.cumsum(lengths) - lengths
    frames = np.arange(lengths.sum()) + np.repeat(spans[:, 0] - first, lengths)
    return np.asarray(ufunc.reduceat(x[frames], first))


def merged(spans: NDArray[Any], gap: float = 0.0) -> NDArray[Any]:
    """Join sorted spans that overlap or are no farther apart than `gap`."""
    if len(spans) == 0:
        return spans
    ends = np.maximum.accumulate(spans[:, 1])
    first = np.concatenate([[True], spans[1:, 0] - ends[:-1] > gap])
    last = np.concatenate([first[1:], [True]])
    return np.stack([spans[first, 0], ends[last]], axis=1)


def common(one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    """Spans that are in both of two lists, each sorted and without overlaps."""
    first = np.searchsorted(other[:, 1], one[:, 0], side="right")
    last = np.searchsorted(other[:, 0], one[:, 1], side="left")
    counts = np.maximum(last - first, 0)
    mine = np.repeat(np.arange(len(one)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    theirs = np.repeat(first, counts) + within
    start = np.maximum(one[mine, 0], other[theirs, 0])
    end = np.minimum(one[mine, 1], other[theirs, 1])
    return np.stack([start, end], axis=1)
