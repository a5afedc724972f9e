"""Smoothing and outliers: filters over whole recordings and live."""

from __future__ import annotations

from .butterworth import Butterworth
from .one_euro import OneEuro
from .residual import residual_cutoff_hz
from .windows import Hampel

__all__ = ["Butterworth", "Hampel", "OneEuro", "residual_cutoff_hz"]
