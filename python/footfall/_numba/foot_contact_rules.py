"""The instants of contact about one swing of a foot.

Speeds are rows of an array, in order: forward and up of the centre, then of the toe, then the
heel up. `noisy` is (sampling rate, cut-off, noise of the centre); a contact is
(frame, noise in s, complete, depth).
"""

from __future__ import annotations

import math

import numpy as np

from ._jit import jit
from .foot_contact_signals import (
    acceleration_noise,
    deepest_dip,
    first_fall,
    highest_peak,
    last_rise,
    noise_of_time,
    plain_mean,
    velocity_noise,
    weighted_mean,
)
from .foot_contact_swings import END, START

FORWARD, UP, TOE_FORWARD, TOE_UP, HEEL_UP, N_PARTS = range(6)

# Windows, in swings.
CONTACT_BEFORE, CONTACT_AFTER, CONTACT_LATE = 0.05, 0.30, 0.15
LEAVE_BEFORE, LEAVE_AFTER, ANKLE_LATER = 0.35, 0.30, 0.10
TOE_USUAL, TOE_NEAR, TOE_FAR = 0.10, 0.15, 0.30
HIGHEST_WITHIN = 0.5

ARREST_ERROR_S, REST_ERROR_S = 0.010, 0.025
RISE_ERROR_S, SPEED_ERROR_S = 0.015, 0.025
RISE_SHARE = 0.25  # of the way from the fastest rise to the highest place
ANKLE_SPEED_SHARE = 0.5
TWO_POINTS = 1.4142135623730951  # the centre is the mean of two points


@jit
def turn_noise(bend, noise, rate, cutoff):
    """Error of the place of a turn of a speed, in s."""
    return noise_of_time(acceleration_noise(noise, cutoff, rate), bend * rate * rate)


@jit
def _crossing_noise(step, noise, rate, cutoff):
    return noise_of_time(velocity_noise(noise, cutoff, rate), step * rate)


@jit
def initial_contact(speed, noisy, swing, swing_frames, stance_speed, ground_share):
    """The ground arrests the fall of the foot while it comes to rest."""
    rate, cutoff, noise = noisy
    start = swing[END] - CONTACT_BEFORE * swing_frames
    end = swing[END] + CONTACT_AFTER * swing_frames
    rest, step = first_fall(speed[FORWARD], start, end, (ground_share - 1) * stance_speed)
    rests = np.isfinite(rest)
    last = min(end, rest + CONTACT_LATE * swing_frames) if rests else end
    frame, depth, bend, _ = deepest_dip(speed[UP], start, last)
    error = turn_noise(bend, noise, rate, cutoff)
    if np.isfinite(frame) and rests:
        rest_noise = _crossing_noise(step, noise, rate, cutoff)
        frame, error = weighted_mean(frame, error, ARREST_ERROR_S, rest, rest_noise, REST_ERROR_S)
    return frame, error, True, depth


@jit
def _ground_speed(speed, start, end, walking_speed, scratch):
    """Write the speed of the toe over the ground for frames of a window."""
    for i in range(max(int(start) - 1, 0), min(int(end), speed.shape[1] - 1) + 1):
        along, rise = speed[TOE_FORWARD, i] + walking_speed, speed[TOE_UP, i]
        scratch[i] = math.sqrt(along * along + rise * rise)


@jit
def toe_leaves(speed, noisy, swing, swing_frames, stance_speed, swing_speed, speed_share, scratch):
    """Final contact of a foot with a toe: the mean of its speed and of the rise of the foot."""
    rate, cutoff, noise = noisy
    noise *= TWO_POINTS
    start = swing[START] - LEAVE_BEFORE * swing_frames
    end = swing[START] + LEAVE_AFTER * swing_frames
    _ground_speed(speed, start, end, stance_speed, scratch)
    level = speed_share * (swing_speed + stance_speed)
    gathers, step = last_rise(scratch, start, end, level)
    gather_noise = _crossing_noise(step, noise, rate, cutoff)
    about = gathers if np.isfinite(gathers) else swing[START] + TOE_USUAL * swing_frames
    near, far = TOE_NEAR * swing_frames, TOE_FAR * swing_frames
    heel, _, heel_bend, _ = highest_peak(speed[HEEL_UP], about - far, about + near)
    toe, _, toe_bend, _ = highest_peak(speed[TOE_UP], about - near, about + far)
    rises, rise_noise = plain_mean(
        heel,
        turn_noise(heel_bend, noise, rate, cutoff),
        toe,
        turn_noise(toe_bend, noise, rate, cutoff),
    )
    if not np.isfinite(rises):
        return gathers, gather_noise, False, np.nan
    if not np.isfinite(gathers):
        return rises, rise_noise, False, np.nan
    frame, error = plain_mean(gathers, gather_noise, rises, rise_noise)
    return frame, error, True, np.nan


@jit
def ankle_leaves(speed, noisy, swing, swing_frames, stance_speed, swing_speed):
    """Final contact of a foot without a toe: from the rise and the speed of the ankle."""
    rate, cutoff, noise = noisy
    start = swing[START] - LEAVE_BEFORE * swing_frames
    end = swing[START] + (LEAVE_AFTER + ANKLE_LATER) * swing_frames
    level = ANKLE_SPEED_SHARE * (swing_speed + stance_speed) - stance_speed
    gathers, step = last_rise(speed[FORWARD], start, end, level)
    gather_noise = _crossing_noise(step, noise, rate, cutoff)
    rises, _, bend, nearest = highest_peak(speed[UP], start, end)
    rise_noise = turn_noise(bend, noise, rate, cutoff)
    if not np.isfinite(rises):
        return gathers, gather_noise, False, np.nan
    within = rises + HIGHEST_WITHIN * swing_frames
    top, _ = first_fall(speed[UP], float(nearest), within, 0.0)
    tops = np.isfinite(top)
    if tops:
        rises += RISE_SHARE * (top - rises)
    if not np.isfinite(gathers):
        return rises, rise_noise, False, np.nan
    frame, error = weighted_mean(
        rises, rise_noise, RISE_ERROR_S, gathers, gather_noise, SPEED_ERROR_S
    )
    return frame, error, tops, np.nan
