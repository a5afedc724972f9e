"""How regular a series is, and how far its past reaches: entropy and fluctuation analysis."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ._estimate import NAN, Estimate

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEAST_ENTROPY = 200  # points, below which the value is in doubt
LEAST_FLUCTUATION = 200
SMALLEST_BOX, N_BOXES = 10, 20
BLOCK = 256  # rows of the table of distances at a time


def sample_entropy(
    values: ArrayLike, *, template_length: int = 2, tolerance: float = 0.2
) -> Estimate:
    """Sample entropy: how seldom stretches that were alike go on alike.

    Parameters
    ----------
    values : array, shape (T,)
        A signal or a series of strides, in any unit; without missing samples.
    template_length : int
        Length of the stretches, from 1.
    tolerance : float
        How far samples may differ to be alike, in standard deviations of the series.

    Returns
    -------
    Estimate
        Nats. NaN with a reason where samples are missing, the series is constant or so short
        that nothing goes on alike.

    Raises
    ------
    ArgumentError
        When a parameter is out of range.

    References
    ----------
    Richman JS, Moorman JR (2000). Physiological time-series analysis using approximate entropy
    and sample entropy. Am J Physiol Heart Circ Physiol 278.
    doi:10.1152/ajpheart.2000.278.6.H2039

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> wave = np.sin(2 * np.pi * np.arange(960) / 48)
    >>> round(ff.metrics.sample_entropy(wave).value, 1)
    0.2
    """
    _template(template_length)
    _check.positive("tolerance", tolerance)
    series, reason = _series(values, template_length + 2)
    if reason:
        return Estimate(value=NAN, n=len(series), reason=reason)
    return _entropy(series / series.std(), template_length, tolerance)


def multiscale_entropy(
    values: ArrayLike, *, scales: int = 5, template_length: int = 2, tolerance: float = 0.2
) -> tuple[Estimate, ...]:
    """Sample entropy of means over 1, 2, … `scales` successive samples.

    Parameters
    ----------
    values : array, shape (T,)
        As for `sample_entropy`.
    scales : int
        How many, from 1.
    template_length, tolerance
        As for `sample_entropy`; the tolerance is that of the first scale throughout.

    Returns
    -------
    tuple of Estimate
        One for each scale.

    Raises
    ------
    ArgumentError
        When a parameter is out of range.

    References
    ----------
    Costa M, Goldberger AL, Peng CK (2002). Multiscale entropy analysis of complex physiologic
    time series. Phys Rev Lett 89. doi:10.1103/PhysRevLett.89.068102

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> noise = np.random.default_rng(0).normal(size=2000)
    >>> first, *_, last = ff.metrics.multiscale_entropy(noise)
    >>> last.value < first.value
    True
    """
    _template(template_length)
    _check.positive("tolerance", tolerance)
    if not isinstance(scales, (int, np.integer)) or scales < 1:
        raise ArgumentError("scales", "a whole number >= 1", scales)
    series, reason = _series(values, template_length + 2)
    if reason:
        return (Estimate(value=NAN, n=len(series), reason=reason),) * int(scales)
    scaled = series / series.std()
    found = []
    for scale in range(1, int(scales) + 1):
        n = len(scaled) // scale
        coarse = scaled[: n * scale].reshape(n, scale).mean(axis=1)
        found.append(_entropy(coarse, template_length, tolerance))
    return tuple(found)


def _template(length: int) -> None:
    if not isinstance(length, (int, np.integer)) or length < 1:
        raise ArgumentError("template_length", "a whole number >= 1", length)


def _series(values: ArrayLike, least: int) -> tuple[NDArray[np.float64], str]:
    """Series as float64, and why it cannot be used."""
    series = np.asarray(_check.real_array("values", values), dtype=np.float64).reshape(-1)
    if not np.isfinite(series).all():
        return series, "samples are missing"
    if len(series) < least:
        return series, f"{len(series)} values: too few"
    if np.ptp(series) == 0:
        return series, "the values do not change"
    return series, ""


def _entropy(series: NDArray[np.float64], length: int, tolerance: float) -> Estimate:
    """Sample entropy of a series in its unit of tolerance; counts are exact."""
    n = len(series) - length
    alike = longer = 0
    for first in range(0, n, BLOCK):
        rows = np.arange(first, min(first + BLOCK, n))
        near = np.ones((len(rows), n), dtype=bool)
        for k in range(length):
            near &= np.abs(series[rows + k, None] - series[None, k : k + n]) <= tolerance
        near &= np.arange(n) > rows[:, None]
        alike += int(np.count_nonzero(near))
        near &= np.abs(series[rows + length, None] - series[None, length:]) <= tolerance
        longer += int(np.count_nonzero(near))
    if longer == 0:
        return Estimate(value=NAN, n=len(series), reason="no stretch goes on like another")
    few = len(series) < LEAST_ENTROPY
    reason = f"{len(series)} values, {LEAST_ENTROPY} wanted" if few else ""
    return Estimate(value=-math.log(longer / alike), n=len(series), reason=reason)


def detrended_fluctuation(values: ArrayLike) -> Estimate:
    """Exponent of detrended fluctuation analysis (DFA): how far the past of a series reaches.

    Parameters
    ----------
    values : array, shape (T,)
        A series, such as stride durations, without missing values and outliers.

    Returns
    -------
    Estimate
        0.5 for values that know nothing of each other, towards 1 for lasting correlations, as
        healthy walking has; sigma is that of the slope. NaN with a reason where values are
        missing, few or constant.

    References
    ----------
    Peng CK, Buldyrev SV, Havlin S, et al. (1994). Mosaic organization of DNA nucleotides.
    Phys Rev E 49. doi:10.1103/PhysRevE.49.1685. Of strides: Hausdorff JM, Peng CK, Ladin Z, et
    al. (1995). Is walking a random walk? J Appl Physiol 78. doi:10.1152/jappl.1995.78.1.349

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> noise = np.random.default_rng(0).normal(size=5000)
    >>> abs(ff.metrics.detrended_fluctuation(noise).value - 0.5) < 0.05
    True
    """
    series, reason = _series(values, 4 * SMALLEST_BOX + 4)
    if reason:
        return Estimate(value=NAN, n=len(series), reason=reason)
    profile = np.cumsum(series - series.mean())
    sizes = np.unique(np.geomspace(SMALLEST_BOX, len(series) // 4, N_BOXES).astype(int))
    x = np.log(sizes)
    y = np.log([_fluctuation(profile, int(size)) for size in sizes])
    slope, _ = np.polyfit(x, y, 1)
    left = y - np.polyval(np.polyfit(x, y, 1), x)
    spread = float(np.sum((x - x.mean()) ** 2))
    sigma = math.sqrt(float(left @ left) / max(len(x) - 2, 1) / spread) if spread else NAN
    few = len(series) < LEAST_FLUCTUATION
    return Estimate(
        value=float(slope),
        sigma=sigma,
        ci_low=float(slope - 1.96 * sigma),
        ci_high=float(slope + 1.96 * sigma),
        n=len(series),
        reason=f"{len(series)} values, {LEAST_FLUCTUATION} wanted" if few else "",
    )


def _fluctuation(profile: NDArray[np.float64], size: int) -> float:
    """Root mean square about lines, in boxes from both ends."""
    n = len(profile) // size
    boxes = np.concatenate(
        [profile[: n * size].reshape(n, size), profile[len(profile) - n * size :].reshape(n, size)]
    )
    line = np.stack([np.ones(size), np.arange(size) - (size - 1) / 2])
    weights = boxes @ line.T / np.sum(line**2, axis=1)
    return float(np.sqrt(np.mean((boxes - weights @ line) ** 2)))
