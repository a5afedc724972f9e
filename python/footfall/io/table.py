"""CSV and Parquet tables of keypoints, wide or long, and of inertial sensors."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ReadError
from .._optional import need
from ..recording import PoseRecording
from . import sensor_table
from ._common import (
    SENSOR_HINTS,
    cell,
    finite,
    need_frames,
    rate_of_times,
    read_text,
    reading,
    spread,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from ..imu import ImuRecording
    from ._common import Hints

EXPECTED = (
    "a table with 'time_s' or 'frame' and columns '<keypoint>_x', '<keypoint>_y', "
    "or 'keypoint', 'x', 'y'"
)
# Share by which the rate of the times may differ from the stated one: they are rounded.
RATE_TOLERANCE = 0.01
COMMENTS = ("#", "//")
RATE = re.compile(r"\d+(\.\d+)?(?=\s*Hz)")  # as loggers write it
MOST_PREAMBLE = 40  # lines
STATED = ("sampling_rate_hz", "unit", "up", "forward")
_COLUMN = re.compile(r"(.+)_(x|y|z|confidence)")
_VALUES = ("x", "y", "z", "confidence")

Columns = dict[str, Any]


def read(path: Path, hints: Hints) -> PoseRecording | ImuRecording:
    """Read a CSV or Parquet table.

    Columns of acceleration make it one of inertial sensors, see `sensor_table`; lines before the
    names of columns, as loggers write them, are left out there.

    A wide table has a row per frame: `time_s` or `frame`, then per keypoint `<keypoint>_x`,
    `<keypoint>_y` and, where there are any, `<keypoint>_z` and `<keypoint>_confidence`. A
    long one has a row per frame and keypoint: `time_s` or `frame`, `keypoint`, `x`, `y`, and
    `z`, `confidence`. Lines `# key: value` at the start of a CSV file, or the metadata of a
    Parquet schema, may state `sampling_rate_hz`, `unit`, `up` and `forward`. Empty cells and
    frames left out are missing; other columns are ignored.

    Parameters
    ----------
    path : Path
        The file; the suffix `.parquet` (or `.pq`) tells Parquet.
    hints : Hints
        `sampling_rate_hz`, `unit`, `up`, `forward`, `keypoints`, `keypoint_names`, `forces`,
        `image_size_px` and `name` are used.

    Returns
    -------
    PoseRecording or ImuRecording
        Starts at the first time of the table.

    Raises
    ------
    ReadError
        When the columns are others.
    ArgumentError
        When nothing states the rate, the unit or `up`, or when times are uneven.
    """
    parquet = _is_parquet(path)
    format_name = "Parquet" if parquet else "CSV"
    for argument in ("person", "coordinates"):
        hints.refuse(argument, format_name)
    forces = hints.attached()
    with reading(path, EXPECTED):
        columns, stated = _read_parquet(path) if parquet else _read_csv(path)
        if sensor_table.sensors_in(columns)[0]:
            told = RATE.match(stated.get("Update Rate", ""))
            if told and hints.sampling_rate_hz is None:
                hints = replace(hints, sampling_rate_hz=float(told[0]))
            return sensor_table.recording_of(path, columns, numbers, hints, format_name)
        for argument in SENSOR_HINTS:
            hints.refuse(argument, f"keypoints' {format_name}")
        clock, names, values = _wide(path, columns)
        rate = _rate(path, clock if "time_s" in columns else None, stated, hints)
        rate = hints.need("sampling_rate_hz", rate, format_name)
        start = float(clock[0])
        if "time_s" not in columns:
            frames = _frames(path, clock)
            start, values = float(frames[0] / rate), spread(frames, values, path, EXPECTED)
        confidence = values[..., 3]
        return PoseRecording(
            positions=hints.pixels(
                np.ascontiguousarray(values[..., : 3 if _has_z(columns) else 2])
            ),
            keypoints=hints.names_for(names),
            sampling_rate_hz=rate,
            unit=hints.need("unit", stated.get("unit"), format_name),
            up=hints.need("up", stated.get("up"), format_name),
            forward=hints.forward or stated.get("forward"),
            confidence=None if np.isnan(confidence).all() else np.ascontiguousarray(confidence),
            forces=forces,
            start_time_s=start,
            name=hints.name_of(path),
        )


def write(recording: PoseRecording, path: Path) -> None:
    """Write a wide table, CSV or, by the suffix, Parquet.

    Parameters
    ----------
    recording : PoseRecording
        What to write; forces and events have no place in the table.
    path : Path
        Where to. Columns are `time_s`, then `<keypoint>_x`, `_y`, `_z`, `_confidence`; rate,
        unit, `up` and `forward` are stated as `# key: value` or as metadata of the schema.

    Raises
    ------
    MissingExtraError
        When Parquet is asked for and pyarrow is not installed.
    """
    times = recording.start_time_s + np.arange(recording.n_frames) / recording.sampling_rate_hz
    columns: Columns = {"time_s": times}
    for place, name in enumerate(recording.keypoints):
        for axis in range(recording.positions.shape[2]):
            columns[f"{name}_{'xyz'[axis]}"] = recording.positions[:, place, axis]
        if recording.confidence is not None:
            columns[f"{name}_confidence"] = recording.confidence[:, place]
    stated = {key: str(getattr(recording, key)) for key in STATED if getattr(recording, key)}
    if _is_parquet(path):
        table = need("pyarrow").table(columns).replace_schema_metadata(stated)
        need("pyarrow.parquet").write_table(table, path)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {key}: {value}\n" for key, value in stated.items())
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(columns)
        for row in zip(*(column.tolist() for column in columns.values()), strict=True):
            rows.writerow("" if value != value else value for value in row)  # noqa: PLR0124


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")


def _read_parquet(path: Path) -> tuple[Columns, dict[str, str]]:
    parquet = need("pyarrow.parquet")
    with path.open("rb") as file:
        table = parquet.ParquetFile(file).read()
    stored = table.schema.metadata or {}
    stated = {key.decode(): value.decode() for key, value in stored.items() if key != b"pandas"}
    columns: Columns = {}
    for name in table.column_names:
        column = table.column(name)
        # Names may be stored as a dictionary, which NumPy has no type for.
        array = column.to_numpy() if not hasattr(column.type, "value_type") else None
        if array is None or array.dtype.kind == "O":
            columns[name] = ["" if v is None else str(v) for v in column.to_pylist()]
        else:
            columns[name] = array
    return columns, stated


def _read_csv(path: Path) -> tuple[Columns, dict[str, str]]:
    """Give columns as text, and what the comment lines state."""
    lines = [line for line in read_text(path).splitlines() if line.strip()]
    stated = {}
    for line in lines:
        if not line.startswith(COMMENTS):
            break
        key, _, value = line.lstrip("#/ ").partition(":")
        stated[key.strip()] = value.strip()
    body = _from_header([line for line in lines if not line.startswith(COMMENTS)])
    if not body:
        raise ReadError(path.name, EXPECTED, "no rows")
    rows = list(csv.reader(body, delimiter=_delimiter(body[0]), strict=True))
    header = [name.strip() for name in rows[0]]
    for number, row in enumerate(rows[1:], 1):
        if len(row) != len(header):
            got = f"{len(row)} cells in row {number} under {len(header)} names"
            raise ReadError(path.name, EXPECTED, got)
    return {name: [row[i] for row in rows[1:]] for i, name in enumerate(header)}, stated


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _from_header(lines: list[str]) -> list[str]:
    """Leave out what loggers write before the names of their columns."""
    for place, line in enumerate(lines[:MOST_PREAMBLE]):
        if sensor_table.sensors_in(dict.fromkeys(line.split(_delimiter(line))))[0]:
            return lines[place:]
    return lines


def numbers(column: Any) -> NDArray[Any]:
    """Give a column as float32 or float64; text is parsed, empty cells are missing."""
    if isinstance(column, list):
        return np.array([cell(text) for text in column], dtype=np.float64)
    return np.asarray(column, dtype=np.float32 if column.dtype == np.float32 else np.float64)


def _has_z(columns: Mapping[str, Any]) -> bool:
    return "z" in columns or any(name.endswith("_z") for name in columns)


def _wide(path: Path, columns: Columns) -> tuple[NDArray[np.float64], list[str], NDArray[Any]]:
    """Give time or frame numbers, names, and x, y, z, confidence, shape (T, K, 4)."""
    clock_name = next((name for name in ("time_s", "frame") if name in columns), None)
    if clock_name is None:
        raise ReadError(path.name, EXPECTED, "columns " + ", ".join([*columns][:6]))
    clock = numbers(columns[clock_name]).astype(np.float64)
    need_frames(path, len(clock), EXPECTED)
    if not np.isfinite(clock).all():
        raise ReadError(path.name, EXPECTED, f"{clock_name} that is not a number")
    if {"keypoint", "x", "y"} <= set(columns):
        return _from_long(path, clock, columns)
    found: dict[str, dict[str, NDArray[Any]]] = {}
    for name, column in columns.items():
        parts = _COLUMN.fullmatch(name)
        if parts:
            found.setdefault(parts[1], {})[parts[2]] = numbers(column)
    names = [name for name, parts in found.items() if {"x", "y"} <= set(parts)]
    if not names:
        raise ReadError(path.name, EXPECTED, "columns " + ", ".join([*columns][:6]))
    dtype = np.result_type(*(found[name]["x"] for name in names))
    values = np.full((len(clock), len(names), 4), np.nan, dtype=dtype)
    for place, name in enumerate(names):
        for key, column in found[name].items():
            values[:, place, _VALUES.index(key)] = column
    return clock, names, finite(values)


def _from_long(
    path: Path, clock: NDArray[np.float64], columns: Columns
) -> tuple[NDArray[np.float64], list[str], NDArray[Any]]:
    names = [str(name).strip() for name in columns["keypoint"]]
    order = list(dict.fromkeys(names))
    places = {name: place for place, name in enumerate(order)}
    moments, frame = np.unique(clock, return_inverse=True)
    keypoint = np.array([places[name] for name in names], dtype=np.int64)
    if len(np.unique(frame * len(order) + keypoint)) != len(names):
        raise ReadError(path.name, EXPECTED, "two rows for one keypoint of one frame")
    x = numbers(columns["x"])
    values = np.full((len(moments), len(order), 4), np.nan, dtype=x.dtype)
    for number, key in enumerate(_VALUES):
        if key in columns:
            values[frame, keypoint, number] = numbers(columns[key])
    return moments, order, finite(values)


def _rate(
    path: Path, times: NDArray[np.float64] | None, stated: Mapping[str, str], hints: Hints
) -> float | None:
    """Give the rate: hinted, else stated, else of the times."""
    measured = None
    if times is not None:
        measured = rate_of_times(path, times, EXPECTED, hints.sampling_rate_hz)
    if hints.sampling_rate_hz is not None or "sampling_rate_hz" not in stated:
        return measured
    text = stated["sampling_rate_hz"]
    rate = cell(text)
    if not 0 < rate < float("inf"):
        raise ReadError(path.name, "a stated sampling_rate_hz > 0", text)
    if measured is not None and abs(measured - rate) > RATE_TOLERANCE * rate:
        expected = f"times of the stated sampling_rate_hz, {text}"
        raise ReadError(path.name, expected, f"times of {measured:g}")
    return rate


def _frames(path: Path, clock: NDArray[np.float64]) -> NDArray[np.int64]:
    frames = clock.astype(np.int64)
    if (frames != clock).any() or (np.diff(frames) <= 0).any():
        raise ReadError(path.name, EXPECTED, "frames that are not rising whole numbers")
    return frames
