"""Joint angles over the gait cycle: curves, peaks and ranges per stride."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ._summary import mean_metric, unavailable
from .kinematics import JOINTS as JOINT_TABLE
from .kinematics import SEGMENTS, Angles, sagittal_angles
from .report import Curve

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from ._prepare import Tracks
    from ._summary import Doubts
    from .parameters import Strides
    from .report import Metric

JOINTS = ("hip_flexion", "knee_flexion", "ankle_dorsiflexion")
PERCENT = np.linspace(0.0, 1.0, 101)
MOST_MISSING = 0.1  # of a stride
NO_TRUNK = "hip against the vertical: no shoulders to tell the trunk"
NEEDED = {
    "hip_flexion": "hips and knees",
    "knee_flexion": "hips, knees and ankles",
    "ankle_dorsiflexion": "knees, ankles, heels and toes",
}

# Metric: joint, part of the cycle (stance, swing, all), what is taken from it.
PEAKS: dict[str, tuple[str, str, Callable[[NDArray[np.float64]], float]]] = {
    "hip_flexion_range_deg": ("hip_flexion", "all", np.ptp),
    "hip_extension_peak_deg": ("hip_flexion", "all", lambda a: -np.min(a)),
    "knee_flexion_range_deg": ("knee_flexion", "all", np.ptp),
    "knee_flexion_peak_swing_deg": ("knee_flexion", "swing", np.max),
    "knee_flexion_peak_stance_deg": ("knee_flexion", "early stance", np.max),
    "ankle_range_deg": ("ankle_dorsiflexion", "all", np.ptp),
    "ankle_dorsiflexion_peak_stance_deg": ("ankle_dorsiflexion", "stance", np.max),
}


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


def cycles(
    angle: NDArray[np.float64], strides: Strides, sampling_rate_hz: float
) -> NDArray[np.float64]:
    """Angle at 0 to 100 % of each stride, shape (strides, 101); NaN where too much is missing."""
    from scipy.interpolate import PchipInterpolator  # slow to import: only where it is used

    result = np.full((len(strides), len(PERCENT)), np.nan)
    seen = np.isfinite(angle)
    if seen.sum() < 2:
        return result
    times = np.arange(len(angle)) / sampling_rate_hz
    curve = PchipInterpolator(times[seen], angle[seen], extrapolate=False)
    missing = np.concatenate([[0], np.cumsum(~seen)])
    first = np.ceil(strides.start_s * sampling_rate_hz).astype(int)
    last = np.minimum(np.floor(strides.end_s * sampling_rate_hz).astype(int) + 1, len(angle))
    lost = (missing[last] - missing[first]) / np.maximum(last - first, 1)
    moments = strides.start_s[:, None] + PERCENT * strides.stride_duration_s[:, None]
    whole = lost <= MOST_MISSING
    result[whole] = curve(moments[whole])
    return result


def joint_curves(
    angles: Angles,
    noise_deg: dict[str, float],
    strides: Strides,
    sampling_rate_hz: float,
    doubts: Doubts,
) -> tuple[list[Curve], list[Metric]]:
    """Mean curves and metrics of each joint and side."""
    used = strides.take(strides.accepted & ~strides.imputed)
    curves, metrics = [], []
    no_trunk = "trunk" not in angles
    for side in ("left", "right"):
        own = used.take(np.asarray(used.side == side))
        table = {}
        for joint in JOINTS:
            name = f"{side}_{joint}"
            if name not in angles:
                continue
            table[joint] = cycles(angles[name], own, sampling_rate_hz)
            whole = table[joint][np.isfinite(table[joint]).all(axis=1)]
            if len(whole):
                spread = whole.std(axis=0, ddof=1) if len(whole) > 1 else np.full(101, np.nan)
                curves.append(Curve(joint, side, whole.mean(axis=0), spread, len(whole)))
        for name, (joint, *_) in PEAKS.items():
            noise = noise_deg.get(f"{side}_{joint}", 0.0)
            metrics.append(_peak(name, side, table, own, doubts, no_trunk, noise))
    return curves, metrics


def _peak(
    name: str,
    side: str,
    table: dict[str, NDArray[np.float64]],
    strides: Strides,
    doubts: Doubts,
    no_trunk: bool,
    noise: float,
) -> Metric:
    joint, part, take = PEAKS[name]
    if joint not in table:
        return unavailable(name, side, "deg", f"needs {NEEDED[joint]}")
    rows = table[joint]
    stance = strides.stance_percent
    values = np.full(len(rows), np.nan)
    for i, (row, foot_off) in enumerate(zip(rows, stance, strict=True)):
        chosen = row[_part(part, foot_off)]
        if len(chosen) and np.isfinite(chosen).all():
            values[i] = take(chosen)
    doubt = doubts.angles
    if joint == "hip_flexion" and no_trunk:
        doubt = "; ".join(filter(None, (doubt, NO_TRUNK)))
    return mean_metric(name, side, values, "deg", doubt, noise=noise)


def _part(part: str, foot_off_percent: float) -> slice:
    if part == "all":
        return slice(0, 101)
    if not np.isfinite(foot_off_percent):
        return slice(0, 0)
    off = int(np.clip(round(foot_off_percent), 1, 100))
    return {"stance": slice(0, off), "swing": slice(off, 101), "early stance": slice(0, off // 2)}[
        part
    ]
