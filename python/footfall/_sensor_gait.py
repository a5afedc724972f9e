"""What the analysis takes from sensors, wherever they are worn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ._spans import Spans, make_spans
from ._summary import Doubts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._events import Events
    from .parameters import Strides
    from .turns import Turns


NO_WIDTH = "sensors do not show how far apart the feet are"
ONE_FOOT = "the other foot has no sensor"


@dataclass(frozen=True, kw_only=True)
class SensorGait:
    """Gait from sensors: what was found, and how far to trust it.

    `means` names measured columns of the strides that are metrics too, with their units.
    `length_error` and `time_error` are the shares by which all of them may be off; `sides_doubt`
    says why left and right may be exchanged, `spread_doubt` why how strides vary is not told.
    """

    events: Events
    table: Strides
    bouts: Spans
    mode: str = "walk"
    means: Mapping[str, str] = field(default_factory=dict)
    turns: Turns | None = None
    doubts: Doubts = field(default_factory=Doubts)
    length_error: float = 0.0
    time_error: float = 0.0
    sides_doubt: str = ""
    spread_doubt: str = ""
    quality: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def bouts_of(events: Events, sampling_rate_hz: float) -> Spans:
    """Give each bout from its first event to its last."""
    numbers, owner = np.unique(events.bout, return_inverse=True)
    first, last = np.full(len(numbers), np.inf), np.full(len(numbers), -np.inf)
    np.minimum.at(first, owner, events.time_s)
    np.maximum.at(last, owner, events.time_s)
    frames = np.rint(np.stack([first, last], axis=1) * sampling_rate_hz)
    return make_spans(np.maximum(frames + np.array([0, 1]), 0), sampling_rate_hz)
