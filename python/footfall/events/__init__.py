"""Gait events: when feet meet and leave the ground."""

from __future__ import annotations

from .._events import Events
from .._matching import Match, match
from .._order import repair_order
from .foot_contact import FootContact
from .foot_velocity import FootVelocity
from .force_threshold import ForceThreshold
from .zeni import Zeni

__all__ = [
    "Events",
    "FootContact",
    "FootVelocity",
    "ForceThreshold",
    "Match",
    "Zeni",
    "match",
    "repair_order",
]
