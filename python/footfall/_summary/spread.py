"""How much strides vary, without bouts, trend and the noise of events and places."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ..metrics import event_noise, pooled_variability, variability
from ..report import DEGRADED, VALID, Metric
from .rows import joined, rows_of, unavailable
from .sources import limits, sources_of, stride_noise

if TYPE_CHECKING:
    from ..metrics import Variability
    from ..parameters import Strides
    from .sources import Doubts, Source

ADJACENT_S = 1e-6
WALK_SPREADS = (
    *("stride_duration_s", "step_duration_s", "stance_duration_s"),
    *("stride_length_m", "step_length_m"),
)
RUN_SPREADS = (
    *("stride_duration_s", "step_duration_s", "contact_time_s"),
    *("stride_length_m", "step_length_m"),
)


def spread_rows(strides: Strides, mode: str, doubts: Doubts) -> list[Metric]:
    """Coefficients of variation, sides pooled so that asymmetry does not count."""
    sources = sources_of(mode)
    sides = [strides.take(rows_of(strides, side)) for side in ("left", "right")]
    if doubts.one_foot:
        sides = [own for own in sides if len(own)]
    contact_s = _event_noise(sides, "start_s", doubts.contact_sigma_s)
    leave_s = _event_noise(sides, "final_contact_s", doubts.leave_sigma_s)
    rows = []
    for name in RUN_SPREADS if mode == "run" else WALK_SPREADS:
        source = sources[name]
        noise = stride_noise(source, strides, doubts)
        if source.kind == "time":
            noise = math.hypot(contact_s, contact_s if source.lasting == "stride" else leave_s)
        rows.append(_spread(f"{name.rsplit('_', 1)[0]}_cv_percent", source, sides, doubts, noise))
    return rows


def _spread(
    name: str, source: Source, strides: list[Strides], doubts: Doubts, noise: float
) -> Metric:
    sides = [
        variability(own[source.column], bout=own.bout, time_s=own.start_s, noise_sigma=noise)
        for own in strides
    ]
    missing, doubt = limits(source, doubts)
    if missing:
        return unavailable(name, "both", "%", missing)
    found = sides[0] if len(sides) == 1 else pooled_variability(*sides)
    if math.isnan(found.cv_percent):
        return unavailable(name, "both", "%", "fewer than four strides on a side")
    return _row(name, found, joined(doubt, found.reason))


def _row(name: str, found: Variability, doubt: str) -> Metric:
    scale = 100.0 / abs(found.mean)
    low, high = scale * found.ci_low, scale * found.ci_high
    sigma = scale * found.sd_observed / math.sqrt(2.0 * found.degrees_of_freedom)
    status = DEGRADED if doubt else VALID
    return Metric(name, "both", found.cv_percent, "%", sigma, low, high, found.n, status, doubt)


def _event_noise(sides: list[Strides], column: str, most_sigma_s: float) -> float:
    """Of one event of each stride, from both sides; no more than events state."""
    noises = []
    for own in sides:
        times = own[column]
        follows = np.abs(own.start_s[1:] - own.end_s[:-1]) < ADJACENT_S
        noise = event_noise(times[:-1][follows], times[1:][follows], most_sigma_s=most_sigma_s)
        noises += [noise] if math.isfinite(noise) else []
    return float(np.sqrt(np.mean(np.square(noises)))) if noises else 0.0
