"""Signals over time of which quantities per stride are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ._travel import velocity
from .kinematics import foot_progression, frontal_angles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._ground import Ground
    from ._prepare import Tracks
    from .kinematics import Angles

SIDES = ("left", "right")

Signals = dict[str, "NDArray[np.float64]"]


def body_signals(tracks: Tracks, angles: Angles, ground: Ground) -> Signals:
    """Signals over time, shape (T,): angles in degrees, lengths in metres (NaN without scale)."""
    signals = {name: angles[name] for name in angles.names}
    scale, pelvis = tracks.meters_per_unit, tracks.smooth["pelvis"]
    signals["pelvis_height_m"] = scale * pelvis[:, 1]
    ahead = velocity(pelvis[:, 0], tracks.sampling_rate_hz)
    signals["pelvis_speed_mps"] = scale * (ahead + ground.belt_speed)
    for side in SIDES:
        ankle, toe = (tracks.smooth.get(f"{side}_{point}") for point in ("ankle", "toe"))
        if ankle is not None:
            signals[f"{side}_ankle_ahead_m"] = scale * (ankle[:, 0] - pelvis[:, 0])
        if toe is not None:
            signals[f"{side}_toe_height_m"] = scale * toe[:, 1]
    if tracks.quality["view"] == "3d":
        signals |= _across(dict(tracks.smooth), "+z")
        feet = foot_progression(dict(tracks.smooth), up="+y", forward="+x")
        signals |= {name: feet[name] for name in feet.names}
    elif tracks.quality["view"] == "front":
        flat = {n: np.ascontiguousarray(p[:, :2]) for n, p in tracks.smooth.items()}
        signals |= _across(flat, _right_in_picture(flat))
    return signals


def _across(points: Signals, right: str) -> Signals:
    """Angles of the frontal plane; the trunk's lean towards each side."""
    angles = frontal_angles(points, up="+y", right=right)
    signals = {name: angles[name] for name in angles.names}
    if "trunk_lateral_lean" in signals:
        lean = signals["trunk_lateral_lean"]
        signals |= {"left_trunk_lean": -lean, "right_trunk_lean": lean}
    return signals


def _right_in_picture(points: Signals) -> str:
    """Where a person's right is in a picture from the front or from behind."""
    for name in ("shoulder", "hip", "ankle"):
        if f"left_{name}" in points and f"right_{name}" in points:
            apart = (points[f"right_{name}"] - points[f"left_{name}"])[:, 0]
            known = apart[np.isfinite(apart)]
            if len(known):
                return "+x" if np.median(known) > 0 else "-x"
    return "+x"
