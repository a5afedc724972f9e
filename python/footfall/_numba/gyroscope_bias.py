"""What a gyroscope shows that does not turn: a Kalman filter. States: bias, covariance."""

from __future__ import annotations

import math

from ._jit import jit
from .symmetric import inverse, transformed

RADIANS = 0.017453292519943295


@jit
def _hundredths(degrees):
    return (degrees * 100) * (degrees * 100)


@jit
def _weight(sigma, noise):
    variance = _hundredths(sigma)
    return variance * variance / noise + variance


@jit
def bias_filter(initial, forgetting_s, limit, moving, vertical, resting, step_s):
    """Limit, variance of the start, noise, and weights in motion, vertical and at rest."""
    noise = _hundredths(0.1 * 1) * step_s / forgetting_s
    motion = _weight(moving, noise)
    return (
        limit * RADIANS,
        _hundredths(initial),
        noise,
        motion,
        motion / max(vertical, 1e-10),
        _weight(resting, noise),
    )


@jit
def start_bias(s, first, filter_):
    """Nothing is known yet."""
    for i in range(9):
        s[first + i] = 0.0
    for i in (3, 6, 8):
        s[first + i] = filter_[1]


@jit
def _clipped(x, limit):
    return max(-limit, min(limit, x))


@jit
def learn_bias(s, first, filter_, still, rate, h, off):
    """Learn from a sample: at rest from the rate, else from the correction asked for."""
    limit, initial, noise, moving, vertical, resting = filter_
    b, p = s[first : first + 3], s[first + 3 : first + 9]
    for i in (0, 3, 5):
        if p[i] < initial:
            p[i] += noise
    if still:
        h00, h01, h02, h10, h11, h12, h20, h21, h22 = 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0
        e0, e1, e2 = rate[0] - b[0], rate[1] - b[1], rate[2] - b[2]
        level = upright = resting
    else:
        h00, h01, h02, h10, h11, h12 = h[0], h[1], h[2], h[3], h[4], h[5]
        h20, h21, h22 = h[6], h[7], h[8]
        e0, e1, e2 = off
        level, upright = moving, vertical
    e0, e1, e2 = _clipped(e0, limit), _clipped(e1, limit), _clipped(e2, limit)
    g0 = h00 * p[0] + h01 * p[1] + h02 * p[2]
    g1 = h00 * p[1] + h01 * p[3] + h02 * p[4]
    g2 = h00 * p[2] + h01 * p[4] + h02 * p[5]
    g3 = h10 * p[0] + h11 * p[1] + h12 * p[2]
    g4 = h10 * p[1] + h11 * p[3] + h12 * p[4]
    g5 = h10 * p[2] + h11 * p[4] + h12 * p[5]
    g6 = h20 * p[0] + h21 * p[1] + h22 * p[2]
    g7 = h20 * p[1] + h21 * p[3] + h22 * p[4]
    g8 = h20 * p[2] + h21 * p[4] + h22 * p[5]
    sxx = g0 * h00 + g1 * h01 + g2 * h02 + level
    sxy = g0 * h10 + g1 * h11 + g2 * h12
    sxz = g0 * h20 + g1 * h21 + g2 * h22
    syy = g3 * h10 + g4 * h11 + g5 * h12 + level
    syz = g3 * h20 + g4 * h21 + g5 * h22
    szz = g6 * h20 + g7 * h21 + g8 * h22 + upright
    i = inverse((sxx, sxy, sxz, syy, syz, szz))
    k0, k1, k2 = transformed(i, (g0, g3, g6))
    k3, k4, k5 = transformed(i, (g1, g4, g7))
    k6, k7, k8 = transformed(i, (g2, g5, g8))
    b[0] = _clipped(b[0] + (k0 * e0 + k1 * e1 + k2 * e2), limit)
    b[1] = _clipped(b[1] + (k3 * e0 + k4 * e1 + k5 * e2), limit)
    b[2] = _clipped(b[2] + (k6 * e0 + k7 * e1 + k8 * e2), limit)
    p[0] -= k0 * g0 + k1 * g3 + k2 * g6
    p[1] -= k0 * g1 + k1 * g4 + k2 * g7
    p[2] -= k0 * g2 + k1 * g5 + k2 * g8
    p[3] -= k3 * g1 + k4 * g4 + k5 * g7
    p[4] -= k3 * g2 + k4 * g5 + k5 * g8
    p[5] -= k6 * g2 + k7 * g5 + k8 * g8


@jit
def bias_sigma(p, filter_):
    """Standard deviation of the bias about its worst known axis: a bound by row sums."""
    x = abs(p[0]) + abs(p[1]) + abs(p[2])
    y = abs(p[1]) + abs(p[3]) + abs(p[4])
    z = abs(p[2]) + abs(p[4]) + abs(p[5])
    return math.sqrt(min(max(x, y, z), filter_[1])) * (RADIANS / 100)
