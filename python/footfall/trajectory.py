"""Where sensors go: strapdown integration between moments of rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._backend import kernel
from ._config import chosen_threads
from ._errors import ArgumentError
from ._families import as_params
from .imu import GRAVITY_MPS2

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

DEDRIFT = ("direct_reverse", "linear")


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


@dataclass(frozen=True, kw_only=True)
class StrideIntegration:
    """Path of a foot in each stride, by integration from rest to rest.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    dedrift : {"direct_reverse", "linear"}
        How the velocity comes to 0 at the end: the integral from behind counts more and more, or
        what is left is taken out in proportion to time.
    level : bool
        Whether heights end where they began; False on stairs and slopes.
    rest_window_s : float
        Around the ends of a stride, over which the acceleration tells which way is up.
    steepness : float
        Of the change from the integral from the front to that from behind, in strides.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    The rate of turn is integrated from the tilt at the start; the tilt that is left at the end is
    shared out over the stride. Heading drifts with the bias of the gyroscope: it is good within a
    stride, not over a walk. A stride with a missing sample is NaN from there on.

    References
    ----------
    Hannink J, Ollenschläger M, Kluge F, Roth N, Klucken J, Eskofier BM (2017). Benchmarking foot
    trajectory estimation methods for mobile gait analysis. Sensors 17. doi:10.3390/s17091940

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> still = np.tile([0.0, 0.0, 9.80665], (100, 1))
    >>> integrate = ff.trajectory.StrideIntegration(sampling_rate_hz=100.0)
    >>> path = integrate(still, np.zeros((100, 3)), start=[10], end=[90])
    >>> path.position_m[-1].round(6)
    array([0., 0., 0.])
    """

    sampling_rate_hz: float
    dedrift: str = "direct_reverse"
    level: bool = True
    rest_window_s: float = 0.1
    steepness: float = 0.08

    def __post_init__(self) -> None:
        _check.one_of("dedrift", self.dedrift, DEDRIFT)
        for name in ("sampling_rate_hz", "rest_window_s", "steepness"):
            _check.positive(name, getattr(self, name))

    def __call__(
        self,
        acceleration_mps2: ArrayLike,
        angular_velocity_radps: ArrayLike,
        *,
        start: ArrayLike,
        end: ArrayLike,
    ) -> StridePaths:
        """Integrate strides of one recording.

        Parameters
        ----------
        acceleration_mps2, angular_velocity_radps : array, shape (T, 3)
            What the sensor measured, in its own axes.
        start, end : array of int, shape (n,)
            Frames at which the foot rests: first and last of each stride.

        Returns
        -------
        StridePaths
            With `end - start + 1` rows for each stride.

        Raises
        ------
        ArgumentError
            When shapes differ or a stride lies outside the recording.
        """
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
        values = np.concatenate([x[frames] for x in signals], axis=1)
        out = np.empty((len(frames), 10))
        kernel("stride_path")(values, offsets, out, chosen_threads(), as_params(self._params()))
        return StridePaths(offsets, out[:, :4], out[:, 4:7], out[:, 7:])

    def _params(self) -> tuple[float, ...]:
        rest = max(1, round(self.rest_window_s / 2 * self.sampling_rate_hz))
        both_ways = float(self.dedrift == DEDRIFT[0])
        rate = self.sampling_rate_hz
        return rate, GRAVITY_MPS2, rest, both_ways, self.steepness, float(self.level)


def _frames(start: Any, end: Any, n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first, last = (np.asarray(x, dtype=np.int64).reshape(-1) for x in (start, end))
    if len(first) != len(last):
        raise ArgumentError("end", f"{len(first)} frames, as start", len(last))
    if ((first < 0) | (last >= n) | (last < first)).any():
        raise ArgumentError("start", f"strides inside the {n} frames", "others")
    return first, last
