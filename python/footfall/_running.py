"""Running: whether it is, and its contacts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ._events import SIDES
from ._smoothness import white_noise
from ._travel import foot_center, in_recording, velocity
from .batch import Batch
from .events import RunningContact
from .parameters import first_between

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._events import Events
    from ._prepare import Tracks

STEMS = ("heel", "toe", "ankle")
HIGHEST_CUTOFF_HZ, LOWEST_CUTOFF_HZ = 20.0, 6.0
HIGHEST_PELVIS_HZ, LOWEST_PELVIS_HZ = 12.0, 4.0  # two of the usual steps per second pass
SPEED_NOISE = 0.06  # of the swing speed, to which a speed's noise is brought down
ACCELERATION_NOISE = 0.25  # of free fall
GRAVITY_LEGS = 10.9  # free fall in legs per s2, for a leg of 0.9 m
LEAST_BOUNCE = 0.01  # of the leg: what the pelvis is lower or higher at mid-stance for sure
MOST_RUNNING_DUTY = 0.65  # above it nobody runs, however the pelvis moves
LONGEST_STRIDE_S = 2.5
STEP_NEAR, STEP_FAR = 1 / 16, 1 / 4  # of a stride: about mid-stance, and the step about it


def guess_mode(events: Events, tracks: Tracks | None) -> str:
    """Tell running from walking.

    A walking pelvis vaults over the foot: at mid-stance it is highest. A running one bounces:
    there it is lowest (Cavagna, Heglund, Taylor 1977, doi:10.1152/ajpregu.1977.233.5.R243). That
    holds where slow running has no flight. Where the pelvis shows neither, running is what has
    a foot down for less than half of its stride. Without `tracks` only that counts.
    """
    duty, rise = duty_factor(events), mid_stance_rise(tracks) if tracks else math.nan
    if abs(rise) >= LEAST_BOUNCE and not duty > MOST_RUNNING_DUTY:
        return "run" if rise < 0 else "walk"
    return "run" if duty < 0.5 else "walk"


def duty_factor(events: Events) -> float:
    """Median share of the stride in which a foot is down; NaN without strides."""
    shares = stance_shares(events)[:, 2]
    return float(np.median(shares)) if len(shares) else math.nan


def stance_shares(events: Events) -> NDArray[np.float64]:
    """Start, end and share of stance of the strides of each foot, the left one's first."""
    rows = []
    for side in SIDES:
        contacts = events.pick("initial_contact", str(side)).time_s
        leaves = events.pick("final_contact", str(side)).time_s
        start, end = contacts[:-1], contacts[1:]
        leave = first_between(leaves, start, end)
        whole = np.isfinite(leave) & (end - start < LONGEST_STRIDE_S)
        rows.append(np.stack([start, end, (leave - start) / (end - start)], axis=1)[whole])
    return np.concatenate(rows)


def mid_stance_rise(tracks: Tracks) -> float:
    """By how much the pelvis is higher at mid-stance than over the step about it, of the leg.

    Mid-stance is where a foot passes under the pelvis on its way back.
    """
    pelvis = tracks.smooth["pelvis"]
    rises = []
    for side in SIDES:
        foot = foot_center(tracks.smooth, str(side))
        if foot is None:
            continue
        ahead = foot[:, 0] - pelvis[:, 0]
        frames = np.flatnonzero((ahead[:-1] > 0) & (ahead[1:] <= 0))
        if len(frames) < 2:
            continue
        stride = float(np.median(np.diff(frames)))
        near, far = (max(1, round(share * stride)) for share in (STEP_NEAR, STEP_FAR))
        for i in frames[(frames >= far) & (frames + far < len(pelvis))].tolist():
            step = pelvis[i - far : i + far + 1, 1]
            rises.append(np.mean(pelvis[i - near : i + near + 1, 1]) - np.mean(step))
    known = [rise for rise in rises if np.isfinite(rise)]
    return float(np.median(known)) / _leg(tracks) if known else math.nan


