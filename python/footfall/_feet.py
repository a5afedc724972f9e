"""Gait from sensors on the feet: events, strides and their lengths."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ._events import FINAL_CONTACT, INITIAL_CONTACT, LEFT, RIGHT, make_events
from ._foot_events import foot_events
from ._foot_strides import LEAST_WAY_M, foot_strides
from ._sensor_arrays import finite_runs
from ._sensor_gait import NO_WIDTH, ONE_FOOT, SensorGait, bouts_of
from ._summary import Doubts
from .parameters import strides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ._events import Events
    from .imu import Imu
    from .parameters import Strides

CODES = {"left_foot": LEFT, "right_foot": RIGHT}
# Of a swing: when the foot leaves and meets the ground, how far and high it goes, how much it
# turns to the left, and how lively the livelier of the rests around it is.
MEASURED = ("foot_lift_m", "turning_angle_deg", "rest_angular_velocity_radps")
SWING = ("leave_s", "meet_s", "length_m", *MEASURED)
CONTACT_SIGMA_S, LEAVE_SIGMA_S = 0.02, 0.015
LENGTH_NOISE_M = 0.04  # of one stride
LENGTH_ERROR = 0.03
LONGEST_BREAK_S = 3.0
LEAST_S = 1.0
LEAST_RATE_HZ = 50.0  # below it a foot turns too far between frames
NO_STEPS_BETWEEN = "sensors on feet do not show where one foot is from the other"
NO_STRIDES = "no foot makes a stride"
NO_TURNING = "a sensor on a foot needs its angular velocity"
TOO_SLOW = f"fewer than {LEAST_RATE_HZ:g} frames per second do not follow a foot"


def feet_gait(feet: Mapping[str, Imu], sampling_rate_hz: float) -> SensorGait | str:
    """Find the gait in what sensors on one or both feet measured; else say why not."""
    if sampling_rate_hz < LEAST_RATE_HZ:
        return TOO_SLOW
    rows = []
    axes: dict[str, list[list[float]]] = {}
    for site, sensor in feet.items():
        if sensor.angular_velocity_radps is None:
            return NO_TURNING
        found, axes[site] = _side(sensor, sampling_rate_hz)
        rows.append(np.column_stack([found, np.full(len(found), CODES[site])]))
    swings = np.concatenate(rows)  # the side comes last
    if len(swings) == 0:
        return NO_STRIDES
    events = _events(swings[:, :2], swings[:, -1], sampling_rate_hz)
    return SensorGait(
        events=events,
        table=_with_swings(strides(events), swings),
        bouts=bouts_of(events, sampling_rate_hz),
        doubts=doubts(len(feet)),
        length_error=LENGTH_ERROR,
        quality={"mounting": axes, "swings": len(swings)},
    )


def doubts(n_feet: int) -> Doubts:
    """What sensors on so many feet do not show of walking."""
    return Doubts(
        width=NO_WIDTH,
        one_foot=ONE_FOOT if n_feet == 1 else "",
        no_steps_between=NO_STEPS_BETWEEN,
        contact_sigma_s=CONTACT_SIGMA_S,
        leave_sigma_s=LEAVE_SIGMA_S,
        length_noise_m=LENGTH_NOISE_M,
    )


def _side(sensor: Imu, rate: float) -> tuple[NDArray[np.float64], list[list[float]]]:
    """Swings of one foot, columns as `SWING` has them, and the axes of the sensor."""
    both = np.concatenate([sensor.acceleration_mps2, sensor.angular_velocity_radps], axis=1)
    found, axes = [np.empty((0, len(SWING)))], np.full((3, 3), np.nan)
    for first, part in finite_runs(both.astype(np.float64, copy=False), rate):
        if len(part) < LEAST_S * rate:
            continue
        steps = foot_strides(part[:, :3], part[:, 3:], rate)
        leave, meet, length = foot_events(steps, part[:, 3:], rate)
        # Of a pivot on the spot both ends must show; where the foot went on, one is told alone.
        seen = np.isfinite(np.where(length >= LEAST_WAY_M, np.fmax(leave, meet), leave + meet))
        rows = np.stack(
            [
                *((first + leave) / rate, (first + meet) / rate, length),
                *(steps.lift_m, np.degrees(steps.turned), steps.rest_radps),
            ],
            axis=1,
        )
        found.append(rows[seen])
        if len(steps.start):
            axes = np.stack([steps.forward, steps.left, steps.up])
    return np.concatenate(found), axes.round(4).tolist()


def _events(swings: NDArray[np.float64], side: NDArray[np.float64], rate: float) -> Events:
    """Events of all swings, in bouts that end where no foot moves for a while.

    A swing of which one end alone is told has that one.
    """
    last = np.fmax(*swings.T)
    order = np.argsort(last)
    bout = np.empty(len(last), np.int64)
    bout[order] = np.cumsum(np.diff(last[order], prepend=last.min()) > LONGEST_BREAK_S)
    told = np.isfinite(swings)
    return make_events(
        np.concatenate([column[known] for column, known in zip(swings.T, told.T, strict=True)]),
        np.repeat([FINAL_CONTACT, INITIAL_CONTACT], told.sum(axis=0)),
        np.concatenate([side[known] for known in told.T]),
        rate,
        sigma_s=np.repeat([LEAVE_SIGMA_S, CONTACT_SIGMA_S], told.sum(axis=0)),
        bout=np.concatenate([bout[known] for known in told.T]),
    )


def _with_swings(table: Strides, swings: NDArray[np.float64]) -> Strides:
    """Length and more of each stride: of the swing that ends with it."""
    told = np.full((len(table), len(SWING)), np.nan)
    for side in (LEFT, RIGHT):
        own = swings[(swings[:, -1] == side) & np.isfinite(swings[:, 1])]
        mine = np.flatnonzero(table.side_code == side)
        if len(own) == 0 or len(mine) == 0:
            continue
        own = own[np.argsort(own[:, 1])]
        place = np.minimum(np.searchsorted(own[:, 1], table.end_s[mine]), len(own) - 1)
        told[mine] = own[place, :-1]
    columns = dict(zip(SWING, told.T, strict=True))
    length = columns["length_m"]
    table = replace(table, stride_length_m=length, speed_mps=length / table.stride_duration_s)
    return table.with_measured({name: columns[name] for name in MEASURED})
