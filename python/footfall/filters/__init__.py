"""Smoothing and outliers: filters over whole recordings and live."""

from __future__ import annotations

from .._resampling import Resample, ResampleStream, rational_ratio, resample_rational
from .butterworth import Butterworth
from .gaussian import Gaussian
from .gcv_spline import GcvSpline
from .one_euro import OneEuro
from .residual import residual_cutoff_hz
from .rts import RtsSmoother
from .savitzky_golay import SavitzkyGolay, derivative
from .smoothers import Estimate
from .whittaker import Whittaker
from .windows import Hampel, Median, MovingMean

__all__ = [
    "Butterworth",
    "Estimate",
    "Gaussian",
    "GcvSpline",
    "Hampel",
    "Median",
    "MovingMean",
    "OneEuro",
    "Resample",
    "ResampleStream",
    "RtsSmoother",
    "SavitzkyGolay",
    "Whittaker",
    "derivative",
    "rational_ratio",
    "resample_rational",
    "residual_cutoff_hz",
]
