"""Running from one sensor on the trunk: bouts, contacts, and how far the trunk bounces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ._events import FINAL_CONTACT, INITIAL_CONTACT, LEFT, RIGHT, make_events
from ._sensor_gait import NO_WIDTH, SensorGait, bouts_of
from ._summary import Doubts
from .events import TrunkFlight
from .imu import GRAVITY_MPS2
from .parameters import strides

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .imu import Imu

LONGEST_STEP_S = 0.6  # from a contact to the next in running
FEWEST_STEPS = 6
LONGEST_CONTACT_SHARE = 0.95  # of the step, on average: above it nothing flies
CONTACT_SIGMA_S, LEAVE_SIGMA_S = 0.015, 0.02
NO_RUNNING = "no running in the acceleration of the trunk"
NO_SIDES = "running: the trunk does not show which foot is which, only that they alternate"
NO_LENGTHS = "a sensor on the trunk does not show how far a runner goes"
NO_SPRING = "stiffness needs speed"
OSCILLATION = "vertical_oscillation_m"
MEANS = {OSCILLATION: "m"}
DOUBTS = Doubts(
    no_lengths=NO_LENGTHS,
    no_spring=NO_SPRING,
    width=NO_WIDTH,
    contact_sigma_s=CONTACT_SIGMA_S,
    leave_sigma_s=LEAVE_SIGMA_S,
)


def trunk_running(sensor: Imu, sampling_rate_hz: float) -> SensorGait | str:
    """Find the running in what a sensor on the lower back or sternum measured; else say why not."""
    acceleration = sensor.acceleration_mps2.astype(np.float64, copy=False)
    found = TrunkFlight(sampling_rate_hz=sampling_rate_hz)(acceleration)
    down = found.kind_code == INITIAL_CONTACT
    contacts, leaves = found.time_s[down], found.time_s[~down]
    bout = _bouts(contacts, leaves)
    kept = bout >= 0
    if not kept.any():
        return NO_RUNNING
    contacts, leaves, bout = contacts[kept], leaves[kept], bout[kept]
    side = np.where(np.arange(len(contacts)) % 2 == 0, LEFT, RIGHT)
    kinds = np.repeat([INITIAL_CONTACT, FINAL_CONTACT], len(contacts))
    events = make_events(
        np.concatenate([contacts, leaves]),
        kinds,
        np.tile(side, 2),
        sampling_rate_hz,
        sigma_s=np.repeat([CONTACT_SIGMA_S, LEAVE_SIGMA_S], len(contacts)),
        bout=np.tile(bout, 2),
    )
    table = strides(events, mode="run")
    bounce = _bounce(acceleration, contacts, sampling_rate_hz)
    place = np.minimum(np.searchsorted(contacts, table.start_s - 1e-9), len(bounce) - 1)
    table = table.with_measured({OSCILLATION: bounce[place]})
    return SensorGait(
        events=events,
        table=table,
        bouts=bouts_of(events, sampling_rate_hz),
        doubts=DOUBTS,
        sides_doubt=NO_SIDES,
        mode="run",
        means=MEANS,
    )


def _bouts(contacts: NDArray[np.float64], leaves: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number of the bout of each contact, -1 where too few follow each other, or without flight."""
    if len(contacts) == 0:
        return np.empty(0, np.int64)
    number = np.cumsum(np.diff(contacts, prepend=contacts[0]) > LONGEST_STEP_S)
    bout = np.full(len(contacts), -1, np.int64)
    kept = 0
    for k in range(number[-1] + 1):
        own = np.flatnonzero(number == k)
        if len(own) < FEWEST_STEPS:
            continue
        step = float(np.diff(contacts[own]).mean())
        if float((leaves - contacts)[own].mean()) > LONGEST_CONTACT_SHARE * step:
            continue
        bout[own] = kept
        kept += 1
    return bout


def _bounce(
    acceleration: NDArray[np.float64], contacts: NDArray[np.float64], rate: float
) -> NDArray[np.float64]:
    """Height that the trunk goes up and down from each contact to the next, m.

    A step ends as high and as fast as it began: the means of acceleration and of velocity are
    taken out.
    """
    gravity = np.nanmean(acceleration, axis=0)
    upward = acceleration @ (gravity / np.linalg.norm(gravity)) - GRAVITY_MPS2
    heights = np.full(len(contacts), np.nan)
    frames = np.rint(contacts * rate).astype(np.int64)
    for k in np.flatnonzero(np.diff(contacts) <= LONGEST_STEP_S):
        step = upward[frames[k] : frames[k + 1]]
        speed = np.cumsum(step - step.mean()) / rate
        way = np.cumsum(speed - speed.mean()) / rate
        heights[k] = np.ptp(way)
    return heights
