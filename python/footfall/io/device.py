"""Files of wrist and back-worn loggers: Axivity CWA, GENEActiv BIN, ActiGraph GT3X.

The bytes are read by the library actfast; here its columns become sensors.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ReadError
from .._optional import need
from . import sensor_table
from ._common import reading
from .sensor_pieces import LONGEST_JUMP_S, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from ..imu import ImuRecording
    from ._common import Hints

EXPECTED = "a CWA, GENEActiv or GT3X file with acceleration"
NS_PER_S = 1e9
SIGNALS = {"acceleration": ("acc", "g"), "gyroscope": ("gyr", "dps")}
Columns = dict[str, "NDArray[Any]"]


def read(path: Path, hints: Hints) -> ImuRecording:
    """Read the sensor of one logger; gaps are missing samples."""
    columns, notes = _columns(path, hints)
    recording = sensor_table.recording_of(path, columns, np.asarray, hints, _format(path))
    return replace(recording, notes=(*recording.notes, *notes))


def device_pieces(path: Path, hints: Hints, piece_s: float) -> Iterator[ImuRecording]:
    """Cut what a logger recorded into pieces; they end where its clock jumps."""
    columns, notes = _columns(path, hints)
    times = columns["time_s"]
    edges = np.searchsorted(times, np.arange(times[0], times[-1] + piece_s, piece_s))
    jumps = np.flatnonzero(np.diff(times) > LONGEST_JUMP_S) + 1
    cuts = np.unique(np.concatenate([edges, jumps, [len(times)]]))
    rate_hz = hints.sampling_rate_hz
    for first, last in itertools.pairwise(cuts.tolist()):
        part = {name: column[first:last] for name, column in columns.items()}
        for piece in parts_of(path, part, hints, rate_hz, np.asarray, _format(path)):
            rate_hz = piece.sampling_rate_hz
            yield replace(piece, notes=(*piece.notes, *notes))


def _format(path: Path) -> str:
    return path.suffix.removeprefix(".").upper()


def _columns(path: Path, hints: Hints) -> tuple[Columns, tuple[str, ...]]:
    """Time and axes as a table of sensors has them, and what is to be told about the file."""
    for argument in ("acceleration", "angular_velocity"):
        hints.refuse(argument, _format(path))
    actfast = need("actfast")
    with reading(path, EXPECTED):
        if path.stat().st_size == 0:
            raise ReadError(path.name, EXPECTED, "nothing")
        found = actfast.read(str(path), lenient=True)
    series = next((s for s in found["timeseries"].values() if "acceleration" in s), None)
    if series is None or len(series["datetime"]) == 0:
        raise ReadError(path.name, EXPECTED, found["format"])
    times = series["datetime"] / NS_PER_S
    # Where one block ends later than the next one starts, the later samples of the two stay out.
    kept = np.append(True, times[1:] > np.maximum.accumulate(times)[:-1])
    columns = {"time_s": times[kept]}
    for signal, (name, unit) in SIGNALS.items():
        for k, axis in enumerate("xyz"):
            if signal in series:
                columns[f"{name}_{axis} ({unit})"] = series[signal][kept, k]
    return columns, tuple(f"{path.name}: {warning}" for warning in found["warnings"])
