"""Gait from one sensor anywhere on the body: the rhythm of steps, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ._events import INITIAL_CONTACT, LEFT, RIGHT, make_events
from ._sensor_arrays import finite_runs
from ._sensor_gait import NO_WIDTH, SensorGait, bouts_of
from ._step_rhythm import rhythm_of, steps_in
from ._summary import Doubts
from .parameters import strides

if TYPE_CHECKING:
    from .imu import Imu

FEWEST_STEPS = 4  # two strides
STEP_SIGMA_S = 0.1
RHYTHM_ERROR = 0.007  # of cadence: standard deviation over 22 walks with phones in six places
NO_STEPS = "no rhythm of steps in the acceleration"
NO_SIDES = "a sensor here does not show which foot is which, only that they alternate"
NO_CONTACTS = "a sensor here does not show when a foot meets and leaves the ground"
NO_LENGTHS = "a sensor here does not show how far the feet go"
NO_SPREAD = "steps are placed by their rhythm, which hides how they vary"
NO_SPRING = "stiffness needs speed"
DOUBTS = Doubts(
    no_lengths=NO_LENGTHS,
    no_contacts=NO_CONTACTS,
    no_spring=NO_SPRING,
    width=NO_WIDTH,
    contact_sigma_s=STEP_SIGMA_S,
)


def anywhere_gait(sensor: Imu, sampling_rate_hz: float, mode: str) -> SensorGait | str:
    """Find the steps in the acceleration of a sensor wherever it is; else say why not."""
    walks, lively = [], []
    acceleration = sensor.acceleration_mps2.astype(np.float64, copy=False)
    for first, part in finite_runs(acceleration, sampling_rate_hz):
        rhythm = rhythm_of(part, sampling_rate_hz)
        for a, b in rhythm.walks():
            steps = steps_in(rhythm, a, b)
            if len(steps) >= FEWEST_STEPS:
                walks.append(first / sampling_rate_hz + steps)
                lively.append(rhythm.runs(a, b))
    found = np.array([len(steps) for steps in walks])
    if mode == "auto":
        mode = "run" if found[lively].sum() > found.sum() / 2 else "walk"
    kept = [k for k, runs in enumerate(lively) if runs == (mode == "run")]
    if not kept:
        return NO_STEPS
    walks = [walks[k] for k in kept]
    times = np.concatenate(walks)
    bout = np.repeat(np.arange(len(walks)), [len(steps) for steps in walks])
    events = make_events(
        times,
        np.full(len(times), INITIAL_CONTACT),
        np.where(np.arange(len(times)) % 2 == 0, LEFT, RIGHT),
        sampling_rate_hz,
        sigma_s=np.full(len(times), STEP_SIGMA_S),
        bout=bout,
    )
    return SensorGait(
        events=events,
        table=strides(events, mode=mode),
        bouts=bouts_of(events, sampling_rate_hz),
        mode=mode,
        doubts=DOUBTS,
        time_error=RHYTHM_ERROR,
        sides_doubt=NO_SIDES,
        spread_doubt=NO_SPREAD,
        quality={"steps": len(times)},
    )
