"""Signals of the feet: runs of numbers, gaps, derivatives, noise, extrema and crossings."""

from __future__ import annotations

import math

import numpy as np

from ._jit import jit

TWO_PI = 6.283185307179586
NORMAL = 1.4826  # standard deviation of a normal over its median size
DIFFERENCED = 2.4494897427831779  # sqrt(1 + 4 + 1)
UNKNOWN_S = 1000.0


@jit
def next_run(x, start):
    """Start and end of the next unbroken run of numbers; it starts at len(x) without one."""
    n = len(x)
    while start < n and not np.isfinite(x[start]):
        start += 1
    end = start
    while end < n and np.isfinite(x[end]):
        end += 1
    return start, end


@jit
def _fill_gap(x, start, end):
    """Fill frames [start, end) by the cubic through both ends with the slopes found there."""
    left, right, width = x[start - 1], x[end], float(end - start + 1)
    chord = (right - left) / width
    known_before = start >= 3 and np.isfinite(x[start - 3])
    known_after = end + 2 < len(x) and np.isfinite(x[end + 2])
    slope_left = 0.5 * (left - x[start - 3]) if known_before else chord
    slope_right = 0.5 * (x[end + 2] - right) if known_after else chord
    for i in range(start, end):
        r = (i - start + 1) / width
        square = r * r
        cube = square * r
        x[i] = (
            (2 * cube - 3 * square + 1) * left
            + (cube - 2 * square + r) * width * slope_left
            + (3 * square - 2 * cube) * right
            + (cube - square) * width * slope_right
        )


@jit
def fill_gaps(x, longest):
    """Fill inner gaps of at most `longest` frames in place; longer ones stay."""
    start, end = next_run(x, 0)
    while start < len(x):
        next_start, next_end = next_run(x, end)
        if next_start < len(x) and next_start - end <= longest:
            _fill_gap(x, end, next_start)
        start, end = next_start, next_end


@jit
def differentiate(x, rate):
    """Turn each run into its rate of change, in place."""
    start, end = next_run(x, 0)
    while start < len(x):
        y = x[start:end]
        last = end - start - 1
        if last < 2:
            y[:] = np.nan
        else:
            at_start = -1.5 * y[0] + 2 * y[1] - 0.5 * y[2]
            at_end = 0.5 * y[last - 2] - 2 * y[last - 1] + 1.5 * y[last]
            before = y[0]
            for i in range(1, last):
                here = y[i]
                y[i] = 0.5 * (y[i + 1] - before) * rate
                before = here
            y[0], y[last] = at_start * rate, at_end * rate
        start, end = next_run(x, end)


@jit
def numbers(x):
    """Copy what is not NaN."""
    return x[x == x]


@jit
def quantile(values, share):
    """Value at a share of the way from the lowest to the highest; NaN of none."""
    n = len(values)
    if n == 0:
        return np.nan
    place = share * (n - 1)
    below = int(place)
    parted = np.partition(values, below)
    if below + 1 == n:
        return parted[below]
    above = parted[below + 1 :].min()
    return parted[below] + (above - parted[below]) * (place - below)


@jit
def median(values):
    """Middle value, or the mean of the middle two; NaN of none."""
    return quantile(values, 0.5)


@jit
def fill_with_median(values):
    """Replace what is missing by the median of the rest."""
    typical = median(numbers(values))
    for i in range(len(values)):
        if not np.isfinite(values[i]):
            values[i] = typical


@jit
def white_noise(x):
    """Give the standard deviation of white noise, from second differences."""
    bends, count = np.empty(max(0, len(x) - 2)), 0
    for i in range(2, len(x)):
        bend = abs(x[i] - 2 * x[i - 1] + x[i - 2])
        if np.isfinite(bend):
            bends[count] = bend
            count += 1
    return NORMAL * median(bends[:count]) / DIFFERENCED if count > 0 else 0.0


