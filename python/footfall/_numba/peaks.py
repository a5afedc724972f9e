"""Peaks of a signal, and of a gait signal by its own rhythm and range."""

from __future__ import annotations

import numpy as np

from ._jit import jit

USUAL_STRIDE_S = 1.1
STRIDES_S = (0.35, 2.2, USUAL_STRIDE_S)  # shortest, longest and usual period


@jit
def _local_maxima(x):
    """Frames higher than both neighbours; the middle one of a plateau."""
    n = len(x)
    frames = np.empty(n, np.int64)
    count, i = 0, 1
    while i < n - 1:
        if x[i - 1] < x[i]:
            end = i
            while end + 1 < n and x[end + 1] == x[i]:
                end += 1
            if end + 1 < n and x[end + 1] < x[i]:
                frames[count] = (i + end) // 2
                count += 1
            i = end
        i += 1
    return frames[:count]


@jit
def _keep_highest(x, frames, min_distance):
    n = len(frames)
    kept = np.ones(n, np.bool_)
    order = np.argsort(x[frames], kind="mergesort")  # stable, so that ties fall as in C++
    for k in range(n - 1, -1, -1):
        i = order[k]
        if not kept[i]:
            continue
        j = i - 1
        while j >= 0 and frames[i] - frames[j] < min_distance:
            kept[j] = False
            j -= 1
        j = i + 1
        while j < n and frames[j] - frames[i] < min_distance:
            kept[j] = False
            j += 1
    return kept


@jit
def _stands_out_by(x, peak):
    """Height above the higher of the lowest points on both sides up to a higher peak."""
    left = right = x[peak]
    i = peak
    while i >= 0 and x[i] <= x[peak]:
        left = x[i] if x[i] < left else left
        i -= 1
    i = peak
    while i < len(x) and x[i] <= x[peak]:
        right = x[i] if x[i] < right else right
        i += 1
    return x[peak] - (right if left < right else left)


@jit
def find_peaks(x, min_distance, min_prominence):
    """Frames and prominences of peaks, chosen by height within a distance, then by prominence."""
    frames = _local_maxima(x)
    kept = _keep_highest(x, frames, min_distance)
    prominences = np.empty(len(frames))
    count = 0
    for i in range(len(frames)):
        if not kept[i]:
            continue
        prominence = _stands_out_by(x, frames[i])
        if prominence >= min_prominence:
            frames[count], prominences[count] = frames[i], prominence
            count += 1
    return frames[:count], prominences[:count]


@jit
def parabola_vertex(x, i):
    """Sub-frame place of an extremum: the vertex of the parabola through it and its neighbours."""
    if i < 1 or i > len(x) - 2:
        return float(i)
    bend = x[i - 1] - 2 * x[i] + x[i + 1]
    shift = 0.5 * (x[i - 1] - x[i + 1]) / bend
    return i + shift if abs(shift) <= 1 else float(i)


@jit
def _robust_range(x):
    values = np.sort(x[x == x])
    if len(values) < 2:
        return 0.0
    top = len(values) - 1
    return values[int(0.95 * top + 0.5)] - values[int(0.05 * top + 0.5)]


@jit
def _centered(x):
    total, count = 0.0, 0.0
    for value in x:
        if value == value:
            total += value
            count += 1
    return x - total / count


@jit
def _correlate(x, lag):
    """Correlation of the pairs of which both are there."""
    product = early = late = 0.0
    for i in range(len(x) - lag):
        a, b = x[i], x[i + lag]
        if a == a and b == b:
            product += a * b
            early += a * a
            late += b * b
    size = np.sqrt(early * late)
    return product / size if size > 0 else 0.0


@jit
def period(x, shortest, longest, least):
    """Period in frames from the autocorrelation; the earliest high peak counts; NaN without."""
    last, first = min(longest + 1, len(x) * 2 // 3), max(1, shortest - 1)
    centered = _centered(x)
    correlation = np.empty(max(0, last - first + 1))
    for i in range(len(correlation)):
        correlation[i] = _correlate(centered, first + i)
    frames, _ = find_peaks(correlation, 1.0, 0.0)
    highest = least
    for frame in frames:
        highest = correlation[frame] if highest < correlation[frame] else highest
    for frame in frames:
        if correlation[frame] >= least and correlation[frame] >= 0.85 * highest:
            return first + parabola_vertex(correlation, frame)
    return np.nan


@jit
def _complete(frames, stride):
    for i in range(1, len(frames)):
        if frames[i] - frames[i - 1] > 1.6 * stride:
            return False
    return len(frames) > 1


@jit
def stride_peaks(x, rate, min_distance_s, min_prominence, periods_s=STRIDES_S):
    """Peaks, one per stride; NaN for distance or prominence means: from the signal."""
    stride, (shortest_s, longest_s, usual_s) = 0.0, periods_s
    if np.isnan(min_distance_s) or np.isnan(min_prominence):
        stride = period(x, int(shortest_s * rate), int(longest_s * rate), 0.4)
        stride = usual_s * rate if np.isnan(stride) else stride
    distance = 0.55 * stride if np.isnan(min_distance_s) else min_distance_s * rate
    if not np.isnan(min_prominence):
        return find_peaks(x, distance, min_prominence)
    value_range = _robust_range(x)
    for share in (0.30, 0.25, 0.20):
        frames, prominences = find_peaks(x, distance, share * value_range)
        if _complete(frames, stride):
            return frames, prominences
    return find_peaks(x, distance, 0.12 * value_range)
