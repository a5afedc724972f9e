"""Puts reports together, of whatever was recorded."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ._events import make_events
from ._summary import Doubts, summarize, unavailable
from ._version import __version__
from .parameters import derived, strides
from .report import Metric, Report

if TYPE_CHECKING:
    from ._events import Events
    from .imu import ImuRecording
    from .parameters import Strides
    from .recording import ForceRecording, PoseRecording

    Recording = PoseRecording | ImuRecording | ForceRecording

NO_GAIT = "no gait found"


def assemble(
    recording: Recording,
    mode: str,
    events: Events,
    table: Strides,
    metrics: list[Metric],
    curves: list[Any],
    quality: dict[str, Any],
) -> Report:
    """Make the report; what the recording notes about itself comes first among the warnings."""
    return Report(
        version=__version__,
        source=recording.name or "recording",
        mode=mode,
        sampling_rate_hz=recording.sampling_rate_hz,
        start_time_s=recording.start_time_s,
        duration_s=recording.duration_s,
        events=events,
        strides=table,
        metrics=tuple(metrics),
        curves=tuple(curves),
        quality=quality | {"warnings": [*recording.notes, *quality["warnings"]]},
    )


def empty_report(recording: Recording, reason: str) -> Report:
    """Make the report of a recording without gait: all metrics are unavailable."""
    events = make_events([], [], [], recording.sampling_rate_hz)
    table = strides(events)
    doubts = Doubts(times=reason, no_lengths=reason)
    table = table.with_measured(derived(table))
    rows, _ = summarize(table, "walk", doubts)
    metrics = [unavailable(m.name, m.side, m.unit, reason) for m in rows]
    quality = {"warnings": [f"{NO_GAIT}: {reason}"], "frames": recording.n_frames}
    return assemble(recording, "none", events, table, metrics, [], quality)


def with_scale_error(metric: Metric, error: float, also: frozenset[str] = frozenset()) -> Metric:
    """Add what the scale may be off, which is the same for every stride, to a length or speed.

    `also` names metrics of other units that are proportional to lengths.
    """
    scaled = metric.unit in ("m", "m/s") or metric.name in also
    if not (scaled and error > 0) or math.isnan(metric.value):
        return metric
    lasting = error * abs(metric.value)
    reach = math.hypot(metric.ci_high - metric.value, 1.96 * lasting)
    return replace(
        metric,
        sigma=lasting if math.isnan(metric.sigma) else math.hypot(metric.sigma, lasting),
        ci_low=metric.value - reach,
        ci_high=metric.value + reach,
    )
