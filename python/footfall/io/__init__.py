"""Recordings from files: markers, plates, keypoints of pose estimators, inertial sensors."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from .. import _check
from .._errors import ReadError, wrong_type
from .._optional import need
from ..imu import ImuRecording
from ..recording import PoseRecording
from ._common import HDF_START, SENSOR_HINTS, Hints, reading
from ._json_frames import first_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..recording import ForceRecording

__all__ = ["FORMATS", "read", "read_pieces", "write"]

# Suffix: module that reads it. JSON, zip, CSV and HDF5 are told apart by their content.
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
    ".h5": "deeplabcut",
    ".hdf5": "deeplabcut",
    ".slp": "sleap",
    ".cwa": "device",
    ".gt3x": "device",
    ".bin": "device",
}
SENSORS = ("table", "device")  # modules that read sensors
WRITERS = (".trc", ".npz", ".csv", ".parquet", ".pq")
# What stands in the first bytes of files whose suffix says nothing: module.
CONTENTS = ((b"PathFileType", "trc"), (b"endheader", "mot"), (b"PAR1", "table"))
FIRST_BYTES = 1 << 16
BOM = b"\xef\xbb\xbf"
# Keys that stand in the first bytes of JSON: module. The first row that fits decides.
JSON_KEYS = (
    (r"\w*landmarks|\w*Landmarks", "mediapipe"),
    ("people|bodies|pose_keypoints_2d", "openpose"),
    ("image_id|annotations|images", "coco"),
    ("instances|instance_info|keypoint_scores|keypoints", "mmpose"),
)

EXPECTED = "a folder of OpenPose JSON or a file of one of the formats " + ", ".join(
    suffix[1:] for suffix in FORMATS
)


class _Format(Protocol):
    def read(self, path: Path, hints: Hints) -> PoseRecording | ForceRecording | ImuRecording: ...

    def write(self, recording: PoseRecording, path: Path) -> None: ...


def read(
    path: str | Path,
    *,
    sampling_rate_hz: float | None = None,
    unit: str | None = None,
    up: str | None = None,
    forward: str | None = None,
    keypoints: str | Sequence[str] | None = None,
    keypoint_names: Mapping[str, str] | None = None,
    forces: str | Path | ForceRecording | None = None,
    person: int | str | None = None,
    coordinates: str | None = None,
    image_size_px: tuple[float, float] | None = None,
    site: str | None = None,
    acceleration: str | None = None,
    angular_velocity: str | None = None,
    name: str | None = None,
) -> PoseRecording | ForceRecording | ImuRecording:
    """Read a recording; what the arguments state wins over what the file says.

    Parameters
    ----------
    path : str or Path
        A file of one of `FORMATS`, or a folder of JSON files, one per frame. JSON may be of
        OpenPose, MediaPipe, AlphaPose, MMPose, RTMLib or easy_ViTPose, or COCO's; HDF5 of
        DeepLabCut or SLEAP; CSV a table of keypoints or DeepLabCut's.
    sampling_rate_hz : float, optional
        Frames per second; needed where the file does not state it (most pose estimators).
    unit : {"m", "mm", "px"}, optional
        Unit of the positions.
    up : str, optional
        Axis that points up, `+x` … `-z`.
    forward : str, optional
        Direction of travel.
    keypoints : str or sequence of str, optional
        Name of a skeleton, or names in the order of the file.
    keypoint_names : mapping of str to str, optional
        Names of keypoints or markers in the file with their canonical names:
        `{"ankle1": "left_ankle"}`. Common spellings are known without it.
    forces : str, Path or ForceRecording, optional
        MOT or STO file, or recording, of the forces that go with the positions.
    person : int or str, optional
        Whom to read where frames have several: an identity of the file, else a place in the
        order of appearance. None: the one with the largest sum of confidence times size over
        all keypoints and frames; `notes` of the recording name the others.
    coordinates : {"image", "world"}, optional
        Which coordinates of MediaPipe; `image` if None.
    image_size_px : pair of int, optional
        Width and height of the image, where the file has shares of them and does not state it.
    site : str, optional
        Where the sensor of a table is worn, such as `lower_back`, for columns that do not say it
        (`left_foot_acc_x` does).
    acceleration, angular_velocity : str, optional
        Units of the columns of sensors, as for `Imu.from_units`; m/s² and rad/s if neither this
        nor the names of the columns (`Acceleration x (g)`) say others.
    name : str, optional
        What to call the recording; the stem of the file if None.

    Returns
    -------
    PoseRecording, ForceRecording or ImuRecording
        Forces alone come from MOT and STO files, sensors from tables with columns such as
        `time_s, acc_x, acc_y, acc_z, gyr_x, gyr_y, gyr_z`. Uneven time stamps of sensors are
        brought to even steps; `notes` say so, and gaps longer than 0.1 s are missing.

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
        keypoint_names=keypoint_names,
        forces=forces,
        person=person,
        coordinates=coordinates,
        image_size_px=image_size_px,
        site=site,
        acceleration=acceleration,
        angular_velocity=angular_velocity,
        name=name,
    )
    module = _format_of(place)
    if module not in SENSORS:
        for argument in SENSOR_HINTS:
            hints.refuse(argument, place.suffix.lower().removeprefix(".").upper() or "this format")
    return _module(module).read(place, hints)


