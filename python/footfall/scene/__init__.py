"""What a picture says about the room: the floor and its tilt, metres, which way a person faces."""

from __future__ import annotations

from .facing import Facing, facing
from .floor import FloorLine, FloorPlane, floor_line, floor_plane, level
from .scale import Scale, meters_per_pixel
from .view import View, view

__all__ = [
    "Facing",
    "FloorLine",
    "FloorPlane",
    "Scale",
    "View",
    "facing",
    "floor_line",
    "floor_plane",
    "level",
    "meters_per_pixel",
    "view",
]
