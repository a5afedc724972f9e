"""Contacts of running by the braking of the sacrum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.signal import find_peaks

from .. import _check
from .._events import FINAL_CONTACT, INITIAL_CONTACT
from .._trunk_detector import TrunkDetector
from ..imu import GRAVITY_MPS2

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_STEPS_HZ = 4.75


@dataclass(frozen=True, kw_only=True)
class Auvinet(TrunkDetector):
    """Initial contact where the sacrum starts to brake, final contact where it falls freely.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second; 100 or more for contact times.
    least_load_g : float
        Vertical peaks that do not reach this are none of running.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    Needs a sensor whose axes are turned to those of the trunk. Initial contact is the middle
    between the lowest vertical acceleration before a peak and the first negative forward
    acceleration after it, if there is one; final contact is the first frame after the peak in which
    nothing carries the sacrum. Against force plates single contacts are off by 60 to 75 ms
    (1.96 standard deviations: -149 to +89 and -153 to +147 ms, Kiernan et al. 2023): use
    it for cadence and trends. Of one runner, whose forward axis was not recorded, they came 70 ms
    early and 28 ms late; `TrunkFlight` needs no axes and was nearer.

    References
    ----------
    Auvinet B, Gloria E, Renault G, Barrey E (2002). Runner's stride analysis: comparison of
    kinematic and kinetic analyses under field conditions. Sci Sports 17.
    doi:10.1016/S0765-1597(02)00122-3. Lee JB, Mellifont RB, Burkett BJ (2010). The use of a single
    inertial sensor to identify stride, step, and stance durations of running gait.
    J Sci Med Sport 13. doi:10.1016/j.jsams.2009.01.005

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time_s = np.arange(0, 10, 0.005)
    >>> share = time_s % 0.36 / 0.24  # 0.24 s of contact, 0.12 s of flight
    >>> load = np.where(share < 1, 9.81 * 2.36 * np.sin(np.pi * share), -0.5)
    >>> brake = np.where(share < 1, -3 * np.sin(2 * np.pi * share), 0.0)
    >>> trunk = np.stack([load, 0 * load, brake], axis=1)
    >>> found = ff.events.Auvinet(sampling_rate_hz=200.0)(trunk)
    >>> down, up = (found.time_s[found.kind == k] for k in ("initial_contact", "final_contact"))
    >>> round(float(np.diff(down).mean()), 2), len(down) == len(up)
    (0.36, True)
    """

    least_load_g: float = 1.5

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.between("least_load_g", self.least_load_g, 1.0, 10.0)

    def _events_s(self, acceleration: NDArray[np.float64]) -> dict[int, NDArray[np.float64]]:
        rate = self.sampling_rate_hz
        load, forward = acceleration[:, 0] / GRAVITY_MPS2, acceleration[:, 2]
        peaks, _ = find_peaks(
            load, distance=max(1, round(rate / MOST_STEPS_HZ)), height=self.least_load_g
        )
        bounds = [0, *peaks.tolist(), len(load)]
        steps = [
            _step(load, forward, last, peak, following)
            for last, peak, following in zip(bounds, bounds[1:-1], bounds[2:], strict=False)
        ]
        whole = np.array([step for step in steps if step is not None]).reshape(-1, 2) / rate
        return {INITIAL_CONTACT: whole[:, 0], FINAL_CONTACT: whole[:, 1]}


def _step(
    load: NDArray[np.float64],
    forward: NDArray[np.float64],
    last: int,
    peak: int,
    following: int,
) -> tuple[float, int] | None:
    """Frames of contact about a peak, between its neighbours; None where it does not end."""
    free = np.flatnonzero(load[peak:following] <= 0)
    before = np.flatnonzero(load[last:peak] <= 0)
    if len(free) == 0 or len(before) == 0:
        return None
    in_flight = last + int(before[0])
    lowest = in_flight + int(np.argmin(load[in_flight:peak]))
    brakes = np.flatnonzero(forward[lowest:peak] < 0)
    braking = lowest + int(brakes[0]) if len(brakes) else lowest
    return 0.5 * (lowest + braking), peak + int(free[0])
