"""Joint angles after conditioning: footfall beside the default filters of Sports2D and Pose2Sim.

Marker recordings are projected to a side view, disturbed as pose estimators disturb (jitter that
is white and jitter that lasts, jumps, dropouts, scores that tell some of it), and conditioned by
each package in its default manner. Printed is the RMSE in degrees of thigh, knee and ankle angles
against those of the clean projection, over the frames for which all give a number, and the share
of frames for which each does.

    pip install pose2sim sports2d     # or without their dependencies; two functions are called
    python benchmarks/compare_conditioning.py FOLDER_OR_FILE ...
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from Pose2Sim.common import interpolate_zeros_nans
from Pose2Sim.filtering import butterworth_filter_1d, hampel_filter
from scipy.interpolate import CubicSpline

import footfall as ff
from footfall.skeletons import resolve

if TYPE_CHECKING:
    from numpy.typing import NDArray

JOINTS = ("thigh", "knee_flexion", "ankle_dorsiflexion")
PARTS = ("hip", "knee", "ankle", "heel", "toe", "shoulder")
SIDES = ("left", "right")
HEIGHT_PX = 800.0
JITTER, LASTING, LASTING_S = 0.004, 0.003, 0.1  # of body height
JUMPS, JUMP = 0.01, 0.1  # share of samples, share of height
DROPPED, DROPOUT_S = 0.05, 0.25
RATES_HZ = (30.0, 60.0, 120.0)
BUTTERWORTH = {"filtering": {"butterworth": {"order": 4, "cut_off_frequency": 6}}}

Points = dict[str, "NDArray[np.float64]"]


def common_center(one: NDArray[Any], two: NDArray[Any]) -> NDArray[np.float64]:
    """Track of the point that rests in both of two marker clusters (T, 3 markers, 3).

    Ehrig RM et al. (2006), symmetrical estimation of the centre of rotation,
    doi:10.1016/j.jbiomech.2005.10.002.
    """
    frames = [cluster_frames(cluster) for cluster in (one, two)]
    seen = np.isfinite(frames[0][1] + frames[1][1]).all(axis=1)
    (turn_a, at_a), (turn_b, at_b) = [(turn[seen], at[seen]) for turn, at in frames]
    left = np.concatenate([turn_a, -turn_b], axis=2).reshape(-1, 6)
    local = np.linalg.lstsq(left, (at_b - at_a).reshape(-1), rcond=None)[0]
    tracks = [
        turn @ place + at for (turn, at), place in zip(frames, np.split(local, 2), strict=True)
    ]
    return np.asarray(0.5 * (tracks[0] + tracks[1]))


def cluster_frames(cluster: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Axes (T, 3, 3, columns) and middle of three markers."""
    a, b, c = cluster[:, 0], cluster[:, 1], cluster[:, 2]
    x = (b - a) / np.linalg.norm(b - a, axis=1, keepdims=True)
    z = np.cross(x, c - a)
    z /= np.linalg.norm(z, axis=1, keepdims=True)
    return np.stack([x, np.cross(z, x), z], axis=2), cluster.mean(axis=1)


def body_points(recording: ff.PoseRecording) -> Points:
    """Points of the legs and shoulders; joint centres from clusters where markers lack."""
    names = list(recording.keypoints)
    positions = recording.positions * recording.meters_per_unit
    points = {name: positions[:, list(i)].mean(axis=1) for name, i in resolve(names).items()}
    for side in SIDES:
        letter = side[0].upper()
        clusters = [
            *([f"{letter}{segment}{n}" for n in (1, 2, 3)] for segment in ("TH", "TB")),
            [f"{side}_{marker}" for marker in ("heel", "toe", "fifth_metatarsal")],
        ]
        if f"{side}_knee" in points or any(n not in names for c in clusters for n in c):
            continue
        thigh, shank, foot = (positions[:, [names.index(n) for n in c]] for c in clusters)
        points[f"{side}_knee"] = common_center(thigh, shank)
        points[f"{side}_ankle"] = common_center(shank, foot)
    wanted = [f"{side}_{part}" for part in PARTS for side in SIDES]
    return {name: points[name] for name in wanted if name in points}


