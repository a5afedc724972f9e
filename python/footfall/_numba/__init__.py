"""Numba twins: one plain function per native kernel, of the same name, parameters and bits."""

from __future__ import annotations

from .events import foot_velocity, force_threshold, repair_order, zeni
from .filters import (
    causal_butterworth_2,
    causal_butterworth_4,
    causal_butterworth_6,
    causal_butterworth_8,
    one_euro,
    zero_phase_butterworth_2,
    zero_phase_butterworth_4,
    zero_phase_butterworth_6,
    zero_phase_butterworth_8,
)
from .foot_contact import foot_contact
from .gaps import fill_linear
from .hampel import hampel
from .kinematics import inclination, three_point_angle

__all__ = [
    "causal_butterworth_2",
    "causal_butterworth_4",
    "causal_butterworth_6",
    "causal_butterworth_8",
    "fill_linear",
    "foot_contact",
    "foot_velocity",
    "force_threshold",
    "hampel",
    "inclination",
    "one_euro",
    "repair_order",
    "three_point_angle",
    "zeni",
    "zero_phase_butterworth_2",
    "zero_phase_butterworth_4",
    "zero_phase_butterworth_6",
    "zero_phase_butterworth_8",
]
