"""C3D files: what is written by another library must come back, and damage must be refused."""

from __future__ import annotations

import contextlib
import csv
import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import butter, sosfiltfilt

from footfall._errors import ArgumentError, ReadError
from footfall.io import c3d
from footfall.io._common import Hints

if TYPE_CHECKING:
    from pathlib import Path

    from footfall.recording import ForceRecording, PoseRecording

ezc3d = pytest.importorskip("ezc3d")

RATE, ANALOG_RATE, N = 100.0, 1000.0, 40
HEIGHTS = {"LHEE": 50, "RHEE": 50, "LASI": 950, "RASI": 950, "C7": 1500}
# Corner 1 lies at +x +y of the plate, corner 2 at -x +y; its z points down.
CORNERS = np.array([[400, 0, 0], [0, 0, 0], [0, 600, 0], [400, 600, 0]], dtype=float)
LOAD, CENTER = np.array([30.0, -20.0, 700.0]), np.array([250.0, 150.0, 0.0])
DEPTH = 40.0  # of the sensor under the surface


def markers(up: int = 2, scale: float = 1.0) -> Any:
    """Points (4, K, N) of somebody who stands with two markers walking along."""
    points = np.ones((4, len(HEIGHTS), N))
    horizontal = [axis for axis in range(3) if axis != up]
    for k, height in enumerate(HEIGHTS.values()):
        points[up, k] = height
        points[horizontal[0], k] = 100.0 * k + 3.0 * np.arange(N)
        points[horizontal[1], k] = 200.0 - 10.0 * k
    points[:3] *= scale
    return points


def plate_channels(kind: int = 2) -> Any:
    """Channels (C, samples) of a plate under LOAD at CENTER, as the plate reports the action."""
    x = (CORNERS[0] + CORNERS[3] - CORNERS[1] - CORNERS[2]) / 2
    y = (CORNERS[0] + CORNERS[1] - CORNERS[2] - CORNERS[3]) / 2
    axes = np.stack([x / np.linalg.norm(x), y / np.linalg.norm(y), [0, 0, -1]])
    np.testing.assert_allclose(np.cross(axes[0], axes[1]), axes[2])
    force = axes @ -LOAD
    lever = axes @ (CENTER - CORNERS.mean(axis=0)) + [0, 0, -DEPTH]
    moment = np.cross(lever, force)
    shape = np.concatenate([np.zeros(100), np.ones(200), np.zeros(100)])
    if kind == 3:
        a, b = 120.0, 200.0
        z1 = np.linalg.solve(
            [[1, 1, 1, 1], [b, b, -b, -b], [-a, a, a, -a], [1, -1, 1, -1]],
            [force[2], *moment[:2], 0.0],
        )
        values = [force[0], 0.0, force[1], 0.0, *z1]
    elif kind == 1:
        local = axes @ (CENTER - CORNERS.mean(axis=0))
        values = [*force, local[0], local[1], 0.0]
    else:
        values = [*force, *moment]
    return np.outer(values, shape)


def write(path: Path, **changes: Any) -> Path:
    """Write a file with ezc3d: markers, and a plate where `analogs` are given."""
    file = ezc3d.c3d()
    parameters = file["parameters"]
    points = changes.get("points", markers())
    parameters["POINT"]["RATE"]["value"] = [RATE]
    parameters["POINT"]["LABELS"]["value"] = changes.get("labels", list(HEIGHTS))
    parameters["POINT"]["UNITS"]["value"] = [changes.get("unit", "mm")]
    file["data"]["points"] = points
    if "residuals" in changes:
        file["data"]["meta_points"]["residuals"] = changes["residuals"]
    analogs = changes.get("analogs")
    if analogs is not None:
        parameters["ANALOG"]["RATE"]["value"] = [ANALOG_RATE]
        parameters["ANALOG"]["LABELS"]["value"] = [f"c{i}" for i in range(len(analogs))]
        units = changes.get("units", ["N", "N", "N", "Nmm", "Nmm", "Nmm"])
        parameters["ANALOG"]["UNITS"]["value"] = units
        file["data"]["analogs"] = analogs[None]
        kind = changes.get("kind", 2)
        origin = {3: [120.0, 200.0, -DEPTH]}.get(kind, [0.0, 0.0, changes.get("depth", -DEPTH)])
        for name, value in {
            "USED": [1],
            "TYPE": [kind],
            "CHANNEL": np.arange(1.0, len(analogs) + 1)[:, None],
            "CORNERS": changes.get("corners", CORNERS).T[..., None],
            "ORIGIN": np.array(origin)[:, None],
            "CAL_MATRIX": changes.get("matrix", np.eye(6))[..., None],
        }.items():
            file.add_parameter("FORCE_PLATFORM", name, value)
    for (group, name), value in changes.get("parameters", {}).items():
        file.add_parameter(group, name, value)
    file.write(str(path))
    return path


