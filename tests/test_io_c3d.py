"""C3D files: what is written by another library must come back, and damage must be refused."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footfall._errors import ArgumentError, ReadError

from .c3d_samples import RATE, N, markers, plate_channels, read, write

if TYPE_CHECKING:
    from pathlib import Path


def test_positions_names_and_rate_come_back(tmp_path: Path) -> None:
    recording = read(write(tmp_path / "walk.c3d"))
    np.testing.assert_allclose(recording.positions, markers()[:3].transpose(2, 1, 0), rtol=1e-6)
    assert recording.positions.dtype == np.float64
    assert recording.keypoints == ("left_heel", "right_heel", "left_asis", "right_asis", "c7")
    assert (recording.unit, recording.up, recording.sampling_rate_hz) == ("mm", "+z", RATE)
    assert (recording.name, recording.start_time_s, recording.forces) == ("walk", 0.0, None)


@pytest.mark.parametrize(
    ("stated", "unit", "per_mm", "factor"),
    [
        ("mm", "mm", 1.0, 1.0),
        ("m", "m", 1e-3, 1.0),
        ("mete", "m", 1e-3, 1.0),
        ("cm", "mm", 0.1, 10.0),
        ("inches", "mm", 1 / 25.4, 25.4),
    ],
)
def test_units(tmp_path: Path, stated: str, unit: str, per_mm: float, factor: float) -> None:
    recording = read(write(tmp_path / "x.c3d", points=markers(scale=per_mm), unit=stated))
    assert recording.unit == unit
    expected = markers(scale=per_mm)[:3].transpose(2, 1, 0) * factor
    np.testing.assert_allclose(recording.positions, expected, rtol=1e-6)


def test_hints_win(tmp_path: Path) -> None:
    path = write(tmp_path / "x.c3d", points=markers(scale=1e-3), unit="")
    with pytest.raises(ArgumentError, match=r"^unit:"):
        read(path)
    names = ("a", "b", "c", "d", "e")
    recording = read(path, unit="m", up="+z", sampling_rate_hz=50.0, keypoints=names, name="Anna")
    assert (recording.unit, recording.sampling_rate_hz) == ("m", 50.0)
    assert (recording.keypoints, recording.name) == (names, "Anna")
    assert read(path, unit="m", keypoint_names={"C7": "neck"}).keypoints[-1] == "neck"


@pytest.mark.parametrize(
    "hints",
    [{"person": 1}, {"coordinates": "world"}, {"unit": "px"}, {"keypoints": ("a", "b")}],
)
def test_useless_hints_are_refused(tmp_path: Path, hints: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError, match=f"^{next(iter(hints))}:"):
        read(write(tmp_path / "x.c3d"), **hints)


def test_missing_points(tmp_path: Path) -> None:
    points = markers()
    points[:3, 0, 5] = 0.0
    points[:3, 1, 6] = np.nan
    points[:3, 4] = np.nan
    residuals = np.zeros((1, points.shape[1], N))
    residuals[0, 2, 7] = -1.0
    recording = read(write(tmp_path / "x.c3d", points=points, residuals=residuals))
    assert "c7" not in recording.keypoints
    missing = np.isnan(recording.positions).all(axis=2)
    assert [(int(t), int(k)) for t, k in np.argwhere(missing)] == [(5, 0), (6, 1), (7, 2)]


def test_computed_points_are_no_markers(tmp_path: Path) -> None:
    labels = ["Anna:LHEE", "Anna:RHEE", "LKneeAngles", "Anna:Curious", "*3"]
    path = write(
        tmp_path / "x.c3d",
        labels=labels,
        parameters={("POINT", "POWERS"): ["Curious"]},
    )
    assert read(path, up="+z").keypoints == ("left_heel", "right_heel")


@pytest.mark.parametrize("up", [0, 1, 2])
def test_up_of_the_body(tmp_path: Path, up: int) -> None:
    path = write(tmp_path / "x.c3d", points=markers(up))
    assert read(path).up == "+" + "xyz"[up]
    points = markers(up)
    points[up] *= -1
    assert read(write(tmp_path / "x.c3d", points=points)).up == "-" + "xyz"[up]


def test_up_without_a_body(tmp_path: Path) -> None:
    labels = ["p", "q", "r", "s", "t"]
    path = write(tmp_path / "x.c3d", labels=labels)
    with pytest.raises(ArgumentError, match=r"^up:"):
        read(path)
    assert read(path, up="-y").up == "-y"
    screen = {("POINT", "X_SCREEN"): ["+X"], ("POINT", "Y_SCREEN"): ["+Y"]}
    assert read(write(tmp_path / "x.c3d", labels=labels, parameters=screen)).up == "+y"
    plate = write(tmp_path / "x.c3d", labels=labels, parameters=screen, analogs=plate_channels())
    assert read(plate).up == "+z"


EVENTS = {
    "vicon": (["Foot Strike", "Foot Off", "Event"], ["Left", "Right", "General"]),
    "names": (["LHS", "RTO", "start"], ["", "", ""]),
    "contexts": (["", "", ""], ["LHS", "RTO", "nothing"]),
    "on and off": (["LON", "ROFF", "SYNC"], None),
}


@pytest.mark.parametrize("words", EVENTS)
def test_events(tmp_path: Path, words: str) -> None:
    labels, contexts = EVENTS[words]
    group: dict[tuple[str, str], Any] = {
        ("EVENT", "USED"): [3],
        ("EVENT", "LABELS"): labels,
        ("EVENT", "TIMES"): np.array([[0.0, 0.0, 0.0], [0.11, 0.25, 0.3]]),
    }
    if contexts is not None:
        group["EVENT", "CONTEXTS"] = contexts
    events = read(write(tmp_path / "x.c3d", parameters=group)).stored_events
    assert events is not None
    np.testing.assert_allclose(events.time_s, [0.11, 0.25], atol=1e-6)
    assert list(events.kind) == ["initial_contact", "final_contact"]
    assert list(events.side) == ["left", "right"]
    assert list(events.frame) == [11, 25]


def test_events_twice_or_outside(tmp_path: Path) -> None:
    group = {
        ("EVENT", "LABELS"): ["LHS", "LON", "LHS", "RHS"],
        ("EVENT", "TIMES"): np.array([[0.0, 0.0, 1.0, 0.0], [0.1, 0.1, 0.1, 0.39]]),
    }
    events = read(write(tmp_path / "x.c3d", parameters=group)).stored_events
    assert events is not None
    np.testing.assert_allclose(events.time_s, [0.1, 0.39], atol=1e-6)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("c3d") / "sound.c3d"
    return write(path, analogs=plate_channels())


@given(share=st.floats(0, 1, exclude_max=True))
def test_truncation_is_refused(sound: Path, tmp_path: Path, share: float) -> None:
    path = tmp_path / "cut.c3d"
    content = sound.read_bytes()
    # The last block of 512 bytes is padded: what is cut there may hold no data.
    path.write_bytes(content[: min(int(share * len(content)), len(content) - 513)])
    with pytest.raises(ReadError, match=r"^cut\.c3d: expected a C3D file"):
        read(path)


@given(changes=st.lists(st.tuples(st.integers(0, 23), st.integers(0, 255)), min_size=1, max_size=4))
def test_damaged_header(sound: Path, tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(sound.read_bytes())
    for place, value in changes:
        damaged[place] = value
    path = tmp_path / "x.c3d"
    path.write_bytes(damaged)
    with contextlib.suppress(ArgumentError):
        read(path)


@given(content=st.binary(max_size=2000))
def test_other_bytes_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.c3d"
    for start in (b"", b"\x02\x50"):
        path.write_bytes(start + content)
        with pytest.raises(ReadError):
            read(path)


@pytest.mark.parametrize("name", [b"SCALE", b"OFFSET", b"USED"])
def test_missing_parameters_are_refused(sound: Path, tmp_path: Path, name: bytes) -> None:
    path = tmp_path / "x.c3d"
    path.write_bytes(sound.read_bytes().replace(name, name.lower()[::-1]))
    with pytest.raises(ReadError):
        read(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        read(tmp_path / "none.c3d")
