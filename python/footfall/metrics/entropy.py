"""How regular a series is: sample entropy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ._estimate import NAN, Estimate
from ._series import Group, estimates

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from ..batch import Batch

LEAST = 200  # points, below which the value is in doubt


def sample_entropy(
    values: ArrayLike | Batch, *, template_length: int = 2, tolerance: float = 0.2
) -> Any:
    """Sample entropy: how seldom stretches that were alike go on alike.

    Parameters
    ----------
    values : array, shape (T,) or (N, T), or Batch
        A signal or a series of strides, or many, in any unit; without missing samples.
    template_length : int
        Length of the stretches, from 1.
    tolerance : float
        How far samples may differ to be alike, in standard deviations of the series.

    Returns
    -------
    Estimate, or a tuple of one for each series
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
    _check_parameters(template_length, tolerance)
    return estimates(
        values,
        template_length + 2,
        lambda group: _entropies(group, group.series, template_length, tolerance),
    )


def multiscale_entropy(
    values: ArrayLike | Batch, *, scales: int = 5, template_length: int = 2, tolerance: float = 0.2
) -> Any:
    """Sample entropy of means over 1, 2, … `scales` successive samples.

    Parameters
    ----------
    values : array, shape (T,) or (N, T), or Batch
        As for `sample_entropy`.
    scales : int
        How many, from 1.
    template_length, tolerance
        As for `sample_entropy`; the tolerance is that of the first scale throughout.

    Returns
    -------
    tuple of Estimate, or a tuple of such for each series
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
    _check_parameters(template_length, tolerance)
    if not isinstance(scales, (int, np.integer)) or scales < 1:
        raise ArgumentError("scales", "a whole number >= 1", scales)

    def measure(group: Group) -> list[tuple[Estimate, ...]]:
        found = []
        for scale in range(1, int(scales) + 1):
            n = group.series.shape[1] // scale
            used = group.series[:, : n * scale]
            means = used.reshape(len(used), n, scale).sum(axis=2) / scale
            found.append(_entropies(group, means, template_length, tolerance))
        return list(zip(*found, strict=True))

    return estimates(values, template_length + 2, measure)


def _check_parameters(template_length: int, tolerance: float) -> None:
    if not isinstance(template_length, (int, np.integer)) or template_length < 1:
        raise ArgumentError("template_length", "a whole number >= 1", template_length)
    _check.positive("tolerance", tolerance)


def _entropies(
    group: Group, series: NDArray[np.float64], length: int, tolerance: float
) -> list[Estimate]:
    """Entropy of series made from those of a group, whose spread is the unit; counts are exact."""
    n = series.shape[1]
    if all(group.reasons):
        return [Estimate(value=NAN, n=n, reason=reason) for reason in group.reasons]
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = series / group.series.std(axis=1, keepdims=True)
    counts = Group(group.places, scaled, group.reasons).measure("alike", (length, tolerance), 2)
    few = f"{n} values, {LEAST} wanted" if n < LEAST else ""
    found = []
    for reason, (alike, longer) in zip(group.reasons, counts.tolist(), strict=True):
        if reason or longer == 0:
            why = reason or "no stretch goes on like another"
            found.append(Estimate(value=NAN, n=n, reason=why))
        else:
            found.append(Estimate(value=-math.log(longer / alike), n=n, reason=few))
    return found
