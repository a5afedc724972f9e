"""Filters that look at a window around each sample."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from .. import _check
from .._families import Series


@dataclass(frozen=True, kw_only=True)
class Hampel(Series):
    """Takes out samples that are far from the median of their surroundings.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    half_width_s : float
        How far the surroundings reach to both sides; at least three frames.
    n_sigma : float
        Robust standard deviations beyond which a sample is an outlier.
    min_deviation : float
        Least deviation to judge by, in the unit of the signal, for signals that rest.
    replace : bool
        False makes outliers NaN, to be filled; True replaces them by the median.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    Windows shrink at the ends; one with fewer than three numbers judges nothing.

    References
    ----------
    Pearson RK (2002). Outliers in process modeling and identification. IEEE Trans Control Syst
    Technol 10. doi:10.1109/87.974338

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> x = np.array([0.0, 0.1, 0.2, 9.0, 0.4, 0.5, 0.6])
    >>> ff.filters.Hampel(sampling_rate_hz=60.0)(x)
    array([0. , 0.1, 0.2, nan, 0.4, 0.5, 0.6])
    """

    sampling_rate_hz: float
    half_width_s: float = 0.05
    n_sigma: float = 3.0
    min_deviation: float = 0.0
    replace: bool = False

    def __post_init__(self) -> None:
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        _check.positive("half_width_s", self.half_width_s)
        _check.positive("n_sigma", self.n_sigma)
        _check.not_negative("min_deviation", self.min_deviation)

    def _kernel(self) -> str:
        return "hampel"

    def _params(self) -> Any:
        reach = max(3, math.ceil(self.half_width_s * self.sampling_rate_hz - 1e-9))
        return reach, self.n_sigma, self.min_deviation, self.replace, 0
