"""Both legs drawn on one: which of them is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .sides import COLLAPSING, LEGS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .sides import Sides

BEFORE_S = 0.05  # over which the velocity before is taken
AHEAD_S = 0.1  # how far it foretells: a foot that stops beside the other is no collapse
CLEARLY = 0.5  # the leg that stays is off its way by at most this share of the other


def collapsed_samples(
    points: NDArray[Any],
    spans: NDArray[np.int64],
    first: NDArray[np.int64],
    scale: NDArray[np.float64],
    sides: Sides,
    far: float,
    sampling_rate_hz: float,
) -> NDArray[np.bool_]:
    """Mark the samples of the leg that left its way when both came to lie on one.

    `spans` are frames of nearness, `first` the first frame of their sequence.
    """
    pairs = [pair for stem in COLLAPSING if (pair := sides.pair(stem)) is not None]
    step = max(1, round(BEFORE_S * sampling_rate_hz))
    last = spans[:, 0] - 1
    usable = last - step >= first
    spans, last, scale = spans[usable], last[usable], scale[usable]
    ahead = 1 + np.arange(max(1, round(AHEAD_S * sampling_rate_hz)))
    frames = np.minimum(last[:, None] + ahead, spans[:, 1:] - 1)
    off = np.empty((2, len(spans)))
    for side in range(2):
        columns = [pair[side] for pair in pairs]
        legs = points[:, columns].astype(np.float64)
        velocity = (legs[last] - legs[last - step]) / step
        way = legs[last][:, None] + velocity[:, None] * (frames - last[:, None])[..., None, None]
        distance = np.sqrt(((legs[frames] - way) ** 2).sum(axis=-1)).mean(axis=-1)
        off[side] = distance.max(axis=1) / scale
    mask = np.zeros(points.shape[:2], dtype=bool)
    for side in range(2):
        gone = (off[side] > far) & (off[1 - side] <= CLEARLY * off[side])
        change = np.zeros(len(points) + 1, dtype=np.int64)
        np.add.at(change, spans[gone, 0], 1)
        np.add.at(change, spans[gone, 1], -1)
        prefix = ("left_", "right_")[side]
        own = [k for k in sides.of_part(LEGS) if sides.names[k].startswith(prefix)]
        mask[np.ix_(np.cumsum(change[:-1]) > 0, own)] = True
    return mask
