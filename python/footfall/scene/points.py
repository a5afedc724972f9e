"""Body points of a recording, and lengths to measure others by."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ..skeletons import SKELETONS, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

SIDES = ("left", "right")
STRAIGHT_DEG = 30.0  # flexion up to which a knee counts as straight
SHANK_OF_LEG, FOOT_OF_LEG = 0.5, 0.25  # about: feet from heel to toe keypoint
_AS_THEY_ARE = ("nose", "left_ear", "right_ear", "head_top")

Points = dict[str, "NDArray[np.float64]"]


def named_points(
    positions: ArrayLike, keypoints: str | Sequence[str], dimensions: tuple[int, ...]
) -> Points:
    """Points as `skeletons.resolve` names them and points of the head, each (T, D)."""
    values = _check.real_array("positions", positions)
    if values.ndim != 3 or values.shape[2] not in dimensions:
        wanted = " or ".join(map(str, dimensions))
        raise ArgumentError("positions", f"shape (frames, keypoints, {wanted})", values.shape)
    names = names_of(keypoints)
    if len(names) != values.shape[1]:
        raise ArgumentError("keypoints", f"{values.shape[1]} names, one per keypoint", len(names))
    finite = np.where(np.isfinite(values), values, np.nan).astype(np.float64)
    points = {n: finite[:, index].mean(axis=1) for n, index in resolve(names).items()}
    return points | {n: finite[:, names.index(n)] for n in _AS_THEY_ARE if n in names}


def names_of(keypoints: str | Sequence[str]) -> tuple[str, ...]:
    """Keypoint names of a skeleton, or those that are given."""
    if isinstance(keypoints, str):
        _check.one_of("keypoints", keypoints, SKELETONS)
        return SKELETONS[keypoints]
    return tuple(keypoints)


def heights_and_level(
    point: NDArray[Any], up: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Height along `up`, and the other coordinates, (…, D - 1)."""
    index, sign = _check.axis_name("up", up)
    if index >= point.shape[-1]:
        raise ArgumentError("up", "an axis of two-dimensional data", repr(up))
    return sign * point[..., index], np.delete(point, index, axis=-1)


def middle(values: NDArray[Any]) -> float:
    """Median of what is a number; NaN where nothing is."""
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if len(finite) else math.nan


def segment(points: Mapping[str, NDArray[Any]], one: str, two: str) -> NDArray[np.float64] | None:
    """Length of a segment in each frame; None where an end is not among the points."""
    if one not in points or two not in points:
        return None
    return np.asarray(np.linalg.norm(points[one] - points[two], axis=1))


def knee_flexion_deg(points: Mapping[str, NDArray[Any]], side: str) -> NDArray[np.float64]:
    """Angle between thigh and shank, 0 when straight."""
    thigh = points[f"{side}_hip"] - points[f"{side}_knee"]
    shank = points[f"{side}_knee"] - points[f"{side}_ankle"]
    lengths = np.linalg.norm(thigh, axis=1) * np.linalg.norm(shank, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = (thigh * shank).sum(axis=1) / lengths
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def leg_lengths(points: Mapping[str, NDArray[Any]]) -> dict[str, tuple[float, float, int]]:
    """Thigh and shank of each side: median lengths, and in how many frames with a straight knee.

    All frames count for a knee that is never straight.
    """
    lengths = {}
    for side in SIDES:
        thigh = segment(points, f"{side}_hip", f"{side}_knee")
        shank = segment(points, f"{side}_knee", f"{side}_ankle")
        if thigh is None or shank is None:
            continue
        seen = (thigh > 0) & (shank > 0)
        straight = seen & (knee_flexion_deg(points, side) < STRAIGHT_DEG)
        used = straight if straight.any() else seen
        if used.any():
            lengths[side] = (middle(thigh[used]), middle(shank[used]), int(straight.sum()))
    return lengths


def leg_length(points: Mapping[str, NDArray[Any]]) -> float:
    """Thigh and shank, the mean of both sides; else what shanks or feet let expect, else NaN."""
    lengths = [thigh + shank for thigh, shank, _ in leg_lengths(points).values()]
    for one, two, share in (("knee", "ankle", SHANK_OF_LEG), ("heel", "toe", FOOT_OF_LEG)):
        if not lengths:
            parts = [segment(points, f"{s}_{one}", f"{s}_{two}") for s in SIDES]
            seen = [middle(part) / share for part in parts if part is not None]
            lengths = [length for length in seen if length > 0]
    return float(np.mean(lengths)) if lengths else math.nan
