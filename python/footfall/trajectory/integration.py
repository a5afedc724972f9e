"""Strapdown integration of strides, with drift taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import _check
from ..imu import GRAVITY_MPS2
from ._paths import StridePaths, cut_strides, integrated, resting_frames

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

DEDRIFT = ("direct_reverse", "linear")


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
        values, offsets, _ = cut_strides(acceleration_mps2, angular_velocity_radps, start, end)
        return integrated("stride_path", values, offsets, self._params())

    def _params(self) -> tuple[float, ...]:
        rest = resting_frames(self.rest_window_s, self.sampling_rate_hz)
        both_ways = float(self.dedrift == DEDRIFT[0])
        rate = self.sampling_rate_hz
        return rate, GRAVITY_MPS2, rest, both_ways, self.steepness, float(self.level)
