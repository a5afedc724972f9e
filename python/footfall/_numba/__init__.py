"""Numba twins: one plain function per native kernel, of the same name, parameters and bits."""

from __future__ import annotations

from .butterworth import (
    causal_butterworth_2,
    causal_butterworth_4,
    causal_butterworth_6,
    causal_butterworth_8,
    zero_phase_butterworth,
)
from .cardan import cardan_angles, segment_frames
from .desailly import desailly
from .direct_filters import madgwick, mahony
from .dtw import dtw, subsequence_dtw
from .events import foot_velocity, force_threshold, repair_order, zeni
from .fixed_lag import rts_acceleration_lagged, rts_velocity_lagged
from .foot_contact import foot_contact
from .gap_curves import fill_cubic, fill_pchip
from .gaps import fill_linear, mask_below, mask_fill_filter
from .gcv_spline import gcv_spline_cubic, gcv_spline_quintic
from .kinematics import inclination, three_point_angle
from .live import live
from .measures import alike, divergence, fluctuation
from .offline_vqf import offlinevqf
from .one_euro import one_euro
from .resample import resample_rational
from .rts import rts_acceleration, rts_velocity
from .running_events import fellin, free_fall, handsaker, pelvis_velocity
from .sorted_window import hampel, median
from .stride_path import stride_path
from .swaps import swaps
from .swing_events import foot_speed, hreljac, zeni_velocity
from .vqf import vqf
from .weighted_window import savitzky_golay, window_mean
from .whittaker import whittaker_2, whittaker_3
from .zeni_strides import zeni_strides
from .zupt_smoother import zupt_smoother

__all__ = [
    "alike",
    "cardan_angles",
    "causal_butterworth_2",
    "causal_butterworth_4",
    "causal_butterworth_6",
    "causal_butterworth_8",
    "desailly",
    "divergence",
    "dtw",
    "fellin",
    "fill_cubic",
    "fill_linear",
    "fill_pchip",
    "fluctuation",
    "foot_contact",
    "foot_speed",
    "foot_velocity",
    "force_threshold",
    "free_fall",
    "gcv_spline_cubic",
    "gcv_spline_quintic",
    "hampel",
    "handsaker",
    "hreljac",
    "inclination",
    "live",
    "madgwick",
    "mahony",
    "mask_below",
    "mask_fill_filter",
    "median",
    "offlinevqf",
    "one_euro",
    "pelvis_velocity",
    "repair_order",
    "resample_rational",
    "rts_acceleration",
    "rts_acceleration_lagged",
    "rts_velocity",
    "rts_velocity_lagged",
    "savitzky_golay",
    "segment_frames",
    "stride_path",
    "subsequence_dtw",
    "swaps",
    "three_point_angle",
    "vqf",
    "whittaker_2",
    "whittaker_3",
    "window_mean",
    "zeni",
    "zeni_strides",
    "zeni_velocity",
    "zero_phase_butterworth",
    "zupt_smoother",
]
