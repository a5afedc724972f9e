"""Twins of detectors that look about the swings of a foot."""

from __future__ import annotations

import math

import numpy as np

from ._jit import jit
from .events import detector
from .foot_contact_signals import (
    differentiate,
    first_fall,
    highest_peak,
    last_rise,
    median,
    nearest_frame,
)
from .foot_contact_swings import CUT_END, CUT_START, END, PEAK, START
from .kinematic_signals import (
    N_CODES,
    PEAK_SPEED,
    STRIDE,
    SWING,
    accelerate,
    event_swings,
    leading_row,
    read_track,
)
from .rows import grown

FLAT_FROM, FLAT_TO = 0.2, 0.6  # of a stance
REACH = 0.5  # swings, from the end of the swing
RISE_BEFORE, PUSH_BEFORE, AFTER = 0.15, 0.35, 0.35  # swings


@jit
def _write(rows, count, frame, code, strength):
    rows[count, 0], rows[count, 1], rows[count, 2] = frame, code, strength


@jit
def _is_cut(swing, code):
    return (swing[CUT_END] if code % 2 == 0 else swing[CUT_START]) != 0


@jit
def _zeni_velocity(values, offsets, table, params):
    rate, dimensions, forward = params[0], int(params[1]), params[2:5]
    sequence, rows, count = np.empty(0, np.int64), np.empty((0, 3)), 0
    for s in range(len(offsets) - 1):
        x = values[offsets[s] : offsets[s + 1]]
        swings, counts, gaits = event_swings(x, table, rate, dimensions, forward)
        for code in range(N_CODES):
            sequence, rows = grown(sequence, rows, count, counts[code])
            for k in range(counts[code]):
                swing = swings[code, k]
                if _is_cut(swing, code):
                    continue
                sequence[count] = s
                frame = swing[END] if code % 2 == 0 else swing[START]
                _write(rows, count, frame, code, swing[PEAK] / gaits[code % 2, PEAK_SPEED])
                count += 1
    return sequence[:count], rows[:count]


@jit
def _hreljac(values, offsets, table, params):
    rate, dimensions, forward, up = params[0], int(params[1]), params[2:5], params[5:8]
    sequence, rows, count = np.empty(0, np.int64), np.empty((0, 3)), 0
    for s in range(len(offsets) - 1):
        x = values[offsets[s] : offsets[s + 1]]
        swings, counts, gaits = event_swings(x, table, rate, dimensions, forward)
        for code in range(N_CODES):
            row, gait, contact = leading_row(table, code), gaits[code % 2], code % 2 == 0
            if row < 0 or counts[code] == 0:
                continue
            direction = up if contact else forward
            track = read_track(x, table[row, 0], table[row, 1], dimensions, direction)
            acceleration = accelerate(track, rate)
            before = RISE_BEFORE if contact else PUSH_BEFORE
            sequence, rows = grown(sequence, rows, count, counts[code])
            for k in range(counts[code]):
                swing = swings[code, k]
                if _is_cut(swing, code):
                    continue
                about = swing[END] if contact else swing[START]
                frame, _, _, _ = highest_peak(
                    acceleration, about - before * gait[SWING], about + AFTER * gait[SWING]
                )
                if not np.isfinite(frame):
                    continue
                sequence[count] = s
                _write(rows, count, frame, code, swing[PEAK] / gait[PEAK_SPEED])
                count += 1
    return sequence[:count], rows[:count]


@jit
def _walking_speed(x, table, rate, dimensions, forward, belt):
    """Mean forward velocity of the pelvis over the ground."""
    track = read_track(x, table[0, 2], table[0, 3], dimensions, forward)
    differentiate(track, rate)
    total, count = 0.0, 0.0
    for velocity in track:
        if velocity == velocity:
            total += velocity
            count += 1
    return total / count + belt if count > 0 else np.nan


@jit
def _belt_speed(x, table, found, rate, dimensions, forward):
    """Median backward velocity of feet that are flat: in the middle of stances after swings."""
    swings, counts, gaits = found
    n = len(x)
    stance = gaits[0, STRIDE] - gaits[0, SWING]
    numbers, count = np.empty(64), 0
    for code in range(0, N_CODES, 2):
        row = leading_row(table, code)
        if row < 0:
            continue
        track = read_track(x, table[row, 0], table[row, 1], dimensions, forward)
        differentiate(track, rate)
        for k in range(counts[code]):
            swing = swings[code, k]
            if swing[CUT_END] != 0:
                continue
            first = min(n, max(0, nearest_frame(swing[END] + FLAT_FROM * stance)))
            last = min(n, max(0, nearest_frame(swing[END] + FLAT_TO * stance)))
            if count + last - first > len(numbers):
                larger = np.empty(2 * (count + last - first))
                larger[:count] = numbers[:count]
                numbers = larger
            for i in range(first, last):
                if track[i] == track[i]:
                    numbers[count] = track[i]
                    count += 1
    return -median(numbers[:count])