@jit
def velocity_noise(noise, cutoff, rate):
    """Noise of the velocity that a position with white noise has after a low-pass."""
    return noise * TWO_PI * cutoff * math.sqrt(2 * cutoff / (3 * rate))


@jit
def acceleration_noise(noise, cutoff, rate):
    """Noise of the acceleration that a position with white noise has after a low-pass."""
    radians = TWO_PI * cutoff
    return noise * (radians * radians) * math.sqrt(2 * cutoff / (5 * rate))


@jit
def quiet_cutoff(noise, tolerated, rate, low, high):
    """Give the highest cut-off in [low, high] whose velocity noise stays below `tolerated`."""
    if not noise > 0:
        return high
    if not tolerated > 0:
        return low
    cutoff = math.pow(tolerated / (TWO_PI * noise) * math.sqrt(1.5 * rate), 2.0 / 3.0)
    return low if cutoff < low else min(high, cutoff)


@jit
def nearest_frame(x):
    """Whole number nearest to `x`."""
    return int(math.floor(x + 0.5))


@jit
def deepest(y, first, last, sign):
    """Place, value, bend and frame of the deepest local minimum of `sign * y`; NaN without."""
    place = value = bend = np.nan
    nearest = -1
    for i in range(max(first, 1), min(last, len(y) - 2) + 1):
        before, here, after = sign * y[i - 1], sign * y[i], sign * y[i + 1]
        if not (here <= before and here < after):
            continue
        if nearest >= 0 and not here < value:
            continue
        value, bend, nearest = here, before - 2 * here + after, i
        shift = 0.5 * (before - after) / bend if bend > 0 else 0.0
        place = i + (-0.5 if shift < -0.5 else min(0.5, shift))
    return place, value, bend, nearest


@jit
def deepest_dip(y, start, end):
    """Deepest local minimum in a window of frames, widened to whole frames."""
    return deepest(y, int(math.floor(start)), int(math.ceil(end)), 1.0)


@jit
def highest_peak(y, start, end):
    """Highest local maximum in a window of frames, widened to whole frames."""
    return deepest(y, int(math.floor(start)), int(math.ceil(end)), -1.0)


@jit
def last_rise(y, start, end, level):
    """Place and step of the last upward passage through `level` in a window; NaN without."""
    for i in range(min(int(end), len(y) - 1), max(int(start), 1) - 1, -1):
        if y[i - 1] < level <= y[i]:
            step = y[i] - y[i - 1]
            return (i - 1) + (level - y[i - 1]) / step, step
    return np.nan, np.nan


@jit
def first_fall(y, start, end, level):
    """Place and step of the first downward passage through `level` in a window; NaN without."""
    first, last = max(int(math.floor(start)), 0), min(int(math.ceil(end)), len(y) - 2)
    for i in range(first, last + 1):
        if y[i] > level >= y[i + 1]:
            step = y[i] - y[i + 1]
            return i + (y[i] - level) / step, step
    return np.nan, np.nan


@jit
def noise_of_time(noise, slope):
    """Error of a time that is read where a noisy signal has that slope, per s."""
    if not noise > 0:
        return 0.0
    return min(noise / slope, UNKNOWN_S) if slope > 0 else UNKNOWN_S


@jit
def weighted_mean(frame_a, noise_a, error_a, frame_b, noise_b, error_b):
    """Mean of two places weighted by their errors and their noise; and its noise."""
    weight_a = 1 / (error_a * error_a + noise_a * noise_a)
    weight_b = 1 / (error_b * error_b + noise_b * noise_b)
    total = weight_a + weight_b
    part_a, part_b = weight_a * noise_a, weight_b * noise_b
    return (
        (weight_a * frame_a + weight_b * frame_b) / total,
        math.sqrt(part_a * part_a + part_b * part_b) / total,
    )


@jit
def plain_mean(frame_a, noise_a, frame_b, noise_b):
    """Mean of two places, and its noise."""
    return 0.5 * (frame_a + frame_b), 0.5 * math.sqrt(noise_a * noise_a + noise_b * noise_b)
