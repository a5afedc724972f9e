"""Twin of the stride table: low-pass, Zeni's events, angles, one row per stride."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from .butterworth import zero_phase_butterworth
from .events import zeni
from .kinematic_signals import along
from .kinematics import three_point_angle

if TYPE_CHECKING:
    from numpy.typing import NDArray

EVENT_ROWS, MOST_ANGLES = 4, 4
N_EVENT = 7  # parameters of Zeni; those of the filter follow, but for the rate
COLUMNS = 5 + 2 * MOST_ANGLES


@jit
def _extent(angle):
    """Lowest and highest; NaN where a number is missing."""
    low, high = np.inf, -np.inf
    for value in angle:
        if np.isnan(value):
            return np.nan, np.nan
        low = value if value < low else low
        high = value if value > high else high
    return (low, high) if len(angle) > 0 else (np.nan, np.nan)


@jit
def _strides(x, offsets, points, angles, angle_sides, events, dimensions, forward):
    """Rows of the strides between contacts; `events` are sequence, frame and code of each."""
    sequences, frames, codes = events
    owners, rows = np.empty(len(frames), np.int64), np.full((len(frames), COLUMNS), np.nan)
    count = first = 0
    while first < len(frames):
        end = first
        while end < len(frames) and sequences[end] == sequences[first]:
            end += 1
        start = offsets[sequences[first]]
        for side in range(2):
            contacts = frames[first:end][codes[first:end] == 2 * side]
            leaves = frames[first:end][codes[first:end] == 2 * side + 1]
            for i in range(1, len(contacts)):
                row, a, b = rows[count], contacts[i - 1], contacts[i]
                one, other = int(a + 0.5), int(b + 0.5)
                owners[count] = sequences[first]
                row[0], row[1], row[3] = side, a, b
                k = np.searchsorted(leaves, a, side="right")
                if k < len(leaves) and leaves[k] < b:
                    row[2] = leaves[k]
                row[4] = along(x[start + other], points[side], dimensions, forward) - along(
                    x[start + one], points[side], dimensions, forward
                )
                column = 5
                for angle in range(len(angle_sides)):
                    if angle_sides[angle] == side:
                        span = angles[start + one : start + other, angle]
                        row[column], row[column + 1] = _extent(span)
                        column += 2
                count += 1
        first = end
    return owners[:count], rows[:count]


def zeni_strides(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    table: NDArray[np.int64],
    threads: int,
    params: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Low-pass, Zeni's events, joint angles, and one row per stride."""
    dimensions, forward = int(params[1]), params[2:5]
    points, places = np.unique(table[:, :3], return_inverse=True)
    places = np.column_stack([places.reshape(-1, 3), table[:, 3]])
    channels = (points[:, None] * dimensions + np.arange(dimensions)).ravel()
    raw = values[:, channels].astype(np.float64, copy=False)
    smooth = np.empty_like(raw)
    low_pass = np.array([params[0], *params[N_EVENT:]])
    zero_phase_butterworth(raw, offsets, smooth, threads, low_pass)
    sequence, found = zeni(smooth, offsets, places[:EVENT_ROWS], threads, params[:N_EVENT])
    triples = np.ascontiguousarray(places[EVENT_ROWS:, :3])
    angles = np.empty((len(smooth), len(triples)))
    shaped = smooth.reshape(len(smooth), len(points), dimensions)
    three_point_angle(shaped, triples, angles, threads, params[:0])
    feet = places[:EVENT_ROWS:2, 0].copy()
    events = sequence, found[:, 0].copy(), found[:, 1].astype(np.int64)
    sides = np.ascontiguousarray(places[EVENT_ROWS:, 3])
    owners, rows = _strides(smooth, offsets, feet, angles, sides, events, dimensions, forward)
    return owners, rows
