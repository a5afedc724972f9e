"""Sagittal joint angles against those that other software stored beside the markers.

    python benchmarks/validate_angles.py FOLDER…

Walks with stored angles are looked for in the folders: C3D files with Plug-in Gait angles
(`LHipAngles` …, x is flexion), and TRC files with OpenSim's inverse kinematics beside them
(`NAME_ik.mot`, or `ik_reference.mot` for `markers.trc`). For hip, knee and ankle the table gives
the root mean square difference in degrees over gait cycles, after the mean difference is taken
out: models place their axes differently, which moves whole curves. Both ways to angles are judged:
in space (`joint_angles`) and projected on the plane of progression (`sagittal_angles`).
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import footfall as ff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

JOINTS = ("hip", "knee", "ankle")
BARS_DEG = {"hip": 5.0, "knee": 4.0, "ankle": 5.0}
FLEXION = {"hip": "hip_flexion", "knee": "knee_flexion", "ankle": "ankle_dorsiflexion"}
OPENSIM = {"hip": "hip_flexion", "knee": "knee_angle", "ankle": "ankle_angle"}
METHODS = ("space", "plane")
Angles = dict[str, "NDArray[np.float64]"]  # by side and joint


@dataclass(frozen=True)
class Trial:
    """A walk with its stored angles, on its frames."""

    name: str
    recording: ff.PoseRecording
    stored: Angles


def plug_in_gait(path: Path, n_frames: int) -> Angles:
    """Read the flexion that the model stored as points; zeros are missing."""
    import ezc3d

    file = ezc3d.c3d(str(path))
    labels = [str(label) for label in file["parameters"]["POINT"]["LABELS"]["value"]]
    points = file["data"]["points"]
    angles = {}
    for side in ("left", "right"):
        for joint in JOINTS:
            wanted = f"{side[0].upper()}{joint.capitalize()}Angles"
            places = [
                i for i, n in enumerate(labels) if n.rpartition(":")[2] in (wanted, wanted + "V")
            ]
            if not places or points.shape[2] != n_frames:
                continue
            values = points[:3, places[0]]
            lost = (values == 0).all(axis=0) | ~np.isfinite(values).all(axis=0)
            angles[f"{side}_{joint}"] = np.where(lost, np.nan, values[0])
    return angles


def inverse_kinematics(path: Path, times: NDArray[np.float64]) -> Angles:
    """Read OpenSim's coordinates at the times of the frames; a flexed knee made positive."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = next(i for i, text in enumerate(lines) if text.strip() == "endheader") + 1
    names = lines[head].split()
    rows = [line.split() for line in lines[head + 1 :] if line.strip()]
    table = np.array(rows, dtype=np.float64)
    clock = table[:, names.index("time")]
    angles = {}
    for side in ("left", "right"):
        for joint, coordinate in OPENSIM.items():
            column = f"{coordinate}_{side[0]}"
            if column in names:
                values = table[:, names.index(column)]
                sign = np.sign(np.median(values)) if joint == "knee" else 1.0
                angles[f"{side}_{joint}"] = sign * np.interp(times, clock, values, np.nan, np.nan)
    return angles


def trials(folder: Path) -> Iterator[Trial]:
    """Walks with stored angles."""
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".c3d", ".trc")):
        beside = path.with_name(
            "ik_reference.mot" if path.stem == "markers" else f"{path.stem}_ik.mot"
        )
        if path.suffix.lower() == ".trc" and not beside.exists():
            continue
        try:
            recording = ff.read(path)
        except ff.ReadError as error:
            print(f"{path.name[:40]:40s} {error}", file=sys.stderr)
            continue
        if not isinstance(recording, ff.PoseRecording):
            continue
        n = len(recording.positions)
        if path.suffix.lower() == ".c3d":
            stored = plug_in_gait(path, n)
        else:
            times = recording.start_time_s + np.arange(n) / recording.sampling_rate_hz
            stored = inverse_kinematics(beside, times)
        if stored:
            yield Trial(f"{path.parent.name}/{path.stem}", recording, stored)


