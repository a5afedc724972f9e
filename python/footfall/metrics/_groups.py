"""Quantities about the means of their groups, such as bouts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def line_within(
    time: NDArray[np.float64], x: NDArray[np.float64], group: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64], float, int]:
    """Fit one slope over time, each group at its own level, by least squares.

    Gives the slope (0 where time does not vary within a group), the residuals, the sum of squares
    of time about its groups' means, and how many groups there are.
    """
    levels, place = np.unique(group, return_inverse=True)
    counts = np.bincount(place, minlength=len(levels))

    def centered(values: NDArray[np.float64]) -> NDArray[np.float64]:
        # About one number first: sums of large ones lose digits.
        near = values - values.mean()
        mean = np.bincount(place, near, len(levels)) / counts
        return np.asarray(near - mean[place])

    if len(x) == 0:
        return 0.0, x, 0.0, 0
    when, change = centered(time), centered(x)
    squares = float(when @ when)
    if squares <= np.finfo(np.float64).eps ** 2 * float(time @ time):
        return 0.0, change, 0.0, len(levels)
    slope = float(when @ change) / squares
    return slope, change - slope * when, squares, len(levels)
