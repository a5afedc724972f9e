"""Pairs detected with reference times: the one way in which detectors are judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import _check
from ._errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class Match:
    """Which detections belong to which reference events.

    Unpacks into the matched pairs, shape (n, 2), the missed and the extra ones.

    Parameters
    ----------
    reference, detected : array of int64
        Indices of the matched pairs, in the order of time.
    missed : array of int64
        Indices of reference events without a detection.
    extra : array of int64
        Indices of detections without a reference event.
    error_s : array of float64
        Detected minus reference time of each pair.
    """

    reference: NDArray[np.int64]
    detected: NDArray[np.int64]
    missed: NDArray[np.int64]
    extra: NDArray[np.int64]
    error_s: NDArray[np.float64]

    def __iter__(self) -> Iterator[NDArray[np.int64]]:
        return iter((self.pairs, self.missed, self.extra))

    @property
    def pairs(self) -> NDArray[np.int64]:
        """Indices (reference, detected) of each pair, shape (n, 2)."""
        return np.stack([self.reference, self.detected], axis=1)

    @property
    def recall(self) -> float:
        """Share of reference events that were found; NaN without any."""
        n = len(self.reference) + len(self.missed)
        return len(self.reference) / n if n else float("nan")

    @property
    def precision(self) -> float:
        """Share of detections that are right; NaN without any."""
        n = len(self.detected) + len(self.extra)
        return len(self.detected) / n if n else float("nan")

    @property
    def f1(self) -> float:
        """Harmonic mean of recall and precision; NaN when there is nothing to find."""
        n = 2 * len(self.reference) + len(self.missed) + len(self.extra)
        return 2 * len(self.reference) / n if n else float("nan")


def match(
    reference_times_s: ArrayLike, detected_times_s: ArrayLike, tolerance_s: float = 0.05
) -> Match:
    """Pair each reference event with at most one detection.

    Parameters
    ----------
    reference_times_s, detected_times_s : array
        Times of one kind of event of one side, second, in any order.
    tolerance_s : float
        Pairs farther apart than this are none.

    Returns
    -------
    Match
        The pairing with the most pairs and, among those, the least sum of squared errors.

    Raises
    ------
    ArgumentError
        When a time is not finite or the tolerance is negative.

    Examples
    --------
    >>> import footfall as ff
    >>> found = ff.validate.match([1.0, 2.0], [1.01, 3.0])
    >>> found.f1, found.missed, found.extra
    (0.5, array([1]), array([1]))
    """
    _check.not_negative("tolerance_s", tolerance_s)
    times = []
    for argument, values in (
        ("reference_times_s", reference_times_s),
        ("detected_times_s", detected_times_s),
    ):
        array = np.asarray(values, dtype=np.float64).reshape(-1)
        if not np.isfinite(array).all():
            raise ArgumentError(argument, "finite times", "NaN or infinity")
        times.append(array)
    orders = [np.argsort(t, kind="stable") for t in times]
    first, second = (t[o] for t, o in zip(times, orders, strict=True))
    pairs = np.asarray(_pair_sorted(first, second, tolerance_s), dtype=np.int64).reshape(-1, 2)
    reference, detected = orders[0][pairs[:, 0]], orders[1][pairs[:, 1]]
    return Match(
        reference=reference,
        detected=detected,
        missed=np.setdiff1d(np.arange(len(first)), reference),
        extra=np.setdiff1d(np.arange(len(second)), detected),
        error_s=times[1][detected] - times[0][reference],
    )


def _pair_sorted(
    first: NDArray[np.float64], second: NDArray[np.float64], tolerance_s: float
) -> list[tuple[int, int]]:
    """Pair sorted times, cluster by cluster of what lies within reach."""
    pairs: list[tuple[int, int]] = []
    low = np.searchsorted(second, first - tolerance_s, side="left")
    high = np.searchsorted(second, first + tolerance_s, side="right")
    start = 0
    for i in range(1, len(first) + 1):
        if i < len(first) and low[i] < high[i - 1]:
            continue
        pairs += _pair_cluster(
            first, second, range(start, i), range(low[start], high[i - 1]), tolerance_s
        )
        start = i
    return pairs


def _pair_cluster(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    rows: range,
    columns: range,
    tolerance_s: float,
) -> list[tuple[int, int]]:
    """Best pairing in order of a small cluster, by dynamic programming."""
    nothing: tuple[int, float, tuple[tuple[int, int], ...]] = (0, 0.0, ())
    best = {(0, 0): nothing}
    for a in range(len(rows) + 1):
        for b in range(len(columns) + 1):
            inside = a > 0 and b > 0
            options = [best[a - 1, b], best[a, b - 1]] if inside else [nothing]
            if inside:
                error = second[columns[b - 1]] - first[rows[a - 1]]
                if abs(error) <= tolerance_s:
                    count, cost, chain = best[a - 1, b - 1]
                    link = (rows[a - 1], columns[b - 1])
                    options.append((count + 1, cost + error * error, (*chain, link)))
            best[a, b] = max(options, key=lambda option: (option[0], -option[1]))
    return list(best[len(rows), len(columns)][2])
