"""Where in a recording somebody walks."""

from __future__ import annotations

from .._spans import Spans
from .ionescu import Ionescu
from .walking import walking_bouts

__all__ = ["Ionescu", "Spans", "walking_bouts"]
