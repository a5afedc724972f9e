"""Which leg of a limping walk is the abnormal one: walks of 4 s before a depth camera.

Taken of each leg: how fast it swings, how far it reaches ahead, how far knee and thigh move, and
how high the trunk is while it swings. Differences between the sides, right minus left over the
spread of other people's normal walks, are weighed by Fisher's discriminant, learned on the abnormal
walks of the other people and their mirror images. The sign of the sum names the side; a walk is
called asymmetric where its differences together exceed nine tenths of the other people's normal
walks. Walks that are copies of another are left out.

    python benchmarks/evaluate_asymmetry.py FOLDER    # subjects_*.npz, joint_names.json

Keys of the arrays are `PERSON_rRUN_N_…` (normal), `…_AR_…` and `…_AL_…` (abnormal right, left).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import footfall as ff

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE_HZ = 30.0
START_S = 0.4  # the tracker finds the body
NEAREST_M = 1.7  # nearer, the feet leave the field of view
LABELS = {"N": 0, "AR": 1, "AL": -1}
POINTS = {"Foot": "big_toe", "SpineBase": "mid_hip", "SpineMid": "thorax"}
DIFFERENCES = (
    "swing_speed_mps",
    "reach_m",
    "knee_flexion_range_deg",
    "thigh_range_deg",
    "trunk_rise_m",
)
MOST_OF = 0.95  # quantile: single frames are wild
MOST = 4.0  # standard deviations: no single difference decides
SHRINKAGE = 0.5
CALLED = 0.9


def canonical(joint: str) -> str:
    """Name of a joint of the camera."""
    stem, side = (joint[:-1], joint[-1]) if joint[-1] in "LR" else (joint, "")
    name = POINTS.get(stem, stem.lower())
    return f"{'left' if side == 'L' else 'right'}_{name}" if side else name


def side_differences(positions: NDArray[np.float64], joints: list[str]) -> NDArray[np.float64]:
    """Right minus left of each quantity, over all frames: a walk has three strides at most."""
    names = [canonical(joint) for joint in joints]
    near = positions[:, names.index("mid_hip"), 2] > NEAREST_M
    near[: round(START_S * RATE_HZ)] = False
    recording = ff.PoseRecording(
        positions[near].astype(np.float64), names, RATE_HZ, unit="m", up="+y", forward="-z"
    )
    tracks = ff.condition(recording, mode="walk").recording.positions
    points = {name: level(tracks, names)[:, names.index(name)] for name in names}
    points["mid_shoulder"] = points["neck"]
    angles = ff.kinematics.sagittal_angles(points, up="+y", forward="-z")
    trunk = (points["head"] + points["neck"] + points["mid_hip"])[:, 1] / 3
    time = np.arange(len(trunk))
    trunk = trunk - np.polyval(np.polyfit(time, trunk, 2), time)
    ahead = points["left_ankle"][:, 2] - points["right_ankle"][:, 2]
    swings = {"right": np.gradient(ahead) > 0, "left": np.gradient(ahead) <= 0}
    sides = []
    for side, swing in swings.items():
        ankle, hips = points[f"{side}_ankle"][:, 2], points["mid_hip"][:, 2]
        knee = angles[f"{side}_knee_flexion"]
        quantities = {
            "swing_speed_mps": np.quantile(-np.gradient(ankle) * RATE_HZ, MOST_OF),
            "reach_m": np.quantile(hips - ankle, MOST_OF),
            "knee_flexion_range_deg": np.ptp(np.quantile(knee, [1 - MOST_OF, MOST_OF])),
            "thigh_range_deg": np.ptp(np.quantile(angles[f"{side}_thigh"], [1 - MOST_OF, MOST_OF])),
            "trunk_rise_m": trunk[swing].mean(),
        }
        sides.append([quantities[name] for name in DIFFERENCES])
    return np.asarray(np.subtract(*sides))


def level(tracks: NDArray[np.float64], names: list[str]) -> NDArray[np.float64]:
    """Turn the view so that the line of the ankles' heights over distance is level."""
    ankles = np.concatenate([tracks[:, names.index(f"{s}_ankle")] for s in ("left", "right")])
    slope = np.arctan(np.polyfit(ankles[:, 2], ankles[:, 1], 1)[0])
    c, s = np.cos(slope), np.sin(slope)
    return tracks @ np.array([[1.0, 0.0, 0.0], [0.0, c, s], [0.0, -s, c]])


