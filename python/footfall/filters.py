"""Smoothing: low-pass filters over whole recordings and live."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from . import _check
from ._errors import ArgumentError
from ._families import Causal, Series

ORDERS = (2, 4, 6, 8)


@dataclass(frozen=True, kw_only=True)
class Butterworth(Causal):
    """Butterworth low-pass: maximally flat, zero-phase over recordings or causal and live.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float
        Frequency of -3 dB, below half the sampling rate.
    order : {2, 4, 6, 8}
        Order of one pass.
    phase : {"zero", "causal"}
        `zero` runs forward and backward: no delay, needs the whole recording. `causal` runs
        once and can be streamed.
    correct : bool
        With `zero`: raise the cut-off of each pass so that both together are -3 dB at
        `cutoff_hz`, and pad by at least one period of it. False gives the numbers of
        `scipy.signal.sosfiltfilt`, whose two passes are -6 dB there.

    Raises
    ------
    ArgumentError
        When the rate is not positive, the cut-off is not below half of it, or the order is
        not one of the above.

    Notes
    -----
    Each run of finite samples is filtered for itself: missing samples stay missing and do not
    touch their neighbours. A run shorter than 3 order + 1 frames comes back unchanged with
    `zero`. The causal filter starts settled on the first sample. In float32 the error grows
    with (rate / cut-off)²: about 1e-6 of the signal at 100 and 6 Hz, 7e-5 at 1000 and 6 Hz.

    References
    ----------
    Robertson DGE, Dowling JJ (2003). Design and responses of Butterworth and critically damped
    digital filters. J Electromyogr Kinesiol 13. doi:10.1016/S1050-6411(03)00080-4

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> smooth = ff.filters.Butterworth(sampling_rate_hz=100.0, cutoff_hz=6.0)
    >>> bool(np.allclose(smooth(np.ones((200, 17, 3))), 1.0))
    True
    """

    sampling_rate_hz: float
    cutoff_hz: float
    order: int = 4
    phase: str = "zero"
    correct: bool = True

    def __post_init__(self) -> None:
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        _check.positive("cutoff_hz", self.cutoff_hz)
        if self.cutoff_hz >= self.sampling_rate_hz / 2:
            raise ArgumentError(
                "cutoff_hz",
                f"a value below half the sampling rate ({self.sampling_rate_hz / 2:g} Hz)",
                self.cutoff_hz,
            )
        _check.one_of("order", self.order, ORDERS)
        _check.one_of("phase", self.phase, ("zero", "causal"))

    def _kernel(self) -> str:
        return f"{'zero_phase' if self.phase == 'zero' else 'causal'}_butterworth_{self.order}"

    def _params(self) -> Any:
        if self.phase == "causal":
            return self.sampling_rate_hz, self.cutoff_hz
        sections = self.order // 2
        padding = 3 * (2 * sections + 1)
        if self.correct:
            padding = max(padding, math.ceil(self.sampling_rate_hz / self.cutoff_hz))
        passes = 2 if self.correct else 1
        return self.sampling_rate_hz, self.cutoff_hz, passes, padding, max(4, 3 * self.order + 1)

    def _states(self) -> int:
        if self.phase == "zero":
            raise ArgumentError("phase", "'causal' for a stream", "'zero'")
        return self.order

    def __call__(self, x: Any, *, axis: int = 0, out: Any = None) -> Any:
        """Run over an array with time along `axis`, or over a Batch; see `Series`."""
        family = Causal if self.phase == "causal" else Series
        return family.__call__(self, x, axis=axis, out=out)


@dataclass(frozen=True, kw_only=True)
class OneEuro(Causal):
    """Low-pass whose cut-off rises with the speed of the signal.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    min_cutoff_hz : float
        Cut-off at rest, > 0. Lower is smoother.
    speed_coefficient : float
        How fast the cut-off rises, Hz per (unit per second), >= 0.
    derivative_cutoff_hz : float
        Cut-off of the speed itself, > 0.
    max_gap_s : float
        After a longer gap the next sample starts afresh.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    The first sample passes through. Missing samples stay missing; the state waits.

    References
    ----------
    Casiez G, Roussel N, Vogel D (2012). 1 euro filter. CHI '12. doi:10.1145/2207676.2208639

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> live = ff.filters.OneEuro(sampling_rate_hz=60.0).stream(shape=(17, 2))
    >>> live.push(np.ones((1, 17, 2))).shape
    (1, 17, 2)
    """

    sampling_rate_hz: float
    min_cutoff_hz: float = 1.0
    speed_coefficient: float = 0.1
    derivative_cutoff_hz: float = 1.0
    max_gap_s: float = 0.5

    _state_size: ClassVar[int] = 3

    def __post_init__(self) -> None:
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        _check.positive("min_cutoff_hz", self.min_cutoff_hz)
        _check.not_negative("speed_coefficient", self.speed_coefficient)
        _check.positive("derivative_cutoff_hz", self.derivative_cutoff_hz)
        _check.not_negative("max_gap_s", self.max_gap_s)

    def _kernel(self) -> str:
        return "one_euro"


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
        return reach, self.n_sigma, self.min_deviation, self.replace