def side_view(recording: ff.PoseRecording) -> tuple[Points, float] | None:
    """Forward and up, in metres, of the longest stretch without gaps; its rate."""
    points = body_points(recording)
    if any(f"{s}_{p}" not in points for s in SIDES for p in PARTS[:5]):
        return None
    whole = np.isfinite(np.stack(list(points.values()))).all(axis=(0, 2))
    ends = np.flatnonzero(np.diff(np.r_[False, whole, False].astype(int))).reshape(-1, 2)
    if len(ends) == 0:
        return None
    first, last = max(ends, key=lambda span: span[1] - span[0])
    rate = recording.sampling_rate_hz
    last = min(last, first + int(10 * rate))
    if last - first < rate:
        return None
    up = "xyz".index(recording.up[1])
    level = [axis for axis in range(3) if axis != up]
    foot = points["left_ankle"][first:last] - points["right_ankle"][first:last]
    axis = np.linalg.svd(foot[:, level] - foot[:, level].mean(axis=0), full_matrices=False)[2][0]
    toes = np.mean([points[f"{s}_toe"] - points[f"{s}_heel"] for s in SIDES], axis=0)[first:last]
    axis = axis * np.sign((toes[:, level] @ axis).mean())
    flat = {
        name: np.stack([p[first:last, level] @ axis, p[first:last, up]], axis=1)
        for name, p in points.items()
    }
    return flat, rate


def at_rate(points: Points, rate: float, wanted: float) -> Points:
    """Bring clean points to another rate, without what lies above half of it."""
    times = np.arange(len(next(iter(points.values())))) / rate
    moments = np.arange(0.0, times[-1], 1 / wanted)
    cutoff = min(0.4 * wanted, 0.4 * rate, 25.0)
    low_pass = ff.filters.Butterworth(sampling_rate_hz=rate, cutoff_hz=cutoff)
    return {name: CubicSpline(times, low_pass(p))(moments) for name, p in points.items()}


