"""Smoothing and outliers: filters over whole recordings and live."""

from __future__ import annotations

from .._resampling import Resample, ResampleStream, rational_ratio, resample_rational
from .butterworth import Butterworth
from .gaussian import Gaussian
from .one_euro import OneEuro
from .resampling import Resample, ResampleStream, rational_ratio, resample_rational
from .residual import residual_cutoff_hz
from .savitzky_golay import SavitzkyGolay, derivative
from .windows import Hampel, Median, MovingMean
from .windows import Hampel

__all__ = ["Butterworth", "Gaussian", "Hampel", "Median", "MovingMean", "OneEuro", "Resample", "ResampleStream", "SavitzkyGolay", "derivative", "rational_ratio", "resample_rational", "residual_cutoff_hz",]
