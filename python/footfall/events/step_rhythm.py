"""Steps by their rhythm, wherever the sensor is worn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .._step_rhythm import rhythm_of, steps_in
from .._trunk_detector import TrunkDetector

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .._events import Events
    from ..batch import Batch


@dataclass(frozen=True, kw_only=True)
class StepRhythm(TrunkDetector):
    """Steps of a phone or watch anywhere on the body: pocket, hand, bag, arm.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second, from 10.

    Raises
    ------
    ArgumentError
        When the rate is below 10 frames per second.

    Notes
    -----
    Takes the norm of the acceleration: any direction of the axes will do. Of each second, what
    repeats in the 5 s around it is a stride, and half of it a step, of the length that steps
    have; livelier seconds are running. Then steps are placed where the signal of that rhythm
    peaks. Steps are counted well; a single step may be some 0.1 s off, and the time of the
    contact within the step depends on where the sensor is worn. Seconds without rhythm, and
    walks shorter than 3 s, have no steps.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time_s = np.arange(0, 20, 0.02)
    >>> one_leg = 9.81 + 2.0 * np.cos(2 * np.pi * 0.9 * time_s)
    >>> in_pocket = np.outer(one_leg + 0.4 * np.cos(4 * np.pi * 0.9 * time_s), [0.0, 1.0, 0.0])
    >>> len(ff.events.StepRhythm(sampling_rate_hz=50.0)(in_pocket))
    35
    """

    def __call__(self, acceleration_mps2: ArrayLike | Batch) -> Events:
        """Find the steps.

        Parameters
        ----------
        acceleration_mps2 : array, shape (T, 3) or (N, T, 3), or Batch
            Specific force along any axes. NaN is missing: longer gaps than 0.1 s part the sequence.

        Returns
        -------
        Events
            One initial contact of `unknown` side for each step.
        """
        return self._of_all("acceleration_mps2", acceleration_mps2)

    def _found_s(self, acceleration: NDArray[np.float64]) -> NDArray[np.float64]:
        rhythm = rhythm_of(acceleration, self.sampling_rate_hz)
        steps = [steps_in(rhythm, first, last) for first, last in rhythm.walks()]
        return np.concatenate([np.empty(0), *steps])
