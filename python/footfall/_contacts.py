"""Events of a recording: from the feet's motion, and from plates where they see the gait."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ._columns import concatenate
from ._crossings import EMPTY_BAND_N, crossing_errors_s
from ._events import Events, make_events
from ._matching import match
from ._order import in_order, repair_order
from ._running import duty_factor
from ._travel import foot_center, in_recording, velocity
from .batch import Batch
from .events import FootContact, ForceThreshold
from .filters import Butterworth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._prepare import Tracks
    from .recording import ForceRecording, PoseRecording

FORCE_CUTOFF_HZ = {"walk": 30.0, "run": 60.0}
FORCE_THRESHOLD_N = {"walk": 20.0, "run": 50.0}
EMPTY_SHARE = 0.15  # of the range of loads: below it a plate is empty
LEAST_LOAD_N = 100.0
PLATE_TOLERANCE_S = 0.15  # a plate contact must belong to a contact that the feet show
COVERED = 0.75  # share of kinematic events that plates must see to be taken for them
FORCE_SIGMA_S = 0.002
LOADED_AFTER_S = {"walk": 0.2, "run": 0.1}  # until a plate carries enough to tell where
NEAR_EVENT_S = 0.05  # around an event: the samples that tell its time
MOST_CLOCK_OFFSET_S = 0.04  # between plates and positions: feet do not err so far
TRUST, LEAST_SPREAD = 3.0, 0.03  # of events that are seen; of their intervals, in strides
GROUNDED_DUTY = 0.5  # from it on, running has no flight
LEAST_EXCURSION = 0.1  # of the leg: the shortest shuffle makes more
SIDES = ("left", "right")


def kinematic_events(tracks: Tracks) -> Events:
    """Detect contacts in each pass; the bout is the number of the pass."""
    rate = tracks.sampling_rate_hz
    signals = contact_signals(tracks)
    if not feet_swing(tracks):
        signals = np.full_like(signals, np.nan)
    pieces = [signals[part.start : part.end] for part in tracks.travel.passes]
    found = FootContact(sampling_rate_hz=rate)(Batch.from_sequences(pieces, rate))
    return with_unsure_places(in_recording(found, tracks.travel, rate), tracks)


def with_unsure_places(events: Events, tracks: Tracks) -> Events:
    """Add what unsure places of a foot add to the errors of its events."""
    unsure = _sigma_of_places(tracks, events.time_s, events.side_code)
    return replace(events, sigma_s=np.hypot(events.sigma_s, unsure))


def _sigma_of_places(
    tracks: Tracks, times: NDArray[np.float64], sides: NDArray[np.int8]
) -> NDArray[np.float64]:
    """What unsure places of a foot add to the errors of its events.

    The detector knows the usual noise; a sample that was filled, or scored low, is surer to be
    off, and a place off by so much is met so much earlier or later at the foot's speed there.
    """
    rate, reach = tracks.sampling_rate_hz, max(1, round(NEAR_EVENT_S * tracks.sampling_rate_hz))
    result = np.zeros(len(times))
    for code, side in enumerate(SIDES):
        own = np.flatnonzero(sides == code)
        foot = foot_center(tracks.smooth, side)
        names = [n for n in (f"{side}_heel", f"{side}_toe", f"{side}_ankle") if n in tracks.sigma]
        if foot is None or len(own) == 0:
            continue
        speed2 = (velocity(foot[:, :2], rate) ** 2).sum(axis=1)
        excess = np.max([_excess(tracks.sigma[name]) for name in names[:2]], axis=0)
        for event, frame in zip(own, np.rint(times[own] * rate).astype(int), strict=True):
            near = slice(max(0, frame - reach), frame + reach + 1)
            speeds, off = speed2[near], excess[near]
            if np.isfinite(speeds).any() and np.nanmax(off, initial=0.0) > 0:
                speed = math.sqrt(float(np.nanmean(speeds)))
                result[event] = min(float(np.nanmax(off)) / speed, NEAR_EVENT_S)
    return result


def _excess(sigma: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much more than usual a place is unsure."""
    known = sigma[np.isfinite(sigma)]
    usual = float(np.median(known)) if len(known) else 0.0
    return np.sqrt(np.maximum(sigma**2 - usual**2, 0.0))


