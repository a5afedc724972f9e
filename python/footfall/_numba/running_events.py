"""Twins of detectors of running."""

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
    numbers,
    quantile,
)
from .foot_contact_swings import CUT_END, CUT_START, END, PEAK, START
from .kinematic_signals import (
    N_CODES,
    PEAK_SPEED,
    STRIDE,
    SWING,
    accelerate,
    along,
    event_swings,
    leading_row,
    read_track,
)
from .peaks import parabola_vertex, stride_peaks
from .rows import grown

DEEPEST_SHARE = 0.1  # of the time, which flight exceeds in running
REACH_S = 0.15
STEPS_S = (0.2, 0.6, 0.36)  # shortest, longest and usual period


@jit
def _half_stance(swing, gait, code):
    """Start and end of the half of the way back about a swing; NaN where it was not seen."""
    half = 0.5 * (gait[STRIDE] - gait[SWING])
    if code % 2 == 0:
        return (np.nan, np.nan) if swing[CUT_END] != 0 else (swing[END], swing[END] + half)
    return (np.nan, np.nan) if swing[CUT_START] != 0 else (swing[START] - half, swing[START])


@jit
def _jerk(track, rate):
    """Third central differences of positions; NaN at ends and beside gaps."""
    scale, result = 0.5 * (rate * rate) * rate, np.full(len(track), np.nan)
    for i in range(2, len(track) - 2):
        ahead, behind = track[i + 2] - 2 * track[i + 1], 2 * track[i - 1] - track[i - 2]
        result[i] = (ahead + behind) * scale
    return result


@jit
def _add(sequence, rows, count, s, frame, code, score):
    sequence, rows = grown(sequence, rows, count, 1)
    sequence[count] = s
    rows[count, 0], rows[count, 1], rows[count, 2] = frame, code, score
    return sequence, rows


@jit
def _earliest_peaks(track, swings, gait, code, frames):
    """Highest peak about each swing; of several points, the earliest."""
    for k in range(len(frames)):
        start, end = _half_stance(swings[k], gait, code)
        if np.isnan(start):
            continue
        frame, _, _, _ = highest_peak(track, start, end)
        if np.isfinite(frame) and not frames[k] <= frame:
            frames[k] = frame


@jit
def _handsaker(values, offsets, table, params):
    rate, dimensions, forward, up = params[0], int(params[1]), params[2:5], params[5:8]
    sequence, rows, count = np.empty(0, np.int64), np.empty((0, 3)), 0
    for s in range(len(offsets) - 1):
        x = values[offsets[s] : offsets[s + 1]]
        swings, counts, gaits = event_swings(x, table, rate, dimensions, forward)
        for code in range(N_CODES):
            gait, frames = gaits[code % 2], np.full(counts[code], np.nan)
            for row in table:
                if row[4] != code:
                    continue
                track = read_track(x, row[0], row[1], dimensions, up)
                track = accelerate(track, rate) if code % 2 == 0 else _jerk(track, rate)
                _earliest_peaks(track, swings[code], gait, code, frames)
            for k in range(len(frames)):
                if not np.isfinite(frames[k]):
                    continue
                strength = swings[code, k, PEAK] / gait[PEAK_SPEED]
                sequence, rows = _add(sequence, rows, count, s, frames[k], code, strength)
                count += 1
    return sequence[:count], rows[:count]


@jit
def _foremost(frame, table, dimensions, forward, sign):
    """Code of the foot farthest ahead of the pelvis, or behind it; -1 when none is."""
    farthest, code = 0.0, -1
    for row in table:
        foot = 0.5 * (
            along(frame, row[0], dimensions, forward) + along(frame, row[1], dimensions, forward)
        )
        pelvis = 0.5 * (
            along(frame, row[2], dimensions, forward) + along(frame, row[3], dimensions, forward)
        )
        ahead = sign * (foot - pelvis)
        if ahead > farthest:
            farthest, code = ahead, row[4]
    return code


