"""JSON of pose estimators: the person that went in must come out, frame by frame."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import footfall as ff
from footfall.skeletons import SKELETONS

from .io_samples import pose, put
from .pose_samples import (
    JSON,
    LOST,
    RATE,
    coco_annotations,
    coco_results,
    mmpose_list,
    put_json,
    put_json_folder,
    rtmlib,
    walk,
)

if TYPE_CHECKING:
    from pathlib import Path

SCORES = {"COCO annotations": None}


def assert_walk(recording: ff.PoseRecording, name: str) -> None:
    """It must be the large walker, missing in the lost frame."""
    model, _ = JSON[name]
    expected = walk(model)
    expected[LOST] = np.nan
    assert recording.keypoints == SKELETONS[model]
    assert (recording.unit, recording.up, recording.sampling_rate_hz) == ("px", "-y", RATE)
    np.testing.assert_array_equal(recording.positions, expected[..., :2])
    if name in SCORES:
        assert recording.confidence is None
    else:
        assert recording.confidence is not None
        seen = np.isfinite(expected[..., 2])
        np.testing.assert_array_equal(recording.confidence[seen], 0.75)


@pytest.mark.parametrize("name", JSON)
def test_formats(tmp_path: Path, name: str) -> None:
    recording = pose(put_json(tmp_path / "a.json", name), sampling_rate_hz=RATE)
    assert_walk(recording, name)
    (note,) = recording.notes
    assert "(19 frames) of 2 is read" in note
    assert "(14 frames)" in note


@pytest.mark.parametrize("name", JSON)
def test_content_tells_the_format(tmp_path: Path, name: str) -> None:
    assert_walk(pose(put_json(tmp_path / "a.txt", name), sampling_rate_hz=RATE), name)


@pytest.mark.parametrize("name", ["AlphaPose", "AlphaPose open", "MMPose list"])
def test_one_file_per_frame(tmp_path: Path, name: str) -> None:
    recording = pose(put_json_folder(tmp_path / "frames", name), sampling_rate_hz=RATE)
    assert_walk(recording, name)


@pytest.mark.parametrize("name", ["AlphaPose", "MMPose"])
def test_the_other_person(tmp_path: Path, name: str) -> None:
    path = put_json(tmp_path / "a.json", name)
    other = {"AlphaPose": 2, "MMPose": 1}[name]
    recording = pose(path, sampling_rate_hz=RATE, person=other)
    small = walk(JSON[name][0])[..., :2] * 0.5 + (1500.0, 0.0)
    small[[*range(5), LOST]] = np.nan
    first = recording.start_time_s * RATE
    np.testing.assert_allclose(recording.positions, small[round(first) :], rtol=1e-12)
    assert recording.notes == ()
    with pytest.raises(ff.ArgumentError, match="person: expected one of"):
        pose(path, sampling_rate_hz=RATE, person=9)


def test_an_analysis_says_who_was_left_out(tmp_path: Path) -> None:
    recording = pose(put_json(tmp_path / "a.json", "AlphaPose"), sampling_rate_hz=RATE)
    assert recording.notes[0] in ff.analyze(recording).quality["warnings"]


@pytest.mark.parametrize("name", JSON)
def test_rates_are_asked_for(tmp_path: Path, name: str) -> None:
    with pytest.raises(ff.ArgumentError, match="sampling_rate_hz: expected a value"):
        pose(put_json(tmp_path / "a.json", name))


def test_marks_of_annotations(tmp_path: Path) -> None:
    content = coco_annotations("coco17")
    content["annotations"][0]["keypoints"][2::3] = [0] + [1] * 16
    content["images"] = [image | {"frame_id": image["id"] - 800} for image in content["images"]]
    recording = pose(put(tmp_path / "a.json", content), sampling_rate_hz=RATE)
    assert np.isnan(recording.positions[0, 0]).all()
    assert np.isfinite(recording.positions[0, 1]).all()
    assert recording.start_time_s == pytest.approx(100 / RATE)


def test_untracked_identities_of_alphapose(tmp_path: Path) -> None:
    """Without its tracker AlphaPose gives everybody the same number."""
    content = [entry | {"idx": 0} for entry in coco_results("coco17")]
    recording = pose(put(tmp_path / "a.json", content), sampling_rate_hz=RATE)
    assert_walk(recording, "COCO results")


@pytest.mark.parametrize("key", ["frame", "frame_idx"])
def test_frames_that_state_their_number(tmp_path: Path, key: str) -> None:
    content = [frame | {key: 40 + i} for i, frame in enumerate(rtmlib("halpe26"))]
    del content[3:6]
    recording = pose(put(tmp_path / "a.json", content), sampling_rate_hz=RATE)
    assert recording.start_time_s == pytest.approx(40 / RATE)
    lost = np.isnan(recording.positions).all(axis=(1, 2))
    assert np.flatnonzero(lost).tolist() == [3, 4, 5, LOST]


def test_shares_of_the_image(tmp_path: Path) -> None:
    size = np.array([1920.0, 1080.0])
    content = coco_results("coco17")
    for entry in content:
        points = np.array(entry["keypoints"]).reshape(-1, 3)
        points[:, :2] /= size
        entry["keypoints"] = points.ravel().tolist()
    path = put(tmp_path / "a.json", content)
    with pytest.raises(ff.ArgumentError, match="image_size_px"):
        pose(path, sampling_rate_hz=RATE)
    recording = pose(path, sampling_rate_hz=RATE, image_size_px=(1920, 1080))
    expected = walk("coco17")[..., :2]
    expected[LOST] = np.nan
    np.testing.assert_allclose(recording.positions, expected, rtol=1e-12)
    pixels = put_json(tmp_path / "b.json", "COCO results")
    with pytest.raises(ff.ArgumentError, match="positions are pixels already"):
        pose(pixels, sampling_rate_hz=RATE, image_size_px=(1920, 1080))


@pytest.mark.parametrize("size", [(1920,), (0, 1080), "large", 1920])
def test_sizes_of_images_that_are_none(tmp_path: Path, size: Any) -> None:
    path = put_json(tmp_path / "a.json", "COCO results")
    with pytest.raises((ff.ArgumentError, TypeError), match="image_size_px: expected"):
        pose(path, sampling_rate_hz=RATE, image_size_px=size)


def _cut(content: Any) -> Any:
    content[0]["keypoints"] = content[0]["keypoints"][:-3]
    return content


def _raised(content: Any) -> Any:
    for frame in content:
        for one in frame["instances"]:
            one["keypoints"] = [[*point, 1.0] for point in one["keypoints"]]
    return content


BAD = {
    "people of two models": (lambda: _cut(coco_results("coco17")), r"people of \[16, 17\]"),
    "an unknown model": (
        lambda: [{"image_id": 1, "keypoints": [1.0] * 36, "score": 1}],
        "12 keypoints without names",
    ),
    "images without numbers": (
        lambda: [{"image_id": "cat.jpg", "keypoints": [1.0] * 51}],
        "an image without a number, cat.jpg",
    ),
    "no people": (lambda: [{"image_id": 3, "bbox": []}], "no frames"),
    "annotations of nothing": (lambda: {"images": [], "categories": []}, "no annotations"),
    "images of one id": (
        lambda: {"images": [{"id": 1}, {"id": 1}], "annotations": coco_results("coco17")},
        "an image without a number|two images",
    ),
    "three coordinates": (lambda: _raised(mmpose_list("coco17")), "beside their scores"),
    "one number twice": (
        lambda: [frame | {"frame_id": 3} for frame in mmpose_list("coco17")],
        "two frames of one number",
    ),
    "names of one keypoint": (
        lambda: {"instance_info": [], "meta_info": {"keypoint_id2name": {"0": "nose"}}},
        "no frames",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_content(tmp_path: Path, case: str) -> None:
    make, got = BAD[case]
    path = put(tmp_path / "a.json", json.dumps(make()))
    with pytest.raises(ff.ReadError, match=got) as caught:
        pose(path, sampling_rate_hz=RATE)
    assert str(caught.value).startswith("a.json: expected ")


def test_an_unknown_model_takes_names(tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", [{"image_id": 1, "keypoints": [9.0, 9.0, 1.0] * 2}])
    names = ("left_knee", "left_ankle")
    assert pose(path, sampling_rate_hz=RATE, keypoints=names).keypoints == names
