"""How good events and numbers are against a reference.

`python -m footfall.validate FOLDER…` analyses each recording of a folder that comes with a
table of reference events and prints how well the detected events agree: found events, extra
ones, F1, bias, mean and median absolute error, standard deviation, and how many errors lie
within the stated 95 % interval; of the default also errors of durations and step lengths.
`--detector NAME` (or `all`) judges others, `--keypoints coco17` what they make of keypoints
without feet, `--camera 60` of a noisy side view.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ._errors import ArgumentError
from ._matching import Match, match
from ._reliability import (
    BlandAltman,
    Reliability,
    bland_altman,
    intraclass_correlation,
    minimal_detectable_change,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ._events import Events

__all__ = [
    "Agreement",
    "BlandAltman",
    "Match",
    "Reliability",
    "agreement",
    "bland_altman",
    "intraclass_correlation",
    "match",
    "minimal_detectable_change",
    "pooled",
]

NORMAL_95 = 1.959964  # standard deviations to either side that hold 95 % of a normal
SPAN_LIMIT = 1.5  # times the usual interval: references farther apart do not see all between


@dataclass(frozen=True, eq=False)
class Agreement:
    """Agreement of detected events of one kind with reference events.

    Parameters
    ----------
    n_reference, n_found, n_extra : int
        Reference events, those that were found, and detections without a reference event
        where the reference sees every event.
    n_judged : int
        Detections that can be judged right or wrong: the found ones inside such spans, and
        the extra ones.
    error_s : array
        Detected minus reference time of each found event.
    sigma_s : array
        Standard deviation that the detector states for each found event; NaN where it states none.
    """

    n_reference: int
    n_found: int
    n_extra: int
    n_judged: int
    error_s: NDArray[np.float64]
    sigma_s: NDArray[np.float64]

    @property
    def recall(self) -> float:
        """Share of reference events that were found."""
        return self.n_found / self.n_reference if self.n_reference else math.nan

    @property
    def precision(self) -> float:
        """Share of judged detections that are right; NaN where none can be judged."""
        return 1.0 - self.n_extra / self.n_judged if self.n_judged else math.nan

    @property
    def f1(self) -> float:
        """Harmonic mean of recall and precision, or the recall where nothing can be judged."""
        if not self.n_reference:
            return math.nan
        precision = self.precision
        if math.isnan(precision):
            return self.recall
        total = precision + self.recall
        return 2 * precision * self.recall / total if total > 0 else 0.0

    @property
    def bias_s(self) -> float:
        """Mean error."""
        return float(np.mean(self.error_s)) if len(self.error_s) else math.nan

    @property
    def mean_absolute_s(self) -> float:
        """Mean absolute error."""
        return float(np.mean(np.abs(self.error_s))) if len(self.error_s) else math.nan

    @property
    def median_absolute_s(self) -> float:
        """Median absolute error."""
        return float(np.median(np.abs(self.error_s))) if len(self.error_s) else math.nan

    @property
    def sd_s(self) -> float:
        """Standard deviation of the error."""
        return float(np.std(self.error_s, ddof=1)) if len(self.error_s) > 1 else math.nan

    @property
    def coverage(self) -> float:
        """Share of found events whose error lies in the 95 % interval of the stated deviation."""
        stated = np.isfinite(self.sigma_s)
        if not stated.any():
            return math.nan
        return float(np.mean(np.abs(self.error_s[stated]) <= NORMAL_95 * self.sigma_s[stated]))


def agreement(
    reference: Events, detected: Events, kind: str, *, tolerance_s: float = 0.05
) -> Agreement:
    """Judge detections of one kind, side by side.

    Parameters
    ----------
    reference, detected : Events
        Of one recording, on one clock.
    kind : {"initial_contact", "final_contact"}
        Which events.
    tolerance_s : float
        Farther apart is not found.

    Returns
    -------
    Agreement
        Extra detections count only between neighbouring reference events of the same side
        that are at most one and a half usual intervals apart: plates on the ground do not see
        every contact, and a detection where nothing looked is not wrong.
    """
    parts = []
    intervals = [np.diff(reference.pick(kind, side).time_s) for side in ("left", "right")]
    known = np.concatenate(intervals)
    usual = float(np.median(known)) if len(known) else math.inf
    for side in ("left", "right"):
        own = detected.pick(kind, side)
        truth, found = reference.pick(kind, side).time_s, own.time_s
        pairs = match(truth, found, tolerance_s)
        judged = _in_spans(found, truth, SPAN_LIMIT * usual, tolerance_s)
        n_extra = int(judged[pairs.extra].sum())
        n_judged = int(judged[pairs.detected].sum()) + n_extra
        parts.append(
            Agreement(
                len(truth),
                len(pairs.reference),
                n_extra,
                n_judged,
                pairs.error_s,
                own.sigma_s[pairs.detected],
            )
        )
    return pooled(parts)


def pooled(parts: Sequence[Agreement]) -> Agreement:
    """Pool agreements event by event.

    Raises
    ------
    ArgumentError
        When there is nothing to pool.
    """
    if not parts:
        raise ArgumentError("parts", "at least one agreement", 0)
    return Agreement(
        sum(p.n_reference for p in parts),
        sum(p.n_found for p in parts),
        sum(p.n_extra for p in parts),
        sum(p.n_judged for p in parts),
        np.concatenate([p.error_s for p in parts]),
        np.concatenate([p.sigma_s for p in parts]),
    )


def _in_spans(
    times: NDArray[np.float64], truth: NDArray[np.float64], limit: float, tolerance_s: float
) -> NDArray[np.bool_]:
    """Which times lie where the reference sees every event."""
    inside = np.zeros(len(times), dtype=bool)
    for start, end in pairwise(truth.tolist()):
        if end - start <= limit:
            inside |= (times >= start - tolerance_s) & (times <= end + tolerance_s)
    return inside


if __name__ == "__main__":
    from footfall._validation import main

    raise SystemExit(main())
