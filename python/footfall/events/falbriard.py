"""Contacts of a running foot by how it turns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._events import FINAL_CONTACT, INITIAL_CONTACT
from .._running_foot import CUTOFF_HZ, LEAST_RATE_HZ, turns_down
from .._trunk_detector import TrunkDetector
from ..filters import Butterworth

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .._events import Events
    from ..batch import Batch

LEAST_RADPS = 1.0
LONGEST_STRIDE_S = 1.5


@dataclass(frozen=True, kw_only=True)
class Falbriard(TrunkDetector):
    """Initial and final contacts of running, by the rate of turn of the foot.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second, from 75; contact times need 200.

    Raises
    ------
    ArgumentError
        When the rate is below 75 frames per second.

    Notes
    -----
    Between two swings, in which the toes turn up, the foot turns its toes down twice: as it falls
    flat, in the first half, and as it pushes off, in the second. The fastest of both are the
    initial and the final contact. Against force plates both came out early or late by up to 12 ms
    with the speed of running; from the markers of another runner at 100 Hz the initial ones came
    23 ms late, the final ones 15 ms early. No correction is made; `analyze` takes the place where
    the toes begin to turn down for the initial contact.

    References
    ----------
    Falbriard M, Meyer F, Mariani B, Millet GP, Aminian K (2018). Accurate estimation of running
    temporal parameters using foot-worn inertial sensors. Front Physiol 9.
    doi:10.3389/fphys.2018.00610

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> share = np.arange(0, 7, 0.004) % 0.7 / 0.7  # a stride of 0.7 s, swing first
    >>> waves = ((8, 0.25), (-6, 0.5), (-9, 0.85))
    >>> toes_up = sum(a * np.exp(-0.5 * ((share - b) / 0.04) ** 2) for a, b in waves)
    >>> turning = np.outer(-toes_up, [0.0, 1.0, 0.0])
    >>> found = ff.events.Falbriard(sampling_rate_hz=250.0)(turning)
    >>> down, up = (found.time_s[found.kind == k] for k in ("initial_contact", "final_contact"))
    >>> round(float(np.mean(up - down)), 3)
    0.244
    """

    def __post_init__(self) -> None:
        _check.between("sampling_rate_hz", self.sampling_rate_hz, LEAST_RATE_HZ, 1e5)

    def __call__(self, angular_velocity_radps: ArrayLike | Batch) -> Events:
        """Find the contacts.

        Parameters
        ----------
        angular_velocity_radps : array, shape (T, 3) or (N, T, 3), or Batch
            Of a foot that runs, about its axes: forward, left, up. NaN is missing: longer gaps than
            0.1 s part the sequence.

        Returns
        -------
        Events
            Initial and final contacts of `unknown` side.
        """
        return self._of_all("angular_velocity_radps", angular_velocity_radps)

    def _events_s(self, turning: NDArray[np.float64]) -> dict[int, NDArray[np.float64]]:
        rate = self.sampling_rate_hz
        smooth = Butterworth(sampling_rate_hz=rate, cutoff_hz=CUTOFF_HZ, order=2)
        toes_up = np.asarray(smooth(-turning[:, 1]))
        found = turns_down(toes_up, rate, least_radps=LEAST_RADPS, longest_s=LONGEST_STRIDE_S)
        table = np.array(found, dtype=np.float64).reshape(-1, 4)[:, 1:3] / rate
        return {INITIAL_CONTACT: table[:, 0], FINAL_CONTACT: table[:, 1]}
