"""JSON of pose estimators: one file per frame in a folder or zip, or one file of all frames."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ReadError
from ._common import finite, need_bounded, need_frames, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

# The last number of a name is its frame: `clip_000000000007_keypoints.json`, `7.jpg`, `7.0`.
_NUMBER = re.compile(r"(\d{1,15})(?:\.0)?(?:_keypoints)?(?:\.[a-z]{3,4})?$", re.IGNORECASE)
_LISTS = ("positions", "frames", "data", "predictions", "instance_info")


def contents(path: Path, expected: str) -> list[tuple[int | None, Any]]:
    """Give each JSON file with the frame number of its name; None for a file of all frames.

    Parameters
    ----------
    path : Path
        Folder, zip or file.
    expected : str
        What it should be, for errors.

    Returns
    -------
    list of (int or None, content)
        By number.

    Raises
    ------
    ReadError
        When a file of a folder has no number, or two have the same.
    """
    if not (path.is_dir() or path.suffix.lower() == ".zip"):
        return [(None, json.loads(read_text(path)))]
    frames: list[tuple[int, Any]] = []
    for name, text in _texts(path):
        number = number_in(name)
        if number is None:
            raise ReadError(path.name, expected, f"a file without a frame number, {name}")
        frames.append((number, json.loads(text)))
    need_frames(path, len(frames), expected)
    frames.sort(key=lambda item: item[0])
    _once(path, [number for number, _ in frames], expected)
    return list(frames)


def first_text(path: Path) -> str:
    """Give the text of the first JSON file of a folder or zip; empty where there is none."""
    return next((text for _, text in _texts(path)), "")


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    if path.is_dir():
        for file in sorted(path.glob("[!.]*")):
            if file.suffix.lower() == ".json":
                yield file.name, read_text(file)
        return
    with zipfile.ZipFile(path) as archive:
        # Archives made on a Mac hold a hidden double of each file, "._" before its name.
        need_bounded(path, sum(entry.file_size for entry in archive.infolist()))
        for name in sorted(archive.namelist()):
            if name.lower().endswith(".json") and not PurePosixPath(name).name.startswith("."):
                yield name, archive.read(name).decode("utf-8-sig")


def number_in(name: object) -> int | None:
    """Give the frame that a name or number stands for, None where it holds no number."""
    if isinstance(name, (int, float)):
        return int(name)
    found = _NUMBER.search(str(name))
    return int(found[1]) if found else None


def frames_of(path: Path, content: Any, expected: str) -> list[tuple[int, Any]]:
    """Give number and content of each frame of a file of all frames.

    Parameters
    ----------
    path : Path
        The file, for errors.
    content : object
        A list of frames, a mapping of their numbers or image names, or a mapping that holds
        one of these under a name such as `frames` or `instance_info`. A frame may state its
        number as `frame`, `frame_id` or `frame_index`.
    expected : str
        What it should be, for errors.

    Returns
    -------
    list of (int, content)
        By number.

    Raises
    ------
    ReadError
        When there are no frames, or two of one number.
    """
    if isinstance(content, dict):
        content = next((content[key] for key in _LISTS if key in content), content)
    frames: list[tuple[int | None, Any]]
    if isinstance(content, dict) and content:
        frames = [(number_in(key), frame) for key, frame in content.items()]
    elif isinstance(content, list):
        frames = [(_stated(frame, place), frame) for place, frame in enumerate(content)]
    else:
        raise ReadError(path.name, expected, f"JSON of a {type(content).__name__}")
    need_frames(path, len(frames), expected)
    numbered = [(number, frame) for number, frame in frames if number is not None]
    if len(numbered) < len(frames):
        named = [str(key) for key in content][:4] if isinstance(content, dict) else []
        raise ReadError(path.name, expected, f"frames without numbers: {', '.join(named)}")
    numbered.sort(key=lambda item: item[0])
    _once(path, [number for number, _ in numbered], expected)
    return numbered


def _stated(frame: Any, place: int) -> int:
    if isinstance(frame, dict):
        for key in ("frame", "frame_id", "frame_index", "frame_idx"):
            if isinstance(frame.get(key), (int, float, str)):
                number = number_in(frame[key])
                return place if number is None else number
    return place


def _once(path: Path, numbers: list[int], expected: str) -> None:
    if len(set(numbers)) < len(numbers):
        raise ReadError(path.name, expected, "two frames of one number")


def points_of(values: Any, scores: Any = None) -> NDArray[np.float64]:
    """Give x, y and confidence of one person, shape (K, 3).

    Parameters
    ----------
    values : nested list
        `[x, y, confidence, …]`, `[[x, y, confidence], …]`, or with `scores` `[[x, y], …]`.
    scores : list, optional
        Confidence of each keypoint.

    Returns
    -------
    ndarray, shape (K, 3)
        Points at (0, 0), which stand for points not found, are missing; empty where the
        person has no points.
    """
    points = np.array([] if values is None else values, dtype=np.float64)
    if scores is not None or points.shape[1:] == (2,):
        if points.shape[1:] != (2,):
            raise ValueError(f"keypoints of shape {points.shape} beside their scores")
        confidence = np.full(len(points), np.nan) if scores is None else np.ravel(scores)
        points = np.column_stack([points, confidence.astype(np.float64)])
    points = finite(points.reshape(-1, 3))
    lost = (points[:, :2] == 0).all(axis=1) | np.isnan(points[:, :2]).any(axis=1)
    points[lost, :2] = np.nan
    return points


def stacked(
    path: Path, frames: list[list[NDArray[np.float64]]], expected: str
) -> tuple[int, list[NDArray[np.float64]]]:
    """Give the number of keypoints, and per frame its people as one array, shape (P, K, 3)."""
    found = {len(points) for frame in frames for points in frame if len(points)}
    if len(found) != 1:
        got = f"people of {sorted(found)} keypoints" if found else "no people"
        raise ReadError(path.name, expected, got)
    size = found.pop()
    return size, [np.array(frame, dtype=np.float64).reshape(-1, size, 3) for frame in frames]
