"""How a sensor sits on the body: the rotation into the axes of the trunk, from walking itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._sensor_arrays import finite_runs, sequences_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray

STEP_BAND_HZ = (0.5, 2.5)  # the step's own frequency, in which the trunk moves up and forward
WINDOW_S = 2.56
LEAST_S = 3.0
LEAST_COHERENCE = 0.4  # of the horizontal with the vertical motion
LEAST_SHARE = 0.6  # of the coherent horizontal motion that must lie along one line
LEAST_TURN = 0.2  # sine of the phase by which forward motion leads: near 0 the sign is not told
TOO_SHORT = f"less than {LEAST_S:g} s without a gap"
NO_GRAVITY = "no gravity in the acceleration"
NO_LINE = "the horizontal motion that goes with the steps has no direction"
NO_SIGN = "the steps do not tell forward from backward"


@dataclass(frozen=True, eq=False)
class Mounting:
    """How a sensor sits on the trunk.

    Parameters
    ----------
    rotation : array, shape (3, 3)
        From the axes of the sensor to vertical (up), mediolateral (to the subject's right) and
        anteroposterior (forward): multiply column vectors with it. Rows are NaN where an axis
        cannot be told.
    confidence : float
        From 0 to 1: how well forward, and its sign, are told.
    reason : str
        What cannot be told, and why; empty when all is.
    """

    rotation: NDArray[np.float64]
    confidence: float
    reason: str

    def apply(self, x: NDArray[Any]) -> NDArray[Any]:
        """Turn vectors, shape (…, 3), into the axes of the trunk."""
        return np.asarray(x @ self.rotation.T.astype(x.dtype))


def trunk(acceleration_mps2: ArrayLike, sampling_rate_hz: float) -> Mounting:
    """Tell from walking how a sensor on the trunk is turned.

    Parameters
    ----------
    acceleration_mps2 : array, shape (T, 3)
        Specific force while the person walks; NaN is missing.
    sampling_rate_hz : float
        Frames per second.

    Returns
    -------
    Mounting
        Any orientation is told, not only multiples of 90 degrees.

    Notes
    -----
    Gravity, the mean of the acceleration, tells which way is up. Of the horizontal motion the
    part that goes with the vertical one, at the frequency of the steps, lies along the direction
    of travel; the sideways one has half that frequency. Forward leads upward motion in phase,
    which tells the sign.

    References
    ----------
    The sign: Kirk C, Küderle A, Micó-Amigo ME, et al. (2024). Mobilise-D insights to estimate
    real-world walking speed in multiple conditions with a wearable device. Sci Rep 14.
    doi:10.1038/s41598-024-51766-5

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> t = np.arange(0, 20, 0.01)
    >>> up, forward = np.cos(2 * np.pi * 1.8 * t), np.cos(2 * np.pi * 1.8 * t + 1.6)
    >>> aside = 0.5 * np.cos(2 * np.pi * 0.9 * t)
    >>> turned = np.stack([aside, forward, 9.81 + up], axis=1)
    >>> ff.mounting.trunk(turned, 100.0).rotation.round(1) + 0.0
    array([[0., 0., 1.],
           [1., 0., 0.],
           [0., 1., 0.]])
    """
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    return trunk_of(sequences_of("acceleration_mps2", acceleration_mps2), sampling_rate_hz)


def trunk_of(bouts: Iterable[NDArray[np.float64]], sampling_rate_hz: float) -> Mounting:
    """Tell the same from bouts of walking, each of shape (T, 3); see `trunk`."""
    runs = [run for bout in bouts for _, run in finite_runs(bout, sampling_rate_hz)]
    runs = [run for run in runs if len(run) >= LEAST_S * sampling_rate_hz]
    if not runs:
        return _unknown(TOO_SHORT)
    gravity = np.sum([run.sum(axis=0) for run in runs], axis=0) / sum(map(len, runs))
    size = float(np.linalg.norm(gravity))
    if not size > 1.0:
        return _unknown(NO_GRAVITY)
    up = gravity / size
    level = _level_axes(up)
    axes = np.vstack([up, level]).T
    spectra = np.sum([_spectra(run @ axes, sampling_rate_hz) for run in runs], axis=0)
    upward, cross = spectra[:, 0, 0].real, spectra[:, 0, 1:]
    together = np.real(np.einsum("f,fi,fj->ij", upward, cross, cross.conj()))
    strengths, directions = np.linalg.eigh(together)
    line = directions[:, 1]
    along = cross @ line
    power = np.real(np.einsum("fij,i,j->f", spectra[:, 1:, 1:], line, line))
    with np.errstate(divide="ignore", invalid="ignore"):
        coherence = np.sum(np.abs(along) ** 2 / power) / np.sum(upward)
        share = (1 - strengths[0] / strengths[1]) * (coherence >= LEAST_COHERENCE)
    if not share >= LEAST_SHARE:
        return _unknown(NO_LINE, up)
    lead = float(np.sum(upward * along.imag) / np.sum(upward * np.abs(along)))
    if abs(lead) < LEAST_TURN:
        return _unknown(NO_SIGN, up)
    forward = math.copysign(1.0, lead) * line @ level
    right = np.cross(forward, up)
    return Mounting(np.stack([up, right, forward]), float(share * abs(lead)), "")


def _unknown(reason: str, up: NDArray[np.float64] | None = None) -> Mounting:
    rotation = np.full((3, 3), np.nan)
    if up is not None:
        rotation[0] = up
    return Mounting(rotation, 0.0, reason)


def _level_axes(up: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give two level axes, shape (2, 3)."""
    side = np.eye(3)[np.argmin(np.abs(up))]
    first = side - (side @ up) * up
    first /= np.linalg.norm(first)
    return np.stack([first, np.cross(up, first)])


def _spectra(x: NDArray[np.float64], sampling_rate_hz: float) -> NDArray[np.complex128]:
    """Spectra and cross-spectra of the columns in the band of steps, shape (frequencies, 3, 3)."""
    n = round(WINDOW_S * sampling_rate_hz)
    windows = np.lib.stride_tricks.sliding_window_view(x, n, axis=0)[:: n - n // 2]
    parts = (np.ascontiguousarray(windows) @ _waves(n, sampling_rate_hz)).view(np.complex128)
    density = np.einsum("kif,kjf->fij", parts.conj(), parts) / len(parts)
    return np.asarray(len(x) * density)


@cache
def _waves(n: int, sampling_rate_hz: float) -> NDArray[np.float64]:
    """Waves in the band of steps, tapered and free of lines: products with them are spectra.

    Real and imaginary parts take turns in the columns.
    """
    frequency = np.fft.rfftfreq(n, 1 / sampling_rate_hz)
    inside = (frequency >= STEP_BAND_HZ[0]) & (frequency <= STEP_BAND_HZ[1])
    waves = np.fft.fft(np.diag(np.hanning(n + 1)[:-1]))[:, : len(frequency)][:, inside]
    basis = np.linalg.qr(np.vander(np.arange(n), 2).astype(np.float64))[0]
    return np.ascontiguousarray(waves - basis @ (basis.T @ waves)).view(np.float64)
