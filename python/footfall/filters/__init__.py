"""Smoothing and outliers: filters over whole recordings and live."""

from __future__ import annotations

from .butterworth import Butterworth
from .gcv_spline import GcvSpline
from .one_euro import OneEuro
from .rts import RtsSmoother
from .smoothers import Estimate
from .whittaker import Whittaker
from .windows import Hampel

__all__ = [
    "Butterworth",
    "Estimate",
    "GcvSpline",
    "Hampel",
    "OneEuro",
    "RtsSmoother",
    "Whittaker",
]
