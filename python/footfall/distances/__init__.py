"""How far movements are from each other."""

from __future__ import annotations

from .dtw import dtw

__all__ = ["dtw"]