def read(path: Path, **hints: Any) -> PoseRecording:
    return c3d.read(path, Hints(**hints))


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


def assert_load(forces: ForceRecording | None) -> None:
    """The plate must show the load that it was made from, as the reaction on the person."""
    assert forces is not None
    assert (forces.sampling_rate_hz, forces.forces_n.shape) == (ANALOG_RATE, (10 * N, 1, 3))
    assert forces.centers_of_pressure is not None
    loaded = slice(100, 300)
    np.testing.assert_allclose(
        forces.forces_n[loaded, 0], np.tile(LOAD, (200, 1)), rtol=1e-5, atol=1e-3
    )
    np.testing.assert_allclose(
        forces.centers_of_pressure[loaded, 0], np.tile(CENTER, (200, 1)), atol=0.05
    )
    assert not forces.forces_n[:100].any()
    assert np.isnan(forces.centers_of_pressure[:100]).all()
    assert forces.corners is not None
    np.testing.assert_allclose(forces.corners[0], CORNERS)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("depth", [DEPTH, -DEPTH])
def test_plate_of_type_2(tmp_path: Path, sign: float, depth: float) -> None:
    path = write(tmp_path / "x.c3d", analogs=sign * plate_channels(), depth=depth)
    assert_load(read(path).forces)


def test_plate_of_type_1(tmp_path: Path) -> None:
    units = ["N", "N", "N", "mm", "mm", "Nmm"]
    path = write(tmp_path / "x.c3d", analogs=plate_channels(1), kind=1, units=units)
    assert_load(read(path).forces)


def test_plate_of_type_3(tmp_path: Path) -> None:
    path = write(tmp_path / "x.c3d", analogs=plate_channels(3), kind=3, units=["N"] * 8)
    forces = read(path).forces
    assert_load(forces)


def test_plate_of_type_4(tmp_path: Path) -> None:
    matrix = np.diag([500.0, 500, 1000, 8e5, 2e5, 4e5])
    matrix[0, 4] = 3.0
    raw = np.linalg.solve(matrix, plate_channels())
    path = write(tmp_path / "x.c3d", analogs=raw, kind=4, matrix=matrix, units=["V"] * 6)
    assert_load(read(path).forces)


def test_kilonewtons_and_newton_metres(tmp_path: Path) -> None:
    analogs = plate_channels() * 1e-3
    units = ["kN"] * 3 + ["Nm"] * 3
    assert_load(read(write(tmp_path / "x.c3d", analogs=analogs, units=units)).forces)


def test_lengths_of_plates_follow_the_points(tmp_path: Path) -> None:
    path = write(
        tmp_path / "x.c3d",
        points=markers(scale=0.1),
        unit="cm",
        analogs=plate_channels(),
        corners=CORNERS / 10,
        depth=-DEPTH / 10,
    )
    assert_load(read(path).forces)


def test_plates_that_cannot_be_used_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "x.c3d"
    assert read(write(path, analogs=np.zeros((6, 400)))).forces is None
    assert read(write(path, analogs=plate_channels(), kind=9)).forces is None
    assert read(write(path, analogs=plate_channels(), corners=CORNERS * 0)).forces is None
    beyond = {("FORCE_PLATFORM", "CHANNEL"): np.arange(4.0, 10)[:, None]}
    assert read(write(path, analogs=plate_channels(), parameters=beyond)).forces is None


def test_load_along_another_axis(tmp_path: Path) -> None:
    path = write(tmp_path / "x.c3d", points=markers(up=1), analogs=plate_channels())
    assert read(path).up == "+y"
    assert read(path).forces is None
    with pytest.raises(ArgumentError, match=r"^up:"):
        read(path, up="+y")


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


