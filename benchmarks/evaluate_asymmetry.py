"""Which leg of a limping walk is the abnormal one: walks of 4 s before a depth camera.

Where both sides move alike, half a stride apart, sums over the sides have only even harmonics of
the stride, and differences only odd ones. What there is of the others is the asymmetry, with its
phase against the feet: here of thighs, shanks, knees, ankles and trunk. Each, over the spread of
other people's normal walks, is weighed by Fisher's discriminant, learned on the abnormal walks of
the other people. The sign of the sum names the side; a walk is called asymmetric where its median
asymmetry exceeds that of nine tenths of the other people's normal walks. The last line names the
side as the nearest walk does when the other run of the same people is known. Walks that are copies
of another are left out.

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
    from collections.abc import Callable

    from numpy.typing import NDArray

RATE_HZ = 30.0
START_S = 0.4  # the tracker finds the body
NEAREST_M = 1.8  # nearer, the feet leave the field of view
LABELS = {"N": 0, "AR": 1, "AL": -1}
POINTS = {"Foot": "big_toe", "SpineBase": "mid_hip", "SpineMid": "thorax"}
SIDES = ("right", "left")
STRIDES_HZ = (0.35, 1.3)
CM = 100.0
MOST = 4.0  # spreads: no single one decides
SHRINKAGE = 0.5
CALLED = 0.9


def canonical(joint: str) -> str:
    """Name of a joint of the camera."""
    stem, side = (joint[:-1], joint[-1]) if joint[-1] in "LR" else (joint, "")
    name = POINTS.get(stem, stem.lower())
    return f"{'left' if side == 'L' else 'right'}_{name}" if side else name


def asymmetries(positions: NDArray[np.float64], joints: list[str]) -> dict[str, float]:
    """What the harmonics of the stride hold that gait with equal sides does not have."""
    names = [canonical(joint) for joint in joints]
    near = positions[:, names.index("mid_hip"), 2] > NEAREST_M
    near[: round(START_S * RATE_HZ)] = False
    recording = ff.PoseRecording(
        positions[near].astype(np.float64), names, RATE_HZ, unit="m", up="+y", forward="-z"
    )
    tracks = level(ff.condition(recording, mode="walk").recording.positions, names)
    points = {name: tracks[:, names.index(name)] for name in names}
    angles = ff.kinematics.sagittal_angles(points, up="+y", forward="-z")
    hips = points["mid_hip"]
    ahead = points["left_ankle"][:, 2] - points["right_ankle"][:, 2]
    frequency_hz = stride_frequency(ahead)
    turn = np.angle(harmonics(ahead, frequency_hz)[1])
    sums, differences = {}, {}
    for name, signs, signal in (
        ("thigh", (1, 1), lambda side: angles[f"{side}_thigh"]),
        ("shank", (1, 1), lambda side: angles[f"{side}_shank"]),
        ("knee", (1, 1), lambda side: angles[f"{side}_knee_flexion"]),
        *(
            (f"{point} {word}", signs, placed(points, hips, point, axis))
            for point in ("ankle", "knee")
            for axis, word, signs in (
                (0, "out", (1, -1)),
                (1, "up", (1, 1)),
                (2, "ahead", (-1, -1)),
            )
        ),
    ):
        right, left = (sign * signal(s) for sign, s in zip(signs, SIDES, strict=True))
        sums[name], differences[name] = right + left, right - left
    for point in ("head", "neck", "thorax", "mid_hip"):
        sums[f"{point} up"] = CM * bent(points[point][:, 1])
        differences[f"{point} aside"] = CM * bent(points[point][:, 0])
    found = {}
    for name, signal in sums.items():
        first = harmonics(signal, frequency_hz)[1] * np.exp(-1j * turn)
        found |= {f"{name} 1 cos": first.real, f"{name} 1 sin": first.imag}
    for name, signal in differences.items():
        level_of, _, second = harmonics(signal, frequency_hz)
        second = second * np.exp(-2j * turn)
        found |= {f"{name} 2 cos": second.real, f"{name} 2 sin": second.imag}
        if not name.endswith("aside"):
            found[f"{name} 0"] = level_of.real
    return found


def placed(
    points: dict[str, NDArray[np.float64]], hips: NDArray[np.float64], point: str, axis: int
) -> Callable[[str], NDArray[np.float64]]:
    """Place of a point of each side against the hips, along an axis, cm."""
    return lambda side: CM * (points[f"{side}_{point}"] - hips)[:, axis]


def bent(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values without the slow bend of a way past the camera."""
    time = np.arange(len(values))
    return np.asarray(values - np.polyval(np.polyfit(time, values, 2), time))


def harmonics(signal: NDArray[np.float64], frequency_hz: float) -> NDArray[np.complex128]:
    """Mean, first and second harmonic beside a line, by Huber's rule: tracking jumps."""
    found, _ = fitted(waves(len(signal), frequency_hz, 3), signal)
    return np.array([found[0], found[2] + 1j * found[3], found[4] + 1j * found[5]])


