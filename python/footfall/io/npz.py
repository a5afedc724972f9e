"""NumPy archives: footfall's own, and those of pose estimators."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ReadError
from .._events import Events
from ..recording import ForceRecording, PoseRecording
from ._common import finite, reading
from ._people import MODELS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ._common import Hints

EXPECTED = "an NPZ file with 'positions' or 'keypoints_px', shape (frames, keypoints, 2 or 3)"
SCORES = ("score", "scores", "visibility", "confidence")
_FORCE, _EVENT = "force_", "event_"


def read(path: Path, hints: Hints) -> PoseRecording:
    """Read a NumPy archive; objects in it (pickles) are refused.

    footfall's own has the arrays that `write` documents. An estimator's has `keypoints_px`,
    shape (T, K, 2); `score`, `visibility` or `confidence`, shape (T, K); `fps`; and `names`.
    Without names of K keypoints, K tells the skeleton: 17, 26, 33 or 133.

    Parameters
    ----------
    path : Path
        The file.
    hints : Hints
        `sampling_rate_hz`, `unit`, `up`, `forward`, `keypoints`, `keypoint_names`, `forces`,
        `image_size_px` and `name` are used.

    Returns
    -------
    PoseRecording
        An estimator's is in pixels, and its `up` is -y.

    Raises
    ------
    ReadError
        When the file is not such an archive.
    ArgumentError
        When nothing states the rate or the skeleton.
    """
    for argument in ("person", "coordinates"):
        hints.refuse(argument, "NPZ")
    forces = hints.attached()
    with reading(path, EXPECTED), path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            raise ReadError(path.name, EXPECTED, "no NPZ archive")
        file.seek(0)
        with np.load(file, allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
        own = "positions" in arrays
        if not own and "keypoints_px" not in arrays:
            got = "arrays " + (", ".join(sorted(arrays)) or "none")
            raise ReadError(path.name, EXPECTED, got)
        positions = arrays["positions" if own else "keypoints_px"]
        if positions.ndim != 3 or len(positions) == 0:
            raise ReadError(path.name, EXPECTED, f"shape {positions.shape}")
        rate = _scalar(arrays, "sampling_rate_hz", "fps")
        scores = [arrays[key] for key in SCORES if key in arrays]
        return PoseRecording(
            positions=hints.pixels(positions if own else finite(positions)),
            keypoints=_names(arrays, positions.shape[1], hints),
            sampling_rate_hz=float(hints.need("sampling_rate_hz", rate, "such NPZ")),
            unit=hints.need("unit", _scalar(arrays, "unit") or (None if own else "px"), "such NPZ"),
            up=hints.need("up", _scalar(arrays, "up") or (None if own else "-y"), "such NPZ"),
            forward=hints.forward or _scalar(arrays, "forward"),
            confidence=scores[0] if scores else None,
            forces=forces or _forces(arrays),
            stored_events=_events(arrays),
            start_time_s=float(_scalar(arrays, "start_time_s") or 0.0),
            notes=tuple(str(note) for note in arrays.get("notes", ())),
            name=hints.name or _scalar(arrays, "name") or hints.name_of(path),
        )


def write(recording: PoseRecording, path: Path) -> None:
    """Write a recording, whole, as a NumPy archive that `read` gives back as it was.

    Parameters
    ----------
    recording : PoseRecording
        What to write.
    path : Path
        Where to. The arrays are `positions` (T, K, D), `keypoints` (K text), and scalars
        `sampling_rate_hz`, `unit`, `up`, `start_time_s`; where the recording has them
        `confidence` (T, K), `forward`, `name`, `notes`, `force_…` (the fields of its forces) and
        `event_…` (the columns of its stored events).
    """
    arrays = _fields(recording, "", ("forces", "stored_events", "notes"))
    if recording.notes:
        arrays["notes"] = np.array(recording.notes, dtype=np.str_)
    if recording.forces is not None:
        arrays |= _fields(recording.forces, _FORCE)
        sides = recording.forces.sides or ()
        arrays[_FORCE + "sides"] = np.array([side or "" for side in sides], dtype=np.str_)
    if recording.stored_events is not None:
        arrays |= _fields(recording.stored_events, _EVENT)
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def _fields(record: Any, prefix: str, leave: tuple[str, ...] = ()) -> dict[str, Any]:
    """Give the fields of a dataclass that are not None, as arrays."""
    values = {f.name: getattr(record, f.name) for f in dataclasses.fields(record) if f.init}
    return {
        prefix + name: np.asarray(value)
        for name, value in values.items()
        if value is not None and name not in (*leave, "sides")
    }


def _scalar(arrays: Mapping[str, Any], *keys: str) -> Any:
    """Give the first of these values that the archive has, as a plain Python object."""
    return next((arrays[key].item() for key in keys if key in arrays), None)


def _names(arrays: Mapping[str, Any], size: int, hints: Hints) -> tuple[str, ...]:
    for key in ("keypoints", "names"):
        if hints.keypoints is None and key in arrays and arrays[key].shape == (size,):
            return hints.names_for([str(name) for name in arrays[key]])
    stated = MODELS.get(size)
    if stated is None:
        hints.need("keypoints", None, f"NPZ ({size} keypoints)")
    return hints.names_for(stated or ())


def _forces(arrays: Mapping[str, Any]) -> ForceRecording | None:
    if _FORCE + "forces_n" not in arrays:
        return None
    found = {k.removeprefix(_FORCE): v for k, v in arrays.items() if k.startswith(_FORCE)}
    sides = tuple(str(side) or None for side in found.pop("sides", ()))
    values = {key: value if value.ndim else value.item() for key, value in found.items()}
    return ForceRecording(**values, sides=sides or None)


def _events(arrays: Mapping[str, Any]) -> Events | None:
    found = {k.removeprefix(_EVENT): v for k, v in arrays.items() if k.startswith(_EVENT)}
    return Events(**found) if found else None