def measured(recording: ff.PoseRecording, heading: NDArray[np.float64]) -> dict[str, Angles]:
    """Our angles, by method."""
    found: dict[str, Angles] = {}
    for method, angles_of in (
        ("space", ff.kinematics.joint_angles),
        ("plane", ff.kinematics.sagittal_angles),
    ):
        angles: Any = angles_of(
            recording.positions, recording.keypoints, up=recording.up, forward=heading
        )
        found[method] = {
            f"{side}_{joint}": angles[f"{side}_{FLEXION[joint]}"]
            for side in ("left", "right")
            for joint in JOINTS
            if f"{side}_{FLEXION[joint]}" in angles
        }
    return found


def in_cycles(report: ff.Report, side: str, n_frames: int) -> NDArray[np.bool_]:
    """Frames from a first initial contact of a side to its last."""
    contacts = report.events.pick("initial_contact", side).frame
    inside = np.zeros(n_frames, dtype=bool)
    if len(contacts) > 1:
        inside[contacts[0] : contacts[-1] + 1] = True
    return inside


def difference(ours: NDArray[np.float64], stored: NDArray[np.float64]) -> float:
    """Root mean square difference without its mean."""
    gap = ours - stored
    gap = gap[np.isfinite(gap)]
    return float(np.std(gap)) if len(gap) else np.nan


def judge(trial: Trial) -> dict[tuple[str, str], float]:
    """Difference per method and joint, the mean of both sides."""
    report = ff.analyze(trial.recording)
    if report.mode != "walk":
        return {}
    heading = np.array(report.quality["passes"][0]["heading"])
    ours = measured(trial.recording, heading)
    result = {}
    for method in METHODS:
        for joint in JOINTS:
            gaps = []
            for side in ("left", "right"):
                name = f"{side}_{joint}"
                if name in ours[method] and name in trial.stored:
                    used = in_cycles(report, side, len(trial.recording.positions))
                    gaps.append(difference(ours[method][name][used], trial.stored[name][used]))
            gaps = [gap for gap in gaps if np.isfinite(gap)]
            if gaps:
                result[method, joint] = float(np.mean(gaps))
    return result


def row(name: str, values: dict[tuple[str, str], float]) -> str:
    """One line of the table."""
    cells = [values.get((method, joint), np.nan) for method in METHODS for joint in JOINTS]
    texts = [f"{value:7.2f}" if np.isfinite(value) else "      –" for value in cells]
    return f"{name[:44]:44s} {''.join(texts[:3])}  |{''.join(texts[3:])}"


def main() -> int:
    """Print the table; 0 when the median over trials of one method keeps within the bars."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    folders = parser.parse_args().folders
    print(f"{'degrees, offset removed':44s}  in space: hip knee ankle | in the plane: the same")
    collected: list[dict[tuple[str, str], float]] = []
    for trial in (t for folder in folders for t in trials(folder)):
        try:
            values = judge(trial)
        except ff.ArgumentError as error:
            print(f"{trial.name[:44]:44s} {error}")
            continue
        if not values:
            print(f"{trial.name[:44]:44s} left out: no walk, or no point that tells an angle")
            continue
        print(row(trial.name, values))
        collected.append(values)
    keys = [(method, joint) for method in METHODS for joint in JOINTS]
    known = {key: [c[key] for c in collected if key in c] for key in keys}
    median = {key: float(np.median(values)) for key, values in known.items() if values}
    print(row(f"median of {len(collected)} trials", median))
    within = [
        all(median.get((method, joint), np.inf) <= BARS_DEG[joint] for joint in JOINTS)
        for method in METHODS
    ]
    print(f"bars: {BARS_DEG}; kept in space {within[0]}, in the plane {within[1]}")
    return 0 if any(within) else 1


if __name__ == "__main__":
    sys.exit(main())
