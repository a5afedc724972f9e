"""C3D files: markers, force plates and events of optical motion capture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError, ReadError
from .._optional import need
from ..recording import UNITS, ForceRecording, PoseRecording
from ..skeletons import SKELETONS, canonical_names
from . import _c3d_events, _c3d_header, _c3d_plates
from ._common import reading

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from ._common import Hints

EXPECTED = "a C3D file"
DOMINANCE = 2.0  # a body's longest component must exceed the next this much to say what is up

# Metres per unit, by the first letters: files hold "mm", "millimeters", "mete".
_UNITS_M = {
    "mm": 1e-3,
    "mil": 1e-3,
    "cm": 1e-2,
    "cent": 1e-2,
    "dm": 0.1,
    "dec": 0.1,
    "in": 0.0254,
    "ft": 0.3048,
    "feet": 0.3048,
    "foot": 0.3048,
    "m": 1.0,
    "met": 1.0,
}
# Parameters of POINT that list trajectories which a model computed, and how these are named.
_COMPUTED_LISTS = re.compile(r"(ANGLES|FORCES|MOMENTS|POWERS|SCALARS|REACTIONS)\d*")
_COMPUTED_NAMES = re.compile(r"(.*(Angles?|Force|Moment|Power)V?|.*GRF)")
_HIGH = re.compile(
    r"(left|right)_(hip|asis|psis|iliac_crest|greater_trochanter|shoulder|ear|eye|front_head|"
    r"back_head)|mid_hip|sacrum|neck|head|head_top|nose|c7|t10|clavicle|sternum"
)
_LOW = re.compile(
    r"(left|right)_(heel|toe|big_toe|small_toe|ankle|medial_ankle|(first|fifth)_metatarsal)"
)


def read(path: Path, hints: Hints) -> PoseRecording:
    """Read markers, force plates and stored events of a C3D file.

    Trajectories that a model computed (angles, forces, moments, powers) and markers that were
    never seen are left out. Marker names lose the prefix of the subject and become canonical
    where `footfall.skeletons.MARKERS` knows them. Forces keep their baseline.

    Parameters
    ----------
    path : Path
        The file.
    hints : Hints
        What wins over the file. Without `up`, the body itself, then the plates, then the
        screen axes of the file say what is up.

    Returns
    -------
    PoseRecording
        Positions in the unit of the file, others than m and mm in mm. `forces` are ground
        reactions on the person, None where the file has no usable plate.

    Raises
    ------
    ReadError
        When the file is not C3D, damaged, cut short, or in big-endian numbers.
    ArgumentError
        When a hint is of no use or does not fit, or when unit, rate or up are neither stated
        nor evident.
    """
    for argument in ("person", "coordinates", "image_size_px"):
        hints.refuse(argument, "C3D")
    if hints.unit == "px":
        raise ArgumentError("unit", "m or mm in a C3D file", "'px'")
    ezc3d = need("ezc3d")
    with reading(path, EXPECTED):
        _c3d_header.check(path)
        content = ezc3d.c3d(str(path))
        return _recording(path, content, hints)


def _recording(path: Path, content: Any, hints: Hints) -> PoseRecording:
    parameters = content["parameters"]
    point = parameters["POINT"]
    positions = _positions(path, content)
    rate = hints.sampling_rate_hz or _rate(path, content)
    unit, scale = _unit(point, hints)
    positions, names = _markers(positions * scale, point, hints)
    plates = _plates(content, UNITS[unit] * scale, scale)
    up = hints.up or _up(positions, names, plates, point)
    first_frame = int(content["header"]["points"]["first_frame"])
    start = first_frame / rate
    forces = hints.attached()
    if forces is None and plates is not None:
        plate_rate = rate * plates.forces_n.shape[0] / len(positions)
        forces = _forces(plates, plate_rate, up, unit, start, must_fit=hints.up is not None)
    return PoseRecording(
        positions,
        names,
        rate,
        unit=unit,
        up=up,
        forward=hints.forward,
        forces=forces,
        stored_events=_c3d_events.read_events(
            parameters.get("EVENT", {}), first_frame, len(positions), rate
        ),
        start_time_s=start,
        name=hints.name_of(path),
    )


def _value(group: Any, name: str) -> list[Any]:
    """Give the elements of a parameter as a flat list, empty when it is absent."""
    return list(np.asarray(group[name]["value"]).reshape(-1)) if name in group else []


def _positions(path: Path, content: Any) -> NDArray[np.float64]:
    """Give positions (T, K, 3); points that the system did not see are NaN."""
    positions = np.array(content["data"]["points"][:3].transpose(2, 1, 0), dtype=np.float64)
    header = content["header"]["points"]
    frames = int(header["last_frame"]) - int(header["first_frame"]) + 1
    if positions.size == 0 or len(positions) < frames:
        raise ReadError(
            path.name, f"a C3D file of {frames} frames", f"{len(positions)} with points"
        )
    missing: NDArray[np.bool_] = np.any(~np.isfinite(positions), axis=2)
    missing |= np.all(positions == 0, axis=2)
    residuals = content["data"]["meta_points"]["residuals"]
    if residuals.shape[1:] == positions.shape[1::-1]:
        missing |= residuals[0].T < 0
    positions[missing] = np.nan
    return np.ascontiguousarray(positions)


def _rate(path: Path, content: Any) -> float:
    stated = [*_value(content["parameters"]["POINT"], "RATE")]
    stated.append(content["header"]["points"]["frame_rate"])
    for rate in stated:
        if np.isfinite(rate) and rate > 0:
            return float(rate)
    raise ArgumentError("sampling_rate_hz", f"a rate, which {path.name} does not state", None)


def _unit(point: Any, hints: Hints) -> tuple[str, float]:
    """Give the unit of the recording, and what the file's numbers are to be multiplied with."""
    if hints.unit is not None:
        return hints.unit, 1.0
    stated = "".join(str(text) for text in _value(point, "UNITS")[:1]).strip().lower()
    for start, meters in sorted(_UNITS_M.items(), key=lambda item: -len(item[0])):
        if stated == start or (len(start) > 1 and stated.startswith(start)):
            unit = "m" if meters == 1.0 else "mm"
            return unit, meters / UNITS[unit]
    raise ArgumentError("unit", "m or mm, as the file's POINT:UNITS is no length", repr(stated))


