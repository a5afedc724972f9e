"""From strides to metrics: means with their uncertainty, status and reason."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .report import DEGRADED, UNAVAILABLE, VALID, Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .parameters import Strides

FEW_STRIDES = 5
LOW_RATE_HZ = 50.0
NO_VALUE = float("nan")


@dataclass(frozen=True)
class Doubts:
    """What limits the metrics of a recording, in sentences; empty when nothing does.

    Parameters
    ----------
    times, lengths, angles, width : str
        Why all of a kind are degraded.
    no_lengths, no_width, no_contacts : str
        Why there are none; contacts are times between meeting and leaving the ground.
    contact_sigma_s, leave_sigma_s, belt_sigma_mps : float
        Errors of events and of a treadmill's speed that do not average out over strides.
    length_noise_m : float
        Standard deviation of one placement of a foot.
    """

    times: str = ""
    lengths: str = ""
    angles: str = ""
    width: str = ""
    no_lengths: str = ""
    no_width: str = ""
    no_contacts: str = ""
    contact_sigma_s: float = 0.0
    leave_sigma_s: float = 0.0
    belt_sigma_mps: float = 0.0
    length_noise_m: float = 0.0


@dataclass(frozen=True)
class Source:
    """Which column of the strides a metric averages, and what it inherits.

    `lasting` tells how errors of events that repeat at each stride enter: with the
    `stride`'s bounds they cancel, `mixed` are those between a contact and a leave.
    """

    column: str
    unit: str
    kind: str
    lasting: str = "stride"


WALK = {
    "stride_duration_s": Source("stride_duration_s", "s", "time"),
    "step_duration_s": Source("step_duration_s", "s", "time"),
    "stance_duration_s": Source("stance_duration_s", "s", "time", "mixed"),
    "swing_duration_s": Source("swing_duration_s", "s", "time", "mixed"),
    "stance_percent": Source("stance_percent", "%", "time", "mixed"),
    "double_support_percent": Source("double_support_percent", "%", "time", "double"),
    "single_support_percent": Source("single_support_percent", "%", "time", "mixed"),
    "stride_length_m": Source("stride_length_m", "m", "length"),
    "step_length_m": Source("step_length_m", "m", "length"),
    "step_width_m": Source("step_width_m", "m", "width"),
    "walking_speed_mps": Source("speed_mps", "m/s", "length"),
}
RUN = {
    "stride_duration_s": Source("stride_duration_s", "s", "time"),
    "step_duration_s": Source("step_duration_s", "s", "time"),
    "contact_time_s": Source("stance_duration_s", "s", "time", "mixed"),
    "flight_time_s": Source("flight_time_s", "s", "time", "mixed"),
    "stride_length_m": Source("stride_length_m", "m", "length"),
    "step_length_m": Source("step_length_m", "m", "length"),
    "running_speed_mps": Source("speed_mps", "m/s", "length"),
}
SYMMETRIES = ("step_duration_s", "stance_duration_s", "step_length_m")
VARIABILITIES = ("stride_duration_s", "stride_length_m")


def summarize(strides: Strides, mode: str, doubts: Doubts) -> list[Metric]:
    """Give all spatiotemporal metrics of the accepted strides without imputed events."""
    used = strides.take(strides.accepted & ~strides.imputed)
    sources = RUN if mode == "run" else WALK
    rows = [_cadence(used, doubts)]
    for name, source in sources.items():
        for side in ("left", "right", "both"):
            values = getattr(used, source.column)[_rows_of(used, side)]
            rows.append(_mean(name, side, values, used, source, doubts))
    if mode == "run":
        rows.append(_duty_factor(used, doubts))
    stems = {s.column: name for name, s in sources.items()}
    rows += [_symmetry(used, sources[stems[c]], c, doubts) for c in SYMMETRIES]
    rows += [_variability(used, sources[stems[c]], c, doubts) for c in VARIABILITIES]
    return rows


def mean_metric(
    name: str,
    side: str,
    values: NDArray[np.float64],
    unit: str,
    doubt: str,
    lasting: float = 0.0,
    noise: float = 0.0,
) -> Metric:
    """Mean of per-stride values.

    `lasting` is an error that does not average out; `noise` is that of measuring one stride:
    a few strides may by chance scatter less, but their mean is not surer for it.
    """
    values = values[np.isfinite(values)]
    n = len(values)
    if n == 0:
        return unavailable(name, side, unit, doubt or "no stride has it")
    value = float(np.mean(values))
    scatter = float(np.std(values, ddof=1)) if n > 1 else NO_VALUE
    if noise > 0 and not scatter >= noise:
        scatter = noise
    random = scatter / math.sqrt(n)
    return _metric(name, side, value, unit, _both_errors(random, lasting), n, doubt, random)


def both_sides_metric(
    name: str,
    values: NDArray[np.float64],
    is_left: NDArray[np.bool_],
    unit: str,
    doubt: str,
    lasting: float = 0.0,
    noise: float = 0.0,
) -> Metric:
    """Mean of the two sides' means: a stride more on one side does not weigh it more."""
    sides = [values[is_left], values[~is_left]]
    rows = [mean_metric(name, "both", side, unit, doubt, noise=noise) for side in sides]
    if any(row.status == UNAVAILABLE or math.isnan(row.sigma) for row in rows):
        return mean_metric(name, "both", values, unit, doubt, lasting, noise)
    value = 0.5 * (rows[0].value + rows[1].value)
    random = 0.5 * math.hypot(rows[0].sigma, rows[1].sigma)
    n = rows[0].n + rows[1].n
    return _metric(name, "both", value, unit, math.hypot(random, lasting), n, doubt, random)


