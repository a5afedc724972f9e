"""What windows of weights let through: cut-offs, and the weights that have one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

HALF_POWER = math.sqrt(0.5)
BISECTIONS = 100  # more than the bits of a number


def crossing_hz(weights: NDArray[Any], derivative: int, sampling_rate_hz: float) -> float:
    """Lowest frequency at which the gain falls to -3 dB; infinite where it does not.

    Parameters
    ----------
    weights : array
        Of a window, from the middle one on; of the other half they are the same, or of the
        other sign for odd derivatives.
    derivative : int
        What the weights give, by the frame; their gain is told against the true one.
    sampling_rate_hz : float
        Frames per second.
    """
    places = np.arange(len(weights))
    wave = np.sin if derivative % 2 == 1 else np.cos
    folded = np.where(places > 0, 2.0, 1.0) * weights
    level = folded.sum() if derivative == 0 else 1.0

    def gain(turns: float) -> float:  # of a wave of so many turns per frame
        angle = 2 * math.pi * turns
        return float(abs(folded @ wave(angle * places)) / (level * angle**derivative))

    step = 0.5 / (16 * len(weights))
    for k in range(1, 16 * len(weights) + 1):
        if gain(k * step) < HALF_POWER:
            return sampling_rate_hz * bisected(gain, max(k - 1, 0.5) * step, k * step)
    return math.inf


def gaussian_sigma(turns: float, truncate: float) -> float:
    """Give sigma, in frames, of the sampled Gaussian whose gain is -3 dB at `turns` per frame."""
    about = math.sqrt(math.log(2)) / (2 * math.pi * turns)

    def solved(half_width: int) -> float:
        places = np.arange(1, half_width + 1)
        waves = np.cos(2 * math.pi * turns * places)

        def gain(sigma: float) -> float:
            weights = 2 * np.exp(-0.5 * (places / sigma) ** 2)
            return float((1 + weights @ waves) / (1 + weights.sum()))

        return bisected(gain, 0.1 * about, 10 * about)

    sigma = solved(gaussian_half_width(about, truncate))
    return solved(gaussian_half_width(sigma, truncate))


def gaussian_half_width(sigma_frames: float, truncate: float) -> int:
    """Frames on each side of a Gaussian that is cut off at `truncate` sigma."""
    return max(1, int(truncate * sigma_frames + 0.5))


def bisected(gain: Callable[[float], float], low: float, high: float) -> float:
    """Where a gain that falls from `low` to `high` is -3 dB."""
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if gain(middle) > HALF_POWER else (low, middle)
    return 0.5 * (low + high)


def polynomial_weights(half_width: int, order: int, derivative: int) -> NDArray[np.float64]:
    """Weights of a Savitzky-Golay window by the frame, from the middle one on."""
    places = np.arange(-half_width, half_width + 1) / half_width
    basis = np.polynomial.legendre.legvander(places, order)
    target = np.polynomial.legendre.legder(np.eye(order + 1), derivative)
    at_middle = np.polynomial.legendre.legval(0.0, target) / half_width**derivative
    weights: NDArray[np.float64] = at_middle @ np.linalg.pinv(basis)
    return weights[half_width:]
