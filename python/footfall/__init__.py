"""Gait from body motion: events, kinematics and metrics with their uncertainty."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import events, filters, gaps, gates, io, kinematics, parameters, scene, skeletons, swaps
from ._backend import available, using
from ._errors import ArgumentError, MissingExtraError, ReadError
from ._events import Events
from ._version import __version__
from .analyze import analyze
from .batch import Batch
from .condition import Conditioned, condition
from .io import read
from .recording import ForceRecording, PoseRecording
from .report import Curve, Metric, Report

if TYPE_CHECKING:
    from . import plot, synthetic, validate

__all__ = [
    "ArgumentError",
    "Batch",
    "Conditioned",
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
    "condition",
    "events",
    "filters",
    "gaps",
    "gates",
    "io",
    "kinematics",
    "parameters",
    "plot",
    "read",
    "scene",
    "skeletons",
    "swaps",
    "synthetic",
    "using",
    "validate",
]

# Not everybody needs them, and `python -m footfall.validate` must not find itself imported.
_ON_USE = ("plot", "synthetic", "validate")


def __getattr__(name: str) -> Any:
    if name in _ON_USE:
        return import_module(f".{name}", __name__)
    text = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(text)
