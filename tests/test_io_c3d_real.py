"""C3D files of many makers and laboratories: points, events and plates."""

from __future__ import annotations

import csv
import itertools
from typing import TYPE_CHECKING

import numpy as np
from scipy.signal import butter, sosfiltfilt

from footfall._errors import ReadError

from .c3d_samples import read

if TYPE_CHECKING:
    from pathlib import Path

    from footfall.recording import PoseRecording


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
