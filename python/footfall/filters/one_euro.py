"""1-euro filter: a low-pass whose cut-off rises with the speed of the signal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .. import _check
from .._families import Causal


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
