"""What detectors of gait sequences have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .. import _check
from .._columns import concatenate
from .._sensor_arrays import finite_runs, sequences_of
from .._spans import Spans, make_spans

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from ..batch import Batch


@dataclass(frozen=True, kw_only=True)
class BoutDetector:
    """Gait sequences in the signals of one sensor."""

    sampling_rate_hz: float

    least_rate_hz: ClassVar[float] = 10.0

    def __post_init__(self) -> None:
        _check.between("sampling_rate_hz", self.sampling_rate_hz, self.least_rate_hz, 1e5)

    def _spans(self, x: NDArray[np.float64]) -> NDArray[np.int64]:
        """Spans of frames of one run of samples, shape (n, 2)."""
        raise NotImplementedError  # what tells detectors apart; the rest they share

    def _of_all(self, argument: str, signals: ArrayLike | Batch) -> Spans:
        """Spans of one recording or many; missing samples part them where they last over 0.1 s."""
        found = []
        for number, x in enumerate(sequences_of(argument, signals)):
            spans = [
                first + self._spans(part) for first, part in finite_runs(x, self.sampling_rate_hz)
            ]
            rows = np.concatenate(spans) if spans else np.empty((0, 2), np.int64)
            found.append(make_spans(rows, self.sampling_rate_hz, number))
        return joined_spans(found)


def joined_spans(parts: list[Any]) -> Spans:
    """Join tables of sequences; of none, give a table without rows."""
    return concatenate(parts) if parts else make_spans(np.empty((0, 2)), 1.0)


def of_windows(
    kept: NDArray[np.bool_], starts: NDArray[np.int64], length: int, least: float
) -> NDArray[np.int64]:
    """Join windows that overlap or touch; spans shorter than `least` frames are left out."""
    if not kept.any():
        return np.empty((0, 2), np.int64)
    first = starts[kept]
    begins = np.concatenate([[True], first[1:] > first[:-1] + length])
    ends = np.append(np.flatnonzero(begins)[1:], len(first)) - 1
    spans = np.stack([first[begins], first[ends] + length], axis=1)
    return np.asarray(spans[spans[:, 1] - spans[:, 0] >= least])
