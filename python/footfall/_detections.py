"""Every detector of the motion of a body on one prepared recording, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import events as detectors
from ._contacts import kinematic_events
from ._errors import ArgumentError
from ._events import make_events
from ._prepare import in_frame_of_travel

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from ._events import Events
    from ._prepare import Tracks
    from .recording import PoseRecording

FOOT_STEMS = ("big_toe", "small_toe", "first_metatarsal", "fifth_metatarsal")
ALONG, UP = "+x", "+y"  # of the frame of travel

# What to make from rate and belt speed, and which of forward, up and unit it is called with.
BY_NAME: dict[str, tuple[Callable[[float, float | None], Any], str]] = {
    "zeni": (lambda rate, _: detectors.Zeni(sampling_rate_hz=rate), "f"),
    "zeni_velocity": (
        lambda rate, _: detectors.Zeni(sampling_rate_hz=rate, form="velocity"),
        "f",
    ),
    "foot_velocity": (lambda rate, _: detectors.FootVelocity(sampling_rate_hz=rate), "u"),
    "hreljac": (lambda rate, _: detectors.Hreljac(sampling_rate_hz=rate), "fu"),
    "ghoussayni": (
        lambda rate, belt: detectors.Ghoussayni(sampling_rate_hz=rate, belt_speed_mps=belt),
        "fum",
    ),
    "bruening": (
        lambda rate, belt: detectors.Bruening(sampling_rate_hz=rate, belt_speed_mps=belt),
        "fu",
    ),
    "bonci": (
        lambda rate, belt: detectors.Bonci(sampling_rate_hz=rate, belt_speed_mps=belt),
        "fu",
    ),
    "vancanneyt": (
        lambda rate, belt: detectors.Vancanneyt(sampling_rate_hz=rate, belt_speed_mps=belt),
        "fu",
    ),
    "desailly": (lambda rate, _: detectors.Desailly(sampling_rate_hz=rate), "f"),
}
SINGLE = ("foot_contact", *BY_NAME)
BY_NAME |= {
    "handsaker": (lambda rate, _: detectors.Handsaker(sampling_rate_hz=rate), "fu"),
    "pelvis_velocity": (lambda rate, _: detectors.PelvisVelocity(sampling_rate_hz=rate), "fu"),
    "fellin": (lambda rate, _: detectors.Fellin(sampling_rate_hz=rate), "fu"),
    "free_fall": (lambda rate, _: detectors.FreeFall(sampling_rate_hz=rate), "fu"),
    "running_contact": (lambda rate, _: detectors.RunningContact(sampling_rate_hz=rate), "fu"),
}
NAMES = (*SINGLE, "consensus")
RUNNING = tuple(name for name in BY_NAME if name not in SINGLE)


def detect(name: str, recording: PoseRecording, tracks: Tracks) -> Events:
    """Events of one detector, unrepaired; the bout is the number of the pass.

    Raises
    ------
    ArgumentError
        When the detector needs points or a scale that the recording lacks.
    """
    if name == "foot_contact":
        return kinematic_events(tracks)
    if name == "consensus":
        return _consensus(recording, tracks)
    make, needs = BY_NAME[name]
    rate = tracks.sampling_rate_hz
    detector = make(rate, None if tracks.travel.surface == "treadmill" else 0.0)
    names, positions = _points(recording, tracks)
    scale = tracks.meters_per_unit
    options = {"f": ("forward", ALONG), "u": ("up", UP)}
    call: dict[str, str | None] = dict(options[key] for key in needs if key in options)
    if "m" in needs:
        call["unit"] = "m" if scale > 0 else None
    parts = []
    for number, part in enumerate(tracks.travel.passes):
        piece = positions[part.start : part.end] * (scale if scale > 0 else 1.0)
        parts.append((number, part.start / rate, detector(piece, keypoints=names, **call)))

    def joined(column: str) -> NDArray[Any]:
        return np.concatenate([getattr(found, column) for _, _, found in parts])

    return make_events(
        np.concatenate([found.time_s + start for _, start, found in parts]),
        joined("kind_code"),
        joined("side_code"),
        rate,
        score=joined("score"),
        sigma_s=joined("sigma_s"),
        bout=np.concatenate([np.full(len(found), number) for number, _, found in parts]),
    )


def _consensus(recording: PoseRecording, tracks: Tracks) -> Events:
    """Of all detectors that can be run."""
    found = {}
    for name in SINGLE:
        try:
            found[name] = detect(name, recording, tracks)
        except ArgumentError:  # for want of points or scale
            continue
    soles = any(name.endswith(("heel", "toe")) for name in tracks.points)
    return detectors.consensus(found, tracks.sampling_rate_hz, points="feet" if soles else "ankles")


def _points(
    recording: PoseRecording, tracks: Tracks
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Points of the analysis and all others of the feet, along, up and across."""
    points = {"mid_hip" if name == "pelvis" else name: p for name, p in tracks.points.items()}
    more = [f"{side}_{stem}" for side in ("left", "right") for stem in FOOT_STEMS]
    raw = {
        name: recording.positions[:, recording.keypoints.index(name)].astype(np.float64)
        for name in more
        if name in recording.keypoints
    }
    points |= in_frame_of_travel(raw, tracks.travel, recording.up) if raw else {}
    positions = np.stack(list(points.values()), axis=1)
    if not np.isfinite(positions[..., 2]).any():
        positions = positions[..., :2]
    return tuple(points), positions
