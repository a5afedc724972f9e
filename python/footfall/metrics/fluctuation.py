"""How far the past of a series reaches: detrended fluctuation analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ArgumentError
from ._estimate import NAN, Estimate
from ._series import Group, estimates

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from ..batch import Batch

LEAST = 200  # points, below which the value is in doubt
SMALLEST_BOX, N_BOXES = 10, 20


def detrended_fluctuation(
    values: ArrayLike | Batch, *, box_sizes: ArrayLike | None = None, both_ends: bool = True
) -> Any:
    """Exponent of detrended fluctuation analysis (DFA): how far the past of a series reaches.

    Parameters
    ----------
    values : array, shape (T,) or (N, T), or Batch
        A series, such as stride durations, or many, without missing values and outliers.
    box_sizes : array of int, optional
        Lengths of the boxes, at least two, from 4 to T. None: 20 from 10 to T / 4, at equal
        ratios.
    both_ends : bool
        Whether boxes are laid from both ends of the series; else what is left at its end does
        not count.

    Returns
    -------
    Estimate, or a tuple of one for each series
        0.5 for values that know nothing of each other, towards 1 for lasting correlations, as
        healthy walking has; sigma is that of the slope. NaN with a reason where values are
        missing, few or constant.

    Raises
    ------
    ArgumentError
        When box sizes are fewer than two, or out of range.

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
    given = None
    if box_sizes is not None:
        given = np.unique(np.asarray(box_sizes, dtype=np.int64))
        if len(given) < 2 or given[0] < 4:
            raise ArgumentError("box_sizes", "at least two different sizes >= 4", box_sizes)
    least = 4 * SMALLEST_BOX + 4 if given is None else int(given[-1])
    return estimates(values, least, lambda group: _exponents(group, given, least, both_ends))


def _exponents(group: Group, given: Any, least: int, both_ends: bool) -> list[Estimate]:
    n = group.series.shape[1]
    if n < least:
        return [Estimate(value=NAN, n=n, reason=reason) for reason in group.reasons]
    sizes = given
    if given is None:
        sizes = np.unique(np.geomspace(SMALLEST_BOX, n // 4, N_BOXES).astype(np.int64))
    strays = group.measure("fluctuation", (both_ends,), len(sizes), sizes)
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.log(strays)
        x = np.log(sizes) - np.log(sizes).mean()
        spread = x @ x
        slope = (y * x).sum(axis=1) / spread
        left = y - y.mean(axis=1, keepdims=True) - slope[:, None] * x
        sigma = np.sqrt((left**2).sum(axis=1) / max(len(x) - 2, 1) / spread)
    few = f"{n} values, {LEAST} wanted" if n < LEAST else ""
    found = []
    for reason, value, error in zip(group.reasons, slope.tolist(), sigma.tolist(), strict=True):
        if reason or not np.isfinite(value):
            why = reason or "the series is a line"
            found.append(Estimate(value=NAN, n=n, reason=why))
            continue
        low, high = value - 1.96 * error, value + 1.96 * error
        found.append(Estimate(value=value, sigma=error, ci_low=low, ci_high=high, n=n, reason=few))
    return found
