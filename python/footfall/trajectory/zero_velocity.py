"""When a sensor rests."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError
from .._spans import runs_of
from ..filters import MovingMean
from ..imu import GRAVITY_MPS2

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

STATISTICS = ("angular_rate", "shoe", "magnitude", "variance")
# Of the mean square that each is compared with: of a rate of turn of 13 deg/s (as ours); of noise
# in the acceleration and, for SHOE, of both in units of theirs.
LIMITS = {"angular_rate": math.radians(math.sqrt(180.0)) ** 2, "shoe": 1e5}
LIMITS |= {"magnitude": 0.25, "variance": 0.25}
SHOE_MPS2, SHOE_RADPS = 0.01, math.radians(0.1)


@dataclass(frozen=True, kw_only=True)
class ZeroVelocity:
    """Detector of rest: a statistic of the samples around each, below a limit.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    statistic : {"angular_rate", "shoe", "magnitude", "variance"}
        Mean square, in the window, of: the rate of turn (ARED); acceleration off its own
        direction and length of gravity, with the rate of turn, in units of their noise (SHOE);
        the acceleration's norm less gravity (MAG); the acceleration about its mean (MV).
    limit : float, optional
        Largest statistic at rest: (rad/s)², or (m/s²)², or none for SHOE. None: (13.4 deg/s)²,
        (0.5 m/s²)², and 1e5.
    window_s : float
        Length of the window.
    min_gap_s, min_rest_s : float
        Shorter moves are rest; after that, shorter rests are moves.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    A frame rests by the window around it. The mean that SHOE takes the direction of gravity from
    is that of the window. Missing samples are never at rest.

    References
    ----------
    Skog I, Händel P, Nilsson JO, Rantakokko J (2010). Zero-velocity detection: an algorithm
    evaluation. IEEE Trans Biomed Eng 57. doi:10.1109/TBME.2010.2060723

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> turn = np.zeros((100, 3))
    >>> turn[40:60, 1] = 5.0
    >>> detect = ff.trajectory.ZeroVelocity(sampling_rate_hz=100.0)
    >>> at_rest = detect(np.tile([0.0, 0.0, 9.81], (100, 1)), turn)
    >>> np.flatnonzero(~at_rest)[[0, -1]]
    array([35, 64])
    """

    sampling_rate_hz: float
    statistic: str = "angular_rate"
    limit: float | None = None
    window_s: float = 0.1
    min_gap_s: float = 0.05
    min_rest_s: float = 0.06

    def __post_init__(self) -> None:
        _check.one_of("statistic", self.statistic, STATISTICS)
        for name in ("sampling_rate_hz", "window_s"):
            _check.positive(name, getattr(self, name))
        for name in ("min_gap_s", "min_rest_s"):
            _check.not_negative(name, getattr(self, name))
        if self.limit is not None:
            _check.positive("limit", self.limit)

    def values(
        self, acceleration_mps2: ArrayLike, angular_velocity_radps: ArrayLike
    ) -> NDArray[np.float64]:
        """Give the statistic of each frame.

        Parameters
        ----------
        acceleration_mps2, angular_velocity_radps : array, shape (T, 3)
            What the sensor measured.

        Returns
        -------
        array, shape (T,)
            In the unit of `limit`; NaN where the sample is missing.

        Raises
        ------
        ArgumentError
            When shapes differ.
        """
        force, turn = (
            _check.real_array(name, x).astype(np.float64, copy=False)
            for name, x in (
                ("acceleration_mps2", acceleration_mps2),
                ("angular_velocity_radps", angular_velocity_radps),
            )
        )
        if force.shape != turn.shape or force.shape[1:] != (3,):
            expected = "two arrays of shape (frames, 3)"
            raise ArgumentError("acceleration_mps2", expected, (force.shape, turn.shape))
        if self.statistic == "angular_rate":
            return self._mean(_squares(turn))
        squares = _squares(force)
        if self.statistic == "magnitude":
            return self._mean((np.sqrt(squares) - GRAVITY_MPS2) ** 2)
        mean = self._mean(force)
        length = _squares(mean)
        if self.statistic == "variance":
            return np.asarray(np.maximum(self._mean(squares) - length, 0))
        off = self._mean(squares) - 2 * GRAVITY_MPS2 * np.sqrt(length) + GRAVITY_MPS2**2
        turning = self._mean(_squares(turn))
        return np.asarray(np.maximum(off, 0) / SHOE_MPS2**2 + turning / SHOE_RADPS**2)

    def __call__(
        self, acceleration_mps2: ArrayLike, angular_velocity_radps: ArrayLike
    ) -> NDArray[np.bool_]:
        """Tell when the sensor rests.

        Parameters
        ----------
        acceleration_mps2, angular_velocity_radps : array, shape (T, 3)
            What the sensor measured, in any axes.

        Returns
        -------
        array of bool, shape (T,)
            Whether each frame is at rest.

        Raises
        ------
        ArgumentError
            When shapes differ.
        """
        limit = LIMITS[self.statistic] if self.limit is None else self.limit
        statistic = self.values(acceleration_mps2, angular_velocity_radps)
        at_rest = statistic <= limit
        for state, least_s in ((True, self.min_gap_s), (False, self.min_rest_s)):
            runs = runs_of(at_rest != state)
            short = np.diff(runs)[:, 0] < least_s * self.sampling_rate_hz
            if state:  # what is cut off by an end may be long
                short &= (runs[:, 0] > 0) & (runs[:, 1] < len(at_rest))
            for first, last in runs[short]:
                at_rest[first:last] = state
        return np.asarray(at_rest & np.isfinite(statistic))

    def _mean(self, x: NDArray[np.float64]) -> NDArray[Any]:
        frames = 2 * int(self.window_s * self.sampling_rate_hz / 2) + 1
        if frames < 3:
            return x
        mean = MovingMean(sampling_rate_hz=self.sampling_rate_hz, window_frames=frames)
        return np.asarray(mean(x))


def _squares(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.einsum("ij,ij->i", x, x))
