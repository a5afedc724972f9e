"""Twins of the event detectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from ._run import run_sequences
from .kinematic_signals import along
from .order import repair_sequences
from .peaks import parabola_vertex, stride_peaks
from .rows import grown

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@jit
def _zeni(values, offsets, table, params):
    rate, dimensions, direction = params[0], int(params[1]), params[2:5]
    sequence, rows, count = np.empty(0, np.int64), np.empty((0, 3)), 0
    for s in range(len(offsets) - 1):
        x = values[offsets[s] : offsets[s + 1]]
        signal, first = np.empty(len(x)), count
        for point in table:
            sign = 1.0 if point[3] % 2 == 0 else -1.0
            for i in range(len(x)):
                foot = along(x[i], point[0], dimensions, direction)
                pelvis = 0.5 * (
                    along(x[i], point[1], dimensions, direction)
                    + along(x[i], point[2], dimensions, direction)
                )
                signal[i] = sign * (foot - pelvis)
            frames, prominences = stride_peaks(signal, rate, params[5], params[6])
            sequence, rows = grown(sequence, rows, count, len(frames))
            for frame, prominence in zip(frames, prominences):  # noqa: B905  not in Numba
                sequence[count] = s
                rows[count, 0] = parabola_vertex(signal, frame)
                rows[count, 1] = point[3]
                rows[count, 2] = prominence
                count += 1
        # By time, then code: the rows of the table come in the order of their codes.
        order = np.argsort(rows[first:count, 0], kind="mergesort")
        rows[first:count] = rows[first:count][order]
    return sequence[:count], rows[:count]


@jit
def _ceiling(heel, share):
    low, high = np.inf, -np.inf
    for z in heel:
        low = z if z < low else low
        high = z if z > high else high
    return low + share * (high - low)


@jit
def _foot_velocity(values, offsets, table, params):
    rate, dimensions, up = params[0], int(params[1]), params[2:5]
    sequence, rows, count = np.empty(0, np.int64), np.empty((0, 3)), 0
    for s in range(len(offsets) - 1):
        x = values[offsets[s] : offsets[s + 1]]
        heel, center, velocity = np.empty(len(x)), np.empty(len(x)), np.full(len(x), np.nan)
        for point in table:
            contact = point[2] % 2 == 0
            sign = -1.0 if contact else 1.0
            for i in range(len(x)):
                heel[i] = along(x[i], point[0], dimensions, up)
                center[i] = 0.5 * (heel[i] + along(x[i], point[1], dimensions, up))
            ceiling = _ceiling(heel, params[7]) if contact else np.inf
            for i in range(1, len(x) - 1):
                rise = sign * (center[i + 1] - center[i - 1]) * 0.5 * rate
                velocity[i] = rise if heel[i] < ceiling else np.nan
            frames, prominences = stride_peaks(velocity, rate, params[5], params[6])
            sequence, rows = grown(sequence, rows, count, len(frames))
            for frame, prominence in zip(frames, prominences):  # noqa: B905  not in Numba
                sequence[count] = s
                rows[count, 0] = parabola_vertex(velocity, frame)
                rows[count, 1] = point[2]
                rows[count, 2] = prominence
                count += 1
    return sequence[:count], rows[:count]


@jit
def _contacts(force, channel, threshold, release, shortest, rows):
    """Write the contacts of one plate into `rows`; give how many rows these are."""
    loaded, count, n = False, 0, len(force)
    start = end = np.nan
    peak = since = 0.0
    for i in range(n + 1):
        known = i < n and not np.isnan(force[i])
        known_before = i > 0 and not np.isnan(force[i - 1])
        crossing = (
            i - 1 + (threshold - force[i - 1]) / (force[i] - force[i - 1])
            if (known and known_before)
            else np.nan
        )
        closes, until = not known, float(i)
        if not known:
            end = np.nan
        elif not loaded and force[i] >= threshold:
            loaded = True
            start = crossing
            since = float(i) if np.isnan(start) else start
        if known and loaded:
            peak = force[i] if peak < force[i] else peak
            if force[i] < threshold and known_before and force[i - 1] >= threshold:
                end = crossing
            closes, until = force[i] < release, end
        if not closes:
            continue
        if loaded and until - since >= shortest:
            for time, kind in ((start, 0), (end, 1)):
                if not np.isnan(time):
                    rows[count, 0] = time
                    rows[count, 1] = 2 * channel + kind
                    rows[count, 2] = peak
                    count += 1
        loaded = False
        start = end = np.nan
        peak = 0.0
    return count


@jit
def _force_threshold(values, offsets, table, params):  # noqa: ARG001  one signature
    threshold, release, shortest = params[1], params[1] - params[2], params[3] * params[0]
    sequence, rows, count = np.empty(0, np.int64), np.empty((0, 3)), 0
    for s in range(len(offsets) - 1):
        x = values[offsets[s] : offsets[s + 1]]
        for channel in range(values.shape[1]):
            sequence, rows = grown(sequence, rows, count, len(x) + 2)
            found = _contacts(
                x[:, channel].copy(), channel, threshold, release, shortest, rows[count:]
            )
            for k in range(count, count + found):
                sequence[k] = s
            count += found
    return sequence[:count], rows[:count]


def detector(kernel: Callable[..., Any], text: str) -> Callable[..., Any]:
    """Make a twin of a kernel that works through sequences."""

    def detect(
        values: NDArray[Any],
        offsets: NDArray[np.int64],
        table: NDArray[np.int64],
        threads: int,
        params: NDArray[np.float64],
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        return run_sequences(kernel, values, offsets, table, threads, params)

    detect.__doc__ = text
    return detect


zeni = detector(_zeni, "Coordinate method: the foot farthest ahead of and behind the pelvis.")
foot_velocity = detector(_foot_velocity, "Extrema of the vertical velocity of the foot's centre.")
force_threshold = detector(_force_threshold, "The vertical force crosses a threshold.")
repair_order = detector(repair_sequences, "Keep and fill in what fits the cycle best.")
