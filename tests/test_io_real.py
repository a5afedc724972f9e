"""Readers on recordings of real programs: what they must find in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import footfall as ff
from footfall import io

if TYPE_CHECKING:
    from pathlib import Path

# File: frames, markers, rate, unit, time of the first frame.
TRC = {
    "gait2392_walk1/markers": (151, 41, 60.0, "mm", 0.0),
    "gait2392_walk1/static": (300, 49, 60.0, "mm", 0.0),
    "hamner_s04_run200/markers": (237, 42, 100.0, "mm", 0.83),
    "hamner_s04_run400/markers": (209, 42, 100.0, "mm", 0.65),
    "opencap_s04/STS1": (1399, 51, 100.0, "m", 0.0),
    "opencap_s04/squats1": (1346, 51, 100.0, "m", 0.0),
    "opencap_s04/walking1": (131, 51, 100.0, "m", 0.0),
    "opencap_s04/walkingTO1": (139, 51, 100.0, "m", 0.0),
    "rajagopal_walk/markers": (238, 41, 100.0, "mm", 0.0),
}
# File: frames, rate, sides.
MOT = {
    "gait2392_walk1/grf": (9009, 600.0, ("right", "left")),
    "hamner_s04_run200/grf": (4750, 2000.0, ("right", "left")),
    "opencap_s04/STS1_grf": (1399, 100.0, (None, None, None)),
    "opencap_s04/walking1_grf": (131, 100.0, (None, None)),
    "rajagopal_walk/grf": (4778, 2000.0, ("right", "left")),
}


def pose(path: Path, **hints: object) -> ff.PoseRecording:
    recording = io.read(path, **hints)
    assert isinstance(recording, ff.PoseRecording)
    return recording


@pytest.mark.parametrize("file", TRC)
def test_trc(shared_data: Path, file: str) -> None:
    recording = pose(shared_data / "trc_grf" / f"{file}.trc")
    frames, markers, rate, unit, start = TRC[file]
    assert recording.positions.shape == (frames, markers, 3)
    assert (recording.sampling_rate_hz, recording.unit, recording.up) == (rate, unit, "+y")
    assert recording.start_time_s == pytest.approx(start)
    assert {"left_heel", "right_heel", "left_toe", "right_toe"} <= set(
        ff.skeletons.resolve(recording.keypoints)
    )


@pytest.mark.parametrize("file", MOT)
def test_mot(shared_data: Path, file: str) -> None:
    forces = io.read(shared_data / "trc_grf" / f"{file}.mot")
    assert isinstance(forces, ff.ForceRecording)
    frames, rate, sides = MOT[file]
    assert forces.forces_n.shape == (frames, len(sides), 3)
    assert (forces.sampling_rate_hz, forces.sides, forces.up) == (rate, sides, "+y")
    assert 400 < forces.vertical_n().sum(axis=1).max() < 3000


def test_forces_go_with_positions(shared_data: Path) -> None:
    folder = shared_data / "trc_grf" / "rajagopal_walk"
    recording = pose(folder / "markers.trc", forces=folder / "grf.mot")
    assert recording.forces is not None
    assert recording.forces.duration_s == pytest.approx(recording.duration_s, abs=0.05)


def test_joint_angles_are_no_forces(shared_data: Path) -> None:
    with pytest.raises(ff.ReadError, match="expected ground reaction forces"):
        io.read(shared_data / "trc_grf" / "opencap_s04" / "walking1_ik.mot")


def test_motion_file_with_forces_of_one_name(shared_data: Path) -> None:
    """SIMM writes angles, markers and both plates into one table."""
    forces = io.read(shared_data / "trc_grf" / "gait2392_walk1" / "ik_reference.mot")
    assert isinstance(forces, ff.ForceRecording)
    assert (forces.forces_n.shape, forces.sampling_rate_hz) == ((211, 2, 3), 60.0)


def test_one_walk_in_four_files(shared_data: Path) -> None:
    """MediaPipe found the person in frames 37 to 196; all files hold the same ankle."""
    folder = shared_data / "video_walk_sideview"
    recordings = [
        pose(folder / "mediapipe33.npz"),
        pose(folder / "coco17.npz"),
        pose(folder / "mediapipe_landmarks.json"),
        pose(folder / "openpose_body25_json.zip", sampling_rate_hz=30.0),
    ]
    for recording in recordings:
        assert recording.n_frames == 230
        assert (recording.sampling_rate_hz, recording.unit, recording.up) == (30.0, "px", "-y")
        assert recording.confidence is not None
        ankle = recording.positions[:, recording.keypoints.index("left_ankle")]
        assert np.flatnonzero(np.isfinite(ankle).all(axis=1))[[0, -1]].tolist() == [37, 196]
        first = recordings[0]
        other = first.positions[:, first.keypoints.index("left_ankle")]
        np.testing.assert_allclose(ankle, other, atol=0.01)


def test_world_coordinates(shared_data: Path) -> None:
    folder = shared_data / "video_walk_sideview"
    world = pose(folder / "mediapipe_landmarks.json", coordinates="world")
    trc = pose(folder / "mediapipe_world.trc")
    assert (world.positions.shape, world.unit, world.up) == ((230, 33, 3), "m", "-y")
    assert (trc.positions.shape, trc.unit, trc.up) == ((160, 33, 3), "m", "+y")
    assert trc.start_time_s == pytest.approx(37 / 30, abs=1e-4)
    assert trc.keypoints == world.keypoints


def test_all_frames_in_one_openpose_file(shared_data: Path) -> None:
    path = shared_data / "keraal_pose_vs_vicon" / "G3-OP-CTK-P1T1-Unknown-C-0.json"
    recording = pose(path, sampling_rate_hz=30.0)
    assert recording.n_frames == 197
    assert (recording.unit, recording.up, recording.confidence) == ("px", "-y", None)
    nose = recording.positions[0, recording.keypoints.index("nose")]
    np.testing.assert_allclose(nose, (268.0, 187.0), atol=1e-6)


@pytest.mark.parametrize(("program", "model"), [("BP", "mediapipe33"), ("AP", "coco17")])
def test_normalised_landmarks_need_the_size_of_the_image(
    shared_data: Path, program: str, model: str
) -> None:
    """BlazePose by name, AlphaPose by place, both as shares of the image."""
    path = shared_data / "keraal_pose_vs_vicon" / f"G3-{program}-CTK-P1T1-Unknown-C-0.json"
    with pytest.raises(ff.ArgumentError, match="normalised coordinates"):
        io.read(path, sampling_rate_hz=30.0)
    recording = pose(path, sampling_rate_hz=30.0, image_size_px=(480, 360))
    assert recording.keypoints == ff.skeletons.SKELETONS[model]
    assert recording.positions.shape == (196, len(recording.keypoints), 2)
    place = recording.keypoints.index
    upright = recording.positions[:, place("left_ankle"), 1] - recording.positions[:, 0, 1]
    assert np.nanmedian(upright) > 100


def test_what_is_not_the_person_is_left_out(shared_data: Path) -> None:
    """In four frames OpenPose saw something in the background and not the person."""
    path = shared_data / "keraal_pose_vs_vicon" / "G3-OP-CTK-P1T1-Unknown-C-0.json"
    recording = pose(path, sampling_rate_hz=30.0)
    assert "left out: 1 (4 frames)" in recording.notes[0]
    lost = np.isnan(recording.positions).all(axis=(1, 2))
    assert np.flatnonzero(lost)[:4].tolist() == [24, 46, 47, 165]


@pytest.mark.parametrize("name", ["healthy", "kuopio", "parkinson", "stroke"])
def test_json_of_another_kind_is_refused(shared_data: Path, name: str) -> None:
    path = shared_data / "gaitkit_json" / f"example_{name}.json"
    with pytest.raises(ff.ReadError, match="frames without numbers: name, description"):
        io.read(path, sampling_rate_hz=100.0)
