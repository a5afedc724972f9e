"""Exchanged sides: left and right put right where an estimator took one for the other."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._errors import ArgumentError
from ._swaps.live import Stream
from ._swaps.parameters import Parameters
from ._swaps.results import Repaired, Runs
from ._swaps.sides import sides_of
from ._swaps.work import Work
from .batch import Batch, Rows, item_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Repaired", "Runs", "Stream", "repair", "stream"]


def repair(
    positions: ArrayLike | Batch,
    keypoints: str | Sequence[str],
    sampling_rate_hz: float | None = None,
    *,
    confidence: ArrayLike | None = None,
    up: str | None = None,
    time_s: ArrayLike | None = None,
    camera_side: str | None = None,
    keypoint_error: float | None = None,
    process_noise: float = 50.0,
    start_speed: float = 8.0,
    knee: float = 3.0,
    switch_cost: float = 5.0,
    swap_cost: float = 4.0,
    least_margin: float = 3.0,
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
    keypoint_error : float, optional
        Lasting error of a keypoint, in lengths of the trunk (mid-hip to mid-shoulder); white noise
        is measured and added. None: 0.03 where there are scores, that is for an estimator, and
        0.003, that is for markers, where there are none.
    process_noise : float
        Spectral density of the acceleration that motion is free to have, trunk²/s³.
    start_speed : float
        Usual difference of the speeds of both sides where a track begins, trunks/s.
    knee : float
        Where the cost of a deviation turns from a square to a line, in standard deviations.
    switch_cost, swap_cost : float
        Cost of a change of labels, and of a second whose sides are exchanged, in nats: minus the
        logarithm of how likely they are.
    least_margin : float
        What explains the data better by fewer nats than this is not exchanged but reported as
        uncertain; 3 is twenty times likelier.
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
    Labels are those under which the difference of left and right is foretold best by a Kalman
    filter of constant velocity: dynamic programming over the labels of two frames, each survivor
    with a filter of its own, in time proportional to the frames. What is foretold badly because
    the body accelerates, or because a keypoint is lost, weighs less: the sum of left and right,
    which no exchange changes, tells where.

    Legs (knees, ankles, heels, toes) are solved first. Arms (elbows, wrists) may change together
    with the legs, or for themselves. The trunk (hips, shoulders) goes with legs and arms where
    they agree, unless its own motion says otherwise; without arms only where its own motion
    says so. Eyes, ears and mouth go with the trunk, fingers with the arms: their own places have
    no vote.

    What both labelings explain about equally well is not touched but reported: legs that lie on
    one another while they hardly move, what comes after a gap, and what nobody sees.

    The motion tells frames apart, not which of the two labelings is left. That is a vote of
    the labels given, in three dimensions of hips, feet and `up`, and of `camera_side`. Limbs
    whose labels are divided follow the trunk: knees hang from hips, elbows from shoulders.

    Where both legs are drawn on one, the leg that is not there is taken out, not exchanged.

    References
    ----------
    Viterbi A (1967). Error bounds for convolutional codes. IEEE Trans Inf Theory 13.
    doi:10.1109/TIT.1967.1054010

    Raheli R, Polydoros A, Tzou CK (1995). Per-survivor processing: a general approach to MLSE in
    uncertain environments. IEEE Transactions on Communications 43. doi:10.1109/26.380054

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
        keypoint_error=keypoint_error,
        process_noise=process_noise,
        start_speed=start_speed,
        knee=knee,
        switch_cost=switch_cost,
        swap_cost=swap_cost,
        least_margin=least_margin,
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
    if times is not None:
        for first, end in pairwise(rows.offsets):
            _check.increasing("time_s", times[first:end, 0])
    work = Work(rows, sides, parameters, rate, score, times)
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


def stream(
    keypoints: str | Sequence[str],
    sampling_rate_hz: float,
    *,
    dimensions: int = 2,
    lag_s: float = 0.25,
    keypoint_error: float | None = None,
    process_noise: float = 50.0,
    start_speed: float = 8.0,
    knee: float = 3.0,
    switch_cost: float = 5.0,
    swap_cost: float = 4.0,
    least_margin: float = 3.0,
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
    keypoint_error, process_noise, start_speed, knee, switch_cost, swap_cost, least_margin
        As for `repair`.
    max_gap_s, near, far, near_s
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
        keypoint_error=keypoint_error,
        process_noise=process_noise,
        start_speed=start_speed,
        knee=knee,
        switch_cost=switch_cost,
        swap_cost=swap_cost,
        least_margin=least_margin,
        max_gap_s=max_gap_s,
        near=near,
        far=far,
        near_s=near_s,
    )
    return Stream(keypoints, sampling_rate_hz, dimensions, lag_s, parameters)
