"""Where sensors go, and when they rest."""

from __future__ import annotations

from ._paths import StridePaths
from .integration import StrideIntegration
from .zero_velocity import ZeroVelocity
from .zupt_smoother import ZuptSmoother

__all__ = ["StrideIntegration", "StridePaths", "ZeroVelocity", "ZuptSmoother"]
