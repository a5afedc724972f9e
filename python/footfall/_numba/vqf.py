"""Orientation of a sensor: turns integrated, kept upright by the acceleration."""

from __future__ import annotations

import math

import numpy as np

from ._jit import jit
from ._run import run_sensors
from .gyroscope_bias import bias_filter, bias_sigma, learn_bias, start_bias
from .magnetic_heading import (
    about_vertical,
    atan2_rad,
    compare_field,
    follow_heading,
    is_disturbed,
    start_field,
)
from .rotations import direction_or_up, product, renormalized, rotated, turn, upright
from .settling_low_pass import filtered, low_pass

RADIANS = 0.017453292519943295
# Where states start.
MISSED, GYRO, INCLINATION, TIMER, BIAS = 1, 2, 6, 10, 11
GYRO_FILTER = BIAS + 9
REST_FILTER = GYRO_FILTER + 7
UP_FILTER = REST_FILTER + 7
BIAS_FILTER = UP_FILTER + 7
HEADING = BIAS_FILTER + 23
FIELD = HEADING + 3
STATES = FIELD + 12


def vqf(turns, forces, fields, offsets, states, quaternions, details, threads, params):
    """Orientation of each sensor and frame."""
    settings = prepared(*params)
    run_sensors(
        lambda *span: _sensors(
            turns, forces, fields, offsets, states, quaternions, details, settings, *span
        ),
        offsets,
        threads,
    )


@jit
def prepared(
    rate, up_s, north_s, learns, rejects, initial, forgetting, limit, moving, vertical, resting,
    rest_min, rest_s, rest_turn, rest_force, current_s, reference_s, norm, dip, new_s, first_s,
    new_turn, undisturbed_s, longest_s, factor, max_gap_s,
):  # fmt: skip
    """Make what the filter needs of its parameters."""
    step = 1 / rate
    return (
        (step, learns != 0, rejects != 0, max_gap_s * rate),
        (rest_min, rest_turn * RADIANS, rest_force),
        (low_pass(rest_s, step), low_pass(up_s, step), low_pass(current_s, step)),
        bias_filter(initial, forgetting, limit, moving, vertical, resting, step),
        (step, north_s, 1 - math.exp(-step / north_s), longest_s, factor),
        (norm, dip * RADIANS, new_s, first_s, new_turn * RADIANS, undisturbed_s),
        1 - math.exp(-step / reference_s),
    )


@jit
def _sensors(
    turns, forces, fields, offsets, states, quaternions, details, settings, first, last
):  # fmt: skip
    for i in range(first, last):
        s = states[i]
        if s[0] == 0:
            start(s, settings)
        for t in range(offsets[i], offsets[i + 1]):
            w, a = turns[t], forces[t]
            total = w[0] + w[1] + w[2] + a[0] + a[1] + a[2]
            if total - total == 0:
                q, still = advance(s, settings, w, a)
                if len(fields) > 0:
                    q = face(s, settings, q, still, fields[t])
            else:
                miss(s, settings)
                q = (np.nan, np.nan, np.nan, np.nan)
            quaternions[t, 0], quaternions[t, 1], quaternions[t, 2], quaternions[t, 3] = q
            if len(details) > 0:
                describe(s, settings, details[t])


@jit
def start(s, settings):
    """Nothing is known yet."""
    s[:] = 0.0
    s[0] = s[GYRO] = s[INCLINATION] = s[HEADING + 2] = 1.0
    start_bias(s, BIAS, settings[3])
    s[HEADING + 1] = settings[4][3] if settings[0][2] else 0.0
    start_field(s, FIELD)


@jit
def miss(s, settings):
    """Go on as after the gap, until it is so long that the filters start anew."""
    s[MISSED] += 1
    if s[MISSED] <= settings[0][3]:
        return
    s[GYRO_FILTER:HEADING] = 0.0
    s[TIMER] = s[MISSED] = 0.0
    s[HEADING + 2] = 1.0


@jit
def advance(s, settings, w, a):
    """Orientation after a sample, without heading, and the smoothed rate of turn."""
    still = _turn_on(s, settings, w)
    if a[0] * a[0] + a[1] * a[1] + a[2] * a[2] > 0:
        _level(s, settings, a, still)
    return product(_at(s, INCLINATION), _at(s, GYRO)), still


