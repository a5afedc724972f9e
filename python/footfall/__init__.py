"""Gait from body motion: events, kinematics and metrics with their uncertainty."""

from __future__ import annotations

from . import events, filters, gaps, kinematics, parameters, skeletons, synthetic, validate
from ._backend import available, using
from ._errors import ArgumentError, MissingExtraError, ReadError
from ._events import Events
from ._version import __version__
from .analyze import analyze
from .batch import Batch
from .recording import ForceRecording, PoseRecording
from .report import Curve, Metric, Report

__all__ = [
    "ArgumentError",
    "Batch",
    "Curve",
    "Events",
    "ForceRecording",
    "Metric",
    "MissingExtraError",
    "PoseRecording",
    "ReadError",
    "Report",
    "__version__",
    "analyze",
    "available",
    "events",
    "filters",
    "gaps",
    "kinematics",
    "parameters",
    "skeletons",
    "synthetic",
    "using",
    "validate",
]
