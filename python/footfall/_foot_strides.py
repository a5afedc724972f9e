"""Strides of one foot: from one mid-stance to the next, and the way between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage, signal

from ._sensor_arrays import sizes
from .filters import Butterworth
from .trajectory import StridePaths, ZuptSmoother

if TYPE_CHECKING:
    from numpy.typing import NDArray

SWING_HZ = 2.5  # low-pass of the rate of turn: one wave is left of each stride
LEAST_SWING_RADPS = 1.0
LEAST_SWING_SHARE = 0.25  # of what the fastest strides reach
MOST_REST_SHARE = 0.25  # of the swing's: livelier is no stance but a waist within a swing
REST_WINDOW_S = 0.1
STRIDE_LIMITS_S = (0.4, 3.0)
LEAST_WAY_M = 0.15  # shorter ones are no strides, unless the foot is set down turned
LEAST_TURN_RAD = math.radians(20.0)
STILL_RADPS = math.radians(5.0)
STANDING_S = 1.0  # longer rests are no stance but standing


@dataclass(frozen=True, kw_only=True)
class FootStrides:
    """Strides of a foot in a run of samples, and the axes of the foot in those of its sensor.

    Parameters
    ----------
    start, end : array of int64
        Mid-stances, in frames.
    way_m : array, shape (n, 3)
        From the one to the other, in level axes that the start knows.
    lift_m : array
        How far the sensor rises.
    turned : array
        Turn about the vertical, rad, positive to the left.
    rest_radps : array
        Root mean square of the rate of turn at the livelier one of the two mid-stances.
    forward, left, up : array, shape (3,)
        NaN where no stride tells them.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    way_m: NDArray[np.float64]
    lift_m: NDArray[np.float64]
    turned: NDArray[np.float64]
    rest_radps: NDArray[np.float64]
    forward: NDArray[np.float64]
    left: NDArray[np.float64]
    up: NDArray[np.float64]

    @property
    def goes(self) -> NDArray[np.bool_]:
        """Whether each is a step: far enough, or turned."""
        return _goes(self.way_m, self.turned)


