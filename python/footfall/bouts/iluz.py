"""Where an upright sensor on the lower back is walked with, by waves at the pace of steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import signal

from ..imu import GRAVITY_MPS2
from ._detector import BoutDetector, of_windows

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .._spans import Spans
    from ..batch import Batch

BAND_HZ = (0.5, 3.0)
FILTER_S = 1.0
WINDOW_S, OVERLAP = 3.0, 0.5
LEAST_SD = 0.01  # g, of the vertical within the band
UPRIGHT = 0.5  # g
MOST_CHANGE = 0.15  # of the vertical, from the first to the last second
WAVE_HZ = 2.0
# Least heights of what is convolved with one period of a sine, in g seconds.
HEIGHTS = (0.004, 0.005)  # vertical, anteroposterior
APART_S = 1 / 3
FEWEST, MOST = 3, 9  # waves in a window
SHORTEST_S = 5.0


@dataclass(frozen=True, kw_only=True)
class Iluz(BoutDetector):
    """Gait sequences: windows of 3 s in which the trunk is upright and waves at the pace of steps.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second, from 10.

    Raises
    ------
    ArgumentError
        When the rate is below 10 frames per second.

    Notes
    -----
    Needs the axes of the trunk: with another mounting it finds next to nothing; see
    `mounting.trunk`, or take `Ionescu`. Sequences shorter than 5 s are left out.

    References
    ----------
    Iluz T, Gazit E, Herman T, Sprecher E, Brozgol M, Giladi N, Mirelman A, Hausdorff JM (2014).
    Automated detection of missteps during community ambulation in patients with Parkinson's
    disease: a new approach for quantifying fall risk in the community setting. J Neuroeng Rehabil
    11. doi:10.1186/1743-0003-11-48

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> time_s = np.arange(0, 30, 0.01)
    >>> walks = (time_s > 10) & (time_s < 20)
    >>> up = 9.81 + 2.5 * np.cos(2 * np.pi * 1.8 * time_s) * walks
    >>> ahead = 1.5 * np.sin(2 * np.pi * 1.8 * time_s) * walks
    >>> found = ff.bouts.Iluz(sampling_rate_hz=100.0)(np.stack([up, 0 * up, ahead], axis=1))
    >>> len(found), bool(abs(found.start_s[0] - 10) < 2), bool(abs(found.end_s[0] - 20) < 2)
    (1, True, True)
    """

    def __call__(self, acceleration_mps2: ArrayLike | Batch) -> Spans:
        """Find the gait sequences.

        Parameters
        ----------
        acceleration_mps2 : array, shape (T, 3) or (N, T, 3), or Batch
            Specific force of the trunk: vertical (up), mediolateral, anteroposterior (forward).
            NaN is missing.

        Returns
        -------
        Spans
            Half-open spans of frames, by sequence and start.
        """
        return self._of_all("acceleration_mps2", acceleration_mps2)

    def _spans(self, x: NDArray[np.float64]) -> NDArray[np.int64]:
        rate = self.sampling_rate_hz
        length = round(WINDOW_S * rate)
        taps = signal.firwin(2 * round(FILTER_S * rate / 2) + 1, BAND_HZ, pass_zero=False, fs=rate)
        if len(x) < max(length, 3 * len(taps) + 1):
            return np.empty((0, 2), np.int64)
        g = x[:, [0, 2]] / GRAVITY_MPS2
        wave = signal.filtfilt(taps, [1.0], g[:, 0])
        sine = np.sin(2 * np.pi * WAVE_HZ * np.arange(round(rate / WAVE_HZ)) / rate) / rate
        g_free = g - np.array([1.0, 0.0])
        pulses = [
            signal.find_peaks(
                signal.convolve(g_free[:, k], sine, mode="same"),
                height=HEIGHTS[k],
                distance=max(1, round(APART_S * rate)),
            )[0]
            for k in (0, 1)
        ]
        starts = np.arange(0, len(x) - length + 1, round(length * (1 - OVERLAP)))
        within = np.lib.stride_tricks.sliding_window_view
        spread = within(wave, length)[starts].std(axis=1)
        vertical = within(g[:, 0], length)[starts]
        second = round(rate)
        before, after = vertical[:, :second].mean(axis=1), vertical[:, -second:].mean(axis=1)
        kept = (spread > LEAST_SD) & (vertical.mean(axis=1) > UPRIGHT)
        kept &= np.abs(before - after) <= MOST_CHANGE * np.abs(before)
        for found in pulses:
            n = np.searchsorted(found, starts + length) - np.searchsorted(found, starts)
            kept &= (n >= FEWEST) & (n <= MOST)
        return of_windows(kept, starts, length, SHORTEST_S * rate)
