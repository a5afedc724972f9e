"""The same angles as other tools state them: pure functions from angles to angles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from ..batch import Batch
from .angles import Angles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

# Included angle of a joint in the neutral pose; flexion makes it smaller.
INCLUDED = {
    "hip_flexion": 180.0,
    "knee_flexion": 180.0,
    "ankle_dorsiflexion": 90.0,
    "elbow_flexion": 180.0,
}
# Names of OpenSim's gait models; `_r` and `_l` are added.
OPENSIM = {
    "hip_flexion": "hip_flexion",
    "hip_adduction": "hip_adduction",
    "hip_rotation": "hip_rotation",
    "knee_flexion": "knee_angle",
    "ankle_dorsiflexion": "ankle_angle",
}


def without_offsets(angles: Angles, offsets_deg: Mapping[str, float]) -> Angles:
    """Subtract what a standing pose reads.

    Parameters
    ----------
    angles : Angles
        Any.
    offsets_deg : mapping of str to float
        By name; angles without an offset stay as they are.

    Returns
    -------
    Angles
        The same names.
    """
    for name in offsets_deg:
        _check.one_of("offsets_deg", name, angles.names)
    return _each(angles, lambda name, values: values - offsets_deg.get(name, 0.0))


def included(angles: Angles) -> Angles:
    """State joints by the angle between their segments: 180° when straight, feet 90°.

    Parameters
    ----------
    angles : Angles
        Those of `sagittal_angles` or `joint_angles`; other angles stay as they are.

    Returns
    -------
    Angles
        The same names. Extension beyond straight reads more than 180°.
    """

    def change(name: str, values: NDArray[Any]) -> NDArray[Any]:
        joint = name.partition("_")[2]
        return INCLUDED[joint] - values if joint in INCLUDED else values

    return _each(angles, change)


def from_horizontal(angles: Angles) -> Angles:
    """State segments by their inclination from forward, counted towards up.

    Parameters
    ----------
    angles : Angles
        Those of `segment_angles`; joint angles stay as they are.

    Returns
    -------
    Angles
        The same names. The line runs from hip to shoulder, from knee to hip, from ankle to
        knee and from elbow to shoulder: 90° when upright. Feet stay as they are.
    """
    stems = ("thigh", "shank", "upper_arm")

    def change(name: str, values: NDArray[Any]) -> NDArray[Any]:
        if name == "trunk":
            return 90.0 - values
        return 90.0 + values if name.partition("_")[2] in stems else values

    return _each(angles, change)


def opensim(angles: Angles, *, knee_flexion_positive: bool = True) -> Angles:
    """Give joint angles the names and signs of OpenSim's gait models.

    Parameters
    ----------
    angles : Angles
        Those of `sagittal_angles` or `joint_angles`; others are left out.
    knee_flexion_positive : bool
        True for models since 2015, False for the gait2392 and gait2354 family, in which a
        flexed knee reads negative.

    Returns
    -------
    Angles
        `hip_flexion_l`, `hip_adduction_l`, `hip_rotation_l`, `knee_angle_l`, `ankle_angle_l`
        and those of the right.
    """
    names, columns = [], []
    for name in angles.names:
        side, _, joint = name.partition("_")
        if side not in ("left", "right") or joint not in OPENSIM:
            continue
        sign = -1.0 if joint == "knee_flexion" and not knee_flexion_positive else 1.0
        names.append(f"{OPENSIM[joint]}_{side[0]}")
        columns.append(sign * _frames(angles)[..., angles.names.index(name)])
    values = np.stack(columns, axis=-1) if columns else _frames(angles)[..., :0]
    return Angles(tuple(names), _like(angles, values))


def _each(angles: Angles, change: Callable[[str, NDArray[Any]], NDArray[Any]]) -> Angles:
    values = _frames(angles).copy()
    for i, name in enumerate(angles.names):
        values[..., i] = change(name, values[..., i])
    return replace(angles, values=_like(angles, values))


def _frames(angles: Angles) -> NDArray[Any]:
    return angles.values.values if isinstance(angles.values, Batch) else angles.values


def _like(angles: Angles, values: NDArray[Any]) -> Any:
    return angles.values.with_values(values) if isinstance(angles.values, Batch) else values
