"""Whose foot a step of the trunk belongs to: how the trunk sways, and that feet alternate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ._events import LEFT, RIGHT
from .filters import Butterworth

if TYPE_CHECKING:
    from numpy.typing import NDArray

SWAY_HZ = 1.0
REPEAT_COST = 2.2  # nats for two steps of one foot: about one in ten steps is missed or extra
SKIPPED = 1.6  # times the usual step, from which one may have been missed


def step_sides(
    sideways: NDArray[np.float64], contact_s: NDArray[np.float64], sampling_rate_hz: float
) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Side of each initial contact, and how sure it is: nats by which the other way is worse.

    `sideways` is the acceleration to the right, without missing samples. At a left contact the
    trunk's sway, low-passed at 1 Hz, turns to the right: its slope is positive (Mansour K, Rezzoug
    N, Gorce P (2015), doi:10.1016/j.gaitpost.2015.07.064). The sequence of sides that goes best
    with all slopes and with alternation is taken.
    """
    n = len(contact_s)
    cutoff_hz = min(SWAY_HZ, 0.4 * sampling_rate_hz)
    smooth = Butterworth(sampling_rate_hz=sampling_rate_hz, cutoff_hz=cutoff_hz, correct=False)
    slope = np.gradient(smooth(sideways))
    slopes = np.interp(contact_s * sampling_rate_hz, np.arange(len(slope)), slope)
    spread = float(np.sqrt(np.mean(slopes**2))) if n else 0.0
    evidence = slopes / spread if spread > 0 else np.zeros(n)
    # Cost of left and of right at each contact, nats.
    own = np.stack([np.logaddexp(0.0, -evidence), np.logaddexp(0.0, evidence)], axis=1)
    steps = np.diff(contact_s)
    usual = float(np.median(steps)) if n > 1 else math.inf
    repeat = np.where(steps > SKIPPED * usual, 0.0, REPEAT_COST)
    forward, backward = _costs(own, repeat), _costs(own[::-1], repeat[::-1])[::-1]
    best = forward + backward - own
    return _way_back(forward, repeat), np.abs(best[:, LEFT] - best[:, RIGHT])


def _way_back(costs: NDArray[np.float64], repeat: NDArray[np.float64]) -> NDArray[np.int8]:
    """Sides of one way of least cost: without evidence too they alternate."""
    sides = np.empty(len(costs), np.int8)
    side = LEFT
    for k in range(len(costs) - 1, -1, -1):
        other = RIGHT if side == LEFT else LEFT
        if k + 1 == len(costs):
            side = LEFT if costs[k, LEFT] <= costs[k, RIGHT] else RIGHT
        elif costs[k, other] <= costs[k, side] + repeat[k]:
            side = other
        sides[k] = side
    return sides


def _costs(own: NDArray[np.float64], repeat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Least cost of each side at each contact, of all ways that lead there."""
    rows = own.tolist()  # plain numbers: rows of two are too short for arrays to pay
    if not rows:
        return own
    costs = [rows[0]]
    for (left, right), same in zip(rows[1:], repeat.tolist(), strict=True):
        before_left, before_right = costs[-1]
        costs.append(
            [
                left + min(before_right, before_left + same),
                right + min(before_left, before_right + same),
            ]
        )
    return np.array(costs)
