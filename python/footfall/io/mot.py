"""OpenSim tables of ground reaction forces, `.mot` and `.sto`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ReadError
from ..recording import ForceRecording
from ._common import finite, need_frames, rate_of_times, read_text, reading

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from ._common import Hints

EXPECTED = "an OpenSim table (.mot, .sto) with a header to 'endheader' and a time column"
EXPECTED_FORCES = "ground reaction forces in columns like 'ground_force_vx'"

# Column of a force (v) or its centre of pressure (p): whatever stands before and after.
_COLUMN = re.compile(r"(?P<head>.*?)_?(?P<kind>[vp])(?P<axis>[xyz])(?P<tail>(_.*)?)", re.IGNORECASE)
_WORDS = re.compile(r"[\W_\d]+")
_SIDES = {"l": "left", "left": "left", "r": "right", "right": "right"}

USELESS = (
    *("forward", "keypoints", "keypoint_names", "forces", "person", "coordinates"),
    "image_size_px",
)


def read(path: Path, hints: Hints) -> ForceRecording:
    """Read forces of a MOT or STO file.

    Three columns that differ by `vx`, `vy`, `vz` make a plate, whatever stands before and
    after (`ground_force_vx`, `1_ground_force_vx`, `R_ground_force_vx`, `ground_force_r_vx`);
    `px`, `py`, `pz` of the same scheme are its centre of pressure in metres. A word `l`, `r`,
    `left` or `right` in the name is the foot it belongs to. Axes are OpenSim's, y up.

    Parameters
    ----------
    path : Path
        The file.
    hints : Hints
        `sampling_rate_hz`, `up`, `unit` and `name` are used.

    Returns
    -------
    ForceRecording
        Newton; start and rate come from the time column.

    Raises
    ------
    ReadError
        When the file is not such a table or has no forces.
    """
    for argument in USELESS:
        hints.refuse(argument, "MOT")
    with reading(path, EXPECTED):
        names, table = _table(path, read_text(path, old=True).splitlines())
        plates = _plates(names)
        if not plates:
            raise ReadError(path.name, EXPECTED_FORCES, f"columns {', '.join(names[:4])} …")
        times = table[:, [name.lower() for name in names].index("time")]
        rate = rate_of_times(path, times, EXPECTED, hints.sampling_rate_hz)
        return ForceRecording(
            forces_n=_stack(table, [plate["v"] for plate in plates]),
            sampling_rate_hz=hints.need("sampling_rate_hz", rate, "MOT"),
            up=hints.up or "+y",
            sides=tuple(_side(plate["name"]) for plate in plates),
            centers_of_pressure=_stack(table, [plate["p"] for plate in plates]),
            unit=hints.unit or "m",
            start_time_s=float(times[0]),
            name=hints.name_of(path),
        )


def _table(path: Path, lines: list[str]) -> tuple[list[str], NDArray[np.float64]]:
    """Give column names and numbers of what follows the header."""
    ends = (i for i, line in enumerate(lines) if line.strip().lower() == "endheader")
    end = next(ends, None)
    if end is None:
        raise ReadError(path.name, EXPECTED, "no line 'endheader'")
    rows = [line.split() for line in lines[end + 1 :] if line.strip()]
    names = rows[0] if rows else []
    if "time" not in [name.lower() for name in names]:
        raise ReadError(path.name, EXPECTED, "no column 'time'")
    # The header's number of rows is not checked: files cut to a trial often keep the old one.
    need_frames(path, len(rows) - 1, EXPECTED)
    for number, row in enumerate(rows[1:], 1):
        if len(row) != len(names):
            got = f"{len(row)} cells in row {number} under {len(names)} names"
            raise ReadError(path.name, EXPECTED, got)
    return names, np.array(rows[1:], dtype=np.float64)


def _plates(names: list[str]) -> list[dict[str, Any]]:
    """Give per plate its name and the columns of force (`v`) and centre of pressure (`p`)."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for column, name in enumerate(names):
        parts = _COLUMN.fullmatch(name)
        if parts:
            kind, axis = parts["kind"].lower(), parts["axis"].lower()
            key = f"{parts['head']} {parts['tail']}"
            # SIMM gives every plate the same names: one that comes again starts the next plate.
            while axis in found.setdefault(key, {"v": {}, "p": {}})[kind]:
                key += " again"
            found[key][kind][axis] = column
    return [
        {"name": name} | {k: [axes[a] for a in "xyz" if a in axes] for k, axes in plate.items()}
        for name, plate in found.items()
        if len(plate["v"]) == 3
    ]


def _stack(table: NDArray[np.float64], plates: list[list[int]]) -> NDArray[np.float64]:
    """Give the columns of each plate, shape (T, P, 3); a plate without them is missing."""
    values = np.full((len(table), len(plates), 3), np.nan)
    for place, columns in enumerate(plates):
        if len(columns) == 3:
            values[:, place] = table[:, columns]
    return finite(values)


def _side(name: str) -> str | None:
    sides = {_SIDES[word] for word in _WORDS.split(name.lower()) if word in _SIDES}
    return sides.pop() if len(sides) == 1 else None