def disturbed(
    clean: NDArray[np.float64], rate: float, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Positions (T, K, 2) in pixels as an estimator gives them, and its scores."""
    n, k, _ = clean.shape
    height = HEIGHT_PX
    trouble = rng.uniform(0.0, 1.0, (n, k)) ** 3  # mostly little
    positions = clean + (JITTER * height * (1 + 3 * trouble))[..., None] * rng.normal(
        size=clean.shape
    )
    keep = np.exp(-1 / (LASTING_S * rate))
    state = rng.normal(size=(k, 2))
    for i in range(n):
        state = keep * state + np.sqrt(1 - keep**2) * rng.normal(size=(k, 2))
        positions[i] += LASTING * height * state
    jumped = rng.random((n, k)) < JUMPS
    positions[jumped] += JUMP * height * rng.normal(size=(int(jumped.sum()), 2))
    confidence = 0.9 / (1 + 2 * trouble)
    for point in range(k):
        while np.isnan(positions[:, point, 0]).mean() < DROPPED:
            start, length = rng.integers(0, n), rng.integers(1, 1 + round(DROPOUT_S * rate))
            positions[start : start + length, point] = np.nan
            confidence[start : start + length, point] = 0.0
    return positions, confidence


def by_sports2d(positions: NDArray[np.float64], rate: float) -> NDArray[np.float64]:
    """Interpolate gaps below 100 frames, Hampel over 7 frames at 30 Hz, Butterworth 6 Hz."""
    table = pd.DataFrame(positions.reshape(len(positions), -1))
    table = table.apply(interpolate_zeros_nans, axis=0, args=[100, "linear"])
    table = table.apply(hampel_filter, axis=0, args=[round(7 * rate / 30), 2])
    table = table.apply(lambda column: butterworth_filter_1d(BUTTERWORTH, rate, column), axis=0)
    return table.to_numpy().reshape(positions.shape)


def by_pose2sim(positions: NDArray[np.float64], rate: float) -> NDArray[np.float64]:
    """Interpolate gaps below 20 frames, Hampel over 7 frames, Butterworth 6 Hz."""
    table = pd.DataFrame(positions.reshape(len(positions), -1))
    table = table.apply(interpolate_zeros_nans, axis=0, args=[20, "linear"])
    table = table.apply(hampel_filter, axis=0)
    table = table.apply(lambda column: butterworth_filter_1d(BUTTERWORTH, rate, column), axis=0)
    return table.to_numpy().reshape(positions.shape)


def angles(positions: NDArray[np.float64], names: list[str]) -> dict[str, NDArray[np.float64]]:
    """Sagittal angles of both sides, the thigh against the vertical."""
    points = {name: positions[:, i] for i, name in enumerate(names)}
    found = ff.kinematics.sagittal_angles(points, up="-y", forward="+x")
    wanted = {f"{side}_{joint}" for side in SIDES for joint in JOINTS}
    return {name: found[name] for name in wanted if name in found}


def compare(name: str, points: Points, rate: float, seeds: int) -> list[dict[str, Any]]:
    """One row per joint: RMSE and coverage of each package."""
    names = list(points)
    meters = np.stack(list(points.values()), axis=1)
    body = np.nanmedian(np.ptp(meters[..., 1], axis=1)) / (
        1.0 if "left_shoulder" in names else 0.53
    )
    clean = HEIGHT_PX / body * meters * [1.0, -1.0]
    truth = angles(clean, names)
    errors: dict[tuple[str, str], list[NDArray[np.float64]]] = {}
    for seed in range(seeds):
        rng = np.random.default_rng([seed, len(clean)])
        positions, confidence = disturbed(clean, rate, rng)
        recording = ff.PoseRecording(
            positions, names, rate, unit="px", up="-y", confidence=confidence
        )
        results = {
            "footfall": ff.condition(recording).recording.positions,
            "Sports2D": by_sports2d(positions, rate),
            "Pose2Sim": by_pose2sim(positions, rate),
        }
        for package, smooth in results.items():
            found = angles(smooth, names)
            for angle, values in truth.items():
                off = (found[angle] - values + 180.0) % 360.0 - 180.0  # angles may be unwrapped
                errors.setdefault((package, angle), []).append(off)
    rows = []
    for joint in JOINTS:
        own = [a for a in truth if a.endswith(joint)]
        if not own:
            continue
        stacked = {
            package: np.concatenate([e for a in own for e in errors[package, a]])
            for package in ("footfall", "Sports2D", "Pose2Sim")
        }
        common = np.isfinite(np.stack(list(stacked.values()))).all(axis=0)
        row: dict[str, Any] = {"recording": name, "rate_hz": rate, "joint": joint}
        for package, error in stacked.items():
            row[package] = float(np.sqrt(np.mean(error[common] ** 2)))
            row[f"{package}_covered"] = float(np.isfinite(error).mean())
        rows.append(row)
    return rows


def recordings(places: list[Path]) -> list[tuple[str, Points, float]]:
    """Readable marker recordings of gait, and the synthetic runner."""
    files = [
        f for place in places for f in (sorted(place.rglob("*")) if place.is_dir() else [place])
    ]
    found = []
    for file in [f for f in files if f.suffix in (".c3d", ".trc")]:
        try:
            recording = ff.read(file)
        except ff.ReadError as error:
            print(f"# {file.name}: {error}")
            continue
        view = None if ff.analyze(recording).mode == "none" else side_view(recording)
        if view is not None:
            found.append((f"{file.parent.name}/{file.stem}", *view))
    for make in (ff.synthetic.walker, ff.synthetic.runner):
        recording, _ = make(sampling_rate_hz=240.0, duration_s=6.0)
        view = side_view(recording)
        if view is not None:
            found.append((f"synthetic/{make.__name__}", *view))
    return found


def main() -> None:
    """Print one line per recording, rate and joint, then how often each package is best."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("places", nargs="*", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    rows = [
        row
        for name, points, rate in recordings(options.places)
        for wanted in RATES_HZ
        if wanted <= 1.3 * rate
        for row in compare(name, at_rate(points, rate, wanted), wanted, options.seeds)
    ]
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format=lambda v: f"{v:.2f}"))
    for peer in ("Sports2D", "Pose2Sim"):
        print(f"lower than {peer} in {(table['footfall'] < table[peer]).mean():.0%}")
    print(table.groupby("joint")[["footfall", "Sports2D", "Pose2Sim"]].mean().round(2).to_string())


if __name__ == "__main__":
    main()
