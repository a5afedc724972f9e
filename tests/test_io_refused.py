"""Readers refuse what they cannot read, in one sentence and with no other exception."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import footfall as ff
from footfall import io
from footfall.io import _common

from .io_samples import (
    ROWS,
    STATED,
    WIDE,
    landmarks,
    mot,
    person,
    pose,
    put,
    trc,
)

if TYPE_CHECKING:
    from pathlib import Path

NEED_RATE = ("a.json", "a.zip")
BAD: dict[str, tuple[str, str | bytes | dict[str, Any] | list[Any], str]] = {
    "empty trc": ("a.trc", b"", "no 'PathFileType'"),
    "trc of bytes": ("a.trc", b"\xff\xfe\x80", "no 'PathFileType'"),
    "csv of bytes": ("a.csv", b"\xff\xfe\x80", "bytes that are not text"),
    "trc without frames": ("a.trc", trc([]), "no frames"),
    "truncated header": ("a.trc", trc(ROWS)[:60], "got 2 lines"),
    "truncated rows": ("a.trc", trc(ROWS).rpartition("\n")[0], "2 of the 3 frames"),
    "truncated row": ("a.trc", trc(ROWS)[:-2], "4 cells in row 3 instead of 8"),
    "trc without names": ("a.trc", trc(ROWS, names=""), "no marker names"),
    "falling time": ("a.trc", trc([ROWS[1], ROWS[0]]), "time 0 after 0.02"),
    "strange unit": ("a.trc", trc(ROWS, unit="inch"), "units 'inch'"),
    "words in cells": ("a.trc", trc([*ROWS[:2], "3\t0.04\ta\tb\tc"]), "damaged content"),
    "empty mot": ("a.mot", b"", "no line 'endheader'"),
    "angles": ("a.mot", mot("knee_angle_?"), "expected ground reaction forces"),
    "mot without rows": ("a.mot", "endheader\ntime\ta_vx\ta_vy\ta_vz\n", "no frames"),
    "mot without time": ("a.mot", "endheader\na_vx\ta_vy\ta_vz\n", "no column 'time'"),
    "ragged mot": ("a.mot", mot("a_v?") + "\n0.04\t1", "2 cells in row 5"),
    "empty json": ("a.json", b"", "no JSON from character 0"),
    "json of a number": ("a.json", "3", "JSON of a int"),
    "json of something": ("a.json", {"a": {"b": 1}}, "frames without numbers: a"),
    "json of nobody": ("a.json", [{"people": []}], "no people"),
    "odd skeleton": ("a.json", [{"people": [person(5, 12)]}], "12 keypoints without names"),
    "short person": ("a.json", [{"people": [{"pose_keypoints_2d": [1, 2]}]}], "damaged content"),
    "deep json": ("a.json", "[" * 100_000, "damaged content"),
    "landmarks of hands": (
        *("b.json", {"fps": 3, "frames": [{"landmarks": [{"x": 1, "y": 1}] * 21}]}),
        "21 landmarks",
    ),
    "landmarks without size": (
        *("b.json", landmarks([1]) | {"width": None}, "an image of nan × 100 pixels"),
    ),
    "no zip": ("a.zip", b"PK\x03\x04 and no more", "damaged content"),
    "no npz": ("a.npz", b"PK\x03\x04 and no more", "damaged content"),
    "npz of text": ("a.npz", "text", "no NPZ archive"),
    "empty csv": ("a.csv", "", "no rows"),
    "csv without rows": ("a.csv", STATED + "time_s,a_x,a_y\n", "no frames"),
    "csv of other columns": ("a.csv", STATED + "time_s,b\n1,2\n", "columns time_s, b"),
    "csv without time": ("a.csv", STATED + "a_x,a_y\n1,2\n", "columns a_x, a_y"),
    "ragged csv": ("a.csv", STATED + WIDE, "3 cells in row 2"),
    "repeated rows": (
        *("a.csv", STATED + "frame,keypoint,x,y\n1,a,1,1\n1,a,1,1\n"),
        "two rows for one keypoint",
    ),
    "other times than stated": ("a.csv", STATED + "time_s,a_x,a_y\n0,1,1\n1,1,1\n", "times of 1$"),
    "bad stated rate": ("a.csv", "# sampling_rate_hz: 0\nframe,a_x,a_y\n0,1,1\n", "got 0$"),
    "half a frame": ("a.csv", STATED + "frame,a_x,a_y\n1,1,1\n1.5,1,1\n", "whole numbers"),
    "frames far apart": ("a.csv", STATED + "frame,a_x,a_y\n1,1,1\n1e9,1,1\n", "numbers"),
    "no parquet": ("a.parquet", b"PAR1PAR1", "damaged content"),
    "unknown suffix": ("a.xyz", "text", "one of the formats c3d, trc, mot"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files(tmp_path: Path, case: str) -> None:
    name, content, got = BAD[case]
    path = put(tmp_path / name, content)
    with pytest.raises(ff.ReadError, match=got) as caught:
        io.read(path, sampling_rate_hz=50.0 if name in NEED_RATE else None)
    assert str(caught.value).startswith(f"{name}: expected ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("suffix", [*io.FORMATS, ""])
def test_missing_files_and_folders(tmp_path: Path, suffix: str) -> None:
    hints = {"sampling_rate_hz": 30.0}
    with pytest.raises(ff.ReadError, match=f"a{suffix}: .* No such file or directory"):
        io.read(tmp_path / f"a{suffix}", **hints)
    (tmp_path / f"b{suffix}").mkdir()
    with pytest.raises(ff.ReadError, match="no frames"):
        io.read(tmp_path / f"b{suffix}", **hints)


@pytest.mark.parametrize(
    ("hints", "argument"),
    [
        ({"person": 1}, "person"),
        ({"coordinates": "world"}, "coordinates"),
        ({"unit": "inch"}, "unit"),
        ({"up": "z"}, "up"),
        ({"sampling_rate_hz": 0}, "sampling_rate_hz"),
        ({"keypoints": "coco99"}, "keypoints"),
        ({"unit": "mm", "keypoints": ["a"]}, "keypoints"),
    ],
)
def test_bad_hints(tmp_path: Path, hints: dict[str, Any], argument: str) -> None:
    path = put(tmp_path / "a.trc", trc(ROWS))
    with pytest.raises(ff.ArgumentError) as caught:
        io.read(path, **hints)
    assert caught.value.argument == argument
    with pytest.raises(TypeError, match="sampling_rate_hz: expected a number"):
        io.read(path, sampling_rate_hz="fast")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="forces: expected a path or a ForceRecording"):
        io.read(path, forces=3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="path: expected text or a Path"):
        io.read(3)  # type: ignore[arg-type]


def test_content_tells_the_format(tmp_path: Path) -> None:
    assert pose(put(tmp_path / "walk.txt", trc(ROWS))).name == "walk"
    assert isinstance(io.read(put(tmp_path / "grf.txt", mot("a_v?"))), ff.ForceRecording)


def test_text_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_common, "MOST_TEXT_BYTES", 1000)
    path = put(tmp_path / "a.csv", "x" * 1001)
    with pytest.raises(ff.ReadError, match=r"a\.csv: expected text of at most 0\.0 GB"):
        io.read(path)


def test_names_that_are_no_mapping(tmp_path: Path) -> None:
    path = put(tmp_path / "a.trc", trc(ROWS))
    with pytest.raises(TypeError, match="keypoint_names: expected a mapping of names, got list"):
        io.read(path, keypoint_names=["LHEE"])  # type: ignore[arg-type]
