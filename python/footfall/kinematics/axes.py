"""How the axes of a segment follow from points, and the pass from there to Cardan angles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._backend import kernel
from .._config import chosen_threads
from .._errors import ArgumentError
from .._families import as_params
from ..batch import Batch, item_rows
from ._body import names_of
from ._maps import direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

AXES = "xyz"
ORDERS = ("xyz", "xzy", "yxz", "yzx", "zxy", "zyx")
HINGE_DEG = (10.0, 25.0)
COLUMNS = 12  # of a row of the table, as kernels take it
PointOrMiddle = str | tuple[str, str]


@dataclass(frozen=True)
class Line:
    """From a point to another; a pair of points stands for its middle."""

    start: PointOrMiddle
    end: PointOrMiddle


@dataclass(frozen=True)
class AxisOf:
    """An axis of a segment that stands further up in the list."""

    segment: str
    axis: str


@dataclass(frozen=True)
class HingeOf:
    """What a joint bends about: an axis of another segment while the joint is straight.

    As the joint bends, the normal of the plane of both segments takes over, on the side of that
    axis: of the line from this segment's start to its end and that from its start to `far`.
    """

    segment: str
    axis: str
    far: PointOrMiddle


@dataclass(frozen=True)
class SegmentAxes:
    """How the axes of a segment follow from points.

    Parameters
    ----------
    name : str
        What to call it.
    first : {"x", "y", "z"}
        The axis that runs along `line`.
    line : Line
        From where to where.
    second : {"x", "y", "z"}
        The axis that lies in the plane of `line` and `toward`, at a right angle to the first.
    toward : Line, AxisOf or HingeOf
        Its direction, roughly.
    """

    name: str
    first: str
    line: Line
    second: str
    toward: Line | AxisOf | HingeOf


@dataclass(frozen=True)
class Joint:
    """Rotation of a segment seen from another, as turns about three axes one after another.

    Parameters
    ----------
    proximal : str or None
        Segment to look from; None is the room: x ahead, y up, z to the right.
    distal : str
        Segment that turns.
    order : str
        Axes of the turns, such as `zxy`: about z first, then about the turned x and y.
    signs : tuple of three numbers, 1 or -1
        Factors of the three angles.
    """

    proximal: str | None
    distal: str
    order: str = "zxy"
    signs: tuple[int, int, int] = (1, 1, 1)


def cardan_angles(
    positions: ArrayLike | Batch,
    keypoints: str | Sequence[str],
    segments: Sequence[SegmentAxes],
    joints: Sequence[Joint],
    *,
    gimbal_deg: float = 80.0,
    hinge_deg: tuple[float, float] = HINGE_DEG,
    up: ArrayLike | str | None = None,
    forward: ArrayLike | str | None = None,
    out: NDArray[Any] | None = None,
) -> Any:
    """Cardan angles of joints between segments whose axes points define, in one pass.

    Parameters
    ----------
    positions : array (T, K, 3) or (N, T, K, 3), or Batch with items (K, 3)
        Points in space, in any unit; NaN is missing.
    keypoints : str or sequence of str
        Name of a skeleton, or their K names.
    segments : sequence of SegmentAxes
        An axis of a segment can be used by those after it.
    joints : sequence of Joint
        What to tell.
    gimbal_deg : float
        Where the middle angle exceeds it to either side, the other two are NaN: they are not
        defined at 90° and wild near it.
    hinge_deg : tuple of two numbers
        Flexion from which the plane of a bent joint counts for its `HingeOf`, and from which
        nothing else does.
    up, forward : str or array, shape (3,), optional
        Directions of the room, for joints that are seen from it.
    out : array, optional
        Where to write.

    Returns
    -------
    array, shape (…, T, J, 3), or Batch with items (J, 3)
        Degrees, the three turns of each joint in their order; dtype of positions; NaN where a
        point is missing or points coincide.

    Raises
    ------
    ArgumentError
        When names, axes or shapes do not fit.

    References
    ----------
    Grood, Suntay (1983), doi:10.1115/1.3138397.

    Examples
    --------
    >>> import numpy as np
    >>> from footfall.kinematics import Joint, Line, SegmentAxes, cardan_angles
    >>> box = SegmentAxes("box", "x", Line("a", "b"), "y", Line("a", "c"))
    >>> points = np.array([[[0, 0, 0], [0, 1, 0], [-1, 0, 0]]])  # a quarter turn about z
    >>> cardan_angles(points, ["a", "b", "c"], [box], [Joint(None, "box")], up="+y", forward="+x")
    array([[[90.,  0.,  0.]]])
    """
    _check.between("gimbal_deg", gimbal_deg, 0.0, 90.0)
    keypoints = names_of(keypoints)
    table = segment_table(segments, keypoints)
    order = [segment.name for segment in segments]
    table += [_joint_row(joint, order) for joint in joints]
    room = np.eye(3)
    if up is not None and forward is not None:
        room = room_axes(up, forward)
    elif any(joint.proximal is None for joint in joints):
        raise ArgumentError("up", "directions of the room: up and forward", "none")
    params = [*_hinge(hinge_deg), gimbal_deg, *room.ravel()]
    return _run("cardan_angles", positions, keypoints, table, params, (len(joints), 3), out)


def frame_matrices(
    positions: ArrayLike | Batch,
    keypoints: Sequence[str],
    segments: Sequence[SegmentAxes],
    hinge_deg: tuple[float, float] = HINGE_DEG,
) -> Any:
    """Axes of segments in columns, (…, T, S, 3, 3)."""
    table = segment_table(segments, keypoints)
    shape = (len(segments), 3, 3)
    return _run("segment_frames", positions, keypoints, table, _hinge(hinge_deg), shape, None)


def room_axes(up: ArrayLike | str, forward: ArrayLike | str) -> NDArray[np.float64]:
    """Ahead, up and right in rows, ahead made level."""
    above = direction("up", up, 3)
    ahead = direction("forward", forward, 3)
    ahead = ahead - (ahead @ above) * above
    size = float(np.linalg.norm(ahead))
    if size < 1e-6:
        raise ArgumentError("forward", "a direction across up", forward)
    return np.stack([ahead / size, above, np.cross(ahead / size, above)])


def segment_table(segments: Sequence[SegmentAxes], keypoints: Sequence[str]) -> list[list[int]]:
    """Rows of the table for segments."""
    place = {name: list(keypoints).index(name) for name in keypoints}

    def pair(point: PointOrMiddle) -> list[int]:
        names = (point, point) if isinstance(point, str) else point
        for name in names:
            _check.one_of("segments", name, place)
        return [place[name] for name in names]

    rows: list[list[int]] = []
    above: list[str] = []
    for segment in segments:
        for axis in (segment.first, segment.second):
            _check.one_of("segments", axis, tuple(AXES))
        if segment.first == segment.second:
            raise ArgumentError("segments", "two different axes", segment.first)
        row = [0, AXES.index(segment.first), AXES.index(segment.second)]
        row += [*pair(segment.line.start), *pair(segment.line.end)]
        toward = segment.toward
        if isinstance(toward, Line):
            row += [0, *pair(toward.start), *pair(toward.end)]
        else:
            _check.one_of("segments", toward.segment, above)
            _check.one_of("segments", toward.axis, tuple(AXES))
            row += [1, above.index(toward.segment), AXES.index(toward.axis), 0, 0]
            if isinstance(toward, HingeOf):
                row[7], row[10:] = 2, pair(toward.far)
        rows.append(row)
        above.append(segment.name)
    return rows


def _joint_row(joint: Joint, segments: Sequence[str]) -> list[int]:
    for name in (joint.proximal, joint.distal):
        if name is not None:
            _check.one_of("joints", name, segments)
    _check.one_of("order", joint.order, ORDERS)
    if len(joint.signs) != 3 or any(sign not in (-1, 1) for sign in joint.signs):
        raise ArgumentError("signs", "three of 1 and -1", joint.signs)
    proximal = -1 if joint.proximal is None else segments.index(joint.proximal)
    turns = [AXES.index(axis) for axis in joint.order]
    return [1, proximal, segments.index(joint.distal), *turns, *joint.signs, 0, 0, 0]


def _hinge(hinge_deg: tuple[float, float]) -> list[float]:
    low, high = hinge_deg
    _check.between("hinge_deg", low, 0.0, 180.0)
    if not low < high <= 180.0:
        raise ArgumentError("hinge_deg", "two rising numbers up to 180", hinge_deg)
    return [low, high]


def _run(
    name: str,
    positions: ArrayLike | Batch,
    keypoints: Sequence[str],
    table: list[list[int]],
    params: Sequence[float],
    shape: tuple[int, ...],
    out: NDArray[Any] | None,
) -> Any:
    rows = item_rows(positions, 2, "positions")
    if rows.item_shape[1:] != (3,):
        raise ArgumentError("positions", "points of 3 coordinates", rows.item_shape)
    if len(keypoints) != rows.item_shape[0]:
        raise ArgumentError("keypoints", f"{rows.item_shape[0]} names", len(keypoints))
    batch = rows.source if isinstance(rows.source, Batch) else None
    shape_in = rows.values.shape[:1] if isinstance(rows.source, Batch) else rows.source.shape[:-2]
    n_frames, n_out = len(rows.values), int(np.prod(shape))
    if out is None:
        out = np.empty((*shape_in, *shape), rows.values.dtype)
    else:
        _check.output("out", out, (*shape_in, *shape), rows.values.dtype)
    kernel(name)(
        rows.values.reshape(n_frames, len(keypoints), 3),
        np.array(table, dtype=np.int64).reshape(-1, COLUMNS),
        out.reshape(n_frames, n_out),
        chosen_threads(),
        as_params(params),
    )
    return out if batch is None else batch.with_values(out)
