"""Smoothing and outliers: filters over whole recordings and live."""

from __future__ import annotations

from .butterworth import Butterworth
from .one_euro import OneEuro
from .resampling import Resample, ResampleStream, rational_ratio, resample_rational
from .windows import Hampel

__all__ = [
    "Butterworth",
    "Hampel",
    "OneEuro",
    "Resample",
    "ResampleStream",
    "rational_ratio",
    "resample_rational",
]
