"""Scale and offset of an accelerometer from the moments in which it lies still."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from . import _check
from ._errors import ArgumentError
from .imu import GRAVITY_MPS2

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .imu import Imu

WINDOW_S = 10.0
STILL_SD_G, MOST_MEAN_G = 0.013, 2.0
REACH_G = 0.3  # still windows that low and that high on every axis
MOST_ERROR_G = 0.01
MOST_WEIGHT, LEAST_CHANGE, MOST_ROUNDS = 100.0, 1e-10, 1000
FEWEST_WINDOWS = 10


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What turns an accelerometer's readings into ones whose norm at rest is that of gravity.

    Parameters
    ----------
    scale, offset_mps2 : array, shape (3,)
        Readings are multiplied by the one, then the other is added.
    per_kelvin_mps2 : array, shape (3,)
        What is added for each kelvin above `temperature_c`; 0 without temperatures.
    temperature_c : float
        Mean temperature of the still windows; NaN without temperatures.
    error_before_g, error_after_g : float
        How far the norm of still windows is from 1, in the mean.
    n_windows : int
        Still windows of 10 s.
    status, reason : str
        `valid`, or `unavailable` and why; then scale and offset change nothing.
    """

    scale: NDArray[np.float64]
    offset_mps2: NDArray[np.float64]
    per_kelvin_mps2: NDArray[np.float64]
    temperature_c: float
    error_before_g: float
    error_after_g: float
    n_windows: int
    status: str
    reason: str

    def __call__(self, sensor: Imu, *, temperature_c: ArrayLike | None = None) -> Imu:
        """Give the sensor with calibrated acceleration.

        Parameters
        ----------
        sensor : Imu
            Of which the windows were, or another recording of the same device.
        temperature_c : array, shape (T,), optional
            Temperature of each frame; None takes that of the still windows.
        """
        x = sensor.acceleration_mps2
        better = x * self.scale + self.offset_mps2
        if temperature_c is not None:
            warmer = np.asarray(temperature_c, dtype=np.float64)
            if warmer.shape != (len(x),):
                raise ArgumentError("temperature_c", f"shape ({len(x)},)", warmer.shape)
            better += np.nan_to_num(warmer - self.temperature_c)[:, None] * self.per_kelvin_mps2
        return replace(sensor, acceleration_mps2=better.astype(x.dtype, copy=False))


def calibrate_accelerometer(
    acceleration_mps2: ArrayLike,
    sampling_rate_hz: float,
    *,
    temperature_c: ArrayLike | None = None,
) -> Calibration:
    """Find scale and offset by gravity, which at rest is all that an accelerometer shows.

    Parameters
    ----------
    acceleration_mps2 : array, shape (T, 3)
        Days of wear, in which the sensor comes to rest in many orientations; NaN is missing.
    sampling_rate_hz : float
        Frames per second.
    temperature_c : array, shape (T,), optional
        Temperature of the sensor.

    Returns
    -------
    Calibration
        `unavailable` where the sensor did not rest 0.3 g to both sides on every axis, or where
        the norm at rest stays off by more than 0.01 g.

    Raises
    ------
    ArgumentError
        When shapes are wrong or the rate is not positive.

    References
    ----------
    van Hees VT, Fang Z, Langford J, Assah F, Mohammad A, da Silva ICM, et al. (2014).
    Autocalibration of accelerometer data for free-living physical activity assessment using local
    gravity and temperature: an evaluation on four continents. J Appl Physiol 117.
    doi:10.1152/japplphysiol.00421.2014

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> rng = np.random.default_rng(0)
    >>> resting = rng.normal(size=(60, 3))
    >>> resting *= 9.80665 / np.linalg.norm(resting, axis=1, keepdims=True)
    >>> worn = np.repeat(resting / 1.03 - 0.2, 1000, axis=0)
    >>> found = ff.calibration.calibrate_accelerometer(worn, 100.0)
    >>> found.status, found.scale.round(3), found.offset_mps2.round(3)
    ('valid', array([1.03, 1.03, 1.03]), array([0.206, 0.206, 0.206]))
    """
    windows = StillWindows()
    windows.add(acceleration_mps2, sampling_rate_hz, temperature_c=temperature_c)
    return windows.calibration()


