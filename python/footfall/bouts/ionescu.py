"""Where a sensor on the trunk is walked with, whichever way it is turned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import signal

from .. import _check
from .._gait_band import RATE_HZ, at_rate, gait_band, joined, low_pass, mexican_hat, polynomial
from .._sensor_arrays import sizes
from .._spans import common, merged
from ._detector import BoutDetector

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .._spans import Spans
    from ..batch import Batch

HAT_HZ = 1.2


@dataclass(frozen=True, kw_only=True)
class Ionescu(BoutDetector):
    """Gait sequences: where steps follow one another in the acceleration of the trunk.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second, from 10.
    min_pulse_mps2 : float
        Height, and depth, of the waves of steps in the filtered norm of the acceleration.
    max_step_s : float
        Pulses farther apart do not start a train; a train ends with a gap that is so much longer
        than its mean one.
    min_steps : int
        Fewer are no walking.
    max_break_s : float
        Trains with less between them are one.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    The norm is taken, so that it does not matter how the sensor is turned. Missing samples end a
    sequence where they last longer than 0.1 s.

    References
    ----------
    Paraschiv-Ionescu A, Newman CJ, Carcreff L, Gerber CN, Armand S, Aminian K (2019). Locomotion
    and cadence detection using a single trunk-fixed accelerometer. J Neuroeng Rehabil 16.
    doi:10.1186/s12984-019-0494-z

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time_s = np.arange(0, 30, 0.01)
    >>> steps = 9.81 + 2.5 * np.cos(2 * np.pi * 1.8 * time_s) * ((time_s > 10) & (time_s < 20))
    >>> found = ff.bouts.Ionescu(sampling_rate_hz=100.0)(np.outer(steps, [1.0, 0.0, 0.0]))
    >>> bool(abs(found.start_s[0] - 10) < 1), bool(abs(found.end_s[0] - 20) < 1)
    (True, True)
    """

    min_pulse_mps2: float = 0.981
    max_step_s: float = 1.5
    min_steps: int = 5
    max_break_s: float = 3.5

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("min_pulse_mps2", "max_step_s", "min_steps"):
            _check.positive(name, getattr(self, name))
        _check.not_negative("max_break_s", self.max_break_s)

    def __call__(self, acceleration_mps2: ArrayLike | Batch) -> Spans:
        """Find the gait sequences.

        Parameters
        ----------
        acceleration_mps2 : array, shape (T, 3) or (N, T, 3), or Batch
            Specific force; NaN is missing.

        Returns
        -------
        Spans
            Half-open spans of frames, by sequence and start.
        """
        return self._of_all("acceleration_mps2", acceleration_mps2)

    def _spans(self, x: NDArray[np.float64]) -> NDArray[np.int64]:
        norm = sizes(x)
        wave = gait_band(at_rate(norm, self.sampling_rate_hz), _kernel())
        tops, bottoms = (_peaks(x, self.min_pulse_mps2) for x in (wave, -wave))
        spans = merged(common(self._trains(tops), self._trains(bottoms)))
        n_tops = np.searchsorted(tops, spans[:, 1], "right") - np.searchsorted(tops, spans[:, 0])
        spans, n_tops = spans[n_tops >= self.min_steps], n_tops[n_tops >= self.min_steps]
        edge = 0.75 * (spans[:, 1] - spans[:, 0]) / np.maximum(n_tops - 1, 1)
        wide = np.stack([spans[:, 0] - edge, spans[:, 1] + edge], axis=1)
        wide = merged(wide, self.max_break_s * RATE_HZ) * (self.sampling_rate_hz / RATE_HZ)
        return np.clip(np.rint(wide), 0, len(norm)).astype(np.int64)

    def _trains(self, pulses: NDArray[np.int64]) -> NDArray[np.float64]:
        """First and last pulses of trains that keep their rhythm."""
        trains = []
        most = self.max_step_s * RATE_HZ
        frames = pulses.tolist()  # plain numbers: one at a time is looked at
        first = 0
        for last in range(1, len(frames) + 1):
            if last < len(frames):
                so_far = last - 1 - first
                mean = (frames[last - 1] - frames[first]) / so_far if so_far else 0.0
                if frames[last] - frames[last - 1] < most + mean:
                    continue
            if last - first > 1:
                trains.append((frames[first], frames[last - 1]))
            first = last
        return np.array(trains, dtype=np.float64).reshape(-1, 2)


@cache
def _kernel() -> NDArray[np.float64]:
    smooth = polynomial(3, 1)
    return joined(smooth, low_pass(), mexican_hat(HAT_HZ), smooth)


def _peaks(wave: NDArray[np.float64], least: float) -> NDArray[np.int64]:
    return np.asarray(signal.find_peaks(wave, height=least)[0], np.int64)
