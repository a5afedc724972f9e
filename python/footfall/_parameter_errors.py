"""Durations and step lengths of a report against plates and markers, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ._matching import match
from ._smoothness import body_points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from ._events import Events
    from ._travel import Travel
    from .recording import PoseRecording
    from .report import Report

TOLERANCE_S = 0.05
FLAT_HEEL = (0.3, 0.5)  # share of stance in which a heel rests on the ground
SIDES = ("left", "right")
# Longest interval, in strides, that counts: a plate may have missed what lies between.
LONGEST = {"stride_duration": 1.5, "stance_duration": 1.0, "step_duration": 0.8}

Times = dict[tuple[str, str], "NDArray[np.float64]"]
Errors = dict[str, "NDArray[np.float64]"]


def parameter_errors(
    reference: Events, report: Report, recording: PoseRecording, travel: Travel
) -> Errors:
    """Errors of durations in seconds and of step lengths in metres.

    Recording and travel are those of the markers, whatever the report was made from.
    """
    truth, found = _times(reference), _times(report.events)
    partners = {key: _partners(truth[key], found[key]) for key in truth}
    stride_s = report.metric("stride_duration_s").value
    errors: dict[str, list[float]] = {name: [] for name in (*LONGEST, "step_length")}
    for name, first, second in _intervals(truth, stride_s):
        starts, ends = (partners[key][index] for key, index in (first, second))
        true_s = truth[second[0]][second[1]] - truth[first[0]][first[1]]
        errors[name].append(float(ends - starts - true_s))
    errors["step_length"] = list(_step_lengths(truth, report, recording, travel))
    return {
        name: np.array([e for e in values if np.isfinite(e)], dtype=np.float64)
        for name, values in errors.items()
    }


def _times(events: Events) -> Times:
    return {
        (kind, side): events.pick(kind, side).time_s
        for kind in ("initial_contact", "final_contact")
        for side in SIDES
    }


def _partners(truth: NDArray[np.float64], found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Detected time of each reference event; NaN where it was not found."""
    pairs = match(truth, found, TOLERANCE_S)
    times = np.full(len(truth), np.nan)
    times[pairs.reference] = found[pairs.detected]
    return times


def _intervals(
    truth: Times, stride_s: float
) -> Iterator[tuple[str, tuple[tuple[str, str], int], tuple[tuple[str, str], int]]]:
    """Name, and key and index of the events that bound each interval."""
    for side, other in (SIDES, SIDES[::-1]):
        start = ("initial_contact", side)
        for name, end in (
            ("stride_duration", start),
            ("stance_duration", ("final_contact", side)),
            ("step_duration", ("initial_contact", other)),
        ):
            after = np.searchsorted(truth[end], truth[start], side="right")
            for i, j in enumerate(after.tolist()):
                if j < len(truth[end]):
                    duration = truth[end][j] - truth[start][i]
                    if duration < LONGEST[name] * stride_s:
                        yield name, (start, i), (end, j)


def _step_lengths(
    truth: Times, report: Report, recording: PoseRecording, travel: Travel
) -> Iterator[float]:
    """Reported minus true step lengths: of raw heels that rest between times of plates."""
    scale, rate = recording.meters_per_unit, recording.sampling_rate_hz
    points = body_points(recording.positions.astype(np.float64), recording.keypoints)
    stride_s = report.metric("stride_duration_s").value
    heading = travel.passes[0].heading
    if not all(f"{side}_heel" in points for side in SIDES) or not scale > 0:
        return
    rests = {side: _rests(truth, side, points, heading, rate, stride_s) for side in SIDES}
    slopes = [slope for places in rests.values() for _, _, _, slope in places]
    belt = -float(np.median(slopes)) if slopes and travel.surface == "treadmill" else 0.0
    table = report.strides
    for side, other in (SIDES, SIDES[::-1]):
        for contact, middle, place, _ in rests[side]:
            before = [r for r in rests[other] if 0 < contact - r[0] < 0.8 * stride_s]
            rows = np.flatnonzero(
                (table.side == side) & (np.abs(table.end_s - contact) < TOLERANCE_S)
            )
            if before and len(rows):
                _, earlier, behind, _ = before[-1]
                true = scale * (place - behind + belt * (middle - earlier))
                yield float(table.step_length_m[rows[0]] - true)


def _rests(
    truth: Times,
    side: str,
    points: dict[str, NDArray[np.float64]],
    heading: NDArray[np.float64],
    rate: float,
    stride_s: float,
) -> list[tuple[float, float, float, float]]:
    """Contact, time, place and velocity of a heel at rest, of each stance that plates saw whole."""
    along = points[f"{side}_heel"] @ heading
    leaves = truth["final_contact", side]
    result = []
    for contact in truth["initial_contact", side].tolist():
        later = leaves[(leaves > contact) & (leaves < contact + stride_s)]
        if len(later) == 0:
            continue
        first, last = (
            round((contact + share * (later[0] - contact)) * rate) for share in FLAT_HEEL
        )
        frames = np.arange(max(first, 0), min(last + 1, len(along)))
        frames = frames[np.isfinite(along[frames])]
        if len(frames) >= 3:
            slope, _ = np.polyfit(frames / rate, along[frames], 1)
            result.append((contact, frames.mean() / rate, along[frames].mean(), float(slope)))
    return result
