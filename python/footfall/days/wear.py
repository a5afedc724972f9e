"""When a sensor is worn, from a few numbers per quarter of an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..imu import GRAVITY_MPS2

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK_S = 900.0
BLOCKS_OF_WINDOW = 4  # an hour, every quarter of an hour
STILL_SD, STILL_RANGE = 0.013 * GRAVITY_MPS2, 0.05 * GRAVITY_MPS2
STILL_AXES = 2
LEAST_COVERED = 0.9  # of a window, for it to tell anything


class Wear:
    """Collects what tells wear, piece by piece.

    A sensor that for an hour hardly moves along two of its three axes lies on a table: van Hees VT,
    Renström F, Wright A, et al. (2011), doi:10.1371/journal.pone.0022922.
    """

    def __init__(self) -> None:
        self._blocks: dict[int, NDArray[np.float64]] = {}

    def add(self, acceleration_mps2: NDArray[np.float64], start_s: float, rate_hz: float) -> None:
        """Take samples from a time on; missing ones are left out."""
        seen = np.isfinite(acceleration_mps2).all(axis=1)
        frames = np.flatnonzero(seen)
        if len(frames) == 0:
            return
        block = np.floor((start_s + frames / rate_hz) / BLOCK_S).astype(np.int64)
        first = np.flatnonzero(np.r_[True, np.diff(block) > 0])
        x = acceleration_mps2[frames]
        count = np.diff(np.r_[first, len(x)])[:, None] / rate_hz * np.ones(3)
        parts = np.stack(
            [
                count,
                np.add.reduceat(x, first) / rate_hz,
                np.add.reduceat(x * x, first) / rate_hz,
                np.minimum.reduceat(x, first),
                np.maximum.reduceat(x, first),
            ],
            axis=1,
        )
        for number, part in zip(block[first].tolist(), parts, strict=True):
            before = self._blocks.get(number)
            self._blocks[number] = part if before is None else _joined(before, part)

    def seconds(self) -> dict[int, float]:
        """Give how long the sensor was worn in each block of a quarter of an hour."""
        still: set[int] = set()
        for number in self._blocks:
            window = [n for n in range(number, number + BLOCKS_OF_WINDOW) if n in self._blocks]
            whole = self._blocks[window[0]]
            for n in window[1:]:
                whole = _joined(whole, self._blocks[n])
            if whole[0, 0] < LEAST_COVERED * BLOCKS_OF_WINDOW * BLOCK_S:
                continue
            mean = whole[1] / whole[0]
            spread = np.sqrt(np.maximum(whole[2] / whole[0] - mean**2, 0))
            calm = (spread < STILL_SD) & (whole[4] - whole[3] < STILL_RANGE)
            if calm.sum() >= STILL_AXES:
                still.update(window)
        return {n: float(b[0, 0]) for n, b in self._blocks.items() if n not in still}


def _joined(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.vstack([a[:3] + b[:3], np.minimum(a[3], b[3]), np.maximum(a[4], b[4])])