def waves(n: int, frequency_hz: float, count: int) -> NDArray[np.float64]:
    """A constant, a line, and cosines and sines of the harmonics."""
    time = np.arange(n) / RATE_HZ
    turns = [np.exp(2j * np.pi * k * frequency_hz * time) for k in range(1, count + 1)]
    columns = [np.ones(n), time - time.mean()]
    columns += [part for turn in turns for part in (turn.real, -turn.imag)]
    return np.stack(columns, axis=1)


def fitted(
    design: NDArray[np.float64], signal: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Weights of the columns, and the mean distance that is left."""
    weight = np.ones(len(signal))
    for _ in range(10):
        root = np.sqrt(weight)
        found = np.linalg.lstsq(root[:, None] * design, root * signal, rcond=None)[0]
        off = np.abs(signal - design @ found)
        weight = 1.0 / np.maximum(1.0, off / max(1.5 * 1.4826 * np.median(off), 1e-9))
    return found, float(off.mean())


def stride_frequency(ahead: NDArray[np.float64]) -> float:
    """Strides per second: of the sine that is nearest to how far one foot is ahead."""
    frequencies = np.arange(*STRIDES_HZ, 0.01)
    return float(min(frequencies, key=lambda f: fitted(waves(len(ahead), f, 1), ahead)[1]))


def level(tracks: NDArray[np.float64], names: list[str]) -> NDArray[np.float64]:
    """Turn the view so that the line of the ankles' heights over distance is level."""
    ankles = np.concatenate([tracks[:, names.index(f"{s}_ankle")] for s in SIDES])
    slope = np.arctan(np.polyfit(ankles[:, 2], ankles[:, 1], 1)[0])
    c, s = np.cos(slope), np.sin(slope)
    return tracks @ np.array([[1.0, 0.0, 0.0], [0.0, c, s], [0.0, -s, c]])


def discriminant(
    rows: NDArray[np.float64], labels: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spread of normal walks, and weights of the standardised asymmetries."""
    spread = 1.4826 * np.median(np.abs(rows[labels == 0]), axis=0)
    turned = standardised(rows, spread)[labels != 0] * labels[labels != 0][:, None]
    middle = turned.mean(axis=0)
    within = np.cov(turned, rowvar=False)
    level = np.trace(within) / len(within)
    within = (1 - SHRINKAGE) * within + SHRINKAGE * level * np.eye(len(within))
    return spread, np.linalg.solve(within, middle)


def standardised(rows: NDArray[np.float64], spread: NDArray[np.float64]) -> NDArray[np.float64]:
    """Asymmetries in spreads of normal walks."""
    return np.asarray(np.clip(rows / spread, -MOST, MOST))


def judge(
    rows: NDArray[np.float64], labels: NDArray[np.int64], people: NDArray[np.str_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Score (positive: right) and whether it is called asymmetric, each by the other people."""
    scores, called = np.zeros(len(rows)), np.zeros(len(rows), dtype=bool)
    for person in np.unique(people):
        own = people == person
        spread, weights = discriminant(rows[~own], labels[~own])
        scores[own] = standardised(rows[own], spread) @ weights
        size = np.median(np.abs(standardised(rows, spread)), axis=1)
        called[own] = size[own] > np.quantile(size[~own & (labels == 0)], CALLED)
    return scores, called


def nearest(
    rows: NDArray[np.float64], labels: NDArray[np.int64], runs: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Side of the nearest abnormal walk, or mirror image, of the other run of all people."""
    sides = np.zeros_like(labels)
    for odd in (0, 1):
        own = runs % 2 == odd
        known = ~own & (labels != 0)
        spread, _ = discriminant(rows[~own], labels[~own])
        table = standardised(rows, spread)
        both = np.concatenate([table[known], -table[known]])
        names = np.concatenate([labels[known], -labels[known]])
        for i in np.flatnonzero(own):
            sides[i] = names[np.argmin(np.linalg.norm(both - table[i], axis=1))]
    return sides


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
    rows = np.array([list(asymmetries(walk, joints).values()) for walk in walks])
    labels = np.array([LABELS[key.split("_")[2]] for key in keys])
    people = np.array([key.split("_")[0] for key in keys])
    runs = np.array([int(key.split("_")[1][1:]) for key in keys])
    scores, called = judge(rows, labels, people)
    if arguments.walks:
        for key, score, call in zip(keys, scores, called, strict=True):
            print(f"{key:14s} {score:7.2f} {'called' if call else ''}")
    abnormal = labels != 0
    named = np.sign(scores) == labels
    print(f"{len(np.unique(people))} people, {abnormal.sum()} abnormal, {(~abnormal).sum()} normal")
    print(f"side named right: {100 * named[abnormal].mean():.0f} % of abnormal walks")
    print(f"called asymmetric: {100 * called[abnormal].mean():.0f} % of abnormal walks")
    print(f"called asymmetric: {100 * called[~abnormal].mean():.0f} % of normal walks")
    known = nearest(rows, labels, runs) == labels
    print(f"side named right by walks of the same people: {100 * known[abnormal].mean():.0f} %")


if __name__ == "__main__":
    main()
