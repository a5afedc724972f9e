"""Recordings of inertial sensors: what each site measured, in SI units, checked when made."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from . import _check
from ._errors import ArgumentError, wrong_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import ArrayLike, NDArray

GRAVITY_MPS2 = 9.80665
SITES = (
    *("lower_back", "sternum", "left_foot", "right_foot", "left_shank", "right_shank"),
    *("left_thigh", "right_thigh", "left_wrist", "right_wrist", "pocket", "hand"),
)
ACCELERATION_UNITS = {"m/s2": 1.0, "g": GRAVITY_MPS2, "mg": 1e-3 * GRAVITY_MPS2}
ANGULAR_VELOCITY_UNITS = {"rad/s": 1.0, "deg/s": math.pi / 180, "mdeg/s": 1e-3 * math.pi / 180}
MAGNETIC_FIELD_UNITS = {"uT": 1.0, "mT": 1e3, "G": 100.0, "mG": 0.1, "nT": 1e-3}

# The median norm of any long enough recording is near that of gravity.
RESTING_MPS2 = (4.0, 25.0)
# No part of the body turns faster for long: a foot in a sprint peaks near 30 rad/s.
MOST_RADPS = 60.0
MOST_RADPS_SHARE = 0.01  # of the samples may be beyond it: clipping, knocks


@dataclass(frozen=True, eq=False)
class Imu:
    """What one inertial sensor measured, in its own axes, which are right-handed.

    Parameters
    ----------
    acceleration_mps2 : array, shape (T, 3)
        Specific force: a sensor at rest reads +9.81 on the axis that points up. NaN is missing.
    angular_velocity_radps : array, shape (T, 3), optional
        Rate of turn by the right-hand rule.
    magnetic_field_ut : array, shape (T, 3), optional
        Magnetic field, microtesla.

    Raises
    ------
    ArgumentError
        When shapes differ, or when the numbers look like another unit: the median norm of the
        acceleration is far from gravity's, or the rate of turn is beyond what a body can do.
    """

    acceleration_mps2: NDArray[Any]
    angular_velocity_radps: NDArray[Any] | None = None
    magnetic_field_ut: NDArray[Any] | None = None

    def __post_init__(self) -> None:
        for name, values in self._signals().items():
            array = _check.real_array(name, values)
            if array.ndim != 2 or array.shape[1] != 3:
                raise ArgumentError(name, "shape (frames, 3)", array.shape)
            if len(array) != len(self.acceleration_mps2):
                raise ArgumentError(
                    name, f"{len(self.acceleration_mps2)} frames, as the acceleration", len(array)
                )
            object.__setattr__(self, name, array)
        _check_acceleration(self.acceleration_mps2)
        if self.angular_velocity_radps is not None:
            _check_angular_velocity(self.angular_velocity_radps)

    def _signals(self) -> dict[str, NDArray[Any]]:
        names = ("acceleration_mps2", "angular_velocity_radps", "magnetic_field_ut")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}

    @classmethod
    def from_units(
        cls,
        acceleration_values: ArrayLike,
        angular_velocity_values: ArrayLike | None = None,
        magnetic_field_values: ArrayLike | None = None,
        *,
        acceleration: str = "m/s2",
        angular_velocity: str = "rad/s",
        magnetic_field: str = "uT",
    ) -> Self:
        """Make it from numbers in other units.

        Parameters
        ----------
        acceleration_values, angular_velocity_values, magnetic_field_values : array, shape (T, 3)
            As for `Imu`, in the units named below.
        acceleration : {"m/s2", "g", "mg"}
            Unit of the acceleration.
        angular_velocity : {"rad/s", "deg/s", "mdeg/s"}
            Unit of the rate of turn.
        magnetic_field : {"uT", "mT", "nT", "G", "mG"}
            Unit of the magnetic field.

        Returns
        -------
        Imu
            In SI units; the magnetic field in microtesla.

        Raises
        ------
        ArgumentError
            When a unit is unknown, or as for `Imu`.

        Examples
        --------
        >>> import numpy as np
        >>> import footfall as ff
        >>> sensor = ff.Imu.from_units(np.tile([0.0, 0.0, 1.0], (100, 1)), acceleration="g")
        >>> sensor.acceleration_mps2[0]
        array([0.     , 0.     , 9.80665])
        """
        rate = _converted(
            "angular_velocity", angular_velocity_values, angular_velocity, ANGULAR_VELOCITY_UNITS
        )
        field = _converted(
            "magnetic_field", magnetic_field_values, magnetic_field, MAGNETIC_FIELD_UNITS
        )
        given = _converted("acceleration", acceleration_values, acceleration, ACCELERATION_UNITS)
        if given is None:
            raise wrong_type("acceleration_values", "an array", "NoneType")
        return cls(given, rate, field)

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self.acceleration_mps2)

    def turned(self, rotation: ArrayLike) -> Self:
        """Give the same motion in other axes.

        Parameters
        ----------
        rotation : array, shape (3, 3)
            Proper rotation; row i is the new axis i in the old axes.

        Raises
        ------
        ArgumentError
            When it is not a proper rotation.
        """
        matrix = np.asarray(rotation, dtype=np.float64)
        proper = matrix.shape == (3, 3) and np.allclose(matrix @ matrix.T, np.eye(3), atol=1e-6)
        if not (proper and np.linalg.det(matrix) > 0):
            raise ArgumentError("rotation", "a proper rotation of shape (3, 3)", "another array")
        signals = self._signals()
        return replace(
            self, **{name: (v @ matrix.T).astype(v.dtype) for name, v in signals.items()}
        )

    def take(self, frames: slice) -> Self:
        """Give some of the frames."""
        cut = object.__new__(type(self))  # a short piece need not look like gravity
        for name in ("acceleration_mps2", "angular_velocity_radps", "magnetic_field_ut"):
            values = getattr(self, name)
            object.__setattr__(cut, name, None if values is None else values[frames])
        return cut

    def followed_by(self, other: Imu) -> Self:
        """Give the frames of both, one after another.

        Raises
        ------
        ArgumentError
            When one has a signal that the other does not have.
        """
        one, more = self._signals(), other._signals()
        if set(one) != set(more):
            raise ArgumentError("other", ", ".join(one), ", ".join(more))
        cut = self.take(slice(0, 0))
        for name, values in one.items():
            object.__setattr__(cut, name, np.concatenate([values, more[name]]))
        return cut


@dataclass(frozen=True, eq=False)
class ImuRecording:
    """Inertial sensors on one person, on one clock.

    Parameters
    ----------
    sites : mapping of str to Imu
        By where they are worn: `lower_back`, `sternum`, `left_foot`, `right_foot`, `left_shank`,
        `right_shank`, `left_thigh`, `right_thigh`, `left_wrist`, `right_wrist`, `pocket`, `hand`.
    sampling_rate_hz : float
        Frames per second.
    start_time_s : float
        Time of the first frame on the clock of the file; for days and weeks, seconds since 1970.
    name : str, optional
        What to call it in reports.
    notes : sequence of str
        Sentences about how the recording came about, for the warnings of reports.

    Raises
    ------
    ArgumentError
        When there is no site, a site is unknown, lengths differ, or the rate is not positive.

    Examples
    --------
    >>> import numpy as np
    >>> import footfall as ff
    >>> still = ff.Imu(np.tile([0.0, 0.0, 9.81], (200, 1)), np.zeros((200, 3)))
    >>> ff.ImuRecording({"lower_back": still}, 100.0).duration_s
    2.0
    """

    sites: Mapping[str, Imu]
    sampling_rate_hz: float
    _: KW_ONLY
    start_time_s: float = 0.0
    name: str | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "notes", tuple(self.notes))
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        sites = dict(self.sites)
        if not sites:
            raise ArgumentError("sites", "at least one sensor", "none")
        for site, sensor in sites.items():
            _check.one_of("sites", site, SITES)
            if not isinstance(sensor, Imu):
                raise wrong_type("sites", "sensors of type Imu", type(sensor).__name__)
        lengths = {site: sensor.n_frames for site, sensor in sites.items()}
        if len(set(lengths.values())) > 1:
            raise ArgumentError("sites", "sensors with as many frames each", lengths)
        object.__setattr__(self, "sites", sites)

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return next(iter(self.sites.values())).n_frames

    @property
    def duration_s(self) -> float:
        """Length of the recording in seconds."""
        return self.n_frames / self.sampling_rate_hz

    def take(self, start_s: float, end_s: float) -> Self:
        """Give the part from `start_s` to before `end_s`, counted from the first frame."""
        first, last = (
            min(max(math.ceil(time * self.sampling_rate_hz - 1e-6), 0), self.n_frames)
            for time in (start_s, end_s)
        )
        return replace(
            self,
            sites={site: sensor.take(slice(first, last)) for site, sensor in self.sites.items()},
            start_time_s=self.start_time_s + first / self.sampling_rate_hz,
        )

    def pieces(self, piece_s: float) -> Iterator[Self]:
        """Cut it into pieces of that length; the last one may be shorter."""
        _check.positive("piece_s", piece_s)
        for k in range(max(1, math.ceil(self.duration_s / piece_s))):
            yield self.take(k * piece_s, (k + 1) * piece_s)

    def followed_by(self, other: ImuRecording) -> Self:
        """Give both as one recording: the other starts where this one ends.

        Raises
        ------
        ArgumentError
            When rates, sites or their signals differ.
        """
        if other.sampling_rate_hz != self.sampling_rate_hz or set(other.sites) != set(self.sites):
            raise ArgumentError(
                "other",
                f"{', '.join(self.sites)} at {self.sampling_rate_hz:g} Hz",
                f"{', '.join(other.sites)} at {other.sampling_rate_hz:g} Hz",
            )
        return replace(
            self,
            sites={
                name: sensor.followed_by(other.sites[name]) for name, sensor in self.sites.items()
            },
        )


def _converted(
    argument: str, values: ArrayLike | None, unit: str, units: Mapping[str, float]
) -> NDArray[Any] | None:
    """Numbers in the unit of the fields; their type is kept."""
    _check.one_of(argument, unit, units)
    if values is None:
        return None
    array = _check.real_array(f"{argument}_values", values)
    return np.asarray(array * array.dtype.type(units[unit]))


def _check_acceleration(values: NDArray[Any]) -> None:
    """Refuse what cannot be m/s²: most of the time, a body hardly accelerates."""
    seen = values[np.isfinite(values).all(axis=1)]
    if len(seen) == 0 or not seen.any():
        return
    norm = float(np.median(np.sqrt(np.einsum("ij,ij->i", seen, seen))))
    low, high = RESTING_MPS2
    if low <= norm <= high:
        return
    likely = [u for u, factor in ACCELERATION_UNITS.items() if low <= norm * factor <= high]
    hint = (
        f"; these look like {likely[0]!r} (Imu.from_units converts)"
        if likely
        else "; without gravity it cannot be told which way is up"
        if norm < low
        else ""
    )
    raise ArgumentError(
        "acceleration_mps2",
        f"a median norm near {GRAVITY_MPS2:.2f} m/s², from {low:g} to {high:g}",
        f"{norm:.4g}{hint}",
    )


def _check_angular_velocity(values: NDArray[Any]) -> None:
    """Refuse what cannot be rad/s."""
    largest = np.abs(values)
    finite = np.isfinite(largest)
    if not finite.any():
        return
    share = np.count_nonzero(largest[finite] > MOST_RADPS) / np.count_nonzero(finite)
    if share > MOST_RADPS_SHARE:
        raise ArgumentError(
            "angular_velocity_radps",
            f"rad/s, of which hardly any exceed {MOST_RADPS:g}",
            f"{100 * share:.0f} % beyond it; these look like 'deg/s' (Imu.from_units converts)",
        )
