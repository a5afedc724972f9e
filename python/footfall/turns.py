"""Turns while walking and standing, from the rate at which the trunk turns about the vertical."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import signal

from . import _check
from ._columns import Columns
from ._sensor_arrays import finite_runs
from ._spans import runs_of
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
        rate = self.sampling_rate_hz
        yaw = _check.real_array("yaw_rate_radps", yaw_rate_radps).astype(np.float64).reshape(-1)
        rows = [
            first + span
            for first, run in finite_runs(yaw[:, None], rate)
            if len(run) >= LEAST_S * rate
            for span in self._spans(run[:, 0])
        ]
        spans = np.array(rows, dtype=np.int64).reshape(-1, 2)
        seen = np.flatnonzero(np.isfinite(yaw))
        whole = yaw
        if 0 < len(seen) < len(yaw):
            whole = np.interp(np.arange(len(yaw)), seen, yaw[seen])
        total = np.concatenate([[0.0], np.cumsum(whole)]) / rate
        angle = np.degrees(total[spans[:, 1]] - total[spans[:, 0]])
        duration = (spans[:, 1] - spans[:, 0]) / rate
        low, high = self.duration_limits_s
        keep = (np.abs(angle) >= self.min_angle_deg) & (duration >= low) & (duration <= high)
        spans, angle, duration = spans[keep], angle[keep], duration[keep]
        return Turns(
            start_s=spans[:, 0] / rate,
            end_s=spans[:, 1] / rate,
            angle_deg=angle,
            peak_velocity_radps=np.array([np.abs(whole[a:b]).max() for a, b in spans]),
            mean_velocity_radps=np.radians(np.abs(angle)) / duration,
        )

    def _spans(self, yaw: NDArray[np.float64]) -> NDArray[np.int64]:
        """Spans of frames of one run of samples."""
        rate = self.sampling_rate_hz
        cutoff_hz = min(self.cutoff_hz, 0.4 * rate)
        slow = Butterworth(sampling_rate_hz=rate, cutoff_hz=cutoff_hz, correct=False)(yaw)
        found = []
        for way in (1.0, -1.0):
            fast = runs_of(way * slow > math.radians(self.edge_deg_per_s))
            if len(fast) == 0:
                continue
            parted = fast[1:, 0] - fast[:-1, 1] > self.max_break_s * rate
            starts = fast[np.concatenate([[True], parted]), 0]
            ends = fast[np.concatenate([parted, [True]]), 1]
            tops, _ = signal.find_peaks(way * slow, height=math.radians(self.min_peak_deg_per_s))
            held = np.searchsorted(tops, ends) > np.searchsorted(tops, starts)
            found.append(np.stack([starts, ends], axis=1)[held])
        if not found:
            return np.empty((0, 2), np.int64)
        spans = np.concatenate(found)
        return np.asarray(spans[np.argsort(spans[:, 0])])