class StillWindows:
    """Collects the moments of rest of a long recording, piece by piece.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> windows = ff.calibration.StillWindows()
    >>> windows.add(np.tile([0.0, 0.0, 9.80665], (6000, 1)), 100.0)
    >>> windows.calibration().reason
    '6 still windows of 10 s, 10 needed'
    """

    def __init__(self) -> None:
        self._means = [np.empty((0, 3))]

    def add(
        self,
        acceleration_mps2: ArrayLike,
        sampling_rate_hz: float,
        *,
        temperature_c: ArrayLike | None = None,
    ) -> None:
        """Take a piece; arguments and errors are those of `calibrate_accelerometer`."""
        _check.positive("sampling_rate_hz", sampling_rate_hz)
        x = np.asarray(_check.real_array("acceleration_mps2", acceleration_mps2), np.float64)
        if x.ndim != 2 or x.shape[1] != 3:
            raise ArgumentError("acceleration_mps2", "shape (frames, 3)", x.shape)
        columns = x / GRAVITY_MPS2
        if temperature_c is not None:
            warmth = np.asarray(_check.real_array("temperature_c", temperature_c), np.float64)
            if warmth.shape != (len(x),):
                raise ArgumentError("temperature_c", f"shape ({len(x)},)", warmth.shape)
            columns = np.column_stack([columns, warmth])
        self._means.append(_still_windows(columns, sampling_rate_hz))

    def calibration(self) -> Calibration:
        """Fit what was taken so far; temperatures count where every piece had them."""
        taken = [means for means in self._means if len(means)] or self._means
        width = min(means.shape[1] for means in taken)
        return _fitted(np.concatenate([means[:, :width] for means in taken]))


def _still_windows(columns: NDArray[np.float64], rate: float) -> NDArray[np.float64]:
    """Means of windows in which no axis moves."""
    length = max(2, round(WINDOW_S * rate))
    n = len(columns) // length
    windows = columns[: n * length].reshape(n, length, columns.shape[1])
    mean, spread = windows.mean(axis=1), windows[:, :, :3].std(axis=1)
    still = (spread < STILL_SD_G).all(axis=1) & (np.abs(mean[:, :3]) < MOST_MEAN_G).all(axis=1)
    moves = windows[:, :, :3].any(axis=(1, 2))  # zeros are no reading
    return np.asarray(mean[still & moves & np.isfinite(mean).all(axis=1)])


def _fitted(still: NDArray[np.float64]) -> Calibration:
    x = still[:, :3]
    known = still.shape[1] > 3 and len(still) > 0
    temperature = float(still[:, 3].mean()) if known else float("nan")
    warmer = still[:, 3:] - temperature if known else np.zeros((len(still), 1))
    before = _error(x) if len(x) else float("nan")
    result = Calibration(
        scale=np.ones(3),
        offset_mps2=np.zeros(3),
        per_kelvin_mps2=np.zeros(3),
        temperature_c=temperature,
        error_before_g=before,
        error_after_g=before,
        n_windows=len(x),
        status="unavailable",
        reason="",
    )
    if len(x) < FEWEST_WINDOWS:
        return replace(result, reason=f"{len(x)} still windows of 10 s, {FEWEST_WINDOWS} needed")
    if (x.min(axis=0) > -REACH_G).any() or (x.max(axis=0) < REACH_G).any():
        return replace(result, reason=f"not at rest {REACH_G:g} g to both sides on every axis")
    scale, offset, slope = _nearest_sphere(x, warmer)
    after = _error(x * scale + offset + warmer * slope)
    if after > MOST_ERROR_G:
        return replace(result, reason=f"the norm at rest stays off by {after:.3f} g")
    return replace(
        result,
        scale=scale,
        offset_mps2=offset * GRAVITY_MPS2,
        per_kelvin_mps2=slope * GRAVITY_MPS2,
        error_after_g=after,
        status="valid",
    )


def _error(x: NDArray[np.float64]) -> float:
    return float(np.abs(np.linalg.norm(x, axis=1) - 1).mean())


def _nearest_sphere(
    x: NDArray[np.float64], warmer: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Scale, offset and slope that bring points to the unit sphere, by weighted regression."""
    fit = np.zeros((3, 3))  # of each axis: scale, offset, slope; no slope comes from zeros
    fit[:, 0] = 1.0
    weight, last = np.ones(len(x)), np.inf
    for _ in range(MOST_ROUNDS):
        now = x * fit[:, 0] + fit[:, 1] + warmer * fit[:, 2]
        goal = now / np.linalg.norm(now, axis=1, keepdims=True)
        off = np.linalg.norm(now - goal, axis=1)
        error = float((weight * off**2).sum() / weight.sum())
        if abs(last - error) < LEAST_CHANGE:
            break
        last = error
        weight = np.minimum(1 / np.maximum(off, 1 / MOST_WEIGHT), MOST_WEIGHT)
        root = np.sqrt(weight)[:, None]
        for axis in range(3):
            terms = np.column_stack([x[:, axis], np.ones(len(x)), warmer])
            fit[axis] = np.linalg.lstsq(root * terms, root[:, 0] * goal[:, axis], rcond=None)[0]
    return fit[:, 0], fit[:, 1], fit[:, 2]
