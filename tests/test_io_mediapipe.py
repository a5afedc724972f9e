"""MediaPipe: landmarks of the image and of the world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import footfall as ff
from footfall.skeletons import SKELETONS

from .io_samples import landmarks, pose, put

if TYPE_CHECKING:
    from pathlib import Path


def test_mediapipe(tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", landmarks([0, 1, 3]))
    image, world = pose(path), pose(path, coordinates="world")
    assert image.keypoints == SKELETONS["mediapipe33"]
    assert (image.unit, image.up, world.unit, world.up) == ("px", "-y", "m", "-y")
    assert image.positions.shape == (4, 33, 2)
    assert world.positions.shape == (4, 33, 3)
    assert np.isnan(image.positions[[0, 2]]).all()
    np.testing.assert_allclose(image.positions[1, 1], (6.0, 50.0))
    np.testing.assert_allclose(world.positions[3, 1], (0.05, 0.5, 0.1))
    assert image.confidence is not None
    assert image.confidence[1, 0] == 0.9


def without(content: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key not in keys}


def test_the_size_of_the_image_may_be_stated(tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", without(landmarks([1, 2]), "width", "height"))
    with pytest.raises(ff.ReadError, match="no width and height of the image"):
        pose(path)
    recording = pose(path, image_size_px=(400, 100))
    np.testing.assert_allclose(recording.positions[1, 1], (12.0, 50.0))


@pytest.mark.parametrize("stamp", ["timestamp_ms", "timestampMs"])
@pytest.mark.parametrize("rate", [None, 30.0])
def test_frames_by_their_time(tmp_path: Path, stamp: str, rate: float | None) -> None:
    """Stamps in whole milliseconds, two frames dropped, no numbers, no rate."""
    content = without(landmarks([1, 2, 3, 4, 5, 6]), "fps")
    places = [30, 31, 32, 35, 36, 37]
    for frame, place in zip(content["frames"], places, strict=True):
        del frame["frame"]
        frame[stamp] = round(1000 * place / 30)
    recording = pose(put(tmp_path / "a.json", content), sampling_rate_hz=rate)
    assert recording.sampling_rate_hz == pytest.approx(30.0, rel=0.01)
    assert recording.start_time_s == pytest.approx(1.0, abs=0.02)
    lost = np.isnan(recording.positions).all(axis=(1, 2))
    assert np.flatnonzero(lost).tolist() == [3, 4]


def test_uneven_time_stamps(tmp_path: Path) -> None:
    content = without(landmarks([1, 2, 3]), "fps")
    for frame, time in zip(content["frames"], (0, 33, 52), strict=True):
        del frame["frame"]
        frame["timestamp_ms"] = time
    with pytest.raises(ff.ArgumentError, match=r"sampling_rate_hz: .*gaps\.resample"):
        pose(put(tmp_path / "a.json", content))


def test_presence_where_there_is_no_visibility(tmp_path: Path) -> None:
    content = landmarks([1])
    for point in content["frames"][0]["landmarks"][0]:
        point["presence"] = 0.6
    both = pose(put(tmp_path / "a.json", content))
    for point in content["frames"][0]["landmarks"][0]:
        del point["visibility"]
    alone = pose(put(tmp_path / "a.json", content))
    assert both.confidence is not None
    assert alone.confidence is not None
    assert (both.confidence[0, 0], alone.confidence[0, 0]) == (0.9, 0.6)


def test_landmarks_that_are_not_there(tmp_path: Path) -> None:
    content = landmarks([1, 2])
    for frame in content["frames"]:
        del frame["world_landmarks"]
    path = put(tmp_path / "a.json", content)
    assert pose(path).n_frames == 2
    with pytest.raises(ff.ReadError, match="no world landmarks in any frame"):
        pose(path, coordinates="world")


def test_two_people_whose_order_changes(tmp_path: Path) -> None:
    """World landmarks have no place: the image tells people apart."""
    content = landmarks([1, 2, 3])
    for i, frame in enumerate(content["frames"]):
        for key, shift in (("landmarks", 5.0), ("world_landmarks", 0.01)):
            (points,) = frame[key]
            other = [point | {"x": point["x"] + shift, "visibility": 0.3} for point in points]
            frame[key] = [points, other][:: 1 - 2 * (i % 2)]
    path = put(tmp_path / "a.json", content)
    image, world = pose(path), pose(path, coordinates="world")
    np.testing.assert_allclose(image.positions[:, 1, 0], 6.0)
    np.testing.assert_allclose(world.positions[:, 1, 0], 0.05)
    assert " of 2 is read" in image.notes[0]
    np.testing.assert_allclose(pose(path, person=1).positions[:, 1, 0], 1006.0)
