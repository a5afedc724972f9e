"""Kalman filter and smoother with updates where the sensor rests."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ..imu import GRAVITY_MPS2
from ._paths import StridePaths, cut_strides, integrated, resting_frames
from .zero_velocity import ZeroVelocity

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, kw_only=True)
class ZuptSmoother:
    """Path of a foot in each stride, by an error-state Kalman filter and smoother.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    level : bool
        Whether the ground is level: heights at rest are 0. False on stairs and slopes.
    rest_window_s : float
        Around the ends of a stride, over which the foot rests for certain.
    velocity_sigma_mps, height_sigma_m : float
        How still a resting foot is.
    acceleration_noise : float
        Of the accelerometer, m/s² per root Hz; with all that drifts.
    turn_noise : float
        Of the gyroscope, rad/s per root Hz.
    tilt_sigma_deg : float
        How well the tilt is known at the start.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    Only the ratios of the sigmas matter. Strides are smoothed one by one, which is exact where
    they start and end in a long rest, and takes the memory of a stride, not of a recording; longer
    stretches may be given as one, as long as the path that is integrated stays near the truth.
    The smoother is that of Bryson and Frazier, which inverts nothing. Without magnetometer
    heading drifts: it is good within a stride, not over a walk. A stride with a missing sample is
    NaN.

    References
    ----------
    Simón Colomar D, Nilsson JO, Händel P (2012). Smoothing for ZUPT-aided INSs. IPIN.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> still = np.tile([0.0, 0.0, 9.80665], (100, 1))
    >>> track = ff.trajectory.ZuptSmoother(sampling_rate_hz=100.0)
    >>> path = track(still, np.zeros((100, 3)), start=[10], end=[90])
    >>> bool(np.abs(path.position_m[-1]).max() < 1e-9)
    True
    """

    sampling_rate_hz: float
    level: bool = True
    rest_window_s: float = 0.1
    velocity_sigma_mps: float = 0.01
    height_sigma_m: float = 0.001
    acceleration_noise: float = 0.35
    turn_noise: float = 0.02
    tilt_sigma_deg: float = 2.0

    def __post_init__(self) -> None:
        for name in (
            *("sampling_rate_hz", "rest_window_s", "velocity_sigma_mps", "height_sigma_m"),
            *("acceleration_noise", "turn_noise", "tilt_sigma_deg"),
        ):
            _check.positive(name, getattr(self, name))

    def __call__(
        self,
        acceleration_mps2: ArrayLike,
        angular_velocity_radps: ArrayLike,
        *,
        start: ArrayLike,
        end: ArrayLike,
        at_rest: ArrayLike | None = None,
    ) -> StridePaths:
        """Smooth strides of one recording.

        Parameters
        ----------
        acceleration_mps2, angular_velocity_radps : array, shape (T, 3)
            What the sensor measured, in its own axes.
        start, end : array of int, shape (n,)
            Frames at which the foot rests: first and last of each stride.
        at_rest : array of bool, shape (T,), optional
            Frames at rest. None: as `ZeroVelocity` tells. Half a `rest_window_s` after the start
            and before the end of a stride always is.

        Returns
        -------
        StridePaths
            With `end - start + 1` rows for each stride.

        Raises
        ------
        ArgumentError
            When shapes differ or a stride lies outside the recording.
        """
        values, offsets, frames = cut_strides(acceleration_mps2, angular_velocity_radps, start, end)
        if at_rest is None:
            at_rest = ZeroVelocity(sampling_rate_hz=self.sampling_rate_hz)(
                acceleration_mps2, angular_velocity_radps
            )
        rests = np.asarray(at_rest, dtype=bool)
        n_frames = len(np.asarray(acceleration_mps2))
        if rests.shape != (n_frames,):
            raise ArgumentError("at_rest", f"shape ({n_frames},)", rests.shape)
        window = resting_frames(self.rest_window_s, self.sampling_rate_hz)
        place = np.arange(len(frames)) - np.repeat(offsets[:-1], np.diff(offsets))
        left = np.repeat(np.diff(offsets), np.diff(offsets)) - 1 - place
        marked = rests[frames] | (np.minimum(place, left) < window)
        return integrated(
            "zupt_smoother",
            np.concatenate([values, marked[:, None]], axis=1),
            offsets,
            (
                *(self.sampling_rate_hz, GRAVITY_MPS2, window),
                *(self.velocity_sigma_mps, self.height_sigma_m),
                *(self.acceleration_noise, self.turn_noise),
                *(math.radians(self.tilt_sigma_deg), self.level),
            ),
        )
