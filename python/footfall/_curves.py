"""Joint angles over time and their mean curves over the gait cycle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ._statistics import NORMAL
from .kinematics import JOINTS as JOINT_TABLE
from .kinematics import SEGMENTS, Angles, sagittal_angles
from .parameters import cycles
from .report import Curve

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from ._prepare import Tracks
    from .parameters import Strides, Track

JOINTS = ("hip_flexion", "knee_flexion", "ankle_dorsiflexion")
LEAST_CURVES = 5
REPEATABLE_DEG = 2.0  # McGinley (2009), doi:10.1016/j.gaitpost.2008.09.003: errors below are good


def angles_of(tracks: Tracks) -> Angles:
    """Sagittal angles in the frame of travel, of the smoothed points."""
    points = {name: np.ascontiguousarray(track[:, :2]) for name, track in tracks.smooth.items()}
    for middle, part in (("mid_hip", "hip"), ("mid_shoulder", "shoulder")):
        sides = [points[f"{s}_{part}"] for s in ("left", "right") if f"{s}_{part}" in points]
        if len(sides) == 2:
            points[middle] = 0.5 * (sides[0] + sides[1])
    angles = sagittal_angles(points, up="+y", forward="+x")
    return angles if "trunk" in angles else _hips_to_vertical(angles)


def _hips_to_vertical(angles: Angles) -> Angles:
    """Without shoulders there is no trunk: the thigh's angle to the vertical stands in."""
    thighs = [side for side in ("left", "right") if f"{side}_thigh" in angles]
    names = (*angles.names, *(f"{side}_hip_flexion" for side in thighs))
    columns = [angles.values, *(angles[f"{side}_thigh"][..., None] for side in thighs)]
    return Angles(names, np.concatenate(columns, axis=-1))


def angle_noise_deg(tracks: Tracks) -> dict[str, float]:
    """Standard deviation of each joint's angle at one instant, from that of the points.

    A point that two segments share moves both: its errors add up before they are squared.
    """
    noise = {}
    for joint, (one, sign, two) in JOINT_TABLE.items():
        shares: dict[str, float] = {}
        for name, weight in ((one, 1.0), (two, sign)):
            segment = SEGMENTS[name]
            ends = [_stand_in(point) for point in (segment.start, segment.end)]
            if any(end not in tracks.smooth for end in ends):
                continue  # the hip against the vertical, without a trunk
            line = tracks.smooth[ends[1]][:, :2] - tracks.smooth[ends[0]][:, :2]
            length = float(_median(np.linalg.norm(line, axis=1)))
            for end, way in zip(ends, (-1.0, 1.0), strict=True):
                shares[end] = shares.get(end, 0.0) + way * weight * segment.sign / length
        variance = sum(
            (share * _root_mean_square(tracks.smooth_sigma[point])) ** 2
            for point, share in shares.items()
        )
        noise[joint] = math.degrees(math.sqrt(variance)) if variance > 0 else 0.0
    return noise


def _stand_in(point: str) -> str:
    """A point of the body where the segment's own is a mean of two."""
    return {"mid_hip": "pelvis", "mid_shoulder": "left_shoulder"}.get(point, point)


def _median(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else math.inf


def _root_mean_square(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return math.sqrt(float(np.mean(known**2))) if len(known) else 0.0


def joint_curves(
    angles: Angles, track: Callable[[str], Track], strides: Strides, sampling_rate_hz: float
) -> list[Curve]:
    """Mean curve of each joint and side, without the curves of strides that went otherwise."""
    used = strides.take(strides.accepted & ~strides.imputed)
    curves = []
    for side in ("left", "right"):
        own = used.take(np.asarray(used.side == side))
        for joint in JOINTS:
            name = f"{side}_{joint}"
            if name not in angles:
                continue
            rows = cycles(track(name), own, sampling_rate_hz)
            rows = rows[usual_curves(rows)]
            if len(rows):
                spread = rows.std(axis=0, ddof=1) if len(rows) > 1 else np.full(101, np.nan)
                curves.append(Curve(joint, side, rows.mean(axis=0), spread, len(rows)))
    return curves


def usual_curves(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which curves are whole and not far from the median curve.

    Far is a root mean square distance above the usual one by three standard deviations of the
    distances (1.4826 times their median absolute deviation), and above what markers repeat.
    """
    whole = np.isfinite(rows).all(axis=1)
    if whole.sum() < LEAST_CURVES:
        return np.asarray(whole)
    middle = np.median(rows[whole], axis=0)
    apart = np.full(len(rows), np.inf)
    apart[whole] = np.sqrt(np.mean((rows[whole] - middle) ** 2, axis=1))
    usual = np.median(apart[whole])
    spread = NORMAL * np.median(np.abs(apart[whole] - usual))
    return np.asarray(apart <= max(usual + 3.0 * spread, REPEATABLE_DEG))
