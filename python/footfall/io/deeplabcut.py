"""DeepLabCut's tables of keypoints, CSV and HDF5, of one animal or of several."""

from __future__ import annotations

import csv
import io
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ReadError
from .._optional import need
from ._common import cell, finite, is_hdf, need_frames, read_text, reading
from ._people import People, recording_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from ..recording import PoseRecording
    from ._common import Hints

EXPECTED = "a DeepLabCut table: a row per frame, columns by scorer, body part and coordinate"
COORDINATES = ("x", "y", "likelihood")
HEADER = ("scorer", "individuals", "bodyparts", "coords")

Columns = list[tuple[str, ...]]


def read(path: Path, hints: Hints) -> PoseRecording:
    """Read one individual of DeepLabCut's predictions.

    A CSV file has the header rows `scorer`, (`individuals`,) `bodyparts` and `coords`, then a
    row per frame, its number first. An HDF5 file is the same table as pandas stores it, as a
    table or in the fixed format. Body parts are names of the user's own: `keypoint_names`
    says what they stand for where they are none of the common spellings.

    Parameters
    ----------
    path : Path
        CSV or HDF5 file; the latter needs h5py.
    hints : Hints
        `sampling_rate_hz` is needed; `person` (the individual), `keypoints`, `keypoint_names`,
        `image_size_px`, `up`, `forward` and `name` are used.

    Returns
    -------
    PoseRecording
        In pixels, `up` is -y; likelihood is the confidence.

    Raises
    ------
    ReadError
        When the file is no such table.
    ArgumentError
        When the rate is missing, or there is no such individual.
    MissingExtraError
        When h5py is needed and not installed.
    """
    hints.of_image("DeepLabCut")
    with reading(path, EXPECTED):
        frames, columns, values = _read_hdf(path) if is_hdf(path) else _read_csv(path)
        rate: float = hints.need("sampling_rate_hz", None, "DeepLabCut")
        people = _people(path, frames, columns, values)
        return recording_of(path, people, hints, EXPECTED, rate=rate)


def _read_csv(path: Path) -> tuple[NDArray[np.float64], Columns, NDArray[np.float64]]:
    rows = [row for row in csv.reader(io.StringIO(read_text(path)), strict=True) if row]
    head = {row[0]: row[1:] for row in rows[:4] if row[0] in HEADER}
    if not {"scorer", "bodyparts", "coords"} <= set(head):
        raise ReadError(path.name, EXPECTED, "no rows scorer, bodyparts, coords")
    body = rows[len(head) :]
    need_frames(path, len(body), EXPECTED)
    width = len(head["coords"]) + 1
    for number, row in enumerate(body, 1):
        if len(row) != width:
            raise ReadError(path.name, EXPECTED, f"{len(row)} cells in frame {number} of {width}")
    if not body[0][0].strip().replace(".", "").isdigit():
        raise ReadError(path.name, EXPECTED, f"a first column {body[0][0]!r} that is no frame")
    columns = list(zip(*(head[name] for name in HEADER if name in head), strict=True))
    values = np.array([[cell(text) for text in row] for row in body], dtype=np.float64)
    return values[:, 0], columns, values[:, 1:]


class _PlainPickle(pickle.Unpickler):
    """Reads lists of text; refuses all that could run code."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"an object of {module}.{name} among the column names")


def _read_hdf(path: Path) -> tuple[NDArray[np.float64], Columns, NDArray[np.float64]]:
    with need("h5py").File(path) as file:
        groups = [group for group in file.values() if "pandas_type" in group.attrs]
        if not groups:
            raise ReadError(path.name, EXPECTED, "HDF5 of " + (", ".join(file) or "nothing"))
        group = groups[0]
        if "table" in group:
            return _pandas_table(group["table"])
        return _pandas_fixed(group)


def _pandas_table(table: Any) -> tuple[NDArray[np.float64], Columns, NDArray[np.float64]]:
    """Give index, column names and values of a frame that pandas stored as a table."""
    rows = table[()]
    columns: Columns = []
    blocks = []
    for name in rows.dtype.names:
        if name.startswith("values_block_"):
            kept = io.BytesIO(bytes(table.attrs[f"{name}_kind"]))
            # pandas keeps the column names of a block as a pickle beside it.
            columns += [tuple(str(part) for part in column) for column in _PlainPickle(kept).load()]
            blocks.append(np.asarray(rows[name], dtype=np.float64).reshape(len(rows), -1))
    return np.asarray(rows["index"], dtype=np.float64), columns, np.concatenate(blocks, axis=1)


def _pandas_fixed(group: Any) -> tuple[NDArray[np.float64], Columns, NDArray[np.float64]]:
    """Give index, column names and values of a frame in pandas' fixed format."""
    columns: Columns = []
    blocks = []
    for block in range(int(group.attrs["nblocks"])):
        levels = int(group.attrs["axis0_nlevels"])
        parts = []
        for level in range(levels):
            words = [_text(word) for word in group[f"block{block}_items_level{level}"][()]]
            parts.append([words[i] for i in group[f"block{block}_items_label{level}"][()]])
        columns += list(zip(*parts, strict=True))
        blocks.append(np.asarray(group[f"block{block}_values"][()], dtype=np.float64))
    return np.asarray(group["axis1"][()], dtype=np.float64), columns, np.concatenate(blocks, axis=1)


def _text(word: Any) -> str:
    return word.decode() if isinstance(word, bytes) else str(word)


def _people(
    path: Path, frames: NDArray[np.float64], columns: Columns, values: NDArray[np.float64]
) -> People:
    """Give the individuals of a table, whose columns have 3 or 4 levels of names."""
    need_frames(path, len(frames), EXPECTED)
    numbers = frames.astype(np.int64)
    if (numbers != frames).any() or (np.diff(numbers) <= 0).any():
        raise ReadError(path.name, EXPECTED, "frames that are not rising whole numbers")
    if len(columns) != values.shape[1] or len({len(column) for column in columns}) != 1:
        raise ReadError(path.name, EXPECTED, f"{len(columns)} names of {values.shape[1]} columns")
    keys = [(c[-3] if len(c) == 4 else "", c[-2], c[-1]) for c in columns]
    if len(set(keys)) < len(keys) or len(columns[0]) not in (3, 4):
        raise ReadError(path.name, EXPECTED, "columns of one name")
    individuals = list(dict.fromkeys(key[0] for key in keys))
    # Body parts that belong to nobody, such as corners of the room.
    individuals = [name for name in individuals if name != "single"] or individuals
    names = tuple(dict.fromkeys(part for who, part, _ in keys if who in individuals))
    points = np.full((len(frames), len(individuals), len(names), 3), np.nan)
    for column, (who, part, coordinate) in enumerate(keys):
        if who in individuals and coordinate in COORDINATES:
            place = (individuals.index(who), names.index(part), COORDINATES.index(coordinate))
            points[:, *place] = values[:, column]
    if not np.isfinite(points[..., :2]).any():
        raise ReadError(path.name, EXPECTED, "no positions")
    labels = [name or "0" for name in individuals]
    return People(
        names=names,
        numbers=numbers,
        points=list(finite(points)),
        ids=[labels for _ in range(len(frames))],
    )
