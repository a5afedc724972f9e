"""When a foot meets and leaves the ground, by how the sensor on it turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ._spans import reduced, runs_of
from .filters import Butterworth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._foot_strides import FootStrides

CUTOFF_HZ = 15.0  # above it straps shake
LONGEST_SLAP_S = 0.5


def foot_events(
    strides: FootStrides, rate_of_turn: NDArray[np.float64], sampling_rate_hz: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Final and initial contact of each stride's swing, in frames, and the length of its way.

    NaN where a stride does not show it. In swing the toes turn up; before it the heel rises, after
    it the foot falls flat: both turn the toes down. The foot leaves halfway between the fastest
    rise of the heel and where that ends; it meets the ground halfway between where the toes begin
    to turn down and where they do so fastest more and more (after Rampp A, Barth J, Schülein S,
    Gaßmann KG, Klucken J, Eskofier BM (2015), doi:10.1109/TBME.2014.2368211).
    """
    n = len(strides.start)
    leave, meet = np.full(n, np.nan), np.full(n, np.nan)
    length = np.hypot(strides.way_m[:, 0], strides.way_m[:, 1])
    if n == 0 or np.isnan(strides.left).any():
        return leave, meet, length
    cutoff_hz = min(CUTOFF_HZ, 0.4 * sampling_rate_hz)
    smooth = Butterworth(sampling_rate_hz=sampling_rate_hz, cutoff_hz=cutoff_hz)
    toes_up = -smooth(rate_of_turn @ strides.left)
    speeding = np.gradient(toes_up)
    longest = round(LONGEST_SLAP_S * sampling_rate_hz)
    for k in np.flatnonzero(strides.goes):
        first, last = int(strides.start[k]), int(strides.end[k])
        stride = toes_up[first : last + 1]
        top = first + int(stride.argmax())
        # Where the foot is set down hard, the toes rebound quicker than they swing.
        leave[k] = _leaving(toes_up, first, min(top, first + _swing(stride)))
        if np.isnan(leave[k]):
            leave[k] = _leaving(toes_up, first, top)
        meet[k] = _meeting(toes_up, speeding, top, min(last, top + longest))
    return leave, meet, length


def _swing(toes_up: NDArray[np.float64]) -> int:
    """Peak of the turn that brings the toes farthest up."""
    up = runs_of(toes_up > 0)
    if len(up) == 0:
        return int(toes_up.argmax())
    start, end = up[reduced(np.add, toes_up, up).argmax()]
    return int(start + toes_up[start:end].argmax())


def _leaving(toes_up: NDArray[np.float64], first: int, top: int) -> float:
    """Halfway between the fastest rise of the heel and the rise through zero after it."""
    down = np.flatnonzero(toes_up[first:top] < 0)
    if len(down) == 0:
        return np.nan
    fastest = first + int(toes_up[first:top].argmin())
    return 0.5 * (fastest + _crossing(toes_up, first + int(down[-1])))


def _meeting(
    toes_up: NDArray[np.float64], speeding: NDArray[np.float64], top: int, last: int
) -> float:
    """Halfway between the fall through zero after the swing and its steepest place."""
    down = np.flatnonzero(toes_up[top:last] < 0)
    if len(down) == 0:
        return np.nan
    zero = top + int(down[0])
    slap = top + int(toes_up[top:last].argmin())
    steepest = zero - 1 + int(speeding[zero - 1 : slap + 1].argmin())
    return 0.5 * (_crossing(toes_up, zero - 1) + steepest)


def _crossing(x: NDArray[np.float64], before: int) -> float:
    """Where a signal goes through zero between a frame and the next."""
    step = x[before + 1] - x[before]
    return before - float(x[before] / step) if step != 0 else float(before)
