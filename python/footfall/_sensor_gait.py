"""What the analysis takes from sensors, wherever they are worn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ._summary import Doubts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._events import Events
    from ._spans import Spans
    from .parameters import Strides
    from .turns import Turns


NO_WIDTH = "sensors do not show how far apart the feet are"


@dataclass(frozen=True, kw_only=True)
class SensorGait:
    """Gait from sensors: what was found, and how far to trust it.

    `means` names measured columns of the strides that are metrics too, with their units.
    `length_error` is the share by which all lengths may be off; `sides_doubt` says why left and
    right may be exchanged, `spread_doubt` why how strides vary is not told.
    """

    events: Events
    table: Strides
    bouts: Spans
    mode: str = "walk"
    means: Mapping[str, str] = field(default_factory=dict)
    turns: Turns | None = None
    doubts: Doubts = field(default_factory=Doubts)
    length_error: float = 0.0
    sides_doubt: str = ""
    spread_doubt: str = ""
    quality: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
