"""Where in a recording somebody walks."""

from __future__ import annotations

from .._spans import Spans
from .harmonic import Harmonic
from .iluz import Iluz
from .ionescu import Ionescu
from .walking import walking_bouts

__all__ = ["Harmonic", "Iluz", "Ionescu", "Spans", "walking_bouts"]
