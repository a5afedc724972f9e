"""How the sides differ: indices, coordination and which differences are asymmetries."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ..metrics import (
    compare_sides,
    gait_asymmetry,
    phase_coordination_index,
    symmetry_index,
)
from .rows import FEW_STRIDES, joined, make_row, rows_of, unavailable
from .sources import lasting_error, limits, sources_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..metrics import SideDifference
    from ..parameters import Strides
    from ..report import Metric
    from .sources import Doubts, Source

WALK_SIDES = ("step_duration_s", "stance_duration_s", "swing_duration_s", "step_length_m")
RUN_SIDES = ("step_duration_s", "contact_time_s", "flight_time_s", "step_length_m")
ONE_SIDE = "no strides on one side"
# Sides of healthy adults differ by so much: Patterson (2010), doi:10.1016/j.gaitpost.2009.10.014.
LEAST_PERCENT = 2.0


def side_rows(
    strides: Strides, mode: str, doubts: Doubts
) -> tuple[list[Metric], list[dict[str, Any]]]:
    """Symmetry index and its minimal detectable value per metric; the asymmetries among them.

    An asymmetry exceeds the minimal detectable value, and its interval excludes 0. Less than
    healthy people's sides differ by is never one.
    """
    rows, called = [], []
    sources = sources_of(mode)
    for name in RUN_SIDES if mode == "run" else WALK_SIDES:
        found, pair = _symmetry(name, sources[name], strides, doubts)
        rows += pair
        if found is not None:
            called.append(found)
    return [*rows, _swing_asymmetry(strides, mode, doubts), _coordination(strides, doubts)], called


def _symmetry(
    name: str, source: Source, strides: Strides, doubts: Doubts
) -> tuple[dict[str, Any] | None, list[Metric]]:
    """Right minus left over their mean (Robinson, Herzog, Nigg 1987)."""
    stem = name.rsplit("_", 1)[0]
    names = (f"{stem}_symmetry_percent", f"{stem}_symmetry_mdc_percent")
    left, right = _sides(strides, source.column)
    n = min(len(left), len(right))
    missing, doubt = limits(source, doubts)
    if missing or n == 0:
        return None, [unavailable(own, "both", "%", missing or ONE_SIDE) for own in names]
    # A foot's places are off by about the same at each stride, as its events are.
    lasting = (
        doubts.length_noise_m if source.kind == "length" else lasting_error(source, strides, doubts)
    )
    least = 0.01 * LEAST_PERCENT * abs(0.5 * (left.mean() + right.mean()))
    apart = compare_sides(left, right)
    wary = compare_sides(left, right, lasting_sigma=lasting, minimal_detectable=least)
    value = float(symmetry_index(left.mean(), right.mean()))
    if math.isnan(value):
        return None, [unavailable(own, "both", "%", "the sides' mean is 0") for own in names]
    scale = 100.0 / abs(0.5 * (apart.left + apart.right))
    # The derivatives of the index towards left and right; equal for equal sides.
    unequal = 1.0 - (value / 200.0) ** 2
    sigma = scale * unequal * apart.sigma
    rows = [
        make_row(names[0], "both", value, "%", sigma, n, doubt, sigma),
        _bound(names[1], scale * wary.minimal_detectable, n, joined(doubt, wary.reason)),
    ]
    if not wary.asymmetric or n < FEW_STRIDES:
        return None, rows
    return _asymmetry(name, wary, value, rows[1].value), rows


def _asymmetry(
    name: str, apart: SideDifference, symmetry: float, detectable: float
) -> dict[str, Any]:
    return {
        "metric": name,
        "larger_side": apart.larger_side,
        "symmetry_percent": symmetry,
        "mdc_percent": detectable,
    }


def _bound(name: str, value: float, n: int, doubt: str) -> Metric:
    if not math.isfinite(value):
        return unavailable(name, "both", "%", doubt)
    return make_row(name, "both", value, "%", math.nan, n, doubt, math.nan)


def _swing_asymmetry(strides: Strides, mode: str, doubts: Doubts) -> Metric:
    """Logarithm of the ratio of swing times (Plotnik 2005)."""
    name = "gait_asymmetry_percent"
    source = sources_of(mode)["contact_time_s" if mode == "run" else "swing_duration_s"]
    left, right = _sides(strides, "swing_duration_s")
    n = min(len(left), len(right))
    missing, doubt = limits(source, doubts)
    if missing or n == 0:
        return unavailable(name, "both", "%", missing or ONE_SIDE)
    value = float(gait_asymmetry(left.mean(), right.mean()))
    errors = [
        float(v.std(ddof=1)) / math.sqrt(len(v)) / float(v.mean()) if n > 1 else math.nan
        for v in (left, right)
    ]
    sigma = 100.0 * math.hypot(*errors)
    return make_row(name, "both", value, "%", sigma, n, doubt, sigma, least=0.0)


def _coordination(strides: Strides, doubts: Doubts) -> Metric:
    """Phase coordination index of the leg with the longer swing (Plotnik 2007)."""
    name = "phase_coordination_index_percent"
    swings = [v.mean() if len(v) else -math.inf for v in _sides(strides, "swing_duration_s")]
    own = strides.take(rows_of(strides, "left" if swings[0] >= swings[1] else "right"))
    found = phase_coordination_index(
        own.opposite_initial_contact_s - own.start_s, own.stride_duration_s
    )
    if not math.isfinite(found.index_percent):
        return unavailable(name, "both", "%", found.reason)
    doubt = joined(doubts.times, found.reason)
    value, sigma = found.index_percent, found.sigma
    return make_row(name, "both", value, "%", sigma, found.n, doubt, sigma, least=0.0)


def _sides(strides: Strides, column: str) -> list[NDArray[np.float64]]:
    sides = [strides[column][rows_of(strides, s)] for s in ("left", "right")]
    return [v[np.isfinite(v)] for v in sides]