def _markers(
    positions: NDArray[np.float64], point: Any, hints: Hints
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Leave out what is computed, never seen or nameless; give the others their names."""
    n = positions.shape[1]
    labels = [str(text).strip() for key in _continued(point) for text in _value(point, key)][:n]
    labels += [f"point_{i}" for i in range(len(labels), n)]
    computed = {
        str(text).strip()
        for key in point
        if _COMPUTED_LISTS.fullmatch(key)
        for text in _value(point, key)
    }
    seen = np.asarray(np.isfinite(positions).any(axis=(0, 2)))
    bare = [label.rpartition(":")[2] for label in labels]
    keep = [
        i
        for i in range(n)
        if seen[i]
        and not {labels[i], bare[i]} & computed
        and not _COMPUTED_NAMES.fullmatch(bare[i])
        and not bare[i].startswith("*")  # Vicon's trajectories without a label
    ]
    if hints.keypoints is not None:
        return _renamed(positions, keep, hints.keypoints)
    named = [labels[i] if bare[i] else f"point_{i}" for i in keep]
    return np.ascontiguousarray(positions[:, keep]), canonical_names(named, hints.keypoint_names)


def _renamed(
    positions: NDArray[np.float64], keep: list[int], keypoints: Any
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Take names of the caller: for all points of the file, or for the markers among them."""
    if isinstance(keypoints, str):
        _check.one_of("keypoints", keypoints, SKELETONS)
        keypoints = SKELETONS[keypoints]
    names = tuple(str(name) for name in keypoints)
    if len(names) == positions.shape[1]:
        return positions, names
    if len(names) != len(keep):
        expected = f"{len(keep)} names, one per marker of the file"
        raise ArgumentError("keypoints", expected, len(names))
    return np.ascontiguousarray(positions[:, keep]), names


def _continued(point: Any) -> list[str]:
    """LABELS, LABELS2, …: one parameter holds 255 entries at most."""
    return [key for key in ("LABELS", *(f"LABELS{i}" for i in range(2, 300))) if key in point]


def _plates(content: Any, unit_m: float, scale: float) -> _c3d_plates.Plates | None:
    """Compute the plates in the file's own unit, then bring lengths to the recording's."""
    parameters = content["parameters"]
    found = _c3d_plates.read_plates(
        parameters.get("FORCE_PLATFORM", {}),
        parameters.get("ANALOG", {}),
        np.asarray(content["data"]["analogs"][0], dtype=np.float64),
        unit_m,
    )
    if found is None:
        return None
    return _c3d_plates.Plates(
        forces_n=found.forces_n,
        centers_of_pressure=found.centers_of_pressure * scale,
        corners=found.corners * scale,
        normals=found.normals,
    )


def _axis(vector: NDArray[np.float64]) -> str | None:
    """Name the axis along which a vector clearly points."""
    order = np.argsort(np.abs(vector))
    longest, next_longest = vector[order[-1]], vector[order[-2]]
    if not abs(longest) > DOMINANCE * abs(next_longest):
        return None
    return f"{'+' if longest > 0 else '-'}{'xyz'[order[-1]]}"


def _up(
    positions: NDArray[np.float64],
    names: tuple[str, ...],
    plates: _c3d_plates.Plates | None,
    point: Any,
) -> str:
    """Say what is up: the body, else the plates' surfaces, else the screen of the file."""
    high = [i for i, name in enumerate(names) if _HIGH.fullmatch(name)]
    low = [i for i, name in enumerate(names) if _LOW.fullmatch(name)]
    body = _middle(positions[:, high]) - _middle(positions[:, low])
    standing = body[np.isfinite(body).all(axis=1)]
    found = _axis(np.median(standing, axis=0)) if len(standing) else None
    if found is None and plates is not None:
        found = _axis(plates.normals.mean(axis=0))
    if found is None:
        screen = "".join(str(text) for text in _value(point, "Y_SCREEN")[:1]).strip().lower()
        found = screen if re.fullmatch("[+-][xyz]", screen) else None
    if found is None:
        raise ArgumentError("up", "an axis, as neither body nor plates of the file show it", None)
    return found


def _middle(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the mean of the markers seen in each frame, NaN where none is."""
    seen = np.isfinite(positions)
    count = seen.sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(seen, positions, 0.0).sum(axis=1) / count)


def _forces(
    plates: _c3d_plates.Plates, rate: float, up: str, unit: str, start: float, *, must_fit: bool
) -> ForceRecording | None:
    """Make the recording of the plates; None when their load contradicts the body's axis."""
    turned = _c3d_plates.toward(plates, up)
    total = np.nan_to_num(turned.forces_n).sum(axis=(0, 1))
    fits = np.argmax(np.abs(total)) == "xyz".index(up[1])
    if not fits and not must_fit:
        return None
    return ForceRecording(
        turned.forces_n,
        rate,
        up=up,
        centers_of_pressure=turned.centers_of_pressure,
        corners=turned.corners,
        unit=unit,
        start_time_s=start,
    )
