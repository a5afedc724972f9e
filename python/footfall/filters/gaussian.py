"""The Gaussian window, by its cut-off or by its width."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import _check
from .._errors import ArgumentError
from .._lagged import Windowed
from ._window_response import crossing_hz, gaussian_half_width, gaussian_sigma
from .windows import EDGES, WIDEST


@dataclass(frozen=True, kw_only=True)
class Gaussian(Windowed):
    """Gaussian low-pass: no delay, no overshoot, finite support.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float, optional
        Frequency of -3 dB, below half the sampling rate. Exact: sigma is solved for the window
        as it is, sampled and cut off.
    sigma_s : float, optional
        Standard deviation of the window. Give either this or `cutoff_hz`, which is then found.
    truncate : float
        Standard deviations on each side at which the window ends.
    edges : {"shrink", "nearest", "mirror", "reflect"}
        What windows see beyond the ends: nothing; the end sample over and over; the recording
        turned about its end sample; turned about the edge beyond it.

    Raises
    ------
    ArgumentError
        When a value is out of range, or not one of `cutoff_hz` and `sigma_s` is given.

    Notes
    -----
    It is the weighted mean of the numbers in the window: missing samples count for nothing and
    stay missing, and at the ends the window shrinks. Infinite samples count as missing and stay
    as they are.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> smooth = ff.filters.Gaussian(sampling_rate_hz=100.0, cutoff_hz=6.0)
    >>> round(smooth.sigma_s, 4)
    0.0221
    >>> round(ff.filters.Gaussian(sampling_rate_hz=100.0, sigma_s=0.0221).cutoff_hz, 2)
    6.0
    >>> bool(np.allclose(smooth(np.ones((50, 3))), 1.0))
    True
    """

    sampling_rate_hz: float
    cutoff_hz: float | None = None
    sigma_s: float | None = None
    truncate: float = 4.0
    edges: str = "shrink"

    def __post_init__(self) -> None:
        rate = self.sampling_rate_hz
        _check.positive("sampling_rate_hz", rate)
        _check.between("truncate", self.truncate, 2, 10)
        _check.one_of("edges", self.edges, EDGES)
        if self.sigma_s is not None:
            _check.positive("sigma_s", self.sigma_s)
            if self._half_width() > WIDEST:
                raise ArgumentError("sigma_s", f"a window of {WIDEST} frames", self.sigma_s)
            turns = self._turns()
            if self.cutoff_hz is not None and not math.isclose(turns * rate, self.cutoff_hz):
                raise ArgumentError("sigma_s", "None where cutoff_hz is given", self.sigma_s)
            object.__setattr__(self, "cutoff_hz", turns * rate)
            return
        if self.cutoff_hz is None:
            raise ArgumentError("cutoff_hz", "a value where sigma_s is not given", None)
        _check.positive("cutoff_hz", self.cutoff_hz)
        if self.cutoff_hz >= rate / 2:
            limit = f"a value below half the sampling rate ({rate / 2:g} Hz)"
            raise ArgumentError("cutoff_hz", limit, self.cutoff_hz)
        if self.cutoff_hz * WIDEST < rate * self.truncate:
            raise ArgumentError("cutoff_hz", f"a window of {WIDEST} frames", self.cutoff_hz)
        sigma = gaussian_sigma(self.cutoff_hz / rate, self.truncate)
        object.__setattr__(self, "sigma_s", sigma / rate)

    def _sigma(self) -> float:
        """In frames."""
        return 0.0 if self.sigma_s is None else self.sigma_s * self.sampling_rate_hz

    def _half_width(self) -> int:
        return gaussian_half_width(self._sigma(), self.truncate)

    def _turns(self) -> float:
        """Where the gain is -3 dB, per frame."""
        places = np.arange(self._half_width() + 1)
        return crossing_hz(np.exp(-0.5 * (places / self._sigma()) ** 2), 0, 1.0)

    def _support(self) -> tuple[int, int]:
        return self._half_width(), self._half_width()

    def _kernel(self) -> str:
        return "window_mean"

    def _params(self) -> Any:
        return self._half_width(), self._sigma(), EDGES[self.edges]
