"""Filling of keypoints by rules: what is done depends on how long they are missing."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._backend import kernel
from .._errors import ArgumentError
from ..batch import Batch, item_rows
from . import _spread, low_rank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    Pairs = Sequence[tuple[int, int]]

MODES = {"walk": 0.25, "run": 0.12}
ENDS = ("leave", "hold")
OVERSHOOT = 0.2
RIGID = 0.15


class FillMethod(IntEnum):
    """Where a sample comes from."""

    MEASURED = 0
    PCHIP = 1
    CUBIC = 2
    LOW_RANK = 3
    HELD = 4
    MISSING = 255


@dataclass(frozen=True, eq=False)
class Filled:
    """Keypoints with gaps filled, and what is known of the fills.

    Parameters
    ----------
    positions : array or Batch
        Shape and dtype of what was given.
    method : array of uint8, shape (T, K), (N, T, K) or (frames, K)
        A `FillMethod` for each sample.
    sigma : array, shape (T, K, D), (N, T, K, D) or (frames, K, D)
        Standard deviation of the fill in the unit of the signal: 0 where measured, NaN where
        still missing.
    rejected : dict of str to array
        Fills that were tried and not taken, as columns of equal length: `sequence`,
        `keypoint`, `start`, `end` (frames of the sequence, half-open), `method` and `reason`
        (`overshoot`, `segment_length` or `too_few_keypoints`).
    """

    positions: Any
    method: NDArray[np.uint8]
    sigma: NDArray[np.float64]
    rejected: dict[str, NDArray[Any]]


@dataclass(frozen=True, eq=False)
class _Gaps:
    """Gaps as columns, frames [start, end) of a keypoint."""

    keypoint: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]

    def __getitem__(self, chosen: Any) -> _Gaps:
        return _Gaps(*(getattr(self, f.name)[chosen] for f in fields(self)))

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        columns = (getattr(self, f.name).tolist() for f in fields(self))
        return zip(*columns, strict=True)

    def __len__(self) -> int:
        return len(self.start)

    @property
    def frames(self) -> NDArray[np.int64]:
        return self.end - self.start


@dataclass(frozen=True)
class _Rules:
    """Longest gap of each method in frames, and what fills must keep to."""

    limits: dict[FillMethod, int]
    least_frames: int
    segments: NDArray[np.int64]
    hold: bool


def fill_keypoints(
    positions: ArrayLike | Batch,
    sampling_rate_hz: float | None = None,
    *,
    mode: str = "walk",
    segments: Pairs | None = None,
    max_linear_s: float = 0.10,
    max_cubic_s: float | None = None,
    max_low_rank_s: float = 0.5,
    min_complete_s: float = 1.2,
    ends: str = "leave",
) -> Filled:
    """Fill gaps of keypoints by the method that suits their length.

    Up to `max_linear_s` a monotone curve (PCHIP), up to `max_cubic_s` a cubic through three
    samples on each side, up to `max_low_rank_s` the other keypoints that move with it; what
    is longer stays missing. A fill that is rejected passes its gap on to the next method
    that may fill it, and the gap stays missing after the last.

    Parameters
    ----------
    positions : array, shape (T, K, D) or (N, T, K, D), or Batch with items (K, D)
        Coordinates of keypoints; NaN or infinite is missing, and a keypoint that lacks one
        coordinate lacks all.
    sampling_rate_hz : float, optional
        Frames per second; a Batch brings its own.
    mode : {"walk", "run"}
        Sets `max_cubic_s`: 0.25 or 0.12.
    segments : sequence of pairs of int, optional
        Keypoints that a bone joins, as `skeletons.segments` gives them: no fill may take a
        bone more than 15 % from its median length. For coordinates in space; in an image
        bones change their length as they turn.
    max_linear_s, max_cubic_s, max_low_rank_s : float
        Longest gap of each method, 0 to leave it out.
    min_complete_s : float
        Time that must be complete for the low-rank fill to learn from: about a stride.
    ends : {"leave", "hold"}
        What happens before the first and after the last sample of a keypoint: nothing, or
        this sample is held for gaps up to `max_linear_s`.

    Returns
    -------
    Filled
        Positions, method and standard deviation of each sample, and rejected fills.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    A cubic is rejected when it leaves the range of its surroundings (as far as the gap is
    long, on each side) by more than 20 % of it, or where a side has fewer than three samples.

    The low-rank fill follows Gløersen and Federolf: relative to the mean of the keypoints
    that are there during the gap, in standard deviations and weighted by nearness, the
    principal components that hold 99 % of the variance without the missing keypoint are
    mapped to those with it, over the frames that are complete; a linear ramp then joins the
    prediction to the samples on both sides. It needs three keypoints whose multiple
    correlation with the missing one is 0.7 or more. It is the only method by which other
    keypoints have an influence: where they are wrong, so is the fill.

    The standard deviation is measured in the recording itself: gaps of the same length are
    cut into the same keypoint where it is whole (low rank: predicted by a model that has not
    seen these frames) and filled in the same way, and it is the larger of the root mean
    square of the errors and what holds 95 % of them within 1.96 of it, for each distance from
    the nearest sample, widened where the recording is short. It says nothing about gaps that
    are there because the motion is unusual. Where the recording is whole at fewer than eight
    places, it is the standard deviation of the coordinate itself.

    References
    ----------
    Gløersen Ø, Federolf P (2016). Predicting missing marker trajectories in human motion
    data using marker intercorrelations. PLoS ONE 11. doi:10.1371/journal.pone.0152616

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> x = np.sin(np.arange(60) / 9)[:, None, None] * np.ones((1, 2, 2))
    >>> x[20:24, 1, 0] = np.nan
    >>> filled = ff.gaps.fill_keypoints(x, 60.0)
    >>> filled.method[19:25, 1].tolist(), bool(np.abs(filled.positions[20:24, 1] -
    ...     x[20:24, 0]).max() < 0.01)
    ([0, 1, 1, 1, 1, 0], True)
    """
    if isinstance(positions, Batch):
        sampling_rate_hz = positions.sampling_rate_hz
    if sampling_rate_hz is None:
        raise ArgumentError("sampling_rate_hz", "a value > 0", None)
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    _check.one_of("mode", mode, MODES)
    _check.one_of("ends", ends, ENDS)
    limits = {
        FillMethod.PCHIP: ("max_linear_s", max_linear_s),
        FillMethod.CUBIC: ("max_cubic_s", MODES[mode] if max_cubic_s is None else max_cubic_s),
        FillMethod.LOW_RANK: ("max_low_rank_s", max_low_rank_s),
    }
    for name, value in limits.values():
        _check.not_negative(name, value)
    _check.positive("min_complete_s", min_complete_s)
    rows = item_rows(positions, 2, "positions")
    points = rows.values.reshape(len(rows.values), *rows.item_shape)
    rules = _Rules(
        {m: math.floor(value * sampling_rate_hz + 1e-9) for m, (_, value) in limits.items()},
        max(2, math.ceil(min_complete_s * sampling_rate_hz)),
        _check.point_pairs("segments", segments or (), points.shape[1]),
        ends == "hold",
    )
    out = points.copy()
    method = np.empty(points.shape[:2], np.uint8)
    sigma = np.empty(points.shape)
    rejected: list[tuple[Any, ...]] = []
    for number, (a, b) in enumerate(zip(rows.offsets[:-1], rows.offsets[1:], strict=True)):
        one = _Sequence(points[a:b].astype(np.float64), rules)
        one.fill()
        made = (one.method != FillMethod.MEASURED) & (one.method != FillMethod.MISSING)
        out[a:b][made] = one.values[made]
        out[a:b][one.method == FillMethod.MISSING] = np.nan
        method[a:b], sigma[a:b] = one.method, one.sigma
        rejected += [(number, *row) for row in one.rejected]
    shape = rows.source.values.shape if isinstance(rows.source, Batch) else rows.source.shape
    return Filled(
        rows.restore(out.reshape(rows.values.shape)),
        method.reshape(shape[:-1]),
        sigma.reshape(shape),
        _columns(rejected),
    )


class _Sequence:
    """One sequence while its gaps are filled."""

    def __init__(self, values: NDArray[np.float64], rules: _Rules) -> None:
        lost = np.asarray(~np.isfinite(values).all(axis=2))
        values[lost] = np.nan
        self.measured, self.values, self.rules = values, values.copy(), rules
        self.method = np.where(lost, FillMethod.MISSING, FillMethod.MEASURED).astype(np.uint8)
        self.sigma = np.where(lost[..., None], np.nan, 0.0 * np.nan_to_num(values))
        self.rejected: list[tuple[int, int, int, str, str]] = []
        self._models: dict[Any, low_rank.Model | None] = {}
        self._spreads: dict[Any, NDArray[np.float64]] = {}

    def fill(self) -> None:
        gaps = _find(self.method == FillMethod.MISSING)
        inner = gaps[(gaps.start > 0) & (gaps.end < len(self.values))]
        for method, limit in self.rules.limits.items():
            due = inner[inner.frames <= limit]
            if len(due):
                taken = self._try(method, due)
                inner = inner[~np.isin(inner.keypoint * len(self.values) + inner.start, taken)]
        if self.rules.hold:
            self._hold(gaps)

    def _try(self, method: FillMethod, gaps: _Gaps) -> NDArray[np.int64]:
        """Fill gaps in one way; give the places of those whose fill was taken."""
        if method == FillMethod.LOW_RANK:
            candidate = self._by_others(gaps)
        else:
            candidate = _curves(method, self.measured, int(gaps.frames.max()))
        trial = self.values.copy()
        samples = _samples(gaps)
        trial[samples.frame, samples.keypoint] = candidate[samples.frame, samples.keypoint]
        found = np.isfinite(trial[samples.frame, samples.keypoint])
        none = _any(np.asarray(~found.all(axis=1)), samples.gap)
        bent = self._bent(trial)
        bent = _any(bent[samples.frame, samples.keypoint], samples.gap) & ~none
        reason = "too_few_keypoints" if method == FillMethod.LOW_RANK else "overshoot"
        for refused, why in ((none, reason), (bent, "segment_length")):
            name = method.name.lower()
            self.rejected += [(*gap, name, why) for gap in gaps[refused]]
        good = gaps[~(none | bent)]
        for keypoint, start, end in good:
            self.values[start:end, keypoint] = trial[start:end, keypoint]
            self.method[start:end, keypoint] = method
            self.sigma[start:end, keypoint] = self._sigma(method, keypoint, start, end)
        return good.keypoint * len(self.values) + good.start

    def _bent(self, trial: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Samples (T, K) at an end of a bone that is not as long as it is."""
        ends = self.rules.segments
        bad = np.zeros(trial.shape[:2], dtype=bool)
        for one, other in ends.tolist():
            measured = np.linalg.norm(self.measured[:, one] - self.measured[:, other], axis=1)
            if np.isfinite(measured).any():
                usual = np.nanmedian(measured)
                length = np.linalg.norm(trial[:, one] - trial[:, other], axis=1)
                off = np.abs(length - usual) > RIGID * usual
                bad[:, one] |= off
                bad[:, other] |= off
        return bad

    def _model(self, keypoint: int, start: int, end: int) -> low_rank.Model | None:
        present = np.asarray(np.isfinite(self.values[start - 1 : end + 1]).all(axis=(0, 2)))
        key = (keypoint, present.tobytes())
        if key not in self._models:
            self._models[key] = low_rank.fit(
                self.values, keypoint, present, self.rules.least_frames
            )
        return self._models[key]

    def _by_others(self, gaps: _Gaps) -> NDArray[np.float64]:
        candidate = np.full(self.values.shape, np.nan)
        for keypoint, start, end in gaps:
            model = self._model(keypoint, start, end)
            if model is not None:
                around = slice(start - 1, end + 1)
                predicted = model.predicted[around]
                off = self.measured[around, keypoint] - predicted
                share = np.linspace(0, 1, len(predicted))[:, None]
                joined = predicted + (1 - share) * off[0] + share * off[-1]
                candidate[start:end, keypoint] = joined[1:-1]
        return candidate

    def _sigma(self, method: FillMethod, keypoint: int, start: int, end: int) -> NDArray[Any]:
        frames = end - start
        model = self._model(keypoint, start, end) if method == FillMethod.LOW_RANK else None
        key = (method, keypoint, frames, id(model))
        if key not in self._spreads:
            x = self.measured[:, keypoint]
            if model is not None:
                trials = _spread.ramp_trials(model.held_out, frames)
            elif method == FillMethod.HELD:
                trials = _spread.hold_trials(x, frames)
            else:
                trials = _spread.curve_trials(
                    x, frames, lambda holes: _curves(method, holes, frames, stacked=True)
                )
            found = _spread.spread(trials, both_sides=method != FillMethod.HELD)
            self._spreads[key] = np.nanstd(x, axis=0)[None] if found is None else found
        return self._spreads[key]

    def _hold(self, gaps: _Gaps) -> None:
        last = len(self.values)
        outer = gaps[((gaps.start == 0) ^ (gaps.end == last))]
        for keypoint, start, end in outer[outer.frames <= self.rules.limits[FillMethod.PCHIP]]:
            at = end if start == 0 else start - 1
            sigma = np.broadcast_to(
                self._sigma(FillMethod.HELD, keypoint, start, end),
                (end - start, self.values.shape[2]),
            )
            self.values[start:end, keypoint] = self.measured[at, keypoint]
            self.method[start:end, keypoint] = FillMethod.HELD
            self.sigma[start:end, keypoint] = sigma[::-1] if start == 0 else sigma


