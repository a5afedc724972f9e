"""Complementary filter on rotations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from .. import _check
from ._family import LiveOrientationFilter
from .madgwick import INITIAL


@dataclass(frozen=True, kw_only=True)
class Mahony(LiveOrientationFilter):
    """Orientation by feedback of what gravity and north ask for, and of its integral.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    gain : float
        Feedback, 1/s.
    integral_gain : float
        Feedback of the integral, 1/s²: finds the bias of the gyroscope.
    initial : {"gravity", "identity"}
        Start from the first acceleration and field, or from axes of the earth.
    max_gap_s : float
        Missing samples up to this long are bridged with the rate of turn that follows; after
        longer ones the filter starts anew from gravity, with heading as it was.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    `Vqf` is the better choice where it is not for comparison: on the BROAD data its errors are
    less than half as large.

    References
    ----------
    Mahony R, Hamel T, Pflimlin JM (2008). Nonlinear complementary filters on the special
    orthogonal group. IEEE Trans Autom Control 53. doi:10.1109/TAC.2008.923738

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> still = np.tile([0.0, 9.81, 0.0], (50, 1))  # y points up
    >>> ff.orientation.Mahony(sampling_rate_hz=100.0)(np.zeros((50, 3)), still)[-1].round(3)
    array([0.707, 0.707, 0.   , 0.   ])
    """

    _states: ClassVar[int] = 10

    gain: float = 0.74
    integral_gain: float = 0.0012
    initial: str = "gravity"
    max_gap_s: float = 0.1

    def __post_init__(self) -> None:
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        for name in ("gain", "integral_gain", "max_gap_s"):
            _check.not_negative(name, getattr(self, name))
        _check.one_of("initial", self.initial, INITIAL)

    def _params(self) -> Any:
        finds_start = self.initial == INITIAL[0]
        return self.sampling_rate_hz, self.gain, self.integral_gain, finds_start, self.max_gap_s