def discriminant(
    rows: NDArray[np.float64], labels: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spread of normal walks, and weights of the standardised differences."""
    spread = 1.4826 * np.nanmedian(np.abs(rows[labels == 0]), axis=0)
    turned = standardised(rows, spread)[labels != 0] * labels[labels != 0][:, None]
    middle = turned.mean(axis=0)
    within = np.cov(turned, rowvar=False)
    level = np.trace(within) / len(within)
    within = (1 - SHRINKAGE) * within + SHRINKAGE * level * np.eye(len(within))
    return spread, np.linalg.solve(within, middle)


def standardised(rows: NDArray[np.float64], spread: NDArray[np.float64]) -> NDArray[np.float64]:
    """Differences in spreads of normal walks; what is missing says nothing."""
    return np.asarray(np.clip(np.nan_to_num(rows / spread), -MOST, MOST))


def judge(
    rows: NDArray[np.float64], labels: NDArray[np.int64], people: NDArray[np.str_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Score (positive: right) and whether it is called asymmetric, each by the other people."""
    scores, called = np.zeros(len(rows)), np.zeros(len(rows), dtype=bool)
    for person in np.unique(people):
        own = people == person
        spread, weights = discriminant(rows[~own], labels[~own])
        scores[own] = standardised(rows[own], spread) @ weights
        size = np.linalg.norm(standardised(rows, spread), axis=1)
        called[own] = size[own] > np.quantile(size[~own & (labels == 0)], CALLED)
    return scores, called


def load(folder: Path) -> tuple[list[str], list[NDArray[np.float64]], list[str]]:
    """Keys, walks and joints; walks that are copies of one before are left out."""
    joints = json.loads((folder / "joint_names.json").read_text(encoding="utf-8"))
    keys, walks, seen = [], [], set()
    for path in sorted(folder.glob("subjects_*.npz")):
        with np.load(path, allow_pickle=False) as file:
            for key in sorted(file.files):
                walk = file[key]
                if walk.tobytes() in seen:
                    print(f"{key}: a copy of another walk, left out")
                    continue
                seen.add(walk.tobytes())
                keys.append(key)
                walks.append(walk)
    return keys, walks, joints


def main() -> None:
    """Print how many sides are named right and how many normal walks are called."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--walks", action="store_true", help="print each walk")
    arguments = parser.parse_args()
    keys, walks, joints = load(arguments.folder)
    rows = np.array([side_differences(walk, joints) for walk in walks])
    labels = np.array([LABELS[key.split("_")[2]] for key in keys])
    people = np.array([key.split("_")[0] for key in keys])
    scores, called = judge(rows, labels, people)
    if arguments.walks:
        for key, score, call, row in zip(keys, scores, called, rows, strict=True):
            print(f"{key:14s} {score:7.2f} {'called' if call else '':7s}", row.round(3))
    abnormal = labels != 0
    named = np.sign(scores) == labels
    for name, row in zip(DIFFERENCES, rows.T, strict=True):
        right = np.sign(row) == labels
        share = right[abnormal & np.isfinite(row)].mean()
        print(f"{name:30s} alone names {100 * max(share, 1 - share):3.0f} %")
    print(f"{len(np.unique(people))} people, {abnormal.sum()} abnormal, {(~abnormal).sum()} normal")
    print(f"side named right: {100 * named[abnormal].mean():.0f} % of abnormal walks")
    print(f"of those called asymmetric: {100 * named[abnormal & called].mean():.0f} %")
    print(f"called asymmetric: {100 * called[abnormal].mean():.0f} % of abnormal walks")
    print(f"called asymmetric: {100 * called[~abnormal].mean():.0f} % of normal walks")


if __name__ == "__main__":
    main()
