"""Straight ways between turns, for people who walk around corners."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOVING_SHARE = 0.3  # of the usual speed, below which a person is turning or standing
TURN_DEG_PER_S = 45.0  # faster is a turn; slower is a curve, which is walked like a straight way
WINDOW_S = 1.0  # over which a change of heading is taken: a stride
CORNER_DEG = 45.0  # headings that differ by more, and are not to and fro
SHORTEST_S = 1.0


def straight_ways(
    pelvis: NDArray[np.float64], sampling_rate_hz: float
) -> list[tuple[int, int, NDArray[np.float64]]]:
    """Spans [start, end) of one heading, with it; empty unless corners are walked around.

    `pelvis` is its place in the level plane, shape (T, 2), without the sway of steps.
    """
    velocity = np.gradient(pelvis, axis=0) * sampling_rate_hz if len(pelvis) > 1 else pelvis
    speed = np.nan_to_num(np.linalg.norm(velocity, axis=1))
    moving = speed > MOVING_SHARE * np.quantile(speed, 0.75) if len(speed) else speed > 0
    if moving.sum() < SHORTEST_S * sampling_rate_hz:
        return []
    frames = np.flatnonzero(moving)
    heading = np.unwrap(np.arctan2(velocity[frames, 1], velocity[frames, 0]))
    whole = np.interp(np.arange(len(pelvis)), frames, heading)
    half = max(1, round(0.5 * WINDOW_S * sampling_rate_hz))
    ends = np.clip(np.arange(len(pelvis))[:, None] + [-half, half], 0, len(pelvis) - 1)
    turned = np.degrees(np.abs(whole[ends[:, 1]] - whole[ends[:, 0]]))
    straight = moving & (turned < TURN_DEG_PER_S * (ends[:, 1] - ends[:, 0]) / sampling_rate_hz)
    edges = np.flatnonzero(np.diff(straight, prepend=False, append=False))
    spans = [
        (a, b)
        for a, b in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        if b - a >= SHORTEST_S * sampling_rate_hz
    ]
    ways = [(a, b, _direction(pelvis[a:b])) for a, b in spans]
    corners = [abs(math.cos(math.radians(turn_deg(p, q)))) for (*_, p), (*_, q) in pairwise(ways)]
    return ways if any(c < math.cos(math.radians(CORNER_DEG)) for c in corners) else []


def turn_deg(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Angle between two headings, 0 to 180."""
    return math.degrees(math.acos(float(np.clip(before @ after, -1.0, 1.0))))


def _direction(track: NDArray[np.float64]) -> NDArray[np.float64]:
    seen = track[np.isfinite(track).all(axis=1)]
    way = seen[-1] - seen[0]
    return np.asarray(way / np.linalg.norm(way))
