"""How alike curves are: repeatability of strides, and one measurement against another."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ._estimate import NAN, Estimate, unit_names

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def multiple_correlation(curves: ArrayLike) -> Estimate:
    """Coefficient of multiple correlation of curves over the gait cycle.

    Parameters
    ----------
    curves : array, shape (n, T)
        One curve per row; rows with anything missing are left out.

    Returns
    -------
    Estimate
        1 for equal curves. NaN with a reason for fewer than two curves, and where curves
        differ by more than they move.

    Raises
    ------
    ArgumentError
        When the shape is another.

    References
    ----------
    Kadaba MP et al. (1989). Repeatability of kinematic, kinetic, and electromyographic data in
    normal adult gait. J Orthop Res 7. doi:10.1002/jor.1100070611. This is the within-day form.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> curve = np.sin(np.linspace(0, 6.28, 101))
    >>> ff.metrics.multiple_correlation([curve, curve]).value
    1.0
    """
    values = np.asarray(_check.real_array("curves", curves), dtype=np.float64)
    if values.ndim != 2:
        raise ArgumentError("curves", "shape (curves, points)", values.shape)
    values = values[np.isfinite(values).all(axis=1)]
    n, points = values.shape
    if n < 2 or points < 2:
        return Estimate(value=NAN, n=n, reason=f"{unit_names(n, 'curve')}, 2 needed")
    within = float(np.sum((values - values.mean(axis=0)) ** 2)) / (points * (n - 1))
    total = float(np.sum((values - values.mean()) ** 2)) / (n * points - 1)
    if total == 0 or within > total:
        return Estimate(value=NAN, n=n, reason="curves differ by more than they move")
    return Estimate(value=math.sqrt(1.0 - within / total), n=n)


@dataclass(frozen=True, kw_only=True)
class WaveformError:
    """How a curve differs from a reference.

    Parameters
    ----------
    rmse, rmse_centered : float
        Root mean square difference, as it is and without the offset.
    offset : float
        Mean difference, measured minus reference.
    lag_percent : float
        By how much of the cycle the measured curve is late.
    range_error : float
        Range of motion, measured minus reference.
    correlation : float
        Pearson's; NaN where a curve does not move.
    """

    rmse: float
    rmse_centered: float
    offset: float
    lag_percent: float
    range_error: float
    correlation: float


def waveform_error(reference: ArrayLike, measured: ArrayLike) -> WaveformError:
    """Compare two curves over one gait cycle.

    Parameters
    ----------
    reference, measured : array, shape (T,)
        At equal steps from 0 to 100 % of the cycle, so that the last point is the first of
        the next cycle.

    Returns
    -------
    WaveformError
        In the unit of the curves; NaN where anything is missing.

    Raises
    ------
    ArgumentError
        When the curves do not have one shape of at least four points.

    Notes
    -----
    The lag is where the circular cross-correlation is largest, between points by a parabola.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> phase = np.linspace(0, 2 * np.pi, 101)
    >>> found = ff.metrics.waveform_error(np.sin(phase), 2 + np.sin(phase - 0.2 * np.pi))
    >>> round(found.offset, 6), round(found.lag_percent, 3)
    (2.0, 10.0)
    """
    one, two = (
        np.asarray(_check.real_array(name, curve), dtype=np.float64)
        for name, curve in (("reference", reference), ("measured", measured))
    )
    if one.ndim != 1 or len(one) < 4:
        raise ArgumentError("reference", "shape (points,) of at least 4 points", one.shape)
    if two.shape != one.shape:
        raise ArgumentError("measured", f"shape {one.shape}", two.shape)
    apart = two - one
    if not np.isfinite(apart).all():
        return WaveformError(
            rmse=NAN,
            rmse_centered=NAN,
            offset=NAN,
            lag_percent=NAN,
            range_error=NAN,
            correlation=NAN,
        )
    one, two, apart = one[:-1], two[:-1], apart[:-1]  # the first point counts once
    offset = float(apart.mean())
    moves = [curve - curve.mean() for curve in (one, two)]
    power = math.sqrt(float(moves[0] @ moves[0]) * float(moves[1] @ moves[1]))
    return WaveformError(
        rmse=float(np.sqrt(np.mean(apart**2))),
        rmse_centered=float(np.sqrt(np.mean((apart - offset) ** 2))),
        offset=offset,
        lag_percent=_lag(*moves) if power > 0 else NAN,
        range_error=float(np.ptp(two) - np.ptp(one)),
        correlation=float(moves[0] @ moves[1]) / power if power > 0 else NAN,
    )


def _lag(one: NDArray[np.float64], two: NDArray[np.float64]) -> float:
    spectra = [np.fft.rfft(curve) for curve in (one, two)]
    n = len(one)
    match = np.fft.irfft(np.conj(spectra[0]) * spectra[1], n)
    best = int(np.argmax(match))
    before, at, after = match[best - 1], match[best], match[(best + 1) % n]
    curvature = before - 2 * at + after
    lag = best + (0.5 * (before - after) / curvature if curvature < 0 else 0.0)
    return float(100.0 * (lag - n if lag > n / 2 else lag) / n)
