"""Gradient descent filter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from .. import _check
from ._family import LiveOrientationFilter

INITIAL = ("gravity", "identity")


@dataclass(frozen=True, kw_only=True)
class Madgwick(LiveOrientationFilter):
    """Orientation by a step of gradient descent towards gravity and north at each sample.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    gain : float
        Size of the step, rad/s: how much the gyroscope is distrusted. 0.1 to 0.2 at 100 to
        200 Hz.
    start_gain, settling_s : float
        The gain at the start, and the time in which it falls to `gain`; 0 for none.
    initial : {"gravity", "identity"}
        Start from the first acceleration and field, or from axes of the earth.
    rejection_deg : float, optional
        Accelerations that ask for a greater turn are left out; None takes all.
    recovery_s : float
        After so long they count again: then the estimate is wrong.
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
    about half as large.

    References
    ----------
    Madgwick SOH, Harrison AJL, Vaidyanathan R (2011). Estimation of IMU and MARG orientation
    using a gradient descent algorithm. ICORR. doi:10.1109/ICORR.2011.5975346

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> still = np.tile([0.0, 9.81, 0.0], (50, 1))  # y points up
    >>> ff.orientation.Madgwick(sampling_rate_hz=100.0)(np.zeros((50, 3)), still)[-1].round(3)
    array([0.707, 0.707, 0.   , 0.   ])
    """

    _states: ClassVar[int] = 9

    gain: float = 0.12
    start_gain: float = 10.0
    settling_s: float = 0.0
    initial: str = "gravity"
    rejection_deg: float | None = None
    recovery_s: float = 5.0
    max_gap_s: float = 0.1

    def __post_init__(self) -> None:
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        for name in ("gain", "start_gain", "settling_s", "recovery_s", "max_gap_s"):
            _check.not_negative(name, getattr(self, name))
        _check.one_of("initial", self.initial, INITIAL)
        if self.rejection_deg is not None:
            _check.between("rejection_deg", self.rejection_deg, 0, 180)

    def _params(self) -> Any:
        chord = math.inf  # squared distance between directions
        if self.rejection_deg is not None:
            chord = 2 - 2 * math.cos(math.radians(self.rejection_deg))
        finds_start = self.initial == INITIAL[0]
        return (
            *(self.sampling_rate_hz, self.gain, self.start_gain, self.settling_s, finds_start),
            *(chord, self.recovery_s, self.max_gap_s),
        )
