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
from .gap_curves import fill_cubic, fill_pchip
from .gaps import fill_linear
from .kinematics import inclination, three_point_angle
from .live import live
from .one_euro import one_euro
from .sorted_window import hampel, median
from .weighted_window import savitzky_golay, window_mean
from .resample import resample_rational

__all__ = [
    "causal_butterworth_2",
    "causal_butterworth_4",
    "causal_butterworth_6",
    "causal_butterworth_8",
    "fill_cubic",
    "fill_linear",
    "fill_pchip",
    "foot_contact",
    "foot_velocity",
    "force_threshold",
    "hampel",
    "inclination",
    "median",
    "live",
    "one_euro",
    "repair_order",
    "savitzky_golay",
    "resample_rational",
    "three_point_angle",
    "window_mean",
    "zeni",
    "zero_phase_butterworth_2",
    "zero_phase_butterworth_4",
    "zero_phase_butterworth_6",
    "zero_phase_butterworth_8",
]