def running_events(tracks: Tracks) -> Events:
    """Detect contacts of running in each pass; the bout is the number of the pass."""
    rate = tracks.sampling_rate_hz
    stems = [stem for stem in STEMS if any(f"{side}_{stem}" in tracks.points for side in SIDES)]
    names = ["pelvis", *(f"{side}_{stem}" for side in SIDES for stem in stems)]
    missing = np.full((tracks.n_frames, 3), np.nan)  # a foot that is not seen
    plane = np.stack([tracks.points.get(name, missing)[:, :2] for name in names], axis=1)
    meters = _speed(tracks) * tracks.meters_per_unit
    detector = RunningContact(
        sampling_rate_hz=rate,
        cutoff_hz=_cutoff_hz(tracks),
        pelvis_cutoff_hz=_pelvis_cutoff_hz(tracks),
        speed_mps=meters if meters > 0 else None,
    )
    pieces = [plane[part.start : part.end] for part in tracks.travel.passes]
    found = detector(
        Batch.from_sequences(pieces, rate), keypoints=["mid_hip", *names[1:]], forward="+x", up="+y"
    )
    return in_recording(found, tracks.travel, rate)


def _relative_velocities(tracks: Tracks) -> NDArray[np.float64]:
    """Velocities along the way of both feet against the pelvis, without what is missing."""
    pelvis = tracks.smooth["pelvis"][:, 0]
    feet = [foot_center(tracks.smooth, str(side)) for side in SIDES]
    values = [velocity(f[:, 0] - pelvis, tracks.sampling_rate_hz) for f in feet if f is not None]
    found = np.concatenate(values)
    return np.asarray(found[np.isfinite(found)])


def _speed(tracks: Tracks) -> float:
    """Running speed over the ground, units per second: feet go back with it in stance."""
    found = _relative_velocities(tracks)
    back = -found[found < 0]
    return float(np.median(back)) if len(back) else math.nan


def _cutoff_hz(tracks: Tracks) -> float:
    """Give the highest cut-off at which the noise of a foot's speed stays tolerable."""
    found = _relative_velocities(tracks)
    noise = _noise(tracks, ("_heel", "_toe", "_ankle"))
    if not (noise > 0 and len(found)):
        return HIGHEST_CUTOFF_HZ
    tolerated = SPEED_NOISE * float(np.quantile(found, 0.95)) / noise
    # White noise has, after a low-pass at f, a speed of noise (2 pi f) sqrt(2 f / 3 rate).
    cutoff = (tolerated / (2 * math.pi) * math.sqrt(1.5 * tracks.sampling_rate_hz)) ** (2 / 3)
    return float(np.clip(cutoff, LOWEST_CUTOFF_HZ, HIGHEST_CUTOFF_HZ))


def _pelvis_cutoff_hz(tracks: Tracks) -> float:
    """Give the highest cut-off at which the noise of the pelvis' acceleration stays tolerable."""
    noise, leg = _noise(tracks, ("pelvis",)), _leg(tracks)
    if not (noise > 0 and leg > 0):
        return HIGHEST_PELVIS_HZ
    tolerated = ACCELERATION_NOISE * GRAVITY_LEGS * leg / noise
    # Its acceleration is noise (2 pi f)^2 sqrt(2 f / 5 rate).
    rate = tracks.sampling_rate_hz
    cutoff = (tolerated / (2 * math.pi) ** 2 * math.sqrt(2.5 * rate)) ** (2 / 5)
    return float(np.clip(cutoff, LOWEST_PELVIS_HZ, HIGHEST_PELVIS_HZ))


def _noise(tracks: Tracks, endings: tuple[str, ...]) -> float:
    """Median standard deviation of white noise of some points."""
    points = [p for name, p in tracks.points.items() if name.endswith(endings)]
    noises = [white_noise(point[:, :2]) for point in points]
    known = [noise for noise in noises if math.isfinite(noise)]
    return float(np.median(known)) if known else math.nan


def _leg(tracks: Tracks) -> float:
    """Median height of the pelvis above the feet."""
    pelvis = tracks.smooth["pelvis"]
    feet = [foot_center(tracks.smooth, str(side)) for side in SIDES]
    heights = np.concatenate([pelvis[:, 1] - foot[:, 1] for foot in feet if foot is not None])
    known = heights[np.isfinite(heights)]
    return float(np.median(known)) if len(known) else math.nan
