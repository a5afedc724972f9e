"""The main job: from a recording to events, metrics and what to think of them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._analyze_sensors import analyze_forces, analyze_sensors
from ._assemble import NO_GAIT, assemble, empty_report, with_scale_error
from ._body import body_columns, body_metrics, tracker
from ._body_margins import margin_columns
from ._body_signals import body_signals
from ._capability import Situation, limited
from ._contacts import (
    MOST_CLOCK_OFFSET_S,
    clock_offset_s,
    force_events,
    kinematic_events,
    merged,
    repaired,
    with_unsure_places,
)
from ._curves import angle_noise_deg, angles_of, joint_curves
from ._errors import ArgumentError, wrong_type
from ._front_view import front_events
from ._gaits import gaits_in, left_out, longer, only
from ._ground import Ground
from ._prepare import LEAST_FRAMES, Tracks, prepare
from ._running import guess_mode, running_events
from ._summary import Doubts, summarize
from .imu import ImuRecording
from .parameters import STRIDE_LIMITS_S, Strides, derived, strides
from .recording import ForceRecording, PoseRecording
from .report import UNAVAILABLE, Report

if TYPE_CHECKING:
    from ._events import Events

MODES = ("auto", "walk", "run")
EVENT_SOURCES = ("auto", "kinematics", "forces")
RECORDINGS = "a PoseRecording, ImuRecording or ForceRecording"
NO_HEIGHT, NO_SPRING = "needs height_m", "needs mass_kg and height_m"
NO_RUNNING_CONTACTS = "contact and flight of running are not seen in a front view"
RUNNING_SIGMA_S = np.array([0.02, 0.06])  # initial and final contact by rules of walking
MOST_UNSURE_SIDES = 0.05  # of the frames
BACKWARDS = "the feet point against the direction of travel: walking backwards"
EXCHANGED = "left and right are exchanged, or the axes are left-handed"


def analyze(
    recording: PoseRecording | ImuRecording | ForceRecording,
    *,
    mode: str = "auto",
    events_from: str = "auto",
    height_m: float | None = None,
    mass_kg: float | None = None,
    min_confidence: float | None = None,
    camera_is_level: bool = False,
) -> Report:
    """Analyse the gait of a recording.

    Parameters
    ----------
    recording : PoseRecording, ImuRecording or ForceRecording
        Keypoints or markers, with plates where there are any; or inertial sensors on the
        feet, which are preferred, or one on the lower back or sternum; or the forces alone of
        insoles, or of belts that carry one foot each.
    mode : {"auto", "walk", "run"}
        What the person does; `auto` tells from how long feet are down.
    events_from : {"auto", "kinematics", "forces"}
        `auto` takes plates where they cover the gait, else the motion of the feet.
    height_m : float, optional
        Body height; gives recordings in pixels, and steps of a sensor on the trunk, a scale.
    mass_kg : float, optional
        Body mass.
    min_confidence : float, optional
        Keypoints with a lower score are taken for missing. No default: estimators differ.
    camera_is_level : bool
        A floor that slopes in a picture is taken for the tilt of the camera, which is undone;
        True says that it is the floor that slopes, as a treadmill's belt may.

    Returns
    -------
    Report
        Events, strides, metrics with uncertainty and status, curves and quality. Without gait
        all metrics are `unavailable`, with the reason.

    Raises
    ------
    ArgumentError
        When the recording lacks feet or pelvis, its up axis is wrong, or an argument is out of
        range.

    Examples
    --------
    >>> import footfall as ff
    >>> recording, truth = ff.synthetic.walker(duration_s=10.0)
    >>> report = ff.analyze(recording)
    >>> report.mode, report.metric("walking_speed_mps").status
    ('walk', 'valid')
    """
    if not isinstance(recording, (PoseRecording, ImuRecording, ForceRecording)):
        raise wrong_type("recording", RECORDINGS, type(recording).__name__)
    _check.one_of("mode", mode, MODES)
    _check.one_of("events_from", events_from, EVENT_SOURCES)
    for argument, value, low, high in (
        ("height_m", height_m, 0.4, 2.6),
        ("mass_kg", mass_kg, 2.0, 400.0),
    ):
        if value is not None:
            _check.between(argument, value, low, high)
    if isinstance(recording, ForceRecording):
        if events_from == "kinematics":
            raise ArgumentError("events_from", "'forces': there is nothing else", "'kinematics'")
        return analyze_forces(recording, mode=mode, height_m=height_m, mass_kg=mass_kg)
    if isinstance(recording, ImuRecording):
        if events_from == "forces":
            raise ArgumentError("events_from", "'kinematics': there are no plates", "'forces'")
        return analyze_sensors(recording, mode=mode, height_m=height_m, mass_kg=mass_kg)
    if events_from == "forces" and recording.forces is None:
        raise ArgumentError("events_from", "'kinematics': there are no plates", "'forces'")
    if min_confidence is not None:
        _check.not_negative("min_confidence", min_confidence)
    problem = _too_little(recording)
    if problem:
        return empty_report(recording, problem)
    tracks = prepare(
        recording,
        height_m=height_m,
        min_confidence=min_confidence,
        mode=mode,
        camera_is_level=camera_is_level,
    )
    return _of_poses(recording, tracks, mode, events_from, (mass_kg, height_m))


def _of_poses(
    recording: PoseRecording,
    tracks: Tracks,
    mode: str,
    events_from: str,
    person: tuple[float | None, float | None],
) -> Report:
    """Events of feet, and of plates where there are any, and the report on them."""
    front = tracks.quality["view"] == "front"
    candidates = front_events(tracks) if front else kinematic_events(tracks)
    gaits = gaits_in(candidates)
    found_mode = mode
    if mode == "auto":
        found_mode = longer(gaits) if gaits else guess_mode(candidates, None if front else tracks)
    if found_mode == "run" and len(candidates):
        candidates = (
            _blurred(candidates) if front else with_unsure_places(running_events(tracks), tracks)
        )
    if gaits:
        candidates = only(candidates, gaits, found_mode)
        tracks.warnings.append(left_out(gaits, found_mode))
    events, notes = repaired(candidates, recording.sampling_rate_hz, found_mode)
    notes["gaits"] = [gait.row() for gait in gaits]
    notes["events_from"] = "kinematics"
    if recording.forces is not None and events_from != "kinematics":
        plates = force_events(recording, tracks, events, found_mode)
        if gaits:
            plates = only(plates, gaits, found_mode)
        notes["plate_events"] = len(plates)
        offset_s = clock_offset_s(events, plates)
        apart = abs(offset_s) > MOST_CLOCK_OFFSET_S
        if apart:
            tracks.warnings.append(
                f"plates and positions seem {1000 * abs(offset_s):.0f} ms apart: check their clocks"
            )
        if events_from == "forces":
            events, notes["events_from"] = plates, "forces"
        elif not apart:
            events, covered = merged(events, plates)
            notes["events_from"] = "forces" if covered else "kinematics"
    return _report(recording, tracks, events, found_mode, notes, person)


def _blurred(events: Events) -> Events:
    """Events of running that were found by rules of walking."""
    return replace(events, sigma_s=np.maximum(events.sigma_s, RUNNING_SIGMA_S[events.kind_code]))


def _too_little(recording: PoseRecording) -> str:
    """Why there can be no gait in a recording; empty when there can."""
    n = recording.n_frames
    if n < LEAST_FRAMES:
        return f"{n} frame{'s' if n != 1 else ''}: too few for a stride"
    if not np.isfinite(recording.positions).any():
        return "all samples are missing"
    return ""


def _report(
    recording: PoseRecording,
    tracks: Tracks,
    events: Events,
    mode: str,
    notes: dict[str, Any],
    person: tuple[float | None, float | None],
) -> Report:
    rate = recording.sampling_rate_hz
    ground = Ground(tracks, events)
    quality = {**tracks.quality, **notes, "warnings": list(tracks.warnings)}
    if tracks.travel.surface == "treadmill":
        quality["belt_speed_mps"] = ground.belt_speed * tracks.meters_per_unit
    scale = tracks.meters_per_unit
    placements = {} if math.isnan(scale) else ground.placements(scale)
    table = strides(events, placements, mode=mode)
    quality["strides"] = len(table)
    quality["strides_rejected"] = int((~table.accepted).sum())
    if not (table.accepted & ~table.imputed).any():
        reason = _why_no_strides(table, mode, tracks)
        return _without_strides(recording, events, table, quality, reason)
    if tracks.travel.facing_backwards:
        quality["warnings"].append(BACKWARDS)
    doubts = _doubts(tracks, events, mode, notes["events_from"])
    mass_kg, height_m = person
    doubts = replace(
        doubts,
        no_height="" if height_m else NO_HEIGHT,
        no_spring="" if height_m and mass_kg else NO_SPRING,
    )
    if not math.isnan(scale):
        doubts = replace(
            doubts,
            belt_sigma_mps=ground.belt_sigma * scale,
            length_noise_m=ground.noise * scale,
        )
    table = table.with_measured(derived(table, height_m=height_m, mass_kg=mass_kg))
    angles = angles_of(tracks)
    signals = body_signals(tracks, angles, ground)
    track = tracker(signals, rate)
    table = table.with_measured(body_columns(signals, track, table, rate, mode))
    if mode == "walk":
        table = table.with_measured(margin_columns(tracks, events, table, ground))
    known = (mass_kg, height_m) if mass_kg and height_m else None
    metrics, asymmetries = summarize(table, mode, doubts, known)
    metrics += body_metrics(signals, angle_noise_deg(tracks), table, doubts)
    curves = joint_curves(angles, track, table, rate)
    situation = _situation(tracks, notes, person)
    metrics = [with_scale_error(limited(m, situation), tracks.length_error) for m in metrics]
    told = {m.name for m in metrics if m.status != UNAVAILABLE}
    quality["asymmetries"] = [a for a in asymmetries if a["metric"] in told]
    return assemble(recording, mode, events, table, metrics, curves, quality)


def _situation(
    tracks: Tracks, notes: dict[str, Any], person: tuple[float | None, float | None]
) -> Situation:
    """What the recording offers, for the capability table."""
    yaw = tracks.quality.get("view_yaw_deg", 0.0)
    return Situation(
        view=tracks.quality["view"],
        yaw_deg=0.0 if math.isnan(yaw) else yaw,
        points=frozenset(tracks.points),
        sampling_rate_hz=tracks.sampling_rate_hz,
        sides_doubt=_sides_doubt(tracks.quality["swaps"]),
        scaled=tracks.meters_per_unit > 0,
        mass_kg=person[0],
        height_m=person[1],
        plates=notes["events_from"] == "forces",
    )


def _sides_doubt(swaps: dict[str, Any]) -> str:
    """Why left and right may be exchanged, by what the repair of swaps tells."""
    if swaps.get("sequences_of_uncertain_polarity"):
        return "nothing tells which leg is the left one but the names of the keypoints"
    share = swaps.get("share_uncertain", 0.0)
    if share > MOST_UNSURE_SIDES:
        return f"left and right are not sure in {100 * share:.0f} % of the frames"
    return ""


def _why_no_strides(table: Strides, mode: str, tracks: Tracks) -> str:
    backwards = f"; {BACKWARDS}" if tracks.travel.facing_backwards else ""
    word = {"walk": "walking", "run": "running"}[mode]
    if table.accepted.any():
        return f"{NO_GAIT}: every stride rests on events that were not seen{backwards}"
    low, high = STRIDE_LIMITS_S[mode]
    plausible = (table.stride_duration_s >= low) & (table.stride_duration_s <= high)
    stance = table.stance_percent[plausible & np.isfinite(table.stance_percent)]
    if len(stance):
        share = float(np.median(stance))
        return f"{NO_GAIT}: a stance of {share:.0f} % of the stride is not {word}{backwards}"
    return f"{NO_GAIT}: no foot makes a stride of plausible duration"


def _without_strides(
    recording: PoseRecording, events: Events, table: Strides, quality: dict[str, Any], reason: str
) -> Report:
    empty = empty_report(recording, reason)
    quality["warnings"].append(reason)
    return assemble(recording, "none", events, table, list(empty.metrics), [], quality)


def _doubts(tracks: Tracks, events: Events, mode: str, events_from: str) -> Doubts:
    """What degrades the metrics of this recording."""
    times = []
    front_run = mode == "run" and events_from != "forces" and tracks.quality["view"] == "front"
    if front_run:
        times.append("contacts of running found by rules of walking")
    lengths = [tracks.quality["scale_doubt"]] if tracks.quality["scale_doubt"] else []
    if tracks.quality["relative_to_hips"]:
        lengths.append("positions relative to the hips")
    return Doubts(
        times="; ".join(times),
        lengths="; ".join(lengths),
        no_lengths="" if tracks.meters_per_unit > 0 else "pixels have no scale: give height_m",
        width=EXCHANGED if tracks.quality["sides_exchanged"] else "",
        no_contacts=NO_RUNNING_CONTACTS if front_run else "",
        contact_sigma_s=_typical_sigma(events.pick("initial_contact")),
        leave_sigma_s=_typical_sigma(events.pick("final_contact")),
    )


def _typical_sigma(events: Events) -> float:
    known = events.sigma_s[np.isfinite(events.sigma_s)]
    return float(np.sqrt(np.mean(known**2))) if len(known) else 0.0
