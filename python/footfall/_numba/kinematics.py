"""Twins of the per-frame maps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ._jit import jit, rounded
from ._run import run_frames
from .angle import OTHERS, TERMS, atan2_deg

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@jit
def _difference(frame, to, origin, zero):
    """From one point of a frame to another; a third coordinate may be absent."""
    third = frame[to, 2] - frame[origin, 2] if frame.shape[1] > 2 else zero
    return frame[to, 0] - frame[origin, 0], frame[to, 1] - frame[origin, 1], third


@jit
def _dot(u, v):
    return u[0] * v[0] + u[1] * v[1] + u[2] * v[2]


@jit
def _three_point_angle(values, table, out, terms, others, first, last):
    zero = others[5]
    for i in range(first, last):
        for row in range(len(table)):
            u = _difference(values[i], table[row, 0], table[row, 1], zero)
            v = _difference(values[i], table[row, 2], table[row, 1], zero)
            x = u[1] * v[2] - u[2] * v[1]
            y = u[2] * v[0] - u[0] * v[2]
            z = u[0] * v[1] - u[1] * v[0]
            out[i, row] = atan2_deg(math.sqrt(x * x + y * y + z * z), _dot(u, v), terms, others)


@jit
def _inclination(values, table, out, forward, up, terms, others, first, last):
    zero = others[5]
    for i in range(first, last):
        for row in range(len(table)):
            line = _difference(values[i], table[row, 1], table[row, 0], zero)
            out[i, row] = atan2_deg(_dot(line, forward), _dot(line, up), terms, others)


def three_point_angle(
    values: NDArray[Any],
    table: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],  # noqa: ARG001  one signature for the family
) -> None:
    """Angle at the middle one of three points, in degrees, 0 to 180."""
    constants = rounded(TERMS, values.dtype), rounded(OTHERS, values.dtype)

    def work(*span: int) -> None:
        _three_point_angle(values, table, out, *constants, *span)

    run_frames(work, values, len(table), threads)


def inclination(
    values: NDArray[Any],
    table: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Angle of a line from `up` towards `forward`, in degrees."""
    directions = params.tolist()
    numbers = (directions[:3], directions[3:], TERMS, OTHERS)
    constants = [rounded(group, values.dtype) for group in numbers]

    def work(*span: int) -> None:
        _inclination(values, table, out, *constants, *span)

    run_frames(work, values, len(table), threads)
