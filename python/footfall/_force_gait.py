"""Gait from forces alone: insoles, or a treadmill whose belts each carry one foot."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ._contacts import LEAST_LOAD_N, zeroed
from ._events import INITIAL_CONTACT, SIDES, Events
from ._running import guess_mode
from ._sensor_gait import SensorGait, bouts_of
from ._summary import Doubts
from .events import ForceThreshold
from .parameters import strides

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .parameters import Strides
    from .recording import ForceRecording

LEAST_RATE_HZ = 50.0  # below it the contact of a runner is a handful of frames
THRESHOLD_N = {"walk": 20.0, "run": 50.0}
THRESHOLD_SHARE = 0.05  # of the greatest load: insoles show some of it in swing
GREATEST = 0.98  # quantile
HYSTERESIS = 0.5  # of the threshold
CONTACT_SIGMA_FRAMES = 0.3
THRESHOLD_SIGMA_S = 0.01  # a load takes so long to reach the threshold
LONGEST_BREAK_S = 3.0  # from a contact to the next of either foot
PEAK = "peak_vertical_force_n"
NO_SIDES = "forces: it is not said which foot is on which plate or insole (sides)"
ONE_SIDE = "forces of one foot only"
NO_CONTACTS = "no foot meets and leaves the ground again and again"
TOO_SLOW = f"fewer than {LEAST_RATE_HZ:g} frames per second do not show contacts"
NO_LENGTHS = "forces do not show how far the feet go"
NO_WIDTH = "forces do not show how far apart the feet are"
NO_SPRING = "stiffness needs speed"


def force_gait(forces: ForceRecording, mode: str) -> SensorGait | str:
    """Find the gait in the forces under two feet; else say why not."""
    if forces.sampling_rate_hz < LEAST_RATE_HZ:
        return TOO_SLOW
    feet = per_foot(forces)
    if isinstance(feet, str):
        return feet
    events, loads = _contacts(feet, "run" if mode == "run" else "walk")
    if mode == "auto" and guess_mode(events, None) == "run":
        events, loads = _contacts(feet, "run")
        mode = "run"
    mode = "walk" if mode == "auto" else mode
    events = _in_bouts(events)  # as measured: a shuffle on the spot may break their order
    table = strides(events, mode=mode)
    if len(table) == 0:
        return NO_CONTACTS
    rate = forces.sampling_rate_hz
    sigma = math.hypot(CONTACT_SIGMA_FRAMES / rate, THRESHOLD_SIGMA_S)
    return SensorGait(
        events=replace(events, sigma_s=np.full(len(events), sigma)),
        table=table.with_measured({PEAK: _peaks(loads, table, rate)}),
        bouts=bouts_of(events, rate),
        mode=mode,
        means={PEAK: "N"},
        doubts=Doubts(
            no_lengths=NO_LENGTHS,
            width=NO_WIDTH,
            no_spring=NO_SPRING,
            contact_sigma_s=sigma,
            leave_sigma_s=sigma,
        ),
    )


def per_foot(forces: ForceRecording) -> ForceRecording | str:
    """Add up what is under each foot: two columns, left and right; else say why not."""
    sides = forces.sides or ()
    named = {side for side in sides if side is not None}
    if not named:
        return NO_SIDES
    if len(named) < 2:
        return ONE_SIDE
    feet = [
        forces.forces_n[:, [k for k, own in enumerate(sides) if own == side]].sum(axis=1)
        for side in SIDES
    ]
    return replace(
        forces,
        forces_n=np.stack(feet, axis=1),
        sides=tuple(map(str, SIDES)),
        centers_of_pressure=None,
        corners=None,
    )


def _contacts(feet: ForceRecording, mode: str) -> tuple[Events, NDArray[np.float64]]:
    """Contacts, and the loads that they come from, shape (T, 2)."""
    loads = zeroed(feet, mode)
    greatest = max(
        (float(np.quantile(own[np.isfinite(own)], GREATEST)) for own in loads.T if _seen(own)),
        default=math.nan,
    )
    if not greatest >= LEAST_LOAD_N:
        loads = np.full_like(loads, np.nan)
    threshold = max(THRESHOLD_N[mode], THRESHOLD_SHARE * greatest)
    detect = ForceThreshold(
        sampling_rate_hz=feet.sampling_rate_hz,
        threshold_n=threshold,
        hysteresis_n=HYSTERESIS * threshold,
    )
    return detect(loads, sides=[str(side) for side in SIDES]), loads


def _seen(load: NDArray[np.float64]) -> bool:
    return bool(np.isfinite(load).any())


def _in_bouts(events: Events) -> Events:
    """Walks end where no foot meets the ground for a while."""
    down = events.kind_code == INITIAL_CONTACT
    contacts = np.sort(events.time_s[down])
    number = np.cumsum(np.diff(contacts, prepend=contacts[:1]) > LONGEST_BREAK_S)
    place = np.searchsorted(contacts, events.time_s, side="right") - 1
    bout = number[np.maximum(place, 0)] if len(contacts) else np.zeros(len(events))
    return replace(events, bout=bout.astype(np.int64))


def _peaks(loads: NDArray[np.float64], table: Strides, rate: float) -> NDArray[np.float64]:
    """Greatest vertical force of each stance, N."""
    peaks = np.full(len(table), np.nan)
    columns = zip(table.side_code, table.start_s, table.final_contact_s, strict=True)
    for k, (side, start, end) in enumerate(columns):
        if np.isfinite(end):
            stance = loads[round(start * rate) : round(end * rate) + 1, side]
            peaks[k] = np.max(stance, initial=-np.inf, where=np.isfinite(stance))
    return np.where(np.isfinite(peaks), peaks, np.nan)
