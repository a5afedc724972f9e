"""Where a sensor is walked with, by the harmonics of its rhythm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import signal

from .. import _check
from .._sensor_arrays import sizes
from ..filters import Butterworth
from ..imu import GRAVITY_MPS2
from ._detector import BoutDetector, of_windows

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .._spans import Spans
    from ..batch import Batch

SIGNALS = {"angular_velocity": np.radians(50.0), "acceleration": 0.2 * GRAVITY_MPS2}
WINDOW_S, OVERLAP = 10.0, 0.5
LOW_PASS_HZ = 6.0
RHYTHM_HZ = (0.5, 3.0)
HARMONICS = (2, 3, 4, 5)
FEWEST_HARMONICS = 2
NEAR_HZ = 0.3
LEAST_LIKENESS = 0.3  # of the window to itself a period later: noise has less
PADDING = 4  # of the spectrum, in windows: peaks lie between the frequencies of one


@dataclass(frozen=True, kw_only=True)
class Harmonic(BoutDetector):
    """Gait sequences: windows of 10 s with a rhythm and at least two of its harmonics.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second, above 12.
    signal : {"angular_velocity", "acceleration"}
        What is given: rad/s, or m/s2.
    min_activity : float, optional
        Mean departure from the mean of the norm, in the unit of the signal. Default: 50 degrees per
        second, or 0.2 g.
    min_prominence : float
        How far a peak of the amplitude spectrum must stand out, in means of that up to 6 Hz.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    The norm is taken: any mounting will do, on the feet and elsewhere. Made for the rate of turn of
    feet.

    References
    ----------
    After Ullrich M, Küderle A, Hannink J, Del Din S, Gaßner H, Marxreiter F, Klucken J, Eskofier
    BM, Kluge F (2020). Detection of gait from continuous inertial sensor data using harmonic
    frequencies. IEEE J Biomed Health Inform 24. doi:10.1109/JBHI.2020.2975361. There the prominence
    of a peak is told in the unit of the signal; here by the spectrum's mean, and the rhythm itself
    must stand out of noise.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time_s = np.arange(0, 60, 0.01)
    >>> walks = (time_s > 20) & (time_s < 40)
    >>> turning = (3 * np.cos(2 * np.pi * 0.9 * time_s) ** 8 + 0.5) * walks
    >>> found = ff.bouts.Harmonic(sampling_rate_hz=100.0)(np.outer(turning, [0.0, 1.0, 0.0]))
    >>> len(found), bool(abs(found.start_s[0] - 20) <= 5), bool(abs(found.end_s[0] - 40) <= 5)
    (1, True, True)
    """

    signal: str = "angular_velocity"
    min_activity: float | None = None
    min_prominence: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.between("sampling_rate_hz", self.sampling_rate_hz, 2.5 * LOW_PASS_HZ, 1e5)
        _check.one_of("signal", self.signal, SIGNALS)
        if self.min_activity is not None:
            _check.positive("min_activity", self.min_activity)
        _check.positive("min_prominence", self.min_prominence)

    def __call__(self, signals: ArrayLike | Batch) -> Spans:
        """Find the gait sequences.

        Parameters
        ----------
        signals : array, shape (T, 3) or (N, T, 3), or Batch
            Angular velocity or acceleration; NaN is missing.

        Returns
        -------
        Spans
            Half-open spans of frames, by sequence and start.
        """
        return self._of_all("signals", signals)

    def _spans(self, x: NDArray[np.float64]) -> NDArray[np.int64]:
        rate = self.sampling_rate_hz
        length = round(WINDOW_S * rate)
        if len(x) < length:
            return np.empty((0, 2), np.int64)
        norm = sizes(x)
        smooth = np.asarray(Butterworth(sampling_rate_hz=rate, cutoff_hz=LOW_PASS_HZ)(norm))
        starts = np.arange(0, len(x) - length + 1, round(length * (1 - OVERLAP)))
        least = SIGNALS[self.signal] if self.min_activity is None else self.min_activity
        kept = np.zeros(len(starts), dtype=bool)
        for k, start in enumerate(starts.tolist()):
            window = norm[start : start + length]
            lively = np.abs(window - window.mean()).mean() > least
            kept[k] = lively and self._has_harmonics(smooth[start : start + length])
        return of_windows(kept, starts, length, length)

    def _has_harmonics(self, window: NDArray[np.float64]) -> bool:
        rate, n = self.sampling_rate_hz, len(window)
        window = window - window.mean()
        likeness = signal.correlate(window, window, method="fft")[n - 1 :]
        first, last = round(rate / RHYTHM_HZ[1]), round(rate / RHYTHM_HZ[0])
        lags, _ = signal.find_peaks(likeness[: last + 2], height=LEAST_LIKENESS * likeness[0])
        lags = lags[(lags >= first) & (lags <= last)]
        if len(lags) == 0:
            return False
        rhythm_hz = rate / lags[likeness[lags].argmax()]
        spectrum = np.abs(np.fft.rfft(window * np.hanning(n), PADDING * n))
        frequency = np.fft.rfftfreq(PADDING * n, 1 / rate)
        mean = float(spectrum[frequency <= LOW_PASS_HZ].mean())
        peaks, _ = signal.find_peaks(spectrum, height=mean, prominence=self.min_prominence * mean)
        near = [
            bool((np.abs(frequency[peaks] - h * rhythm_hz) <= NEAR_HZ).any()) for h in HARMONICS
        ]
        return sum(near) >= FEWEST_HARMONICS
