"""What every filter of orientation can do: run over recordings, or live."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .. import _check
from .._backend import kernel
from .._config import chosen_threads
from .._errors import ArgumentError, wrong_type
from .._families import as_params
from ..batch import Batch, Rows, item_rows

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

N_DETAILS = 7
NO_DETAILS = np.empty((0, N_DETAILS))
NAMES = ("angular_velocity_radps", "acceleration_mps2", "magnetic_field_ut")


@dataclass(frozen=True, eq=False)
class Orientation:
    """Orientation of sensors, and what the filter found out on the way.

    Parameters
    ----------
    quaternion : array, shape (..., T, 4), or Batch
        w, x, y, z; turns vectors of the sensor into axes of the earth: east, north, up. Without
        magnetometer the heading starts from 0 and drifts.
    bias_radps : array, shape (..., T, 3)
        What the gyroscope shows though it does not turn.
    bias_sigma_radps : array, shape (..., T)
        Standard deviation of the bias about the axis that is known worst.
    rest : array of bool, shape (..., T)
        Whether the sensor rests.
    disturbed : array of bool, shape (..., T)
        Whether the magnetic field is not that of the earth; True without magnetometer.
    heading_rad : array, shape (..., T)
        Turn from the frame without magnetometer to north; 0 without.

    Notes
    -----
    Of a Batch, all but `quaternion` are arrays of its frames, one sequence after another.
    """

    quaternion: Any
    bias_radps: NDArray[np.float64]
    bias_sigma_radps: NDArray[np.float64]
    rest: NDArray[np.bool_]
    disturbed: NDArray[np.bool_]
    heading_rad: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class OrientationFilter:
    """An algorithm that tells the orientation of sensors in each frame."""

    _states: ClassVar[int] = 0

    sampling_rate_hz: float

    def _kernel(self) -> str:
        return type(self).__name__.lower()

    def _params(self) -> Any:
        return astuple(self)

    def __call__(
        self,
        angular_velocity_radps: ArrayLike | Batch,
        acceleration_mps2: ArrayLike | Batch,
        magnetic_field_ut: ArrayLike | Batch | None = None,
        *,
        out: NDArray[np.float64] | None = None,
    ) -> Any:
        """Orientation of each frame.

        Parameters
        ----------
        angular_velocity_radps, acceleration_mps2 : array, shape (T, 3) or (N, T, 3), or Batch
            What sensors measured, in their own axes. Where one is missing (NaN), so is the result.
        magnetic_field_ut : the same, optional
            In any unit; where it is missing, the heading goes on without it.
        out : array of float64, shape (T, 4) or (N, T, 4), optional
            Where to write the result.

        Returns
        -------
        array of float64, shape (T, 4) or (N, T, 4), or Batch
            Quaternions w, x, y, z from sensor to earth: east, north, up. Without magnetometer
            the heading starts from 0 and drifts.

        Raises
        ------
        ArgumentError
            When shapes do not fit.
        """
        rows, signals = _rows(angular_velocity_radps, acceleration_mps2, magnetic_field_ut)
        target = _target(rows, out)
        self._run(rows.offsets, signals, self._fresh(rows), target, NO_DETAILS)
        return out if out is not None else _restored(rows, target)

    def _fresh(self, rows: Rows) -> NDArray[np.float64]:
        return np.zeros((len(rows.offsets) - 1, self._states))

    def _run(
        self,
        offsets: NDArray[np.int64],
        signals: list[NDArray[np.float64]],
        states: NDArray[np.float64],
        target: NDArray[np.float64],
        details: NDArray[np.float64],
    ) -> None:
        kernel(self._kernel())(
            *signals, offsets, states, target, details, chosen_threads(), as_params(self._params())
        )


@dataclass(frozen=True, kw_only=True)
class LiveOrientationFilter(OrientationFilter):
    """A filter that goes from sample to sample, and so may run live."""

    def stream(self) -> OrientationStream:
        """Open a live run of one sensor.

        Returns
        -------
        OrientationStream
            Push samples into it, one or many at a time; any cut of a recording into pushes gives
            the numbers of a call.
        """
        return OrientationStream(self)


@dataclass(frozen=True, kw_only=True)
class EstimatingFilter(OrientationFilter):
    """A filter that also tells the bias of the gyroscope, rest and disturbed fields."""

    def estimate(
        self,
        angular_velocity_radps: ArrayLike | Batch,
        acceleration_mps2: ArrayLike | Batch,
        magnetic_field_ut: ArrayLike | Batch | None = None,
    ) -> Orientation:
        """Orientation of each frame, with bias, rest and disturbance.

        Parameters
        ----------
        angular_velocity_radps, acceleration_mps2, magnetic_field_ut : as for a call
            What sensors measured, in their own axes.

        Returns
        -------
        Orientation
            Of each frame.

        Raises
        ------
        ArgumentError
            When shapes do not fit.
        """
        rows, signals = _rows(angular_velocity_radps, acceleration_mps2, magnetic_field_ut)
        target = _target(rows, None)
        details = np.empty((len(rows.values), N_DETAILS))
        self._run(rows.offsets, signals, self._fresh(rows), target, details)
        shape = _shape(rows)[:-1]
        values = details.reshape(*shape, N_DETAILS)
        return Orientation(
            quaternion=_restored(rows, target),
            bias_radps=values[..., :3],
            bias_sigma_radps=values[..., 3],
            rest=values[..., 4] > 0,
            disturbed=values[..., 5] > 0,
            heading_rad=values[..., 6],
        )


class OrientationStream:
    """Orientation of one sensor, sample by sample, with its state kept."""

    def __init__(self, algorithm: LiveOrientationFilter) -> None:
        self._algorithm = algorithm
        self._state = np.zeros((1, algorithm._states))

    @property
    def state(self) -> NDArray[np.float64]:
        """All that the stream remembers: copy to save, set to restore."""
        one: NDArray[np.float64] = self._state[0]
        return one

    @state.setter
    def state(self, saved: ArrayLike) -> None:
        values = np.asarray(saved)
        if values.shape != self._state[0].shape:
            raise ArgumentError("state", f"shape {self._state[0].shape}", values.shape)
        self._state[0] = values

    def reset(self) -> None:
        """Forget all samples."""
        self._state[:] = 0

    def push(
        self,
        angular_velocity_radps: ArrayLike,
        acceleration_mps2: ArrayLike,
        magnetic_field_ut: ArrayLike | None = None,
    ) -> NDArray[np.float64]:
        """Take the next samples.

        Parameters
        ----------
        angular_velocity_radps, acceleration_mps2, magnetic_field_ut : array, shape (n, 3) or (3,)
            As for a call.

        Returns
        -------
        array, shape (n, 4) or (4,)
            Quaternions w, x, y, z from sensor to earth.

        Raises
        ------
        ArgumentError
            When shapes do not fit.
        """
        one = np.ndim(angular_velocity_radps) == 1
        given = (angular_velocity_radps, acceleration_mps2, magnetic_field_ut)
        whole = [None if x is None else np.atleast_2d(np.asarray(x)) for x in given]
        rows, signals = _rows(*whole)
        target = np.empty((len(rows.values), 4))
        self._algorithm._run(rows.offsets, signals, self._state, target, NO_DETAILS)
        return target[0] if one else target


def _rows(*given: ArrayLike | Batch | None) -> tuple[Rows, list[NDArray[np.float64]]]:
    """Check that signals fit each other; the field has no rows where there is none."""
    rows, signals = None, []
    for name, x in zip(NAMES, given, strict=True):
        if x is None:
            if name != NAMES[2]:
                raise wrong_type(name, "an array", "NoneType")
            signals.append(np.empty((0, 3)))
            continue
        own = item_rows(x, 1, name)
        if own.item_shape != (3,):
            raise ArgumentError(name, "three numbers a frame", own.item_shape)
        rows = rows or own
        if not np.array_equal(own.offsets, rows.offsets):
            lengths = np.diff(rows.offsets), np.diff(own.offsets)
            raise ArgumentError(name, f"frames {lengths[0]}, as {NAMES[0]}", lengths[1])
        signals.append(np.ascontiguousarray(own.values, dtype=np.float64))
    assert rows is not None
    return rows, signals


def _shape(rows: Rows) -> tuple[int, ...]:
    """Shape of the quaternions: of a batch, those of all frames."""
    if isinstance(rows.source, Batch):
        return len(rows.values), 4
    return *rows.source.shape[:-1], 4


def _target(rows: Rows, out: NDArray[np.float64] | None) -> NDArray[np.float64]:
    if out is None:
        return np.empty((len(rows.values), 4))
    _check.output("out", out, _shape(rows), np.dtype(np.float64))
    return out.reshape(-1, 4)


def _restored(rows: Rows, target: NDArray[np.float64]) -> Any:
    if isinstance(rows.source, Batch):
        return rows.source.with_values(target)
    return target.reshape(_shape(rows))
