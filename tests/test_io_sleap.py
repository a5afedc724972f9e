"""SLEAP: analysis files in each order of axes, and projects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import footfall as ff
from footfall import _optional
from footfall.skeletons import SKELETONS

from .io_samples import pose
from .pose_samples import LOST, RATE, walk

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

h5py = pytest.importorskip("h5py")

NODES = SKELETONS["coco17"]
ORDERS = {
    "matlab": ("track", "xy", "node", "frame"),
    "standard": ("frame", "track", "node", "xy"),
    "other": ("frame", "node", "xy", "track"),
}


def tracks() -> NDArray[np.float64]:
    """Give two people, shape (frame, track, node, x y score); the second comes late."""
    large = walk("coco17")
    large[LOST] = np.nan
    small = large * (0.5, 0.5, 1.0) + (1500.0, 0.0, 0.0)
    small[:5] = np.nan
    return np.stack([large, small], axis=1)


def put_analysis(path: Path, order: str = "matlab", **changes: Any) -> Path:
    """Write the layout that SLEAP documents."""
    axes = ORDERS[order]
    names = ("frame", "track", "node", "xy")
    values = tracks()
    scores = [axis for axis in axes if axis != "xy"]
    with h5py.File(path, "w") as file:
        turned = values[..., :2].transpose([names.index(a) for a in axes])
        stored = file.create_dataset("tracks", data=turned)
        if order != "matlab":
            stored.attrs["dims"] = json.dumps(axes)
        file["point_scores"] = values[..., 2].transpose([names.index(a) for a in scores])
        file["node_names"] = np.array(changes.get("nodes", NODES), dtype="S")
        file["track_names"] = np.array(changes.get("tracks", ["anna", "ben"]), dtype="S")
    return path


def assert_walker(recording: ff.PoseRecording) -> None:
    expected = tracks()[:, 0]
    assert recording.keypoints == NODES
    np.testing.assert_allclose(recording.positions, expected[..., :2], rtol=1e-6)
    np.testing.assert_allclose(recording.confidence, expected[..., 2], rtol=1e-6)
    assert (recording.unit, recording.up, recording.sampling_rate_hz) == ("px", "-y", RATE)


@pytest.mark.parametrize("order", ORDERS)
def test_analysis_files(tmp_path: Path, order: str) -> None:
    path = put_analysis(tmp_path / "a.h5", order)
    recording = pose(path, sampling_rate_hz=RATE)
    assert_walker(recording)
    assert "person anna (19 frames) of 2" in recording.notes[0]
    assert "ben (14 frames)" in recording.notes[0]
    other = pose(path, sampling_rate_hz=RATE, person="ben")
    np.testing.assert_allclose(other.positions, tracks()[:, 1, :, :2])


def test_tracks_without_names_are_followed(tmp_path: Path) -> None:
    assert_walker(pose(put_analysis(tmp_path / "a.h5", tracks=[]), sampling_rate_hz=RATE))


def test_analysis_files_of_other_shapes(tmp_path: Path) -> None:
    path = put_analysis(tmp_path / "a.h5", nodes=NODES[:-1])
    with pytest.raises(ff.ReadError, match=r"tracks of shape \(2, 2, 17, 20\) for 16 nodes"):
        pose(path, sampling_rate_hz=RATE)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.9])
def test_truncated_files(tmp_path: Path, share: float) -> None:
    content = put_analysis(tmp_path / "a.h5").read_bytes()
    (tmp_path / "b.h5").write_bytes(content[: round(share * len(content))])
    with pytest.raises(ff.ReadError, match=r"b\.h5: expected"):
        pose(tmp_path / "b.h5", sampling_rate_hz=RATE)


def project(path: Path, *, tracked: bool = True) -> Path:
    """Write a project with sleap-io; one instance of the large person is set by hand."""
    sleap = pytest.importorskip("sleap_io", exc_type=ImportError)
    skeleton = sleap.Skeleton(nodes=list(NODES))
    people = [sleap.Track(name) for name in ("anna", "ben")]
    video = sleap.Video(filename="walk.mp4", open_backend=False)
    frames = []
    for i, row in enumerate(tracks()):
        instances = []
        for points, track in zip(row, people, strict=True):
            if np.isfinite(points).any():
                one = sleap.PredictedInstance.from_numpy(
                    points[:, :2],
                    skeleton=skeleton,
                    point_scores=points[:, 2],
                    score=0.9,
                    track=track if tracked else None,
                )
                instances.append(one)
        if i == 12:
            by_hand = sleap.Instance.from_numpy(row[0][:, :2] + 1, skeleton=skeleton)
            by_hand.track = people[0]
            instances += [by_hand] if tracked else []
        frames.append(sleap.LabeledFrame(video=video, frame_idx=i, instances=instances))
    labels = sleap.Labels(videos=[video], skeletons=[skeleton], labeled_frames=frames)
    labels.save(str(path), embed=False)
    return path


def test_projects(tmp_path: Path) -> None:
    path = project(tmp_path / "a.slp")
    recording = pose(path, sampling_rate_hz=RATE)
    rest = np.arange(20) != 12
    np.testing.assert_allclose(recording.positions[rest], tracks()[rest, 0, :, :2])
    np.testing.assert_allclose(recording.positions[12], tracks()[12, 0, :, :2] + 1)
    assert "person anna" in recording.notes[0]


def test_projects_without_tracks(tmp_path: Path) -> None:
    assert_walker(pose(project(tmp_path / "a.slp", tracked=False), sampling_rate_hz=RATE))


def test_projects_need_their_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with h5py.File(tmp_path / "a.slp", "w") as file:
        file.create_group("metadata")
    found = _optional.find_spec
    monkeypatch.setattr(
        _optional, "find_spec", lambda name: None if name == "sleap_io" else found(name)
    )
    with pytest.raises(ff.MissingExtraError, match=r"sleap_io.*footfall\[sleap\]"):
        pose(tmp_path / "a.slp", sampling_rate_hz=RATE)
