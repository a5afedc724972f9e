"""Window filters of all kinds, and signals for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from footfall.filters import Gaussian, Hampel, Median, MovingMean, SavitzkyGolay

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAN = np.nan
RATE = {"sampling_rate_hz": 100.0}


def walk(n_frames: int = 300, channels: int = 5, seed: int = 0) -> NDArray[np.float64]:
    """Random walks: all frequencies, far from zero."""
    steps = np.random.default_rng(seed).normal(size=(n_frames, channels))
    return steps.cumsum(axis=0) + 30


def with_gaps(x: NDArray[Any], share: float, seed: int = 1) -> NDArray[Any]:
    """Lose some samples, some in blocks, and one end."""
    rng = np.random.default_rng(seed)
    gappy = np.where(rng.random(x.shape) < share, NAN, x).astype(x.dtype)
    n = len(x)
    gappy[n // 3 : n // 3 + n // 10, 1:] = NAN
    gappy[: n // 20, 0] = NAN
    return gappy


ALGORITHMS = [
    Median(**RATE, window_frames=5),
    Median(**RATE, window_frames=17, edges="mirror"),
    Hampel(**RATE, replace=True),
    Hampel(**RATE, window_frames=15, edges="nearest"),
    MovingMean(**RATE, window_frames=9, edges="reflect"),
    Gaussian(**RATE, cutoff_hz=6.0),
    SavitzkyGolay(**RATE, window_frames=11),
    SavitzkyGolay(**RATE, window_frames=7, polynomial_order=2, derivative=1),
    SavitzkyGolay(**RATE, window_frames=5, polynomial_order=2, edges="mirror"),
]
NAMES = [f"{type(a).__name__}-{a.edges}" for a in ALGORITHMS]
every_algorithm = pytest.mark.parametrize("smooth", ALGORITHMS, ids=NAMES)
smoothing = pytest.mark.parametrize(
    "smooth", [a for a in ALGORITHMS if getattr(a, "derivative", 0) == 0]
)
linear = pytest.mark.parametrize(
    "smooth", [a for a in ALGORITHMS if not isinstance(a, (Median, Hampel))]
)
