"""Rotations as quaternions w, x, y, z, and the steps of strapdown integration."""

from __future__ import annotations

import math

from ._jit import jit

# Series of the cosine of x and of sin(x) / x in x².
C = tuple((-1) ** k / math.factorial(2 * k) for k in range(7))
S = tuple((-1) ** k / math.factorial(2 * k + 1) for k in range(7))


@jit
def product(p, q):
    """First q, then p."""
    return (
        p[0] * q[0] - p[1] * q[1] - p[2] * q[2] - p[3] * q[3],
        p[0] * q[1] + p[1] * q[0] + p[2] * q[3] - p[3] * q[2],
        p[0] * q[2] - p[1] * q[3] + p[2] * q[0] + p[3] * q[1],
        p[0] * q[3] + p[1] * q[2] - p[2] * q[1] + p[3] * q[0],
    )


@jit
def normalized(q):
    """A rotation again, after rounding."""
    scale = 1 / math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3])
    return q[0] * scale, q[1] * scale, q[2] * scale, q[3] * scale


@jit
def renormalized(q):
    """Take a step towards unit length, without root and division: enough after each product."""
    scale = (3 - (q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3])) / 2
    return q[0] * scale, q[1] * scale, q[2] * scale, q[3] * scale


@jit
def rotated(q, v):
    """Turn a vector."""
    tx = 2 * (q[2] * v[2] - q[3] * v[1])
    ty = 2 * (q[3] * v[0] - q[1] * v[2])
    tz = 2 * (q[1] * v[1] - q[2] * v[0])
    return (
        v[0] + q[0] * tx + q[2] * tz - q[3] * ty,
        v[1] + q[0] * ty + q[3] * tx - q[1] * tz,
        v[2] + q[0] * tz + q[1] * ty - q[2] * tx,
    )


@jit
def turn(rate, half):
    """The turn of `half` times the rate: series, so that every build and its twin agree."""
    x, y, z = rate[0] * half, rate[1] * half, rate[2] * half
    s = x * x + y * y + z * z
    c = C[4] + s * (C[5] + s * C[6])
    cosine = C[0] + s * (C[1] + s * (C[2] + s * (C[3] + s * c)))
    c = S[4] + s * (S[5] + s * S[6])
    sinc = S[0] + s * (S[1] + s * (S[2] + s * (S[3] + s * c)))
    return cosine, sinc * x, sinc * y, sinc * z


@jit
def direction_or_up(v):
    """Give the direction of a vector; up, where it has none."""
    size = v[0] * v[0] + v[1] * v[1] + v[2] * v[2]
    if not size > 0:
        return 0.0, 0.0, 1.0
    scale = 1 / math.sqrt(size)
    return v[0] * scale, v[1] * scale, v[2] * scale


@jit
def upright(z):
    """The shortest rotation that turns a direction of length 1 upright."""
    half = (z[2] + 1) / 2
    w = math.sqrt(half) if half > 0 else 0.0
    if not w > 1e-6:
        return 0.0, 1.0, 0.0, 0.0  # upside down: half a turn about x
    return w, z[1] / (2 * w), -z[0] / (2 * w), 0.0