@jit
def _pelvis_velocity(values, offsets, table, params):
    rate, dimensions, forward, up = params[0], int(params[1]), params[2:5], params[5:8]
    sequence, rows, count = np.empty(0, np.int64), np.empty((0, 3)), 0
    for s in range(len(offsets) - 1 if len(table) > 0 else 0):
        x = values[offsets[s] : offsets[s + 1]]
        fall = read_track(x, table[0, 2], table[0, 3], dimensions, up)
        for i in range(len(fall)):
            fall[i] = -fall[i]
        differentiate(fall, rate)
        peaks, prominences = stride_peaks(fall, rate, params[8], params[9], STEPS_S)
        for k in range(len(peaks)):
            code = _foremost(x[peaks[k]], table, dimensions, forward, 1.0)
            frame = parabola_vertex(fall, peaks[k]) - params[10] * rate
            if code >= 0 and frame >= 0:
                sequence, rows = _add(sequence, rows, count, s, frame, code, prominences[k])
                count += 1
    return sequence[:count], rows[:count]


@jit
def _extension(x, row, dimensions):
    """How straight a knee is: the cosine of its flexion."""
    result = np.empty(len(x))
    for i in range(len(x)):
        product = thigh = shank = 0.0
        for d in range(dimensions):
            knee = x[i, row[5] * dimensions + d] * 1.0
            upper = knee - x[i, row[4] * dimensions + d]
            lower = x[i, row[6] * dimensions + d] - knee
            product += upper * lower
            thigh += upper * upper
            shank += lower * lower
        size = math.sqrt(thigh * shank)
        result[i] = product / size if size != 0 else np.nan
    return result


@jit
def _fellin(values, offsets, table, params):
    rate, dimensions, forward, up = params[0], int(params[1]), params[2:5], params[5:8]
    sequence, rows, count = np.empty(0, np.int64), np.empty((0, 3)), 0
    for s in range(len(offsets) - 1):
        x = values[offsets[s] : offsets[s + 1]]
        swings, counts, gaits = event_swings(x, table, rate, dimensions, forward)
        for code in range(N_CODES):
            row, gait = leading_row(table, code), gaits[code % 2]
            if row < 0 or counts[code] == 0:
                continue
            if code % 2 == 0:
                track = read_track(x, table[row, 0], table[row, 1], dimensions, up)
                for i in range(len(track)):
                    track[i] = -track[i]
                differentiate(track, rate)
            else:
                track = _extension(x, table[row], dimensions)
            for k in range(counts[code]):
                start, end = _half_stance(swings[code, k], gait, code)
                if np.isnan(start):
                    continue
                if code % 2 == 0:
                    frame = first_fall(track, start, end, 0.0)[0] - params[8] * rate
                else:
                    frame = highest_peak(track, start, end)[0]
                if not frame >= 0:
                    continue
                strength = swings[code, k, PEAK] / gait[PEAK_SPEED]
                sequence, rows = _add(sequence, rows, count, s, frame, code, strength)
                count += 1
    return sequence[:count], rows[:count]


@jit
def _free_fall(values, offsets, table, params):
    rate, dimensions, forward, up = params[0], int(params[1]), params[2:5], params[5:8]
    sequence, rows, count = np.empty(0, np.int64), np.empty((0, 3)), 0
    for s in range(len(offsets) - 1 if len(table) > 0 else 0):
        x = values[offsets[s] : offsets[s + 1]]
        velocity = read_track(x, table[0, 2], table[0, 3], dimensions, up)
        differentiate(velocity, rate)
        fall = velocity.copy()
        differentiate(fall, rate)
        level = params[10] * quantile(numbers(fall), DEEPEST_SHARE)
        if not level < 0:
            continue
        for way in (-1.0, 1.0):
            peaks, prominences = stride_peaks(velocity * way, rate, params[8], params[9], STEPS_S)
            for k in range(len(peaks)):
                place = float(peaks[k])
                if way < 0:
                    frame, _ = last_rise(fall, place - REACH_S * rate, place, level)
                else:
                    frame, _ = first_fall(fall, place, place + REACH_S * rate, level)
                code = _foremost(x[peaks[k]], table, dimensions, forward, -way)
                if code < 0 or not np.isfinite(frame):
                    continue
                kind = 0 if way < 0 else 1
                sequence, rows = _add(sequence, rows, count, s, frame, code + kind, prominences[k])
                count += 1
    return sequence[:count], rows[:count]


handsaker = detector(_handsaker, "Peaks of the foot's vertical acceleration and the toe's jerk.")
pelvis_velocity = detector(_pelvis_velocity, "The pelvis falls fastest, less a lag.")
fellin = detector(_fellin, "The heel's lowest place, less a lag, and the straightest knee.")
free_fall = detector(_free_fall, "Where the pelvis stops and begins to fall freely.")
