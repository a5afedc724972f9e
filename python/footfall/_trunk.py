"""Gait from one sensor on the trunk: where, when, whose foot, how far, and the turns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from . import mounting
from ._events import INITIAL_CONTACT, make_events
from ._pendulum import HEIGHT_SIGMA_SHARE, SENSOR_HEIGHT_SHARE, step_lengths
from ._sensor_gait import NO_WIDTH, SensorGait, bouts_of
from ._step_sides import step_sides
from ._summary import Doubts
from .bouts import Ionescu
from .events.trunk_contact import TrunkContact
from .parameters import strides
from .turns import ElGohary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._events import Events
    from ._spans import Spans
    from .imu import Imu
    from .mounting import Mounting
    from .parameters import Strides
    from .turns import Turns

CONTEXT_S = 2.0  # around a gait sequence, for filters to settle
CONTACT_SIGMA_S = 0.04
LEAST_CONTACTS = 3
LEAST_SIDE_MARGIN = 2.0  # nats, in the mean, by which left and right are told apart
NO_CONTACTS = "a sensor on the trunk does not show when feet leave the ground"
NO_LENGTHS = "lengths from the trunk need height_m"
MODELLED = "lengths from a model: the trunk as an inverted pendulum"
UNSURE_SIDES = "the sway of the trunk hardly tells left from right"
NO_GAIT = "no gait sequence in the acceleration of the trunk"


def trunk_gait(sensor: Imu, sampling_rate_hz: float, height_m: float | None) -> SensorGait | str:
    """Find the gait in what a sensor on the lower back or sternum measured; else say why not."""
    acceleration = sensor.acceleration_mps2.astype(np.float64, copy=False)
    bouts = Ionescu(sampling_rate_hz=sampling_rate_hz)(acceleration)
    if len(bouts) == 0:
        return NO_GAIT
    spans = zip(bouts.start, bouts.end, strict=True)
    mount = mounting.trunk_of((acceleration[a:b] for a, b in spans), sampling_rate_hz)
    if np.isnan(mount.rotation[0]).any():
        return mount.reason
    events, lengths, margin = _steps(acceleration, bouts, mount, sampling_rate_hz, height_m)
    table = _with_lengths(strides(events), events, lengths)
    unsure = UNSURE_SIDES if margin < LEAST_SIDE_MARGIN else ""
    return SensorGait(
        events=events,
        table=table,
        bouts=bouts_of(events, sampling_rate_hz),
        turns=_turns(sensor, mount, sampling_rate_hz),
        doubts=doubts(height_m),
        length_error=HEIGHT_SIGMA_SHARE,
        sides_doubt=mount.reason or unsure,
        quality={
            "mounting": mount.rotation.round(4).tolist(),
            "mounting_confidence": mount.confidence,
            "mean_side_margin_nats": margin,
        },
        warnings=(mount.reason,) if mount.reason else (),
    )


def doubts(height_m: float | None) -> Doubts:
    """What a sensor on the trunk does not show of walking."""
    return Doubts(
        lengths=MODELLED,
        no_lengths="" if height_m else NO_LENGTHS,
        no_contacts=NO_CONTACTS,
        width=NO_WIDTH,
        contact_sigma_s=CONTACT_SIGMA_S,
    )


def _steps(
    acceleration: NDArray[np.float64],
    bouts: Spans,
    mount: Mounting,
    rate: float,
    height_m: float | None,
) -> tuple[Events, NDArray[np.float64], float]:
    """Contacts of all bouts, the way covered up to each of them, and how sure the sides are."""
    detect = TrunkContact(sampling_rate_hz=rate)
    context = round(CONTEXT_S * rate)
    times, sides, owner, covered, margins = [], [], [], [], []
    for bout, (first, last) in enumerate(zip(bouts.start, bouts.end, strict=True)):
        start = max(first - context, 0)
        piece = acceleration[start : last + context]
        found = detect(piece).time_s
        found = found[(found >= (first - start) / rate) & (found < (last - start) / rate)]
        if len(found) < LEAST_CONTACTS:
            continue
        whole = _bridged(piece)
        sideways = whole @ np.nan_to_num(mount.rotation[1])
        side, margin = step_sides(sideways, found, rate)
        sensor_m = SENSOR_HEIGHT_SHARE * height_m if height_m else np.nan
        steps = step_lengths(whole @ mount.rotation[0], found, rate, sensor_m)
        times.append(start / rate + found)
        sides.append(side)
        owner.append(np.full(len(found), bout))
        covered.append(np.concatenate([[0.0], np.cumsum(steps)]))
        margins.append(margin)
    if not times:
        return make_events([], [], [], rate), np.empty(0), 0.0
    joined = np.concatenate(times)
    events = make_events(
        joined,
        np.full(len(joined), INITIAL_CONTACT),
        np.concatenate(sides),
        rate,
        sigma_s=np.full(len(joined), CONTACT_SIGMA_S),
        bout=np.concatenate(owner),
    )
    return events, np.concatenate(covered), float(np.mean(np.concatenate(margins)))


def _bridged(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Signals with straight lines over missing samples."""
    seen = np.isfinite(x).all(axis=1)
    if seen.all():
        return x
    frames = np.arange(len(x))
    return np.stack([np.interp(frames, frames[seen], c[seen]) for c in x.T], axis=1)


def _with_lengths(table: Strides, events: Events, covered: NDArray[np.float64]) -> Strides:
    """Lengths of strides and steps: ways between their contacts, which are those of the events."""

    def at(time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        place = np.searchsorted(events.time_s, time_s)
        known = np.isfinite(time_s) & (place < len(covered))
        return np.where(known, covered[np.minimum(place, len(covered) - 1)], np.nan)

    if len(table) == 0:
        return table
    stride = at(table.end_s) - at(table.start_s)
    step = at(table.end_s) - at(table.opposite_initial_contact_s)
    return replace(
        table,
        stride_length_m=stride,
        step_length_m=step,
        speed_mps=stride / table.stride_duration_s,
    )


def _turns(sensor: Imu, mount: Mounting, rate: float) -> Turns | None:
    if sensor.angular_velocity_radps is None:
        return None
    return ElGohary(sampling_rate_hz=rate)(sensor.angular_velocity_radps @ mount.rotation[0])
