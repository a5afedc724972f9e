"""Twins of the whole-frame maps: frames of segments, and Cardan angles between them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit, rounded
from ._run import run_frames
from .angle import OTHERS, TERMS, atan2_deg
from .vectors import cross, dot, unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

NUMBERS = (0.0, 0.5, 1.0, 2.0, 3.0)
ALONG_LINE, ALONG_AXIS, ALONG_HINGE = 0, 1, 2  # what the second axis of a row turns to


@jit
def _middle(frame, one, two, zero, half):
    if one == two:
        return frame[one, 0], frame[one, 1], frame[one, 2] if frame.shape[1] > 2 else zero
    third = (frame[one, 2] + frame[two, 2]) * half if frame.shape[1] > 2 else zero
    return (frame[one, 0] + frame[two, 0]) * half, (frame[one, 1] + frame[two, 1]) * half, third


@jit
def _difference(start, end):
    return end[0] - start[0], end[1] - start[1], end[2] - start[2]


@jit
def _axis(axes, segment, which):
    return axes[segment, 0, which], axes[segment, 1, which], axes[segment, 2, which]


@jit
def _hinge(upper, lower, reference, hinge, numbers, terms, others):
    """Between a reference and the normal of the plane of a bent joint, on the reference's side."""
    zero, _, one, two, three = numbers
    normal = cross(upper, lower)
    size = math.sqrt(dot(normal, normal))
    share = (atan2_deg(size, -dot(upper, lower), terms, others) - hinge[0]) / hinge[1]
    share = zero if share < zero else share
    share = one if share > one else share
    share = share * share * (three - two * share)
    factor = share / (one if size == zero else size)
    factor = -factor if dot(normal, reference) < zero else factor
    rest = one - share
    return (
        normal[0] * factor + reference[0] * rest,
        normal[1] * factor + reference[1] * rest,
        normal[2] * factor + reference[2] * rest,
    )


@jit
def _find_axes(frame, table, n_segments, axes, hinge, numbers, terms, others):
    zero, half = numbers[0], numbers[1]
    for s in range(n_segments):
        row = table[s]
        first, second = row[1], row[2]
        start = _middle(frame, row[3], row[4], zero, half)
        line = _difference(start, _middle(frame, row[5], row[6], zero, half))
        if row[7] == ALONG_LINE:
            origin = _middle(frame, row[8], row[9], zero, half)
            toward = _difference(origin, _middle(frame, row[10], row[11], zero, half))
        else:
            toward = _axis(axes, row[8], row[9])
            if row[7] == ALONG_HINGE:
                lower = _difference(start, _middle(frame, row[10], row[11], zero, half))
                toward = _hinge(line, lower, toward, hinge, numbers, terms, others)
        one = unit(line, numbers[2])
        cyclic = (first + 1) % 3 == second
        other = unit(cross(line, toward) if cyclic else cross(toward, line), numbers[2])
        two = cross(other, one) if cyclic else cross(one, other)
        for d in range(3):
            axes[s, d, first] = one[d]
            axes[s, d, second] = two[d]
            axes[s, d, 3 - first - second] = other[d]


@jit
def _segment_frames(values, table, out, hinge, numbers, terms, others, first, last):
    for i in range(first, last):
        axes = out[i].reshape((len(table), 3, 3))
        _find_axes(values[i], table, len(table), axes, hinge, numbers, terms, others)


@jit
def _turn(y, x, negative, terms, others):
    angle = atan2_deg(y, x, terms, others)
    return -angle if negative else angle


@jit
def _cardan_angles(
    values, table, out, n_segments, hinge, gimbal, numbers, terms, others, first, last
):
    zero, one = numbers[0], numbers[2]
    axes = np.empty((n_segments + 1, 3, 3), values.dtype)
    for d in range(9):
        axes[n_segments, d % 3, d // 3] = gimbal[1 + d]
    for n in range(first, last):
        _find_axes(values[n], table, n_segments, axes, hinge, numbers, terms, others)
        for joint in range(n_segments, len(table)):
            row = table[joint]
            fixed = row[1] if row[1] >= 0 else n_segments
            i, j, k = row[3], row[4], row[5]
            from_i = _axis(axes, fixed, i)
            to_i, to_k = _axis(axes, row[2], i), _axis(axes, row[2], k)
            way = one if (i + 1) % 3 == j else -one
            x = dot(_axis(axes, fixed, k), to_k)
            y = -way * dot(_axis(axes, fixed, j), to_k)
            place = 3 * (joint - n_segments)
            level = math.sqrt(x * x + y * y)
            middle = atan2_deg(way * dot(from_i, to_k), level, terms, others)
            tilt = -middle if middle < zero else middle
            out[n, place + 1] = -middle if row[7] < 0 else middle
            if tilt > gimbal[0]:
                out[n, place] = np.nan
                out[n, place + 2] = np.nan
            else:
                out[n, place] = _turn(y, x, row[6] < 0, terms, others)
                out[n, place + 2] = _turn(
                    -way * dot(from_i, _axis(axes, row[2], j)),
                    dot(from_i, to_i),
                    row[8] < 0,
                    terms,
                    others,
                )


def _constants(dtype: Any, params: list[float]) -> list[tuple[Any, ...]]:
    """Round what both maps need: the hinge, numbers, terms of the arc tangent."""
    hinge = (params[0], params[1] - params[0])
    return [rounded(group, dtype) for group in (hinge, NUMBERS, TERMS, OTHERS)]


def segment_frames(
    values: NDArray[Any],
    table: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Rotation matrices of segments, their axes in columns."""
    constants = _constants(values.dtype, params.tolist())

    def work(*span: int) -> None:
        _segment_frames(values, table, out, *constants, *span)

    run_frames(work, values, out.shape[1], threads)


def cardan_angles(
    values: NDArray[Any],
    table: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Cardan angles of the joints between segments, degrees."""
    numbers = params.tolist()
    hinge, *constants = _constants(values.dtype, numbers)
    gimbal = rounded(numbers[2:], values.dtype)
    n_segments = int((table[:, 0] == 0).sum())

    def work(*span: int) -> None:
        _cardan_angles(values, table, out, n_segments, hinge, gimbal, *constants, *span)

    run_frames(work, values, out.shape[1], threads)
