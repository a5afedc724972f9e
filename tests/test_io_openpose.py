"""OpenPose: folders, zips and single files of frames."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest

import footfall as ff
from footfall import io
from footfall.skeletons import SKELETONS

from .io_samples import folder_of, person, pose, put

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("size", "model"), [(25, "body25"), (18, None), (17, "coco17")])
def test_openpose_models(tmp_path: Path, size: int, model: str | None) -> None:
    path = folder_of(tmp_path / "a", {3: [person(5, size)], 5: [person(6, size)]})
    recording = pose(path, sampling_rate_hz=30.0)
    if model:
        assert recording.keypoints == SKELETONS[model]
    else:
        assert recording.keypoints[8] == "right_hip"
    assert (recording.n_frames, recording.unit, recording.up) == (3, "px", "-y")
    assert recording.start_time_s == pytest.approx(0.1)
    assert np.isnan(recording.positions[1]).all()
    assert np.isnan(recording.positions[:, 0]).all()
    assert recording.positions[2, 1, 0] == 7


def test_openpose_follows_a_person(tmp_path: Path) -> None:
    frames = {i: [person(100.0 + 20 * i), person(900.0)][:: 1 - 2 * (i % 2)] for i in range(5)}
    frames[3] = [person(900.0)]
    path = folder_of(tmp_path / "a", frames)
    followed = pose(path, sampling_rate_hz=30.0, person=0).positions[:, 1, 0]
    np.testing.assert_array_equal(followed, [101, 121, 141, np.nan, 181])
    for hints in ({}, {"person": 1}):
        other = pose(path, sampling_rate_hz=30.0, **hints).positions[:, 1, 0]
        np.testing.assert_array_equal(other, [901] * 5)
    with pytest.raises(ff.ArgumentError, match="person: expected one of 0, 1, got 2"):
        io.read(path, sampling_rate_hz=30.0, person=2)


def test_openpose_with_identities(tmp_path: Path) -> None:
    """`person_id` wins over the distance: here two people change places at once."""
    frames = {
        i: [person(x) | {"person_id": [label]} for x, label in zip(places, (4, 7), strict=True)]
        for i, places in enumerate([(100.0, 500.0), (500.0, 100.0)])
    }
    path = folder_of(tmp_path / "a", frames)
    followed = pose(path, sampling_rate_hz=30.0, person=4).positions[:, 1, 0]
    np.testing.assert_array_equal(followed, [101, 501])


def test_openpose_by_place_in_the_model(tmp_path: Path) -> None:
    """One file that names keypoints by their index, as shares of the image."""
    frames = {str(i): {str(k): [k / 20, 0.3, 0.0] for k in range(17)} for i in (1, 2, 4)}
    path = put(tmp_path / "a.json", {"positions": frames})
    recording = pose(path, sampling_rate_hz=30.0, image_size_px=(200, 100))
    assert recording.keypoints == SKELETONS["coco17"]
    assert np.isnan(recording.positions[2]).all()
    np.testing.assert_allclose(recording.positions[3, 1], (10.0, 30.0))
    with pytest.raises(ff.ArgumentError, match="image_size_px"):
        pose(path, sampling_rate_hz=30.0)
    short = {key: {"3": [1, 1], "11": [2, 2]} for key in frames}
    with pytest.raises(ff.ReadError, match="12 keypoints without names"):
        pose(put(tmp_path / "b.json", {"positions": short}), sampling_rate_hz=30.0)


def test_openpose_in_a_zip_and_in_one_file(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a", {0: [person(5)], 1: [person(6)]})
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"inside/{file.name}")
            archive.writestr(f"__MACOSX/inside/._{file.name}", b"\x00\x05\x16\x07")
    frames = [{"people": [person(5)]}, {"people": [person(6)]}]
    numbered = {str(i): frame for i, frame in enumerate(frames)}
    paths = [
        tmp_path / "a.zip",
        put(tmp_path / "list.json", frames),
        put(tmp_path / "dict.json", numbered),
        put(tmp_path / "inside.json", {"frames": frames}),
    ]
    expected = pose(folder, sampling_rate_hz=30.0)
    for path in paths:
        recording = pose(path, sampling_rate_hz=30.0)
        np.testing.assert_array_equal(recording.positions, expected.positions)
        np.testing.assert_array_equal(recording.confidence, expected.confidence)


def test_openpose_needs_a_rate(tmp_path: Path) -> None:
    path = folder_of(tmp_path / "a", {0: [person(5)]})
    sentence = (
        r"sampling_rate_hz: expected a value, which OpenPose files do not state "
        r"\(--sampling-rate-hz\), got None"
    )
    with pytest.raises(ff.ArgumentError, match=sentence):
        io.read(path)


def test_people_of_programs_in_the_manner_of_openpose(tmp_path: Path) -> None:
    points = person(5.0, 17)["pose_keypoints_2d"]
    frames = [{"frame_index": i, "people": [{"bbox": [], "keypoints": points}]} for i in (4, 6)]
    recording = pose(put(tmp_path / "a.json", frames), sampling_rate_hz=30.0)
    assert (recording.keypoints, recording.n_frames) == (SKELETONS["coco17"], 3)
