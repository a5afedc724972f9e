"""Long recordings of sensors, read piece by piece."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ReadError
from .._optional import need
from . import sensor_table
from ._common import Hints, reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from ..imu import ImuRecording

LONGEST_JUMP_S = 60.0  # longer ones are not filled with missing samples
ROWS = 65_536  # that are read at a time
BUFFER_BYTES = 1 << 20


def parquet_pieces(
    path: Path, hints: Hints, piece_s: float, numbers: Callable[[Any], NDArray[Any]]
) -> Iterator[ImuRecording]:
    """Read a Parquet table; pieces end where the clock jumps."""
    rate_hz = hints.sampling_rate_hz
    rows = ROWS
    with reading(path, sensor_table.EXPECTED), path.open("rb") as file:
        parquet = need("pyarrow.parquet")
        table = parquet.ParquetFile(file, pre_buffer=False, buffer_size=BUFFER_BYTES)
        waiting: dict[str, list[NDArray[Any]]] = {}
        n_waiting = 0
        wanted = [name for name in table.schema_arrow.names if sensor_table.is_used(name)]
        if not sensor_table.sensors_in(dict.fromkeys(wanted))[0]:
            raise ReadError(path.name, sensor_table.EXPECTED, ", ".join(table.schema_arrow.names))
        for batch in _batches(table, wanted):
            for name in wanted:
                column = batch.column(name).to_numpy(zero_copy_only=False)
                waiting.setdefault(name, []).append(column)
            n_waiting += batch.num_rows
            if n_waiting < rows:
                continue
            for piece in parts_of(path, _joined(waiting), hints, rate_hz, numbers, "Parquet"):
                rate_hz = piece.sampling_rate_hz
                rows = max(ROWS, round(piece_s * rate_hz))
                yield piece
            waiting, n_waiting = {}, 0
        if n_waiting:
            yield from parts_of(path, _joined(waiting), hints, rate_hz, numbers, "Parquet")


def _batches(table: Any, columns: list[str]) -> Iterator[Any]:
    """Read row group by row group: across them the reader keeps what it has read."""
    for group in range(table.num_row_groups):
        yield from table.iter_batches(batch_size=ROWS, row_groups=[group], columns=columns)


def _joined(waiting: dict[str, list[NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    return {name: np.concatenate(parts) for name, parts in waiting.items()}


def parts_of(
    path: Path,
    columns: dict[str, NDArray[Any]],
    hints: Hints,
    rate_hz: float | None,
    numbers: Callable[[Any], NDArray[Any]],
    format_name: str,
) -> Iterator[ImuRecording]:
    """Make recordings of columns, a new one where the clock jumps."""
    n = len(next(iter(columns.values())))
    cuts = [0, *sensor_table.jumps(path, columns, numbers, LONGEST_JUMP_S), n]
    told = Hints(
        sampling_rate_hz=rate_hz,
        site=hints.site,
        acceleration=hints.acceleration,
        angular_velocity=hints.angular_velocity,
        name=hints.name,
    )
    for first, last in itertools.pairwise(cuts):
        if last - first > 1:  # a single sample has no rate
            part = {name: column[first:last] for name, column in columns.items()}
            yield sensor_table.recording_of(path, part, numbers, told, format_name)
