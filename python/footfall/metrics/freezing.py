"""Freezing of gait: the power of trembling against that of stepping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import integrate, signal

from .. import _check
from .._columns import Columns
from .._errors import ArgumentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LOCOMOTION_HZ = (0.5, 3.0)
TAPERS, TIME_BANDWIDTH = 4, 2.5


@dataclass(frozen=True)
class Variant:
    """A published form: window, step, taper, freezing band, and how powers are compared."""

    window_s: float
    hop_s: float
    taper: str
    freeze_hz: tuple[float, float]
    logarithm: bool


VARIANTS = {
    "moore": Variant(6.0, 0.5, "boxcar", (3.0, 8.0), True),
    "bachlin": Variant(4.0, 0.5, "boxcar", (3.0, 8.0), False),
    "zach": Variant(2.0, 0.5, "boxcar", (3.0, 8.0), True),
    "cockx": Variant(3.0, 1.5, "hann", (3.5, 8.0), False),
    "multitaper": Variant(5.0, 0.5, "dpss", (3.0, 8.0), False),
}


@dataclass(frozen=True, kw_only=True)
class FreezeIndex(Columns):
    """Freeze index over time, one row per window.

    Parameters
    ----------
    time_s : array
        Middle of the window, second from the first frame.
    index : array
        Freeze index; NaN where samples are missing or nothing moves.
    power : array
        Power of both bands together, squared unit of the signal. Standing still has little, and
        an index that means nothing: take windows below some 0.03 (m/s²)² for not freezing.
    """

    time_s: NDArray[np.float64]
    index: NDArray[np.float64]
    power: NDArray[np.float64]


def freeze_index(
    acceleration_mps2: ArrayLike, *, sampling_rate_hz: float, variant: str = "bachlin"
) -> FreezeIndex:
    """Freeze index in sliding windows.

    Parameters
    ----------
    acceleration_mps2 : array, shape (T,)
        Acceleration along one axis: vertical of shank or trunk. The norm of three axes is no
        substitute: it tells freezing from walking badly or the other way round.
    sampling_rate_hz : float
        Frames per second, above 16.
    variant : {"bachlin", "moore", "zach", "cockx", "multitaper"}
        The published forms differ in window, bands and scale; their values are not to be mixed.
        `moore` and `zach` give ln(100 ratio²), the others the ratio of freezing (3 or 3.5 to
        8 Hz) to locomotion (0.5 to 3 Hz) power.

    Returns
    -------
    FreezeIndex
        One row per window.

    Raises
    ------
    ArgumentError
        When the variant is unknown, the rate too low, or the signal has more than one axis.

    References
    ----------
    Moore ST, MacDougall HG, Ondo WG (2008). Ambulatory monitoring of freezing of gait in
    Parkinson's disease. J Neurosci Methods 167. doi:10.1016/j.jneumeth.2007.08.023. Bächlin M,
    Plotnik M, Roggen D, et al. (2010). Wearable assistant for Parkinson's disease patients with
    the freezing of gait symptom. IEEE TITB 14. doi:10.1109/TITB.2009.2036165

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> t = np.arange(0, 20, 0.01)
    >>> wave = np.where(t < 10, np.sin(2 * np.pi * t), np.sin(2 * np.pi * 6 * t))
    >>> found = ff.metrics.freeze_index(wave, sampling_rate_hz=100.0)
    >>> bool(found.index[0] < 0.1), bool(found.index[-1] > 10)
    (True, True)
    """
    _check.one_of("variant", variant, VARIANTS)
    _check.between("sampling_rate_hz", sampling_rate_hz, 16.5, 1e5)
    x = np.asarray(_check.real_array("acceleration_mps2", acceleration_mps2), dtype=np.float64)
    if x.ndim != 1:
        raise ArgumentError("acceleration_mps2", "one axis, shape (frames,)", x.shape)
    form = VARIANTS[variant]
    size, hop = (round(s * sampling_rate_hz) for s in (form.window_s, form.hop_s))
    if len(x) < size:
        return FreezeIndex(time_s=np.empty(0), index=np.empty(0), power=np.empty(0))
    windows = np.lib.stride_tricks.sliding_window_view(x, size)[::hop]
    frequency, density = _density(windows, sampling_rate_hz, form)
    low, high = (_band(frequency, density, b) for b in (LOCOMOTION_HZ, form.freeze_hz))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = high / low
        index = np.log(100 * ratio**2) if form.logarithm else ratio
    starts = np.arange(len(windows)) * hop
    return FreezeIndex(
        time_s=np.asarray((starts + size / 2) / sampling_rate_hz, dtype=np.float64),
        index=np.where(np.isfinite(index), index, np.nan),
        power=low + high,
    )


def _density(
    windows: NDArray[np.float64], sampling_rate_hz: float, form: Variant
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    size = windows.shape[1]
    if form.taper != "dpss":
        found = signal.periodogram(
            windows, sampling_rate_hz, window=form.taper, detrend="constant", axis=1
        )
        return np.asarray(found[0]), np.asarray(found[1])
    tapers = signal.windows.dpss(size, TIME_BANDWIDTH, TAPERS)
    level = signal.detrend(np.nan_to_num(windows), axis=1)
    power = sum(np.abs(np.fft.rfft(level * taper, axis=1)) ** 2 for taper in tapers)
    missing = np.isnan(windows).any(axis=1, keepdims=True)
    density = np.where(missing, np.nan, np.asarray(power) * 2 / (TAPERS * sampling_rate_hz))
    frequency = np.arange(density.shape[1]) * (sampling_rate_hz / size)
    return frequency, np.asarray(density, dtype=np.float64)


def _band(
    frequency: NDArray[np.float64], density: NDArray[np.float64], band: tuple[float, float]
) -> NDArray[np.float64]:
    inside = (frequency >= band[0]) & (frequency <= band[1])
    return np.asarray(integrate.trapezoid(density[:, inside], frequency[inside], axis=1))
