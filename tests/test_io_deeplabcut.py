"""DeepLabCut: tables of one or several individuals, CSV and both of pandas' HDF5 layouts."""

from __future__ import annotations

import csv
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import footfall as ff
from footfall import _optional

from .io_samples import pose, put
from .pose_samples import LOST, RATE, walk

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

# Spellings of a user, what they stand for, and the keypoint of the walker.
PARTS = {
    "L_Ankle": "left_ankle",
    "ankleRight": "right_ankle",
    "heel_l": "left_heel",
    "HeelR": "right_heel",
    "hip1": "left_hip",
    "hip2": "right_hip",
}
NAMED = {"hip1": "left_hip", "hip2": "right_hip"}


def points(x: float = 300.0) -> NDArray[np.float64]:
    from footfall.skeletons import SKELETONS

    places = [SKELETONS["halpe26"].index(name) for name in PARTS.values()]
    return walk("halpe26", x=x)[:, places]


def table(
    *individuals: str, parts: tuple[str, ...] = tuple(PARTS)
) -> tuple[list[tuple[str, ...]], NDArray[np.float64]]:
    """Give column names and values as DeepLabCut orders them; the second person stands aside."""
    columns, values = [], []
    for k, individual in enumerate(individuals or ("",)):
        person = points(300.0 + 900.0 * k)
        if k:
            person[:10] = np.nan
        for i, part in enumerate(parts):
            for j, coordinate in enumerate(("x", "y", "likelihood")):
                level = (individual,) if individual else ()
                columns.append(("DLC_resnet50", *level, part, coordinate))
                values.append(person[:, i, j])
    return columns, np.stack(values, axis=1)


KEPT = [i for i in range(20) if i != LOST]


def put_csv(path: Path, *individuals: str, **changes: Any) -> Path:
    columns, values = table(*individuals, **changes)
    levels = ["scorer", "bodyparts", "coords"]
    if individuals:
        levels.insert(1, "individuals")
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        for name, level in zip(levels, zip(*columns, strict=True), strict=True):
            rows.writerow([name, *level])
        for i in KEPT:
            rows.writerow([i, *("" if np.isnan(v) else v for v in values[i])])
    return path


def put_table(path: Path, *individuals: str) -> Path:
    """Write the layout of pandas' tables, without pandas."""
    h5py = pytest.importorskip("h5py")
    columns, values = table(*individuals)
    rows = np.empty(len(KEPT), dtype=[("index", "<i8"), ("values_block_0", "<f8", (len(columns),))])
    rows["index"], rows["values_block_0"] = KEPT, values[KEPT]
    with h5py.File(path, "w") as file:
        group = file.create_group("df_with_missing")
        group.attrs["pandas_type"] = np.bytes_(b"frame_table")
        stored = group.create_dataset("table", data=rows)
        stored.attrs["values_block_0_kind"] = np.bytes_(pickle.dumps(columns, protocol=0))
    return path


def assert_walker(recording: ff.PoseRecording) -> None:
    expected = points()
    expected[LOST] = np.nan
    np.testing.assert_array_equal(recording.positions, expected[..., :2])
    np.testing.assert_array_equal(recording.confidence, expected[..., 2])
    assert recording.keypoints == tuple(PARTS.values())
    assert (recording.unit, recording.up, recording.sampling_rate_hz) == ("px", "-y", RATE)


@pytest.mark.parametrize("put_file", [put_csv, put_table])
def test_one_individual(tmp_path: Path, put_file: Any) -> None:
    path = put_file(tmp_path / "a.csv")
    recording = pose(path, sampling_rate_hz=RATE, keypoint_names=NAMED)
    assert_walker(recording)
    assert recording.notes == ()


@pytest.mark.parametrize("put_file", [put_csv, put_table])
def test_two_individuals(tmp_path: Path, put_file: Any) -> None:
    path = put_file(tmp_path / "a.csv", "anna", "ben")
    recording = pose(path, sampling_rate_hz=RATE, keypoint_names=NAMED)
    assert_walker(recording)
    assert "person anna" in recording.notes[0]
    assert "ben (10 frames)" in recording.notes[0]
    hints = {"sampling_rate_hz": RATE, "keypoint_names": NAMED}
    assert_walker(pose(path, person="anna", **hints))
    assert_walker(pose(path, person=0, **hints))
    other = pose(path, person="ben", **hints)
    assert np.isnan(other.positions).all(axis=(1, 2)).sum() == 10
    with pytest.raises(ff.ArgumentError, match="person: expected one of anna, ben, got carl"):
        pose(path, person="carl", **hints)


