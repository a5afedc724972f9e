"""Joint angles in space: pelvis in the room, trunk, hips, knees and ankles, three each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .._status import DEGRADED, UNAVAILABLE, VALID
from ..batch import Batch
from ._body import SIDES, Body
from .angles import Angles, continuous
from .axes import HINGE_DEG, Joint, cardan_angles
from .segments import define

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from .sagittal import Positions
    from .segments import Definition

AXIAL_SIGMA_DEG = 8.0  # at least, of rotations about a line between two points
FROM_BENDING = "no marker on both sides of the knee: the axis comes from the plane of the leg"
FROM_FOOT = "no marker on both sides of the ankle: the axis comes from the foot"
FROM_SHOULDERS = "the pelvis is told from hips and shoulders: its tilt is that of the trunk"
NO_OWN_AXIS = "the foot has no axis of its own across it"


@dataclass(frozen=True)
class Doubt:
    """Whether to use an angle.

    Parameters
    ----------
    status : {"valid", "degraded", "unavailable"}
        Whether to use it.
    reason : str
        Why it is degraded or unavailable; empty when valid.
    least_sigma_deg : float
        Standard deviation that it has at least, whatever the noise of the points.
    """

    status: str = VALID
    reason: str = ""
    least_sigma_deg: float = 0.0


@dataclass(frozen=True, eq=False)
class JointAngles(Angles):
    """Joint angles in space over time, degrees.

    Parameters
    ----------
    names : tuple of str
        One per column of `values`.
    values : array, shape (…, T, A), or Batch with items (A,)
        Degrees; NaN where a point is missing, or near a gimbal lock.
    joints : tuple of str
        One per column of `gimbal`.
    gimbal : array of bool, shape (…, T, J)
        Frames in which the middle angle is so far out that the other two are not defined; of a
        Batch, its frames one after another.
    doubts : mapping of str to Doubt
        By name: what the points support.
    """

    joints: tuple[str, ...]
    gimbal: NDArray[np.bool_]
    doubts: Mapping[str, Doubt]


@dataclass(frozen=True)
class _Named:
    """A joint with the names of its turns."""

    name: str
    joint: Joint
    turns: tuple[str, str, str]


def _joints() -> Iterator[_Named]:
    """Turns of z, x, y: flexion, adduction, rotation; the pelvis in the room y, x, z."""
    yield _Named(
        "pelvis",
        Joint(None, "pelvis", "yxz", (1, -1, -1)),
        ("pelvis_rotation", "pelvis_obliquity", "pelvis_tilt"),
    )
    yield _Named(
        "trunk",
        Joint("pelvis", "thorax", "zxy", (-1, 1, 1)),
        ("trunk_flexion", "trunk_bending", "trunk_rotation"),
    )
    for side, sign in zip(SIDES, (-1, 1), strict=True):
        for name, above, below, flexion, turns in (
            ("hip", "pelvis", f"{side}_thigh", 1, ("flexion", "adduction", "rotation")),
            ("knee", f"{side}_thigh", f"{side}_shank", -1, ("flexion", "adduction", "rotation")),
            (
                "ankle",
                f"{side}_shank",
                f"{side}_foot",
                1,
                ("dorsiflexion", "inversion", "rotation"),
            ),
        ):
            first, second, third = (f"{side}_{name}_{turn}" for turn in turns)
            yield _Named(
                f"{side}_{name}",
                Joint(above, below, "zxy", (flexion, sign, sign)),
                (first, second, third),
            )


def joint_angles(
    positions: Positions,
    keypoints: str | Sequence[str] | None = None,
    *,
    up: ArrayLike | str,
    forward: ArrayLike | str,
    gimbal_deg: float = 80.0,
    hinge_deg: tuple[float, float] = HINGE_DEG,
) -> JointAngles:
    """Joint angles in space by the convention of Grood and Suntay.

    Parameters
    ----------
    positions : mapping of str to array (…, T, 3), array (…, T, K, 3), or Batch
        Points by name, or keypoints, in any unit; NaN is missing.
    keypoints : str or sequence of str, optional
        Name of a skeleton or K canonical names; not with points by name.
    up, forward : str or array, shape (3,)
        Of the room: the pelvis is turned against them. Other joints do not depend on them.
    gimbal_deg : float
        Where the middle angle exceeds it to either side, the other two are NaN and flagged.
    hinge_deg : tuple of two numbers
        As in `segment_frames`, which gives the axes.

    Returns
    -------
    JointAngles
        `left_hip_flexion`, `left_hip_adduction`, `left_hip_rotation` (internal positive), the
        same of knees (adduction is varus), `left_ankle_dorsiflexion`, `left_ankle_inversion`,
        `left_ankle_rotation`, those of the right; `pelvis_tilt` (forward positive),
        `pelvis_obliquity` (right side up), `pelvis_rotation` (right side forward);
        `trunk_flexion` (forward), `trunk_bending` (to the right), `trunk_rotation` (to the
        left), of the thorax to the pelvis. What lacks a point is absent.

    Raises
    ------
    ArgumentError
        When the points do not have one shape, or names do not fit.

    Notes
    -----
    Two points do not tell how a segment turns about the line between them. Where there are no
    markers on both sides of a joint, rotations are degraded and err by 8° at least; those that
    would be zero by construction are unavailable, and NaN.

    References
    ----------
    Grood, Suntay (1983), doi:10.1115/1.3138397. Wu et al. (2002),
    doi:10.1016/S0021-9290(01)00222-6. Pelvis: Baker (2001), doi:10.1016/S0966-6362(00)00083-7.

    Examples
    --------
    >>> import footfall as ff
    >>> walk, truth = ff.synthetic.walker(duration_s=1.0)
    >>> angles = ff.kinematics.joint_angles(
    ...     walk.positions, walk.keypoints, up="+z", forward="+x"
    ... )
    >>> angles.doubts["left_hip_rotation"].status
    'degraded'
    """
    body = Body(positions, keypoints, (3,))
    defined = define(body)
    joints = [
        j
        for j in _joints()
        if j.joint.distal in defined and (j.joint.proximal is None or j.joint.proximal in defined)
    ]
    turns = cardan_angles(
        defined.positions,
        defined.names,
        defined.segments,
        [j.joint for j in joints],
        gimbal_deg=gimbal_deg,
        hinge_deg=hinge_deg,
        up=up,
        forward=forward,
    )
    frames = turns.values if isinstance(turns, Batch) else turns
    names = tuple(name for j in joints for name in j.turns)
    doubts = {name: _doubt(name, defined) for name in names}
    gimbal = np.isfinite(frames[..., 1]) & ~np.isfinite(frames[..., 0])
    values = frames.reshape(*frames.shape[:-2], len(names)).copy()
    for i, name in enumerate(names):
        if doubts[name].status == UNAVAILABLE:
            values[..., i] = np.nan
        else:
            values[..., i] = continuous(values[..., i], body.starts)
    return JointAngles(
        names=names,
        values=body.like_input(values),
        joints=tuple(j.name for j in joints),
        gimbal=gimbal,
        doubts=doubts,
    )


def _doubt(name: str, defined: Definition) -> Doubt:
    """What the points support of an angle."""
    own = defined.own_axes
    side, _, rest = name.partition("_")
    if side in ("pelvis", "trunk"):
        lost = name in ("pelvis_tilt", "trunk_flexion", "trunk_bending") and "pelvis" not in own
        return Doubt(DEGRADED, FROM_SHOULDERS) if lost else Doubt()
    joint, _, turn = rest.partition("_")
    axial = Doubt(DEGRADED, FROM_BENDING, AXIAL_SIGMA_DEG)
    if joint == "ankle" and turn != "dorsiflexion":
        if f"{side}_foot" not in own and (turn == "inversion" or f"{side}_shank" not in own):
            return Doubt(UNAVAILABLE, NO_OWN_AXIS)
        return Doubt() if f"{side}_shank" in own else Doubt(DEGRADED, FROM_FOOT, AXIAL_SIGMA_DEG)
    if joint == "knee" and turn == "rotation" and f"{side}_shank" not in own:
        return Doubt(DEGRADED, FROM_FOOT, AXIAL_SIGMA_DEG)
    if (turn == "rotation" or (joint, turn) == ("knee", "adduction")) and (
        f"{side}_thigh" not in own
    ):
        return axial
    if joint == "hip" and turn == "flexion" and "pelvis" not in own:
        return Doubt(DEGRADED, FROM_SHOULDERS)
    return Doubt()
