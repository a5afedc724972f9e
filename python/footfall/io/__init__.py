"""Recordings from files: C3D, TRC, MOT, OpenPose, MediaPipe, NumPy, CSV and Parquet."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from .._errors import ReadError, wrong_type
from ..recording import PoseRecording
from ._common import Hints, reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..recording import ForceRecording

__all__ = ["FORMATS", "read", "write"]

# Suffix: module that reads it. JSON is told apart by its content.
FORMATS = {
    ".c3d": "c3d",
    ".trc": "trc",
    ".mot": "mot",
    ".sto": "mot",
    ".json": "openpose",
    ".zip": "openpose",
    ".npz": "npz",
    ".csv": "table",
    ".parquet": "table",
    ".pq": "table",
}
WRITERS = (".trc", ".npz", ".csv", ".parquet", ".pq")
# What stands in the first bytes of files whose suffix says nothing: module.
CONTENTS = ((b"PathFileType", "trc"), (b"endheader", "mot"))
FIRST_BYTES = 1 << 16

EXPECTED = "a folder of OpenPose JSON or a file of one of the formats " + ", ".join(
    suffix[1:] for suffix in FORMATS
)


class _Format(Protocol):
    def read(self, path: Path, hints: Hints) -> PoseRecording | ForceRecording: ...

    def write(self, recording: PoseRecording, path: Path) -> None: ...


def read(
    path: str | Path,
    *,
    sampling_rate_hz: float | None = None,
    unit: str | None = None,
    up: str | None = None,
    forward: str | None = None,
    keypoints: str | Sequence[str] | None = None,
    markers: Mapping[str, str] | None = None,
    forces: str | Path | ForceRecording | None = None,
    person: int | None = None,
    coordinates: str | None = None,
    name: str | None = None,
) -> PoseRecording | ForceRecording:
    """Read a recording; what the arguments state wins over what the file says.

    Parameters
    ----------
    path : str or Path
        A file of one of `FORMATS`, or a folder of OpenPose's JSON files.
    sampling_rate_hz : float, optional
        Frames per second; needed where the file does not state it (OpenPose).
    unit : {"m", "mm", "px"}, optional
        Unit of the positions.
    up : str, optional
        Axis that points up, `+x` … `-z`.
    forward : str, optional
        Direction of travel.
    keypoints : str or sequence of str, optional
        Name of a skeleton, or names in the order of the file.
    markers : mapping of str to str, optional
        Marker names of the file with their canonical names.
    forces : str, Path or ForceRecording, optional
        MOT or STO file, or recording, of the forces that go with the positions.
    person : int, optional
        Index of the person where frames have several.
    coordinates : {"image", "world"}, optional
        Which coordinates of MediaPipe; `image` if None.
    name : str, optional
        What to call the recording; the stem of the file if None.

    Returns
    -------
    PoseRecording or ForceRecording
        Forces alone come from MOT and STO files.

    Raises
    ------
    ReadError
        When the file is missing, truncated or of no known format.
    ArgumentError
        When something is needed that neither file nor arguments state, or is stated that
        the format has no use for.
    MissingExtraError
        When the format needs a library that is not installed.

    Examples
    --------
    >>> import numpy as np, tempfile, footfall as ff
    >>> walk = ff.PoseRecording(np.ones((2, 1, 2)), ("neck",), 30.0, unit="px", up="-y")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     ff.io.write(walk, f"{folder}/walk.npz")
    ...     ff.io.read(f"{folder}/walk.npz").sampling_rate_hz
    30.0
    """
    place = _as_path(path)
    hints = Hints(
        sampling_rate_hz=sampling_rate_hz,
        unit=unit,
        up=up,
        forward=forward,
        keypoints=keypoints,
        markers=markers,
        forces=forces,
        person=person,
        coordinates=coordinates,
        name=name,
    )
    return _module(_format_of(place)).read(place, hints)


def write(recording: PoseRecording, path: str | Path) -> None:
    """Write positions as TRC, NPZ, CSV or Parquet, as the suffix says.

    Parameters
    ----------
    recording : PoseRecording
        What to write. NPZ keeps all of it; the modules of the other formats say what they
        leave out.
    path : str or Path
        Where to; the folder must exist.

    Raises
    ------
    ReadError
        When the suffix is of no format that can be written, or the file cannot be made.
    MissingExtraError
        When Parquet is asked for and pyarrow is not installed.
    """
    if not isinstance(recording, PoseRecording):
        raise wrong_type("recording", "a PoseRecording", type(recording).__name__)
    place = _as_path(path)
    expected = "a place to write, with suffix " + ", ".join(WRITERS)
    suffix = place.suffix.lower()
    if suffix not in WRITERS:
        raise ReadError(place.name, expected, suffix or "no suffix")
    with reading(place, expected):
        _module(FORMATS[suffix]).write(recording, place)


def _as_path(path: object) -> Path:
    if not isinstance(path, (str, Path)):
        raise wrong_type("path", "text or a Path", type(path).__name__)
    place = Path(path)
    return place if place.name else place.resolve()


def _module(name: str) -> _Format:
    return cast("_Format", importlib.import_module(f".{name}", __name__))


def _format_of(path: Path) -> str:
    """Tell the format by suffix, else by the first bytes."""
    with reading(path, EXPECTED):
        if path.is_dir():
            return FORMATS[".json"]
        with path.open("rb") as file:
            start = file.read(FIRST_BYTES)
        suffix = path.suffix.lower()
        if suffix == ".json":
            return "mediapipe" if b'landmarks"' in start else FORMATS[suffix]
        if suffix in FORMATS:
            return FORMATS[suffix]
        for content, module in CONTENTS:
            if content in start:
                return module
        raise ReadError(path.name, EXPECTED, suffix or "no suffix")