@jit
def _speed_share(x, row, limits, unit, belt, largest, dimensions, rate, directions):
    """Speed of a row's point over its limits."""
    speed = np.zeros(len(x))
    for part in range(3):
        limit = limits[row[4], part] * unit
        if not np.isfinite(limit):
            continue
        track = read_track(x, row[0], row[1], dimensions, directions[part])
        differentiate(track, rate)
        moved = belt if part == 0 else 0.0
        for i in range(len(x)):
            share = abs(track[i] + moved) / limit
            if not largest:
                speed[i] += share * share
            elif not share <= speed[i]:  # takes NaN, and keeps it below
                speed[i] = share if speed[i] == speed[i] else speed[i]
    if not largest:
        for i in range(len(x)):
            speed[i] = math.sqrt(speed[i])
    return speed


@jit
def _fastest_frame(speed, swing):
    best = int(math.ceil(swing[START]))
    for i in range(best, int(swing[END]) + 1):
        if speed[i] > speed[best]:
            best = i
    return best


@jit
def _cross(speed, swings, code, swing_frames, frames):
    """Places at which the speed passes its limit: the first contact, the last leaving so far."""
    far, contact = REACH * swing_frames, code % 2 == 0
    for k in range(len(frames)):
        swing = swings[k]
        if _is_cut(swing, code):
            continue
        fastest = float(_fastest_frame(speed, swing))
        if contact:
            frame, _ = first_fall(speed, fastest, swing[END] + far, 1.0)
        else:
            frame, _ = last_rise(speed, swing[START] - far, fastest, 1.0)
        if not np.isfinite(frame):
            continue
        better = frame < frames[k] if contact else frame > frames[k]
        if np.isnan(frames[k]) or better:
            frames[k] = frame


@jit
def _directions(params, dimensions):
    """Give the units along, up and across."""
    directions = np.zeros((3, 3))
    f, u = params[2:5], params[5:8]
    for d in range(3):
        directions[0, d], directions[1, d] = f[d], u[d]
    if dimensions == 3:
        directions[2, 0] = u[1] * f[2] - u[2] * f[1]
        directions[2, 1] = u[2] * f[0] - u[0] * f[2]
        directions[2, 2] = u[0] * f[1] - u[1] * f[0]
    return directions


@jit
def _foot_speed(values, offsets, table, params):
    rate, dimensions = params[0], int(params[1])
    largest, relative = params[8] != 0, params[9] != 0
    directions, limits = _directions(params, dimensions), params[12:21].copy().reshape(3, 3)
    forward = directions[0]
    sequence, rows, count = np.empty(0, np.int64), np.empty((0, 3)), 0
    for s in range(len(offsets) - 1 if len(table) > 0 else 0):
        x = values[offsets[s] : offsets[s + 1]]
        found = event_swings(x, table, rate, dimensions, forward)
        swings, counts, gaits = found
        belt, unit = params[11], 1.0
        if np.isnan(belt):
            belt = _belt_speed(x, table, found, rate, dimensions, forward)
        if relative:
            unit = params[10]
            if np.isnan(unit):
                unit = _walking_speed(x, table, rate, dimensions, forward, belt)
        if not unit > 0 or np.isnan(belt):
            continue
        for code in range(N_CODES):
            gait = gaits[code % 2]
            frames = np.full(counts[code], np.nan)
            for row in table:
                if row[5] != code:
                    continue
                speed = _speed_share(
                    x, row, limits, unit, belt, largest, dimensions, rate, directions
                )
                _cross(speed, swings[code], code, gait[SWING], frames)
            sequence, rows = grown(sequence, rows, count, len(frames))
            for k in range(len(frames)):
                if not np.isfinite(frames[k]):
                    continue
                sequence[count] = s
                strength = swings[code, k, PEAK] / gait[PEAK_SPEED]
                _write(rows, count, frames[k], code, strength)
                count += 1
    return sequence[:count], rows[:count]


zeni_velocity = detector(_zeni_velocity, "The foot's velocity from the pelvis changes its sign.")
hreljac = detector(_hreljac, "Peaks of the heel's upward and the toe's forward acceleration.")
foot_speed = detector(_foot_speed, "Points of a foot slower than limits of speed.")
