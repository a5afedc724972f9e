"""Turns while walking and standing, from the rate at which the trunk turns about the vertical."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import _check
from ._columns import Columns, concatenate
from ._sensor_arrays import finite_runs
from ._spans import merged, reduced, runs_of
from .filters import Butterworth

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEAST_S = 0.5  # shorter pieces of a recording are not looked at


@dataclass(frozen=True, kw_only=True)
class Turns(Columns):
    """Turns, one row each, in the order of time.

    Parameters
    ----------
    start_s, end_s : array
        Second from the first frame.
    angle_deg : array
        Positive to the left.
    peak_velocity_radps, mean_velocity_radps : array
        Of the rate of turn, without sign.
    """

    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    angle_deg: NDArray[np.float64]
    peak_velocity_radps: NDArray[np.float64]
    mean_velocity_radps: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class ElGohary:
    """Turns: spans around peaks of the rate of turn about the vertical.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float
        Low-pass of the rate of turn before turns are looked for; the angle is that of the rate
        as it is.
    min_peak_deg_per_s, edge_deg_per_s : float
        A turn has a faster peak, and lasts while it is faster than the edge.
    min_angle_deg : float
        Smaller ones are left out.
    duration_limits_s : pair of float
        Shorter and longer ones are left out.
    max_break_s : float
        Turns of one direction with less between them are one.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    References
    ----------
    El-Gohary M, Pearson S, McNames J, et al. (2014). Continuous monitoring of turning in patients
    with movement disability. Sensors 14. doi:10.3390/s140100356

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> rate = np.zeros(1000)
    >>> rate[400:600] = np.pi / 4 * (1 - np.cos(np.linspace(0, 2 * np.pi, 200)))
    >>> found = ff.turns.ElGohary(sampling_rate_hz=100.0)(rate)
    >>> bool(abs(found.angle_deg[0] - 90) < 1)
    True
    """

    sampling_rate_hz: float
    cutoff_hz: float = 1.5
    min_peak_deg_per_s: float = 15.0
    edge_deg_per_s: float = 5.0
    min_angle_deg: float = 45.0
    duration_limits_s: tuple[float, float] = (0.5, 10.0)
    max_break_s: float = 0.05

    def __post_init__(self) -> None:
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        for name in ("cutoff_hz", "min_peak_deg_per_s", "edge_deg_per_s", "min_angle_deg"):
            _check.positive(name, getattr(self, name))
        _check.not_negative("max_break_s", self.max_break_s)

    def __call__(self, yaw_rate_radps: ArrayLike) -> Turns:
        """Find the turns.

        Parameters
        ----------
        yaw_rate_radps : array, shape (T,)
            Rate of turn about the vertical, positive to the left. NaN is missing: no turn goes
            over gaps longer than 0.1 s.

        Returns
        -------
        Turns
            In the order of time.
        """
        yaw = _check.real_array("yaw_rate_radps", yaw_rate_radps).astype(np.float64, copy=False)
        yaw = yaw.reshape(-1)
        found = [
            self._of_run(first, run[:, 0])
            for first, run in finite_runs(yaw[:, None], self.sampling_rate_hz)
            if len(run) >= LEAST_S * self.sampling_rate_hz
        ]
        return concatenate(found) if found else self._table(0, yaw, np.empty((0, 2), np.int64))

    def _of_run(self, first: int, yaw: NDArray[np.float64]) -> Turns:
        """Turns of one run of samples, the first of which is frame `first`."""
        rate = self.sampling_rate_hz
        cutoff_hz = min(self.cutoff_hz, 0.4 * rate)
        slow = Butterworth(sampling_rate_hz=rate, cutoff_hz=cutoff_hz, correct=False)(yaw)
        edge = math.radians(self.edge_deg_per_s)
        left = self._held(1, slow, yaw, runs_of(slow > edge))
        right = self._held(-1, slow, yaw, runs_of(slow < -edge))
        spans = np.concatenate([left, right])
        return self._table(first, yaw, spans[np.argsort(spans[:, 0])])

    def _held(
        self,
        way: int,
        slow: NDArray[np.float64],
        yaw: NDArray[np.float64],
        fast: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Spans of turns to the left, for 1, or to the right, for -1."""
        rate = self.sampling_rate_hz
        spans = merged(fast, self.max_break_s * rate)
        duration = (spans[:, 1] - spans[:, 0]) / rate
        low, high = self.duration_limits_s
        spans = spans[(duration >= low) & (duration <= high)]
        highest = way * reduced(np.maximum if way > 0 else np.minimum, slow, spans)
        held = highest >= math.radians(self.min_peak_deg_per_s)
        # Where the samples begin or end within a turn, its peak may not be among them.
        held &= (spans[:, 0] > 0) | (highest > way * slow[0])
        held &= (spans[:, 1] < len(slow)) | (highest > way * slow[-1])
        far = np.abs(reduced(np.add, yaw, spans)) / rate >= math.radians(self.min_angle_deg)
        return np.asarray(spans[held & far])

    def _table(self, first: int, yaw: NDArray[np.float64], spans: NDArray[np.int64]) -> Turns:
        rate = self.sampling_rate_hz
        angle = reduced(np.add, yaw, spans) / rate
        start_s, end_s = (first + spans).T / rate
        peak = np.maximum(reduced(np.maximum, yaw, spans), -reduced(np.minimum, yaw, spans))
        return Turns(
            start_s=start_s,
            end_s=end_s,
            angle_deg=np.degrees(angle),
            peak_velocity_radps=peak,
            mean_velocity_radps=np.abs(angle) * rate / (spans[:, 1] - spans[:, 0]),
        )
