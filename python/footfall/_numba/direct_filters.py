"""Filters of orientation that look at gravity and north directly."""

from __future__ import annotations

import math

import numpy as np

from ._jit import jit
from ._run import run_sensors
from .magnetic_heading import about_vertical, atan2_rad
from .rotations import direction_or_up, product, renormalized, rotated, turn, upright

# Where states start.
MISSED, ORIENTATION, REFERRED = 1, 2, 6
TIME, REJECTED = 7, 8
INTEGRAL = 7  # of the second filter


def madgwick(turns, forces, fields, offsets, states, quaternions, details, threads, params):  # noqa: ARG001  one signature
    """Orientation by gradient descent."""
    run_sensors(
        lambda *span: _madgwick(
            turns, forces, fields, offsets, states, quaternions, tuple(params), *span
        ),
        offsets,
        threads,
    )


def mahony(turns, forces, fields, offsets, states, quaternions, details, threads, params):  # noqa: ARG001  one signature
    """Orientation by a complementary filter with integral."""
    run_sensors(
        lambda *span: _mahony(
            turns, forces, fields, offsets, states, quaternions, tuple(params), *span
        ),
        offsets,
        threads,
    )


@jit
def _madgwick(turns, forces, fields, offsets, states, quaternions, params, first, last):
    rate, gain, start_gain, settling, finds_start, chord, recovery, max_gap = params
    step = 1 / rate
    for i in range(first, last):
        s = states[i]
        _begin(s, finds_start)
        for t in range(offsets[i], offsets[i + 1]):
            w, a = turns[t], forces[t]
            if _misses(s, w, a, max_gap * rate, finds_start):
                quaternions[t] = np.nan
                continue
            q = _referred(s, a, fields, t)
            frames = s[MISSED] + 1
            s[MISSED] = 0.0
            turned = product(q, (0.0, w[0], w[1], w[2]))
            slope = (0.0, 0.0, 0.0, 0.0)
            now = _gain(s, gain, start_gain, settling, step)
            slope, off = _descended(slope, q, 0.0, 1.0, a)
            s[REJECTED] = s[REJECTED] + step if off > chord else 0.0
            if s[REJECTED] * (recovery - s[REJECTED]) > 0:
                slope = (0.0, 0.0, 0.0, 0.0)
            if len(fields) > 0:
                m = fields[t]
                size = m[0] * m[0] + m[1] * m[1] + m[2] * m[2]
                if size > 0:
                    seen = rotated(q, m)
                    scale = 1 / math.sqrt(size)
                    x, y, z = seen[0] * scale, seen[1] * scale, seen[2] * scale
                    slope, _ = _descended(slope, q, math.sqrt(x * x + y * y), z, m)
            steep = slope[0] * slope[0] + slope[1] * slope[1] + slope[2] * slope[2]
            steep += slope[3] * slope[3]
            down = now / math.sqrt(steep) if steep > 0 else 0.0
            span = frames * step
            x0 = q[0] + (turned[0] / 2 - down * slope[0]) * span
            x1 = q[1] + (turned[1] / 2 - down * slope[1]) * span
            x2 = q[2] + (turned[2] / 2 - down * slope[2]) * span
            x3 = q[3] + (turned[3] / 2 - down * slope[3]) * span
            size = 1 / math.sqrt(x0 * x0 + x1 * x1 + x2 * x2 + x3 * x3)
            _keep(s, quaternions[t], (x0 * size, x1 * size, x2 * size, x3 * size))


@jit
def _mahony(turns, forces, fields, offsets, states, quaternions, params, first, last):
    rate, gain, integral_gain, finds_start, max_gap = params
    step = 1 / rate
    for i in range(first, last):
        s = states[i]
        _begin(s, finds_start)
        for t in range(offsets[i], offsets[i + 1]):
            w, a = turns[t], forces[t]
            if _misses(s, w, a, max_gap * rate, finds_start):
                quaternions[t] = np.nan
                continue
            q = _referred(s, a, fields, t)
            frames = s[MISSED] + 1
            s[MISSED] = 0.0
            e = _error((0.0, 0.0, 0.0), q, (0.0, 0.0, 1.0), a)
            if len(fields) > 0:
                seen = rotated(q, fields[t])
                level = math.sqrt(seen[0] * seen[0] + seen[1] * seen[1])
                e = _error(e, q, (0.0, level, seen[2]), fields[t])
            for c in range(3):
                s[INTEGRAL + c] = s[INTEGRAL + c] + e[c] * (integral_gain * step)
            whole = (
                w[0] + e[0] * gain + s[INTEGRAL],
                w[1] + e[1] * gain + s[INTEGRAL + 1],
                w[2] + e[2] * gain + s[INTEGRAL + 2],
            )
            _keep(s, quaternions[t], renormalized(product(q, turn(whole, frames * (step / 2)))))


