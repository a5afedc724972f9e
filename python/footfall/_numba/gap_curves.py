"""Twins of what fills gaps along curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit, rounded
from ._run import run_channels

if TYPE_CHECKING:
    from numpy.typing import NDArray


@jit
def _before(x, i):
    while i >= 0 and np.isnan(x[i]):
        i -= 1
    return i


@jit
def _after(x, i):
    while i < len(x) and np.isnan(x[i]):
        i += 1
    return i


@jit
def _fill_gaps(x, out, max_gap, hold_ends, curve, settings):
    """Copy a channel and fill each gap between two numbers; `curve` 0 is PCHIP, 1 the cubic."""
    n = len(x)
    missing = 0
    for row in range(n):
        value = x[row]
        out[row] = value
        if np.isnan(value):
            missing += 1
            continue
        gap = missing
        missing = 0
        if gap == 0 or gap > max_gap:
            continue
        if gap == row:
            if hold_ends:
                for i in range(row):
                    out[i] = value
        elif curve == 0:
            _pchip(x, out, row - gap, row, settings)
        else:
            _cubic(x, out, row - gap, row, settings)
    start = n - missing
    if 0 < start < n and missing <= max_gap and hold_ends:
        for i in range(start, n):
            out[i] = x[start - 1]


@jit
def _between(step_0, step_1, slope_0, slope_1, two):
    if not ((slope_0 > 0 and slope_1 > 0) or (slope_0 < 0 and slope_1 < 0)):
        return two - two
    weight_0 = two * step_1 + step_0
    weight_1 = step_1 + two * step_0
    return (weight_0 + weight_1) / (weight_0 / slope_0 + weight_1 / slope_1)


@jit
def _sign(value):
    return int(value > 0) - int(value < 0)


@jit
def _at_end(step_0, step_1, slope_0, slope_1, two, three):
    slope = ((two * step_0 + step_1) * slope_0 - step_0 * slope_1) / (step_0 + step_1)
    if _sign(slope) != _sign(slope_0):
        return two - two
    turns = _sign(slope_0) != _sign(slope_1)
    return three * slope_0 if turns and abs(slope) > three * abs(slope_0) else slope


@jit
def _pchip(x, out, start, end, settings):
    _, _, two, three, _ = settings
    real = x.dtype.type
    left, right = start - 1, end
    step, first = real(right - left), x[left]
    slope = (x[right] - first) / step
    before, after = _before(x, left - 1), _after(x, right + 1)
    has_before, has_after = before >= 0, after < len(x)
    step_before, step_after = real(left - before), real(after - right)
    slope_before = (first - x[before]) / step_before if has_before else slope
    slope_after = (x[after] - x[right]) / step_after if has_after else slope
    at_left = slope
    at_right = slope
    if has_before:
        at_left = _between(step_before, step, slope_before, slope, two)
    elif has_after:
        at_left = _at_end(step, step_after, slope, slope_after, two, three)
    if has_after:
        at_right = _between(step, step_after, slope, slope_after, two)
    elif has_before:
        at_right = _at_end(step, step_before, slope, slope_before, two, three)
    square = (three * slope - two * at_left - at_right) / step
    cube = (at_left + at_right - two * slope) / (step * step)
    for i in range(start, end):
        t = real(i - left)
        out[i] = first + t * (at_left + t * (square + t * cube))


@jit
def _limits(x, least, most, start, end, overshoot):
    gap = end - start
    low = x[end]
    high = low
    for i in range(min(least, max(0, start - gap)), max(most + 1, min(len(x), end + gap))):
        if start <= i < end:
            continue
        value = x[i]
        low = value if value < low else low
        high = value if value > high else high
    beyond = overshoot * (high - low)
    return low - beyond, high + beyond


@jit
def _cubic(x, out, start, end, settings):
    overshoot, one, two, _, straight = settings
    real = x.dtype.type
    left, right = start - 1, end
    step, first, rise = real(right - left), x[left], x[right] - x[left]
    before, after = _before(x, left - 1), _after(x, right + 1)
    least = _before(x, before - 1) if before >= 0 else -1
    most = _after(x, after + 1) if after < len(x) else len(x)
    if least >= 0 and most < len(x):
        even_even = even_odd = odd_odd = even_rest = odd_rest = one - one
        for i in (before, least, after, most):
            u = real(i - left) / step
            even = u * (one - u)
            odd = even * (two * u - one)
            rest = x[i] - (first + u * rise)
            even_even += even * even
            even_odd += even * odd
            odd_odd += odd * odd
            even_rest += even * rest
            odd_rest += odd * rest
        determinant = even_even * odd_odd - even_odd * even_odd
        by_even = (even_rest * odd_odd - odd_rest * even_odd) / determinant
        by_odd = (odd_rest * even_even - even_rest * even_odd) / determinant
        low, high = _limits(x, least, most, start, end, overshoot)
        fits = True
        for i in range(start, end):
            u = real(i - left) / step
            value = first + u * rise + u * (one - u) * (by_even + by_odd * (two * u - one))
            out[i] = value
            fits = fits and value >= low and value <= high
        if fits:
            return
    for i in range(start, end):
        u = real(i - left) / step
        out[i] = first + u * rise if straight != 0 else real(np.nan)


@jit
def _fill(values, offsets, out, max_gap, hold_ends, curve, settings, first, last, left, right):
    for s in range(first, last):
        begin, end = offsets[s], offsets[s + 1]
        for c in range(left, right):
            x = values[begin:end, c].copy()  # the result may go where the values are
            _fill_gaps(x, out[begin:end, c], max_gap, hold_ends, curve, settings)


def fill_pchip(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Fill gaps of each channel along a curve that keeps the shape of the numbers."""
    max_gap, hold_ends = params.tolist()
    settings = rounded((0.0, 1.0, 2.0, 3.0, 0.0), values.dtype)

    def work(*span: int) -> None:
        _fill(values, offsets, out, int(max_gap), hold_ends != 0, 0, settings, *span)

    run_channels(work, values, offsets, threads)


def fill_cubic(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Fill gaps of each channel along a cubic through their surroundings."""
    max_gap, hold_ends, overshoot, straight = params.tolist()
    settings = rounded((overshoot, 1.0, 2.0, 3.0, straight), values.dtype)

    def work(*span: int) -> None:
        _fill(values, offsets, out, int(max_gap), hold_ends != 0, 1, settings, *span)

    run_channels(work, values, offsets, threads)
