"""Sensors on a body whose motion is known in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations, product
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial import Polynomial

import footfall as ff

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE_HZ = 200.0
GRAVITY_MPS2 = 9.80665
STANCE_S, SWING_S = 0.6, 0.5
LENGTH_M, LIFT_M = 1.3, 0.08
WAY = LENGTH_M * Polynomial([0, 0, 0, 10, -15, 6])  # least jerk
BUMP = 64 * Polynomial([0, 0, 0, 1]) * Polynomial([1, -1]) ** 3
TOES_UP = 6.0 * BUMP * Polynomial([-0.55, 1.0])  # rad: down after the heel has risen, then up


@dataclass(frozen=True)
class Foot:
    """What a sensor on a foot measures, and when the foot swings."""

    acceleration_mps2: NDArray[np.float64]
    angular_velocity_radps: NDArray[np.float64]
    leave_s: NDArray[np.float64]
    meet_s: NDArray[np.float64]

    def imu(self, rotation: NDArray[np.float64] | None = None) -> ff.Imu:
        """Give the sensor, turned on the foot."""
        sensor = ff.Imu(self.acceleration_mps2, self.angular_velocity_radps)
        return sensor if rotation is None else sensor.turned(rotation)


def walking_foot(n_strides: int = 8, start_s: float = 2.0, rate_hz: float = RATE_HZ) -> Foot:
    """A foot that steps forward, level at rest: x forward, y left, z up."""
    leave = start_s + np.arange(n_strides) * (STANCE_S + SWING_S)
    time = np.arange(0, leave[-1] + SWING_S + 2.0, 1 / rate_hz)
    place = np.searchsorted(leave, time, side="right") - 1
    share = (time - leave[np.maximum(place, 0)]) / SWING_S
    moves = (place >= 0) & (share < 1)
    u = np.where(moves, share, 0.0)

    def at(polynomial: Polynomial, order: int) -> NDArray[np.float64]:
        return np.where(moves, polynomial.deriv(order)(u), 0.0) / SWING_S**order

    toes_up = np.where(moves, TOES_UP(u), 0.0)
    ahead, upward = at(WAY, 2), at(LIFT_M * BUMP, 2) + GRAVITY_MPS2
    c, s = np.cos(toes_up), np.sin(toes_up)
    none = np.zeros_like(time)
    return Foot(
        np.stack([c * ahead + s * upward, none, c * upward - s * ahead], axis=1),
        np.stack([none, -at(TOES_UP, 1), none], axis=1),
        leave,
        leave + SWING_S,
    )


def walking_trunk(
    duration_s: float = 30.0, step_hz: float = 1.8, rate_hz: float = 100.0, seed: int = 0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Acceleration of the lower back (up, right, forward) and times of left and right contacts.

    At each contact the upward acceleration rises steepest; sway to the right turns around halfway
    between left and right contacts.
    """
    time = np.arange(0, duration_s, 1 / rate_hz)
    moves = (time > 5) & (time < duration_s - 5)
    turn = 2 * np.pi * step_hz * (time - 5)
    noise = 0.05 * np.random.default_rng(seed).normal(size=(3, len(time)))
    up = 2.5 * np.sin(turn) * moves
    right = 0.8 * np.sin(turn / 2) * moves
    forward = 1.5 * np.cos(turn) * moves
    contact_s = np.arange(5, duration_s - 5, 1 / step_hz)
    return np.stack([GRAVITY_MPS2 + up, right, forward], axis=1) + noise.T, contact_s


def orientations() -> list[NDArray[np.float64]]:
    """The 24 proper rotations that turn axes into axes."""
    found = []
    for order, signs in product(permutations(range(3)), product((1.0, -1.0), repeat=3)):
        matrix = np.zeros((3, 3))
        matrix[range(3), order] = signs
        if np.linalg.det(matrix) > 0:
            found.append(matrix)
    return found
