"""Twin of gains that channels without gaps and weights have in common; see `SharedGains`.

Two states are three of which the last is 0. Channels are columns.
"""

from __future__ import annotations

import numpy as np

from ._jit import jit
from .state_smoother import backward, field_count, forward


@jit
def work_out(n, steps, drive, states):
    """Give the gains of each frame: of three states the first row and the rest of the covariance.

    Columns: p00 p01 p02 p11 p12 p22, 1 / variance of the innovation, share left, variance of the
    smoothed position.
    """
    noise = np.ones(n)
    noise[0] = -1.0
    fields = field_count(states)
    kept, result = np.empty((n, fields)), np.empty((n, states + 2))
    forward(noise, noise, steps, drive, np.zeros(fields - 3), kept, np.empty(0), np.inf, 0.0)
    backward(noise, steps, kept, states, True, result)
    gains = np.zeros((n, 9))
    for row in range(n):
        if states == 2:
            gains[row, 0], gains[row, 1], gains[row, 3] = kept[row, 2], kept[row, 3], kept[row, 4]
        else:
            gains[row, :6] = kept[row, 3:9]
        gains[row, 6], gains[row, 7] = kept[row, fields - 3], kept[row, fields - 1]
        gains[row, 8] = result[row, states]
    return gains


@jit
def forward_shared(x, steps, gains, states, kept, judged, limits, settle):
    """Predict and update all columns; fill `kept` and `judged` where they have room.

    Gives where the gate would act on a column, whose results are then not its own.
    """
    n, channels = x.shape
    x0, x1, x2 = np.zeros(channels), np.zeros(channels), np.zeros(channels)
    pull, acts = np.empty(channels), np.zeros(channels)
    for row in range(n):
        d = steps[row]
        h = d * d / 2
        p0, p1, p2, inverse = gains[row, 0], gains[row, 1], gains[row, 2], gains[row, 6]
        if row == 0:
            x0[:] = x[0]
        else:
            for k in range(channels):
                x0[k] = x0[k] + d * x1[k] + h * x2[k]
                x1[k] = x1[k] + d * x2[k]
        for k in range(channels):
            pull[k] = (x[row, k] - x0[k]) * inverse
        if row >= settle:
            for k in range(channels):
                innovation = x[row, k] - x0[k]
                acts[k] += 1.0 if innovation * innovation * inverse > limits[k] else 0.0
        if len(judged) > 0:
            for k in range(channels):
                judged[row, k] = (x[row, k] - x0[k]) * pull[k] if row >= states else np.inf
        if len(kept) > 0:
            kept[row, 0], kept[row, 1], kept[row, 2], kept[row, 3] = x0, x1, x2, pull
        for k in range(channels):
            x0[k] = x0[k] + p0 * pull[k]
            x1[k] = x1[k] + p1 * pull[k]
            x2[k] = x2[k] + p2 * pull[k]
    return acts


@jit
def backward_shared(steps, gains, kept):
    """Go back over `kept`: states take the place of predictions, the last adjoints of pulls."""
    n, _, channels = kept.shape
    l0, l1, l2 = np.zeros(channels), np.zeros(channels), np.zeros(channels)
    for row in range(n - 1, -1, -1):
        d = steps[row]
        h = d * d / 2
        p0, p1, p2, p11, p12, p22, inverse, left, _ = gains[row]
        u0, u1, u2 = left * p0, left * p1, left * p2
        line = kept[row]
        for k in range(channels):
            pull = line[3, k]
            known = p0 * l0[k] + p1 * l1[k] + p2 * l2[k]
            moved = u0 * l0[k] + u1 * l1[k] + u2 * l2[k]
            line[0, k] = line[0, k] + p0 * pull - moved
            l0[k] = l0[k] - (known * inverse + pull)
        for k in range(channels):
            line[1, k] = line[1, k] - (p1 * l0[k] + p11 * l1[k] + p12 * l2[k])
            line[2, k] = line[2, k] - (p2 * l0[k] + p12 * l1[k] + p22 * l2[k])
            line[3, k] = l1[k]
            l2[k] = l2[k] + d * l1[k] + h * l0[k]
            l1[k] = l1[k] + d * l0[k]
