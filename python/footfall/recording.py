"""Recordings: what was measured, in which unit and axes, checked when made."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._errors import ArgumentError, wrong_type
from .skeletons import SKELETONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .events import Events

UNITS = {"m": 1.0, "mm": 1e-3, "px": float("nan")}
PERSON_EXTENT_M = (0.1, 10.0)  # far outside any body, inside any mistaken unit
LEAST_PIXELS = 4.0


@dataclass(frozen=True, eq=False)
class ForceRecording:
    """Ground reaction forces of plates or insoles.

    Parameters
    ----------
    forces_n : array, shape (T, P, 3)
        Force on the person, newton; NaN is missing. One column per plate or insole.
    sampling_rate_hz : float
        Frames per second.
    up : str
        Axis that points up, `+x` … `-z`.
    sides : sequence of str or None, optional
        Per plate `left` or `right` where one foot alone steps on it, else None.
    centers_of_pressure : array, shape (T, P, 3), optional
        In `unit`, in the axes of the forces.
    corners : array, shape (P, 4, 3), optional
        Corners of each plate, in `unit`.
    unit : {"m", "mm"}
        Unit of centres of pressure and corners.
    start_time_s : float
        Time of the first frame on the clock of the file.
    name : str, optional
        What to call it in reports.
    notes : sequence of str
        Sentences about how the recording came about, for the warnings of reports.

    Raises
    ------
    ArgumentError
        When shapes, rate or axes do not fit.
    """

    forces_n: NDArray[Any]
    sampling_rate_hz: float
    _: KW_ONLY
    up: str
    sides: tuple[str | None, ...] | None = None
    centers_of_pressure: NDArray[Any] | None = None
    corners: NDArray[Any] | None = None
    unit: str = "m"
    start_time_s: float = 0.0
    name: str | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        forces = _check.real_array("forces_n", self.forces_n)
        if forces.ndim != 3 or forces.shape[2] != 3:
            raise ArgumentError("forces_n", "shape (frames, plates, 3)", forces.shape)
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        _check.axis_name("up", self.up)
        _check.one_of("unit", self.unit, ("m", "mm"))
        sides = (None,) * forces.shape[1] if self.sides is None else tuple(self.sides)
        if len(sides) != forces.shape[1]:
            raise ArgumentError("sides", f"{forces.shape[1]} entries, one per plate", len(sides))
        for side in sides:
            _check.one_of("sides", side, ("left", "right", None))
        object.__setattr__(self, "forces_n", forces)
        object.__setattr__(self, "sides", sides)
        shapes = {"centers_of_pressure": forces.shape, "corners": (forces.shape[1], 4, 3)}
        for argument, shape in shapes.items():
            value = getattr(self, argument)
            if value is not None:
                array = _check.real_array(argument, value)
                if array.shape != shape:
                    raise ArgumentError(argument, f"shape {shape}", array.shape)
                object.__setattr__(self, argument, array)

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self.forces_n)

    @property
    def duration_s(self) -> float:
        """Length of the recording in seconds."""
        return len(self.forces_n) / self.sampling_rate_hz

    def vertical_n(self) -> NDArray[Any]:
        """Give the vertical force, shape (T, P), newton, positive when the plate carries load."""
        index, sign = _check.axis_name("up", self.up)
        return np.asarray(sign * self.forces_n[..., index])


@dataclass(frozen=True, eq=False)
class PoseRecording:
    """Positions of named keypoints or markers over time.

    Parameters
    ----------
    positions : array, shape (T, K, D)
        Two or three coordinates; NaN is missing.
    keypoints : str or sequence of str
        Name of a skeleton (`coco17` …) or K keypoint names; canonical names are what
        the analysis understands, others are carried along.
    sampling_rate_hz : float
        Frames per second.
    unit : {"m", "mm", "px"}
        Unit of the positions.
    up : str
        Axis that points up, `+x` … `-z`. Images have `-y`.
    forward : str, optional
        Direction of travel; None means: estimate it.
    confidence : array, shape (T, K), optional
        The estimator's own score.
    forces : ForceRecording, optional
        Plates or insoles on the same clock.
    stored_events : Events, optional
        Events that came with the file.
    start_time_s : float
        Time of the first frame on the clock of the file.
    name : str, optional
        What to call it in reports.
    notes : sequence of str
        Sentences about how the recording came about, for the warnings of reports.

    Raises
    ------
    ArgumentError
        When shapes, names, rate or axes do not fit, when a person would be taller than
        10 m or smaller than 0.1 m in the stated unit, or when the plates' load does not
        point along `up`.
    """

    positions: NDArray[Any]
    keypoints: tuple[str, ...]
    sampling_rate_hz: float
    _: KW_ONLY
    unit: str
    up: str
    forward: str | None = None
    confidence: NDArray[Any] | None = None
    forces: ForceRecording | None = None
    stored_events: Events | None = None
    start_time_s: float = 0.0
    name: str | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "notes", tuple(self.notes))
        positions = _check.real_array("positions", self.positions)
        if positions.ndim != 3 or positions.shape[2] not in (2, 3):
            raise ArgumentError("positions", "shape (frames, keypoints, 2 or 3)", positions.shape)
        object.__setattr__(self, "positions", positions)
        object.__setattr__(self, "keypoints", _keypoint_names(self.keypoints, positions.shape[1]))
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        _check.one_of("unit", self.unit, UNITS)
        self._check_axes()
        if self.confidence is not None:
            confidence = _check.real_array("confidence", self.confidence)
            if confidence.shape != positions.shape[:2]:
                raise ArgumentError("confidence", f"shape {positions.shape[:2]}", confidence.shape)
            object.__setattr__(self, "confidence", confidence)
        _check_scale(positions, self.unit)
        if self.forces is not None:
            _check_gravity(self.forces, self.up)

    def _check_axes(self) -> None:
        axes = {"up": _check.axis_name("up", self.up)}
        if self.forward is not None:
            axes["forward"] = _check.axis_name("forward", self.forward)
            if axes["forward"][0] == axes["up"][0]:
                raise ArgumentError("forward", f"an axis other than up ({self.up})", self.forward)
        for argument, (index, _) in axes.items():
            if index >= self.positions.shape[2]:
                raise ArgumentError(argument, "an axis of two-dimensional data", f"'{index}'")

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self.positions)

    @property
    def duration_s(self) -> float:
        """Length of the recording in seconds."""
        return self.n_frames / self.sampling_rate_hz

    @property
    def meters_per_unit(self) -> float:
        """Length of one unit of the positions in metres; NaN for pixels."""
        return UNITS[self.unit]


def _keypoint_names(keypoints: object, n: int) -> tuple[str, ...]:
    if isinstance(keypoints, str):
        _check.one_of("keypoints", keypoints, SKELETONS)
        names = SKELETONS[keypoints]
    elif isinstance(keypoints, (list, tuple, np.ndarray)):
        names = tuple(str(name) for name in keypoints)
    else:
        raise wrong_type(
            "keypoints", "a skeleton's name or a sequence of names", type(keypoints).__name__
        )
    if len(names) != n:
        raise ArgumentError("keypoints", f"{n} names, one per keypoint", len(names))
    repeated = {name for name in names if names.count(name) > 1}
    if repeated:
        raise ArgumentError("keypoints", "each name once", ", ".join(sorted(repeated)))
    return names


def body_extent(positions: NDArray[Any]) -> float:
    """Give the median over frames of the body's largest coordinate range, in the unit given."""
    seen = np.isfinite(positions).all(axis=2)
    enough = seen.sum(axis=1) >= 2
    if not enough.any():
        return float("nan")
    frames = positions[enough]
    shown = seen[enough][..., None]
    high = np.where(shown, frames, -np.inf).max(axis=1)
    low = np.where(shown, frames, np.inf).min(axis=1)
    return float(np.median((high - low).max(axis=1)))


