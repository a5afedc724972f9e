"""The cut-off that a signal itself suggests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ..batch import rows_of
from .butterworth import Butterworth

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LOWEST_HZ, STEP_HZ, HIGHEST_HZ = 0.5, 0.25, 20.0
HIGHEST_SHARE = 0.45  # of the sampling rate
STRAIGHT = 0.95  # R² of the tail
LEAST_TAIL = 0.3  # share of the grid
LEAST_HZ, MOST_SHARE = 2.0, 0.3  # bounds of the result


def residual_cutoff_hz(
    x: ArrayLike, sampling_rate_hz: float, axis: int = 0, *, order: int = 4
) -> float:
    """Choose a low-pass cut-off by residual analysis.

    What a low-pass takes out of a signal falls with its cut-off, at first because less of the
    signal is lost, in the end along a straight line because only noise is. The line, drawn back
    to 0 Hz, tells the noise; the cut-off is where as much is taken out as there is noise.

    Parameters
    ----------
    x : array, shape (…, T, …)
        Coordinates of one point or of a group of them; NaN is missing.
    sampling_rate_hz : float
        Frames per second.
    axis : int
        Time axis.
    order : int
        Order of the zero-phase Butterworth that is tried, and that the cut-off is meant for.

    Returns
    -------
    float
        The median over the coordinates in Hz, not below 2 Hz nor above 0.3 of the sampling
        rate; NaN where no coordinate has enough samples.

    Raises
    ------
    ArgumentError
        When the rate is not positive, or too low for cut-offs from 0.5 Hz on.

    Notes
    -----
    Cut-offs from 0.5 Hz to 20 Hz or 0.45 of the rate are tried in steps of 0.25 Hz. The line is
    fitted to the longest tail, of at least 30 % of them, with R² of 0.95 or more; else to the
    least one. The method is known to choose low, the more so at high rates (Yu et al. 1999):
    for accelerations take more than it says.

    References
    ----------
    Winter DA (2009). Biomechanics and Motor Control of Human Movement, 4th ed., chapter 3.
    doi:10.1002/9780470549148
    Yu B et al. (1999). Estimate of the optimum cutoff frequency for the Butterworth low-pass
    digital filter. J Appl Biomech 15. doi:10.1123/jab.15.3.318

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time_s = np.arange(1000) / 100
    >>> noise = 0.02 * np.random.default_rng(0).normal(size=1000)
    >>> cutoff_hz = ff.filters.residual_cutoff_hz(np.sin(6 * time_s) + noise, 100.0)
    >>> 2.0 <= cutoff_hz < 6.0
    True
    """
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    rows = rows_of(x, axis)
    top = min(HIGHEST_SHARE * sampling_rate_hz, HIGHEST_HZ)
    grid = np.arange(LOWEST_HZ, top + 1e-9, STEP_HZ)
    if len(grid) < 10:
        raise ArgumentError("sampling_rate_hz", "a value of 7 Hz or more", sampling_rate_hz)
    smooth = np.empty_like(rows.values)
    residuals = np.empty((len(grid), (len(rows.offsets) - 1) * rows.values.shape[1]))
    shape = (len(rows.offsets) - 1, -1, rows.values.shape[1])
    values = rows.values.reshape(shape)
    for i, cutoff_hz in enumerate(grid.tolist()):
        low_pass = Butterworth(sampling_rate_hz=sampling_rate_hz, cutoff_hz=cutoff_hz, order=order)
        low_pass(values, axis=1, out=smooth.reshape(values.shape))
        residuals[i] = _mean_square(values, smooth.reshape(values.shape), 3 * order + 1)
    chosen = [_crossing(grid, np.sqrt(r)) for r in residuals.T if np.isfinite(r).all()]
    if not chosen:
        return float("nan")
    return float(np.clip(np.median(chosen), LEAST_HZ, MOST_SHARE * sampling_rate_hz))


def _mean_square(x: NDArray[Any], smooth: NDArray[Any], least: int) -> NDArray[np.float64]:
    """Mean square of what was taken out of each channel; NaN where too little is finite."""
    # Frames last: sums are then made in the same order however the channels lie in memory.
    x, smooth = (np.ascontiguousarray(np.moveaxis(a, 1, -1)) for a in (x, smooth))
    finite = np.isfinite(x)
    taken = np.subtract(x, smooth, where=finite, out=np.zeros(x.shape))
    count = finite.sum(axis=-1)
    sums = np.einsum("nct,nct->nc", taken, taken)
    result: NDArray[np.float64] = np.where(count >= least, sums / np.maximum(count, 1), np.nan)
    return result.reshape(-1)


def _crossing(grid: NDArray[np.float64], residual: NDArray[np.float64]) -> float:
    """Lowest cut-off whose residual is not above the noise that the tail tells."""
    noise = _noise(grid, residual)
    below = np.flatnonzero(residual <= noise)
    if len(below) == 0:
        return float(grid[-1])
    i = int(below[0])
    if i == 0:
        return float(grid[0])
    share = (residual[i - 1] - noise) / (residual[i - 1] - residual[i])
    return float(grid[i - 1] + share * (grid[i] - grid[i - 1]))


def _noise(grid: NDArray[np.float64], residual: NDArray[np.float64]) -> float:
    """Value at 0 Hz of the line through the longest tail that is straight enough."""
    least = max(3, int(np.ceil(LEAST_TAIL * len(grid))))
    for start in range(len(grid) - least + 1):
        f, r = grid[start:], residual[start:]
        slope, level = np.polyfit(f, r, 1)
        spread = np.sum((r - r.mean()) ** 2)
        off = np.sum((r - (slope * f + level)) ** 2)
        if off <= (1 - STRAIGHT) * spread:
            break
    return float(level)
