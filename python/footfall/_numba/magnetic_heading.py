"""Where north is: the heading that a magnetometer asks for, where the field is the earth's."""

from __future__ import annotations

import math

import numpy as np

from ._jit import jit
from .angle import OTHERS, TERMS, atan2_deg
from .settling_low_pass import filtered

PI = math.pi
FIELD = 5  # states of the low-pass of norm and dip


@jit
def atan2_rad(y, x):
    """Give an angle in radians from plain arithmetic."""
    return atan2_deg(y, x, TERMS, OTHERS) * (PI / 180)


@jit
def wrapped(angle):
    """Bring an angle between -2 pi and 2 pi to between -pi and pi."""
    down = angle - 2 * PI if angle > PI else angle
    return down + 2 * PI if down < -PI else down


@jit
def about_vertical(angle):
    """Turn about the vertical by an angle of at most pi."""
    h = angle / 2
    s = h * h
    cosine = sine = 0.0
    for k in range(22, 0, -2):
        cosine = (1 - cosine) * s * (1 / (k * (k - 1)))
        sine = (1 - sine) * s * (1 / (k * (k + 1)))
    return 1 - cosine, 0.0, 0.0, h * (1 - sine)


@jit
def follow_heading(s, first, rules, direction, disturbed):
    """Follow the field; less, or not, where it is disturbed."""
    step_s, time_constant_s, gain, longest_s, factor = rules
    if disturbed:
        if s[first + 1] <= longest_s:
            s[first + 1] += step_s
            k = 0.0
        else:
            k = gain / factor
    else:
        s[first + 1] = max(s[first + 1] - factor * step_s, 0.0)
        k = gain
    if s[first + 2] > 0:
        k = max(k, s[first + 2])
        later = s[first + 2] / (s[first + 2] + 1)
        s[first + 2] = 0.0 if later * time_constant_s < step_s else later
    s[first] = wrapped(s[first] + k * wrapped(direction - s[first]))


@jit
def start_field(s, first):
    """No field is known; the first one is not trusted."""
    for i in range(FIELD + 7):
        s[first + i] = 0.0
    s[first + FIELD + 2] = -1.0
    s[first + FIELD + 6] = 1.0


@jit
def _is_off(norm, dip, s, i, rules):
    worst = max(abs(norm - s[i]) - rules[0] * s[i], abs(dip - s[i + 1]) - rules[1])
    return worst >= 0


@jit
def compare_field(s, first, rules, low_pass, gain, step_s, m, turning):
    """Tell whether the field is that of the earth, and learn what that is."""
    new_s, first_s, turn, undisturbed_s = rules[2], rules[3], rules[4], rules[5]
    y = np.empty(2)
    size = math.sqrt(m[0] * m[0] + m[1] * m[1] + m[2] * m[2])
    dip_now = -atan2_rad(m[2], math.sqrt(m[0] * m[0] + m[1] * m[1]))
    filtered(s, first, low_pass, (size, dip_now), y)
    norm, dip = y[0], y[1]
    i = first + FIELD
    if _is_off(norm, dip, s, i, rules):
        s[i + 4] = 0.0
        s[i + 6] = 1.0
    else:
        s[i + 4] += step_s
        if s[i + 4] >= undisturbed_s:
            s[i] += gain * (norm - s[i])
            s[i + 1] += gain * (dip - s[i + 1])
            s[i + 6] = 0.0
    if _is_off(norm, dip, s, i + 2, rules):
        s[i + 5] = 0.0
        s[i + 2] = norm
        s[i + 3] = dip
    else:
        if turning >= turn:
            s[i + 5] += step_s
        s[i + 2] += gain * (norm - s[i + 2])
        s[i + 3] += gain * (dip - s[i + 3])
    needed = first_s if s[i] == 0 else new_s
    if s[i + 5] >= needed and s[i + 6] > 0:
        s[i] = s[i + 2]
        s[i + 1] = s[i + 3]
        s[i + 4] = undisturbed_s
        s[i + 6] = 0.0


@jit
def is_disturbed(s, first):
    """Tell whether the field is another one than the earth's."""
    return s[first + FIELD + 6] > 0
