"""Gait from body motion: events, kinematics and metrics with their uncertainty."""

from __future__ import annotations

from . import filters
from ._backend import available
from ._config import using
from ._errors import ArgumentError, MissingExtraError, ReadError
from .batch import Batch
from .recording import ForceRecording, PoseRecording

__version__ = "0.1.0"

__all__ = [
    "ArgumentError",
    "Batch",
    "ForceRecording",
    "MissingExtraError",
    "PoseRecording",
    "ReadError",
    "available",
    "filters",
    "using",
]
