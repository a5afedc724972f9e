"""Paths of strides, and the door to what integrates them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._backend import kernel
from .._config import chosen_threads
from .._errors import ArgumentError
from .._families import as_params

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class StridePaths:
    """Paths of strides, one after another; stride i is rows [offsets[i], offsets[i + 1]).

    Parameters
    ----------
    offsets : array of int64, shape (n + 1,)
        Where strides start.
    orientation : array, shape (rows, 4)
        Quaternions w, x, y, z from the sensor to level axes, z up, that have no heading at the
        start of the stride.
    velocity_mps, position_m : array, shape (rows, 3)
        In these axes; both start at 0.
    """

    offsets: NDArray[np.int64]
    orientation: NDArray[np.float64]
    velocity_mps: NDArray[np.float64]
    position_m: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.offsets) - 1


def cut_strides(
    acceleration_mps2: ArrayLike, angular_velocity_radps: ArrayLike, start: Any, end: Any
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Give the samples of strides, one after another; where strides start; and their frames."""
    signals = [
        _check.real_array(name, values).astype(np.float64, copy=False)
        for name, values in (
            ("acceleration_mps2", acceleration_mps2),
            ("angular_velocity_radps", angular_velocity_radps),
        )
    ]
    shapes = [x.shape for x in signals]
    if shapes[0] != shapes[1] or shapes[0][1:] != (3,):
        raise ArgumentError("acceleration_mps2", "two arrays of shape (frames, 3)", shapes)
    first, last = _frames(start, end, len(signals[0]))
    lengths = last + 1 - first
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    frames = np.arange(offsets[-1]) + np.repeat(first - offsets[:-1], lengths)
    values = np.concatenate(signals, axis=1)
    return np.take(values, frames, axis=0), offsets, frames


def resting_frames(rest_window_s: float, sampling_rate_hz: float) -> int:
    """Frames at each end of a stride in which the foot rests: half of a window around it."""
    return max(1, round(rest_window_s / 2 * sampling_rate_hz))


def integrated(
    name: str, values: NDArray[np.float64], offsets: NDArray[np.int64], params: Any
) -> StridePaths:
    """Run a kernel."""
    out = np.empty((len(values), 10))
    kernel(name)(values, offsets, out, chosen_threads(), as_params(params))
    return StridePaths(offsets, out[:, :4], out[:, 4:7], out[:, 7:])


def _frames(start: Any, end: Any, n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first, last = (np.asarray(x, dtype=np.int64).reshape(-1) for x in (start, end))
    if len(first) != len(last):
        raise ArgumentError("end", f"{len(first)} frames, as start", len(last))
    if ((first < 0) | (last >= n) | (last < first)).any():
        raise ArgumentError("start", f"strides inside the {n} frames", "others")
    return first, last
