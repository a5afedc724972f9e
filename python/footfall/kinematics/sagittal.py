"""Angles in the plane of progression, of segments and of the joints between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from ._body import SIDES, Body
from ._maps import direction, map_frames
from .angles import Angles, continuous, gather
from .hips import add_hips

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from ..batch import Batch

    Positions = Mapping[str, ArrayLike] | ArrayLike | Batch

FULL_LENGTH_PERCENT = 95.0  # of a segment's observed lengths: seen from the side


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


def _sided(name: str, segment: tuple[str, str, float, float]) -> dict[str, Segment]:
    start, end, sign, offset = segment
    return {
        f"{side}_{name}": Segment(f"{side}_{start}", f"{side}_{end}", sign, offset)
        for side in SIDES
    }


# Positive: trunk leaning forward, knee ahead of the hip, ankle ahead of the knee, toe up,
# elbow ahead of the shoulder.
SEGMENTS: dict[str, Segment] = {
    "trunk": Segment("mid_hip", "mid_shoulder", 1.0),
    **_sided("thigh", ("knee", "hip", -1.0, 0.0)),
    **_sided("shank", ("ankle", "knee", -1.0, 0.0)),
    **_sided("foot", ("heel", "toe", -1.0, 90.0)),
    **_sided("upper_arm", ("elbow", "shoulder", -1.0, 0.0)),
}

# Joint angle: first segment minus (-1) or plus (+1) second. Flexion and dorsiflexion positive.
JOINTS: dict[str, tuple[str, float, str]] = {
    f"{side}_{name}": (one.format(side=side), sign, two.format(side=side))
    for name, one, sign, two in (
        ("hip_flexion", "{side}_thigh", 1.0, "trunk"),
        ("knee_flexion", "{side}_thigh", -1.0, "{side}_shank"),
        ("ankle_dorsiflexion", "{side}_foot", -1.0, "{side}_shank"),
        ("shoulder_flexion", "{side}_upper_arm", 1.0, "trunk"),
    )
    for side in SIDES
}


def segment_angles(
    positions: Positions,
    keypoints: str | Sequence[str] | None = None,
    *,
    up: ArrayLike | str,
    forward: ArrayLike | str,
    foreshortening: bool = False,
) -> Angles:
    """Angles of segments against the vertical (feet: the horizontal), in the sagittal plane.

    Parameters
    ----------
    positions : mapping of str to array (…, T, D), array (…, T, K, D), or Batch
        Points by name, or keypoints, D 2 or 3, in any unit; NaN is missing.
    keypoints : str or sequence of str, optional
        Name of a skeleton or K canonical names; not with points by name.
    up, forward : str or array, shape (D,)
        `+x` … `-z`, or directions. In space, segments are projected on their plane.
    foreshortening : bool
        Correct for segments that turn out of the plane of the picture (see Notes).

    Returns
    -------
    Angles
        `trunk` (forward lean positive), `left_thigh` (knee ahead of the hip), `left_shank`
        (ankle ahead of the knee), `left_foot` (toe up), `left_upper_arm` (elbow ahead of the
        shoulder) and those of the right. Continuous within each run of finite samples; what
        lacks a point is absent.

    Raises
    ------
    ArgumentError
        When the points do not have one shape, or names do not fit.

    Notes
    -----
    The correction takes the 95th percentile of a segment's observed length in a sequence as
    its true length, and what it is short of as a turn a out of the plane: cos a is the ratio of
    lengths and the tangent of the inclination is divided by it. It helps where a person does not
    walk quite parallel to the picture, and harms where length varies for other reasons, such
    as noise.

    Examples
    --------
    >>> import footfall as ff
    >>> walk, truth = ff.synthetic.walker(duration_s=2.0)
    >>> angles = ff.kinematics.segment_angles(
    ...     walk.positions, walk.keypoints, up="+z", forward="+x"
    ... )
    >>> bool(abs(angles["left_thigh"] - truth.angles_deg["left_thigh"]).max() < 1e-9)
    True
    """
    body = _body(positions, keypoints)
    return _gathered(_segments(body, up, forward, foreshortening), body)


def sagittal_angles(
    positions: Positions,
    keypoints: str | Sequence[str] | None = None,
    *,
    up: ArrayLike | str,
    forward: ArrayLike | str,
    foreshortening: bool = False,
    hip_against: str = "trunk",
) -> Angles:
    """Segment and joint angles in the plane of progression.

    Parameters
    ----------
    positions, keypoints, up, forward, foreshortening
        As in `segment_angles`.
    hip_against : {"trunk", "vertical"}
        What the thigh is compared with.

    Returns
    -------
    Angles
        Those of `segment_angles`, and `left_hip_flexion`, `left_knee_flexion`,
        `left_ankle_dorsiflexion`, `left_shoulder_flexion` (upper arm to trunk),
        `left_elbow_flexion` (0 when straight) and those of the right. Continuous in time within
        each run of finite samples.

    Raises
    ------
    ArgumentError
        When the points do not have one shape, or names do not fit.

    Notes
    -----
    Keypoints of a side view do not show the tilt of the pelvis. The hip's angle is taken to the
    trunk, which reads about 7° less flexion than to the pelvis, as the pelvis tilts forward;
    subtract that of a standing pose, or compare ranges. So does the ankle's angle hold the
    slope of the line from heel to toe when standing: `conventions.without_offsets`.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> points = {"left_hip": [[0.0, 1.0]], "left_knee": [[0.1, 0.6]], "left_ankle": [[0.0, 0.2]]}
    >>> angles = ff.kinematics.sagittal_angles(points, up="+y", forward="+x")
    >>> angles["left_knee_flexion"].round(1)
    array([28.1])
    """
    _check.one_of("hip_against", hip_against, ("trunk", "vertical"))
    body = _body(positions, keypoints)
    angles = _segments(body, up, forward, foreshortening)
    for joint, (one, sign, two) in JOINTS.items():
        if "hip" in joint and hip_against == "vertical" and one in angles:
            angles[joint] = angles[one]
        elif one in angles and two in angles:
            angles[joint] = continuous(angles[one] + sign * angles[two], body.starts)
    return _gathered(angles | _elbows(body), body)


def _body(positions: Positions, keypoints: str | Sequence[str] | None) -> Body:
    body = Body(positions, keypoints)
    if body.dimensions == 3:
        add_hips(body)
    return body


def _segments(
    body: Body, up: ArrayLike | str, forward: ArrayLike | str, foreshortening: bool
) -> dict[str, NDArray[Any]]:
    above = direction("up", up, body.dimensions)
    ahead = direction("forward", forward, body.dimensions)
    points = body.find(list(dict.fromkeys(p for s in SEGMENTS.values() for p in (s.start, s.end))))
    wanted = [n for n, s in SEGMENTS.items() if s.start in points and s.end in points]
    if not wanted:
        return {}
    order = list(points)
    stacked = np.stack([points[name] for name in order], axis=-2)
    table = [[order.index(SEGMENTS[n].start), order.index(SEGMENTS[n].end)] for n in wanted]
    inclinations = map_frames("inclination", stacked, table, 2, [*ahead, *above], None)
    angles = {}
    for i, name in enumerate(wanted):
        segment, inclination = SEGMENTS[name], inclinations[..., i]
        if foreshortening:
            line = points[segment.end] - points[segment.start]
            inclination = _lengthened(inclination, line, above, ahead, body.starts)
        angles[name] = continuous(segment.sign * inclination + segment.offset_deg, body.starts)
    return angles


def _lengthened(
    inclination: NDArray[Any],
    line: NDArray[Any],
    above: NDArray[np.float64],
    ahead: NDArray[np.float64],
    starts: NDArray[np.int64] | None,
) -> NDArray[Any]:
    """Divide the tangent of an inclination by how much shorter its segment is seen."""
    plane = np.stack([above, ahead])[:, : line.shape[-1]]
    seen = np.linalg.norm(line @ plane.T, axis=-1)
    full = np.empty_like(seen)
    for span in _spans(seen.shape[-1], starts):
        lengths = seen[..., span]
        known = np.isfinite(lengths).any(axis=-1)
        longest = np.full(lengths.shape[:-1], np.nan)
        longest[known] = np.nanpercentile(lengths[known], FULL_LENGTH_PERCENT, axis=-1)
        full[..., span] = longest[..., None]
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.minimum(seen / full, 1.0)
    turn = np.radians(inclination)
    corrected = np.degrees(np.arctan2(np.sin(turn), np.cos(turn) * ratio))
    return np.asarray(corrected, dtype=inclination.dtype)


def _spans(n_frames: int, starts: NDArray[np.int64] | None) -> list[slice]:
    bounds = [0] if starts is None else starts.tolist()
    ends = [*bounds[1:], n_frames]
    return [slice(a, b) for a, b in zip(bounds, ends, strict=True) if a < b]


def _elbows(body: Body) -> dict[str, NDArray[Any]]:
    """Flexion of the elbows: what their included angle is short of straight."""
    angles = {}
    for side in SIDES:
        arm = body.find([f"{side}_{part}" for part in ("shoulder", "elbow", "wrist")])
        if len(arm) == 3:
            stacked = np.stack(list(arm.values()), axis=-2)
            included = map_frames("three_point_angle", stacked, [[0, 1, 2]], 3, (), None)
            angles[f"{side}_elbow_flexion"] = 180.0 - included[..., 0]
    return angles


def _gathered(angles: dict[str, NDArray[Any]], body: Body) -> Angles:
    empty = np.empty((*body.shape[:-1], 0), dtype=body.dtype)
    return gather(angles, body.batch, empty)
