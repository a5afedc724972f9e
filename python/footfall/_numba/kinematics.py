"""Twins of the per-frame maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._jit import jit, rounded
from ._run import run_frames
from .angle import OTHERS, TERMS, atan2_deg, upper_atan2_deg
from .vectors import between, cross, dot, length

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@jit
def _three_point_angle(values, table, out, terms, others, first, last):
    zero = others[4]
    for i in range(first, last):
        for row in range(len(table)):
            u = between(values[i], table[row, 1], table[row, 0], zero)
            v = between(values[i], table[row, 1], table[row, 2], zero)
            out[i, row] = upper_atan2_deg(length(cross(u, v)), dot(u, v), terms, others)


@jit
def _inclination(values, table, out, forward, up, terms, others, first, last):
    zero = others[4]
    for i in range(first, last):
        for row in range(len(table)):
            line = between(values[i], table[row, 0], table[row, 1], zero)
            out[i, row] = atan2_deg(dot(line, forward), dot(line, up), terms, others)


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
