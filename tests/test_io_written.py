"""Files that are written and read again: NPZ, CSV, Parquet, TRC."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import footfall as ff
from footfall import io
from footfall.skeletons import SKELETONS

from .io_samples import NAMES, STATED, WIDE, WRITTEN, body, pose, put, sample

if TYPE_CHECKING:
    from pathlib import Path


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
