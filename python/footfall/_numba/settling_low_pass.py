"""Low-pass of sensor signals that is of use from the first sample on."""

from __future__ import annotations

import math

from ._jit import jit

ROOT_TWO = 1.4142135623730951


@jit
def low_pass(time_constant_s, step_s):
    """Samples until it has settled, and coefficients b0, b1, b2, a1, a2."""
    settled = max(1.0, math.ceil(time_constant_s / step_s))
    while settled > 1 and (settled - 1) * step_s >= time_constant_s:
        settled -= 1.0
    while settled * step_s < time_constant_s:
        settled += 1.0
    if time_constant_s < step_s / 2:
        return settled, 1.0, 0.0, 0.0, 0.0, 0.0
    c = math.tan(math.pi * (ROOT_TWO / (2 * math.pi * time_constant_s)) * step_s)
    d = c * c + ROOT_TWO * c + 1
    b0 = c * c / d
    return settled, b0, 2 * b0, b0, 2 * (c * c - 1) / d, (1 - ROOT_TWO * c + c * c) / d


@jit
def filtered(s, first, filter_, x, y):
    """Filter a sample of some signals into y: the mean until it has settled, then a biquad."""
    settled, b0, b1, b2, a1, a2 = filter_
    if s[first] >= settled:
        for i in range(len(y)):
            k = first + 1 + 2 * i
            y[i] = b0 * x[i] + s[k]
            s[k] = b1 * x[i] - a1 * y[i] + s[k + 1]
            s[k + 1] = b2 * x[i] - a2 * y[i]
        return
    s[first] += 1
    for i in range(len(y)):
        k = first + 1 + 2 * i
        total = s[k] + x[i]
        y[i] = total / s[first]
        if s[first] >= settled:
            s[k] = y[i] * (1 - b0)
            s[k + 1] = y[i] * (b2 - a2)
        else:
            s[k] = total
            s[k + 1] = 0.0


@jit
def settle(s, first, filter_, x):
    """Start signals as if they had always been x."""
    settled, b0, _, b2, _, a2 = filter_
    s[first] = settled
    for i in range(len(x)):
        s[first + 1 + 2 * i] = x[i] * (1 - b0)
        s[first + 2 + 2 * i] = x[i] * (b2 - a2)