def unavailable(name: str, side: str, unit: str, reason: str) -> Metric:
    """Give a row without a number."""
    nan = NO_VALUE
    return Metric(name, side, nan, unit, nan, nan, nan, 0, UNAVAILABLE, reason)


def _both_errors(random: float, lasting: float) -> float:
    if math.isnan(random):
        return lasting if lasting > 0 else NO_VALUE
    return math.hypot(random, lasting)


def _metric(
    name: str,
    side: str,
    value: float,
    unit: str,
    sigma: float,
    n: int,
    doubt: str,
    random: float,
) -> Metric:
    """Row with a 95 % interval: Student's factor for the part that strides tell."""
    reasons = [doubt] if doubt else []
    if n < FEW_STRIDES:
        reasons.append(f"{n} stride{'s' if n > 1 else ''} only, {FEW_STRIDES} wanted")
    reach = NO_VALUE
    if math.isfinite(sigma):
        factor = _student(n - 1) if math.isfinite(random) and n > 1 else 1.96
        own = random if math.isfinite(random) else 0.0
        rest = math.sqrt(max(sigma * sigma - own * own, 0.0))
        reach = math.hypot(factor * own, 1.96 * rest)
    status = DEGRADED if reasons else VALID
    return Metric(
        name, side, value, unit, sigma, value - reach, value + reach, n, status, "; ".join(reasons)
    )


def _student(degrees_of_freedom: int) -> float:
    from scipy.special import stdtrit  # costs a tenth of a second, so only where it is used

    return float(stdtrit(degrees_of_freedom, 0.975))


def _rows_of(strides: Strides, side: str) -> NDArray[np.bool_]:
    if side == "both":
        return np.ones(len(strides), dtype=bool)
    return np.asarray(strides.side == side)


def _lasting(source: Source, strides: Strides, doubts: Doubts) -> float:
    """Error that all strides share, in the unit of the metric."""
    if len(strides) == 0:
        return 0.0
    if source.kind == "length":
        durations = {"stride_length_m": "stride_duration_s", "step_length_m": "step_duration_s"}
        if source.column not in durations:
            return doubts.belt_sigma_mps
        spans = getattr(strides, durations[source.column])
        return doubts.belt_sigma_mps * _finite_mean(spans)
    if source.kind != "time" or source.lasting == "stride":
        return 0.0
    seconds = math.hypot(doubts.contact_sigma_s, doubts.leave_sigma_s)
    if source.lasting == "double":
        seconds *= 2.0
    if source.unit == "%":
        return 100.0 * seconds / float(np.mean(strides.stride_duration_s))
    return seconds


def _noise(source: Source, strides: Strides, doubts: Doubts) -> float:
    """Error of measuring a single stride's length: that of its two placements."""
    if source.kind not in ("length", "width") or len(strides) == 0:
        return 0.0
    noise = math.sqrt(2) * doubts.length_noise_m
    return noise / _finite_mean(strides.stride_duration_s) if source.unit == "m/s" else noise


