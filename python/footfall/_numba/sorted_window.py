"""Twins of the filters that sort the window around each sample: median and Hampel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit, rounded
from ._run import run_channels
from .windows import longest, padded

if TYPE_CHECKING:
    from numpy.typing import NDArray


@jit
def _put(window, count, value):
    """Put a number into a sorted window of `count`; a missing one is left out."""
    if np.isnan(value):
        return count
    k = count
    while k > 0 and window[k - 1] > value:
        window[k] = window[k - 1]
        k -= 1
    window[k] = value
    return count + 1


@jit
def _exchange(window, count, gone, value):
    """Take a number out of a sorted window and put another one in."""
    if np.isnan(gone):
        return _put(window, count, value)
    k = np.searchsorted(window[:count], gone)
    if np.isnan(value):
        for i in range(k, count - 1):
            window[i] = window[i + 1]
        return count - 1
    while k + 1 < count and window[k + 1] < value:
        window[k] = window[k + 1]
        k += 1
    while k > 0 and window[k - 1] > value:
        window[k] = window[k - 1]
        k -= 1
    window[k] = value
    return count


@jit
def _mean(low, high, half):
    return low if low == high else half * (low + high)


@jit
def _rank(window, count, middle, k):
    """Deviation of rank k: the least, over all runs of k + 1, of the larger one of their ends."""
    deviation = window.dtype.type(np.inf)
    for first in range(count - k):
        ends = max(middle - window[first], window[first + k] - middle)
        deviation = min(deviation, ends)
    return deviation


@jit
def _hampel(window, count, middle, value, half, settings):
    n_sigma, least, to_sigma, replace = settings
    if count < 3 or not np.isfinite(middle):
        return value
    low = _rank(window, count, middle, (count - 1) // 2)
    high = low if count % 2 == 1 else _rank(window, count, middle, count // 2)
    deviation = max(to_sigma * _mean(low, high, half), least)
    if not abs(value - middle) > n_sigma * deviation:
        return value
    return middle if replace != 0 else window.dtype.type(np.nan)


@jit
def _run(values, offsets, out, settings, half, reach, edges, first, last, left, right):
    width = 2 * reach + 1
    judges = settings is not None
    window = np.empty(width, values.dtype)
    line = np.empty(longest(offsets, first, last) + 2 * reach, values.dtype)
    for s in range(first, last):
        begin, end = offsets[s], offsets[s + 1]
        for c in range(left, right):
            x = padded(values[begin:end, c], reach, edges, line)
            count = 0
            for k in range(min(width, len(x))):
                count = _put(window, count, x[k])
            for i in range(end - begin):
                value = x[i + reach]
                if not np.isnan(value):
                    middle = _mean(window[(count - 1) // 2], window[count // 2], half)
                    if judges:
                        middle = _hampel(window, count, middle, value, half, settings)
                    value = middle
                out[begin + i, c] = value
                if i + width < len(x):
                    count = _exchange(window, count, x[i], x[i + width])


def _start(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    settings: tuple[Any, ...] | None,
    reach: float,
    edges: float,
) -> None:
    (half,) = rounded((0.5,), values.dtype)

    def work(*span: int) -> None:
        _run(values, offsets, out, settings, half, int(reach), int(edges), *span)

    run_channels(work, values, offsets, threads)


def median(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Give the median of the numbers around each sample."""
    reach, edges = params.tolist()
    _start(values, offsets, out, threads, None, reach, edges)


def hampel(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Take samples out that are far from the median of their surroundings."""
    reach, n_sigma, least, replace, edges = params.tolist()
    settings = rounded((n_sigma, least, 1.4826, replace != 0), values.dtype)
    _start(values, offsets, out, threads, settings, reach, edges)
