"""Continuous relative phase of two joints or segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ._estimate import NAN

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, kw_only=True, eq=False)
class RelativePhase:
    """Relative phase over the gait cycle.

    Parameters
    ----------
    phase_deg : array, shape (n, T)
        Proximal minus distal phase per cycle, from -180 to 180 degrees; NaN where a cycle has
        anything missing or does not move.
    mean_deg : array, shape (T,)
        Circular mean over cycles.
    mean_absolute_deg : float
        0 is in phase, 180 out of phase.
    deviation_deg : float
        Mean over the cycle of the circular standard deviation over cycles; NaN for fewer than
        two cycles.
    n : int
        Cycles.
    """

    phase_deg: NDArray[np.float64]
    mean_deg: NDArray[np.float64]
    mean_absolute_deg: float
    deviation_deg: float
    n: int


def continuous_relative_phase(proximal: ArrayLike, distal: ArrayLike) -> RelativePhase:
    """Relative phase from analytic signals.

    Parameters
    ----------
    proximal, distal : array, shape (n, T) or (T,)
        Angles over the gait cycle, one cycle per row, from 0 to 100 % in equal steps: the last
        point is the first of the next cycle.

    Returns
    -------
    RelativePhase
        In degrees.

    Raises
    ------
    ArgumentError
        When shapes differ or a cycle has fewer than four points.

    Notes
    -----
    Each cycle is centred between its least and largest value, and its phase is that of the
    analytic signal (Hilbert transform), which supposes that cycles repeat.

    References
    ----------
    Lamb PF, Stöckl M (2014). On the use of continuous relative phase: review of current
    approaches and outline for a new standard. Clin Biomech 29.
    doi:10.1016/j.clinbiomech.2014.03.008.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> cycle = np.linspace(0, 2 * np.pi, 101)
    >>> found = ff.metrics.continuous_relative_phase(np.cos(cycle), np.cos(cycle - np.pi / 3))
    >>> round(found.mean_absolute_deg, 6)
    60.0
    """
    one, two = (
        np.atleast_2d(np.asarray(_check.real_array(name, curve), dtype=np.float64))
        for name, curve in (("proximal", proximal), ("distal", distal))
    )
    if one.ndim != 2 or one.shape[1] < 4:
        raise ArgumentError("proximal", "shape (cycles, at least 4 points)", one.shape)
    if two.shape != one.shape:
        raise ArgumentError("distal", f"shape {one.shape}", two.shape)
    turns = _analytic(one) * np.conj(_analytic(two))
    whole = np.isfinite(turns).all(axis=1)
    phase = np.degrees(np.angle(turns))
    phase[~whole] = NAN
    n = int(whole.sum())
    if n == 0:
        empty = np.full(one.shape[1], NAN)
        return RelativePhase(
            phase_deg=phase, mean_deg=empty, mean_absolute_deg=NAN, deviation_deg=NAN, n=0
        )
    unit = np.exp(1j * np.radians(phase[whole])).mean(axis=0)
    length = np.clip(np.abs(unit), 1e-300, 1.0)
    spread = np.degrees(np.sqrt(-2.0 * np.log(length)))
    mean = np.degrees(np.angle(unit))
    return RelativePhase(
        phase_deg=phase,
        mean_deg=mean,
        mean_absolute_deg=float(np.abs(mean).mean()),
        deviation_deg=float(spread.mean()) if n > 1 else NAN,
        n=n,
    )


def _analytic(curves: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Analytic signal of closed cycles; NaN where a cycle is not whole or does not move."""
    low, high = curves.min(axis=1, keepdims=True), curves.max(axis=1, keepdims=True)
    centered = curves - 0.5 * (low + high)
    open_cycle = centered[:, :-1]
    n = open_cycle.shape[1]
    # Twice the positive frequencies; the mean and, of an even number, the highest count once.
    weights = np.zeros(n)
    weights[0] = 1.0
    weights[1 : (n + 1) // 2] = 2.0
    if n % 2 == 0:
        weights[n // 2] = 1.0
    signal = np.fft.ifft(np.fft.fft(open_cycle, axis=1) * weights, axis=1)
    closed = np.concatenate([signal, signal[:, :1]], axis=1)
    closed[(high == low)[:, 0] | ~np.isfinite(centered).all(axis=1)] = complex(NAN, NAN)
    return np.asarray(closed)
