"""Gait from sensors on the feet: events, strides and their lengths."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ._events import FINAL_CONTACT, INITIAL_CONTACT, LEFT, RIGHT, make_events
from ._foot_events import foot_events
from ._foot_strides import foot_strides
from ._sensor_arrays import finite_runs
from ._sensor_gait import SensorGait
from ._spans import make_spans
from ._summary import Doubts
from .parameters import strides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ._events import Events
    from ._spans import Spans
    from .imu import Imu
    from .parameters import Strides

CODES = {"left_foot": LEFT, "right_foot": RIGHT}
CONTACT_SIGMA_S, LEAVE_SIGMA_S = 0.02, 0.015
LENGTH_NOISE_M = 0.04  # of one stride
LENGTH_ERROR = 0.03
LONGEST_BREAK_S = 3.0
LEAST_S = 1.0
LEAST_RATE_HZ = 50.0  # below it a foot turns too far between frames
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
    swings = np.concatenate(rows)
    if len(swings) == 0:
        return NO_STRIDES
    events, bouts = _events(swings, sampling_rate_hz)
    return SensorGait(
        events=events,
        table=_with_lengths(strides(events), swings),
        bouts=bouts,
        doubts=Doubts(
            contact_sigma_s=CONTACT_SIGMA_S,
            leave_sigma_s=LEAVE_SIGMA_S,
            length_noise_m=LENGTH_NOISE_M,
            no_height="needs height_m",
        ),
        length_error=LENGTH_ERROR,
        quality={"mounting": axes, "swings": len(swings)},
    )


def _side(sensor: Imu, rate: float) -> tuple[NDArray[np.float64], list[list[float]]]:
    """Swings of one foot (final contact, initial contact, length), and the axes of the sensor."""
    both = np.concatenate([sensor.acceleration_mps2, sensor.angular_velocity_radps], axis=1)
    found, axes = [np.empty((0, 3))], np.full((3, 3), np.nan)
    for first, part in finite_runs(both.astype(np.float64, copy=False), rate):
        if len(part) < LEAST_S * rate:
            continue
        steps = foot_strides(part[:, :3], part[:, 3:], rate)
        leave, meet, length = foot_events(steps, part[:, 3:], rate)
        rows = np.stack([(first + leave) / rate, (first + meet) / rate, length], axis=1)
        found.append(rows[np.isfinite(rows).all(axis=1)])
        if len(steps.start):
            axes = np.stack([steps.forward, steps.left, steps.up])
    return np.concatenate(found), axes.round(4).tolist()


def _events(swings: NDArray[np.float64], rate: float) -> tuple[Events, Spans]:
    """Events of all swings, in bouts that end where no foot moves for a while."""
    order = np.argsort(swings[:, 1])
    meet = swings[order, 1]
    bout = np.empty(len(swings), np.int64)
    bout[order] = np.cumsum(np.diff(meet, prepend=meet[0]) > LONGEST_BREAK_S)
    times = np.concatenate([swings[:, 0], swings[:, 1]])
    kinds = np.repeat([FINAL_CONTACT, INITIAL_CONTACT], len(swings))
    sigmas = np.repeat([LEAVE_SIGMA_S, CONTACT_SIGMA_S], len(swings))
    events = make_events(
        times, kinds, np.tile(swings[:, 3], 2), rate, sigma_s=sigmas, bout=np.tile(bout, 2)
    )
    spans = [(swings[bout == b, 0].min(), swings[bout == b, 1].max()) for b in np.unique(bout)]
    frames = np.rint(np.array(spans) * rate) + np.array([0, 1])
    return events, make_spans(frames, rate)


def _with_lengths(table: Strides, swings: NDArray[np.float64]) -> Strides:
    """Length of each stride: of the swing that ends with it."""
    length = np.full(len(table), np.nan)
    for side in (LEFT, RIGHT):
        own = swings[swings[:, 3] == side]
        mine = np.flatnonzero(table.side_code == side)
        if len(own) == 0 or len(mine) == 0:
            continue
        own = own[np.argsort(own[:, 1])]
        place = np.minimum(np.searchsorted(own[:, 1], table.end_s[mine]), len(own) - 1)
        length[mine] = own[place, 2]
    return replace(table, stride_length_m=length, speed_mps=length / table.stride_duration_s)
