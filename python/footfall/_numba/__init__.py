"""Numba twins: one plain function per native kernel, of the same name, parameters and bits."""

from __future__ import annotations

from .butterworth import (
    causal_butterworth_2,
    causal_butterworth_4,
    causal_butterworth_6,
    causal_butterworth_8,
    zero_phase_butterworth_2,
    zero_phase_butterworth_4,
    zero_phase_butterworth_6,
    zero_phase_butterworth_8,
)
from .events import foot_velocity, force_threshold, repair_order, zeni
from .foot_contact import foot_contact
from .gaps import fill_linear
from .hampel import hampel
from .kinematics import inclination, three_point_angle
from .one_euro import one_euro
from .swaps import swaps

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
    "swaps",
    "three_point_angle",
    "zeni",
    "zero_phase_butterworth_2",
    "zero_phase_butterworth_4",
    "zero_phase_butterworth_6",
    "zero_phase_butterworth_8",
]
