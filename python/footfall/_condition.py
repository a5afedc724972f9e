"""Conditioning: from what an estimator or a marker system gave to what can be measured on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check, gates, swaps
from ._errors import wrong_type
from ._smoothness import (
    SPEEDS,
    Smoothness,
    body_points,
    class_of,
    leg_length,
    smoothness,
    usual_speed,
)
from .filters import Hampel, RtsSmoother
from .gaps import FillMethod, fill_keypoints
from .recording import PoseRecording, body_extent
from .skeletons import segments

if TYPE_CHECKING:
    from numpy.typing import NDArray

MODES = ("auto", "walk", "run", "gym")
SWITCH = ("auto", True, False)
RUN_SPEED = 1.9  # median speed of a foot against the pelvis, legs per second: faster is running
FASTEST_MPS, FASTEST_LEGS = 12.0, 13.0  # of a running foot, per second
LEAST_DEVIATION = 0.01  # of the leg: three of it are no jump but the turn of a fast foot
LEAST_SHARE, MOST_SHARE = 0.7, 10.0  # of the usual noise, that a score stands for
LEAST_FRAMES = 5  # for noise and smoothing


class Removal(IntEnum):
    """Why a measured sample was taken out."""

    KEPT = 0
    CONFIDENCE = 1
    COLLAPSED = 2
    SPEED = 3
    SEGMENT = 4
    OUTLIER = 5


@dataclass(frozen=True, eq=False)
class Conditioned:
    """A recording made ready, and all that was done to it.

    Parameters
    ----------
    recording : PoseRecording
        Repaired, filled and smoothed; what could not be filled is NaN.
    repaired : array, shape (T, K, D)
        The same before smoothing: events need the edges that smoothing rounds.
    sigma, repaired_sigma : array, shape (T, K)
        Standard deviation of a coordinate of either, in the unit of the recording; NaN where
        there is no position or the noise cannot be told.
    removed : array of uint8, shape (T, K)
        A `Removal` per sample that was taken out.
    filled : array of uint8, shape (T, K)
        A `gaps.FillMethod` per sample: measured, how it was filled, or missing.
    swapped : array of bool, shape (T, K)
        Samples that changed sides.
    mode : {"walk", "run", "gym"}
        Which motion was taken for granted.
    cutoff_hz : dict of str to float or None
        Cut-off of each class of keypoints; None where nothing was smoothed.
    report : dict
        Counts, shares and warnings, ready for JSON.
    """

    recording: PoseRecording
    repaired: NDArray[np.float64]
    sigma: NDArray[np.float64]
    repaired_sigma: NDArray[np.float64]
    removed: NDArray[np.uint8]
    filled: NDArray[np.uint8]
    swapped: NDArray[np.bool_]
    mode: str
    cutoff_hz: dict[str, float | None]
    report: dict[str, Any]


def condition(
    recording: PoseRecording,
    *,
    mode: str = "auto",
    min_confidence: float | None = None,
    repair_swaps: bool | str = "auto",
    gate: bool | str = "auto",
    fill: bool = True,
    smooth: bool = True,
    noise: float | None = None,
) -> Conditioned:
    """Repair swaps, take out what cannot be, fill gaps and smooth, and say what was done.

    Parameters
    ----------
    recording : PoseRecording
        Keypoints or markers. It is not changed.
    mode : {"auto", "walk", "run", "gym"}
        What the person does, which tells how fast parts of the body move; `auto` tells from
        the speed of the feet against the pelvis.
    min_confidence : float, optional
        Keypoints with a lower score are taken for missing; `gates.MIN_CONFIDENCE` has usual
        values. No default: estimators differ.
    repair_swaps : bool or "auto"
        Whether to look for exchanged sides; `auto`: in what an estimator gave, which pixels
        or scores tell. Markers do not change sides.
    gate : bool or "auto"
        Whether to take out samples by speed, segment length and median; `auto` as above:
        the rules of jumps would take the impact of the foot from markers.
    fill : bool
        Whether to fill gaps, by the rules of `gaps.fill_keypoints`.
    smooth : bool
        Whether to smooth. Each class of keypoints (trunk, knees, ankles, arms, feet) is
        smoothed as far as its own noise asks for: motion that is free of noise stays as it is.
    noise : float, optional
        Standard deviation of a coordinate, in the unit of the recording. The default is
        estimated per class; jitter that lasts for many frames is not seen by that.

    Returns
    -------
    Conditioned
        The recording, the uncertainty of each sample, and the report.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    The smoother is Rauch, Tung and Striebel's with constant acceleration, which weighs each
    sample by its score and by how it was filled, bridges nothing that `fill` left open, and
    gives the uncertainty of its result. Its cut-off is where the spectrum of motion, which
    falls with the sixth power of frequency, sinks below the noise: it goes with the cube root
    of the noise. `filters` has the usual low-passes for those who want a fixed one.

    References
    ----------
    Rauch HE, Tung F, Striebel CT (1965). Maximum likelihood estimates of linear dynamic
    systems. AIAA J 3. doi:10.2514/3.3166

    Examples
    --------
    >>> import footfall as ff
    >>> recording, truth = ff.synthetic.walker(duration_s=5.0, noise_m=0.005, dropout=0.02)
    >>> ready = ff.condition(recording)
    >>> ready.mode, bool(ready.report["samples_filled"] > 0)
    ('walk', True)
    """
    if not isinstance(recording, PoseRecording):
        raise wrong_type("recording", "a PoseRecording", type(recording).__name__)
    _check.one_of("mode", mode, MODES)
    _check.one_of("repair_swaps", repair_swaps, SWITCH)
    _check.one_of("gate", gate, SWITCH)
    if min_confidence is not None:
        _check.not_negative("min_confidence", min_confidence)
    if noise is not None:
        _check.positive("noise", noise)
    work = _Work(recording)
    if repair_swaps is True or (repair_swaps == "auto" and work.estimated):
        work.repair_swaps()
    work.remove_unsure(min_confidence)
    if gate is True or (gate == "auto" and work.estimated):
        work.gate()
    work.measure(mode, noise)
    if fill:
        work.fill()
    return work.finish(smooth=smooth)


class _Work:
    """The recording between the steps."""

    def __init__(self, recording: PoseRecording) -> None:
        self.source = recording
        self.rate = recording.sampling_rate_hz
        self.estimated = recording.unit == "px" or recording.confidence is not None
        positions = recording.positions.astype(np.float64)
        positions[~np.isfinite(positions).all(axis=2)] = np.nan
        self.positions = positions
        self.given = np.isfinite(positions[..., 0])
        shape = positions.shape[:2]
        self.confidence = recording.confidence
        self.removed = np.zeros(shape, np.uint8)
        self.filled = _methods(positions)
        self.swapped = np.zeros(shape, dtype=bool)
        self.warnings: list[str] = []
        self.swaps: dict[str, Any] = {}
        extent = body_extent(positions)
        self.leg = leg_length(body_points(positions, recording.keypoints), extent)
        self.mode, self.classes = "walk", list[Smoothness]()
        self.fill_sigma = np.zeros(shape)

    def repair_swaps(self) -> None:
        found = swaps.repair(
            self.positions,
            self.source.keypoints,
            self.rate,
            confidence=self.confidence,
            up=self.source.up,
        )
        self.positions, self.confidence = found.positions, found.confidence
        self.swapped, self.filled = found.swapped, _methods(self.positions)
        self._remove(found.collapsed, Removal.COLLAPSED)
        self.swaps = found.report

    def remove_unsure(self, min_confidence: float | None) -> None:
        if min_confidence is None:
            return
        if self.confidence is None:
            self.warnings.append("the recording has no confidence: min_confidence does nothing")
            return
        self._remove(~(self.confidence >= min_confidence), Removal.CONFIDENCE)

    def gate(self) -> None:
        fastest = FASTEST_LEGS * self.leg
        if not math.isnan(self.source.meters_per_unit):
            fastest = FASTEST_MPS / self.source.meters_per_unit
        if fastest > 0:
            self._remove(gates.speed(self.positions, self.rate, fastest), Removal.SPEED)
        if bones := self._bones():
            self._remove(gates.segment_length(self.positions, bones), Removal.SEGMENT)
        judge = Hampel(
            sampling_rate_hz=self.rate,
            min_deviation=LEAST_DEVIATION * self.leg if self.leg > 0 else 0.0,
        )
        self._remove(np.isnan(judge(self.positions)).any(axis=2), Removal.OUTLIER)

    def _bones(self) -> list[tuple[int, int]]:
        """Segments that keep their length; in a picture, those that hardly turn out of it."""
        names = self.source.keypoints
        flat = self.positions.shape[2] == 2
        return [
            (a, b)
            for a, b in segments(names)
            if not flat
            or (names[a].split("_")[0] == names[b].split("_")[0] and class_of(names[b]) != "foot")
        ]

    def measure(self, mode: str, noise: float | None) -> None:
        """Tell what the person does, how noisy the keypoints are, and where to cut."""
        points = body_points(self.positions, self.source.keypoints)
        speed = usual_speed(points, self.leg, self.rate)
        self.mode = mode
        if mode == "auto":
            self.mode = "run" if speed >= RUN_SPEED else "walk"
        if mode != "auto" or math.isnan(speed):
            speed = SPEEDS[self.mode]
        self.classes = smoothness(
            self.positions,
            self.source.keypoints,
            self.rate,
            leg=self.leg,
            speed=speed,
            noise=noise,
        )

    def fill(self) -> None:
        closed = fill_keypoints(
            self.positions,
            self.rate,
            mode="run" if self.mode == "run" else "walk",
            segments=self._bones(),
        )
        self.positions, self.filled = closed.positions, closed.method
        self.fill_sigma = np.sqrt(np.mean(closed.sigma**2, axis=2))

    def finish(self, *, smooth: bool) -> Conditioned:
        sigma_before = self._sigma()
        result, sigma = self.positions.copy(), sigma_before.copy()
        for part in self.classes:
            if smooth and part.cutoff_hz is not None and len(result) >= LEAST_FRAMES:
                result[:, part.keypoints], sigma[:, part.keypoints] = self._smoothed(
                    part, part.cutoff_hz, sigma_before[:, part.keypoints]
                )
        kind = self.source.positions.dtype
        ready = replace(self.source, positions=result.astype(kind), confidence=self.confidence)
        return Conditioned(
            ready,
            self.positions,
            sigma,
            sigma_before,
            self.removed,
            self.filled,
            self.swapped,
            self.mode,
            {part.name: part.cutoff_hz if smooth else None for part in self.classes},
            self._report(),
        )

    def _sigma(self) -> NDArray[np.float64]:
        """Of the samples as they are: noise, more where the score is low or a gap was filled."""
        sigma = np.full(self.removed.shape, np.nan)
        for part in self.classes:
            sigma[:, part.keypoints] = part.noise
        if self.confidence is not None:
            sigma *= _share_of_noise(self.confidence)
        sigma = np.hypot(sigma, self.fill_sigma)
        return np.where(np.isfinite(self.positions[..., 0]), sigma, np.nan)

    def _smoothed(
        self, part: Smoothness, cutoff_hz: float, sigma: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        smoother = RtsSmoother(
            sampling_rate_hz=self.rate,
            cutoff_hz=cutoff_hz,
            model="acceleration",
            noise=part.noise,
            max_gap_s=0.0,
        )
        weights = np.where(np.isfinite(sigma), (part.noise / sigma) ** 2, 0.0)
        found = smoother.estimate(self.positions[:, part.keypoints], weights=weights)
        sigma = np.sqrt(np.mean(found.sigma**2, axis=2))
        # Samples of one fill err together: smoothing does not make them surer.
        return found.position, np.maximum(sigma, self.fill_sigma[:, part.keypoints])

    def _remove(self, bad: NDArray[np.bool_], why: Removal) -> None:
        bad = bad & np.isfinite(self.positions[..., 0])
        self.removed[bad] = why
        self.filled[bad] = FillMethod.MISSING
        self.positions[bad] = np.nan

    def _report(self) -> dict[str, Any]:
        removed = {why.name.lower(): int((self.removed == why).sum()) for why in Removal if why}
        filled = {
            way.name.lower(): int((self.filled == way).sum())
            for way in FillMethod
            if way not in (FillMethod.MEASURED, FillMethod.MISSING)
        }
        names = self.source.keypoints
        counts = {
            "missing": (~self.given).sum(axis=0),
            "removed": (self.removed != Removal.KEPT).sum(axis=0),
            "filled": (self.filled != FillMethod.MEASURED).sum(axis=0)
            - (self.filled == FillMethod.MISSING).sum(axis=0),
            "left_missing": (self.filled == FillMethod.MISSING).sum(axis=0),
            "swapped": self.swapped.sum(axis=0),
        }
        return {
            "frames": len(self.positions),
            "conditioned_as": self.mode,
            "samples_removed": removed,
            "samples_masked": removed["confidence"],
            "samples_outlying": removed["speed"] + removed["segment"] + removed["outlier"],
            "samples_filled": sum(filled.values()),
            "filled_by": filled,
            "frames_swapped": int(self.swapped.any(axis=1).sum()),
            "swaps": self.swaps,
            "noise": {part.name: part.noise for part in self.classes},
            "noise_unit": self.source.unit,
            "cutoff_hz": {part.name: part.cutoff_hz for part in self.classes},
            "keypoints": {
                name: {what: int(count[place]) for what, count in counts.items() if count[place]}
                for place, name in enumerate(names)
                if any(count[place] for count in counts.values())
            },
            "warnings": self.warnings,
        }


def _methods(positions: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Of positions before anything is filled."""
    seen = np.isfinite(positions[..., 0])
    return np.where(seen, FillMethod.MEASURED, FillMethod.MISSING).astype(np.uint8)


def _share_of_noise(confidence: NDArray[Any]) -> NDArray[np.float64]:
    """How much a score raises the noise: the usual score over this one, ten times at most."""
    scores = np.asarray(confidence, dtype=np.float64)
    known = scores[np.isfinite(scores) & (scores > 0)]
    usual = float(np.median(known)) if len(known) else 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        share = usual / scores
    return np.where(np.isfinite(share), np.clip(share, LEAST_SHARE, MOST_SHARE), MOST_SHARE)
