"""Vectors of three numbers."""

from __future__ import annotations

import math

from ._jit import jit


@jit
def between(frame, start, end, zero):
    """From one point of a frame to another; a third coordinate may be absent."""
    third = frame[end, 2] - frame[start, 2] if frame.shape[1] > 2 else zero
    return frame[end, 0] - frame[start, 0], frame[end, 1] - frame[start, 1], third


@jit
def dot(u, v):
    """Scalar product."""
    return u[0] * v[0] + u[1] * v[1] + u[2] * v[2]


@jit
def cross(u, v):
    """Vector product."""
    return u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]


@jit
def length(u):
    """Euclidean norm."""
    return math.sqrt(dot(u, u))


@jit
def unit(u, one):
    """The direction of a vector; NaN of one without length."""
    factor = one / length(u)
    return u[0] * factor, u[1] * factor, u[2] * factor
