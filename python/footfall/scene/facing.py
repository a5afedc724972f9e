"""Which way a person faces in a side view."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._status import DEGRADED, UNAVAILABLE, VALID
from .points import SIDES, heights_and_level, leg_length, named_points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

TURN_S = 0.3  # a change of side that lasts longer is a turn
UNCLEAR_FOOT, UNCLEAR_HEAD = 0.06, 0.03  # of the leg: a quarter of what a side view shows
HEAD_WEIGHT = 0.5  # against 1 for each foot: heads look around
CLEAR, LEAST_CLEAR = 0.6, 0.2

NOTHING = "neither feet nor face tell a side, nor does the travel"
TRAVEL_ONLY = "the travel alone tells the side: the person may walk backwards"
UNSURE = "feet and face do not agree well"
FRONT_VIEW = "a front or back view"


@dataclass(frozen=True, kw_only=True, eq=False)
class Facing:
    """Which way a person faces, span by span.

    Parameters
    ----------
    start, end : array of int, shape (S,)
        Frames [start, end) of each span; together all frames.
    sign : array of int, shape (S,)
        1 where the person faces in the positive direction of the level axis (to the right of
        a picture), -1 where the other way, 0 where it cannot be told.
    confidence : float
        From 0 to 1: how much the cues agree with the sign.
    status : {"valid", "degraded", "unavailable"}
        Whether to use it.
    reason : str
        Why it is degraded or unavailable; empty when valid.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    sign: NDArray[np.int64]
    confidence: float
    status: str
    reason: str

    def per_frame(self) -> NDArray[np.int64]:
        """Give the sign of each frame."""
        return np.repeat(self.sign, self.end - self.start)

    def columns(self) -> dict[str, NDArray[np.int64]]:
        """Give one row per span."""
        return {"start": self.start, "end": self.end, "sign": self.sign}


def facing(
    positions: ArrayLike,
    keypoints: str | Sequence[str],
    sampling_rate_hz: float,
    *,
    up: str = "-y",
) -> Facing:
    """Tell which way a person faces in a side view, and when that changes.

    Parameters
    ----------
    positions : array, shape (T, K, 2)
        Keypoints; NaN is missing. Take out those of low confidence with `gaps.mask_below`.
    keypoints : str or sequence of str
        Name of a skeleton, or K canonical names.
    sampling_rate_hz : float
        Frames per second.
    up : str
        Axis that points up; images have `-y`.

    Returns
    -------
    Facing
        Toes against heels of both feet and the nose against the ears vote in each frame; a
        change that lasts longer than 0.3 s starts a new span. Where nothing votes, a travel of
        more than a leg's length tells, degraded.

    Raises
    ------
    ArgumentError
        When shapes, names or axes do not fit.

    Examples
    --------
    >>> import footfall as ff
    >>> walk, _ = ff.synthetic.walker(dimensions=2, pixels_per_m=200.0, direction="-x")
    >>> side = ff.scene.facing(walk.positions, walk.keypoints, 100.0)
    >>> side.sign.tolist(), side.status
    ([-1], 'valid')
    """
    points = named_points(positions, keypoints, (2,))
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    n_frames = np.shape(positions)[0]
    heights_and_level(np.zeros(2), up)
    votes, weights = _votes(points, n_frames, up)
    if not weights.any():
        return _from_travel(points, n_frames, up)
    reach = max(1, math.ceil(TURN_S * sampling_rate_hz))
    signs = np.sign(_sums(votes, reach))
    bounds = _spans(signs, TURN_S * sampling_rate_hz)
    sign = np.array([_sign(signs[a:b]) for a, b in pairwise(bounds)], dtype=np.int64)
    start, end = np.array(bounds[:-1]), np.array(bounds[1:])
    agreeing = float((np.repeat(sign, end - start) * votes).sum() / weights.sum())
    confidence = max(agreeing, 0.0)
    status = VALID if confidence >= CLEAR else DEGRADED
    reason = "" if confidence >= CLEAR else UNSURE
    if confidence < LEAST_CLEAR:
        return _one_span(n_frames, 0, confidence, UNAVAILABLE, FRONT_VIEW)
    return Facing(
        start=start, end=end, sign=sign, confidence=confidence, status=status, reason=reason
    )


