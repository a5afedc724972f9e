"""How fast each part of a body moves, and how far to smooth it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ._statistics import NORMAL
from .skeletons import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

# Cut-off in Hz at which a smoother of the third order errs least, for walking of usual speed at
# 60 frames per second with white noise of 0.6 % of the leg. Measured on markers of walks.
USUAL_CUTOFF_HZ = {"trunk": 3.2, "knee": 4.5, "ankle": 5.0, "arm": 5.0, "foot": 5.5}
USUAL_NOISE, USUAL_RATE_HZ = 0.006, 60.0
# The spectrum of motion falls with the sixth power of frequency, so the frequency where it sinks
# below the noise goes with the cube root of the noise, and the sixth root of the rate.
NOISE_POWER, RATE_POWER = 1 / 3, 1 / 6
# Median speed of a foot against the pelvis, in legs per second; its cube root scales cut-offs.
SPEEDS = {"walk": 1.5, "run": 3.0, "gym": 0.8}
LEAST_SPEED, MOST_SPEED = 0.3, 6.0
MOST_CUTOFF_SHARE = 0.4  # of the rate: above it there is nothing to smooth
LEG_OF_EXTENT = 0.53  # leg of the height of the body

_STEMS = {
    "foot": ("heel", "toe", "metatarsal"),
    "ankle": ("ankle", "shank", "tibia", "shin"),
    "knee": ("knee", "thigh"),
    "arm": ("elbow", "wrist", "hand", "pinky", "index", "thumb", "forearm"),
    "trunk": (
        *("nose", "eye", "ear", "mouth", "head", "neck", "shoulder", "clavicle", "c7", "t10"),
        *("sternum", "hip", "trochanter", "asis", "psis", "iliac", "sacrum", "pelvis", "temple"),
    ),
}


@dataclass(frozen=True)
class Smoothness:
    """One class of keypoints: which they are, their noise, and where to cut.

    Parameters
    ----------
    name : str
        Of `USUAL_CUTOFF_HZ`.
    keypoints : array of int
        Their places.
    noise : float
        Standard deviation of the white noise of a coordinate; NaN where it cannot be told.
    cutoff_hz : float or None
        None where there is nothing to smooth.
    """

    name: str
    keypoints: NDArray[np.int64]
    noise: float
    cutoff_hz: float | None


def class_of(keypoint: str) -> str:
    """Class of a keypoint by its canonical name; what is not known moves like an ankle."""
    for name, stems in _STEMS.items():
        if any(stem in keypoint for stem in stems):
            return name
    return "ankle"


def smoothness(
    positions: NDArray[np.float64],
    keypoints: Sequence[str],
    sampling_rate_hz: float,
    *,
    leg: float,
    speed: float,
    noise: float | None = None,
) -> list[Smoothness]:
    """Sort keypoints into classes and find noise and cut-off of each.

    `leg` and `noise` are in the unit of the positions, `speed` in legs per second (`SPEEDS`);
    noise that is not given is estimated.
    """
    kinds = np.array([class_of(name) for name in keypoints])
    found = []
    for name, usual in USUAL_CUTOFF_HZ.items():
        own = np.flatnonzero(kinds == name)
        if len(own) == 0:
            continue
        level = white_noise(positions[:, own]) if noise is None else noise
        cutoff = cutoff_hz(usual, level / leg, sampling_rate_hz, speed)
        found.append(Smoothness(name, own, level, cutoff))
    return found


def cutoff_hz(usual: float, noise: float, sampling_rate_hz: float, speed: float) -> float | None:
    """Cut-off where motion sinks below the noise, a share of the leg; None: it never does."""
    if not noise > 0:
        return None
    pace = min(max(speed, LEAST_SPEED), MOST_SPEED) / SPEEDS["walk"]
    cutoff = usual * (USUAL_NOISE / noise * pace) ** NOISE_POWER
    cutoff *= (sampling_rate_hz / USUAL_RATE_HZ) ** RATE_POWER
    return cutoff if cutoff < MOST_CUTOFF_SHARE * sampling_rate_hz else None


def white_noise(values: NDArray[np.float64]) -> float:
    """Standard deviation of white noise on smooth signals, from fourth differences.

    Lower differences would take the leg's own acceleration for noise at video rates.
    """
    fourth = np.abs(np.diff(values, 4, axis=0)).ravel()
    fourth = fourth[np.isfinite(fourth)]
    return NORMAL * float(np.median(fourth)) / math.sqrt(70) if len(fourth) else math.nan


def usual_speed(points: Mapping[str, NDArray[np.float64]], leg: float, rate: float) -> float:
    """Median speed of the faster foot against the pelvis, in legs per second.

    Steps of 0.1 s keep noise out. NaN where feet or pelvis are not seen.
    """
    step = max(1, round(0.1 * rate))
    speeds = []
    for side in ("left", "right"):
        foot = next(
            (points[f"{side}_{n}"] for n in ("ankle", "heel", "toe") if f"{side}_{n}" in points),
            None,
        )
        if foot is None or "pelvis" not in points or len(foot) <= step:
            continue
        apart = foot - points["pelvis"]
        moved = np.linalg.norm(apart[step:] - apart[:-step], axis=1) * rate / step
        moved = moved[np.isfinite(moved)]
        if len(moved):
            speeds.append(float(np.median(moved)) / leg)
    return max(speeds, default=math.nan)


def places_of(positions: NDArray[Any], keypoints: Sequence[str]) -> dict[str, list[int]]:
    """Keypoints whose means are the points of the analysis, by name.

    A keypoint that is never seen does not count as there: others may stand in for it.
    """
    seen = np.flatnonzero(np.isfinite(positions).all(axis=2).any(axis=0))
    places = resolve([keypoints[int(index)] for index in seen])
    return {name: seen[list(index)].tolist() for name, index in places.items()}


def body_points(
    positions: NDArray[Any], keypoints: Sequence[str]
) -> dict[str, NDArray[np.float64]]:
    """Points of the analysis, by name."""
    places = places_of(positions, keypoints)
    return {name: positions[:, index].mean(axis=1) for name, index in places.items()}


def segment_length(points: Mapping[str, NDArray[Any]], one: str, two: str) -> float:
    """Median length of a segment, the longer of the two sides: the nearer, or less hidden."""
    lengths = [
        float(np.nanmedian(np.linalg.norm(points[f"{s}_{one}"] - points[f"{s}_{two}"], axis=1)))
        for s in ("left", "right")
        if f"{s}_{one}" in points
        and f"{s}_{two}" in points
        and np.isfinite(points[f"{s}_{one}"] - points[f"{s}_{two}"]).any()
    ]
    return max(lengths, default=math.nan)


def leg_length(points: Mapping[str, NDArray[Any]], extent: float) -> float:
    """Thigh and shank; where they are not seen, a share of the body's extent."""
    length = segment_length(points, "hip", "knee") + segment_length(points, "knee", "ankle")
    return length if length > 0 else LEG_OF_EXTENT * extent
