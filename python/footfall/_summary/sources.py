"""Which column of the strides each metric averages, and what it inherits from the recording."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .rows import finite_mean, joined

if TYPE_CHECKING:
    from ..parameters import Strides


@dataclass(frozen=True)
class Doubts:
    """What limits the metrics of a recording, in sentences; empty when nothing does.

    Parameters
    ----------
    times, lengths, width : str
        Why all of a kind are degraded.
    no_lengths, no_contacts, no_height, no_spring : str
        Why there are none; contacts are times between meeting and leaving the ground, a spring
        needs the body's mass and height.
    one_foot, no_steps_between : str
        Why there is nothing of both feet at a time, and no distance from one to the other.
    contact_sigma_s, leave_sigma_s, belt_sigma_mps : float
        Errors of events and of a treadmill's speed that do not average out over strides.
    length_noise_m : float
        Standard deviation of one placement of a foot.
    """

    times: str = ""
    lengths: str = ""
    width: str = ""
    no_lengths: str = ""
    no_contacts: str = ""
    no_height: str = ""
    no_spring: str = ""
    one_foot: str = ""
    no_steps_between: str = ""
    contact_sigma_s: float = 0.0
    leave_sigma_s: float = 0.0
    belt_sigma_mps: float = 0.0
    length_noise_m: float = 0.0


@dataclass(frozen=True)
class Kind:
    """Which fields of `Doubts` take metrics of a kind away, and which degrade them."""

    needs: tuple[str, ...]
    doubts: tuple[str, ...]


KINDS = {
    "time": Kind((), ("times",)),
    "length": Kind(("no_lengths",), ("lengths",)),
    "width": Kind(("no_lengths",), ("lengths", "width")),
    "scaled time": Kind(("no_height",), ("times",)),
    "scaled length": Kind(("no_lengths", "no_height"), ("lengths",)),
    "spring": Kind(("no_lengths", "no_spring"), ("times", "lengths")),
}


@dataclass(frozen=True)
class Source:
    """Which column of the strides a metric averages, and what it inherits.

    `lasting` tells how errors of events that repeat at each stride enter: with the
    `stride`'s bounds they cancel, `mixed` are those between a contact and a leave. `base` is
    the column that the metric is proportional to, whose errors it inherits.
    """

    column: str
    unit: str
    kind: str
    lasting: str = "stride"
    base: str = ""


WALK = {
    "stride_duration_s": Source("stride_duration_s", "s", "time"),
    "step_duration_s": Source("step_duration_s", "s", "time"),
    "stance_duration_s": Source("stance_duration_s", "s", "time", "mixed"),
    "swing_duration_s": Source("swing_duration_s", "s", "time", "mixed"),
    "stance_percent": Source("stance_percent", "%", "time", "mixed"),
    "double_support_percent": Source("double_support_percent", "%", "time", "double"),
    "initial_double_support_percent": Source(
        "initial_double_support_percent", "%", "time", "mixed"
    ),
    "terminal_double_support_percent": Source(
        "terminal_double_support_percent", "%", "time", "mixed"
    ),
    "single_support_percent": Source("single_support_percent", "%", "time", "mixed"),
    "stride_length_m": Source("stride_length_m", "m", "length"),
    "step_length_m": Source("step_length_m", "m", "length"),
    "step_width_m": Source("step_width_m", "m", "width"),
    "walking_speed_mps": Source("speed_mps", "m/s", "length"),
    "walk_ratio_mm_per_spm": Source(
        "walk_ratio_mm_per_spm", "mm/(steps/min)", "length", base="step_length_m"
    ),
    "dimensionless_speed": Source("dimensionless_speed", "1", "scaled length", base="speed_mps"),
    "dimensionless_cadence": Source("dimensionless_cadence", "1", "scaled time"),
    "dimensionless_step_length": Source(
        "dimensionless_step_length", "1", "scaled length", base="step_length_m"
    ),
}
RUN = {
    "stride_duration_s": Source("stride_duration_s", "s", "time"),
    "step_duration_s": Source("step_duration_s", "s", "time"),
    "contact_time_s": Source("stance_duration_s", "s", "time", "mixed"),
    "flight_time_s": Source("flight_time_s", "s", "time", "mixed"),
    "duty_factor": Source("duty_factor", "1", "time", "mixed", base="stance_duration_s"),
    "stride_length_m": Source("stride_length_m", "m", "length"),
    "step_length_m": Source("step_length_m", "m", "length"),
    "step_width_m": Source("step_width_m", "m", "width"),
    "running_speed_mps": Source("speed_mps", "m/s", "length"),
    "dimensionless_speed": Source("dimensionless_speed", "1", "scaled length", base="speed_mps"),
    "vertical_stiffness_kn_per_m": Source("vertical_stiffness_kn_per_m", "kN/m", "spring", "mixed"),
    "leg_stiffness_kn_per_m": Source("leg_stiffness_kn_per_m", "kN/m", "spring", "mixed"),
}


BETWEEN_FEET = frozenset(("step_length_m", "walk_ratio_mm_per_spm", "dimensionless_step_length"))
OF_BOTH_FEET = BETWEEN_FEET | frozenset(
    (
        *("step_duration_s", "dimensionless_cadence", "single_support_percent", "flight_time_s"),
        *(f"{part}double_support_percent" for part in ("", "initial_", "terminal_")),
    )
)


def sources_of(mode: str) -> dict[str, Source]:
    """Metrics of walking or running."""
    return RUN if mode == "run" else WALK


def limits(source: Source, doubts: Doubts) -> tuple[str, str]:
    """Why a number from this column is not there, and why it is in doubt."""
    kind = KINDS[source.kind]
    reasons = [getattr(doubts, name) for name in kind.needs]
    if source.lasting != "stride":
        reasons.insert(0, doubts.no_contacts)
    if source.column in OF_BOTH_FEET:
        reasons.append(doubts.one_foot)
    if source.column in BETWEEN_FEET:
        reasons.append(doubts.no_steps_between)
    missing = next(filter(None, reasons), "")
    return missing, joined(*(getattr(doubts, name) for name in kind.doubts))


def lasting_error(source: Source, strides: Strides, doubts: Doubts) -> float:
    """Error that all strides share, in the unit of the metric."""
    if len(strides) == 0:
        return 0.0
    if source.base:
        return _inherited(source, strides, lasting_error(_base(source), strides, doubts))
    if source.kind == "length":
        durations = {"stride_length_m": "stride_duration_s", "step_length_m": "step_duration_s"}
        if source.column not in durations:
            return doubts.belt_sigma_mps
        return doubts.belt_sigma_mps * finite_mean(strides[durations[source.column]])
    if source.kind != "time" or source.lasting == "stride":
        return 0.0
    seconds = math.hypot(doubts.contact_sigma_s, doubts.leave_sigma_s)
    if source.lasting == "double":
        seconds *= 2.0
    if source.unit == "%":
        return 100.0 * seconds / finite_mean(strides.stride_duration_s)
    return seconds


def stride_noise(source: Source, strides: Strides, doubts: Doubts) -> float:
    """Error of measuring a single stride's length: that of its two placements."""
    if len(strides) == 0:
        return 0.0
    if source.base:
        return _inherited(source, strides, stride_noise(_base(source), strides, doubts))
    if source.kind not in ("length", "width"):
        return 0.0
    noise = math.sqrt(2) * doubts.length_noise_m
    return noise / finite_mean(strides.stride_duration_s) if source.unit == "m/s" else noise


def _base(source: Source) -> Source:
    tables = (WALK, RUN)
    return next(s for table in tables for s in table.values() if s.column == source.base)


def _inherited(source: Source, strides: Strides, error: float) -> float:
    base = finite_mean(strides[source.base])
    return abs(error * finite_mean(strides[source.column]) / base) if base else 0.0
