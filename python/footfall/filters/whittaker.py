"""Whittaker's smoother: filter and gap filling in one solve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import _check
from .._errors import ArgumentError
from .smoothers import Smoother, check_cutoff, check_smoother

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from ..batch import Rows


@dataclass(frozen=True, kw_only=True)
class Whittaker(Smoother):
    """Whittaker-Henderson smoother: fit and small differences in balance, tuned by its cut-off.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float
        Frequency of -3 dB, below half the sampling rate.
    order : {2, 3}
        Of the differences that are held small; 3 has a steeper cut-off.
    noise : float, optional
        Standard deviation of a sample of usual confidence, in the unit of the signal. None:
        as the residuals of each channel show it. 0: samples are exact and come back.
    max_gap_s : float
        Gaps up to this length are bridged; longer ones stay, and what is on both sides of
        them is smoothed apart.
    ends : {"leave", "extend"}
        Whether to go beyond the first and the last sample, as far as `max_gap_s`.
    min_confidence : float
        Samples with a lower score are missing.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    Straight lines (order 3: parabolas) are kept. Frames are evenly spaced: there is no
    `time_s`, and `estimate` gives no derivatives. Arithmetic is in float64; samples and
    differences are joined by rotations, so that rounding moves the response by less than
    1e-5 dB down to a cut-off of 1/5000 of the rate.

    References
    ----------
    Eilers PHC (2003). A perfect smoother. Anal Chem 75. doi:10.1021/ac034173t

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> smooth = ff.filters.Whittaker(sampling_rate_hz=100.0, cutoff_hz=6.0)
    >>> x = np.arange(50.0)
    >>> x[20:23] = np.nan
    >>> bool(np.allclose(smooth(x), np.arange(50.0)))
    True
    """

    cutoff_hz: float
    order: int = 2
    noise: float | None = None
    max_gap_s: float = 0.25
    ends: str = "leave"
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        check_smoother(self)
        check_cutoff(self.cutoff_hz, self.sampling_rate_hz)
        _check.one_of("order", self.order, (2, 3))
        if self.noise is not None:
            _check.not_negative("noise", self.noise)

    def _kernel(self) -> str:
        return f"whittaker_{self.order}"

    def _planes(self) -> int:
        return 2

    def _params(self) -> Any:
        return (
            self.sampling_rate_hz,
            self.cutoff_hz,
            *self._gap_rules(self.max_gap_s, self.ends),
            float("nan") if self.noise is None else self.noise,
        )

    def _run(
        self,
        rows: Rows,
        planes: NDArray[Any],
        axis: int,
        confidence: ArrayLike | None,
        weights: ArrayLike | None,
        time_s: ArrayLike | None,
    ) -> None:
        if time_s is not None:
            raise ArgumentError("time_s", "None: frames are evenly spaced", "time stamps")
        super()._run(rows, planes, axis, confidence, weights, None)