def _finite_mean(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(np.mean(known)) if len(known) else 0.0


def _mean(
    name: str,
    side: str,
    values: NDArray[np.float64],
    strides: Strides,
    source: Source,
    doubts: Doubts,
) -> Metric:
    missing = {"length": doubts.no_lengths, "width": doubts.no_width or doubts.no_lengths}
    reason = missing.get(source.kind, "") or _no_contacts(source, doubts)
    if reason:
        return unavailable(name, side, source.unit, reason)
    doubt = doubts.times if source.kind == "time" else doubts.lengths
    if source.kind == "width":
        doubt = "; ".join(filter(None, (doubt, doubts.width)))
    lasting = _lasting(source, strides, doubts)
    noise = _noise(source, strides, doubts)
    if side == "both":
        is_left = _rows_of(strides, "left")
        return both_sides_metric(name, values, is_left, source.unit, doubt, lasting, noise)
    return mean_metric(name, side, values, source.unit, doubt, lasting, noise)


def _no_contacts(source: Source, doubts: Doubts) -> str:
    return doubts.no_contacts if source.lasting != "stride" else ""


def _cadence(strides: Strides, doubts: Doubts) -> Metric:
    is_left = _rows_of(strides, "left")
    step = both_sides_metric(
        "cadence_spm", strides.step_duration_s, is_left, "steps/min", doubts.times
    )
    if step.status == UNAVAILABLE:
        return step
    value = 60.0 / step.value
    sigma = value * step.sigma / step.value
    return _metric("cadence_spm", "both", value, "steps/min", sigma, step.n, doubts.times, sigma)


def _duty_factor(strides: Strides, doubts: Doubts) -> Metric:
    if doubts.no_contacts:
        return unavailable("duty_factor", "both", "1", doubts.no_contacts)
    values = strides.stance_duration_s / strides.stride_duration_s
    lasting = _lasting(RUN["contact_time_s"], strides, doubts)
    if len(strides):
        lasting /= float(np.mean(strides.stride_duration_s))
    is_left = _rows_of(strides, "left")
    return both_sides_metric("duty_factor", values, is_left, "1", doubts.times, lasting)


def _limits(source: Source, doubts: Doubts) -> tuple[str, str]:
    """Why a number made from this column is not there, and why it is in doubt."""
    if source.kind == "time":
        return _no_contacts(source, doubts), doubts.times
    return doubts.no_lengths, doubts.lengths


def _symmetry(strides: Strides, source: Source, column: str, doubts: Doubts) -> Metric:
    """Right minus left over their mean (Robinson, Herzog, Nigg 1987)."""
    name = f"{column.rsplit('_', 1)[0]}_symmetry_percent"
    missing, doubt = _limits(source, doubts)
    sides = [getattr(strides, column)[_rows_of(strides, s)] for s in ("left", "right")]
    left, right = (v[np.isfinite(v)] for v in sides)
    n = min(len(left), len(right))
    if missing or n == 0:
        return unavailable(name, "both", "%", missing or "no strides on one side")
    middle = 0.5 * (left.mean() + right.mean())
    middle = abs(middle)
    value = 100.0 * float((right.mean() - left.mean()) / middle)
    errors = [
        float(np.std(v, ddof=1)) / math.sqrt(len(v)) if n > 1 else NO_VALUE for v in (left, right)
    ]
    sigma = 100.0 * math.hypot(*errors) / float(middle)
    return _metric(name, "both", value, "%", sigma, n, doubt, sigma)


def _variability(strides: Strides, source: Source, column: str, doubts: Doubts) -> Metric:
    """Coefficient of variation, sides pooled so that asymmetry does not count as variability."""
    name = f"{column.rsplit('_', 1)[0]}_cv_percent"
    missing, doubt = _limits(source, doubts)
    sides = [getattr(strides, column)[_rows_of(strides, s)] for s in ("left", "right")]
    sides = [v[np.isfinite(v)] for v in sides]
    n = sum(len(v) for v in sides)
    if missing or min(len(v) for v in sides) < 2:
        return unavailable(name, "both", "%", missing or "fewer than two strides on a side")
    spread = math.sqrt(float(np.mean([np.var(v, ddof=1) for v in sides])))
    value = 100.0 * spread / abs(float(np.mean(np.concatenate(sides))))
    sigma = value / math.sqrt(2 * (n - 2))
    return _metric(name, "both", value, "%", sigma, n, doubt, sigma)
