"""Small recordings and files of each format, as tests of readers make them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

import footfall as ff
from footfall import io

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


WRITTEN = (".trc", ".npz", ".csv", ".parquet")

NAMES = ("left_heel", "right_heel", "left_hip", "right_hip", "own marker")


def body(frames: int = 5, dimensions: int = 3, dtype: Any = np.float64) -> NDArray[Any]:
    """Give two heels under two hips, one metre high, y up, one point missing."""
    positions = np.zeros((frames, 5, 3), dtype=dtype)
    positions[:, 2:4, 1] = 1.0
    positions[..., 0] = np.linspace(0.3, 0.7, frames)[:, None]
    positions[1, 4] = np.nan
    return positions[..., :dimensions]


def sample(**changes: Any) -> ff.PoseRecording:
    fields = {
        "positions": body(),
        "keypoints": NAMES,
        "sampling_rate_hz": 50.0,
        "unit": "m",
        "up": "+y",
        "start_time_s": 1.5,
        "name": "walk",
    }
    return ff.PoseRecording(**(fields | changes))


def pose(path: Path, **hints: Any) -> ff.PoseRecording:
    recording = io.read(path, **hints)
    assert isinstance(recording, ff.PoseRecording)
    return recording


def put(path: Path, content: str | bytes | dict[str, Any] | list[Any]) -> Path:
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
    return path


def trc(rows: list[str], names: str = "LHEE\t\t\tLASI\t\t", unit: str = "mm") -> str:
    return "\n".join(
        [
            "PathFileType\t4\t(X/Y/Z)\ta.trc",
            "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits",
            f"50\t50\t{len(rows)}\t2\t{unit}",
            f"Frame#\tTime\t{names}",
            "\t\tX1\tY1\tZ1\tX2\tY2\tZ2",
            "",
            *rows,
        ]
    )


ROWS = ["1\t0.00\t1\t2\t3\t4\t5\t900", "2\t0.02\t0\t0\t0\t4\t\t6", "3\t0.04\t1\t2\t3"]


def mot(*schemes: str) -> str:
    names = [scheme.replace("?", axis) for scheme in schemes for axis in "xyz"]
    rows = [[f"{i / 100:.2f}", *["1", "700", "3"] * len(schemes)] for i in range(4)]
    table = ["\t".join(row) for row in [["time", *names], *rows]]
    return "\n".join(["first trial", "version=1", "endheader", *table])


def person(x: float, size: int = 25, confidence: float = 0.5) -> dict[str, Any]:
    points = [[x + i, 100.0 + 10 * i, confidence] for i in range(size)]
    points[0] = [0.0, 0.0, 0.0]
    return {"pose_keypoints_2d": [value for point in points for value in point]}


def folder_of(folder: Path, frames: dict[int, list[dict[str, Any]]]) -> Path:
    folder.mkdir()
    for number, people in frames.items():
        put(folder / f"clip_{number:012d}_keypoints.json", {"people": people})
    return folder


def landmarks(frames: list[int]) -> dict[str, Any]:
    def points(scale: float) -> list[dict[str, float]]:
        return [{"x": i * scale, "y": 0.5, "z": 0.1, "visibility": 0.9} for i in range(33)]

    return {
        "fps": 30.0,
        "width": 200,
        "height": 100,
        "frames": [
            {
                "frame": number,
                "landmarks": [points(0.03)] if number else [],
                "world_landmarks": [points(0.05)] if number else [],
            }
            for number in frames
        ],
    }


STATED = "# sampling_rate_hz: 50\n# unit: m\n# up: +y\n"

WIDE = "time_s,LHEE_x,LHEE_y,note\n0.00,1,2,a\n0.02,3,\n0.04,5,6,c\n"
