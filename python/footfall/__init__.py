"""Gait from body motion: events, kinematics and metrics with their uncertainty."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._backend import available, using
from ._errors import ArgumentError, MissingExtraError, ReadError
from ._version import __version__
from .batch import Batch

if TYPE_CHECKING:
    from . import (
        bouts,
        calibration,
        days,
        distances,
        events,
        filters,
        gaps,
        gates,
        io,
        kinematics,
        metrics,
        mounting,
        orientation,
        parameters,
        plot,
        scene,
        skeletons,
        strides,
        swaps,
        synthetic,
        trajectory,
        transfers,
        turns,
        validate,
    )
    from ._analyze import analyze
    from ._capability import Capability, capabilities
    from ._condition import Conditioned, condition
    from ._events import Events
    from ._sensor_capability import sensor_capabilities
    from .days import analyze_day, analyze_week
    from .imu import Imu, ImuRecording
    from .io import read
    from .recording import ForceRecording, PoseRecording
    from .report import Curve, Metric, Report

__all__ = [
    "ArgumentError",
    "Batch",
    "Capability",
    "Conditioned",
    "Curve",
    "Events",
    "ForceRecording",
    "Imu",
    "ImuRecording",
    "Metric",
    "MissingExtraError",
    "PoseRecording",
    "ReadError",
    "Report",
    "__version__",
    "analyze",
    "analyze_day",
    "analyze_week",
    "available",
    "bouts",
    "calibration",
    "capabilities",
    "condition",
    "days",
    "distances",
    "events",
    "filters",
    "gaps",
    "gates",
    "io",
    "kinematics",
    "metrics",
    "mounting",
    "orientation",
    "parameters",
    "plot",
    "read",
    "scene",
    "sensor_capabilities",
    "skeletons",
    "strides",
    "swaps",
    "synthetic",
    "trajectory",
    "transfers",
    "turns",
    "using",
    "validate",
]

# What is imported when it is first asked for. Nobody needs all of it, and
# `python -m footfall.validate` must not find itself imported.
_PLACES = {
    "Capability": "_capability",
    "Conditioned": "_condition",
    "Curve": "report",
    "Events": "_events",
    "ForceRecording": "recording",
    "Imu": "imu",
    "ImuRecording": "imu",
    "Metric": "report",
    "PoseRecording": "recording",
    "Report": "report",
    "analyze": "_analyze",
    "analyze_day": "days",
    "analyze_week": "days",
    "capabilities": "_capability",
    "condition": "_condition",
    "read": "io",
    "sensor_capabilities": "_sensor_capability",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        text = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(text)
    module = import_module(f".{_PLACES.get(name, name)}", __name__)
    return getattr(module, name) if name in _PLACES else module


def __dir__() -> list[str]:
    return sorted(__all__)
