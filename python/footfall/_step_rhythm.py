"""The rhythm of steps in the size of an acceleration, second by second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ._gait_band import RATE_HZ, at_rate
from ._sensor_arrays import sizes
from ._spans import runs_of
from .filters import Butterworth

if TYPE_CHECKING:
    from numpy.typing import NDArray

BAND_HZ = (0.5, 5.0)  # a slow stride and the second harmonic of a quick step
WINDOW_S = 5.0  # four strides, as a rule
SHORTEST_WINDOW_S = 2.2  # at the ends of a recording: two steps and two more
STEP_S = (0.3, 0.9)  # shortest and longest
USUAL_STEP_S = {"walk": 0.55, "run": 0.36}
STEP_SPREAD = 0.22  # of the logarithm of step durations of many people
LEAST_MPS2 = 0.4  # standard deviation: below it nobody steps
RUNNING_MPS2 = 6.0  # above it nobody walks
LEAST_LIKENESS = 0.35  # of a stride to the next
STEP_WEIGHT = 0.5  # of likeness from step to step, which a pocket does not show as well
SHORTEST_WALK_S = 3
AT_A_TIME = 2000  # seconds


@dataclass(frozen=True)
class Rhythm:
    """Of each second: steps per second, 0 for none, and how strong the signal is, m/s2.

    `signal` has 40 frames per second.
    """

    signal: NDArray[np.float64]
    frequency_hz: NDArray[np.float64]
    strength_mps2: NDArray[np.float64]

    def walks(self) -> list[tuple[int, int]]:
        """First and last second, this one excluded, of each walk or run."""
        found = runs_of(self.frequency_hz > 0)
        return [(int(a), int(b)) for a, b in found if b - a >= SHORTEST_WALK_S]

    def runs(self, first: int, last: int) -> bool:
        """Tell whether more of these seconds are too lively for walking than not."""
        return bool(np.median(self.strength_mps2[first:last]) > RUNNING_MPS2)


def rhythm_of(acceleration: NDArray[np.float64], sampling_rate_hz: float) -> Rhythm:
    """Find the rhythm of steps.

    A stride is like the next one wherever the sensor is worn, a step like the next one only where
    both feet are felt alike: a step is half of what repeats, and as long as steps are.
    """
    norm = sizes(acceleration)
    x = at_rate(norm, sampling_rate_hz)
    n = int(len(x) / RATE_HZ)
    if len(x) < SHORTEST_WINDOW_S * RATE_HZ:
        return Rhythm(x, np.zeros(0), np.zeros(0))
    y = np.asarray(
        Butterworth(sampling_rate_hz=RATE_HZ, cutoff_hz=BAND_HZ, kind="band", order=2)(x)
    )
    parts = [_seconds(y, first, min(n, first + AT_A_TIME)) for first in range(0, n, AT_A_TIME)]
    return Rhythm(y, *np.concatenate(parts, axis=1))


def _seconds(y: NDArray[np.float64], first: int, last: int) -> NDArray[np.float64]:
    """Steps per second and strength in seconds [first, last)."""
    half, rate = round(WINDOW_S * RATE_HZ / 2), int(RATE_HZ)
    middle = np.arange(first, last) * rate + rate // 2
    offset = np.arange(-half, half)
    place = middle[:, None] + offset
    inside = (place >= 0) & (place < len(y))
    windows = np.where(inside, y[np.clip(place, 0, len(y) - 1)], 0.0)
    count = inside.sum(axis=1)
    windows -= (windows.sum(axis=1) / count)[:, None]
    windows[~inside] = 0.0
    second = windows[:, half - rate // 2 : half + rate // 2]
    strength = second.std(axis=1)

    # Likeness of the window to itself, so many frames later.
    n = len(offset)
    spectrum = np.abs(np.fft.rfft(windows, 2 * n, axis=1)) ** 2
    likeness = np.fft.irfft(spectrum, axis=1)[:, :n]
    with np.errstate(divide="ignore", invalid="ignore"):
        likeness /= likeness[:, :1] * np.maximum(1 - np.arange(n) / count[:, None], 1 / n)
    stride = np.arange(round(2 * STEP_S[0] * RATE_HZ), round(2 * STEP_S[1] * RATE_HZ) + 1)
    at, step = likeness[:, stride], stride // 2
    next_step = likeness[:, step] + likeness[:, step + stride % 2]
    usual = np.where(strength > RUNNING_MPS2, USUAL_STEP_S["run"], USUAL_STEP_S["walk"])
    distance = np.log(0.5 * stride / RATE_HZ / usual[:, None]) / STEP_SPREAD
    score = (at + 0.5 * STEP_WEIGHT * next_step) * np.exp(-0.5 * distance**2)
    peaks = (at >= likeness[:, stride - 1]) & (at >= likeness[:, stride + 1])
    best = stride[np.where(peaks, score, -np.inf).argmax(axis=1)]

    rows = np.arange(len(best))
    before, here, after = (likeness[rows, best + k] for k in (-1, 0, 1))
    bend = before - 2 * here + after
    with np.errstate(divide="ignore", invalid="ignore"):
        peak = best + np.where(bend < 0, np.clip(0.5 * (before - after) / bend, -1, 1), 0.0)
    found = (
        peaks.any(axis=1)
        & (strength >= LEAST_MPS2)
        & (here >= LEAST_LIKENESS)
        & (count >= SHORTEST_WINDOW_S * RATE_HZ)
    )
    return np.stack([np.where(found, 2 * RATE_HZ / peak, 0.0), strength])


def steps_in(rhythm: Rhythm, first: int, last: int) -> NDArray[np.float64]:
    """Times of the steps of one walk, s.

    Steps follow the rhythm; where in it they are is told by the part of the signal that has it.
    """
    y, frequency = rhythm.signal, rhythm.frequency_hz[first:last]
    rate, half = int(RATE_HZ), round(WINDOW_S * RATE_HZ / 2)
    n = len(frequency)
    frame = np.arange(n * rate)
    middle = np.arange(n) * rate + rate // 2
    steps = np.cumsum(np.interp(frame, middle, frequency)) / RATE_HZ
    part = y[first * rate : (first + n) * rate]
    turned = part * np.exp(-2j * np.pi * steps)
    total = np.concatenate([[0.0], np.cumsum(turned)])
    around = total[np.minimum(middle + half, len(part))] - total[np.maximum(middle - half, 0)]
    shift = np.unwrap(np.angle(around)) / (2 * np.pi)
    steps += np.interp(frame, middle, shift)
    whole = np.floor(steps)
    at = np.flatnonzero(np.diff(whole) > 0)
    time = at + (whole[at + 1] - steps[at]) / np.maximum(steps[at + 1] - steps[at], 1e-9)
    return np.asarray(first + time / RATE_HZ)
