"""Smoothing and outliers: filters over whole recordings and live."""

from __future__ import annotations

from .._resampling import Resample, ResampleStream, rational_ratio, resample_rational
from .butterworth import Butterworth
from .one_euro import OneEuro
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
