"""Exchanged sides: left and right put right where an estimator took one for the other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._backend import kernel
from ._columns import Columns
from ._config import chosen_threads
from ._errors import ArgumentError
from ._families import as_params
from ._swaps.collapse import collapsed_samples
from ._swaps.parameters import Parameters
from ._swaps.polarity import votes
from ._swaps.sides import NEAR, PARTS, SUMMARY, Sides, sides_of
from .batch import Batch, Rows, item_rows
from .skeletons import SKELETONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Repaired", "Runs", "Stream", "repair", "stream"]

LEAST_MARGIN = 0.1  # of the vote on which side is left
CONTEXT_S = 1.0  # of repaired frames that a stream looks back on


@dataclass(frozen=True, kw_only=True)
class Runs(Columns):
    """Spans of frames in which a group was exchanged.

    Parameters
    ----------
    sequence : array of int64
        Which sequence.
    group : array of str
        `legs`, `arms` or `trunk`.
    start, end : array of int64
        Frames [start, end) of the sequence.
    margin : array of float64
        How much dearer the labels would be without this run; 0 is a guess.
    """

    sequence: NDArray[np.int64]
    group: NDArray[np.str_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    margin: NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Repaired:
    """Keypoints with left on the left, and what was changed for that.

    Parameters
    ----------
    positions : array or Batch
        Kind, shape and dtype of what came; collapsed samples are NaN.
    confidence : array or None
        The scores, exchanged with their keypoints.
    swapped : array of bool, shape (…, K)
        Samples that came from the other side.
    collapsed : array of bool, shape (…, K)
        Samples taken out because one leg was drawn on the other.
    runs : Runs
        What was exchanged, group by group.
    cost, scale : array of float64, shape (N,)
        Cost of the labels of each sequence, and its length of the trunk; NaN where there was
        nothing to decide.
    polarity_margin : array of float64, shape (N,)
        How clear it is which side is left, 0 to 1; NaN where nothing tells.
    polarity_uncertain : array of bool, shape (N,)
        Margin below 0.1: what is said of left and right may be the other way round.
    report : dict
        Counts and shares, ready for JSON.
    """

    positions: Any
    confidence: NDArray[Any] | None
    swapped: NDArray[np.bool_]
    collapsed: NDArray[np.bool_]
    runs: Runs
    cost: NDArray[np.float64]
    scale: NDArray[np.float64]
    polarity_margin: NDArray[np.float64]
    polarity_uncertain: NDArray[np.bool_]
    report: dict[str, Any]


def repair(
    positions: ArrayLike | Batch,
    keypoints: str | Sequence[str],
    sampling_rate_hz: float | None = None,
    *,
    confidence: ArrayLike | None = None,
    up: str | None = None,
    time_s: ArrayLike | None = None,
    camera_side: str | None = None,
    knee: float = 0.02,
    velocity_weight: float = 0.25,
    switch_cost: float = 0.02,
    swap_cost: float = 0.5,
    noise_factor: float = 1.0,
    max_gap_s: float = 0.25,
    near: float = 0.05,
    far: float = 0.15,
    near_s: float = 0.15,
) -> Repaired:
    """Exchange left and right where that makes the motion smooth.

    Parameters
    ----------
    positions : array, shape (T, K, D) or (N, T, K, D), or Batch
        Keypoints in two or three dimensions, any unit; NaN is missing.
    keypoints : str or sequence of str
        Name of a skeleton, or the names of the keypoints. Pairs are `left_` and `right_` of
        one name.
    sampling_rate_hz : float, optional
        Frames per second; a Batch brings its own.
    confidence : array, shape (T, K) or (N, T, K), optional
        Scores 0 to 1: how much a keypoint counts. For a Batch (frames, K).
    up : str, optional
        Axis that points up. With it, hips and feet in three dimensions tell which side is left.
    time_s : array, shape (T,) or (N, T), optional
        Times of the frames, increasing, where they are not even. For a Batch (frames,).
    camera_side : {"left", "right"}, optional
        Side of the person that faces the camera: its leg has the higher score.
    knee : float
        Where the cost of acceleration turns from a square to a line. Lengths are in units of
        the trunk, from mid-hip to mid-shoulder.
    velocity_weight, switch_cost, swap_cost : float
        Weight of the square of the velocity, per frame; cost of a change of labels; cost of a
        second whose sides are exchanged.
    noise_factor : float
        How much is added to the cost of a change: of what frames usually cost, which is noise,
        and of what the frame costs at best. Sides that lie on one another must not be exchanged
        because noise is smoother then, nor where an estimator lost a limb and no labels fit.
    max_gap_s : float
        Longer gaps start a new stretch, whose sides are decided anew.
    near, far, near_s : float
        Legs nearer than `near` for longer than `near_s` are drawn on one where one of them
        leaves its way by more than `far`.

    Returns
    -------
    Repaired
        The keypoints, and what was changed.

    Raises
    ------
    ArgumentError
        When shapes do not belong together or a value is out of range.

    Notes
    -----
    Labels minimise a Huber cost of the acceleration of both sides, plus the square of their
    velocity, plus a cost per change, exactly: dynamic programming over the labels of two
    frames, in time proportional to the frames. Legs (knees, ankles, heels, toes) and arms
    (elbows, wrists) are solved each for itself; arms against the legs where that costs less,
    which is where all changed sides together. The trunk (hips, shoulders) goes with legs and
    arms where they agree, unless its own motion says otherwise. Eyes, ears and mouth go with
    the trunk, fingers with the arms: their own places have no vote.

    Arms that change sides alone, in a pure side view at 60 Hz and more, cannot be told well:
    they lie on one another too long.

    The motion tells frames apart, not which of the two labelings is left. That is a vote of
    the labels given, in three dimensions of hips, feet and `up`, and of `camera_side`.

    Where both legs are drawn on one, the leg that is not there is taken out, not exchanged.

    References
    ----------
    Viterbi A (1967). Error bounds for convolutional codes. IEEE Trans Inf Theory 13.
    doi:10.1109/TIT.1967.1054010

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> recording, truth = ff.synthetic.walker(duration_s=5.0, noise_m=0.005, swap=0.2)
    >>> found = ff.swaps.repair(recording.positions, recording.keypoints, 100.0)
    >>> bool(np.array_equal(found.swapped[:, 15], truth.swapped))
    True
    """
    if isinstance(positions, Batch):
        sampling_rate_hz = positions.sampling_rate_hz
    rate = _rate(sampling_rate_hz)
    parameters = Parameters(
        knee=knee,
        velocity_weight=velocity_weight,
        switch_cost=switch_cost,
        swap_cost=swap_cost,
        noise_factor=noise_factor,
        max_gap_s=max_gap_s,
        near=near,
        far=far,
        near_s=near_s,
    )
    rows = item_rows(positions, 2, "positions")
    sides = sides_of(keypoints, rows.item_shape, up)
    if camera_side is not None:
        _check.one_of("camera_side", camera_side, ("left", "right"))
    score = _beside("confidence", confidence, rows, (rows.item_shape[0],), rows.values.dtype)
    times = _beside("time_s", time_s, rows, (), np.float64)
    work = _Work(rows, sides, parameters, rate, score, times)
    work.find()
    work.decide_polarity(camera_side)
    work.judge_collapse()
    return work.result()


def _rate(sampling_rate_hz: float | None) -> float:
    if sampling_rate_hz is None:
        raise ArgumentError("sampling_rate_hz", "a value > 0", None)
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    return sampling_rate_hz


def _beside(
    argument: str, given: ArrayLike | None, rows: Rows, item: tuple[int, ...], dtype: Any
) -> NDArray[Any] | None:
    """What goes along with the frames, as rows."""
    if given is None:
        return None
    array = _check.real_array(argument, given)
    source = rows.source.values if isinstance(rows.source, Batch) else rows.source
    shape = (*source.shape[: source.ndim - 2], *item)
    if array.shape != shape:
        raise ArgumentError(argument, f"shape {shape}", array.shape)
    return np.ascontiguousarray(array.reshape(len(rows.values), math.prod(item)), dtype=dtype)


class _Work:
    """The frames of all sequences between the steps."""

    def __init__(
        self,
        rows: Rows,
        sides: Sides,
        parameters: Parameters,
        rate: float,
        score: NDArray[Any] | None,
        times: NDArray[np.float64] | None,
    ) -> None:
        self.rows, self.sides, self.parameters, self.rate = rows, sides, parameters, rate
        self.score, self.times = score, times
        self.points = rows.values.reshape(len(rows.values), *rows.item_shape)
        self.swapped = np.zeros(self.points.shape[:2], dtype=bool)
        self.collapsed = np.zeros(self.points.shape[:2], dtype=bool)
        n = len(rows.offsets) - 1
        self.cost, self.scale, self.margin = (np.full(n, np.nan) for _ in range(3))
        self.sequence, self.found = np.empty(0, np.int64), np.empty((0, 5))

    def find(self) -> None:
        """Labels of least cost, and the frames they exchange."""
        if not self.sides.can_vote:
            return
        values = [self.rows.values]
        if self.score is not None:
            values.append(self.score)
        if self.times is not None:
            values.append(self.times * self.rate)
        joined = values[0] if len(values) == 1 else np.concatenate(values, axis=1)
        params = self.parameters.of_kernel(
            self.sides, self.rate, self.score is not None, self.times is not None
        )
        sequence, found = kernel("swaps")(
            joined, self.rows.offsets, self.sides.table, chosen_threads(), as_params(params)
        )
        ends = found[:, 0] == SUMMARY
        self.cost[sequence[ends]], self.scale[sequence[ends]] = found[ends, 3], found[ends, 4]
        self.sequence, self.found = sequence[~ends], found[~ends]
        for part in range(len(PARTS)):
            label = self._label(part)
            if label is not None:
                frames, columns = np.flatnonzero(label), self.sides.of_part(part)
                self.swapped[frames[:, None], columns[None]] = True

    def _label(self, part: int) -> NDArray[np.bool_] | None:
        mine = self.found[:, 0] == part
        if not mine.any():
            return None
        change = np.zeros(len(self.points) + 1, dtype=np.int8)
        first = self.rows.offsets[self.sequence[mine]]
        spans = self.found[mine, 1:3].astype(np.int64) + first[:, None]
        np.add.at(change, spans[:, 0], 1)
        np.add.at(change, spans[:, 1], -1)
        return np.cumsum(change[:-1], dtype=np.int8).astype(bool)

    def decide_polarity(self, camera_side: str | None) -> None:
        """Exchange sequences as a whole where the vote says so."""
        if not self.sides.can_vote:
            return
        mean = votes(self, camera_side)
        turned = np.flatnonzero(mean < 0)
        if len(turned):
            whole = np.repeat(mean < 0, np.diff(self.rows.offsets))
            self.swapped[np.ix_(whole, self.sides.of_any())] ^= True
        self.margin = np.abs(mean)

    def exchanged(self, values: NDArray[Any]) -> NDArray[Any]:
        """Copy of (frames, K, …) with the sides of swapped samples exchanged."""
        out = values.copy()
        if self.swapped.any():
            frames = np.flatnonzero(self.swapped.any(axis=1))
            part = values[frames]
            mask = self.swapped[frames].reshape(*self.swapped[frames].shape, *[1] * (part.ndim - 2))
            out[frames] = np.where(mask, part[:, self.sides.mirror], part)
        return out

    def judge_collapse(self) -> None:
        self.points = self.exchanged(self.points)
        if self.score is not None:
            self.score = self.exchanged(self.score)
        near = self.found[:, 0] == NEAR
        if near.any():
            spans = self.found[near, 1:3].astype(np.int64)
            first = self.rows.offsets[self.sequence[near]]
            self.collapsed = collapsed_samples(
                self.points,
                spans + first[:, None],
                first,
                self.found[near, 4],
                self.sides,
                self.parameters.far,
                self.rate,
            )
            self.points[self.collapsed] = np.nan

    def result(self) -> Repaired:
        source = self.rows.source
        frame_shape = source.values.shape[:1] if isinstance(source, Batch) else source.shape[:-2]
        flat = self.points.reshape(self.rows.values.shape)
        mask_shape = (*frame_shape, self.rows.item_shape[0])
        return Repaired(
            positions=self.rows.restore(flat),
            confidence=None if self.score is None else self.score.reshape(mask_shape),
            swapped=self.swapped.reshape(mask_shape),
            collapsed=self.collapsed.reshape(mask_shape),
            runs=self._runs(),
            cost=self.cost,
            scale=self.scale,
            polarity_margin=self.margin,
            polarity_uncertain=self.margin < LEAST_MARGIN,
            report=self._report(),
        )

    def _runs(self) -> Runs:
        kept = self.found[:, 0] < NEAR
        rows = self.found[kept]
        names = np.array(PARTS)
        return Runs(
            sequence=self.sequence[kept],
            group=names[rows[:, 0].astype(np.int64)],
            start=rows[:, 1].astype(np.int64),
            end=rows[:, 2].astype(np.int64),
            margin=rows[:, 3],
        )

    def _report(self) -> dict[str, Any]:
        frames = len(self.points)
        changed = int(np.count_nonzero(self.swapped.any(axis=1))) if self.swapped.any() else 0
        margins = self.found[self.found[:, 0] < NEAR, 3]
        return {
            "pairs": list(self.sides.voters),
            "frames_swapped": changed,
            "share_swapped": changed / frames if frames else 0.0,
            "runs": len(margins),
            "least_margin": float(margins.min()) if len(margins) else None,
            "samples_collapsed": int(np.count_nonzero(self.collapsed)),
            "sequences_of_uncertain_polarity": int(np.count_nonzero(self.margin < LEAST_MARGIN)),
            "note": None if self.sides.can_vote else self.sides.why_not,
        }


class Stream:
    """Repair of frames as they come, a fixed lag behind.

    Attributes
    ----------
    lag_frames : int
        A frame is final at the latest when this many have come after it.
    """

    def __init__(
        self,
        keypoints: str | Sequence[str],
        sampling_rate_hz: float,
        dimensions: int,
        lag_s: float,
        parameters: Parameters,
    ) -> None:
        _check.positive("sampling_rate_hz", sampling_rate_hz)
        _check.positive("lag_s", lag_s)
        count = len(SKELETONS.get(keypoints, ())) if isinstance(keypoints, str) else len(keypoints)
        self._sides = sides_of(keypoints, (count, dimensions), None)
        self._rate, self._parameters = sampling_rate_hz, parameters
        self.lag_frames = max(2, round(lag_s * sampling_rate_hz))
        self._block = max(1, self.lag_frames // 3)
        self._context = max(2, round(CONTEXT_S * sampling_rate_hz))
        self._shape = (count, dimensions)
        self.reset()

    def reset(self) -> None:
        """Forget all frames."""
        self._frames = np.empty((0, *self._shape))
        self._scores: NDArray[Any] | None = None
        self._repaired = 0  # frames at the start of the buffer that are final

    def push(self, frames: NDArray[Any], confidence: NDArray[Any] | None = None) -> NDArray[Any]:
        """Take the next frames.

        Parameters
        ----------
        frames : array, shape (n, K, D)
            One or more frames; NaN is missing.
        confidence : array, shape (n, K), optional
            Their scores: with all pushes or with none.

        Returns
        -------
        array, shape (m, K, D)
            The frames that became final, from as many as `lag_frames` ago.
        """
        frames = _check.real_array("frames", frames)
        if frames.shape[1:] != self._shape:
            raise ArgumentError("frames", f"shape (n, {self._shape})", frames.shape)
        if len(self._frames) and (confidence is None) != (self._scores is None):
            raise ArgumentError("confidence", "scores with all pushes or with none", "some")
        if len(self._frames) == 0:
            self._frames = np.empty((0, *self._shape), frames.dtype)
        self._frames = np.concatenate([self._frames, frames])
        if confidence is not None:
            scores = _check.real_array("confidence", confidence)
            if scores.shape != frames.shape[:2]:
                raise ArgumentError("confidence", f"shape {frames.shape[:2]}", scores.shape)
            old = scores[:0] if self._scores is None else self._scores
            self._scores = np.concatenate([old, scores])
        done = [self._frames[:0]]
        while len(self._frames) - self._repaired >= self.lag_frames:
            done.append(self._advance(self._block, self.lag_frames))
        return np.concatenate(done)

    def flush(self) -> NDArray[Any]:
        """Give the frames that are left, and forget all."""
        left = len(self._frames) - self._repaired
        done = self._advance(left, left) if left else self._frames[:0]
        self.reset()
        return done

    def _advance(self, block: int, ahead: int) -> NDArray[Any]:
        """Make the next `block` frames final, seeing `ahead` of them."""
        first, end = self._repaired, self._repaired + ahead
        rows = item_rows(self._frames[:end], 2, "frames")
        score = None if self._scores is None else np.ascontiguousarray(self._scores[:end])
        if score is not None:
            score = score.astype(self._frames.dtype)
        work = _Work(rows, self._sides, self._parameters, self._rate, score, None)
        work.find()
        work.swapped[:first] = False
        work.swapped[first + block :] = False
        repaired = work.exchanged(self._frames[:end])
        work.judge_collapse()
        self._frames[:end] = repaired
        if self._scores is not None:
            self._scores[:end] = work.score
        done = work.points[first : first + block]
        drop = max(0, first + block - self._context)
        self._frames = self._frames[drop:]
        if self._scores is not None:
            self._scores = self._scores[drop:]
        self._repaired = first + block - drop
        return done


def stream(
    keypoints: str | Sequence[str],
    sampling_rate_hz: float,
    *,
    dimensions: int = 2,
    lag_s: float = 0.25,
    knee: float = 0.02,
    velocity_weight: float = 0.25,
    switch_cost: float = 0.02,
    swap_cost: float = 0.5,
    noise_factor: float = 1.0,
    max_gap_s: float = 0.25,
    near: float = 0.05,
    far: float = 0.15,
    near_s: float = 0.15,
) -> Stream:
    """Open a live repair: the same labels as `repair`, decided a fixed lag behind.

    Parameters
    ----------
    keypoints : str or sequence of str
        Name of a skeleton, or the names of the keypoints.
    sampling_rate_hz : float
        Frames per second.
    dimensions : {2, 3}
        Of a position.
    lag_s : float
        How long a frame waits at most.
    knee, velocity_weight, switch_cost, swap_cost, noise_factor, max_gap_s, near, far, near_s
        As for `repair`.

    Returns
    -------
    Stream
        Push frames into it. Any cut of a recording into pushes gives the same numbers.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    Blocks of a third of the lag are decided with the second before, repaired, and the rest of
    the lag after them. There is no vote on polarity: a stream begins with the labels it is
    given. Memory does not grow.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> live = ff.swaps.stream("coco17", 30.0)
    >>> done = live.push(np.ones((20, 17, 2)))
    >>> len(done) + len(live.flush()), live.lag_frames
    (20, 8)
    """
    parameters = Parameters(
        knee=knee,
        velocity_weight=velocity_weight,
        switch_cost=switch_cost,
        swap_cost=swap_cost,
        noise_factor=noise_factor,
        max_gap_s=max_gap_s,
        near=near,
        far=far,
        near_s=near_s,
    )
    return Stream(keypoints, sampling_rate_hz, dimensions, lag_s, parameters)