def feet_swing(tracks: Tracks) -> bool:
    """Whether a foot moves against the pelvis as steps make it, more than sway and noise do."""
    pelvis = tracks.points["pelvis"]
    shares = []
    for side in SIDES:
        foot = foot_center(tracks.points, side)
        if foot is None or not np.isfinite(foot[:, :2] - pelvis[:, :2]).any():
            continue
        apart = foot - pelvis
        low, high = np.nanquantile(apart[:, 0], [0.05, 0.95])
        shares.append((high - low) / np.nanmedian(np.abs(apart[:, 1])))
    return max(shares, default=0.0) >= LEAST_EXCURSION


def contact_signals(tracks: Tracks) -> NDArray[np.float64]:
    """Channels of `FootContact`: pelvis along, then heel, toe, ankle of each foot."""
    missing = np.full((tracks.n_frames, 3), np.nan)
    columns = [tracks.points["pelvis"][:, 0]]
    for side in ("left", "right"):
        for name in ("heel", "toe", "ankle"):
            point = tracks.points.get(f"{side}_{name}", missing)
            columns += [point[:, 0], point[:, 1]]
    return np.stack(columns, axis=1)


def repaired(events: Events, sampling_rate_hz: float, mode: str) -> tuple[Events, dict[str, Any]]:
    """Repair the order of events and say what that took.

    Contacts that the feet show are rarely false, while real gait slows, stumbles and stops: the
    repair leans towards them, and leaves alone what is in order. Running without flight has the
    order of walking.
    """
    cycle = "walk" if duty_factor(events) >= GROUNDED_DUTY else mode
    parts = []
    for bout in np.unique(events.bout):
        part = events.take(events.bout == bout)
        if not in_order(part, cycle):
            part = repair_order(
                part, sampling_rate_hz, mode=cycle, trust=TRUST, least_spread=LEAST_SPREAD
            )
        parts.append(part)
    chain = concatenate(parts) if parts else events
    imputed = int(chain.imputed.sum())
    kept = len(chain) - imputed
    return chain, {"events_imputed": imputed, "events_dropped": len(events) - kept}


def force_events(recording: PoseRecording, tracks: Tracks, seen: Events, mode: str) -> Events:
    """Contacts of the plates, each given to the foot that stands there.

    Only contacts that the feet's motion confirms count: a plate may carry both feet, a cart,
    or the edge of a step.
    """
    forces = recording.forces
    if forces is None:
        return seen.take(np.zeros(len(seen), dtype=bool))
    vertical = zeroed(forces, mode)
    detector = ForceThreshold(
        sampling_rate_hz=forces.sampling_rate_hz, threshold_n=FORCE_THRESHOLD_N[mode]
    )
    _, rows = detector.contacts(vertical)
    errors = crossing_errors_s(detector, vertical, rows)
    times = rows[:, 0] / forces.sampling_rate_hz + forces.start_time_s - recording.start_time_s
    kinds, plates = rows[:, 1].astype(int) % 2, rows[:, 1].astype(int) // 2
    inside = (times >= 0) & (times <= recording.duration_s)
    parts = [seen.take(np.zeros(len(seen), dtype=bool))]
    for side in (0, 1):
        for kind in (0, 1):
            chosen = inside & (kinds == kind)
            chosen[chosen] &= _near_foot(
                times[chosen], plates[chosen], kind, side, forces, tracks, recording, mode
            )
            own = seen.take((seen.kind_code == kind) & (seen.side_code == side))
            parts.append(_confirmed(own, times[chosen], errors[chosen], tracks.sampling_rate_hz))
    return _sorted(concatenate(parts))


def clock_offset_s(seen: Events, plates: Events) -> float:
    """Median of plate minus kinematic initial contacts; 0 without plates.

    Final contacts err more, and are not needed to tell a clock.
    """
    errors = [
        match(
            seen.pick("initial_contact", side).time_s,
            plates.pick("initial_contact", side).time_s,
            PLATE_TOLERANCE_S,
        ).error_s
        for side in SIDES
    ]
    all_errors = np.concatenate(errors)
    return float(np.median(all_errors)) if len(all_errors) else 0.0


