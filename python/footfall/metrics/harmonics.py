"""Harmonic ratio: how far a stride repeats itself in its two steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ._estimate import NAN

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

DIRECTIONS = ("vertical", "anteroposterior", "mediolateral")
HARMONICS = 20
SUMMED = ("amplitude", "power")


def harmonic_ratio(
    acceleration: ArrayLike,
    start_s: ArrayLike,
    end_s: ArrayLike,
    *,
    sampling_rate_hz: float,
    direction: str,
    harmonics: int = HARMONICS,
) -> NDArray[np.float64]:
    """Harmonic ratio of each stride.

    Parameters
    ----------
    acceleration : array, shape (T,)
        Of the trunk in one direction, in any unit.
    start_s, end_s : array, shape (n,)
        Strides, from an initial contact of a foot to its next.
    sampling_rate_hz : float
        Frames per second.
    direction : {"vertical", "anteroposterior", "mediolateral"}
        Up and ahead the trunk moves once per step, so that even harmonics of the stride are
        those of symmetric gait; sideways it moves once per stride, and odd ones are.
    harmonics : int
        How many are counted.

    Returns
    -------
    array, shape (n,)
        Sum of the amplitudes of symmetric gait over that of the others, larger is smoother and
        more symmetric. NaN where a stride has missing frames, leaves the recording, or is
        sampled too coarsely for the harmonics.

    Raises
    ------
    ArgumentError
        When the direction is none of these, or columns differ in length.

    References
    ----------
    Menz HB, Lord SR, Fitzpatrick RC (2003). Acceleration patterns of the head and pelvis when
    walking on level and irregular surfaces. Gait Posture 18.
    doi:10.1016/S0966-6362(02)00159-5.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> t = np.arange(200) / 100
    >>> up = np.cos(4 * np.pi * t) + 0.1 * np.cos(2 * np.pi * t)
    >>> ratio = ff.metrics.harmonic_ratio
    >>> ratio(up, [0.0], [1.0], sampling_rate_hz=100.0, direction="vertical").round(1)
    array([10.])
    """
    sums = _sums(acceleration, start_s, end_s, sampling_rate_hz, direction, harmonics, 1)
    own, other = sums.T
    ratio = np.full(len(sums), NAN)
    np.divide(own, other, out=ratio, where=other > 0)
    return ratio


def improved_harmonic_ratio(
    acceleration: ArrayLike,
    start_s: ArrayLike,
    end_s: ArrayLike,
    *,
    sampling_rate_hz: float,
    direction: str,
    harmonics: int = HARMONICS,
    of: str = "amplitude",
) -> NDArray[np.float64]:
    """Share of each stride's harmonics that are those of symmetric gait, in percent.

    Parameters
    ----------
    acceleration, start_s, end_s, sampling_rate_hz, direction, harmonics
        As for `harmonic_ratio`.
    of : {"amplitude", "power"}
        What is summed; power is the square of the amplitude and makes larger numbers.

    Returns
    -------
    array, shape (n,)
        0 to 100, where 100 is perfect symmetry: unlike the harmonic ratio it has an upper end and
        is of use in means. NaN as for `harmonic_ratio`.

    Raises
    ------
    ArgumentError
        When the direction or what is summed is none of these, or columns differ in length.

    References
    ----------
    Pasciuto I, Bergamini E, Iosa M, Vannozzi G, Cappozzo A (2017). Overcoming the limitations of
    the harmonic ratio for the reliable assessment of gait symmetry. J Biomech 53.
    doi:10.1016/j.jbiomech.2017.01.005

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> t = np.arange(200) / 100
    >>> up = np.cos(4 * np.pi * t) + 0.25 * np.cos(2 * np.pi * t)
    >>> share = ff.metrics.improved_harmonic_ratio
    >>> share(up, [0.0], [1.0], sampling_rate_hz=100.0, direction="vertical").round(1)
    array([80.])
    """
    _check.one_of("of", of, SUMMED)
    power = SUMMED.index(of) + 1
    sums = _sums(acceleration, start_s, end_s, sampling_rate_hz, direction, harmonics, power)
    every = sums.sum(axis=1)
    share = np.full(len(sums), NAN)
    np.divide(100 * sums[:, 0], every, out=share, where=every > 0)
    return share


def _sums(
    acceleration: ArrayLike,
    start_s: ArrayLike,
    end_s: ArrayLike,
    sampling_rate_hz: float,
    direction: str,
    harmonics: int,
    power: int,
) -> NDArray[np.float64]:
    """Sums over the harmonics of symmetric gait and over the others, a row per stride."""
    from scipy.interpolate import CubicSpline  # slow to import: only where it is used

    _check.one_of("direction", direction, DIRECTIONS)
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    values = np.asarray(_check.real_array("acceleration", acceleration), dtype=np.float64)
    if values.ndim != 1:
        raise ArgumentError("acceleration", "shape (frames,)", values.shape)
    starts, ends = (np.asarray(times, dtype=np.float64).reshape(-1) for times in (start_s, end_s))
    if len(starts) != len(ends):
        raise ArgumentError("end_s", f"{len(starts)} times", len(ends))
    points = 4 * harmonics
    sums = np.full((len(starts), 2), NAN)
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if not end > start or (end - start) * sampling_rate_hz < 2 * harmonics:
            continue
        first = int(np.floor(start * sampling_rate_hz))
        last = int(np.ceil(end * sampling_rate_hz))
        if first < 0 or last >= len(values):
            continue
        part = values[first : last + 1]
        if not np.isfinite(part).all():
            continue
        curve = CubicSpline(np.arange(first, last + 1) / sampling_rate_hz, part)
        moments = start + (end - start) * np.arange(points) / points
        amplitude = np.abs(np.fft.rfft(curve(moments)))[1 : harmonics + 1] ** power
        odd, even = float(amplitude[::2].sum()), float(amplitude[1::2].sum())
        sums[i] = (odd, even) if direction == "mediolateral" else (even, odd)
    return sums
