"""Contacts of running by the free fall of the trunk between them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.signal import find_peaks

from .. import _check
from .._events import FINAL_CONTACT, INITIAL_CONTACT
from .._trunk_detector import TrunkDetector
from ..filters import Butterworth

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEP_HZ = 5.0  # low-pass: one wave is left of each step
SHORTEST_STEP_S = 0.2
LEAST_BOUNCE = 0.5  # g between flight and stance, of that wave


@dataclass(frozen=True, kw_only=True)
class TrunkFlight(TrunkDetector):
    """Initial and final contacts of running, by the vertical acceleration of the trunk.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second; 100 or more for contact times.
    level_g : float
        In flight nothing carries the trunk: its accelerometer reads about 0. A foot is down while
        it reads more than this share of gravity.
    least_load_g : float
        Steps that do not reach this are none of running.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    Each step is the time between two minima of the slow wave of the acceleration; its contact is
    from the first to the last crossing of the level, so that the knock after it does not part it.
    Up is where the mean acceleration points. Where the trunk does not fall freely (grounded
    running), contacts follow each other without flight. Of one runner single contacts were
    off by 9 (initial) and 13 ms (final) against force plates, and their means by 2 ms.

    References
    ----------
    After Auvinet B, Gloria E, Renault G, Barrey E (2002). Runner's stride analysis: comparison
    of kinematic and kinetic analyses under field conditions. Sci Sports 17.
    doi:10.1016/S0765-1597(02)00122-3. Free fall in flight: Cavagna GA, Franzetti P, Heglund NC,
    Willems P (1988). The determinants of the step frequency in running, trotting and hopping.
    J Physiol 399. doi:10.1113/jphysiol.1988.sp017069

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time_s = np.arange(0, 10, 0.005)
    >>> share = time_s % 0.36 / 0.24  # 0.24 s of contact, 0.12 s of flight
    >>> load = np.where(share < 1, 9.81 * 2.36 * np.sin(np.pi * share), 0.0)
    >>> found = ff.events.TrunkFlight(sampling_rate_hz=200.0)(np.outer(load, [0.0, 1.0, 0.0]))
    >>> down, up = (found.time_s[found.kind == k] for k in ("initial_contact", "final_contact"))
    >>> round(float(np.diff(down).mean()), 2), round(float((up - down).mean()), 2)
    (0.36, 0.22)
    """

    level_g: float = 0.3
    least_load_g: float = 1.5

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.between("level_g", self.level_g, 0.0, 1.0)
        _check.between("least_load_g", self.least_load_g, 1.0, 10.0)

    def _events_s(self, acceleration: NDArray[np.float64]) -> dict[int, NDArray[np.float64]]:
        rate = self.sampling_rate_hz
        gravity = acceleration.mean(axis=0)
        size = float(np.linalg.norm(gravity))
        none: dict[int, NDArray[np.float64]] = {
            INITIAL_CONTACT: np.empty(0),
            FINAL_CONTACT: np.empty(0),
        }
        if not size > 0 or rate < 3 * STEP_HZ:
            return none
        # Over whole steps the mean load is the weight, whatever scale the sensor has.
        load = acceleration @ gravity / size**2
        wave = Butterworth(sampling_rate_hz=rate, cutoff_hz=STEP_HZ)(load)
        lows, _ = find_peaks(
            -wave, distance=max(1, round(SHORTEST_STEP_S * rate)), prominence=LEAST_BOUNCE
        )
        contacts = [self._contact(load, a, b) for a, b in itertools.pairwise(lows)]
        kept = np.array([c for c in contacts if c is not None]).reshape(-1, 2) / rate
        return {INITIAL_CONTACT: kept[:, 0], FINAL_CONTACT: kept[:, 1]}

    def _contact(self, load: NDArray[np.float64], first: Any, last: Any) -> Any:
        """Frames at which the load rises and falls through the level, or None."""
        step = load[first : last + 1]
        if step.max() < self.least_load_g:
            return None
        above = np.flatnonzero(step >= self.level_g)
        rise, fall = first + int(above[0]), first + int(above[-1])
        return (
            rise if rise == first else rise - _share(load[rise], load[rise - 1], self.level_g),
            fall if fall == last else fall + _share(load[fall], load[fall + 1], self.level_g),
        )


def _share(inside: float, outside: float, level: float) -> float:
    """How far from a sample towards the next a line goes through a level."""
    return float((inside - level) / (inside - outside))
