"""Two people in the manner of each pose estimator, from a synthetic walk.

The layouts are those that the programs document: COCO's results and annotations; AlphaPose's
list and its forms `cmu` and `open`; MMPose's predictions; arrays per frame as RTMLib gives
them; easy_ViTPose's points with rows before columns; DeepLabCut's and SLEAP's tables.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

import footfall as ff
from footfall.skeletons import SKELETONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

RATE = 30.0
LOST = 7  # the frame that no file has


@cache
def _walker() -> ff.PoseRecording:
    return ff.synthetic.walker(
        dimensions=2, pixels_per_m=400.0, sampling_rate_hz=RATE, duration_s=2.0
    )[0]


def walk(model: str = "halpe26", frames: int = 20, x: float = 300.0) -> NDArray[np.float64]:
    """Give a walker in pixels with a score, shape (frames, K, 3)."""
    recording = _walker()
    place = {name: i for i, name in enumerate(recording.keypoints)}
    points = np.full((frames, len(SKELETONS[model]), 3), np.nan)
    for column, name in enumerate(SKELETONS[model]):
        if name in place:
            points[:, column, :2] = recording.positions[:frames, place[name]] + (x, 900.0)
            points[:, column, 2] = 0.75
    return points.round(3)


def scene(model: str) -> list[list[NDArray[np.float64]]]:
    """Give per frame a walker and, from frame 5 on and before her in the list, a small one."""
    large = walk(model)
    small = large * (0.5, 0.5, 1.0) + (1500.0, 0.0, 0.0)
    return [[small[i], large[i]] if i >= 5 else [large[i]] for i in range(len(large))]


def plain(points: NDArray[np.float64]) -> list[list[float]]:
    """Give points as JSON has them: what is missing stands at the origin."""
    rows: list[list[float]] = np.nan_to_num(points).tolist()
    return rows


def flat(points: NDArray[np.float64]) -> list[float]:
    return [value for row in plain(points) for value in row]


def _frames(model: str) -> list[tuple[int, list[NDArray[np.float64]]]]:
    return [(i, people) for i, people in enumerate(scene(model)) if i != LOST]


def _instances(people: list[NDArray[np.float64]]) -> list[dict[str, Any]]:
    return [
        {
            "keypoints": [row[:2] for row in plain(points)],
            "keypoint_scores": [row[2] for row in plain(points)],
            "bbox": [[0.0, 0.0, 1.0, 1.0]],
        }
        for points in people
    ]


def coco_results(model: str) -> Any:
    return [
        {"image_id": i, "category_id": 1, "keypoints": flat(points), "score": 0.9}
        for i, people in _frames(model)
        for points in people
    ]


def coco_annotations(model: str) -> Any:
    marks = [
        {"image_id": 900 + i, "keypoints": flat(points * (1, 1, 2 / 0.75)), "num_keypoints": 17}
        for i, people in _frames(model)
        for points in people
    ]
    images = [{"id": 900 + i, "file_name": f"clip_{i:05d}.jpg"} for i in range(20)]
    category = {"id": 1, "keypoints": list(SKELETONS[model]), "skeleton": []}
    return {"images": images, "annotations": marks, "categories": [category]}


def alphapose(model: str) -> Any:
    return [
        {"image_id": f"{i}.jpg", "keypoints": flat(points), "score": 2.5, "idx": [len(people) - k]}
        for i, people in _frames(model)
        for k, points in enumerate(people)
    ]


def alphapose_open(model: str) -> Any:
    return {
        f"{i}.jpg": {"version": "AlphaPose v0.3", "people": _openpose(people)}
        for i, people in _frames(model)
    }


def _openpose(people: list[NDArray[np.float64]]) -> list[dict[str, Any]]:
    return [{"person_id": [-1], "pose_keypoints_2d": flat(points)} for points in people]


def alphapose_cmu(model: str) -> Any:
    return {
        f"{i}.jpg": {"version": 0.1, "bodies": [{"joints": flat(points)} for points in people]}
        for i, people in _frames(model)
    }


def mmpose(model: str) -> Any:
    names = {str(i): name for i, name in enumerate(SKELETONS[model])}
    frames = [{"frame_id": i, "instances": _instances(p)} for i, p in _frames(model)]
    return {"meta_info": {"keypoint_id2name": names}, "instance_info": frames}


def mmpose_list(model: str) -> Any:
    return mmpose(model)["instance_info"]


def rtmlib(model: str) -> Any:
    frames = dict(_frames(model))
    return [
        {
            "keypoints": [[row[:2] for row in plain(p)] for p in frames.get(i, [])],
            "scores": [[row[2] for row in plain(p)] for p in frames.get(i, [])],
        }
        for i in range(20)
    ]


def vitpose(model: str) -> Any:
    frames = dict(_frames(model))
    return {
        "keypoints": [
            {str(k): plain(p[:, [1, 0, 2]]) for k, p in enumerate(reversed(frames.get(i, [])))}
            for i in range(20)
        ],
        "skeleton": {str(i): name for i, name in enumerate(SKELETONS[model])},
    }


JSON: dict[str, tuple[str, Callable[[str], Any]]] = {
    "COCO results": ("coco17", coco_results),
    "COCO results of whole bodies": ("coco133", coco_results),
    "COCO annotations": ("coco17", coco_annotations),
    "AlphaPose": ("halpe26", alphapose),
    "AlphaPose open": ("body25", alphapose_open),
    "AlphaPose cmu": ("body25", alphapose_cmu),
    "MMPose": ("halpe26", mmpose),
    "MMPose list": ("coco17", mmpose_list),
    "RTMLib": ("halpe26", rtmlib),
    "ViTPose": ("coco17", vitpose),
}


def put_json(path: Path, name: str) -> Path:
    """Write one of the formats of `JSON`."""
    model, make = JSON[name]
    path.write_text(json.dumps(make(model)), encoding="utf-8")
    return path


def put_json_folder(folder: Path, name: str) -> Path:
    """Write a file per frame, as AlphaPose, MMPose and OpenPose do."""
    model, _ = JSON[name]
    folder.mkdir()
    entries = alphapose(model)
    for i, people in _frames(model):
        content: Any = {"people": _openpose(people)}
        if name == "MMPose list":
            content = _instances(people)
        elif name == "AlphaPose":
            content = [entry for entry in entries if entry["image_id"] == f"{i}.jpg"]
        (folder / f"{i}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder
