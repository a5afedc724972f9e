"""Extremes of sampled signals, between samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def refined(x: NDArray[np.float64], tops: NDArray[np.int64]) -> NDArray[np.float64]:
    """Places of extremes between frames, by parabolas through three samples."""
    before, here, after = x[tops - 1], x[tops], x[tops + 1]
    bend = before - 2 * here + after
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = np.where(bend != 0, 0.5 * (before - after) / bend, 0.0)
    return np.asarray(tops + np.clip(shift, -0.5, 0.5))