@jit
def face(s, settings, q, still, m):
    """Orientation with the heading that a magnetometer asks for."""
    if m[0] * m[0] + m[1] * m[1] + m[2] * m[2] > 0:
        step, _, rejects, _ = settings[0]
        field = rotated(q, m)
        if rejects:
            turning = math.sqrt(still[0] * still[0] + still[1] * still[1] + still[2] * still[2])
            compare_field(
                s, FIELD, settings[5], settings[2][2], settings[6], step, field, turning
            )  # fmt: skip
        disturbed = rejects and is_disturbed(s, FIELD)
        follow_heading(s, HEADING, settings[4], atan2_rad(field[0], field[1]), disturbed)
    return product(about_vertical(s[HEADING]), q)


@jit
def describe(s, settings, row):
    """Bias, its sigma, rest, disturbance and heading."""
    for i in range(3):
        row[i] = s[BIAS + i]
    row[3] = bias_sigma(s[BIAS + 3 : BIAS + 9], settings[3])
    row[4] = 1.0 if s[TIMER] >= settings[1][0] else 0.0
    row[5] = 1.0 if is_disturbed(s, FIELD) else 0.0
    row[6] = s[HEADING]


@jit
def _at(s, i):
    return s[i], s[i + 1], s[i + 2], s[i + 3]


@jit
def _turn_on(s, settings, w):
    step = settings[0][0]
    smooth = np.empty(3)
    filtered(s, GYRO_FILTER, settings[2][0], w, smooth)
    x, y, z = w[0] - smooth[0], w[1] - smooth[1], w[2] - smooth[2]
    most = max(abs(smooth[0]), abs(smooth[1]), abs(smooth[2]))
    slow = settings[1][1]
    if x * x + y * y + z * z >= slow * slow or most > settings[3][0]:
        s[TIMER] = 0.0
    half = (s[MISSED] + 1) * (step / 2)
    s[MISSED] = 0.0
    rate = (w[0] - s[BIAS], w[1] - s[BIAS + 1], w[2] - s[BIAS + 2])
    q = renormalized(product(_at(s, GYRO), turn(rate, half)))
    s[GYRO], s[GYRO + 1], s[GYRO + 2], s[GYRO + 3] = q
    return smooth


@jit
def _level(s, settings, a, still):
    step, learns, _, _ = settings[0]
    smooth = np.empty(3)
    filtered(s, REST_FILTER, settings[2][0], a, smooth)
    x, y, z = a[0] - smooth[0], a[1] - smooth[1], a[2] - smooth[2]
    shaken = x * x + y * y + z * z >= settings[1][2] * settings[1][2]
    s[TIMER] = 0.0 if shaken else s[TIMER] + step
    filtered(s, UP_FILTER, settings[2][1], rotated(_at(s, GYRO), a), smooth)
    z = direction_or_up(rotated(_at(s, INCLINATION), smooth))
    q = renormalized(product(upright(z), _at(s, INCLINATION)))
    s[INCLINATION], s[INCLINATION + 1], s[INCLINATION + 2], s[INCLINATION + 3] = q
    if learns:
        _learn(s, settings, z, still)


@jit
def _learn(s, settings, z, still):
    qw, qx, qy, qz = product(_at(s, INCLINATION), _at(s, GYRO))
    b0, b1, b2 = s[BIAS], s[BIAS + 1], s[BIAS + 2]
    r0 = 1 - 2 * (qy * qy) - 2 * (qz * qz)
    r1 = 2 * (qy * qx - qw * qz)
    r2 = 2 * (qw * qy + qz * qx)
    r3 = 2 * (qw * qz + qy * qx)
    r4 = 1 - 2 * (qx * qx) - 2 * (qz * qz)
    r5 = 2 * (qz * qy - qx * qw)
    r6 = 2 * (qz * qx - qw * qy)
    r7 = 2 * (qw * qx + qz * qy)
    r8 = 1 - 2 * (qx * qx) - 2 * (qy * qy)
    along = (r0 * b0 + r1 * b1 + r2 * b2, r3 * b0 + r4 * b1 + r5 * b2)
    h = np.empty(11)
    both = (r0, r1, r2, r3, r4, r5, r6, r7, r8, along[0], along[1])
    filtered(s, BIAS_FILTER, settings[2][1], both, h)
    rate = 1 / settings[0][0]
    off = (
        h[9] - (h[0] * b0 + h[1] * b1 + h[2] * b2) - z[1] * rate,
        h[10] - (h[3] * b0 + h[4] * b1 + h[5] * b2) + z[0] * rate,
        -(h[6] * b0 + h[7] * b1 + h[8] * b2),
    )
    rests = s[TIMER] >= settings[1][0]
    learn_bias(s, BIAS, settings[3], rests, still, h, off)
