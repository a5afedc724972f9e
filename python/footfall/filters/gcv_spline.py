"""Smoothing splines, by cross-validation or by a stated cut-off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import _check
from .._errors import ArgumentError
from .smoothers import Smoother, check_cutoff, check_smoother


@dataclass(frozen=True, kw_only=True)
class GcvSpline(Smoother):
    """Smoothing spline with its penalty found by generalised cross-validation, or given.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second; with time stamps, the usual rate.
    order : {2, 3}
        Derivative that is held small: 2 gives a cubic spline, 3 a quintic one.
    cutoff_hz : float, optional
        Frequency of -3 dB, below half the sampling rate, in place of cross-validation.
    penalty : float, optional
        Weight of the integral of the squared derivative, times in seconds, in place of
        cross-validation: `lam` of `scipy.interpolate.make_smoothing_spline` for order 2.
    factor : float
        How much each degree of freedom of the curve counts in cross-validation, >= 1. 1 is the
        textbook's score, which smooths too little where errors of neighbouring frames are
        alike, as those of pose estimators are.
    max_gap_s : float
        Gaps up to this length are bridged; longer ones stay, and what is on both sides of
        them is smoothed apart, with the same penalty.
    ends : {"leave", "extend"}
        Whether to go beyond the first and the last sample, as far as `max_gap_s`.
    min_confidence : float
        Samples with a lower score are missing.

    Raises
    ------
    ArgumentError
        When a value is out of range, or both a cut-off and a penalty are given.

    Notes
    -----
    Each channel gets its own penalty, the best of those with a cut-off up to half the sampling
    rate, to 0.1 % of the cut-off. Sigma is that of the Bayesian reading of the spline, from
    the residuals. Results differ from those of an exactly diffuse start by up to about 1e-6 of
    the noise.

    References
    ----------
    Woltring HJ (1986). A Fortran package for generalized, cross-validatory spline smoothing and
    differentiation. Adv Eng Softw 8. doi:10.1016/0141-1195(86)90098-7

    Craven P, Wahba G (1979). Smoothing noisy data with spline functions. Numer Math 31.
    doi:10.1007/BF01404567

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> t = np.arange(200) / 100
    >>> x = np.sin(6 * t) + 0.1 * np.random.default_rng(0).normal(size=200)
    >>> spline = ff.filters.GcvSpline(sampling_rate_hz=100.0).estimate(x)
    >>> bool(np.abs(spline.velocity - 6 * np.cos(6 * t))[20:-20].max() < 1)
    True
    """

    order: int = 3
    cutoff_hz: float | None = None
    penalty: float | None = None
    factor: float = 1.4
    max_gap_s: float = 0.25
    ends: str = "leave"
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        check_smoother(self)
        _check.one_of("order", self.order, (2, 3))
        if self.cutoff_hz is not None and self.penalty is not None:
            raise ArgumentError("penalty", "none beside a cut-off", self.penalty)
        if self.cutoff_hz is not None:
            check_cutoff(self.cutoff_hz, self.sampling_rate_hz)
        if self.penalty is not None:
            _check.positive("penalty", self.penalty)
        _check.positive("factor", self.factor)
        if self.factor < 1:
            raise ArgumentError("factor", "a value >= 1", self.factor)

    def _kernel(self) -> str:
        return f"gcv_spline_{'cubic' if self.order == 2 else 'quintic'}"

    def _params(self) -> Any:
        return (
            self.sampling_rate_hz,
            self.cutoff_hz or 0.0,
            self.penalty or 0.0,
            self.factor,
            *self._gap_rules(self.max_gap_s, self.ends),
        )
