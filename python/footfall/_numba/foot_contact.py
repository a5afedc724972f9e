"""Twin of foot contact: from the motion of heel, toe and ankle in the plane of progression."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from ._run import run_sequences
from .butterworth import zero_phase
from .foot_contact_rules import (
    FORWARD,
    HEEL_UP,
    N_PARTS,
    TOE_FORWARD,
    TOE_UP,
    UP,
    ankle_leaves,
    initial_contact,
    toe_leaves,
    turn_noise,
)
from .foot_contact_signals import (
    TWO_PI,
    deepest,
    differentiate,
    fill_gaps,
    fill_with_median,
    median,
    nearest_frame,
    next_run,
    numbers,
    quantile,
    quiet_cutoff,
    white_noise,
)
from .foot_contact_swings import (
    CUT_END,
    CUT_START,
    END,
    PEAK,
    START,
    SWING_SHARE,
    clean_swings,
    find_swings,
    is_whole,
    usual_peak_speed,
    usual_stride,
    usual_swing,
)
from .rows import grown
from .sections import LOW, MOST_IN_BLOCK, blocks, chunks, design

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEEL, TOE, ANKLE = range(3)
MIN_FRAMES = 8  # a point seen in fewer frames counts as missing
HIGHEST_CUTOFF = 0.45  # of the rate
MIN_PADDING, MIN_RUN = 9.0, 7
FLAT_FROM, FLAT_TO, LONGEST_STANCE = 0.2, 0.6, 1.5
COMPLETE, AT_START, INFERRED = 0.0, 1.0, 2.0
INFERRED_ERROR_S = 0.027
BLUR_SHARE = 0.6
START_WITHIN, LEAST_DEPTH = 0.30, 0.7
STRONGEST = 3.0
FLOAT64_DIGITS = 53


@jit
def _copy_points(x, first, longest_gap):
    """Copy three points of a foot and fill their gaps; tell which are there."""
    n = len(x)
    points, seen = np.empty((3, 2, n)), np.zeros(3, np.bool_)
    for p in range(3):
        along, height, count = points[p, 0], points[p, 1], 0
        for i in range(n):
            along[i], height[i] = x[i, first + 2 * p], x[i, first + 2 * p + 1]
            if np.isfinite(along[i]) and np.isfinite(height[i]):
                count += 1
        fill_gaps(along, longest_gap)
        fill_gaps(height, longest_gap)
        seen[p] = count >= MIN_FRAMES
    return points, seen


@jit
def _read_foot(x, first, pelvis, longest_gap):
    """Positions, number of parts used, whether there is a sole, noise, and leads of the toe."""
    n = len(x)
    points, seen = _copy_points(x, first, longest_gap)
    positions = np.empty((n, N_PARTS))
    has_heel, has_toe, has_ankle = seen
    rear = HEEL if has_heel or not (has_toe and has_ankle) else ANKLE
    has_sole = has_toe and seen[rear]
    used = (N_PARTS if has_toe else UP + 1) if has_heel or has_toe or has_ankle else 0
    if used == 0:
        return positions, used, has_sole, 0.0, np.empty(0)
    front = TOE if has_sole else ANKLE if has_ankle else HEEL if has_heel else TOE
    back = rear if has_sole else front
    along, height, count = np.empty(n), np.empty(n), 0
    leads = np.empty(n if has_sole else 0)
    for i in range(n):
        along[i] = 0.5 * (points[back, 0, i] + points[front, 0, i])
        height[i] = 0.5 * (points[back, 1, i] + points[front, 1, i])
        positions[i, FORWARD] = along[i] - pelvis[i]
        positions[i, UP] = height[i]
        positions[i, TOE_FORWARD] = points[TOE, 0, i] - pelvis[i]
        positions[i, TOE_UP] = points[TOE, 1, i]
        positions[i, HEEL_UP] = points[rear, 1, i] if seen[rear] else np.nan
        lead = points[TOE, 0, i] - points[rear, 0, i]
        if has_sole and np.isfinite(lead):
            leads[count] = lead
            count += 1
    noise = max(white_noise(along), white_noise(height))
    return positions, used, has_sole, noise, leads[:count]


@jit
def _measure(positions, count, cutoff, rate):
    """Speeds of the first parts after a zero-phase low-pass, one row each."""
    n = len(positions)
    source = positions
    if cutoff < HIGHEST_CUTOFF * rate:
        padding = int(min(max(MIN_PADDING, math.ceil(rate / cutoff)), float(n)))
        source = np.empty((n, N_PARTS))
        sections = design(rate, cutoff, 0.0, LOW, 2, 2.0)
        cuts = chunks(sections, max(padding, MIN_RUN) + 1, FLOAT64_DIGITS)
        filter_ = blocks(sections, positions.dtype, MOST_IN_BLOCK)
        offsets = np.array([0, n])
        zero_phase(positions, offsets, source, filter_, (padding, MIN_RUN), cuts, 0, 1, 0, count)
    speeds = np.empty((count, n))
    for part in range(count):
        speeds[part] = source[:, part]
        differentiate(speeds[part], rate)
    return speeds


@jit
def _sense(leads, speeds):
    """1 where toes lead heels or feet move backward most of the time, else -1."""
    if len(leads) > 0:
        return 1.0 if median(leads) >= 0 else -1.0
    return 1.0 if median(numbers(speeds)) <= 0 else -1.0


@jit
def _turn(positions, speed):
    for i in range(len(speed)):
        speed[i] = -speed[i]
    for i in range(len(positions)):
        positions[i, FORWARD] = -positions[i, FORWARD]
        positions[i, TOE_FORWARD] = -positions[i, TOE_FORWARD]


@jit
def _settled_speed(positions, used, speed, params):
    """Speed that swings are found in: of noisy motion with a lower cut-off."""
    if used == 0:
        return speed
    rate, cutoff, min_cutoff, noise_share, swing_cutoff = params[:5]
    fast = quantile(numbers(speed), 0.95)
    noise = white_noise(positions[:, FORWARD].copy())
    quiet = quiet_cutoff(noise, noise_share * fast, rate, min_cutoff, cutoff)
    return _measure(positions, 1, quiet, rate)[0] if quiet < swing_cutoff else speed


@jit
def _stance_speed(speed, start, end, stride):
    """Median backward speed while the foot is flat; NaN when too little of it was seen."""
    duration, n = end - start, len(speed)
    if not duration < LONGEST_STANCE * stride:
        return np.nan
    first = min(max(nearest_frame(start + FLAT_FROM * duration), 0), n)
    last = min(max(nearest_frame(start + FLAT_TO * duration), 0), n)
    values = numbers(speed[first : max(first, last)])
    return np.nan if len(values) < 3 else -median(values)


@jit
def _stances(swings, speed, stride):
    """Speeds against the pelvis in the stances before, between and after the swings."""
    usual = (1 - SWING_SHARE) * stride
    start = swings[0, START] - usual
    stances = np.empty(len(swings) + 1)
    for k in range(len(swings)):
        stances[k] = _stance_speed(speed, start, swings[k, START], stride)
        start = swings[k, END]
    stances[len(swings)] = _stance_speed(speed, start, start + usual, stride)
    fill_with_median(stances)
    return stances


@jit
def _usual_peak(swings, speed, otherwise):
    """Median over whole swings of the highest speed in each."""
    peaks, count = np.empty(len(swings)), 0
    for swing in swings:
        if not is_whole(swing):
            continue
        peak = -np.inf
        for i in range(int(swing[START]), int(swing[END]) + 1):
            peak = speed[i] if speed[i] > peak else peak
        if np.isfinite(peak):
            peaks[count] = peak
            count += 1
    return median(peaks[:count]) if count > 0 else otherwise


@jit
def _write(row, frame, noise_s, code, quality, error_s, strength):
    row[0], row[1], row[2] = frame, code, quality
    row[3] = math.sqrt(error_s * error_s + noise_s * noise_s)
    row[4] = min(max(strength, 0.0), STRONGEST)


@jit
def _blurred(error_s, lowered, cutoff):
    """Error of a clue on clean motion, and what a lowered cut-off adds."""
    blur_s = BLUR_SHARE / TWO_PI * (1 / lowered - 1 / cutoff)
    return math.sqrt(error_s * error_s + blur_s * blur_s)


@jit
def _initial_contacts(speeds, noisy, swings, swing_frames, stances, share, code, errors, usual):
    """Rows of initial contacts after swings, and how fast the foot fell in each."""
    n, last_frame = len(swings), float(speeds.shape[1] - 1)
    contacts, depths, delays, count = np.empty((n, 2)), np.empty(n), np.empty(n), 0
    for k in range(n):
        frame, noise_s, _, depth = initial_contact(
            speeds, noisy, swings[k], swing_frames, stances[k + 1], share
        )
        contacts[k, 0], contacts[k, 1] = frame, noise_s
        if swings[k, CUT_END] == 0 and np.isfinite(frame):
            depths[count], delays[count] = depth, frame - swings[k, END]
            count += 1
    delay = median(delays[:count]) if count > 0 else 0.0
    rows, used = np.empty((n, 5)), 0
    for k in range(n):
        if swings[k, CUT_END] != 0:
            continue
        frame, noise_s = contacts[k]
        strength = swings[k, PEAK] / usual
        if np.isfinite(frame):
            _write(rows[used], frame, noise_s, code, COMPLETE, errors[0], strength)
        else:
            frame = min(max(swings[k, END] + delay, 0.0), last_frame)
            _write(rows[used], frame, 0.0, code, INFERRED, errors[1], 0.5 * strength)
        used += 1
    return rows[:used], depths[:count]


@jit
def _starts(fall, swing_speed, noisy, swing_frames, depths, code, error_s):
    """Rows of contacts at the start of a run of numbers, whose swing was not seen."""
    rows, count = np.empty((0, 5)), 0
    if len(depths) == 0:
        return rows
    usual, window = median(depths), int(math.ceil(START_WITHIN * swing_frames))
    sequence = np.empty(0, np.int64)
    start, end = next_run(fall, 0)
    while start < len(fall):
        frame, noise_s, depth = np.nan, 0.0, np.nan
        if swing_speed[start] <= 0:
            frame, depth, bend, _ = deepest(fall, start + 1, min(start + window, end - 2), 1.0)
            noise_s = turn_noise(bend, noisy[2], noisy[0], noisy[1])
            if not np.isfinite(frame) and end - start > 3 and fall[start] < fall[start + 1]:
                frame, noise_s, depth = float(start), 0.0, fall[start]
        if np.isfinite(frame) and depth <= LEAST_DEPTH * usual:
            sequence, rows = grown(sequence, rows, count, 1)
            _write(rows[count], frame, noise_s, code, AT_START, error_s, depth / usual)
            count += 1
        start, end = next_run(fall, end)
    return rows[:count]


@jit
def _final_contacts(
    speeds, noisy, swings, swing_frames, stances, swing_speed, share, code, errors, usual
):
    """Rows of final contacts before swings."""
    rows, count, has_toe = np.empty((len(swings), 5)), 0, len(speeds) == N_PARTS
    scratch = np.empty(speeds.shape[1])
    for k in range(len(swings)):
        swing, stance = swings[k], stances[k]
        if swing[CUT_START] != 0:
            continue
        if has_toe:
            frame, noise_s, whole, _ = toe_leaves(
                speeds, noisy, swing, swing_frames, stance, swing_speed, share, scratch
            )
        else:
            frame, noise_s, whole, _ = ankle_leaves(
                speeds, noisy, swing, swing_frames, stance, swing_speed
            )
        if not np.isfinite(frame):
            continue
        strength = swing[PEAK] / usual
        if whole:
            _write(rows[count], frame, noise_s, code, COMPLETE, errors[0], strength)
        else:
            _write(rows[count], frame, noise_s, code, INFERRED, errors[1], 0.5 * strength)
        count += 1
    return rows[:count]


@jit
def _detect_foot(positions, used, has_sole, noise, foot_speed, swings, gait, code, params):
    """Rows of one foot; `gait` is (peak speed, stride, swing)."""
    if len(swings) == 0:
        return np.empty((0, 5))
    rate, peak_speed, stride, swing_frames = params[0], gait[0], gait[1], gait[2]
    cutoff = quiet_cutoff(noise, params[3] * peak_speed, rate, params[2], params[1])
    speeds, noisy = _measure(positions, used, cutoff, rate), (rate, cutoff, noise)
    stances = _stances(swings, speeds[FORWARD], stride)
    clean_contact, clean_leave = (0.010, 0.012) if has_sole else (0.013, 0.017)
    contact_error_s = _blurred(clean_contact, cutoff, params[1])
    leave_error_s = _blurred(clean_leave, cutoff, params[1])
    inferred_error_s = _blurred(INFERRED_ERROR_S, cutoff, params[1])
    initial, depths = _initial_contacts(
        *(speeds, noisy, swings, swing_frames, stances),
        *(params[6], code, (contact_error_s, inferred_error_s), peak_speed),
    )
    fall = speeds[UP]
    starts = _starts(fall, foot_speed, noisy, swing_frames, depths, code, inferred_error_s)
    leaving = speeds[FORWARD]
    if used == N_PARTS:
        leaving = speeds[TOE_FORWARD]
        stances = _stances(swings, leaving, stride)
    swing_speed = _usual_peak(swings, leaving, peak_speed)
    final = _final_contacts(
        *(speeds, noisy, swings, swing_frames, stances),
        *(swing_speed, params[7], code + 1, (leave_error_s, inferred_error_s), peak_speed),
    )
    return np.concatenate((initial, starts, final))


def _detect(x: NDArray[np.float64], params: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of one sequence, sorted by time, then code."""
    rate, swing_cutoff, share = params[0], params[4], params[5]
    longest_gap = nearest_frame(params[8] * rate)
    pelvis = x[:, 0].copy()
    fill_gaps(pelvis, longest_gap)
    feet = [_read_foot(x, first, pelvis, longest_gap) for first in (1, 7)]
    speeds = [
        _measure(positions, 1, swing_cutoff, rate)[0] if used > 0 else np.empty(0)
        for positions, used, *_ in feet
    ]
    leads = np.concatenate([foot[-1] for foot in feet])
    if _sense(leads, np.concatenate(speeds)) < 0:
        for (positions, *_), speed in zip(feet, speeds, strict=True):
            _turn(positions, speed)
    speeds = [
        _settled_speed(positions, used, speed, params)
        for (positions, used, *_), speed in zip(feet, speeds, strict=True)
    ]
    swings = [find_swings(speed) for speed in speeds]
    peak_speed = usual_peak_speed(*swings)
    if np.isnan(peak_speed):
        return np.empty((0, 5))
    stride = usual_stride(*swings, share * peak_speed, rate)
    swings = [clean_swings(spans, peak_speed, stride, share) for spans in swings]
    stride = usual_stride(*swings, share * peak_speed, rate)
    gait = (peak_speed, stride, usual_swing(*swings, stride))
    rows = np.concatenate(
        [
            _detect_foot(*foot[:-1], speed, spans, gait, 2.0 * side, params)
            for side, (foot, speed, spans) in enumerate(zip(feet, speeds, swings, strict=True))
        ]
    )
    return rows[np.lexsort((rows[:, 1], rows[:, 0]))]


def _foot_contact(
    values: NDArray[np.float64],
    offsets: NDArray[np.int64],
    table: NDArray[np.int64],  # noqa: ARG001  one signature
    params: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Rows of each sequence. Not compiled as one: that would take as long again."""
    found = [
        _detect(values[start:end], params)
        for start, end in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
    ]
    sequence = np.repeat(np.arange(len(found)), [len(rows) for rows in found])
    return sequence, np.concatenate([np.empty((0, 5)), *found])


def foot_contact(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    table: NDArray[np.int64],
    threads: int,
    params: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Initial and final contacts of both feet."""
    return run_sequences(_foot_contact, values, offsets, table, threads, params)
