"""OpenPose output: a folder or zip of one JSON file per frame, or one JSON file of frames."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ArgumentError, ReadError
from ..recording import PoseRecording
from ..skeletons import SKELETONS
from ._common import finite, need_frames, read_text, reading, spread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from ._common import Hints

EXPECTED = "OpenPose JSON: a folder or zip of one file per frame with 'people', or one file of all"

# OpenPose's COCO model: as BODY_25 without the middle of the hips and the feet.
COCO18 = tuple(name for name in SKELETONS["body25"][:19] if name != "mid_hip")
LAYOUTS = {25: SKELETONS["body25"], 18: COCO18, 17: SKELETONS["coco17"]}
TORSO = ("neck", "mid_hip", "left_shoulder", "right_shoulder", "left_hip", "right_hip")
# Default input of OpenPose's network for 16:9 video. Results of ports of it that work on that
# grid are whole numbers of its cells, divided by its size.
NETWORK_GRID = np.array([656.0, 368.0])

_NUMBER = re.compile(r"(\d{1,15})(?:_keypoints)?\.json$", re.IGNORECASE)
_ONE_FILE = ("positions", "frames", "data")


def read(path: Path, hints: Hints) -> PoseRecording:
    """Read one person of OpenPose's output.

    A frame is `{"people": [{"pose_keypoints_2d": [x, y, confidence, …]}]}` or, in a single
    file, `{"Nose": [x, y], …}`. The number at the end of a file's name is its frame; frames
    left out are missing, and so are points at (0, 0). People have no identity in these
    files: the surest one is followed both ways by the nearest trunk.

    Parameters
    ----------
    path : Path
        Folder, zip or JSON file.
    hints : Hints
        `sampling_rate_hz` is needed; `person` (the index from which to start), `keypoints`,
        `markers`, `up`, `forward` and `name` are used.

    Returns
    -------
    PoseRecording
        In pixels, `up` is -y; with confidence where the file has it.

    Raises
    ------
    ReadError
        When there are no such frames.
    ArgumentError
        When the rate is missing, or no frame has that person.
    """
    for argument in ("forces", "coordinates"):
        hints.refuse(argument, "OpenPose")
    if hints.unit not in (None, "px"):
        raise ArgumentError("unit", "px, as OpenPose files are in pixels", repr(hints.unit))
    with reading(path, EXPECTED):
        frames = sorted(_frames(path), key=lambda item: item[0])
        need_frames(path, len(frames), EXPECTED)
        numbers = np.array([number for number, _ in frames], dtype=np.int64)
        if (np.diff(numbers) == 0).any():
            raise ReadError(path.name, EXPECTED, "two frames of one number")
        names, people = _people(path, [frame for _, frame in frames])
        rate: float = hints.need("sampling_rate_hz", None, "OpenPose")
        values = spread(numbers, _follow(people, names, hints.person), path, EXPECTED)
        confidence = values[..., 2]
        return PoseRecording(
            positions=np.ascontiguousarray(values[..., :2]),
            keypoints=hints.names_for(names),
            sampling_rate_hz=rate,
            unit="px",
            up=hints.up or "-y",
            forward=hints.forward,
            confidence=None if np.isnan(confidence).all() else np.ascontiguousarray(confidence),
            start_time_s=float(numbers[0] / rate),
            name=hints.name_of(path),
        )


def _frames(path: Path) -> Iterator[tuple[int, Any]]:
    """Give number and content of each frame."""
    if path.is_dir():
        files = [file for file in sorted(path.glob("[!.]*")) if file.suffix.lower() == ".json"]
        yield from _numbered(path, ((file.name, read_text(file)) for file in files))
    elif path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path) as archive:
            # Archives made on a Mac hold a hidden double of each file, "._" before its name.
            entries = sorted(
                name
                for name in archive.namelist()
                if name.lower().endswith(".json") and not PurePosixPath(name).name.startswith(".")
            )
            texts = ((name, archive.read(name).decode("utf-8-sig")) for name in entries)
            yield from _numbered(path, texts)
    else:
        yield from _one_file(path, json.loads(read_text(path)))


def _numbered(path: Path, texts: Iterator[tuple[str, str]]) -> Iterator[tuple[int, Any]]:
    for name, text in texts:
        found = _NUMBER.search(name)
        if found is None:
            raise ReadError(path.name, EXPECTED, f"a file without a frame number, {name}")
        yield int(found[1]), json.loads(text)


def _one_file(path: Path, content: Any) -> Iterator[tuple[int, Any]]:
    if isinstance(content, dict):
        if "people" in content:
            content = [content]
        content = next((content[key] for key in _ONE_FILE if key in content), content)
    if isinstance(content, list):
        yield from enumerate(content)
    elif isinstance(content, dict) and content:
        for key, frame in content.items():
            yield int(float(key)), frame
    else:
        raise ReadError(path.name, EXPECTED, f"JSON of a {type(content).__name__}")


def _people(path: Path, frames: list[Any]) -> tuple[tuple[str, ...], list[NDArray[np.float64]]]:
    """Give keypoint names, and per frame the people, shape (P, K, 3) with confidence last."""
    if not all(isinstance(frame, dict) for frame in frames):
        raise ReadError(path.name, EXPECTED, "a frame that is no JSON object")
    if any("people" in frame for frame in frames):
        people = [[_triples(person) for person in frame["people"]] for frame in frames]
        sizes = {len(points) for frame in people for points in frame if len(points)}
        if len(sizes) != 1 or not sizes <= set(LAYOUTS):
            got = "no people" if not sizes else f"{sorted(sizes)} keypoints"
            raise ReadError(path.name, f"OpenPose JSON of {sorted(LAYOUTS)} keypoints", got)
        size = sizes.pop()
        kept = [[points for points in frame if len(points)] for frame in people]
        arrays = [np.array(frame, dtype=np.float64).reshape(-1, size, 3) for frame in kept]
        return LAYOUTS[size], [_missing(array) for array in arrays]
    names = tuple(dict.fromkeys(name for frame in frames for name in frame))
    if not names:
        raise ReadError(path.name, EXPECTED, "no keypoints")
    return names, _on_grid([_missing(_named(frame, names)) for frame in frames])


def _triples(person: Any) -> NDArray[np.float64]:
    values = person.get("pose_keypoints_2d", person.get("pose_keypoints"))
    return np.array(values, dtype=np.float64).reshape(-1, 3)


def _named(frame: dict[str, Any], names: tuple[str, ...]) -> NDArray[np.float64]:
    points = np.full((1, len(names), 3), np.nan)
    for place, name in enumerate(names):
        if name in frame:
            points[0, place, :2] = frame[name][:2]
    return points


def _missing(people: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn points at the origin, which stand for points not found, into missing ones."""
    people = finite(people)
    lost = (people[..., :2] == 0).all(axis=-1) | np.isnan(people[..., :2]).any(axis=-1)
    people[lost, :2] = np.nan
    return people


