"""What detectors of steps in the acceleration of the trunk have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import _check
from ._events import INITIAL_CONTACT, UNKNOWN, Events, make_events
from ._sensor_arrays import finite_runs, sequences_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .batch import Batch

LEAST_S = 0.5  # shorter pieces have no rhythm


@dataclass(frozen=True, kw_only=True)
class TrunkDetector:
    """Initial contacts in a gait sequence, told by the trunk; whose foot it is stays open."""

    sampling_rate_hz: float

    def __post_init__(self) -> None:
        _check.between("sampling_rate_hz", self.sampling_rate_hz, 10.0, 1e5)

    def _found_s(self, acceleration: NDArray[np.float64]) -> NDArray[np.float64]:
        """Times of initial contacts in one run of samples, second from its first."""
        raise NotImplementedError

    def _events_s(self, acceleration: NDArray[np.float64]) -> dict[int, NDArray[np.float64]]:
        """Times of events in one run of samples, by kind."""
        return {INITIAL_CONTACT: self._found_s(acceleration)}

    def __call__(self, acceleration_mps2: ArrayLike | Batch) -> Events:
        """Find the initial contacts.

        Parameters
        ----------
        acceleration_mps2 : array, shape (T, 3) or (N, T, 3), or Batch
            Specific force of the trunk during gait: vertical (up), mediolateral (to the right),
            anteroposterior (forward). NaN is missing: longer gaps than 0.1 s part the sequence.

        Returns
        -------
        Events
            Initial contacts of `unknown` side with times between frames; none where a run of
            samples is shorter than 0.5 s.
        """
        return self._of_all("acceleration_mps2", acceleration_mps2)

    def _of_all(self, argument: str, signals: ArrayLike | Batch) -> Events:
        """Events of one recording or many; long gaps part them."""
        times, kinds, sequence = [np.empty(0)], [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for number, x in enumerate(sequences_of(argument, signals)):
            for first, part in finite_runs(x, self.sampling_rate_hz):
                if len(part) < LEAST_S * self.sampling_rate_hz:
                    continue
                for kind, found in self._events_s(part).items():
                    inside = found[found * self.sampling_rate_hz <= len(part) - 1]
                    times.append(first / self.sampling_rate_hz + inside)
                    kinds.append(np.full(len(inside), kind))
                    sequence.append(np.full(len(inside), number))
        joined = np.concatenate(times)
        return make_events(
            joined,
            np.concatenate(kinds),
            np.full(len(joined), UNKNOWN),
            self.sampling_rate_hz,
            sequence=np.concatenate(sequence),
        )
