"""What detectors on keypoints read: points along a direction, and the swings of the feet."""

from __future__ import annotations

import numpy as np

from ._jit import jit
from .foot_contact_signals import differentiate
from .foot_contact_swings import (
    clean_swings,
    find_swings,
    usual_peak_speed,
    usual_stride,
    usual_swing,
)

N_CODES = 4
LEAST_SPEED = 0.25  # of the usual swing speed
PEAK_SPEED, STRIDE, SWING = range(3)  # of a gait


@jit
def along(frame, point, dimensions, direction):
    """Coordinate along a direction; what does not count in it may be missing."""
    total = 0.0
    for d in range(dimensions):
        if direction[d] != 0:
            total += frame[point * dimensions + d] * direction[d]
    return total


@jit
def read_track(x, a, b, dimensions, direction):
    """Coordinate along a direction of the mean of points `a` and `b`, frame by frame."""
    track = np.empty(len(x))
    for i in range(len(x)):
        track[i] = 0.5 * (
            along(x[i], a, dimensions, direction) + along(x[i], b, dimensions, direction)
        )
    return track


@jit
def accelerate(track, rate):
    """Second central differences of positions; NaN at ends and beside gaps."""
    result = np.full(len(track), np.nan)
    for i in range(1, len(track) - 1):
        result[i] = (track[i - 1] - 2 * track[i] + track[i + 1]) * (rate * rate)
    return result


@jit
def leading_row(table, code):
    """Give the first row of the table that tells events of this code; -1 without."""
    for row in range(len(table)):
        if table[row, table.shape[1] - 1] == code:
            return row
    return -1


@jit
def event_swings(x, table, rate, dimensions, forward):
    """Swings by code of events, how many there are, and the gait by kind of event."""
    swings = np.empty((N_CODES, len(x) // 2 + 1, 5))
    counts, gaits = np.zeros(N_CODES, np.int64), np.full((2, 3), np.nan)
    for code in range(N_CODES):
        row = leading_row(table, code)
        if row < 0:
            continue
        speed = read_track(x, table[row, 0], table[row, 1], dimensions, forward)
        pelvis = read_track(x, table[row, 2], table[row, 3], dimensions, forward)
        for i in range(len(speed)):
            speed[i] -= pelvis[i]
        differentiate(speed, rate)
        counts[code] = _store(swings[code], find_swings(speed))
    for kind in range(2):
        left, right = swings[kind, : counts[kind]], swings[kind + 2, : counts[kind + 2]]
        gait = gaits[kind]
        gait[PEAK_SPEED] = usual_peak_speed(left, right)
        if np.isnan(gait[PEAK_SPEED]):
            continue
        least = LEAST_SPEED * gait[PEAK_SPEED]
        stride = usual_stride(left, right, least, rate)
        left = clean_swings(left, gait[PEAK_SPEED], stride, LEAST_SPEED)
        right = clean_swings(right, gait[PEAK_SPEED], stride, LEAST_SPEED)
        counts[kind], counts[kind + 2] = len(left), len(right)
        gait[STRIDE] = usual_stride(left, right, least, rate)
        gait[SWING] = usual_swing(left, right, gait[STRIDE])
    return swings, counts, gaits


@jit
def _store(target, found):
    for k in range(len(found)):
        for column in range(5):
            target[k, column] = found[k, column]
    return len(found)
