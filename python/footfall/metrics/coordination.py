"""Phase coordination: how exactly and how steadily steps alternate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .._statistics import student
from ._estimate import NAN, columns, unit_names

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

WANTED_STRIDES = 23


@dataclass(frozen=True, kw_only=True)
class PhaseCoordination:
    """Phase coordination index and its two parts.

    Parameters
    ----------
    index_percent : float
        The index; 0 is perfect alternation, healthy adults walk at 2 to 4.
    accuracy_deg : float
        Mean distance of the phase from half a stride, 180 degrees.
    consistency_percent : float
        Coefficient of variation of the phase.
    sigma, ci_low, ci_high : float
        Standard error and 95 % interval of the index, by the jackknife.
    n : int
        Strides.
    reason : str
        Why there is no number, or why it is in doubt.
    """

    index_percent: float
    accuracy_deg: float
    consistency_percent: float
    sigma: float
    ci_low: float
    ci_high: float
    n: int
    reason: str


def phase_coordination_index(
    step_duration_s: ArrayLike, stride_duration_s: ArrayLike
) -> PhaseCoordination:
    """Phase coordination index of the strides of one leg.

    Parameters
    ----------
    step_duration_s : array, shape (n,)
        From the initial contact of the leading leg to that of the other leg, within each
        stride of the leading leg: the one with the longer mean swing.
    stride_duration_s : array, shape (n,)
        Duration of the same strides.

    Returns
    -------
    PhaseCoordination
        NaN with a reason for fewer than two strides; below 23 strides it is in doubt.

    Raises
    ------
    ArgumentError
        When the columns differ in length.

    Notes
    -----
    Errors of events count as inconsistency.

    References
    ----------
    Plotnik M, Giladi N, Hausdorff JM (2007). A new measure for quantifying the bilateral
    coordination of human gait. Exp Brain Res 181. doi:10.1007/s00221-007-0955-7.

    Examples
    --------
    >>> import footfall as ff
    >>> found = ff.metrics.phase_coordination_index([.54, .57, .53, .55], [1.1, 1.12, 1.08, 1.1])
    >>> round(found.index_percent, 3), round(found.accuracy_deg, 3)
    (3.108, 2.455)
    """
    step, stride = columns(step_duration_s=step_duration_s, stride_duration_s=stride_duration_s)
    step, stride = step[stride > 0], stride[stride > 0]
    n = len(step)
    if n < 2:
        nan = dict.fromkeys(("index_percent", "accuracy_deg", "consistency_percent"), NAN)
        reason = f"{unit_names(n)}, 2 needed"
        return PhaseCoordination(**nan, sigma=NAN, ci_low=NAN, ci_high=NAN, n=n, reason=reason)
    phase = 360.0 * step / stride
    accuracy, consistency = _parts(phase)
    index = consistency + accuracy / 1.8
    sigma = reach = NAN
    if n > 2:
        others = _without_each(phase)
        sigma = math.sqrt((n - 1) * float(np.var(others)))
        reach = student(n - 1) * sigma
    return PhaseCoordination(
        index_percent=index,
        accuracy_deg=accuracy,
        consistency_percent=consistency,
        sigma=sigma,
        ci_low=index - reach,
        ci_high=index + reach,
        n=n,
        reason="" if n >= WANTED_STRIDES else f"{unit_names(n)}, {WANTED_STRIDES} wanted",
    )


def _parts(phase: NDArray[np.float64]) -> tuple[float, float]:
    accuracy = float(np.mean(np.abs(phase - 180.0)))
    return accuracy, 100.0 * float(np.std(phase, ddof=1)) / float(np.mean(phase))


def _without_each(phase: NDArray[np.float64]) -> NDArray[np.float64]:
    """Index of all strides but one, for each."""
    n = len(phase) - 1
    off = phase - phase.mean()  # so that little cancels
    far = np.abs(phase - 180.0)
    mean = -off / n
    squares = (off @ off - off**2) - n * mean**2
    spread = np.sqrt(np.maximum(squares, 0) / (n - 1))
    accuracy = (far.sum() - far) / n
    return np.asarray(100.0 * spread / (phase.mean() + mean) + accuracy / 1.8)
