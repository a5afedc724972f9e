"""How sensors are turned: quaternions from rates of turn, accelerations and magnetic fields."""

from __future__ import annotations

from ._family import Orientation, OrientationFilter, OrientationStream
from .madgwick import Madgwick
from .mahony import Mahony
from .vqf import OfflineVqf, Vqf

__all__ = [
    "Madgwick",
    "Mahony",
    "OfflineVqf",
    "Orientation",
    "OrientationFilter",
    "OrientationStream",
    "Vqf",
]