def mid_stances(
    rate_of_turn: NDArray[np.float64], sampling_rate_hz: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Where the foot rests between swings, and how much it turns there, rad/s.

    Each row is a rest: the frame where a swing ended in it, and the one where the next begins.
    They are the same, amid the least motion, but where the person stands still.
    """
    speed = sizes(rate_of_turn)
    slow = Butterworth(sampling_rate_hz=sampling_rate_hz, cutoff_hz=SWING_HZ)(speed)
    least = max(LEAST_SWING_RADPS, LEAST_SWING_SHARE * float(np.quantile(slow, 0.95)))
    gap = max(1, round(0.6 * STRIDE_LIMITS_S[0] * sampling_rate_hz))
    swings, _ = signal.find_peaks(slow, height=least, distance=gap)
    if len(swings) == 0:
        return np.empty((0, 2), np.int64), np.empty(0)
    window = max(1, round(REST_WINDOW_S * sampling_rate_hz))
    energy = ndimage.uniform_filter1d(speed**2, window, mode="nearest")
    rests = _rests(energy, np.concatenate([[0], swings, [len(speed)]]), sampling_rate_hz)
    turning = np.sqrt(energy[rests].max(axis=1))
    still = turning < MOST_REST_SHARE * float(np.median(slow[swings]))
    return rests[still], turning[still]


def _rests(
    energy: NDArray[np.float64], edges: NDArray[np.int64], sampling_rate_hz: float
) -> NDArray[np.int64]:
    """Rest between each edge and the next: where it begins and ends, or twice its middle."""
    count = np.diff(edges)
    least = np.minimum.reduceat(energy, edges[:-1])
    quiet = np.flatnonzero(energy <= np.repeat(np.maximum(2 * least, STILL_RADPS**2), count))
    first, end = np.searchsorted(quiet, edges[:-1]), np.searchsorted(quiet, edges[1:])
    middle = quiet[first + (end - first) // 2]
    start, last = quiet[first], quiet[end - 1]
    inside = round(REST_WINDOW_S * sampling_rate_hz)  # the foot has come to rest there
    stands = last - start > STANDING_S * sampling_rate_hz
    return np.stack(
        [np.where(stands, start + inside, middle), np.where(stands, last - inside, middle)], axis=1
    )


def foot_strides(
    acceleration: NDArray[np.float64], rate_of_turn: NDArray[np.float64], sampling_rate_hz: float
) -> FootStrides:
    """Find the strides and integrate each; no samples are missing."""
    rests, turning = mid_stances(rate_of_turn, sampling_rate_hz)
    start, end = rests[:-1, 1], rests[1:, 0]
    low, high = (limit * sampling_rate_hz for limit in STRIDE_LIMITS_S)
    fits = (end - start >= low) & (end - start <= high)
    start, end = start[fits], end[fits]
    rest = np.maximum(turning[:-1], turning[1:])[fits] if len(turning) else turning
    smooth = ZuptSmoother(sampling_rate_hz=sampling_rate_hz, rest_window_s=REST_WINDOW_S)
    # Nothing but the ends is taken for rest: in a stance the foot rolls.
    no_more = np.zeros(len(acceleration), dtype=bool)

    def path(start: NDArray[np.int64], end: NDArray[np.int64]) -> StridePaths:
        return smooth(acceleration, rate_of_turn, start=start, end=end, at_rest=no_more)

    paths = path(start, end)
    joined, end, rest = _without_pauses(start, end, rest, paths)
    if len(joined) < len(start):
        paths = path(joined, end)
    start = joined
    last = paths.offsets[1:] - 1
    way = paths.position_m[last]
    lift = np.array([paths.position_m[a:b, 2].max() for a, b in pairwise(paths.offsets)])
    axes = _axes(paths.orientation[paths.offsets[:-1]], way)
    return FootStrides(
        start=start,
        end=end,
        way_m=way,
        lift_m=lift,
        turned=_turned(paths),
        rest_radps=rest,
        forward=axes[0],
        left=axes[1],
        up=axes[2],
    )


def _turned(paths: StridePaths) -> NDArray[np.float64]:
    """Turn of each stride about the vertical, rad."""
    first, last = (paths.orientation[rows] for rows in (paths.offsets[:-1], paths.offsets[1:] - 1))
    heading = last[:, 3] * first[:, 0] - last[:, 0] * first[:, 3]
    heading += last[:, 2] * first[:, 1] - last[:, 1] * first[:, 2]
    upright = (first * last).sum(axis=1)
    turned = 2 * np.arctan2(heading, upright)
    return np.asarray((turned + np.pi) % (2 * np.pi) - np.pi)


def _goes(way_m: NDArray[np.float64], turned: NDArray[np.float64]) -> NDArray[np.bool_]:
    far = np.hypot(way_m[:, 0], way_m[:, 1]) >= LEAST_WAY_M
    return np.asarray(far | (np.abs(turned) >= LEAST_TURN_RAD))


def _without_pauses(
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    rest: NDArray[np.float64],
    paths: StridePaths,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Join what goes nowhere to the stride before: the foot only settled, or paused in the air."""
    if len(start) == 0:
        return start, end, rest
    settles = ~_goes(paths.position_m[paths.offsets[1:] - 1], _turned(paths))
    follows = np.concatenate([[False], start[1:] == end[:-1]])
    kept = ~(settles & follows)
    first = np.flatnonzero(kept)
    last = np.append(first[1:], len(start)) - 1
    return start[first], end[last], np.maximum.reduceat(rest, first)


def _axes(
    at_rest: NDArray[np.float64], way: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Forward, left and up in the axes of the sensor: where the strides go, and gravity."""
    unknown = np.full(3, np.nan)
    up = _to_sensor(at_rest, np.tile([0.0, 0.0, 1.0], (len(way), 1))).sum(axis=0)
    level = way * [1.0, 1.0, 0.0]
    ahead = _to_sensor(at_rest, level).sum(axis=0)
    if not np.linalg.norm(up) > 0:
        return unknown, unknown, unknown
    up = up / np.linalg.norm(up)
    ahead = ahead - (ahead @ up) * up
    if not np.linalg.norm(ahead) > 0:
        return unknown, unknown, up
    ahead = ahead / np.linalg.norm(ahead)
    return ahead, np.cross(up, ahead), up


def _to_sensor(q: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn vectors of level axes into those of the sensor."""
    w, u = q[:, :1], -q[:, 1:]
    t = 2 * np.cross(u, v)
    return np.asarray(v + w * t + np.cross(u, t))
