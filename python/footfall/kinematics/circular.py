"""Mean and spread of angles, which come back to where they were after a turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def circular_mean_deg(angles_deg: ArrayLike, axis: int = 0) -> NDArray[np.float64]:
    """Direction of the mean of unit vectors, degrees.

    Parameters
    ----------
    angles_deg : array
        NaN does not count.
    axis : int
        To take the mean along.

    Returns
    -------
    array
        From -180 to 180; NaN where no angle is finite or they cancel.

    Examples
    --------
    >>> float(circular_mean_deg([170.0, -170.0]))
    180.0
    """
    x, y = _mean_vector(angles_deg, axis)
    mean = np.degrees(np.arctan2(y, x))
    return np.where(np.hypot(x, y) > 1e-12, mean, np.nan)


def circular_sd_deg(angles_deg: ArrayLike, axis: int = 0) -> NDArray[np.float64]:
    """Circular standard deviation, degrees: sqrt(-2 ln R) of the mean vector's length R.

    Parameters
    ----------
    angles_deg : array
        NaN does not count.
    axis : int
        To take it along.

    Returns
    -------
    array
        NaN where no angle is finite.

    References
    ----------
    Mardia, Jupp (2000), Directional Statistics, section 2.3.
    """
    x, y = _mean_vector(angles_deg, axis)
    size = np.minimum(np.hypot(x, y), 1.0)
    with np.errstate(divide="ignore"):
        return np.degrees(np.sqrt(np.maximum(-2.0 * np.log(size), 0.0)))


def _mean_vector(angles_deg: ArrayLike, axis: int) -> tuple[NDArray[np.float64], ...]:
    turn = np.radians(np.asarray(angles_deg, dtype=np.float64))
    known = np.isfinite(turn)
    count = known.sum(axis=axis)
    with np.errstate(invalid="ignore", divide="ignore"):
        x, y = (
            np.where(known, f(np.where(known, turn, 0.0)), 0.0).sum(axis=axis) / count
            for f in (np.cos, np.sin)
        )
    return x, y
