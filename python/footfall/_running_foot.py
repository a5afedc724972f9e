"""How a running foot turns from one swing to the next."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from scipy.signal import find_peaks

if TYPE_CHECKING:
    from numpy.typing import NDArray

CUTOFF_HZ = 30.0
LEAST_RATE_HZ = 75.0  # for the low-pass; 200 for contact times
APART_S = 0.4  # of swings
LEAST_SHARE, OF_QUANTILE = 0.4, 0.95  # of what the rate of turn reaches


def turns_down(
    toes_up: NDArray[np.float64], rate: float, *, least_radps: float, longest_s: float
) -> list[tuple[int, int, int, int]]:
    """Frames of a swing, of the fastest turns down in both halves, and of the next swing.

    Toes turn down as the foot falls flat and as it pushes off. Strides over `longest_s`, and those
    that do not turn down twice, are left out.
    """
    least = max(least_radps, LEAST_SHARE * float(np.quantile(toes_up, OF_QUANTILE)))
    swings, _ = find_peaks(toes_up, height=least, distance=max(1, round(APART_S * rate)))
    rows = []
    for a, b in itertools.pairwise(swings.tolist()):
        if b - a > longest_s * rate:
            continue
        middle = (a + b) // 2
        slap = a + int(toes_up[a:middle].argmin())
        push = middle + int(toes_up[middle:b].argmin())
        if toes_up[slap] < 0 and toes_up[push] < 0:
            rows.append((a, slap, push, b))
    return rows


def abrupt_turn(toes_up: NDArray[np.float64], swing: int, slap: int) -> int:
    """Where the toes begin to turn down most abruptly, between the swing and the slap."""
    zero = swing + int(np.flatnonzero(toes_up[swing : slap + 1] < 0)[0])
    return zero - 1 + int(np.gradient(toes_up[zero - 2 : slap + 2])[1:-1].argmin())
