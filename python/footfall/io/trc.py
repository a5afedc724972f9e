"""Marker trajectories of OpenSim and motion-capture programs, `.trc`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .._errors import ArgumentError, ReadError
from ..recording import PoseRecording
from ..skeletons import resolve
from ._common import cell, finite, need_frames, rate_of_times, read_text, reading

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from ._common import Hints

EXPECTED = "a TRC file with three header rows, marker names, and rows of frame, time, x, y, z"

# Unit as files spell it: (unit of the recording, factor).
UNITS = {
    **dict.fromkeys(("m", "meter", "meters", "metre", "metres"), ("m", 1.0)),
    **dict.fromkeys(("mm", "millimeter", "millimeters", "millimetre"), ("mm", 1.0)),
    **dict.fromkeys(("cm", "centimeter", "centimeters", "centimetre"), ("mm", 10.0)),
}
_UPPER = ("pelvis", "left_hip", "right_hip", "left_shoulder", "right_shoulder", "head")
_FOOT = tuple(f"{s}_{point}" for s in ("left", "right") for point in ("heel", "toe", "ankle"))


def read(path: Path, hints: Hints) -> PoseRecording:
    """Read marker trajectories of a TRC file.

    The columns are `Frame#`, `Time`, then x, y, z of each marker, between tabs or spaces.
    Empty cells and points at exactly (0, 0, 0) are missing. Centimetres become millimetres.
    The file does not state which axis points up: OpenSim's is +y, and another axis is taken
    when the body (hips, shoulders and head over the feet) stands along it.

    Parameters
    ----------
    path : Path
        The file.
    hints : Hints
        `sampling_rate_hz`, `unit`, `up`, `forward`, `keypoints`, `keypoint_names`, `forces` and
        `name` are used.

    Returns
    -------
    PoseRecording
        Rate and start come from the time column.

    Raises
    ------
    ReadError
        When the file is not a TRC file, is truncated or has no frames.
    """
    for argument in ("person", "coordinates", "image_size_px"):
        hints.refuse(argument, "TRC")
    forces = hints.attached()
    with reading(path, EXPECTED):
        lines = read_text(path, old=True).splitlines()
        header = _header(path, lines)
        names = _names(path, lines[3])
        times, positions = _rows(path, lines[4:], len(names))
        need_frames(path, len(times), EXPECTED, int(header["numframes"]))
        rate = rate_of_times(path, times, EXPECTED, hints.sampling_rate_hz)
        unit, factor = (hints.unit, 1.0) if hints.unit else _unit(path, header.get("units", ""))
        keypoints = hints.names_for(names)
        positions *= factor
        return PoseRecording(
            positions=positions,
            keypoints=keypoints,
            sampling_rate_hz=float(header["datarate"]) if rate is None else rate,
            unit=unit,
            up=hints.up or up_of_body(positions, keypoints) or "+y",
            forward=hints.forward,
            forces=forces,
            start_time_s=float(times[0]),
            name=hints.name_of(path),
        )


def write(recording: PoseRecording, path: Path) -> None:
    """Write positions as a TRC file.

    Parameters
    ----------
    recording : PoseRecording
        Three-dimensional, in metres or millimetres.
    path : Path
        Where to. Missing points become empty cells. TRC has no place for `up`, confidence,
        forces and events.

    Raises
    ------
    ArgumentError
        When the recording is in pixels or two-dimensional.
    """
    frames, keypoints, dimensions = recording.positions.shape
    if dimensions != 3 or recording.unit == "px":
        got = f"{dimensions} in {recording.unit}"
        raise ArgumentError("recording", "three coordinates in m or mm, for TRC", got)
    rate = f"{recording.sampling_rate_hz:.12g}"
    times = recording.start_time_s + np.arange(frames) / recording.sampling_rate_hz
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{path.name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame"
        "\tOrigNumFrames",
        f"{rate}\t{rate}\t{frames}\t{keypoints}\t{recording.unit}\t{rate}\t1\t{frames}",
        "Frame#\tTime\t" + "\t\t\t".join(recording.keypoints) + "\t\t",
        "\t\t" + "\t".join(f"{a}{i + 1}" for i in range(keypoints) for a in "XYZ"),
        "",
    ]
    for frame, (time, points) in enumerate(
        zip(times, recording.positions.reshape(frames, -1), strict=True), 1
    ):
        cells = ("" if np.isnan(value) else repr(float(value)) for value in points)
        lines.append(f"{frame}\t{time:.9f}\t" + "\t".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _header(path: Path, lines: list[str]) -> dict[str, str]:
    """Give the second row's keys, in lower case, with the third row's values."""
    if not lines or not lines[0].startswith("PathFileType"):
        raise ReadError(path.name, EXPECTED, "no 'PathFileType' at its start")
    if len(lines) < 5:
        raise ReadError(path.name, EXPECTED, f"{len(lines)} lines")
    header = dict(zip(lines[1].lower().split(), lines[2].split(), strict=False))
    for key in ("datarate", "numframes"):
        if key not in header:
            raise ReadError(path.name, EXPECTED, f"no {key} in its header")
    return header


def _names(path: Path, line: str) -> list[str]:
    """Give the marker names: one per three columns, or without the columns between."""
    cells = [text.strip() for text in (line.split("\t") if "\t" in line else line.split())]
    if len(cells) < 3 or cells[1].lower() != "time":
        raise ReadError(path.name, EXPECTED, "no row of Frame#, Time and marker names")
    places = [place for place, name in enumerate(cells[2:]) if name]
    if not places:
        raise ReadError(path.name, EXPECTED, "no marker names")
    if all(place % 3 == 0 for place in places):
        spaced = cells[2 : 2 + places[-1] + 1 : 3]
        return [name or f"unnamed_{i + 1}" for i, name in enumerate(spaced)]
    return [cells[2 + place] for place in places]


def _unit(path: Path, text: str) -> tuple[str, float]:
    if text.lower() not in UNITS:
        raise ReadError(path.name, "a TRC file in m, mm or cm", f"units {text!r}")
    return UNITS[text.lower()]


def _rows(
    path: Path, lines: list[str], markers: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give times, shape (T,), and positions, shape (T, K, 3)."""
    width = 2 + 3 * markers
    rows: list[list[float]] = []
    # The first line names the axes (X1, Y1 …); files without it start with numbers at once.
    labels = lines[0].split()
    for line in lines[1 if not labels or labels[0][0].isalpha() else 0 :]:
        if not line.strip():
            continue
        tabs = "\t" in line
        cells = line.rstrip().split("\t") if tabs else line.split()
        # Programs leave out the tabs of missing markers at a row's end, by whole markers.
        if len(cells) > width or (len(cells) - 2) % 3 or (not tabs and len(cells) < width):
            got = f"{len(cells)} cells in row {len(rows) + 1} instead of {width}"
            raise ReadError(path.name, EXPECTED, got)
        rows.append([cell(text) for text in cells] + [np.nan] * (width - len(cells)))
    table = np.array(rows, dtype=np.float64).reshape(-1, width)
    positions = finite(table[:, 2:].reshape(-1, markers, 3))
    positions[(positions == 0).all(axis=2)] = np.nan
    positions[np.isnan(positions).any(axis=2)] = np.nan
    return table[:, 1], positions


def up_of_body(positions: NDArray[np.float64], keypoints: tuple[str, ...]) -> str | None:
    """Give the axis along which the body stands over its feet, or None where it is not seen."""
    points = resolve(keypoints)
    upper = sorted({i for name in _UPPER for i in points.get(name, ())})
    foot = sorted({i for name in _FOOT for i in points.get(name, ())})
    if not upper or not foot:
        return None
    seen = np.isfinite(positions[..., 0])
    frames = seen[:, upper].any(axis=1) & seen[:, foot].any(axis=1)
    if not frames.any():
        return None
    body = positions[frames]
    trunk = np.nanmean(body[:, upper], axis=1) - np.nanmean(body[:, foot], axis=1)
    middle = np.median(trunk, axis=0)
    axis = int(np.argmax(np.abs(middle)))
    return f"{'+' if middle[axis] > 0 else '-'}{'xyz'[axis]}"
