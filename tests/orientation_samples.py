"""A sensor that turns and rests, in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE_HZ = 100.0
BIAS_RADPS = np.array([0.01, -0.006, 0.008])
FIELD_UT = np.array([0.0, 20.0, -42.0])  # of the earth: east, north, up
GRAVITY_MPS2 = np.array([0.0, 0.0, 9.80665])
TURN_AXES = np.array([[2.1, 1.3, 0.7], [0.4, 1.1, 0.0], [1.4, 0.9, 0.8]])  # rad/s, amplitude, phase


@dataclass(frozen=True)
class Sample:
    """What a sensor measures, and how it is turned: w, x, y, z."""

    turn: NDArray[np.float64]
    force: NDArray[np.float64]
    field: NDArray[np.float64]
    quaternion: NDArray[np.float64]

    @property
    def signals(self) -> tuple[NDArray[np.float64], ...]:
        """Rate of turn, acceleration, field."""
        return self.turn, self.force, self.field


def product(p: Any, q: Any) -> NDArray[np.float64]:
    """First q, then p."""
    a, b, c, d = np.moveaxis(np.asarray(p), -1, 0)
    w, x, y, z = np.moveaxis(np.asarray(q), -1, 0)
    return np.stack(
        [
            a * w - b * x - c * y - d * z,
            a * x + b * w + c * z - d * y,
            a * y - b * z + c * w + d * x,
            a * z + b * y - c * x + d * w,
        ],
        axis=-1,
    )


def seen(quaternion: Any, vector: Any) -> NDArray[np.float64]:
    """Vectors of the earth in axes of the sensor."""
    inverse = np.asarray(quaternion) * [1, -1, -1, -1]
    whole = np.concatenate([np.zeros((*np.shape(vector)[:-1], 1)), vector], axis=-1)
    return product(product(inverse, whole), quaternion)[..., 1:]


def tumbling(n_frames: int = 6000) -> Sample:
    """Ten seconds of turns, five of rest, and again; with a magnet near for some seconds."""
    time = np.arange(n_frames) / RATE_HZ
    moves = (time % 15 < 10).astype(float)
    speed, size, phase = TURN_AXES
    turn = moves[:, None] * size * np.sin(speed * time[:, None] + phase)
    half = turn / RATE_HZ / 2
    angle = np.linalg.norm(half, axis=1, keepdims=True)
    steps = np.concatenate([np.cos(angle), half * np.sinc(angle / np.pi)], axis=1)
    quaternion = np.empty((n_frames, 4))
    now = np.array([1.0, 0.0, 0.0, 0.0])
    for k, step in enumerate(steps):
        now = quaternion[k] = product(now, step)
    push = moves[:, None] * np.stack(
        [1.5 * np.sin(9 * time), np.cos(7 * time), 2 * np.sin(5 * time)], axis=1
    )
    magnet = ((time > 33) & (time < 39))[:, None] * np.array([30.0, 0.0, 10.0])
    return Sample(
        turn + BIAS_RADPS,
        seen(quaternion, GRAVITY_MPS2 + push),
        seen(quaternion, FIELD_UT + np.zeros((n_frames, 3))) + magnet,
        quaternion,
    )
