"""Filters that look at a window around each sample."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import _check
from .._errors import ArgumentError
from .._lagged import Windowed
from ._window_response import crossing_hz

EDGES = {"shrink": 0, "nearest": 1, "mirror": 2, "reflect": 3}
WIDEST = 10_000  # frames on each side


def half_width(
    half_width_s: float, window_frames: int | None, sampling_rate_hz: float, least: int
) -> int:
    """Frames on each side of the middle one; checks what they come from."""
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    _check.positive("half_width_s", half_width_s)
    if window_frames is not None:
        _check.between("window_frames", window_frames, 2 * least + 1, 2 * WIDEST + 1)
        if window_frames % 2 != 1:
            raise ArgumentError("window_frames", "an odd number", window_frames)
        return int(window_frames) // 2
    frames = max(least, math.ceil(half_width_s * sampling_rate_hz - 1e-9))
    if frames > WIDEST:
        raise ArgumentError("half_width_s", f"at most {WIDEST} frames", half_width_s)
    return frames


@dataclass(frozen=True, kw_only=True)
class Median(Windowed):
    """Running median: takes out what lasts less than half a window and keeps steps sharp.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    half_width_s : float
        How far the window reaches to both sides; at least one frame.
    window_frames : int, optional
        Length of the whole window, odd; takes the place of `half_width_s`.
    edges : {"shrink", "nearest", "mirror", "reflect"}
        What windows see beyond the ends: nothing; the end sample over and over; the recording
        turned about its end sample; turned about the edge beyond it.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    The median is that of the numbers in the window, the mean of the middle two if their number
    is even. Missing samples stay missing.

    References
    ----------
    Tukey JW (1977). Exploratory data analysis. Addison-Wesley, chapter 7.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> x = np.array([0.0, 0.0, 9.0, 0.0, 1.0, 1.0, 1.0])
    >>> ff.filters.Median(sampling_rate_hz=60.0, window_frames=3)(x)
    array([0., 0., 0., 1., 1., 1., 1.])
    """

    sampling_rate_hz: float
    half_width_s: float = 0.05
    window_frames: int | None = None
    edges: str = "shrink"

    def __post_init__(self) -> None:
        self._half_width()
        _check.one_of("edges", self.edges, EDGES)

    def _half_width(self) -> int:
        return half_width(self.half_width_s, self.window_frames, self.sampling_rate_hz, 1)

    def _support(self) -> tuple[int, int]:
        return self._half_width(), self._half_width()

    def _kernel(self) -> str:
        return "median"

    def _params(self) -> Any:
        return self._half_width(), EDGES[self.edges]


@dataclass(frozen=True, kw_only=True)
class Hampel(Windowed):
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
    window_frames : int, optional
        Length of the whole window, odd; takes the place of `half_width_s`.
    edges : {"shrink", "nearest", "mirror", "reflect"}
        What windows see beyond the ends: see `Median`.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    A window with fewer than three numbers judges nothing.

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
    window_frames: int | None = None
    edges: str = "shrink"

    def __post_init__(self) -> None:
        self._half_width()
        _check.positive("n_sigma", self.n_sigma)
        _check.not_negative("min_deviation", self.min_deviation)
        _check.one_of("edges", self.edges, EDGES)

    def _half_width(self) -> int:
        least = 3 if self.window_frames is None else 1
        return half_width(self.half_width_s, self.window_frames, self.sampling_rate_hz, least)

    def _support(self) -> tuple[int, int]:
        return self._half_width(), self._half_width()

    def _kernel(self) -> str:
        return "hampel"

    def _params(self) -> Any:
        edges = EDGES[self.edges]
        return self._half_width(), self.n_sigma, self.min_deviation, self.replace, edges


@dataclass(frozen=True, kw_only=True)
class MovingMean(Windowed):
    """Mean of the samples around each sample.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    half_width_s : float
        How far the window reaches to both sides; at least one frame.
    window_frames : int, optional
        Length of the whole window, odd; takes the place of `half_width_s`.
    edges : {"shrink", "nearest", "mirror", "reflect"}
        What windows see beyond the ends: see `Median`.

    Attributes
    ----------
    cutoff_hz : float
        Frequency of -3 dB.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    It is the mean of the numbers in the window; missing samples stay missing. Infinite ones
    count as missing and stay as they are. Above its cut-off a moving mean lets through as much
    as a fifth, with the sign turned: `Gaussian` does not.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> smooth = ff.filters.MovingMean(sampling_rate_hz=100.0, window_frames=3)
    >>> smooth(np.array([0.0, 3.0, 0.0, np.nan, 6.0]))
    array([1.5, 1. , 1.5, nan, 6. ])
    >>> round(smooth.cutoff_hz, 2)
    15.53
    """

    sampling_rate_hz: float
    half_width_s: float = 0.05
    window_frames: int | None = None
    edges: str = "shrink"

    def __post_init__(self) -> None:
        self._half_width()
        _check.one_of("edges", self.edges, EDGES)

    @property
    def cutoff_hz(self) -> float:
        """Frequency of -3 dB."""
        return crossing_hz(np.ones(self._half_width() + 1), 0, self.sampling_rate_hz)

    def _half_width(self) -> int:
        return half_width(self.half_width_s, self.window_frames, self.sampling_rate_hz, 1)

    def _support(self) -> tuple[int, int]:
        return self._half_width(), self._half_width()

    def _kernel(self) -> str:
        return "window_mean"

    def _params(self) -> Any:
        return self._half_width(), math.inf, EDGES[self.edges]
