"""MediaPipe pose landmarks as JSON, image or world coordinates."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ArgumentError, ReadError
from ..skeletons import SKELETONS
from ._common import (
    RATE_TOLERANCE,
    TIME_TOLERANCE,
    finite,
    need_frames,
    read_text,
    reading,
)
from ._people import People, identities, recording_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from ..recording import PoseRecording
    from ._common import Hints

EXPECTED = "MediaPipe JSON with 'frames', each with 33 'landmarks', and 'width' and 'height'"
LANDMARKS = {
    "image": ("landmarks", "pose_landmarks", "poseLandmarks"),
    "world": ("world_landmarks", "pose_world_landmarks", "worldLandmarks", "poseWorldLandmarks"),
}
SCORES = ("visibility", "presence")
MILLISECONDS = ("timestamp_ms", "timestampMs", "timestamp")


def read(path: Path, hints: Hints) -> PoseRecording:
    """Read MediaPipe pose landmarks.

    The file is `{"fps": …, "width": …, "height": …, "frames": [{"frame": 0, "landmarks":
    [[{"x": …, "y": …, "z": …, "visibility": …}, …]], "world_landmarks": …}, …]}`. Landmarks
    are shares of the image's width and height and become pixels; a frame without landmarks
    is missing; visibility, else presence, is the confidence. Frames without numbers have the
    places that their time stamps (`timestamp_ms`) give them.

    Parameters
    ----------
    path : Path
        The file.
    hints : Hints
        `coordinates` chooses `image` (two coordinates in pixels, the default) or `world`
        (three in metres); `sampling_rate_hz`, `person`, `image_size_px`, `up`, `forward`,
        `keypoints`, `keypoint_names` and `name` are used.

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
        stated = _rate(content, frames, hints)
        numbers = _numbers(path, frames, stated)
        rate = hints.need("sampling_rate_hz", stated, "MediaPipe")
        people = People(
            names=SKELETONS["mediapipe33"],
            numbers=numbers,
            points=[_people(path, frame, kind) for frame in frames],
        )
        if not any(len(frame) for frame in people.points):
            raise ReadError(path.name, EXPECTED, f"no {kind} landmarks in any frame")
        if kind == "world":
            # All stand at the origin: where people are in the image tells them apart.
            image = replace(people, points=[_people(path, frame, "image") for frame in frames])
            if all(len(a) == len(b) for a, b in zip(image.points, people.points, strict=True)):
                people = replace(people, ids=identities(image, rate))
            return recording_of(path, people, hints, EXPECTED, rate=rate, unit="m")
        size = _size(path, content, hints)
        pixels = [np.concatenate([p[..., :2] * size, p[..., 3:]], axis=-1) for p in people.points]
        known = replace(hints, image_size_px=None)
        return recording_of(path, replace(people, points=pixels), known, EXPECTED, rate=rate)


def _rate(content: Any, frames: list[Any], hints: Hints) -> float | None:
    """Give the hinted rate, else the stated one, else that of the time stamps."""
    if hints.sampling_rate_hz is not None:
        return hints.sampling_rate_hz
    if isinstance(content, dict) and content.get("fps"):
        return float(content["fps"])
    times = _times(frames)
    if times is None or len(times) < 2:
        return None
    step = float(np.median(np.diff(times)))
    if not step > 0:
        return None
    # Stamps are whole milliseconds at times: the mean over steps of one frame is surer.
    single = np.rint(np.diff(times) / step) == 1
    rate = 1.0 / float(np.diff(times)[single].mean())
    whole = round(rate)
    return float(whole) if abs(rate - whole) < RATE_TOLERANCE * whole else rate


def _times(frames: list[Any]) -> NDArray[np.float64] | None:
    """Give the time stamps of all frames in seconds, None where one has none."""
    for key in MILLISECONDS:
        if all(key in frame for frame in frames):
            return np.array([frame[key] for frame in frames], dtype=np.float64) / 1000.0
    return None


def _numbers(path: Path, frames: list[Any], rate: float | None) -> NDArray[np.int64]:
    """Give the number of each frame: stated, else by its time, else by its place."""
    times = _times(frames)
    if any("frame" in frame for frame in frames) or times is None or rate is None:
        numbers = np.array([f.get("frame", i) for i, f in enumerate(frames)], dtype=np.int64)
    else:
        places = (times - times[0]) * rate
        numbers = np.rint(places).astype(np.int64) + round(times[0] * rate)
        if np.abs(places - np.rint(places)).max() > TIME_TOLERANCE / 2:
            raise ArgumentError(
                "sampling_rate_hz",
                f"time stamps in {path.name} that are whole frames apart (gaps.resample)",
                f"stamps up to {np.abs(places - np.rint(places)).max():.2g} frames beside",
            )
    if (np.diff(numbers) <= 0).any():
        raise ReadError(path.name, EXPECTED, "frame numbers that do not rise")
    return numbers


def _size(path: Path, content: Any, hints: Hints) -> NDArray[np.float64]:
    if hints.image_size_px is not None:
        return np.array(hints.image_size_px, dtype=np.float64)
    if not isinstance(content, dict) or not {"width", "height"} <= set(content):
        got = "no width and height of the image (image_size_px)"
        raise ReadError(path.name, EXPECTED, got)
    size = np.array([content["width"], content["height"]], dtype=np.float64)
    if not (size > 0).all():
        raise ReadError(path.name, EXPECTED, f"an image of {size[0]:g} × {size[1]:g} pixels")
    return size


def _people(path: Path, frame: dict[str, Any], kind: str) -> NDArray[np.float64]:
    """Give x, y, z and confidence of the people of one frame, shape (P, 33, 4)."""
    people = _landmarks(frame, kind)
    # World landmarks may come without scores, which those of the image have.
    others = _landmarks(frame, "image")
    values = np.full((len(people), 33, 4), np.nan)
    for place, points in enumerate(people):
        if len(points) != 33:
            raise ReadError(path.name, EXPECTED, f"{len(points)} landmarks in a frame")
        seconds = others[place] if place < len(others) else points
        for row, (point, other) in enumerate(zip(points, seconds, strict=True)):
            scores = [p[key] for p in (point, other) for key in SCORES if key in p]
            score = scores[0] if scores else np.nan
            values[place, row] = (point["x"], point["y"], point.get("z", np.nan), score)
    if kind == "image":
        values[..., 2] = 0.0  # depth is not used: it shall not make a point missing
    return finite(values)


def _landmarks(frame: dict[str, Any], kind: str) -> list[list[dict[str, Any]]]:
    """Give the landmarks of each person; empty where there is none."""
    found: list[Any] = next((frame[key] for key in LANDMARKS[kind] if frame.get(key)), [])
    return [found] if found and isinstance(found[0], dict) else found
