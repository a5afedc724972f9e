"""Readers on small files: what they find, what they write, what they refuse."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import footfall as ff
from footfall import io
from footfall.skeletons import SKELETONS

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

WRITTEN = (".trc", ".npz", ".csv", ".parquet")
NAMES = ("left_heel", "right_heel", "left_hip", "right_hip", "own marker")


def body(frames: int = 5, dimensions: int = 3, dtype: Any = np.float64) -> NDArray[Any]:
    """Give two heels under two hips, one metre high, y up, one point missing."""
    positions = np.zeros((frames, 5, 3), dtype=dtype)
    positions[:, 2:4, 1] = 1.0
    positions[..., 0] = np.linspace(0.3, 0.7, frames)[:, None]
    positions[1, 4] = np.nan
    return positions[..., :dimensions]


def sample(**changes: Any) -> ff.PoseRecording:
    fields = {
        "positions": body(),
        "keypoints": NAMES,
        "sampling_rate_hz": 50.0,
        "unit": "m",
        "up": "+y",
        "start_time_s": 1.5,
        "name": "walk",
    }
    return ff.PoseRecording(**(fields | changes))


def pose(path: Path, **hints: Any) -> ff.PoseRecording:
    recording = io.read(path, **hints)
    assert isinstance(recording, ff.PoseRecording)
    return recording


def put(path: Path, content: str | bytes | dict[str, Any] | list[Any]) -> Path:
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
    return path


# --- files that are written and read again


@pytest.mark.parametrize("suffix", WRITTEN)
@pytest.mark.parametrize("unit", ["m", "mm"])
def test_round_trip(tmp_path: Path, suffix: str, unit: str) -> None:
    recording = sample(positions=body() * {"m": 1, "mm": 1000}[unit], unit=unit)
    io.write(recording, tmp_path / f"walk{suffix}")
    again = pose(tmp_path / f"walk{suffix}")
    np.testing.assert_array_equal(again.positions, recording.positions)
    assert again.keypoints == NAMES
    assert (again.unit, again.up, again.name) == (unit, "+y", "walk")
    assert again.sampling_rate_hz == pytest.approx(50.0)
    assert again.start_time_s == pytest.approx(1.5)


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".npz"])
def test_round_trip_of_two_dimensions(tmp_path: Path, suffix: str) -> None:
    positions = body(dimensions=2, dtype=np.float32) * np.float32(100)
    confidence = np.full((5, 5), 0.25, dtype=np.float32)
    recording = sample(positions=positions, unit="px", up="-y", forward="+x", confidence=confidence)
    io.write(recording, tmp_path / f"walk{suffix}")
    again = pose(tmp_path / f"walk{suffix}")
    np.testing.assert_array_equal(again.positions, positions)
    np.testing.assert_array_equal(again.confidence, confidence)
    assert (again.unit, again.up, again.forward) == ("px", "-y", "+x")
    if suffix != ".csv":
        assert again.positions.dtype == np.float32


def test_npz_keeps_everything(tmp_path: Path) -> None:
    load = np.zeros((10, 2, 3))
    load[..., 1] = 400.0
    forces = ff.ForceRecording(
        load,
        100.0,
        up="+y",
        sides=("left", None),
        centers_of_pressure=load / 1000,
        corners=np.ones((2, 4, 3)),
        start_time_s=0.5,
    )
    events = ff.Events(
        sequence=np.zeros(1, dtype=np.int64),
        time_s=np.array([0.02]),
        frame=np.array([1]),
        kind_code=np.zeros(1, dtype=np.int8),
        side_code=np.ones(1, dtype=np.int8),
        score=np.array([np.nan]),
        sigma_s=np.array([0.01]),
        imputed=np.array([False]),
        bout=np.zeros(1, dtype=np.int64),
    )
    io.write(sample(forces=forces, stored_events=events), tmp_path / "walk.npz")
    again = pose(tmp_path / "walk.npz")
    assert again.forces is not None
    assert again.stored_events is not None
    for name in ("forces_n", "centers_of_pressure", "corners"):
        np.testing.assert_array_equal(getattr(again.forces, name), getattr(forces, name))
    assert (again.forces.sides, again.forces.start_time_s) == (("left", None), 0.5)
    for name, column in events.columns().items():
        np.testing.assert_array_equal(again.stored_events.columns()[name], column)


def test_what_cannot_be_written(tmp_path: Path) -> None:
    flat = sample(positions=body(dimensions=2))
    with pytest.raises(ff.ArgumentError, match="recording: expected three coordinates"):
        io.write(flat, tmp_path / "walk.trc")
    with pytest.raises(ff.ReadError, match=r"walk.c3d: expected a place to write"):
        io.write(flat, tmp_path / "walk.c3d")
    with pytest.raises(TypeError, match="recording: expected a PoseRecording, got str"):
        io.write("walk", tmp_path / "walk.npz")  # type: ignore[arg-type]
    with pytest.raises(ff.ReadError, match="No such file or directory"):
        io.write(flat, tmp_path / "nowhere" / "walk.npz")


# --- TRC


def trc(rows: list[str], names: str = "LHEE\t\t\tLASI\t\t", unit: str = "mm") -> str:
    return "\n".join(
        [
            "PathFileType\t4\t(X/Y/Z)\ta.trc",
            "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits",
            f"50\t50\t{len(rows)}\t2\t{unit}",
            f"Frame#\tTime\t{names}",
            "\t\tX1\tY1\tZ1\tX2\tY2\tZ2",
            "",
            *rows,
        ]
    )


ROWS = ["1\t0.00\t1\t2\t3\t4\t5\t900", "2\t0.02\t0\t0\t0\t4\t\t6", "3\t0.04\t1\t2\t3"]


def test_trc_missing_points(tmp_path: Path) -> None:
    recording = pose(put(tmp_path / "a.trc", trc(ROWS)))
    assert recording.keypoints == ("left_heel", "left_asis")
    assert recording.sampling_rate_hz == 50.0
    missing = np.isnan(recording.positions).all(axis=2)
    assert missing.tolist() == [[False, False], [True, True], [False, True]]


def test_trc_with_spaces_and_centimetres(tmp_path: Path) -> None:
    text = trc([*ROWS[:1], "2\t0.02\t1\t2\t3\t4\t5\t90"], unit="cm").replace("\t", "  ")
    recording = pose(put(tmp_path / "a.trc", text))
    assert recording.unit == "mm"
    np.testing.assert_array_equal(recording.positions[0, 0], (10, 20, 30))


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("sign", [1, -1])
def test_trc_up_is_where_the_body_stands(tmp_path: Path, axis: int, sign: int) -> None:
    turned = np.roll(body(), axis - 1, axis=2) * sign + 0.1
    io.write(sample(positions=turned), tmp_path / "a.trc")
    assert pose(tmp_path / "a.trc").up == f"{'+' if sign > 0 else '-'}{'xyz'[axis]}"
    assert pose(tmp_path / "a.trc", up="+z").up == "+z"


def test_trc_header_in_an_old_code_page(tmp_path: Path) -> None:
    text = trc(ROWS).replace("a.trc", "Läufer.trc").encode("cp1252")
    assert pose(put(tmp_path / "a.trc", text)).n_frames == 3


def test_trc_of_one_frame_takes_the_stated_rate(tmp_path: Path) -> None:
    assert pose(put(tmp_path / "a.trc", trc(ROWS[:1]))).sampling_rate_hz == 50.0


def test_forces_go_with_positions(tmp_path: Path) -> None:
    grf = put(tmp_path / "grf.mot", mot("ground_force_v?"))
    recording = pose(put(tmp_path / "a.trc", trc(ROWS)), forces=grf)
    assert recording.forces is not None
    assert recording.forces.sampling_rate_hz == 100.0


# --- MOT


def mot(*schemes: str) -> str:
    names = [scheme.replace("?", axis) for scheme in schemes for axis in "xyz"]
    rows = [[f"{i / 100:.2f}", *["1", "700", "3"] * len(schemes)] for i in range(4)]
    table = ["\t".join(row) for row in [["time", *names], *rows]]
    return "\n".join(["first trial", "version=1", "endheader", *table])


@pytest.mark.parametrize(
    ("schemes", "sides"),
    [
        (("ground_force_v?", "1_ground_force_v?"), (None, None)),
        (("ground_force1_v?", "ground_force2_v?"), (None, None)),
        (("R_ground_force_v?", "L_ground_force_v?"), ("right", "left")),
        (("ground_force_r_v?", "ground_force_l_v?"), ("right", "left")),
        (("ground_force_right_v?", "ground_force_left_v?"), ("right", "left")),
        (("ground_force_v?", "ground_force_v?"), (None, None)),
        (("ground_force_v?_l", "ground_force_v?_r"), ("left", "right")),
    ],
)
def test_mot_columns(
    tmp_path: Path, schemes: tuple[str, ...], sides: tuple[str | None, ...]
) -> None:
    path = put(tmp_path / "a.mot", mot(*schemes, schemes[0].replace("v?", "p?")))
    forces = io.read(path)
    assert isinstance(forces, ff.ForceRecording)
    assert (forces.sampling_rate_hz, forces.up, forces.sides) == (100.0, "+y", sides)
    assert forces.centers_of_pressure is not None
    np.testing.assert_array_equal(forces.vertical_n(), np.full((4, 2), 700.0))
    np.testing.assert_array_equal(forces.centers_of_pressure[0, 0], (1, 700, 3))
    assert np.isnan(forces.centers_of_pressure[:, 1]).all()


def test_mot_with_missing_and_huge_values(tmp_path: Path) -> None:
    text = mot("ground_force_v?").replace("0.02\t1\t700\t3", "0.02\tnan\t1e300\tinf")
    forces = io.read(put(tmp_path / "a.sto", text))
    assert isinstance(forces, ff.ForceRecording)
    assert np.isnan(forces.forces_n[2, 0]).tolist() == [True, False, True]


# --- OpenPose


def person(x: float, size: int = 25, confidence: float = 0.5) -> dict[str, Any]:
    points = [[x + i, 100.0 + 10 * i, confidence] for i in range(size)]
    points[0] = [0.0, 0.0, 0.0]
    return {"pose_keypoints_2d": [value for point in points for value in point]}


def folder_of(folder: Path, frames: dict[int, list[dict[str, Any]]]) -> Path:
    folder.mkdir()
    for number, people in frames.items():
        put(folder / f"clip_{number:012d}_keypoints.json", {"people": people})
    return folder


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
    frames = {
        i: [person(100.0 + 20 * i, confidence=0.9 if i == 2 else 0.4), person(900.0)][
            :: 1 - 2 * (i % 2)
        ]
        for i in range(5)
    }
    frames[3] = [person(900.0)]
    path = folder_of(tmp_path / "a", frames)
    followed = pose(path, sampling_rate_hz=30.0).positions[:, 1, 0]
    np.testing.assert_array_equal(followed, [101, 121, 141, np.nan, 181])
    assert pose(path, sampling_rate_hz=30.0, person=0).positions[0, 1, 0] == 101
    other = pose(path, sampling_rate_hz=30.0, person=1).positions[:, 1, 0]
    np.testing.assert_array_equal(other, [901] * 5)
    with pytest.raises(ff.ArgumentError, match="person: expected an index below 2"):
        io.read(path, sampling_rate_hz=30.0, person=2)


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


# --- MediaPipe


def landmarks(frames: list[int]) -> dict[str, Any]:
    def points(scale: float) -> list[dict[str, float]]:
        return [{"x": i * scale, "y": 0.5, "z": 0.1, "visibility": 0.9} for i in range(33)]

    return {
        "fps": 30.0,
        "width": 200,
        "height": 100,
        "frames": [
            {
                "frame": number,
                "landmarks": [points(0.03)] if number else [],
                "world_landmarks": [points(0.05)] if number else [],
            }
            for number in frames
        ],
    }


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


# --- NumPy


@pytest.mark.parametrize(("size", "model"), [(17, "coco17"), (26, "halpe26"), (133, "coco133")])
def test_npz_of_an_estimator(tmp_path: Path, size: int, model: str) -> None:
    points = np.arange(2.0 * size * 2).reshape(2, size, 2)
    scores = np.ones((2, size))
    np.savez(tmp_path / "a.npz", keypoints_px=points, score=scores, fps=np.float32(25))
    recording = pose(tmp_path / "a.npz")
    assert recording.keypoints == SKELETONS[model]
    assert (recording.sampling_rate_hz, recording.unit, recording.up) == (25.0, "px", "-y")
    np.testing.assert_array_equal(recording.confidence, scores)


def test_npz_of_unknown_keypoints_needs_them(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", keypoints_px=np.arange(50.0).reshape(1, 25, 2), fps=30)
    with pytest.raises(ff.ArgumentError, match="keypoints: expected a value"):
        io.read(tmp_path / "a.npz")
    assert pose(tmp_path / "a.npz", keypoints="body25").keypoints == SKELETONS["body25"]


def test_npz_of_objects_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", positions=np.array([{}, []], dtype=object))
    with pytest.raises(ff.ReadError, match=r"a.npz: expected an NPZ file"):
        io.read(tmp_path / "a.npz")


# --- tables

STATED = "# sampling_rate_hz: 50\n# unit: m\n# up: +y\n"
WIDE = "time_s,LHEE_x,LHEE_y,note\n0.00,1,2,a\n0.02,3,\n0.04,5,6,c\n"


def test_long_tables(tmp_path: Path) -> None:
    rows = "frame,keypoint,x,y,confidence\n4,a,1,2,.5\n6,a,3,4,.6\n4,b,5,6,.7\n"
    recording = pose(put(tmp_path / "a.csv", STATED + rows))
    assert (recording.keypoints, recording.start_time_s) == (("a", "b"), 0.08)
    np.testing.assert_array_equal(recording.positions[:, 0, 0], [1, np.nan, 3])
    np.testing.assert_array_equal(recording.positions[:, 1, 0], [5, np.nan, np.nan])
    assert recording.confidence is not None
    assert recording.confidence[0, 1] == 0.7


def test_wide_tables(tmp_path: Path) -> None:
    text = (STATED + WIDE.replace("3,\n", "3,,\n")).replace(",", ";")
    recording = pose(put(tmp_path / "a.csv", text))
    assert (recording.keypoints, recording.positions.shape) == (("left_heel",), (3, 1, 2))
    assert np.isnan(recording.positions[1, 0, 1])
    other = pose(put(tmp_path / "b.csv", text.replace("# unit: m\n", "")), unit="mm", up="-y")
    assert (other.unit, other.up) == ("mm", "-y")


def test_uneven_times_ask_for_resampling(tmp_path: Path) -> None:
    text = "# unit: m\n# up: +y\ntime_s,a_x,a_y\n0,1,1\n0.02,1,1\n0.04,1,1\n0.1,1,1\n"
    with pytest.raises(ff.ArgumentError, match=r"sampling_rate_hz: .* gaps\.resample"):
        io.read(put(tmp_path / "a.csv", text))
    assert pose(tmp_path / "a.csv", sampling_rate_hz=50.0).n_frames == 4


def test_parquet_of_a_long_table(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = arrow.table(
        {"time_s": [0.0, 0.0, 0.1, 0.1], "keypoint": ["a", "b"] * 2, "x": [1, 2, 3, None]}
        | {"y": [1.0, 2.0, 3.0, 4.0]}
    )
    parquet.write_table(table.replace_schema_metadata({"unit": "m", "up": "+y"}), tmp_path / "a.pq")
    recording = pose(tmp_path / "a.pq")
    assert (recording.sampling_rate_hz, recording.keypoints) == (10.0, ("a", "b"))
    assert np.isnan(recording.positions[1, 1, 0])
