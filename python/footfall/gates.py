"""Physical gates: samples that a body cannot have made, and scores too low to trust.

Each gate gives a mask of bad samples and changes nothing; `mask` turns them into NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._errors import ArgumentError
from .batch import Batch, item_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

MAX_SPEED_MPS = 12.0  # a running foot
MAX_SPEED_LEGS = 13.0  # leg lengths per second, where there is no unit
_LONGEST_RUN = 4  # pieces between two good ones that are judged as one outlier


@dataclass(frozen=True)
class Threshold:
    """Least score of an estimator that is trusted.

    Parameters
    ----------
    value : float
        Samples with a lower score are bad.
    scale : str
        What the score is.
    source : str
        Where the value comes from.
    """

    value: float
    scale: str
    source: str


# Scores are not on one scale: 0.3 of one estimator says nothing about another. The values are
# the estimators' own usual ones, to start from; choose by your own recordings.
CONFIDENCE: dict[str, Threshold] = {
    "mediapipe": Threshold(
        0.5,
        "visibility: a sigmoid, the model's belief that the point is in the frame and not hidden",
        "default of min_pose_detection_confidence and min_tracking_confidence; the drawing"
        " utilities hide landmarks below a visibility of 0.5",
    ),
    "rtmpose": Threshold(
        0.3,
        "height of the coordinate classification (SimCC): not a probability, may exceed 1",
        "kpt_thr of MMPose's demos; keypoint_likelihood_threshold of Sports2D",
    ),
    "openpose": Threshold(
        0.3,
        "peak of the part's heat map, 0 to 1; exactly 0 where nothing was found",
        "likelihood threshold of Pose2Sim; OpenPose itself draws from render_threshold 0.05",
    ),
    "mmpose": Threshold(
        0.3,
        "peak of the heat map, about 0 to 1",
        "kpt_thr of MMPose's demos",
    ),
    "vitpose": Threshold(
        0.3,
        "peak of the heat map, about 0 to 1",
        "kpt_thr of MMPose's demos, on which ViTPose is built",
    ),
    "alphapose": Threshold(
        0.4,
        "peak of the heat map, 0 to 1",
        "vis_thres of AlphaPose's drawing, 0.4 for most of its points",
    ),
    "deeplabcut": Threshold(
        0.6,
        "likelihood: the sigmoid of the score map",
        "pcutoff of DeepLabCut's configuration",
    ),
}


def confidence(scores: ArrayLike, threshold: float | str) -> NDArray[np.bool_]:
    """Mark samples whose score is below a threshold.

    Parameters
    ----------
    scores : array, shape (…, K)
        The estimator's score of each keypoint; NaN counts as below.
    threshold : float or str
        A score, or the name of an estimator of `CONFIDENCE`.

    Returns
    -------
    array of bool, shape (…, K)
        True where the sample is bad.

    Raises
    ------
    ArgumentError
        When the estimator is not known.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> ff.gates.confidence(np.array([[0.9, 0.2, np.nan]]), "openpose")
    array([[False,  True,  True]])
    """
    values = _check.real_array("scores", scores)
    if isinstance(threshold, str):
        _check.one_of("threshold", threshold, CONFIDENCE)
        threshold = CONFIDENCE[threshold].value
    return np.asarray(~(values >= threshold))


def mask(positions: ArrayLike | Batch, bad: ArrayLike) -> Any:
    """Give a copy of the positions in which bad samples are missing.

    Parameters
    ----------
    positions : array, shape (…, K, D), or Batch with items (K, D)
        Coordinates of keypoints.
    bad : array of bool, shape (…, K)
        What a gate gives; several gates are joined with `|`.

    Returns
    -------
    array or Batch
        NaN where bad.

    Raises
    ------
    ArgumentError
        When the shapes do not belong together.
    """
    if isinstance(positions, Batch):
        return positions.with_values(mask(positions.values, bad))
    values = _check.real_array("positions", positions).copy()
    lost = np.asarray(bad, dtype=bool)
    if lost.shape != values.shape[:-1]:
        raise ArgumentError("bad", f"shape {values.shape[:-1]}", lost.shape)
    values[lost] = np.nan
    return values


def speed(
    positions: ArrayLike | Batch,
    sampling_rate_hz: float | None = None,
    max_speed: float | None = None,
    *,
    leg_length: float | None = None,
    max_outlier_s: float = 0.25,
) -> NDArray[np.bool_]:
    """Mark samples that a point of limited speed cannot have visited.

    Parameters
    ----------
    positions : array, shape (T, K, D) or (N, T, K, D), or Batch with items (K, D)
        Coordinates of keypoints; NaN is missing and never bad.
    sampling_rate_hz : float, optional
        Frames per second; a Batch brings its own.
    max_speed : float, optional
        In units of the positions per second: `MAX_SPEED_MPS` (12) for metres.
    leg_length : float, optional
        In units of the positions, where there is no speed to state: the limit is then
        `MAX_SPEED_LEGS` (13) leg lengths per second.
    max_outlier_s : float
        Longest run of samples that is called an outlier.

    Returns
    -------
    array of bool, shape (T, K), (N, T, K) or (frames, K)
        True where the sample is bad.

    Raises
    ------
    ArgumentError
        When neither or both of max_speed and leg_length are given, or a value is out of range.

    Notes
    -----
    The samples of a keypoint fall into pieces between which it would have moved faster than
    the limit, gaps counted with their time. A piece, or up to four together, is bad when it
    is no longer than `max_outlier_s` and than the pieces on both sides of it, and these go
    together without it: so the outlier is blamed and not its neighbours. At the start and end
    of a recording a piece is bad when it is no longer than a fifth of `max_outlier_s` and the
    one beside it is longer. Motion that stays beyond the limit and jumps that stay (another
    person, left and right exchanged) are no outliers: nothing in them is marked. Noise counts
    as motion: at a rate of f, a noise of s in each coordinate needs a limit above 5 s f.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> x = np.zeros((5, 1, 2))
    >>> x[2, 0] = 3.0
    >>> ff.gates.speed(x, 100.0, 12.0)[:, 0]
    array([False, False,  True, False, False])
    """
    if isinstance(positions, Batch):
        sampling_rate_hz = positions.sampling_rate_hz
    if sampling_rate_hz is None:
        raise ArgumentError("sampling_rate_hz", "a value > 0", None)
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    _check.positive("max_outlier_s", max_outlier_s)
    one_of_them = "it or leg_length, one of them"
    if leg_length is not None and max_speed is not None:
        raise ArgumentError("max_speed", one_of_them, "both")
    if leg_length is not None:
        _check.positive("leg_length", leg_length)
        limit = MAX_SPEED_LEGS * leg_length
    elif max_speed is not None:
        _check.positive("max_speed", max_speed)
        limit = max_speed
    else:
        raise ArgumentError("max_speed", one_of_them, "neither")
    rows = item_rows(positions, 2, "positions")
    points = rows.values.reshape(len(rows.values), *rows.item_shape)
    sequence = np.repeat(np.arange(len(rows.offsets) - 1), np.diff(rows.offsets))
    most = max(1, int(max_outlier_s * sampling_rate_hz + 1e-9))
    bad = _outliers(points, sequence, limit / sampling_rate_hz, most)
    shape = rows.source.values.shape if isinstance(rows.source, Batch) else rows.source.shape
    return bad.reshape(shape[:-1])


def segment_length(
    positions: ArrayLike | Batch,
    segments: Sequence[tuple[int, int]],
    low: float = 0.5,
    high: float = 1.5,
) -> NDArray[np.bool_]:
    """Mark keypoints that make a segment much shorter or longer than it usually is.

    Parameters
    ----------
    positions : array, shape (T, K, D) or (N, T, K, D), or Batch with items (K, D)
        Coordinates of keypoints; NaN is missing and never bad.
    segments : sequence of pairs of int
        Keypoints that a bone joins, as `skeletons.segments` gives them.
    low, high : float
        Accepted lengths, in medians of the segment over its sequence.

    Returns
    -------
    array of bool, shape (T, K), (N, T, K) or (frames, K)
        True where the sample is bad.

    Raises
    ------
    ArgumentError
        When a segment names a keypoint that is not there, or 0 < low < high does not hold.

    Notes
    -----
    Of the two ends of a bad segment the one with more bad segments is blamed, then the one
    with the larger share of its segments bad, then both. In images a segment that turns
    towards the camera is short and not bad: take a smaller `low` there, or leave this gate out.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> chain = np.tile(np.arange(3.0)[:, None] * [0.0, 1.0], (5, 1, 1))
    >>> chain[2, 2] = [0.0, 4.0]
    >>> ff.gates.segment_length(chain, [(0, 1), (1, 2)])[2]
    array([False, False,  True])
    """
    _check.positive("low", low)
    _check.positive("high", high)
    if not low < high:
        raise ArgumentError("high", f"a value > {low}", high)
    rows = item_rows(positions, 2, "positions")
    points = rows.values.reshape(len(rows.values), *rows.item_shape)
    ends = _check.point_pairs("segments", segments, points.shape[1])
    lengths = np.linalg.norm(points[:, ends[:, 0]] - points[:, ends[:, 1]], axis=2)
    bad = np.zeros(lengths.shape, dtype=bool)
    for first, last in zip(rows.offsets[:-1], rows.offsets[1:], strict=True):
        usual = _medians(lengths[first:last])
        part = lengths[first:last]
        bad[first:last] = (part < low * usual) | (part > high * usual)
    belongs = (ends[:, :, None] == np.arange(points.shape[1])).any(axis=1).astype(np.float64)
    n_bad, n_seen = bad @ belongs, np.isfinite(lengths) @ belongs
    guilt = n_bad + n_bad / np.maximum(n_seen, 1) / 2
    one, other = guilt[:, ends[:, 0]], guilt[:, ends[:, 1]]
    blamed = np.zeros(points.shape[:2], dtype=bool)
    for k, (a, b) in enumerate(ends.tolist()):
        blamed[:, a] |= bad[:, k] & (one[:, k] >= other[:, k])
        blamed[:, b] |= bad[:, k] & (other[:, k] >= one[:, k])
    shape = rows.source.values.shape if isinstance(rows.source, Batch) else rows.source.shape
    return blamed.reshape(shape[:-1])


def _outliers(
    points: NDArray[Any], sequence: NDArray[np.int64], step: float, most: int
) -> NDArray[np.bool_]:
    """Mark outliers of (frames, K, D) that move no more than `step` a frame."""
    n_frames, n_points = points.shape[:2]
    bad = np.zeros((n_points, n_frames), dtype=bool)
    # One row of samples, keypoint after keypoint; a chain is a keypoint of a sequence.
    point, frame = np.nonzero(np.isfinite(points).all(axis=2).T)
    if len(frame) == 0:
        return bad.T
    at = points[frame, point]
    chain = sequence[frame] + point * (sequence[-1] + 1)
    leaps = (_ways(np.diff(at, axis=0)) > step * np.diff(frame)) & (np.diff(chain) == 0)
    suspect = np.zeros(int(chain[-1]) + 1, dtype=bool)
    suspect[chain[1:][leaps]] = True
    kept = np.flatnonzero(suspect[chain])  # chains without a leap are done
    run = 1
    while run <= _LONGEST_RUN and len(kept):
        lost = _worst(at[kept], frame[kept], chain[kept], step, most, run)
        if lost.any():
            bad[point[kept[lost]], frame[kept[lost]]] = True
            kept, run = kept[~lost], 1
        else:
            run += 1
    return bad.T


def _worst(
    at: NDArray[Any],
    frame: NDArray[np.int64],
    chain: NDArray[np.int64],
    step: float,
    most: int,
    run: int,
) -> NDArray[np.bool_]:
    """Mark the samples of runs of `run` pieces that are bad and worse than those beside them."""
    leaps = (_ways(np.diff(at, axis=0)) > step * np.diff(frame)) | (np.diff(chain) != 0)
    first = np.concatenate([np.zeros(1, np.int64), np.flatnonzero(leaps) + 1])
    last = np.concatenate([first[1:], [len(at)]]) - 1
    pieces, size = len(first), last - first + 1
    start = np.arange(pieces - run + 1)  # first piece of each run
    end = start + run - 1
    whole = chain[first[start]] == chain[first[end]]
    length = frame[last[end]] - frame[first[start]] + 1
    before, after = np.maximum(start - 1, 0), np.minimum(end + 1, pieces - 1)
    has_before = (start > 0) & (chain[first[before]] == chain[first[start]])
    has_after = (end < pieces - 1) & (chain[first[after]] == chain[first[end]])
    way = _ways(at[first[after]] - at[last[before]])
    room = step * (frame[first[after]] - frame[last[before]])
    numbers = last[end] - first[start] + 1
    least = np.minimum(size[before], size[after])  # a good piece between outliers is longer
    inside = has_before & has_after & (way <= room) & (numbers <= least)
    beside = np.where(has_before, size[before], size[after])
    outside = (run == 1) & (has_before ^ has_after) & (beside > numbers)
    inside &= length <= most
    outside &= length <= max(1, most // 5)  # with one side to judge by
    with np.errstate(divide="ignore", invalid="ignore"):
        badness = numbers + np.where(inside, way / room, 1.0) / 2  # the shorter, the worse
    badness[~(whole & (inside | outside))] = np.inf
    worst = np.isfinite(badness)
    for shift in range(1, run + 1):
        worst[shift:] &= badness[shift:] < badness[:-shift]
        worst[:-shift] &= badness[:-shift] <= badness[shift:]
    chosen = np.zeros(pieces, dtype=bool)
    for shift in range(run):
        chosen[start[worst] + shift] = True
    return np.repeat(chosen, size)


def _ways(steps: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", steps, steps)))


def _medians(lengths: NDArray[Any]) -> NDArray[Any]:
    """Median of each column over its numbers; NaN where there are none."""
    usual = np.full(lengths.shape[1], np.nan)
    some = np.isfinite(lengths).any(axis=0)
    if some.any():
        finite = np.where(np.isfinite(lengths[:, some]), lengths[:, some], np.nan)
        usual[some] = np.nanmedian(finite, axis=0)
    return usual