def test_samples_of_many_makers(shared_data: Path) -> None:
    files = sorted((shared_data / "c3d_format_zoo").glob("*/*.[cC]3[dD]"))
    assert files
    refused = {}
    for path in files:
        try:
            assert read(path).forces is not None
        except ReadError as error:
            refused[path.name] = error.got
    assert set(refused) == {"Eb015si.c3d", "Eb015sr.c3d"}
    assert all("big-endian" in got for got in refused.values())


def test_number_formats_agree(shared_data: Path) -> None:
    folder = shared_data / "c3d_format_zoo" / "sample01"
    recordings = [read(folder / f"Eb015{kind}.c3d") for kind in ("pi", "pr", "vi", "vr")]
    for one, other in itertools.pairwise(recordings):
        np.testing.assert_allclose(one.positions, other.positions, atol=0.1)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


def walks(shared_data: Path) -> list[Path]:
    files = sorted((shared_data / "mocap_c3d_forceplate").glob("*.c3d"))
    assert files
    return files


def test_recorded_walks(shared_data: Path) -> None:
    for path in walks(shared_data):
        recording = read(path)
        upright = "+y" if path.name.startswith(("fukuchi", "pd_")) else "+z"
        assert (recording.up, recording.unit) == (upright, "mm"), path.name
        assert {"left_heel", "right_heel"} <= set(recording.keypoints), path.name
        assert recording.forces is not None, path.name


def test_recorded_events(shared_data: Path) -> None:
    for path in walks(shared_data):
        events = read(path).stored_events
        stored = rows(path.with_suffix(".file_events.csv"))
        times = [float(row["time_s_from_first_sample"]) for row in stored]
        assert (events is None) == (not times), path.name
        if events is not None and not path.name.startswith("btk_PiG_Motion-FlatFoot"):
            gaps = np.abs(events.time_s[:, None] - times).min(axis=1)
            assert gaps.max() < 1e-3, path.name


def test_recorded_contacts(shared_data: Path) -> None:
    for path in walks(shared_data):
        recording = read(path)
        forces = recording.forces
        assert forces is not None
        vertical = forces.vertical_n()
        vertical = vertical - [np.median(v[v <= np.percentile(v, 30)]) for v in vertical.T]
        low_pass = butter(2, 30, fs=forces.sampling_rate_hz, output="sos")
        loaded = sosfiltfilt(low_pass, vertical, axis=0) > 20
        assert 200 < vertical.max() < 2500
        late, right_foot = [], []
        for row in rows(path.with_suffix(".fp_events.csv")):
            time, plate = float(row["time_s_from_first_sample"]), int(row["plate"])
            turn = 1 if row["event"] == "IC" else -1
            seen = np.flatnonzero(np.diff(loaded[:, plate].astype(int)) == turn)
            late.append(np.abs(seen / forces.sampling_rate_hz - time).min())
            inside = time + turn * 0.15
            right_foot.append(nearest_foot(recording, plate, inside) == row["side"])
        assert np.median(late or [0]) < 0.005, path.name
        assert np.percentile(late or [0], 90) < 0.015, path.name
        assert np.mean(right_foot or [1]) > 0.95, path.name


def nearest_foot(recording: PoseRecording, plate: int, time: float) -> str | None:
    """Say which foot's marker is nearest to the centre of pressure, None beyond 200 mm."""
    forces = recording.forces
    assert forces is not None
    assert forces.centers_of_pressure is not None
    center = forces.centers_of_pressure[round(time * forces.sampling_rate_hz), plate]
    frame = recording.positions[round(time * recording.sampling_rate_hz)]
    level = [axis for axis in range(3) if axis != "xyz".index(recording.up[1])]
    distance = {}
    for letter, name in (("L", "left"), ("R", "right")):
        parts = [f"{name}_{part}" for part in ("heel", "toe", "ankle", "first_metatarsal")]
        places = [recording.keypoints.index(part) for part in parts if part in recording.keypoints]
        distance[letter] = np.nanmin(np.linalg.norm((frame[places] - center)[:, level], axis=1))
    nearest = min(distance, key=lambda letter: distance[letter])
    return nearest if distance[nearest] < 200 else None
