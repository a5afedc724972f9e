"""Savitzky-Golay filter and derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import _check
from .._errors import ArgumentError, wrong_type
from .._lagged import Windowed
from ._window_response import crossing_hz, polynomial_weights
from .windows import half_width

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from ..batch import Batch

EDGES = {"interp": 0, "nearest": 1, "mirror": 2}
HIGHEST_ORDER = 9


@dataclass(frozen=True, kw_only=True)
class SavitzkyGolay(Windowed):
    """Polynomial fitted to the samples around each sample: its value or a derivative.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    half_width_s : float
        How far the window reaches to both sides; it always has more samples than the order.
    polynomial_order : int
        Order of the polynomial, 0 to 9.
    derivative : int
        0 smooths; 1, 2, … up to the order give that derivative, per second.
    window_frames : int, optional
        Length of the whole window, odd; takes the place of `half_width_s`.
    edges : {"interp", "nearest", "mirror"}
        Near the ends: the polynomial of the first and the last window; or windows that see the
        end sample over and over, or the recording turned about its end sample, beyond the ends.

    Attributes
    ----------
    cutoff_hz : float
        Frequency of -3 dB; of a derivative, against the true one. Infinite where all passes.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    Each run of finite samples is filtered for itself; missing samples stay missing and do not
    touch their neighbours. A run shorter than the window has one polynomial, of a lower order
    if it must be; a derivative above that order is NaN. A live result is late by the whole
    window but one frame, for that is how far a gap can reach. Above its cut-off the filter lets
    through as much as a quarter: `Gaussian` does not.

    References
    ----------
    Savitzky A, Golay MJE (1964). Smoothing and differentiation of data by simplified least
    squares procedures. Anal Chem 36. doi:10.1021/ac60214a047

    Gorry PA (1990). General least-squares smoothing and differentiation by the convolution
    (Savitzky-Golay) method. Anal Chem 62. doi:10.1021/ac00205a007

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time_s = np.arange(30) / 100.0
    >>> speed = ff.filters.SavitzkyGolay(sampling_rate_hz=100.0, derivative=1)
    >>> bool(np.allclose(speed(time_s**3), 3 * time_s**2))
    True
    >>> round(speed.cutoff_hz, 1)
    11.7
    """

    sampling_rate_hz: float
    half_width_s: float = 0.05
    polynomial_order: int = 3
    derivative: int = 0
    window_frames: int | None = None
    edges: str = "interp"

    def __post_init__(self) -> None:
        for name, most in (("polynomial_order", HIGHEST_ORDER), ("derivative", HIGHEST_ORDER)):
            value = getattr(self, name)
            _check.between(name, value, 0, most)
            if value != int(value):
                raise wrong_type(name, "a whole number", type(value).__name__)
        if self.derivative > self.polynomial_order:
            raise ArgumentError("derivative", "at most the polynomial order", self.derivative)
        self._half_width()
        _check.one_of("edges", self.edges, EDGES)

    @property
    def cutoff_hz(self) -> float:
        """Frequency of -3 dB; of a derivative, against the true one."""
        weights = polynomial_weights(
            self._half_width(), int(self.polynomial_order), int(self.derivative)
        )
        return crossing_hz(weights, int(self.derivative), self.sampling_rate_hz)

    def _half_width(self) -> int:
        least = max(1, (int(self.polynomial_order) + 1) // 2)
        return half_width(self.half_width_s, self.window_frames, self.sampling_rate_hz, least)

    def _support(self) -> tuple[int, int]:
        return 2 * self._half_width(), 2 * self._half_width()

    def _kernel(self) -> str:
        return "savitzky_golay"

    def _params(self) -> Any:
        return (
            self.sampling_rate_hz,
            self._half_width(),
            self.polynomial_order,
            self.derivative,
            EDGES[self.edges],
        )


def derivative(
    x: ArrayLike | Batch,
    sampling_rate_hz: float,
    *,
    order: int = 1,
    axis: int = 0,
    out: NDArray[Any] | None = None,
) -> Any:
    """Differentiate by time: central differences, of three samples at ends and beside gaps.

    Parameters
    ----------
    x : array or Batch
        Signals; NaN is missing.
    sampling_rate_hz : float
        Frames per second.
    order : {1, 2}
        First or second derivative.
    axis : int
        Time axis of an array; a Batch has its own.
    out : array, optional
        Where to write the result: shape and dtype of x, C order. May be x itself.

    Returns
    -------
    array or Batch
        Shape and dtype of x, in its unit per second (squared). NaN where x is missing and in
        runs of samples that are too short: one, for the second derivative one or two.

    Raises
    ------
    ArgumentError
        When the rate is not positive or the order is neither 1 nor 2.

    Notes
    -----
    Differences raise noise with frequency: smooth first. The end of a run has the derivative of
    the parabola through its last three samples; a run of two has its slope.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> ff.filters.derivative(np.array([0.0, 1.0, 4.0, 9.0, np.nan, 5.0]), 1.0)
    array([ 0.,  2.,  4.,  6., nan, nan])
    """
    _check.one_of("order", order, (1, 2))
    fit = SavitzkyGolay(
        sampling_rate_hz=sampling_rate_hz, window_frames=3, polynomial_order=2, derivative=order
    )
    return fit(x, axis=axis, out=out)
