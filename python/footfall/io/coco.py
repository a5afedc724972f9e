"""People in the manner of COCO: its results and annotations, and AlphaPose's results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ReadError
from ._common import need_frames, reading
from ._json_frames import contents, number_in, points_of, stacked
from ._people import People, model_names, recording_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from ..recording import PoseRecording
    from ._common import Hints

EXPECTED = "COCO or AlphaPose JSON: people, each with 'image_id' and 'keypoints'"
# What tells people apart: AlphaPose's tracker, PoseTrack, other trackers.
IDENTITIES = ("idx", "track_id", "person_id")


def read(path: Path, hints: Hints) -> PoseRecording:
    """Read one person of COCO results, COCO annotations, or AlphaPose results.

    Results are a list `[{"image_id": …, "keypoints": [x, y, score, …]}, …]`, in one file or
    in a folder or zip of such files; `image_id` is a number or the name of an image, whose
    last number is the frame. Annotations are `{"images": [{"id", "file_name"}, …],
    "annotations": [{"image_id", "keypoints": [x, y, visible, …]}, …], "categories": …}`; the
    frame is the image's `frame_id`, else the last number of its name, else its `id`. Images
    without people are missing frames. `idx` or `track_id` tell people apart, else they are
    followed by their trunks.

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
        In pixels, `up` is -y. Scores of results are the confidence; the marks of annotations
        (seen, hidden) are no score and are left out.

    Raises
    ------
    ReadError
        When the file is not of this kind, or people differ in their keypoints.
    ArgumentError
        When the rate is missing, or there is no such person.
    """
    hints.of_image("COCO")
    with reading(path, EXPECTED):
        content = _whole(path)
        annotated = isinstance(content, dict)
        numbers: Mapping[Any, int] = _numbers(path, content) if annotated else {}
        entries = content["annotations"] if annotated else content
        people = _people(path, entries, numbers, hints, content if annotated else {})
        rate: float = hints.need("sampling_rate_hz", None, "COCO")
        return recording_of(path, people, hints, EXPECTED, rate=rate)


def _whole(path: Path) -> Any:
    """Give the content of the file, or the entries of all files."""
    found = contents(path, EXPECTED)
    if found[0][0] is None:
        content = found[0][1]
        if not isinstance(content, list) and "annotations" not in content:
            raise ReadError(path.name, EXPECTED, "no annotations")
        return content
    entries = []
    for number, content in found:
        for entry in content:
            entries.append({**entry, "image_id": number})
    return entries


def _numbers(path: Path, content: dict[str, Any]) -> dict[Any, int]:
    """Give the frame of each image of a file of annotations."""
    images = content.get("images", [])
    by_frame: dict[Any, Any] = {image["id"]: image.get("frame_id") for image in images}
    by_name: dict[Any, Any] = {
        image["id"]: number_in(image.get("file_name", "")) for image in images
    }
    by_id = {image["id"]: image["id"] for image in images}
    for numbers in (by_frame, by_name, by_id):
        values = [*numbers.values()]
        if None not in values and len(set(values)) == len(values):
            return {key: int(value) for key, value in numbers.items()}
    raise ReadError(path.name, EXPECTED, "two images of one id")


def _people(
    path: Path,
    entries: list[dict[str, Any]],
    numbers: Mapping[Any, int],
    hints: Hints,
    content: dict[str, Any],
) -> People:
    frames: dict[int, list[tuple[str, NDArray[np.float64]]]] = {n: [] for n in numbers.values()}
    for entry in entries:
        if not isinstance(entry, dict) or "image_id" not in entry or "keypoints" not in entry:
            continue  # a thing without keypoints, such as a box
        number = numbers.get(entry["image_id"]) if numbers else number_in(entry["image_id"])
        if number is None:
            raise ReadError(path.name, EXPECTED, f"an image without a number, {entry['image_id']}")
        person = points_of(entry["keypoints"])
        if content:
            # 0 not labelled, 1 hidden, 2 seen: a mark, no score.
            person[person[:, 2] == 0, :2] = np.nan
            person[:, 2] = np.nan
        if len(person):
            frames.setdefault(number, []).append((_identity(entry), person))
    need_frames(path, len(frames), EXPECTED)
    order = sorted(frames)
    listed = [[person for _, person in frames[number]] for number in order]
    size, points = stacked(path, listed, EXPECTED)
    return People(
        names=_category_names(content, size) or model_names(path, size, hints),
        numbers=np.array(order, dtype=np.int64),
        points=points,
        ids=[[label for label, _ in frames[number]] for number in order],
    )


def _identity(entry: dict[str, Any]) -> str:
    """Give the identity of a person as text; empty where the file has none."""
    stated = next((entry[key] for key in IDENTITIES if entry.get(key) is not None), "")
    while isinstance(stated, list):
        stated = stated[0] if stated else ""
    if isinstance(stated, float) and stated.is_integer():
        stated = int(stated)
    return str(stated)


def _category_names(content: dict[str, Any], size: int) -> tuple[str, ...] | None:
    for category in content.get("categories", []):
        names = category.get("keypoints", [])
        if len(names) == size:
            return tuple(str(name) for name in names)
    return None
