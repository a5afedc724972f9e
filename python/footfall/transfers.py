"""Standing up from a seat, told by one sensor on the trunk."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import integrate, ndimage, signal

from . import _check
from ._columns import Columns, concatenate
from ._sensor_arrays import finite_runs, sequences_of
from ._spans import runs_of
from .filters import Butterworth
from .imu import GRAVITY_MPS2
from .metrics import spectral_arc_length

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .batch import Batch

LOW_PASS_HZ, VERTICAL_HZ = 5.0, 0.8
MEAN_S, STILL_S = 0.25, 0.3
SLOWEST_HZ, FASTEST_HZ, N_SCALES = 0.1, 0.5, 12  # of the bumps that a rise makes in the norm
CENTRE = 0.2  # cycles of the wavelet in one unit of its scale
STILL_OFF, STILL_SD, STILL_JERK, STILL_JERK_SD = 0.2, 0.1, 2.5, 3.0
BEFORE_S, LONG_STILL_S, MOST_AFTER_S, USUAL_AFTER_S = 2.0, 0.5, 30.0, 5.0
LEAST_SPEED_MPS, LEAST_RISE_M = 0.2, 0.125
MOST_DURATION_S, MOST_UP_OVER_DOWN, LEAST_APART_S = 4.5, 10.0, 0.4
PARTIAL_SHARE = 0.75


@dataclass(frozen=True, kw_only=True)
class Rises(Columns):
    """Times a person stood up, one row each.

    Parameters
    ----------
    sequence : array of int64
        Which recording.
    start_s, end_s : array
        Second from the first frame.
    duration_s : array
        Between them.
    rise_m : array
        How far the trunk went up.
    peak_speed_mps : array
        Largest upward speed.
    peak_power_w_per_kg : array
        Largest product of the upward speed and the force that carries the trunk, per kilogram.
    smoothness : array
        Spectral arc length of the upward speed: nearer to 0 is smoother.
    partial : array of bool
        Rises by less than three quarters of the usual one of the recording.
    """

    sequence: NDArray[np.int64]
    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    duration_s: NDArray[np.float64]
    rise_m: NDArray[np.float64]
    peak_speed_mps: NDArray[np.float64]
    peak_power_w_per_kg: NDArray[np.float64]
    smoothness: NDArray[np.float64]
    partial: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class SitToStand:
    """Sit-to-stand transfers by the rise of the trunk between moments of rest.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second, from 20.
    least_rise_m : float
        Smaller rises are none.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    Speed is integrated from rest to rest, so that its drift is a straight line. Up is where slow
    acceleration points: a sensor on the lower back or sternum may be turned in any way.
    The number of rises in 30 s, or the time from the first start to the fifth end, are the
    usual chair tests.

    References
    ----------
    Adamowicz L, Karahanoglu FI, Cicalo C, Zhang H, Demanuele C, Santamaria M, Cai X, Patel S
    (2020). Assessment of sit-to-stand transfers during daily life using an accelerometer on the
    lower back. Sensors 20. doi:10.3390/s20226618

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time_s = np.arange(0, 12, 0.02)
    >>> share = np.clip((time_s - 5) / 1.5, 0, 1)  # a minimum-jerk rise of 0.4 m in 1.5 s
    >>> up = 9.81 + 0.4 / 1.5**2 * (60 * share - 180 * share**2 + 120 * share**3)
    >>> found = ff.transfers.SitToStand(sampling_rate_hz=50.0)(np.outer(up, [0.0, 1.0, 0.0]))
    >>> len(found), round(float(found.rise_m[0]), 2)
    (1, 0.4)
    """

    sampling_rate_hz: float
    least_rise_m: float = LEAST_RISE_M

    def __post_init__(self) -> None:
        _check.between("sampling_rate_hz", self.sampling_rate_hz, 20.0, 1e5)
        _check.positive("least_rise_m", self.least_rise_m)

    def __call__(self, acceleration_mps2: ArrayLike | Batch) -> Rises:
        """Find the rises.

        Parameters
        ----------
        acceleration_mps2 : array, shape (T, 3) or (N, T, 3), or Batch
            Specific force of the trunk in any orientation; NaN is missing.

        Returns
        -------
        Rises
            None where the trunk does not come to rest.
        """
        parts = [_rises(0, [])]
        for number, x in enumerate(sequences_of("acceleration_mps2", acceleration_mps2)):
            rows = [
                (first / self.sampling_rate_hz, *row)
                for first, part in finite_runs(x, self.sampling_rate_hz)
                for row in self._in_run(part)
            ]
            parts.append(_rises(number, rows))
        return concatenate(parts)

    def _in_run(self, x: NDArray[np.float64]) -> list[tuple[float, ...]]:
        rate = self.sampling_rate_hz
        if len(x) < 2 * LONG_STILL_S * rate or not x.any():
            return []
        norm = np.linalg.norm(x, axis=1)
        smooth = Butterworth(sampling_rate_hz=rate, cutoff_hz=LOW_PASS_HZ)(norm)
        smooth = ndimage.uniform_filter1d(smooth, max(1, round(MEAN_S * rate)))
        still = _still(smooth, rate)
        rests = runs_of(still)
        up = Butterworth(sampling_rate_hz=rate, cutoff_hz=VERTICAL_HZ)(x)
        up /= np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1e-9)
        force = np.einsum("ij,ij->i", x, up)
        rows: list[tuple[float, ...]] = []
        for candidate in _candidates(smooth, rate):
            span = _between_rests(rests, int(candidate), len(x), rate)
            row = None if span is None else self._measured(force, *span, int(candidate))
            after = rows[-1][1] + LEAST_APART_S if rows else -math.inf
            if row is not None and row[0] > after:
                rows.append(row)
        return rows

    def _measured(
        self, force: NDArray[np.float64], start: int, end: int, candidate: int
    ) -> tuple[float, ...] | None:
        """Measure the rise about a candidate within frames of rest; None for what is none."""
        rate = self.sampling_rate_hz
        free = force[start:end] - GRAVITY_MPS2
        speed = integrate.cumulative_trapezoid(free, dx=1 / rate, initial=0)
        speed -= np.linspace(0, speed[-1], len(speed))
        rising = [
            (first, last)
            for first, last in runs_of(speed > 0)
            if first - rate <= candidate - start <= last + rate
        ]
        if not rising:
            return None
        first, last = max(rising, key=lambda span: speed[span[0] : span[1]].max())
        part = speed[first:last]
        peak = int(part.argmax())
        rise, duration = float(part.sum() / rate), len(part) / rate
        up_s, down_s = peak / rate, (len(part) - peak) / rate
        if (
            part[peak] < LEAST_SPEED_MPS
            or rise < self.least_rise_m
            or duration > MOST_DURATION_S
            or up_s > MOST_UP_OVER_DOWN * down_s
        ):
            return None
        power = float((part * force[start + first : start + last]).max())
        smoothness = spectral_arc_length(part, sampling_rate_hz=rate)
        begin = (start + first) / rate
        return begin, begin + duration, rise, float(part[peak]), power, float(smoothness)


def _still(smooth: NDArray[np.float64], rate: float) -> NDArray[np.bool_]:
    """Frames about which the norm is that of gravity and does not change."""
    n = max(2, round(STILL_S * rate))
    jerk = np.gradient(smooth, 1 / rate)

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(ndimage.uniform_filter1d(values, n))

    def spread(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.sqrt(np.maximum(mean(values**2) - mean(values) ** 2, 0))

    off = smooth - GRAVITY_MPS2
    calm = (np.abs(mean(off)) < STILL_OFF) & (spread(off) < STILL_SD)
    return np.asarray(
        calm & (np.abs(mean(jerk)) < STILL_JERK) & (spread(jerk) < STILL_JERK_SD), dtype=bool
    )


def _candidates(smooth: NDArray[np.float64], rate: float) -> NDArray[np.int64]:
    """Frames at which the norm falls from above gravity to below it, slowly."""
    total = np.zeros(len(smooth))
    for frequency in np.linspace(SLOWEST_HZ, FASTEST_HZ, N_SCALES):
        width = CENTRE * rate / frequency / math.sqrt(2)
        total -= ndimage.gaussian_filter1d(smooth, width, order=1) * width
    peaks, _ = signal.find_peaks(total, height=total.std())
    return np.asarray(peaks)


def _between_rests(
    rests: NDArray[np.int64], frame: int, n: int, rate: float
) -> tuple[int, int] | None:
    """Frames from the last rest before to the next long one after."""
    before = rests[rests[:, 0] <= frame]
    long = rests[(rests[:, 1] - rests[:, 0] >= LONG_STILL_S * rate) & (rests[:, 1] > frame)]
    if len(before) == 0:
        return None
    start = min(int(before[-1, 1]), frame) - 1
    if frame - start > BEFORE_S * rate or start < 0:
        return None
    after = int(max(long[0, 0], frame)) if len(long) else n
    if after - frame > MOST_AFTER_S * rate:
        after = min(n, frame + round(USUAL_AFTER_S * rate))
    return start, max(after + 1, start + 3)


def _rises(number: int, rows: list[tuple[float, ...]]) -> Rises:
    """Make columns of rows: where the run starts, start, end, and what was measured."""
    table = np.array(rows, dtype=np.float64).reshape(-1, 7)
    offset, start, end, rise, speed, power, smoothness = table.T
    return Rises(
        sequence=np.full(len(table), number),
        start_s=offset + start,
        end_s=offset + end,
        duration_s=end - start,
        rise_m=rise,
        peak_speed_mps=speed,
        peak_power_w_per_kg=power,
        smoothness=smoothness,
        partial=rise < PARTIAL_SHARE * np.median(rise) if len(rise) else np.empty(0, bool),
    )
