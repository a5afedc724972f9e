"""Twin of the 1-euro filter."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ._jit import jit, rounded
from ._run import run_channels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@jit
def _one_euro(values, offsets, state, out, constants, first, last, left, right):
    rate, rest_ratio, speed_ratio, weight, max_missed, zero, one, nan = constants
    for s in range(first, last):
        h0, h1, h2 = state[s, 0, left:right], state[s, 1, left:right], state[s, 2, left:right]
        for row in range(offsets[s], offsets[s + 1]):
            source, target = values[row, left:right], out[row, left:right]
            for c in range(right - left):
                x, missed = source[c], h2[c]
                y = nan if missed > max_missed else h0[c]
                slope = (x - y) * rate
                speed = h1[c] + weight * (slope - h1[c])
                speed = speed if y == y else zero
                ratio = rest_ratio + speed_ratio * (-speed if speed < zero else speed)
                y = y + ratio / (one + ratio) * (x - y) if y == y else x
                missed = missed + one if missed == missed else zero
                h0[c] = y if x == x else h0[c]
                h1[c] = speed if x == x else h1[c]
                h2[c] = zero if x == x else missed
                target[c] = y if x == x else x


def one_euro(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    state: NDArray[Any],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """1-euro filter: a low-pass whose cut-off rises with the speed of the signal."""
    rate, min_cutoff, coefficient, derivative_cutoff, max_gap = params.tolist()
    radians = 2 * math.pi / rate
    constants = rounded(
        [
            rate,
            radians * min_cutoff,
            radians * coefficient,
            radians * derivative_cutoff / (1 + radians * derivative_cutoff),
            max_gap * rate,
            0,
            1,
            math.nan,
        ],
        values.dtype,
    )

    def work(*span: int) -> None:
        _one_euro(values, offsets, state, out, constants, *span)

    run_channels(work, values, offsets, threads)
