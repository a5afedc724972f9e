"""Missing samples: what to distrust, what to fill, and even time steps."""

from __future__ import annotations

from .conditioned import mask_fill_filter
from .fill import fill
from .keypoints import Filled, FillMethod, fill_keypoints
from .mask import mask_below
from .resample import resample

__all__ = [
    "FillMethod",
    "Filled",
    "fill",
    "fill_keypoints",
    "mask_below",
    "mask_fill_filter",
    "resample",
]
