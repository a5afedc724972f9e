"""Parameters of gait: one row per stride, from events, places of feet and motion of the body."""

from __future__ import annotations

from .derived import derived
from .fatigue import drifts
from .normalized import dimensionless_cadence, dimensionless_length, dimensionless_speed, walk_ratio
from .placements import Placements, first_between, flat_foot_spans, place_feet
from .sampling import (
    PERCENT,
    Track,
    at_contact,
    cycles,
    mean_in_phase,
    peak_in_phase,
    phase_curves,
)
from .spring_mass import LEG_OF_HEIGHT, SpringMass, spring_mass
from .step_length import StepLength
from .stride_table import STANCE_LIMITS_PERCENT, STRIDE_LIMITS_S, Strides, strides
from .tibial_impact import TibialImpacts, tibial_impacts
from .zeni_strides import StrideRows, ZeniStrides

__all__ = [
    "LEG_OF_HEIGHT",
    "PERCENT",
    "STANCE_LIMITS_PERCENT",
    "STRIDE_LIMITS_S",
    "Placements",
    "SpringMass",
    "StepLength",
    "StrideRows",
    "Strides",
    "TibialImpacts",
    "Track",
    "ZeniStrides",
    "at_contact",
    "cycles",
    "derived",
    "dimensionless_cadence",
    "dimensionless_length",
    "dimensionless_speed",
    "drifts",
    "first_between",
    "flat_foot_spans",
    "mean_in_phase",
    "peak_in_phase",
    "phase_curves",
    "place_feet",
    "spring_mass",
    "strides",
    "tibial_impacts",
    "walk_ratio",
]
