"""Frames of people in the manners of MMPose, RTMLib and easy_ViTPose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._common import reading
from ._json_frames import contents, frames_of, points_of, stacked
from ._people import People, model_names, recording_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from ..recording import PoseRecording
    from ._common import Hints

EXPECTED = (
    "JSON of frames of people, each with 'keypoints' and 'keypoint_scores' (MMPose), or frames "
    "with 'keypoints' and 'scores' (RTMLib) or of people by number (ViTPose)"
)
SCORES = ("keypoint_scores", "scores")
IDENTITIES = ("track_id", "idx")

Person = tuple[str, "NDArray[np.float64]"]


def read(path: Path, hints: Hints) -> PoseRecording:
    """Read one person of MMPose, RTMLib or easy_ViTPose output.

    - MMPose: `{"meta_info": …, "instance_info": [{"frame_id": 1, "instances": [{"keypoints":
      [[x, y], …], "keypoint_scores": […]}, …]}, …]}`, the list of frames alone, or a folder
      or zip of one list of instances per image. Names come from `meta_info`.
    - RTMLib: a list of frames `{"keypoints": [[[x, y], …], …], "scores": [[…], …]}`, a person
      each.
    - easy_ViTPose: `{"keypoints": [{"0": [[y, x, score], …], …}, …], "skeleton": {"0":
      "nose", …}}`, people by their number.

    Frames that state no number count from 0. `track_id` and ViTPose's numbers tell people
    apart, else they are followed by their trunks.

    Parameters
    ----------
    path : Path
        JSON file, or folder or zip of them.
    hints : Hints
        `sampling_rate_hz` is needed; `person`, `keypoints`, `keypoint_names`, `image_size_px`,
        `up`, `forward` and `name` are used.

    Returns
    -------
    PoseRecording
        In pixels, `up` is -y; scores are the confidence.

    Raises
    ------
    ReadError
        When the file is not of this kind, or people differ in their keypoints.
    ArgumentError
        When the rate is missing, or there is no such person.
    """
    hints.of_image("MMPose")
    with reading(path, EXPECTED):
        found = contents(path, EXPECTED)
        whole = found[0][1] if found[0][0] is None else None
        vitpose = isinstance(whole, dict) and "skeleton" in whole
        if whole is None:
            frames = [(number, content) for number, content in found if number is not None]
        else:
            frames = frames_of(path, whole["keypoints"] if vitpose else whole, EXPECTED)
        persons = [_numbered(frame) if vitpose else _persons(frame) for _, frame in frames]
        size, points = stacked(path, [[p for _, p in frame] for frame in persons], EXPECTED)
        people = People(
            names=_names(whole, size) or model_names(path, size, hints),
            numbers=np.array([number for number, _ in frames], dtype=np.int64),
            points=points,
            ids=[[label for label, _ in frame] for frame in persons],
        )
        rate: float = hints.need("sampling_rate_hz", None, "MMPose")
        return recording_of(path, people, hints, EXPECTED, rate=rate)


def _numbered(frame: dict[str, Any]) -> list[Person]:
    """Give the people of a frame of ViTPose, which states rows before columns."""
    found = []
    for label, values in frame.items():
        points = np.array(values, dtype=np.float64).reshape(-1, 3)[:, [1, 0, 2]]
        if len(points):
            found.append((label, points_of(points)))
    return found


def _persons(frame: Any) -> list[Person]:
    """Give identity and points of each person of a frame."""
    if isinstance(frame, dict) and "instances" in frame:
        frame = frame["instances"]
    if isinstance(frame, dict):
        frame = _split(frame)
    return [
        (_identity(person), points)
        for person in frame or []
        if len(points := points_of(person["keypoints"], _scores(person)))
    ]


def _split(frame: dict[str, Any]) -> list[dict[str, Any]]:
    """Give each person of a frame that keeps the points of all in one array."""
    points = np.array(frame["keypoints"], dtype=np.float64)
    if points.size == 0:
        return []
    scores = _scores(frame)
    if points.ndim == 2:
        return [{"keypoints": points, "scores": scores}]
    if scores is None:
        return [{"keypoints": person} for person in points]
    return [
        {"keypoints": person, "scores": score} for person, score in zip(points, scores, strict=True)
    ]


def _scores(person: dict[str, Any]) -> Any:
    return next((person[key] for key in SCORES if person.get(key) is not None), None)


def _identity(person: dict[str, Any]) -> str:
    stated = next((person[key] for key in IDENTITIES if person.get(key) is not None), "")
    return str(stated) if isinstance(stated, (int, str)) else ""


def _names(whole: Any, size: int) -> tuple[str, ...] | None:
    """Give the names that the file states for so many keypoints."""
    if not isinstance(whole, dict):
        return None
    meta = whole.get("meta_info", {})
    stated = whole.get("skeleton", meta.get("keypoint_id2name"))
    if not isinstance(stated, dict) or len(stated) != size:
        return None
    return tuple(str(stated[str(place)]) for place in range(size))
