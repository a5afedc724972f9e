"""Length of steps from one sensor, by models that a walk of known length calibrates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from .. import _check
from .._errors import ArgumentError
from .._pendulum import CORRECTION, rises, step_lengths
from ..filters import Butterworth

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

MODELS = ("pendulum", "two_phase", "weinberg")
WEINBERG = {"back": 0.424, "wrist": 0.350}  # for m/s²
WEINBERG_HZ = 2.0
DOUBLE_SUPPORT_LEG = 1.1  # of the leg, times the share of double support


@dataclass(frozen=True, kw_only=True)
class StepLength:
    """Step length by a model of walking.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    model : {"pendulum", "two_phase", "weinberg"}
        `pendulum`: the trunk on one leg, 2 sqrt(2 l h - h²), where it rises by h over a step.
        `two_phase`: the same in single support, and on a shorter leg in double support.
        `weinberg`: the fourth root of the range of the acceleration's norm; no height needed.
    sensor_height_m : float, optional
        Of the sensor above the floor, for the pendulums; about 0.53 of stature at the lower back.
    factor : float, optional
        Lengths of the model are multiplied by it. None takes 1.147 for `pendulum` (of healthy
        adults), 1 for `two_phase` and 0.424 for `weinberg` (back; 0.350 at the wrist).

    Raises
    ------
    ArgumentError
        When the model is unknown, or a pendulum has no sensor height.

    Notes
    -----
    Lengths of single people are off by about 15 % without calibration.

    References
    ----------
    Zijlstra W, Hof AL (2003). Assessment of spatio-temporal gait parameters from trunk
    accelerations during human walking. Gait Posture 18. doi:10.1016/S0966-6362(02)00190-X.
    Weinberg H (2002). Using the ADXL202 in pedometer and personal navigation applications.
    Analog Devices AN-602.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time_s = np.arange(0, 20, 0.01)
    >>> contact_s = np.arange(1, 19) / 1.8
    >>> up = 9.81 + 2.5 * np.cos(2 * np.pi * 1.8 * time_s)
    >>> model = ff.parameters.StepLength(sampling_rate_hz=100.0, sensor_height_m=0.95)
    >>> own = model.calibrated(up, contact_s, known_distance_m=11.9)
    >>> round(float(own(up, contact_s).sum()), 6)
    11.9
    """

    sampling_rate_hz: float
    model: str = "pendulum"
    sensor_height_m: float | None = None
    factor: float | None = None

    def __post_init__(self) -> None:
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        _check.one_of("model", self.model, MODELS)
        if self.model != "weinberg" and self.sensor_height_m is None:
            raise ArgumentError("sensor_height_m", "a height for the pendulum", "None")
        if self.sensor_height_m is not None:
            _check.between("sensor_height_m", self.sensor_height_m, 0.2, 2.0)
        if self.factor is not None:
            _check.positive("factor", self.factor)

    def __call__(
        self,
        acceleration_mps2: ArrayLike,
        contact_s: ArrayLike,
        leave_s: ArrayLike | None = None,
    ) -> NDArray[np.float64]:
        """Length of each step between successive contacts.

        Parameters
        ----------
        acceleration_mps2 : array, shape (T,) or (T, 3)
            Of the pendulums: the vertical specific force of the trunk, without missing frames. Of
            `weinberg`: three axes in any orientation, or their norm.
        contact_s : array, shape (n,)
            Initial contacts of either foot, which rise.
        leave_s : array, optional
            Final contacts of either foot, which `two_phase` needs.

        Returns
        -------
        array, shape (n - 1,)
            Metre; NaN where a step has too few frames or, for `two_phase`, no final contact.

        Raises
        ------
        ArgumentError
            When shapes are wrong, contacts do not rise, or final contacts are needed.
        """
        x, contacts = self._checked(acceleration_mps2, contact_s)
        if self.model == "weinberg":
            factor = WEINBERG["back"] if self.factor is None else self.factor
            return factor * self._bounce(x, contacts) ** 0.25
        height = self.sensor_height_m or np.nan
        if self.model == "pendulum":
            factor = CORRECTION if self.factor is None else self.factor
            return step_lengths(x, contacts, self.sampling_rate_hz, height, factor)
        if leave_s is None:
            raise ArgumentError("leave_s", "final contacts for the model 'two_phase'", "None")
        factor = 1.0 if self.factor is None else self.factor
        leaves = np.sort(np.asarray(leave_s, dtype=np.float64).reshape(-1))
        return factor * self._two_phase(x, contacts, leaves, height)

    def calibrated(
        self,
        acceleration_mps2: ArrayLike,
        contact_s: ArrayLike,
        leave_s: ArrayLike | None = None,
        *,
        known_distance_m: float,
    ) -> Self:
        """Give the model with the factor that makes this walk as long as it was.

        Parameters
        ----------
        acceleration_mps2, contact_s, leave_s
            As above, of a walk from the first to the last contact.
        known_distance_m : float
            How far these are apart.

        Raises
        ------
        ArgumentError
            When lengths are missing, or as above.
        """
        _check.positive("known_distance_m", known_distance_m)
        lengths = replace(self, factor=1.0)(acceleration_mps2, contact_s, leave_s)
        told = float(lengths.sum()) if len(lengths) else 0.0
        if not told > 0:
            raise ArgumentError("contact_s", "steps that all have a length", contact_s)
        return replace(self, factor=known_distance_m / told)

    def _checked(
        self, acceleration: ArrayLike, contact_s: ArrayLike
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        x = np.asarray(_check.real_array("acceleration_mps2", acceleration), np.float64)
        if self.model == "weinberg" and x.ndim == 2 and x.shape[1] == 3:
            x = np.linalg.norm(x, axis=1)
        if x.ndim != 1:
            raise ArgumentError("acceleration_mps2", "shape (frames,)", x.shape)
        contacts = np.asarray(contact_s, dtype=np.float64).reshape(-1)
        inside = (contacts >= 0) & (contacts * self.sampling_rate_hz <= len(x) - 1)
        if not inside.all() or not np.all(np.diff(contacts) > 0):
            raise ArgumentError("contact_s", "times within the signal that rise", contact_s)
        return x, contacts

    def _bounce(
        self, norm: NDArray[np.float64], contacts: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Range of the smoothed norm over each step."""
        smooth = Butterworth(sampling_rate_hz=self.sampling_rate_hz, cutoff_hz=WEINBERG_HZ)
        frames = np.rint(contacts * self.sampling_rate_hz).astype(np.int64)
        return rises(smooth(norm), frames[:-1], frames[1:])

    def _two_phase(
        self,
        upward: NDArray[np.float64],
        contacts: NDArray[np.float64],
        leaves: NDArray[np.float64],
        height_m: float,
    ) -> NDArray[np.float64]:
        """Single support on the leg, double support on a shorter one."""
        if len(contacts) < 2 or len(leaves) == 0:
            return np.full(max(len(contacts) - 1, 0), np.nan)
        after = np.searchsorted(leaves, contacts[:-1], side="right")
        leave = np.append(leaves, np.nan)[after]
        leave[~(leave < contacts[1:])] = np.nan
        double, single = leave - contacts[:-1], contacts[1:] - leave
        if np.isnan(leave).all():
            return leave
        shorter_m = DOUBLE_SUPPORT_LEG * height_m * np.nanmedian(double) / np.nanmedian(single)
        both = np.full((2, len(leave)), np.nan)
        known = np.flatnonzero(np.isfinite(leave))
        moments = np.stack([contacts[:-1], leave, contacts[1:]], axis=1)[known].ravel()
        # From contact to leaving, from there to the next contact; what lies between steps that
        # are known is left out.
        parts = [
            step_lengths(upward, moments, self.sampling_rate_hz, leg_m, 1.0)
            for leg_m in (shorter_m, height_m)
        ]
        both[0, known], both[1, known] = parts[0][::3], parts[1][1::3]
        return np.asarray(both.sum(axis=0))
