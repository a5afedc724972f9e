"""Parameters of the repair, checked once for batches and streams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import _check

if TYPE_CHECKING:
    from .sides import Sides

# Lasting error of a keypoint in lengths of the trunk: about 15 mm of an estimator, 1.5 mm of a
# marker. White noise is measured and adds to it.
ESTIMATOR_ERROR, MARKER_ERROR = 0.03, 0.003
REACH_S = 0.3  # how long a filter remembers, and an exchange is followed
EDGE_S = 1e-6  # a duration of whole frames must not turn on the last bit of a sum
EDGE = 1e-6  # frames


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """What `repair` and `stream` share; lengths in units of the trunk, costs in nats."""

    keypoint_error: float | None = None
    process_noise: float = 50.0
    start_speed: float = 8.0
    knee: float = 3.0
    switch_cost: float = 5.0
    swap_cost: float = 4.0
    least_margin: float = 3.0
    max_gap_s: float = 0.25
    near: float = 0.05
    far: float = 0.15
    near_s: float = 0.15

    def __post_init__(self) -> None:
        if self.keypoint_error is not None:
            _check.positive("keypoint_error", self.keypoint_error)
        for name in ("process_noise", "start_speed", "knee", "near", "far", "near_s"):
            _check.positive(name, getattr(self, name))
        for name in ("switch_cost", "swap_cost", "least_margin", "max_gap_s"):
            _check.not_negative(name, getattr(self, name))

    def of_kernel(
        self, sides: Sides, sampling_rate_hz: float, confidence: bool, time: bool
    ) -> tuple[float, ...]:
        """Values in the order of the kernels."""
        error = self.keypoint_error
        if error is None:
            error = ESTIMATOR_ERROR if confidence else MARKER_ERROR
        return (
            sides.dimensions,
            len(sides.mirror),
            confidence,
            time,
            sides.scale_factor,
            sampling_rate_hz,
            error,
            self.process_noise,
            self.start_speed,
            self.knee,
            self.switch_cost,
            self.swap_cost,
            self.least_margin,
            self.max_gap_s + 1.0 / sampling_rate_hz + EDGE_S,
            REACH_S,
            self.near,
            self.near_s * sampling_rate_hz + EDGE,
        )
