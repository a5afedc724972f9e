"""Swings of a foot: the spans in which it moves forward relative to the pelvis.

A swing is a row: start, end, peak speed, and whether the start or end of a run cuts it.
"""

from __future__ import annotations

import numpy as np

from ._jit import jit
from .foot_contact_signals import median, next_run

START, END, PEAK, CUT_START, CUT_END = range(5)
SWING_SHARE = 0.4  # of a stride, usual in walking
USUAL_STRIDE_S = 1.1
LONGEST_STRIDE_S = 5.0
LONGEST_SWING = 1.0  # strides
LEAST_PAUSE = 0.1  # strides
CUT_SHARE = 0.8
SHORTEST = 0.15  # strides
APART = 0.5  # strides


@jit
def _count_swings(speed):
    count = 0
    for i in range(len(speed)):
        if speed[i] > 0 and not (i > 0 and speed[i - 1] > 0):
            count += 1
    return count


@jit
def find_swings(speed):
    """All spans of positive speed, to a fraction of a frame."""
    swings, count = np.empty((_count_swings(speed), 5)), 0
    run_start, run_end = next_run(speed, 0)
    while run_start < len(speed):
        i = run_start
        while i < run_end:
            first, peak = i, 0.0
            while i < run_end and speed[i] > 0:
                peak = max(peak, speed[i])
                i += 1
            if i > first:
                cut_start, cut_end = first == run_start, i == run_end
                start, end = float(first if cut_start else first - 1), float(i - 1)
                if not cut_start:
                    start += speed[first - 1] / (speed[first - 1] - speed[first])
                if not cut_end:
                    end += speed[i - 1] / (speed[i - 1] - speed[i])
                swings[count, START], swings[count, END], swings[count, PEAK] = start, end, peak
                swings[count, CUT_START], swings[count, CUT_END] = cut_start, cut_end
                count += 1
            i += 1
        run_start, run_end = next_run(speed, run_end)
    return swings[:count]


@jit
def is_whole(swing):
    """Nothing cuts the swing."""
    return swing[CUT_START] == 0 and swing[CUT_END] == 0


@jit
def _join_split(swings, stride):
    """Join neighbours with less than a share of a stride between them: noise has split them."""
    kept = 0
    for k in range(len(swings)):
        swing, last = swings[k], swings[kept - 1]
        if (
            kept > 0
            and swing[START] - last[END] < LEAST_PAUSE * stride
            and last[CUT_END] == 0
            and swing[CUT_START] == 0
        ):
            last[END] = swing[END]
            last[PEAK] = max(last[PEAK], swing[PEAK])
            last[CUT_END] = swing[CUT_END]
        else:
            swings[kept] = swing
            kept += 1
    return swings[:kept]


@jit
def _drop_small(swings, peak_speed, stride, min_speed_share):
    """Drop what is too slow or too short for a swing."""
    least, kept = min_speed_share * peak_speed, 0
    for k in range(len(swings)):
        swing = swings[k]
        if is_whole(swing):
            small = swing[PEAK] < least or swing[END] - swing[START] < SHORTEST * stride
        else:
            small = swing[PEAK] < CUT_SHARE * least
        if not small:
            swings[kept] = swing
            kept += 1
    return swings[:kept]


@jit
def _thin_out(swings, stride):
    """Of two swings within half a stride keep the whole one, else the faster one."""
    kept = 0
    for k in range(len(swings)):
        swing, last = swings[k], swings[kept - 1]
        crowded = (
            kept > 0
            and swing[END] - last[END] < APART * stride
            and (
                swing[START] - last[START] < APART * stride
                or not (last[CUT_START] != 0 or swing[CUT_END] != 0)
            )
        )
        if not crowded:
            swings[kept] = swing
            kept += 1
        elif is_whole(swing) if is_whole(last) != is_whole(swing) else last[PEAK] < swing[PEAK]:
            last[:] = swing
    return swings[:kept]


@jit
def clean_swings(swings, peak_speed, stride, min_speed_share):
    """Turn spans of positive speed into the swings of this gait; reuses the memory."""
    joined = _join_split(swings, stride)
    return _thin_out(_drop_small(joined, peak_speed, stride, min_speed_share), stride)


@jit
def usual_peak_speed(left, right):
    """Median of the peak speeds that are at least half of the highest; NaN without swings."""
    values, count, highest = np.empty(len(left) + len(right)), 0, 0.0
    for swings in (left, right):
        for k in range(len(swings)):
            highest = max(highest, swings[k, PEAK])
    for swings in (left, right):
        for k in range(len(swings)):
            if swings[k, PEAK] >= 0.5 * highest:
                values[count] = swings[k, PEAK]
                count += 1
    return median(values[:count])


@jit
def _whole_swing(left, right, least):
    """Median duration of whole swings that reach `least` speed; NaN without."""
    values, count = np.empty(len(left) + len(right)), 0
    for swings in (left, right):
        for k in range(len(swings)):
            if is_whole(swings[k]) and swings[k, PEAK] >= least:
                values[count] = swings[k, END] - swings[k, START]
                count += 1
    return median(values[:count])


@jit
def usual_stride(left, right, least, rate):
    """Median time between ends of swings that reach `least` speed; else from their duration."""
    values, count = np.empty(len(left) + len(right)), 0
    for swings in (left, right):
        before = np.nan
        for k in range(len(swings)):
            if swings[k, PEAK] < least or swings[k, CUT_END] != 0:
                continue
            if before == before:
                values[count] = swings[k, END] - before
                count += 1
            before = swings[k, END]
    frames = median(values[:count])
    if np.isnan(frames):
        frames = _whole_swing(left, right, least) / SWING_SHARE
    if np.isnan(frames):
        frames = USUAL_STRIDE_S * rate
    return min(frames, LONGEST_STRIDE_S * rate)


@jit
def usual_swing(left, right, stride):
    """Median duration of whole swings; a share of the stride without."""
    frames = _whole_swing(left, right, 0.0)
    return SWING_SHARE * stride if np.isnan(frames) else min(frames, LONGEST_SWING * stride)