@jit
def _begin(s, finds_start):
    if s[0] == 0:
        s[:] = 0.0
        s[0] = s[ORIENTATION] = 1.0
        s[REFERRED] = 0.0 if finds_start != 0 else 1.0


@jit
def _misses(s, w, a, most_frames, finds_start):
    """Tell whether a sample is missing; after a long gap the filter starts anew."""
    total = w[0] + w[1] + w[2] + a[0] + a[1] + a[2]
    if total - total == 0:
        return False
    s[MISSED] += 1
    if s[MISSED] > most_frames and finds_start != 0:
        s[REFERRED] = 0.0
    return True


@jit
def _keep(s, row, q):
    for c in range(4):
        s[ORIENTATION + c] = q[c]
        row[c] = q[c]


@jit
def _referred(s, a, fields, t):
    """Orientation before a sample: turned upright and north where that was not yet done."""
    q = (s[ORIENTATION], s[ORIENTATION + 1], s[ORIENTATION + 2], s[ORIENTATION + 3])
    if s[REFERRED] > 0:
        return q
    s[REFERRED] = 1.0
    level = product(upright(direction_or_up(rotated(q, a))), q)
    if len(fields) == 0:
        return level
    m = fields[t]
    seen = rotated(level, m)
    there = m[0] * m[0] + m[1] * m[1] + m[2] * m[2] > 0
    heading = atan2_rad(seen[0], seen[1]) if there else 0.0
    return product(about_vertical(heading), level)


@jit
def _gain(s, gain, start_gain, settling, step):
    left = max(settling - s[TIME], 0.0)
    if left > 0:
        s[TIME] += step
    return gain if settling == 0 else gain + left * ((start_gain - gain) / settling)


@jit
def _descended(slope, q, n, u, seen):
    """Slope of half the squared distance between where a vector is seen and should be."""
    size = seen[0] * seen[0] + seen[1] * seen[1] + seen[2] * seen[2]
    if not size > 0:
        return slope, 0.0
    scale = 1 / math.sqrt(size)
    w, x, y, z = q
    fx = 2 * n * (x * y + w * z) + 2 * u * (x * z - w * y) - seen[0] * scale
    fy = 2 * n * (0.5 - x * x - z * z) + 2 * u * (w * x + y * z) - seen[1] * scale
    fz = 2 * n * (y * z - w * x) + 2 * u * (0.5 - x * x - y * y) - seen[2] * scale
    more = (
        (2 * n * z - 2 * u * y) * fx + 2 * u * x * fy - 2 * n * x * fz,
        (2 * n * y + 2 * u * z) * fx + (2 * u * w - 4 * n * x) * fy - (2 * n * w + 4 * u * x) * fz,
        (2 * n * x - 2 * u * w) * fx + 2 * u * z * fy + (2 * n * z - 4 * u * y) * fz,
        (2 * n * w + 2 * u * x) * fx + (2 * u * y - 4 * n * z) * fy + 2 * n * y * fz,
    )
    total = (slope[0] + more[0], slope[1] + more[1], slope[2] + more[2], slope[3] + more[3])
    return total, fx * fx + fy * fy + fz * fz


@jit
def _error(e, q, v, seen):
    """Turn from where a vector of the earth is seen to where it should be, over its sine."""
    p = rotated((q[0], -q[1], -q[2], -q[3]), v)
    size = (seen[0] * seen[0] + seen[1] * seen[1] + seen[2] * seen[2]) * (
        p[0] * p[0] + p[1] * p[1] + p[2] * p[2]
    )
    if not size > 0:
        return e
    scale = 1 / math.sqrt(size)
    return (
        e[0] + (seen[1] * p[2] - seen[2] * p[1]) * scale,
        e[1] + (seen[2] * p[0] - seen[0] * p[2]) * scale,
        e[2] + (seen[0] * p[1] - seen[1] * p[0]) * scale,
    )
