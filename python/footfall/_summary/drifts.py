"""Slow change of the main metrics over a recording."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..metrics import drift
from ..report import DEGRADED, VALID, Metric
from .rows import joined, unavailable
from .sources import limits, sources_of

if TYPE_CHECKING:
    from ..parameters import Strides
    from .sources import Doubts

UNITS = {"%": "percent", "m/s": "mps", "steps/min": "spm", "1": ""}
WALK_DRIFTS = ("stance_percent", "step_length_m", "stride_duration_s", "walking_speed_mps")
RUN_DRIFTS = ("contact_time_s", "step_length_m", "stride_duration_s", "running_speed_mps")


def drift_rows(strides: Strides, mode: str, doubts: Doubts) -> list[Metric]:
    """Slope per minute, each side and bout at its own level."""
    sources = sources_of(mode)
    rows = [
        _drift("cadence_spm", "cadence_spm", "steps/min", strides, doubts.one_foot, doubts.times)
    ]
    for name in RUN_DRIFTS if mode == "run" else WALK_DRIFTS:
        source = sources[name]
        missing, doubt = limits(source, doubts)
        rows.append(_drift(name, source.column, source.unit, strides, missing, doubt))
    return rows


def drift_name(name: str, unit: str) -> str:
    """Name of a metric's drift: the unit goes to the end, per minute."""
    suffix = UNITS.get(unit, unit)
    stem = name.removesuffix(f"_{suffix}") if suffix else name
    return "_".join(filter(None, (stem, "drift", suffix, "per_min")))


def _drift(name: str, column: str, unit: str, strides: Strides, missing: str, doubt: str) -> Metric:
    own, unit_per_min = drift_name(name, unit), f"{unit}/min"
    if missing:
        return unavailable(own, "both", unit_per_min, missing)
    group = 2 * strides.bout + strides.side_code
    found = drift(0.5 * (strides.start_s + strides.end_s), strides[column], group=group)
    if math.isnan(found.slope_per_min):
        return unavailable(own, "both", unit_per_min, found.reason)
    reason = joined(doubt, found.reason)
    return Metric(
        own,
        "both",
        found.slope_per_min,
        unit_per_min,
        found.sigma,
        found.ci_low,
        found.ci_high,
        found.n,
        DEGRADED if reason else VALID,
        reason,
    )
