"""Toe clearance and margins of stability of each stride, which whole swings and steps tell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ._smoothness import segment_length
from .kinematics import (
    center_of_mass,
    extrapolated_center_of_mass,
    margin_of_stability,
    toe_clearance,
)
from .kinematics.stability import ANKLE_TO_EDGE_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._body_signals import Signals
    from ._events import Events
    from ._ground import Ground
    from ._prepare import Tracks
    from .kinematics import StabilityMargins
    from .parameters import Strides

SIDES = ("left", "right")
CLEARANCE = "minimum_toe_clearance_m"
SIDEWAYS, AHEAD = "margin_of_stability_ml_m", "margin_of_stability_ap_m"
LEAST_LEG = 0.1  # metres: less is no leg, and its pendulum no body's


def margin_columns(tracks: Tracks, events: Events, strides: Strides, ground: Ground) -> Signals:
    """Columns for all strides, in metres; NaN where points, events or the scale are missing."""
    columns = {name: np.full(len(strides), np.nan) for name in (CLEARANCE, SIDEWAYS, AHEAD)}
    if not tracks.meters_per_unit > 0:
        return columns
    for side in SIDES:
        own = np.asarray(strides.side == side)
        columns[CLEARANCE][own] = _clearance(tracks, events, strides.final_contact_s[own], side)
    margins = _margins(tracks, events, ground)
    if margins is not None:
        for side in SIDES:
            own, rows = np.asarray(strides.side == side), margins.side == side
            places = _places(margins.time_s[rows], strides.start_s[own])
            for name, values in ((SIDEWAYS, margins.sideways), (AHEAD, margins.ahead)):
                side_values = np.append(values[rows], np.nan)
                columns[name][own] = tracks.meters_per_unit * side_values[places]
    return columns


def _clearance(
    tracks: Tracks, events: Events, leaves_s: NDArray[np.float64], side: str
) -> NDArray[np.float64]:
    points = [tracks.smooth.get(f"{side}_{name}") for name in ("toe", "heel")]
    toe, heel = points
    if toe is None or heel is None:
        return np.full(len(leaves_s), np.nan)
    swings = toe_clearance(
        np.ascontiguousarray(toe[:, :2]),
        np.ascontiguousarray(heel[:, :2]),
        events.pick("initial_contact", side).time_s,
        events.pick("final_contact", side).time_s,
        tracks.sampling_rate_hz,
        up="+y",
    )
    places = _places(swings.start_s, leaves_s)
    return tracks.meters_per_unit * np.append(swings.height, np.nan)[places]


def _margins(tracks: Tracks, events: Events, ground: Ground) -> StabilityMargins | None:
    """Margins in the unit of the recording; None where they cannot be had."""
    if tracks.quality["view"] != "3d":
        return None
    points = dict(tracks.smooth)
    leg = segment_length(points, "hip", "knee") + segment_length(points, "knee", "ankle")
    if not leg * tracks.meters_per_unit > LEAST_LEG:
        return None
    center = center_of_mass(points)
    if center.status == "unavailable":
        return None
    extrapolated = extrapolated_center_of_mass(
        center,
        tracks.sampling_rate_hz,
        up="+y",
        forward="+x",
        pendulum_length=leg,
        meters_per_unit=tracks.meters_per_unit,
        belt_speed_mps=max(ground.belt_speed * tracks.meters_per_unit, 0.0),
    )
    return margin_of_stability(
        extrapolated,
        points,
        events=events,
        sampling_rate_hz=tracks.sampling_rate_hz,
        up="+y",
        forward="+x",
        ankle_to_edge=ANKLE_TO_EDGE_M / tracks.meters_per_unit,
    )


def _places(times: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.int64]:
    """Index of each wanted time among `times`, which ascend; one past the last where it is not."""
    place = np.searchsorted(times, wanted - 1e-9)
    near = np.append(times, math.inf)[np.minimum(place, len(times))]
    return np.where(np.abs(near - wanted) < 1e-6, place, len(times))
