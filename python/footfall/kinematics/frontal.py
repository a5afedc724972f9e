"""Angles in the frontal plane: pelvis, hips, knees, trunk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ._body import SIDES, Body
from ._maps import direction
from .angles import Angles, gather, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from .sagittal import Positions

Plane = tuple["NDArray[Any]", "NDArray[Any]"]  # to the right of the person, and up
UNITLESS = ("ratio", "displacement")  # how names of columns that are no angles end


class FrontalAngles(Angles):
    """Angles of the frontal plane, degrees, and ratios, which have no unit."""

    def columns(self) -> dict[str, Any]:
        """Give one array per column, angles named with their unit."""
        return {n if n.endswith(UNITLESS) else f"{n}_deg": self[n] for n in self.names}


def frontal_angles(
    positions: Positions,
    keypoints: str | Sequence[str] | None = None,
    *,
    up: ArrayLike | str,
    right: ArrayLike | str,
    camera_roll_deg: float = 0.0,
    standing_obliquity_deg: float = 0.0,
) -> FrontalAngles:
    """Angles that a view from the front or from behind shows.

    Parameters
    ----------
    positions : mapping of str to array (…, T, D), array (…, T, K, D), or Batch
        Points by name, or keypoints, D 2 or 3, in any unit; NaN is missing.
    keypoints : str or sequence of str, optional
        Name of a skeleton or K canonical names; not with points by name.
    up, right : str or array, shape (D,)
        Up, and the person's right: of a picture from behind `+x`, from the front `-x`. In
        space, points are projected on their plane.
    camera_roll_deg : float
        Slope of the level floor in the picture, rising towards the person's right. It is taken
        out.
    standing_obliquity_deg : float
        Obliquity of the pelvis when standing, subtracted from pelvic drops.

    Returns
    -------
    FrontalAngles
        `pelvis_obliquity` (right side up positive; in space, over the whole level distance of
        the hips); `left_pelvic_drop` and `right_pelvic_drop`,
        to read in stance of that side (other side lower positive); `left_hip_adduction`
        (femur towards the midline); `left_knee_valgus`, the frontal plane projection angle
        (knee medial of the line from hip to ankle); `left_knee_medial_displacement`, the
        distance of the knee from that line over its length, medial positive;
        `knee_ankle_separation_ratio` (below 1: knees closer than ankles);
        `trunk_lateral_lean` (to the right). What lacks a point is absent.

    Raises
    ------
    ArgumentError
        When the points do not have one shape, or names do not fit.

    Notes
    -----
    Projected angles of pelvis and hip follow those in space; that of the knee does not: it mixes
    rotation of the leg with valgus. Do not rank people by it alone.

    Examples
    --------
    >>> import footfall as ff
    >>> hips = {"left_hip": [[-0.1, 0.99]], "right_hip": [[0.1, 1.01]]}
    >>> ff.kinematics.frontal_angles(hips, up="+y", right="+x")["pelvis_obliquity"].round(1)
    array([5.7])
    """
    _check.between("camera_roll_deg", camera_roll_deg, -45.0, 45.0)
    body = Body(positions, keypoints)
    points = _projected(body, up, right, camera_roll_deg)
    angles: dict[str, NDArray[Any]] = {}
    if "left_hip" in points and "right_hip" in points:
        across = _between(points["left_hip"], points["right_hip"])
        level = np.copysign(np.hypot(across[0], _depth(body, up, right)), across[0])
        obliquity = _degrees(across[1], level)
        angles["pelvis_obliquity"] = obliquity
        angles["left_pelvic_drop"] = -(obliquity - standing_obliquity_deg)
        angles["right_pelvic_drop"] = obliquity - standing_obliquity_deg
    for side in SIDES:
        angles |= _leg(points, side)
    if all(f"{side}_{part}" in points for side in SIDES for part in ("knee", "ankle")):
        knees = _size(_between(points["left_knee"], points["right_knee"]))
        ankles = _size(_between(points["left_ankle"], points["right_ankle"]))
        angles["knee_ankle_separation_ratio"] = _ratio(knees, ankles)
    if "mid_hip" in points and "mid_shoulder" in points:
        trunk = _between(points["mid_hip"], points["mid_shoulder"])
        angles["trunk_lateral_lean"] = _degrees(trunk[0], trunk[1])
    made = gather(angles, body.batch, np.empty((*body.shape[:-1], 0), body.dtype))
    return FrontalAngles(made.names, made.values)


def _projected(
    body: Body, up: ArrayLike | str, right: ArrayLike | str, roll_deg: float
) -> dict[str, Plane]:
    """Points to the right and up, with the floor level."""
    above = direction("up", up, body.dimensions)
    aside = direction("right", right, body.dimensions)
    if abs(float(above @ aside)) > 1e-6:
        raise ArgumentError("right", "a direction at a right angle to up", right)
    cos, sin = np.cos(np.radians(roll_deg)), np.sin(np.radians(roll_deg))
    level = (cos * aside + sin * above)[: body.dimensions].astype(body.dtype)
    upright = (cos * above - sin * aside)[: body.dimensions].astype(body.dtype)
    names = ["mid_hip", "mid_shoulder"]
    names += [f"{side}_{part}" for side in SIDES for part in ("hip", "knee", "ankle")]
    return {name: (p @ level, p @ upright) for name, p in body.find(names).items()}


def _depth(body: Body, up: ArrayLike | str, right: ArrayLike | str) -> Any:
    """How far the right hip is ahead of the left one: a turned pelvis is no narrower."""
    if body.dimensions == 2:
        return 0.0
    ahead = np.cross(direction("up", up, 3), direction("right", right, 3)).astype(body.dtype)
    hips = body.find(["left_hip", "right_hip"])
    return (hips["right_hip"] - hips["left_hip"]) @ ahead


def _leg(points: dict[str, Plane], side: str) -> dict[str, NDArray[Any]]:
    medial = -1.0 if side == "right" else 1.0  # towards the person's right
    hip, knee, ankle = (points.get(f"{side}_{part}") for part in ("hip", "knee", "ankle"))
    other = points.get(f"{'left' if side == 'right' else 'right'}_hip")
    angles = {}
    if hip is not None and knee is not None and other is not None:
        thigh, across = _between(hip, knee), _between(hip, other)
        # Counted from the line of the hips towards down, so that it is signed at any adduction.
        turn = _degrees(-_cross(across, thigh) * medial, _dot(across, thigh))
        angles[f"{side}_hip_adduction"] = 90.0 - turn
    if hip is not None and knee is not None and ankle is not None:
        thigh, shank, leg = _between(hip, knee), _between(knee, ankle), _between(hip, ankle)
        # Positive where the knee lies towards the midline of a leg that points down.
        offset = _cross(leg, thigh) * medial
        angles[f"{side}_knee_valgus"] = np.sign(offset) * _degrees(
            np.abs(_cross(thigh, shank)), _dot(thigh, shank)
        )
        angles[f"{side}_knee_medial_displacement"] = _ratio(offset, _dot(leg, leg))
    return angles


def _between(start: Plane, end: Plane) -> Plane:
    return end[0] - start[0], end[1] - start[1]


def _dot(u: Plane, v: Plane) -> NDArray[Any]:
    return np.asarray(u[0] * v[0] + u[1] * v[1])


def _cross(u: Plane, v: Plane) -> NDArray[Any]:
    return np.asarray(u[0] * v[1] - u[1] * v[0])


def _size(u: Plane) -> NDArray[Any]:
    return np.asarray(np.hypot(u[0], u[1]))


def _degrees(y: NDArray[Any], x: NDArray[Any]) -> NDArray[Any]:
    return wrapped(np.asarray(np.degrees(np.arctan2(y, x))))


def _ratio(one: NDArray[Any], two: NDArray[Any]) -> NDArray[Any]:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(two > 0, one / two, np.nan), dtype=one.dtype)
