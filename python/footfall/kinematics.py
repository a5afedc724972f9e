"""Angles of joints and segments from keypoints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._backend import kernel
from ._config import chosen_threads
from ._errors import ArgumentError
from ._families import as_params
from .batch import Batch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Segment:
    """How a segment's angle follows from the inclination of a line.

    The inclination is the angle from up towards forward of the line from point `start` to
    point `end`; the segment's angle is `sign` times it plus `offset_deg`.
    """

    start: str
    end: str
    sign: float
    offset_deg: float = 0.0


def _both(name: str, segment: tuple[str, str, float, float]) -> dict[str, Segment]:
    start, end, sign, offset = segment
    return {
        f"{side}_{name}": Segment(f"{side}_{start}", f"{side}_{end}", sign, offset)
        for side in ("left", "right")
    }


# Positive: trunk leaning forward, knee ahead of the hip, ankle ahead of the knee, toe up.
SEGMENTS: dict[str, Segment] = {
    "trunk": Segment("mid_hip", "mid_shoulder", 1.0),
    **_both("thigh", ("knee", "hip", -1.0, 0.0)),
    **_both("shank", ("ankle", "knee", -1.0, 0.0)),
    **_both("foot", ("heel", "toe", -1.0, 90.0)),
}

# Joint angle: first segment minus (-1) or plus (+1) second. Flexion and dorsiflexion positive.
JOINTS: dict[str, tuple[str, float, str]] = {
    f"{side}_{name}": (one.format(side=side), sign, two.format(side=side))
    for name, one, sign, two in (
        ("hip_flexion", "{side}_thigh", 1.0, "trunk"),
        ("knee_flexion", "{side}_thigh", -1.0, "{side}_shank"),
        ("ankle_dorsiflexion", "{side}_foot", -1.0, "{side}_shank"),
    )
    for side in ("left", "right")
}


@dataclass(frozen=True, eq=False)
class Angles:
    """Named angles over time, degrees.

    Parameters
    ----------
    names : tuple of str
        One per column.
    values : array, shape (…, T, A)
        Degrees; NaN where a point is missing.
    """

    names: tuple[str, ...]
    values: NDArray[Any]

    def __getitem__(self, name: str) -> NDArray[Any]:
        _check.one_of("name", name, self.names)
        column: NDArray[Any] = self.values[..., self.names.index(name)]
        return column

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def columns(self) -> dict[str, NDArray[Any]]:
        """Give one array per angle, named with its unit."""
        return {f"{name}_deg": self[name] for name in self.names}


def three_point_angles(
    positions: ArrayLike | Batch, triples: ArrayLike, *, out: NDArray[Any] | None = None
) -> Any:
    """Angle at the middle one of three keypoints.

    Parameters
    ----------
    positions : array, shape (…, K, D), or Batch with items (K, D)
        Coordinates, D 2 or 3, in any unit; NaN is missing.
    triples : array of int, shape (A, 3)
        Indices of keypoints: end, middle, end.
    out : array, shape (…, A), optional
        Where to write.

    Returns
    -------
    array, shape (…, A), or Batch with items (A,)
        Degrees, 0 to 180; dtype of positions; NaN where a point is missing, 0 where two
        points coincide.

    Raises
    ------
    ArgumentError
        When an index is out of range or shapes do not fit.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> corner = np.array([[[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]])
    >>> ff.kinematics.three_point_angles(corner, [[0, 1, 2]])
    array([[90.]])
    """
    return _map_frames("three_point_angle", positions, triples, 3, (), out)


def sagittal_angles(
    positions: Mapping[str, ArrayLike], *, up: ArrayLike | str, forward: ArrayLike | str
) -> Angles:
    """Segment and joint angles in the plane of progression.

    Parameters
    ----------
    positions : mapping of str to array, shape (…, T, D)
        Points by name: `left_hip left_knee left_ankle left_heel left_toe`, the same of the
        right, `mid_hip` and `mid_shoulder`. What is absent gives no angle.
    up, forward : str or array, shape (D,)
        `+x` … `-z`, or directions.

    Returns
    -------
    Angles
        `trunk`, `left_thigh`, `left_shank`, `left_foot`, `left_hip_flexion` (thigh to trunk),
        `left_knee_flexion`, `left_ankle_dorsiflexion` and those of the right. Positive: trunk
        leaning forward, knee ahead of the hip, ankle ahead of the knee, toe up; flexion and
        dorsiflexion. Continuous in time within each run of finite samples.

    Raises
    ------
    ArgumentError
        When the points do not have one shape.

    Notes
    -----
    Without markers on the pelvis the hip's angle is taken to the trunk, which differs from
    the angle to the pelvis by the pelvis's tilt.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> points = {"left_hip": [[0.0, 1.0]], "left_knee": [[0.1, 0.6]], "left_ankle": [[0.0, 0.2]]}
    >>> angles = ff.kinematics.sagittal_angles(points, up="+y", forward="+x")
    >>> angles["left_knee_flexion"].round(1)
    array([28.1])
    """
    points = {name: _check.real_array("positions", p) for name, p in positions.items()}
    if not points:
        raise ArgumentError("positions", "at least one point", "none")
    shapes = {p.shape for p in points.values()}
    if len(shapes) > 1:
        raise ArgumentError("positions", "points of one shape", sorted(shapes))
    dimensions = shapes.pop()[-1]
    wanted = [n for n, s in SEGMENTS.items() if s.start in points and s.end in points]
    order = sorted(points)
    stacked = np.stack([points[name] for name in order], axis=-2)
    table = [[order.index(SEGMENTS[n].start), order.index(SEGMENTS[n].end)] for n in wanted]
    directions = [*direction("forward", forward, dimensions), *direction("up", up, dimensions)]
    inclinations = _map_frames(
        "inclination", stacked, np.reshape(table, (-1, 2)), 2, directions, None
    )
    angles = {
        name: _continuous(SEGMENTS[name].sign * inclinations[..., i] + SEGMENTS[name].offset_deg)
        for i, name in enumerate(wanted)
    }
    for joint, (one, sign, two) in JOINTS.items():
        if one in angles and two in angles:
            angles[joint] = _continuous(angles[one] + sign * angles[two])
    columns = list(angles.values()) or [np.empty((*stacked.shape[:-2], 0))]
    values = np.stack(columns, axis=-1) if angles else columns[0]
    return Angles(tuple(angles), values)


def direction(argument: str, value: ArrayLike | str, dimensions: int) -> NDArray[np.float64]:
    """Unit vector, padded to three numbers, of `+x` … `-z` or of a vector."""
    padded = np.zeros(3)
    if isinstance(value, str):
        index, sign = _check.axis_name(argument, value)
        if index >= dimensions:
            raise ArgumentError(argument, "an axis of two-dimensional data", repr(value))
        padded[index] = sign
        return padded
    vector = np.asarray(value, dtype=np.float64)
    length = float(np.linalg.norm(vector)) if vector.shape == (dimensions,) else 0.0
    if not 0 < length < float("inf"):
        raise ArgumentError(argument, f"a direction of {dimensions} numbers", value)
    padded[:dimensions] = vector / length
    return padded


def _continuous(angle: NDArray[Any]) -> NDArray[Any]:
    """Wrap to (-180, 180], then take out whole turns between neighbours in time."""
    wrapped = 180.0 - np.mod(180.0 - angle, 360.0)
    step = np.diff(wrapped, axis=-1, prepend=wrapped[..., :1])
    turns = np.where(np.isfinite(step), np.rint(step / 360.0), 0.0)
    result: NDArray[Any] = (wrapped - 360.0 * np.cumsum(turns, axis=-1)).astype(angle.dtype)
    return result


def _map_frames(
    name: str,
    positions: ArrayLike | Batch,
    rows: ArrayLike,
    points: int,
    params: Sequence[float],
    out: NDArray[Any] | None,
) -> Any:
    """Run a per-frame map; `rows` holds indices of keypoints, one row per output."""
    if isinstance(positions, Batch):
        return positions.with_values(_map_frames(name, positions.values, rows, points, params, out))
    values = np.ascontiguousarray(_check.real_array("positions", positions))
    if values.ndim < 2 or values.shape[-1] not in (2, 3):
        raise ArgumentError("positions", "shape (…, keypoints, 2 or 3)", values.shape)
    table = np.ascontiguousarray(rows, dtype=np.int64)
    if table.ndim != 2 or table.shape[1] != points:
        raise ArgumentError("rows", f"shape (angles, {points})", table.shape)
    n_points = values.shape[-2]
    if table.size and not (table.min() >= 0 and table.max() < n_points):
        raise ArgumentError("rows", f"indices from 0 to {n_points - 1}", table.tolist())
    shape = (*values.shape[:-2], len(table))
    if out is None:
        out = np.empty(shape, dtype=values.dtype)
    else:
        _check.output("out", out, shape, values.dtype)
    n_frames = int(np.prod(values.shape[:-2], dtype=np.int64))
    kernel(name)(
        values.reshape(n_frames, *values.shape[-2:]),
        table,
        out.reshape(n_frames, len(table)),
        chosen_threads(),
        as_params(params),
    )
    return out
