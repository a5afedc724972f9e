"""Motion of the body per stride: which signal, taken when, becomes which metric.

A new quantity is a row of `BODY`, and a signal in `_body_signals` where it needs a new one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ._body_margins import AHEAD, CLEARANCE, SIDEWAYS
from ._body_signals import SIDES, Signals
from ._summary import both_sides_metric, joined, mean_metric, unavailable
from .parameters import Track, at_contact, mean_in_phase, peak_in_phase, phase_curves
from .parameters.sampling import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from ._summary import Doubts
    from .parameters import Strides
    from .report import Metric

BOTH_MODES = ("walk", "run")
MARGIN = "margin"
NO_TRUNK = "hip against the vertical: no shoulders to tell the trunk"


@dataclass(frozen=True)
class BodyColumn:
    """One quantity per stride.

    Parameters
    ----------
    signal : str
        Name of the signal; `{side}` stands for the side of the stride.
    unit : str
        Of the value.
    take : {"contact", "mean", "peak", "least", "extension", "range", "sway", "drop", "strike", \
"margin"}
        What is taken of it; see `TAKEN`. A margin comes from `_body_margins`.
    phase : str
        Phase of the stride, or the event for `contact`.
    needs : str
        Which points of the body the signal needs.
    part : (float, float)
        From and to which share of the phase.
    modes : tuple of str
        Whether it is reported of walking, running or both.
    per_side : bool
        False for quantities of the whole body, reported for both sides together only.
    """

    signal: str
    unit: str
    take: str
    phase: str
    needs: str
    part: tuple[float, float] = WHOLE
    modes: tuple[str, ...] = BOTH_MODES
    per_side: bool = True


_HIP, _KNEE = "{side}_hip_flexion", "{side}_knee_flexion"
_ANKLE = "{side}_ankle_dorsiflexion"
_THIGHS, _LEGS = "hips and knees", "hips, knees and ankles"
_FEET, _SHANKS = "knees, ankles, heels and toes", "knees and ankles"
_ACROSS, _WHOLE_BODY = "hips and legs in space, or from the front", "most of the body in space"
_EARLY, _RUN, _WALK = (0.0, 0.5), ("run",), ("walk",)
FLAT = (0.2, 0.5)  # share of stance in which heel and toe both rest
LOADED, MIDDLE = (0.0, 0.6), (0.4, 0.6)  # of stance: where the pelvis drops; mid-stance

BODY: dict[str, BodyColumn] = {
    "hip_flexion_range_deg": BodyColumn(_HIP, "deg", "range", "stride", _THIGHS),
    "hip_flexion_peak_swing_deg": BodyColumn(_HIP, "deg", "peak", "swing", _THIGHS),
    "hip_extension_peak_deg": BodyColumn(_HIP, "deg", "extension", "stride", _THIGHS),
    "knee_flexion_range_deg": BodyColumn(_KNEE, "deg", "range", "stride", _LEGS),
    "knee_flexion_contact_deg": BodyColumn(_KNEE, "deg", "contact", "initial_contact", _LEGS),
    "knee_flexion_peak_swing_deg": BodyColumn(_KNEE, "deg", "peak", "swing", _LEGS),
    "knee_flexion_peak_stance_deg": BodyColumn(_KNEE, "deg", "peak", "stance", _LEGS, _EARLY),
    "ankle_range_deg": BodyColumn(_ANKLE, "deg", "range", "stride", _FEET),
    "ankle_dorsiflexion_peak_stance_deg": BodyColumn(_ANKLE, "deg", "peak", "stance", _FEET),
    "tibia_inclination_deg": BodyColumn(
        "{side}_shank", "deg", "contact", "initial_contact", _SHANKS
    ),
    "trunk_lean_deg": BodyColumn(
        "trunk", "deg", "mean", "stride", "hips and shoulders", per_side=False
    ),
    "overstride_m": BodyColumn(
        "{side}_ankle_ahead_m", "m", "contact", "initial_contact", "ankles", modes=_RUN
    ),
    "vertical_oscillation_m": BodyColumn(
        "pelvis_height_m", "m", "sway", "step", "pelvis", modes=_RUN
    ),
    "foot_strike_angle_deg": BodyColumn(
        "{side}_foot", "deg", "strike", "stance", "heels and toes", FLAT
    ),
    "foot_progression_deg": BodyColumn(
        "{side}_foot_progression", "deg", "mean", "stance", "heels and toes in space", (0.15, 0.5)
    ),
    "pelvic_drop_deg": BodyColumn("{side}_pelvic_drop", "deg", "peak", "stance", _ACROSS, LOADED),
    "hip_adduction_deg": BodyColumn(
        "{side}_hip_adduction", "deg", "peak", "stance", _ACROSS, LOADED
    ),
    "knee_valgus_deg": BodyColumn("{side}_knee_valgus", "deg", "mean", "stance", _ACROSS, MIDDLE),
    "trunk_lateral_lean_deg": BodyColumn(
        "{side}_trunk_lean", "deg", "peak", "stance", "hips and shoulders of both sides"
    ),
    CLEARANCE: BodyColumn(
        "{side}_toe_height_m", "m", "margin", "swing", "heels and toes", modes=_WALK
    ),
    SIDEWAYS: BodyColumn(
        "{side}_foot_progression", "m", "margin", "single_support", _WHOLE_BODY, modes=_WALK
    ),
    AHEAD: BodyColumn("{side}_foot_progression", "m", "margin", "step", _WHOLE_BODY, modes=_WALK),
    "braking_speed_change_mps": BodyColumn(
        "pelvis_speed_mps", "m/s", "drop", "stance", "pelvis", modes=_RUN
    ),
}
# Of two columns of a stride: hundred times the first over the second.
RATIOS = {"vertical_ratio_percent": ("vertical_oscillation_m", "step_length_m")}


def _range(track: Track, strides: Strides, rate: float, column: BodyColumn) -> NDArray[np.float64]:
    return _peak(track, strides, rate, column) - _least(track, strides, rate, column)


def _peak(track: Track, strides: Strides, rate: float, column: BodyColumn) -> NDArray[np.float64]:
    return peak_in_phase(track, strides, rate, phase=column.phase, part=column.part)


def _least(track: Track, strides: Strides, rate: float, column: BodyColumn) -> NDArray[np.float64]:
    return peak_in_phase(track, strides, rate, phase=column.phase, part=column.part, least=True)


def _sway(track: Track, strides: Strides, rate: float, column: BodyColumn) -> NDArray[np.float64]:
    """Range without the line from the first value to the last: that is drift."""
    rows = phase_curves(track, strides, rate, phase=column.phase, part=column.part)
    rows = rows - np.linspace(rows[:, 0], rows[:, -1], rows.shape[1], axis=1)
    return np.asarray(np.max(rows, axis=1) - np.min(rows, axis=1))


def _drop(track: Track, strides: Strides, rate: float, column: BodyColumn) -> NDArray[np.float64]:
    """How far the signal falls below its value at initial contact."""
    return at_contact(track, strides, rate) - _least(track, strides, rate, column)


def _strike(track: Track, strides: Strides, rate: float, column: BodyColumn) -> NDArray[np.float64]:
    """Value at initial contact against that of the flat foot."""
    flat = mean_in_phase(track, strides, rate, phase=column.phase, part=column.part)
    return at_contact(track, strides, rate) - flat


TAKEN: dict[str, Callable[[Track, Strides, float, BodyColumn], NDArray[np.float64]]] = {
    "contact": lambda track, strides, rate, c: at_contact(track, strides, rate, event=c.phase),
    "mean": lambda track, strides, rate, c: mean_in_phase(
        track, strides, rate, phase=c.phase, part=c.part
    ),
    "peak": _peak,
    "least": _least,
    "extension": lambda track, strides, rate, c: -_least(track, strides, rate, c),
    "range": _range,
    "sway": _sway,
    "drop": _drop,
    "strike": _strike,
}


def tracker(signals: Signals, rate: float) -> Callable[[str], Track]:
    """Give a signal between its frames, made when it is first asked for."""
    return cache(lambda name: Track(signals[name], rate))


def body_columns(
    signals: Signals, track: Callable[[str], Track], strides: Strides, rate: float, mode: str
) -> Signals:
    """Columns of `BODY` and `RATIOS` for all strides; NaN where a side lacks the signal."""
    columns: Signals = {}
    sides = [np.asarray(strides.side == side) for side in SIDES]
    tables = [strides.take(own) for own in sides]
    for name, column in BODY.items():
        if mode not in column.modes or column.take == MARGIN:
            continue
        values = columns[name] = np.full(len(strides), np.nan)
        for side, own, table in zip(SIDES, sides, tables, strict=True):
            signal = column.signal.format(side=side)
            if signal in signals and len(table):
                values[own] = TAKEN[column.take](track(signal), table, rate, column)
    for name, (above, below) in RATIOS.items():
        if above in columns:
            below_values = strides[below]
            known = np.isfinite(below_values) & (below_values != 0)
            ratio = np.full(len(strides), np.nan)
            columns[name] = np.divide(100.0 * columns[above], below_values, out=ratio, where=known)
    return columns


def body_metrics(
    signals: Mapping[str, NDArray[np.float64]],
    noise_deg: Mapping[str, float],
    strides: Strides,
    doubts: Doubts,
) -> list[Metric]:
    """Rows of the columns that the strides hold, per side and for both."""
    used = strides.take(strides.accepted & ~strides.imputed)
    rows = []
    for name, column in BODY.items():
        if name in used:
            rows += _rows(name, column, signals, noise_deg, used, doubts)
    for name, (above, _) in RATIOS.items():
        if name in used:
            ratio = replace(BODY[above], unit="%")
            rows += _rows(name, ratio, signals, noise_deg, used, doubts)
    return rows


def _rows(
    name: str,
    column: BodyColumn,
    signals: Mapping[str, NDArray[np.float64]],
    noise_deg: Mapping[str, float],
    used: Strides,
    doubts: Doubts,
) -> list[Metric]:
    is_angle = column.unit == "deg"
    no_trunk = NO_TRUNK if column.signal == _HIP and "trunk" not in signals else ""
    own = no_trunk if is_angle else doubts.lengths
    doubt = joined(own, _contact_doubt(column, doubts))
    reasons, noise = {}, {}
    for side in SIDES:
        signal = column.signal.format(side=side)
        missing = "" if signal in signals else f"needs {column.needs}"
        reasons[side] = missing if is_angle else doubts.no_lengths or missing
        noise[side] = noise_deg.get(signal, 0.0)
    values, is_left = used[name], np.asarray(used.side == "left")
    rows = []
    for side in SIDES if column.per_side else ():
        if reasons[side]:
            rows.append(unavailable(name, side, column.unit, reasons[side]))
            continue
        mine = values[is_left if side == "left" else ~is_left]
        rows.append(mean_metric(name, side, mine, column.unit, doubt, noise=noise[side]))
    reason = next(filter(None, reasons.values()), "")
    if reason:
        return [*rows, unavailable(name, "both", column.unit, reason)]
    most = max(noise.values())
    return [*rows, both_sides_metric(name, values, is_left, column.unit, doubt, noise=most)]


def _contact_doubt(column: BodyColumn, doubts: Doubts) -> str:
    """Where stance ends is not known: what is taken of stance or swing is in doubt."""
    return doubts.no_contacts if column.phase in ("stance", "swing", "final_contact") else ""