def _one_span(n_frames: int, sign: int, confidence: float, status: str, reason: str) -> Facing:
    return Facing(
        start=np.zeros(1, np.int64),
        end=np.full(1, n_frames, np.int64),
        sign=np.full(1, sign, np.int64),
        confidence=confidence,
        status=status,
        reason=reason,
    )


def _votes(
    points: Mapping[str, NDArray[Any]], n_frames: int, up: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sum of the votes of each frame, and how many could have been given."""
    leg = leg_length(points)
    cues = [
        (points[f"{s}_toe"] - points[f"{s}_heel"], UNCLEAR_FOOT, 1.0)
        for s in SIDES
        if f"{s}_toe" in points and f"{s}_heel" in points
    ]
    ears = [points[f"{s}_ear"] for s in SIDES if f"{s}_ear" in points]
    if "nose" in points and len(ears) == 2:
        cues.append((points["nose"] - 0.5 * (ears[0] + ears[1]), UNCLEAR_HEAD, HEAD_WEIGHT))
    votes, weights = np.zeros(n_frames), np.zeros(n_frames)
    for line, unclear, weight in cues:
        along = heights_and_level(line, up)[1][:, 0]
        seen = np.isfinite(along)
        clear = seen & (np.abs(along) > (unclear * leg if leg > 0 else 0.0))
        votes[clear] += weight * np.sign(along[clear])
        weights[seen] += weight
    return votes, weights


def _sums(votes: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Sum over `reach` frames to both sides, fewer at the ends."""
    total = np.concatenate([[0.0], np.cumsum(votes)])
    frames = np.arange(len(votes))
    high = np.minimum(frames + reach + 1, len(votes))
    # Whole votes and halves: sums are exact, and a tie is a tie.
    return np.asarray(total[high] - total[np.maximum(frames - reach, 0)])


def _spans(signs: NDArray[np.float64], shortest: float) -> list[int]:
    """Bounds of spans of one sign; what is shorter than a turn joins what was before."""
    known = np.flatnonzero(signs)
    if len(known) == 0:
        return [0, len(signs)]
    # Frames without a vote go with the last one that had, the first ones with the next.
    last = np.searchsorted(known, np.arange(len(signs)), side="right") - 1
    filled = signs[known[np.maximum(last, 0)]]
    bounds = [0, *(np.flatnonzero(np.diff(filled)) + 1).tolist(), len(signs)]
    while len(bounds) > 2:
        lengths = np.diff(bounds)
        short = int(np.argmin(lengths))
        if lengths[short] > shortest:
            break
        # Its neighbours are of one sign: all three become one.
        bounds = [
            b
            for i, b in enumerate(bounds)
            if i in (0, len(bounds) - 1) or i not in (short, short + 1)
        ]
    return bounds


def _sign(signs: NDArray[np.float64]) -> int:
    return int(np.sign(signs.sum()))


def _from_travel(points: Mapping[str, NDArray[Any]], n_frames: int, up: str) -> Facing:
    leg = leg_length(points)
    if "pelvis" in points and leg > 0:
        along = heights_and_level(points["pelvis"], up)[1][:, 0]
        seen = along[np.isfinite(along)]
        if len(seen) and abs(seen[-1] - seen[0]) > leg:
            sign = 1 if seen[-1] > seen[0] else -1
            return _one_span(n_frames, sign, 0.5, DEGRADED, TRAVEL_ONLY)
    return _one_span(n_frames, 0, 0.0, UNAVAILABLE, NOTHING)