def _check_scale(positions: NDArray[Any], unit: str) -> None:
    extent = body_extent(positions)
    if not extent > 0:
        return
    if unit == "px":
        if extent < LEAST_PIXELS:
            raise ArgumentError(
                "unit",
                "pixels",
                f"a body of {extent:.3g} px: these look like metres or normalised coordinates "
                "(multiply those by the image's width and height; readers take image_size_px)",
            )
        return
    low, high = PERSON_EXTENT_M
    size_m = extent * UNITS[unit]
    if low <= size_m <= high:
        return
    likely = [u for u in ("m", "mm") if low <= extent * UNITS[u] <= high]
    hint = f"; these look like {likely[0]!r}" if likely else ""
    raise ArgumentError(
        "unit",
        f"a unit in which a body measures {low} to {high} m",
        f"{unit!r} with a body of {extent:.4g} {unit}{hint}",
    )


def _check_gravity(forces: ForceRecording, up: str) -> None:
    """Plates carry the person's weight: their mean force must point along `up`."""
    if forces.forces_n.size == 0:
        return
    total = np.nan_to_num(forces.forces_n).sum(axis=(0, 1))
    index = int(np.argmax(np.abs(total)))
    if not np.abs(total[index]) > 0:
        return
    loaded = f"{'+' if total[index] > 0 else '-'}{'xyz'[index]}"
    if loaded != up:
        # A reader turns plates by `up`: a wrong axis leaves their sign without meaning.
        right = loaded if loaded[1] == up[1] else f"the {loaded[1]} axis"
        raise ArgumentError("up", f"{right}, along which the plates carry load", up)