@dataclass(frozen=True, eq=False)
class _Samples:
    """Samples of gaps, and the gap that each belongs to."""

    frame: NDArray[np.int64]
    keypoint: NDArray[np.int64]
    gap: NDArray[np.int64]


def _find(lost: NDArray[np.bool_]) -> _Gaps:
    """Find gaps of (T, K), keypoint after keypoint."""
    edges = np.zeros((lost.shape[1], lost.shape[0] + 2), np.int8)
    edges[:, 1:-1] = lost.T
    change = np.diff(edges, axis=1)
    keypoint, start = np.nonzero(change == 1)
    return _Gaps(keypoint, start, np.nonzero(change == -1)[1])


def _samples(gaps: _Gaps) -> _Samples:
    frames = gaps.frames
    gap = np.repeat(np.arange(len(gaps)), frames)
    within = np.arange(len(gap)) - np.repeat(np.cumsum(frames) - frames, frames)
    return _Samples(gaps.start[gap] + within, gaps.keypoint[gap], gap)


def _any(flags: NDArray[np.bool_], gap: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.asarray(np.bincount(gap, weights=flags) > 0)


def _curves(
    method: FillMethod, x: NDArray[np.float64], frames: int, *, stacked: bool = False
) -> NDArray[np.float64]:
    """Fill gaps of x up to a length along curves: one sequence, or many stacked."""
    n_sequences, n_frames = x.shape[:2] if stacked else (1, len(x))
    values = np.ascontiguousarray(x).reshape(n_sequences * n_frames, -1)
    out = np.empty_like(values)
    offsets = np.arange(n_sequences + 1, dtype=np.int64) * n_frames
    name = "fill_cubic" if method == FillMethod.CUBIC else "fill_pchip"
    more = (OVERSHOOT, 0.0) if method == FillMethod.CUBIC else ()
    kernel(name)(values, offsets, out, 1, np.array([frames, 0.0, *more]))
    return out.reshape(x.shape)


def _columns(rejected: list[tuple[Any, ...]]) -> dict[str, NDArray[Any]]:
    names = ("sequence", "keypoint", "start", "end", "method", "reason")
    columns = list(zip(*rejected, strict=True)) or [()] * len(names)
    kinds = (np.int64,) * 4 + (np.str_,) * 2
    return {
        name: np.array(column, dtype=kind)
        for name, column, kind in zip(names, columns, kinds, strict=True)
    }