def _on_grid(people: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Give pixels of the network's input where coordinates are shares of its size."""
    cells = [frame[..., :2] * NETWORK_GRID for frame in people]
    known = np.concatenate([points[np.isfinite(points)] for points in cells])
    if len(known) == 0 or np.abs(known - np.rint(known)).max() > 1e-6 or known.max() > 656:
        return people
    return [
        np.concatenate([points, frame[..., 2:]], axis=-1)
        for points, frame in zip(cells, people, strict=True)
    ]


def _follow(
    people: list[NDArray[np.float64]], names: tuple[str, ...], person: int | None
) -> NDArray[np.float64]:
    """Give one person's points, shape (T, K, 3), missing where nobody is near enough."""
    start, index = _surest(people, person)
    torso = [place for place, name in enumerate(names) if name in TORSO]
    centers = [_centers(frame, torso) for frame in people]
    track = np.full((len(people), len(names), 3), np.nan)
    track[start] = people[start][index]
    for way in (range(start + 1, len(people)), range(start - 1, -1, -1)):
        last, center, size = start, centers[start][index], _size(people[start][index])
        for frame in way:
            distances = np.linalg.norm(centers[frame] - center, axis=-1)
            if not np.isfinite(distances).any():
                continue
            nearest = int(np.nanargmin(distances))
            # Nobody moves by more than their own size from one frame to the next.
            if distances[nearest] > size * abs(frame - last):
                continue
            track[frame] = people[frame][nearest]
            last, center = frame, centers[frame][nearest]
            # A person half out of sight is as large as before.
            size = max(size, _size(track[frame]))
    return track


def _surest(people: list[NDArray[np.float64]], person: int | None) -> tuple[int, int]:
    """Give frame and index of the person with the highest summed confidence."""
    best, choice = -1.0, None
    most = max(len(frame) for frame in people)
    for number, frame in enumerate(people):
        seen = np.isfinite(frame[..., :2]).all(axis=-1)
        scores = np.where(np.isnan(frame[..., 2]), 1.0, frame[..., 2])
        for index, sure in enumerate(np.where(seen, scores, 0.0).sum(axis=1)):
            if (person is None or index == person) and sure > best:
                best, choice = float(sure), (number, index)
    if choice is None:
        raise ArgumentError("person", f"an index below {most}, the people in one frame", person)
    return choice


def _centers(frame: NDArray[np.float64], torso: list[int]) -> NDArray[np.float64]:
    """Give each person's trunk centre; the centre of all points where no trunk is seen."""
    centers = np.full((len(frame), 2), np.nan)
    for index, points in enumerate(frame[..., :2]):
        for chosen in (points[torso], points):
            seen = chosen[np.isfinite(chosen).all(axis=-1)]
            if len(seen):
                centers[index] = seen.mean(axis=0)
                break
    return centers


def _size(points: NDArray[np.float64]) -> float:
    seen = points[np.isfinite(points[:, :2]).all(axis=1), :2]
    return float(np.linalg.norm(np.ptp(seen, axis=0))) if len(seen) else 0.0
