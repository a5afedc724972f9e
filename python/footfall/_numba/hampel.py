"""Twin of the Hampel identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit, rounded
from ._run import run_channels

if TYPE_CHECKING:
    from numpy.typing import NDArray


@jit
def _median(window, half):
    window.sort()
    count = len(window)
    upper = window[count // 2]
    return upper if count % 2 == 1 else half * (window[count // 2 - 1] + upper)


@jit
def _judge(x, i, reach, n_sigma, least, constants, replace, window):
    half, to_sigma = constants
    value = x[i]
    count = 0
    for k in range(max(0, i - reach), min(len(x) - 1, i + reach) + 1):
        if not np.isnan(x[k]):
            window[count] = x[k]
            count += 1
    if np.isnan(value) or count < 3:
        return value
    near = window[:count]
    middle = _median(near, half)
    for k in range(count):
        near[k] = abs(near[k] - middle)
    deviation = max(to_sigma * _median(near, half), least)
    if not abs(value - middle) > n_sigma * deviation:
        return value
    return middle if replace else x.dtype.type(np.nan)


@jit
def _hampel(values, offsets, out, settings, reach, replace, first, last, left, right):
    n_sigma, least, half, to_sigma = settings
    window = np.empty(2 * reach + 1, values.dtype)
    for s in range(first, last):
        begin, end = offsets[s], offsets[s + 1]
        for c in range(left, right):
            x = values[begin:end, c].copy()  # the result may go where the values are
            for i in range(end - begin):
                out[begin + i, c] = _judge(
                    x, i, reach, n_sigma, least, (half, to_sigma), replace, window
                )


def hampel(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Take samples out that are far from the median of their surroundings."""
    reach, n_sigma, least, replace = params.tolist()
    settings = rounded((n_sigma, least, 0.5, 1.4826), values.dtype)

    def work(*span: int) -> None:
        _hampel(values, offsets, out, settings, int(reach), replace != 0, *span)

    run_channels(work, values, offsets, threads)
