"""What smoothers with weights, time stamps and uncertainty have in common."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._backend import kernel
from .._config import chosen_threads
from .._errors import ArgumentError
from .._families import as_params
from ..batch import Batch, rows_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from ..batch import Rows

ENDS = ("leave", "extend")
LEAST_CONFIDENCE = 0.05  # scores below it weigh no less
LEAST_WEIGHT = 0.01


@dataclass(frozen=True, eq=False)
class Estimate:
    """What a smoother knows about each sample: arrays or batches of the shape of the signal.

    Attributes
    ----------
    position : array or Batch
        The smoothed signal; NaN where it is missing and not bridged.
    sigma : array or Batch
        Standard deviation of the position, in its unit; NaN where it is not known.
    velocity, acceleration : array or Batch, optional
        Derivatives in units per second and per second squared; None where the smoother has none.
    """

    position: Any
    sigma: Any
    velocity: Any | None = None
    acceleration: Any | None = None


@dataclass(frozen=True, kw_only=True)
class Smoother:
    """A smoother of whole recordings; `rts.py`, `whittaker.py` and `gcv_spline.py` name theirs."""

    sampling_rate_hz: float

    def _kernel(self) -> str:
        raise NotImplementedError

    def _params(self) -> Any:
        raise NotImplementedError

    def _planes(self) -> int:
        """How many estimates of a sample there are: position, sigma, velocity, acceleration."""
        return 4

    def _gap_rules(self, max_gap_s: float, ends: str) -> tuple[float, bool]:
        return max_gap_s * self.sampling_rate_hz + 1e-6, ends == "extend"

    def __call__(
        self,
        x: ArrayLike | Batch,
        *,
        axis: int = 0,
        confidence: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        time_s: ArrayLike | None = None,
        out: NDArray[Any] | None = None,
    ) -> Any:
        """Smooth an array with time along `axis`, or a Batch.

        Parameters
        ----------
        x : array or Batch
            Signals; NaN is missing, and so are infinite numbers.
        axis : int
            Time axis of an array; a Batch has its own.
        confidence : array, optional
            The estimator's scores, of the shape of x without its last axis (one per keypoint)
            or of the shape of x. The noise of a sample rises with (median / score)², up to
            100 times; NaN and scores below `min_confidence` make it missing.
        weights : array, optional
            Inverse variances relative to each other, of the same shapes, in place of scores;
            0 and NaN make a sample missing.
        time_s : array, optional
            Time stamps in seconds, rising within a sequence: one per frame. Without them
            frames are 1 / `sampling_rate_hz` apart.
        out : array, optional
            Where to write the result: shape and dtype of x, C order. May be x itself.

        Returns
        -------
        array or Batch
            Shape and dtype of x; float32 stays float32, integers become float64.
        """
        rows = rows_of(x, axis)
        target = rows.target(out)
        self._run(rows, target[None], axis, confidence, weights, time_s)
        return out if out is not None else rows.restore(target)

    def estimate(
        self,
        x: ArrayLike | Batch,
        *,
        axis: int = 0,
        confidence: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        time_s: ArrayLike | None = None,
    ) -> Estimate:
        """Smooth, and tell derivatives and how sure the positions are.

        Parameters
        ----------
        x : array or Batch
            Signals, as in a call; so are the others.
        axis : int
            Time axis of an array.
        confidence, weights, time_s : array, optional
            Scores or weights, and time stamps.

        Returns
        -------
        Estimate
            Positions are those of a call.
        """
        rows = rows_of(x, axis)
        planes = np.empty((self._planes(), *rows.values.shape), rows.values.dtype)
        self._run(rows, planes, axis, confidence, weights, time_s)
        return Estimate(*(rows.restore(plane) for plane in planes))

    def _run(
        self,
        rows: Rows,
        planes: NDArray[Any],
        axis: int,
        confidence: ArrayLike | None,
        weights: ArrayLike | None,
        time_s: ArrayLike | None,
    ) -> None:
        if confidence is not None and weights is not None:
            raise ArgumentError("weights", "none beside confidence", "both")
        shares = np.empty((len(rows.values), 0), rows.values.dtype)
        if confidence is not None:
            scores = _beside(rows, axis, "confidence", confidence)
            shares = self._weights(scores, rows.offsets)
        elif weights is not None:
            shares = _beside(rows, axis, "weights", weights)
        times = np.empty(0) if time_s is None else _times(rows, time_s)
        kernel(self._kernel())(
            rows.values,
            np.ascontiguousarray(shares, dtype=rows.values.dtype),
            times,
            rows.offsets,
            planes,
            chosen_threads(),
            as_params(self._params()),
        )

    def _weights(self, scores: NDArray[Any], offsets: NDArray[np.int64]) -> NDArray[Any]:
        """Turn scores into weights relative to the median of each keypoint and sequence."""
        result = np.empty_like(scores)
        least = getattr(self, "min_confidence", 0.0)
        for start, end in pairwise(offsets.tolist()):
            part = scores[start:end]
            result[start:end] = weights_of(part, usual_scores(part, least), least)
        return result


def usual_scores(scores: NDArray[Any], least: float) -> NDArray[Any]:
    """Give the median score of each keypoint, of those that are not below `least`."""
    known = scores >= least
    ordered = np.sort(np.where(known, scores, np.inf), axis=0)
    middle = np.maximum(known.sum(axis=0) - 1, 0) // 2
    usual = np.zeros(scores.shape[1])
    if len(scores):
        usual = np.take_along_axis(ordered, middle[None], axis=0)[0]
    return np.clip(usual, LEAST_CONFIDENCE, np.finfo(scores.dtype).max)


def weights_of(scores: NDArray[Any], usual: NDArray[Any], least: float) -> NDArray[Any]:
    """Turn scores into weights relative to the usual one; 0 below `least`."""
    known = scores >= least
    share = (np.maximum(np.where(known, scores, 0), LEAST_CONFIDENCE) / usual) ** 2
    weights: NDArray[Any] = np.where(known, np.maximum(share, LEAST_WEIGHT), 0)
    return weights.astype(scores.dtype)


def check_smoother(smoother: Any) -> None:
    """Accept what all smoothers ask for."""
    _check.positive("sampling_rate_hz", smoother.sampling_rate_hz)
    if smoother.max_gap_s != math.inf:
        _check.not_negative("max_gap_s", smoother.max_gap_s)
    _check.one_of("ends", smoother.ends, ENDS)
    _check.not_negative("min_confidence", smoother.min_confidence)


def check_cutoff(cutoff_hz: float, sampling_rate_hz: float) -> None:
    """Accept a cut-off below half the sampling rate."""
    _check.positive("cutoff_hz", cutoff_hz)
    if cutoff_hz >= sampling_rate_hz / 2:
        raise ArgumentError(
            "cutoff_hz",
            f"a value below half the sampling rate ({sampling_rate_hz / 2:g} Hz)",
            cutoff_hz,
        )


def _beside(rows: Rows, axis: int, argument: str, values: ArrayLike) -> NDArray[Any]:
    """View scores as rows of points: one per sample, or per item of the last axis."""
    source = rows.source.values if isinstance(rows.source, Batch) else rows.source
    axis = 0 if isinstance(rows.source, Batch) else axis % source.ndim
    array = _check.real_array(argument, values)
    shapes = [source.shape] if axis == source.ndim - 1 else [source.shape[:-1], source.shape]
    if array.shape not in shapes:
        raise ArgumentError(argument, "shape " + " or ".join(map(str, shapes)), array.shape)
    frames = len(rows.values)
    points = array.size // frames if frames else 0
    return np.ascontiguousarray(array).reshape(frames, points)


def _times(rows: Rows, time_s: ArrayLike) -> NDArray[np.float64]:
    """Give one time stamp per frame; equal sequences may share theirs."""
    times = np.asarray(time_s, dtype=np.float64)
    frames = len(rows.values)
    n_sequences = len(rows.offsets) - 1
    if not isinstance(rows.source, Batch) and n_sequences > 0:
        shared = (frames // n_sequences,)
        if times.shape == shared:
            times = np.tile(times, n_sequences)
    if times.size != frames:
        raise ArgumentError("time_s", f"{frames} time stamps, or one row of them", times.shape)
    times = np.ascontiguousarray(times.reshape(-1))
    steps = np.diff(times)
    inner = rows.offsets[1:-1]
    steps[inner[(inner > 0) & (inner < frames)] - 1] = 1  # from one sequence to the next
    if not np.isfinite(times).all() or np.any(steps <= 0):
        raise ArgumentError("time_s", "finite, rising time stamps", "others")
    return times
