"""Parameters of the repair, checked once for batches and streams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import _check

if TYPE_CHECKING:
    from .sides import Sides

LEVEL_S = 1.0  # over which the usual cost of a frame is learnt
EDGE = 1e-6  # frames: a duration of whole frames must not turn on the last bit of a product


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """What `repair` and `stream` share; lengths in units of the trunk."""

    knee: float = 0.02
    velocity_weight: float = 0.25
    switch_cost: float = 0.02
    swap_cost: float = 0.5
    noise_factor: float = 1.0
    max_gap_s: float = 0.25
    near: float = 0.05
    far: float = 0.15
    near_s: float = 0.15

    def __post_init__(self) -> None:
        _check.positive("knee", self.knee)
        for name in ("velocity_weight", "switch_cost", "swap_cost", "noise_factor", "max_gap_s"):
            _check.not_negative(name, getattr(self, name))
        for name in ("near", "far", "near_s"):
            _check.positive(name, getattr(self, name))

    def of_kernel(
        self, sides: Sides, sampling_rate_hz: float, confidence: bool, time: bool
    ) -> tuple[float, ...]:
        """Values in the order of the kernels; durations in frames."""
        return (
            sides.dimensions,
            len(sides.mirror),
            confidence,
            time,
            sides.scale_factor,
            self.knee,
            self.velocity_weight,
            self.switch_cost,
            self.swap_cost / sampling_rate_hz,
            1.0 + self.max_gap_s * sampling_rate_hz + EDGE,
            self.near,
            self.near_s * sampling_rate_hz + EDGE,
            self.noise_factor,
            max(1.0, LEVEL_S * sampling_rate_hz),
        )
