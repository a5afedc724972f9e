"""MediaPipe pose landmarks as JSON, image or world coordinates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ArgumentError, ReadError
from ..recording import PoseRecording
from ..skeletons import SKELETONS
from ._common import finite, need_frames, rate_of_times, read_text, reading, spread

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from ._common import Hints

EXPECTED = "MediaPipe JSON with 'frames', each with 33 'landmarks', and 'width' and 'height'"
LANDMARKS = {
    "image": ("landmarks", "pose_landmarks", "poseLandmarks"),
    "world": ("world_landmarks", "pose_world_landmarks", "poseWorldLandmarks"),
}


def read(path: Path, hints: Hints) -> PoseRecording:
    """Read MediaPipe pose landmarks.

    The file is `{"fps": …, "width": …, "height": …, "frames": [{"frame": 0, "landmarks":
    [[{"x": …, "y": …, "z": …, "visibility": …}, …]], "world_landmarks": …}, …]}`. Landmarks
    are shares of the image's width and height and become pixels; a frame without landmarks
    is missing; visibility is the confidence.

    Parameters
    ----------
    path : Path
        The file.
    hints : Hints
        `coordinates` chooses `image` (two coordinates in pixels, the default) or `world`
        (three in metres); `sampling_rate_hz`, `person`, `up`, `forward`, `keypoints`,
        `markers` and `name` are used.

    Returns
    -------
    PoseRecording
        `up` is -y in both coordinates.

    Raises
    ------
    ReadError
        When the file is not such JSON or has no frames.
    ArgumentError
        When nothing states the rate.
    """
    hints.refuse("forces", "MediaPipe")
    kind = hints.coordinates or "image"
    unit = "px" if kind == "image" else "m"
    if hints.unit not in (None, unit):
        expected = f"{unit}, as MediaPipe's {kind} coordinates are"
        raise ArgumentError("unit", expected, repr(hints.unit))
    with reading(path, EXPECTED):
        content = json.loads(read_text(path))
        frames = content.get("frames") if isinstance(content, dict) else content
        if not isinstance(frames, list):
            raise ReadError(path.name, EXPECTED, "no list of frames")
        need_frames(path, len(frames), EXPECTED)
        numbers = np.array([f.get("frame", i) for i, f in enumerate(frames)], dtype=np.int64)
        if (np.diff(numbers) <= 0).any():
            raise ReadError(path.name, EXPECTED, "frame numbers that do not rise")
        rate = hints.need("sampling_rate_hz", _rate(path, content, frames, hints), "MediaPipe")
        values = np.stack([_frame(path, frame, kind, hints.person or 0) for frame in frames])
        values = finite(spread(numbers, values, path, EXPECTED))
        positions = values[..., :3] if kind == "world" else values[..., :2] * _size(path, content)
        confidence = values[..., 3]
        return PoseRecording(
            positions=np.ascontiguousarray(positions),
            keypoints=hints.names_for(SKELETONS["mediapipe33"]),
            sampling_rate_hz=rate,
            unit=unit,
            up=hints.up or "-y",
            forward=hints.forward,
            confidence=None if np.isnan(confidence).all() else np.ascontiguousarray(confidence),
            start_time_s=float(numbers[0] / rate),
            name=hints.name_of(path),
        )


def _rate(path: Path, content: Any, frames: list[Any], hints: Hints) -> float | None:
    """Give the stated rate, else that of the time stamps."""
    if isinstance(content, dict) and content.get("fps"):
        return float(content["fps"])
    if not all("timestamp_ms" in frame for frame in frames):
        return None
    times = np.array([frame["timestamp_ms"] for frame in frames], dtype=np.float64) / 1000.0
    return rate_of_times(path, times, EXPECTED, hints.sampling_rate_hz)


def _size(path: Path, content: Any) -> NDArray[np.float64]:
    if not isinstance(content, dict) or not {"width", "height"} <= set(content):
        raise ReadError(path.name, EXPECTED, "no width and height of the image")
    size = np.array([content["width"], content["height"]], dtype=np.float64)
    if not (size > 0).all():
        raise ReadError(path.name, EXPECTED, f"an image of {size[0]:g} × {size[1]:g} pixels")
    return size


def _frame(path: Path, frame: dict[str, Any], kind: str, person: int) -> NDArray[np.float64]:
    """Give x, y, z and visibility of one frame, shape (33, 4)."""
    points = _landmarks(frame, kind, person)
    if not points:
        return np.full((33, 4), np.nan)
    if len(points) != 33:
        raise ReadError(path.name, EXPECTED, f"{len(points)} landmarks in a frame")
    # World landmarks may come without visibility, which those of the image have.
    others = _landmarks(frame, "image", person) or points
    return np.array(
        [
            (
                *(point["x"], point["y"], point.get("z", np.nan)),
                point.get("visibility", other.get("visibility", np.nan)),
            )
            for point, other in zip(points, others, strict=True)
        ],
        dtype=np.float64,
    )


def _landmarks(frame: dict[str, Any], kind: str, person: int) -> list[Any]:
    """Give the landmarks of one person; empty where there is none."""
    found: list[Any] = next((frame[key] for key in LANDMARKS[kind] if frame.get(key)), [])
    if found and isinstance(found[0], list):
        return list(found[person]) if person < len(found) else []
    return list(found)