def merged(seen: Events, plates: Events) -> tuple[Events, bool]:
    """Take plate times where plates cover the gait; else what the feet show."""
    if len(seen) == 0 or len(plates) < COVERED * len(seen):
        return seen, False
    taken = np.zeros(len(seen), dtype=bool)
    for side in (0, 1):
        for kind in (0, 1):
            own = np.flatnonzero((seen.kind_code == kind) & (seen.side_code == side))
            of_plates = plates.time_s[(plates.kind_code == kind) & (plates.side_code == side)]
            taken[own[match(seen.time_s[own], of_plates, PLATE_TOLERANCE_S).reference]] = True
    return _sorted(concatenate([seen.take(~taken), plates])), True


def zeroed(forces: ForceRecording, mode: str) -> NDArray[np.float64]:
    """Vertical force per plate without the plate's offset, low-passed; NaN for a dead plate."""
    vertical = forces.vertical_n().astype(np.float64)
    for plate in range(vertical.shape[1]):
        column = vertical[:, plate]
        finite = column[np.isfinite(column)]
        if len(finite) == 0:
            continue
        low, high = np.quantile(finite, [0.02, 0.98])
        # Most of what lies low is the empty plate; its noise and drift spread about the middle.
        empty = np.median(finite[finite <= low + EMPTY_SHARE * (high - low)])
        offset = np.median(finite[np.abs(finite - empty) <= EMPTY_BAND_N])
        # A plate that is never empty has no zero of its own.
        column -= offset if abs(offset) < 0.2 * (high - offset) else 0.0
        if np.max(finite) - offset < LEAST_LOAD_N:
            column[:] = np.nan
    cutoff = FORCE_CUTOFF_HZ[mode]
    if cutoff >= 0.4 * forces.sampling_rate_hz:
        return vertical
    low_pass = Butterworth(sampling_rate_hz=forces.sampling_rate_hz, cutoff_hz=cutoff, order=2)
    return np.asarray(low_pass(vertical))


def _near_foot(
    times: NDArray[np.float64],
    plates: NDArray[np.int64],
    kind: int,
    side: int,
    forces: ForceRecording,
    tracks: Tracks,
    recording: PoseRecording,
    mode: str,
) -> NDArray[np.bool_]:
    """Whether this foot, rather than the other, is where the plate is loaded."""
    stated = [forces.sides[plate] if forces.sides else None for plate in plates]
    name = SIDES[side]
    own, other = (foot_center(tracks.lab, s) for s in (name, SIDES[1 - side]))
    nowhere = recording.unit == "px" or own is None or other is None or own.shape[1] != 3
    if nowhere or forces.centers_of_pressure is None or own is None or other is None:
        return np.array([s is None or s == name for s in stated], dtype=bool)
    # Shortly after the foot meets, or before it leaves, the plate carries enough to tell where.
    moments = times + (LOADED_AFTER_S[mode] if kind == 0 else -LOADED_AFTER_S[mode])
    frames = np.clip(np.rint(moments * tracks.sampling_rate_hz), 0, tracks.n_frames - 1)
    rows = (moments + recording.start_time_s - forces.start_time_s) * forces.sampling_rate_hz
    rows = np.clip(np.rint(rows), 0, len(forces.forces_n) - 1).astype(int)
    scale = 1.0 if forces.unit == recording.unit else {"m": 1e3, "mm": 1e-3}[forces.unit]
    center = scale * forces.centers_of_pressure[rows, plates]
    spots = frames.astype(int)
    nearer = np.linalg.norm(own[spots] - center, axis=1) < np.linalg.norm(
        other[spots] - center, axis=1
    )
    nearer |= ~np.isfinite(center).all(axis=1)  # a plate that cannot tell leaves it to the times
    return np.array(
        [bool(near) if s is None else s == name for s, near in zip(stated, nearer, strict=True)],
        dtype=bool,
    )


def _confirmed(
    own: Events,
    times: NDArray[np.float64],
    errors_s: NDArray[np.float64],
    sampling_rate_hz: float,
) -> Events:
    """Plate events at `times` that have a kinematic partner in `own`, whose bout they take."""
    pairs = match(own.time_s, times, PLATE_TOLERANCE_S)
    partner = own.take(pairs.reference)
    return make_events(
        times[pairs.detected],
        partner.kind_code,
        partner.side_code,
        sampling_rate_hz,
        score=np.full(len(partner), math.nan),
        sigma_s=np.hypot(FORCE_SIGMA_S, errors_s[pairs.detected]),
        bout=partner.bout,
    )


def _sorted(events: Events) -> Events:
    return events.take(np.lexsort((events.side_code, events.kind_code, events.time_s)))
