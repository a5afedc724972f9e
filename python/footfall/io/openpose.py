"""OpenPose output: a folder or zip of one JSON file per frame, or one JSON file of frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ReadError
from ..skeletons import SKELETONS
from ._common import reading
from ._json_frames import contents, frames_of, points_of, stacked
from ._people import People, model_names, recording_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from ..recording import PoseRecording
    from ._common import Hints

EXPECTED = (
    "JSON of a pose estimator, such as OpenPose's: a folder or zip of one file per frame with "
    "'people', or one file of all"
)

# OpenPose's COCO model: as BODY_25 without the middle of the hips and the feet.
COCO18 = tuple(name for name in SKELETONS["body25"][:19] if name != "mid_hip")
LAYOUTS = {25: SKELETONS["body25"], 18: COCO18, 17: SKELETONS["coco17"]}
# Default input of OpenPose's network for 16:9 video. Results of ports of it that work on that
# grid are whole numbers of its cells, divided by its size.
NETWORK_GRID = np.array([656.0, 368.0])
MOST_KEYPOINTS = 1000  # of any model
# Where OpenPose, its older versions, and others in their manner put one person's points.
_POINTS = ("pose_keypoints_2d", "pose_keypoints", "joints", "keypoints")


def read(path: Path, hints: Hints) -> PoseRecording:
    """Read one person of OpenPose's output.

    A frame is `{"people": [{"pose_keypoints_2d": [x, y, confidence, …]}]}`, as AlphaPose's
    forms `open` and `cmu` (`{"bodies": [{"joints": …}]}`) have it too, or, in a single file,
    `{"Nose": [x, y], …}`. The number at the end of a file's name is its frame; frames left
    out are missing, and so are points at (0, 0). `person_id` tells people apart where the
    file has it, else they are followed by their trunks.

    Parameters
    ----------
    path : Path
        Folder, zip or JSON file.
    hints : Hints
        `sampling_rate_hz` is needed; `person`, `keypoints`, `keypoint_names`, `image_size_px`,
        `up`, `forward` and `name` are used.

    Returns
    -------
    PoseRecording
        In pixels, `up` is -y; with confidence where the file has it.

    Raises
    ------
    ReadError
        When there are no such frames.
    ArgumentError
        When the rate is missing, there is no such person, or coordinates are shares of an
        image whose size is not stated.
    """
    hints.of_image("OpenPose")
    with reading(path, EXPECTED):
        people = _people(path, _frames(path), hints)
        rate: float = hints.need("sampling_rate_hz", None, "OpenPose")
        return recording_of(path, people, hints, EXPECTED, rate=rate)


def _frames(path: Path) -> list[tuple[int, Any]]:
    """Give number and content of each frame."""
    found = contents(path, EXPECTED)
    if found[0][0] is not None:
        return [(number, content) for number, content in found if number is not None]
    content = found[0][1]
    if isinstance(content, dict) and ("people" in content or "bodies" in content):
        return [(0, content)]
    return frames_of(path, content, EXPECTED)


def _people(path: Path, frames: list[tuple[int, Any]], hints: Hints) -> People:
    """Give the people of each frame."""
    numbers = np.array([number for number, _ in frames], dtype=np.int64)
    content = [frame for _, frame in frames]
    if not all(isinstance(frame, dict) for frame in content):
        raise ReadError(path.name, EXPECTED, "a frame that is no JSON object")
    if not any("people" in frame or "bodies" in frame for frame in content):
        return _named(path, numbers, content, hints)
    found = [
        [(person, _points(person)) for person in frame.get("people", frame.get("bodies"))]
        for frame in content
    ]
    kept = [[(person, points) for person, points in frame if len(points)] for frame in found]
    size, points = stacked(path, [[points for _, points in frame] for frame in kept], EXPECTED)
    ids = [[_identity(person) for person, _ in frame] for frame in kept]
    names = model_names(path, size, hints, LAYOUTS)
    return People(names=names, numbers=numbers, points=points, ids=ids)


def _points(person: dict[str, Any]) -> NDArray[np.float64]:
    return points_of(next((person[key] for key in _POINTS if key in person), None))


def _identity(person: dict[str, Any]) -> str:
    """Give the identity of a person; OpenPose writes -1 where it tells nobody apart."""
    stated = person.get("person_id", [-1])
    number = int(stated[0] if isinstance(stated, list) else stated)
    return str(number) if number >= 0 else ""


def _named(
    path: Path, numbers: NDArray[np.int64], frames: list[dict[str, Any]], hints: Hints
) -> People:
    """Give the one person of frames that map names, or places in a model, to coordinates."""
    names = tuple(dict.fromkeys(name for frame in frames for name in frame))
    if not names:
        raise ReadError(path.name, EXPECTED, "no keypoints")
    if all(name.isdigit() for name in names):
        size = max(int(name) for name in names) + 1
        if size > MOST_KEYPOINTS:
            raise ReadError(path.name, EXPECTED, f"a keypoint of number {size - 1}")
        names = model_names(path, size, hints, LAYOUTS)
        keys = tuple(str(place) for place in range(size))
    else:
        keys = names
    points = np.full((len(frames), len(names), 3), np.nan)
    for row, frame in enumerate(frames):
        for place, key in enumerate(keys):
            if key in frame:
                points[row, place, :2] = np.asarray(frame[key], dtype=np.float64)[:2]
    points = np.stack([points_of(frame) for frame in points])
    points[..., :2] = _on_grid(points[..., :2])
    return People(names=names, numbers=numbers, points=[frame[None] for frame in points])


def _on_grid(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give pixels of the network's input where coordinates are shares of its size."""
    cells = points * NETWORK_GRID
    known = cells[np.isfinite(cells)]
    if len(known) == 0 or np.abs(known - np.rint(known)).max() > 1e-6 or known.max() > 656:
        return points
    return np.asarray(cells)