def read_pieces(
    path: str | Path, *, piece_s: float = 3600.0, **stated: Any
) -> Iterator[ImuRecording]:
    r"""Read a long recording of sensors piece by piece.

    Parameters
    ----------
    path : str or Path
        A table of sensors, or the file of a device. Parquet is read in pieces, and memory does not
        grow with its length; other formats are read whole and cut.
    piece_s : float
        Length of the pieces, about.
    **stated
        As for `read`: `sampling_rate_hz`, `site`, `acceleration`, `angular_velocity`, `name`.

    Yields
    ------
    ImuRecording
        Pieces in the order of time. Where the clock jumps by more than a minute a piece ends.

    Raises
    ------
    ArgumentError, ReadError, MissingExtraError
        As for `read`.

    Examples
    --------
    >>> import numpy as np, tempfile, pathlib, footfall as ff
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "back.csv")
    ...     _ = file.write_text("time_s,acc_x,acc_y,acc_z\n0,0,0,9.8\n1,0,0,9.8\n")
    ...     [piece.n_frames for piece in ff.io.read_pieces(file, site="lower_back", piece_s=1)]
    [1, 1]
    """
    _check.positive("piece_s", piece_s)
    place = _as_path(path)
    if FORMATS.get(place.suffix.lower()) == "device":
        from .device import device_pieces

        yield from device_pieces(place, Hints(**stated), piece_s)
        return
    if place.suffix.lower() in (".parquet", ".pq"):
        from .sensor_pieces import parquet_pieces
        from .table import numbers

        yield from parquet_pieces(place, Hints(**stated), piece_s, numbers)
        return
    whole = read(place, **stated)
    if not isinstance(whole, ImuRecording):
        raise ReadError(place.name, "a recording of sensors", type(whole).__name__)
    yield from whole.pieces(piece_s)


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
    """Tell the format by content where that decides, else by suffix."""
    with reading(path, EXPECTED):
        suffix = path.suffix.lower()
        if path.is_dir() or suffix == ".zip":
            return _json_format(first_text(path).encode())
        with path.open("rb") as file:
            start = file.read(FIRST_BYTES)
        if start.startswith(HDF_START):
            return _hdf_format(path)
        if suffix == ".json" or (suffix not in FORMATS and start.lstrip()[:1] in (b"{", b"[")):
            return _json_format(start)
        if suffix in ("", ".csv", ".txt") and start.removeprefix(BOM).startswith(b"scorer"):
            return "deeplabcut"
        if suffix in (".h5", ".hdf5", ".slp"):
            raise ReadError(path.name, "an HDF5 file", "other bytes" if start else "nothing")
        if suffix in FORMATS:
            return FORMATS[suffix]
        for content, module in CONTENTS:
            if content in start:
                return module
        raise ReadError(path.name, EXPECTED, suffix or "no suffix")


def _json_format(start: bytes) -> str:
    keys = re.findall(r'"(\w+)"\s*:', start.decode("utf-8", errors="ignore"))
    for pattern, module in JSON_KEYS:
        if any(re.fullmatch(pattern, key) for key in keys):
            return module
    return FORMATS[".json"]


def _hdf_format(path: Path) -> str:
    with need("h5py").File(path) as file:
        return "sleap" if {"tracks", "metadata"} & set(file) else "deeplabcut"