@pytest.mark.parametrize("layout", ["table", "fixed"])
def test_what_pandas_writes(tmp_path: Path, layout: str) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("tables")
    columns, values = table("anna", "ben")
    names = ["scorer", "individuals", "bodyparts", "coords"]
    frame = pandas.DataFrame(
        values[KEPT], index=KEPT, columns=pandas.MultiIndex.from_tuples(columns, names=names)
    )
    path = tmp_path / "aDLC_resnet50.h5"
    frame.to_hdf(path, key="df_with_missing", format=layout, mode="w")
    assert_walker(pose(path, sampling_rate_hz=RATE, keypoint_names=NAMED, person="anna"))


def test_names_of_the_user(tmp_path: Path) -> None:
    recording = pose(put_csv(tmp_path / "a.csv"), sampling_rate_hz=RATE)
    assert recording.keypoints[-2:] == ("hip1", "hip2")
    (note,) = recording.notes
    assert "stand for no known keypoint: hip1, hip2" in note
    assert "keypoint_names" in note
    parts = ("L_Ankle", "left ankle", *[*PARTS][2:])
    path = put_csv(tmp_path / "b.csv", parts=parts)
    twice = pose(path, sampling_rate_hz=RATE, keypoint_names=NAMED)
    assert twice.keypoints[:2] == ("left_ankle", "left ankle")
    assert "repeat another one: left ankle" in twice.notes[0]


def test_column_names_that_would_run_code_are_refused(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return (print, ("pwned",))

    h5py = pytest.importorskip("h5py")
    path = put_table(tmp_path / "a.h5")
    with h5py.File(path, "a") as file:
        stored = file["df_with_missing/table"]
        stored.attrs["values_block_0_kind"] = np.bytes_(pickle.dumps([Evil()], protocol=0))
    with pytest.raises(ff.ReadError, match=r"an object of \w+\.print"):
        pose(path, sampling_rate_hz=RATE)


def test_hdf5_needs_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put_table(tmp_path / "a.h5")
    monkeypatch.setattr(_optional, "find_spec", lambda _: None)
    with pytest.raises(ff.MissingExtraError, match=r"h5py.*footfall\[hdf\]"):
        pose(path, sampling_rate_hz=RATE)


HEAD = "scorer,a,a,a\nbodyparts,nose,nose,nose\ncoords,x,y,likelihood\n"
BAD = {
    "no body parts": ("scorer,a\n0,1\n", "no rows scorer, bodyparts, coords"),
    "no rows": (HEAD, "no frames"),
    "ragged": (HEAD + "0,1,2,1\n1,2\n", "2 cells in frame 2 of 4"),
    "images": (HEAD + "labeled-data/a/img01.png,1,2,1\n", "that is no frame"),
    "falling frames": (HEAD + "1,1,2,1\n0,1,2,1\n", "not rising whole numbers"),
    "half frames": (HEAD + "0.5,1,2,1\n", "not rising whole numbers"),
    "words": (HEAD + "0,a,2,1\n", "damaged content"),
    "one name twice": (HEAD.replace("y,", "x,") + "0,1,2,1\n", "columns of one name"),
    "nothing seen": (HEAD + "0,,,0\n1,,,0\n", "no positions"),
    "no numbers": (HEAD + "0,inf,inf,0\n", "no positions"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_tables(tmp_path: Path, case: str) -> None:
    content, got = BAD[case]
    with pytest.raises(ff.ReadError, match=got) as caught:
        pose(put(tmp_path / "a.csv", content), sampling_rate_hz=RATE)
    assert str(caught.value).startswith("a.csv: expected a DeepLabCut table")


def test_other_hdf5(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["speed"] = np.zeros(3)
    with pytest.raises(ff.ReadError, match="got HDF5 of speed"):
        pose(tmp_path / "a.h5", sampling_rate_hz=RATE)
    with pytest.raises(ff.ReadError, match="expected an HDF5 file, got other bytes"):
        pose(put(tmp_path / "b.h5", "text"), sampling_rate_hz=RATE)
