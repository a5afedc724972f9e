"""Values of a signal at contacts and within phases of strides, and its cycles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._errors import ArgumentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .stride_table import Strides

PERCENT = np.linspace(0.0, 1.0, 101)
MOST_MISSING = 0.1  # of a phase
INSTANTS = {
    "initial_contact": "start_s",
    "final_contact": "final_contact_s",
    "opposite_initial_contact": "opposite_initial_contact_s",
    "opposite_final_contact": "opposite_final_contact_s",
}
PHASES = {
    "stride": ("start_s", "end_s"),
    "stance": ("start_s", "final_contact_s"),
    "swing": ("final_contact_s", "end_s"),
    "step": ("opposite_initial_contact_s", "end_s"),
    "single_support": ("opposite_final_contact_s", "opposite_initial_contact_s"),
}
WHOLE = (0.0, 1.0)
LEAST_FRAMES = 3


class Track:
    """A signal between its frames: a monotone cubic (PCHIP) through what is there.

    Parameters
    ----------
    signal : array, shape (T,)
        One number per frame from the first; NaN is missing.
    sampling_rate_hz : float
        Frames per second.

    Raises
    ------
    ArgumentError
        When the signal has another shape, or fewer than three frames.
    """

    def __init__(self, signal: ArrayLike, sampling_rate_hz: float) -> None:
        from scipy.interpolate import PchipInterpolator  # slow to import: only where it is used

        _check.positive("sampling_rate_hz", sampling_rate_hz)
        self._values = np.asarray(_check.real_array("signal", signal), dtype=np.float64)
        if self._values.ndim != 1 or len(self._values) < LEAST_FRAMES:
            expected = f"shape (frames,) of at least {LEAST_FRAMES} frames"
            raise ArgumentError("signal", expected, self._values.shape)
        self._rate = sampling_rate_hz
        seen = np.asarray(np.isfinite(self._values))
        self._missing = np.concatenate([[0], np.cumsum(~seen)])
        self._curve = None
        if seen.sum() >= 2:
            frames = np.flatnonzero(seen) / sampling_rate_hz
            self._curve = PchipInterpolator(frames, self._values[seen], extrapolate=False)

    def at(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values at these times; NaN where a frame beside them is missing."""
        before = np.floor(np.where(np.isfinite(times), times, -1.0) * self._rate + 1e-9)
        last = np.ceil(np.where(np.isfinite(times), times, -1.0) * self._rate - 1e-9) + 1
        return np.where(self._lost(before, last) == 0, self._read(times), np.nan)

    def cycles(
        self,
        start: NDArray[np.float64],
        end: NDArray[np.float64],
        shares: NDArray[np.float64] = PERCENT,
    ) -> NDArray[np.float64]:
        """Values at shares of the spans, a row each; NaN where too much is missing."""
        start, end = start[:, None], end[:, None]
        rows = self._read(start + shares * (end - start))
        first, last = np.ceil(start * self._rate - 1e-9), np.floor(end * self._rate + 1e-9) + 1
        whole = self._lost(first, last) <= MOST_MISSING
        return np.where(whole, rows, np.nan)

    def peaks(
        self, start: NDArray[np.float64], end: NDArray[np.float64], *, least: bool = False
    ) -> NDArray[np.float64]:
        """Largest (or least) value within each span, between frames by a parabola."""
        sign = -1.0 if least else 1.0
        rows = sign * self.cycles(start, end)
        if len(rows) == 0:
            return np.empty(0)
        whole = np.asarray(np.isfinite(rows).all(axis=1))
        highest = np.argmax(np.where(whole[:, None], rows, 0.0), axis=1)
        peak = np.take_along_axis(rows, highest[:, None], axis=1)[:, 0]
        inside = whole & (highest > 0) & (highest < rows.shape[1] - 1)
        time = np.where(inside, start + PERCENT[highest] * (end - start), 0.0)
        frame = np.clip(np.rint(time * self._rate), 1, len(self._values) - 2).astype(int)
        before, at, after = (sign * self._values[frame + k] for k in (-1, 0, 1))
        curvature = before - 2 * at + after
        top = inside & (at >= before) & (at >= after) & (curvature < 0)
        rise = np.divide((after - before) ** 2, -8 * curvature, out=np.zeros(len(at)), where=top)
        peak = np.where(top, np.fmax(peak, at + rise), peak)
        return sign * np.where(whole, peak, np.nan)

    def _read(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        if self._curve is None:
            return np.full(np.shape(times), np.nan)
        last = float(self._curve.x[-1])  # an event on the last frame may be a rounding beyond it
        return np.asarray(self._curve(np.where(np.abs(times - last) < 1e-9, last, times)))

    def _lost(self, first: NDArray[np.float64], last: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share of missing frames in [first, last); 1 where the span leaves the recording."""
        n = len(self._values)
        known = np.isfinite(first) & np.isfinite(last) & (first >= 0) & (last <= n) & (first < last)
        a, b = (np.where(known, v, 0).astype(int) for v in (first, last))
        return np.where(known, (self._missing[b] - self._missing[a]) / np.maximum(b - a, 1), 1.0)


def at_contact(
    signal: ArrayLike | Track,
    strides: Strides,
    sampling_rate_hz: float,
    *,
    event: str = "initial_contact",
) -> NDArray[np.float64]:
    """Value of a signal at an event of each stride.

    Parameters
    ----------
    signal : array, shape (T,)
        One number per frame; NaN is missing.
    strides : Strides
        Of the same recording.
    sampling_rate_hz : float
        Frames per second of the signal.
    event : {"initial_contact", "final_contact", "opposite_initial_contact", \
"opposite_final_contact"}
        Which event; the initial contact is the one that begins the stride.

    Returns
    -------
    array, shape (n,)
        NaN where the event or a frame beside it is missing.

    Raises
    ------
    ArgumentError
        When there is no such event.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> recording, truth = ff.synthetic.walker(duration_s=5.0)
    >>> strides = ff.parameters.strides(truth.events)
    >>> clock = np.arange(recording.n_frames) / recording.sampling_rate_hz
    >>> bool(np.allclose(ff.parameters.at_contact(clock, strides, 100.0), strides.start_s))
    True
    """
    _check.one_of("event", event, INSTANTS)
    return _track(signal, sampling_rate_hz).at(strides[INSTANTS[event]])


def mean_in_phase(
    signal: ArrayLike | Track,
    strides: Strides,
    sampling_rate_hz: float,
    *,
    phase: str = "stance",
    part: tuple[float, float] = WHOLE,
) -> NDArray[np.float64]:
    """Mean of a signal over a phase of each stride.

    Parameters
    ----------
    signal : array, shape (T,)
        One number per frame; NaN is missing.
    strides : Strides
        Of the same recording.
    sampling_rate_hz : float
        Frames per second of the signal.
    phase : {"stride", "stance", "swing", "step", "single_support"}
        Which phase; the step is the one that ends with this foot's next contact.
    part : (float, float)
        From and to which share of the phase, such as (0.15, 0.5).

    Returns
    -------
    array, shape (n,)
        NaN where a bound is missing, or more than a tenth of the frames.

    Raises
    ------
    ArgumentError
        When there is no such phase or part.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> recording, truth = ff.synthetic.walker(duration_s=5.0)
    >>> strides = ff.parameters.strides(truth.events)
    >>> trunk = truth.angles_deg["trunk"]
    >>> mean = ff.parameters.mean_in_phase(trunk, strides, 100.0, phase="stride")
    >>> mean.shape == strides.start_s.shape
    True
    """
    rows = phase_curves(signal, strides, sampling_rate_hz, phase=phase, part=part)
    return np.asarray(np.trapezoid(rows, dx=0.01, axis=1))


def phase_curves(
    signal: ArrayLike | Track,
    strides: Strides,
    sampling_rate_hz: float,
    *,
    phase: str = "stride",
    part: tuple[float, float] = WHOLE,
) -> NDArray[np.float64]:
    """Signal at 0 to 100 % of a phase of each stride.

    Parameters
    ----------
    signal, strides, sampling_rate_hz, phase, part
        As for `mean_in_phase`.

    Returns
    -------
    array, shape (n, 101)
        NaN where a bound is missing, or more than a tenth of the frames.

    Raises
    ------
    ArgumentError
        When there is no such phase or part.

    Examples
    --------
    >>> import footfall as ff
    >>> recording, truth = ff.synthetic.walker(duration_s=5.0)
    >>> strides = ff.parameters.strides(truth.events)
    >>> trunk = truth.angles_deg["trunk"]
    >>> ff.parameters.phase_curves(trunk, strides, 100.0, phase="stance").shape[1]
    101
    """
    start, end = _bounds(strides, phase, part)
    return _track(signal, sampling_rate_hz).cycles(start, end)


def peak_in_phase(
    signal: ArrayLike | Track,
    strides: Strides,
    sampling_rate_hz: float,
    *,
    phase: str = "stance",
    part: tuple[float, float] = WHOLE,
    least: bool = False,
) -> NDArray[np.float64]:
    """Largest value of a signal within a phase of each stride.

    Parameters
    ----------
    signal, strides, sampling_rate_hz, phase, part
        As for `mean_in_phase`.
    least : bool
        Gives the smallest value instead.

    Returns
    -------
    array, shape (n,)
        NaN where a bound is missing, or more than a tenth of the frames.

    Raises
    ------
    ArgumentError
        When there is no such phase or part.

    Examples
    --------
    >>> import footfall as ff
    >>> recording, truth = ff.synthetic.walker(duration_s=5.0)
    >>> left = ff.parameters.strides(truth.events.pick(side="left"))
    >>> knee = truth.angles_deg["left_knee_flexion"]
    >>> bool((ff.parameters.peak_in_phase(knee, left, 100.0, phase="swing") > 50).all())
    True
    """
    return _track(signal, sampling_rate_hz).peaks(*_bounds(strides, phase, part), least=least)


def cycles(
    signal: ArrayLike | Track,
    strides: Strides,
    sampling_rate_hz: float,
    *,
    final_contact_at: float | None = None,
) -> NDArray[np.float64]:
    """Signal at 0 to 100 % of each stride.

    Parameters
    ----------
    signal : array, shape (T,)
        One number per frame; NaN is missing.
    strides : Strides
        Of the same recording.
    sampling_rate_hz : float
        Frames per second of the signal.
    final_contact_at : float, optional
        Share of the stride at which each stride's final contact is put, so that phases of
        strides lie above each other; stance and swing are stretched for it.

    Returns
    -------
    array, shape (n, 101)
        NaN where more than a tenth of a stride is missing, or its final contact where that is
        needed.

    Examples
    --------
    >>> import footfall as ff
    >>> recording, truth = ff.synthetic.walker(duration_s=5.0)
    >>> strides = ff.parameters.strides(truth.events.pick(side="left"))
    >>> ff.parameters.cycles(truth.angles_deg["left_knee_flexion"], strides, 100.0).shape[1]
    101
    """
    track = _track(signal, sampling_rate_hz)
    if final_contact_at is None:
        return track.cycles(strides.start_s, strides.end_s)
    _check.share("final_contact_at", final_contact_at)
    off = strides.stance_duration_s[:, None] / strides.stride_duration_s[:, None]
    early = final_contact_at >= PERCENT
    stance = PERCENT / final_contact_at * off
    swing = off + (PERCENT - final_contact_at) / (1.0 - final_contact_at) * (1.0 - off)
    return track.cycles(strides.start_s, strides.end_s, np.where(early, stance, swing))


def _track(signal: ArrayLike | Track, sampling_rate_hz: float) -> Track:
    return signal if isinstance(signal, Track) else Track(signal, sampling_rate_hz)


def _bounds(
    strides: Strides, phase: str, part: tuple[float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    _check.one_of("phase", phase, PHASES)
    low, high = part
    if not 0.0 <= low < high <= 1.0:
        raise ArgumentError("part", "two shares from 0 to 1, the first below", part)
    start, end = (strides[name] for name in PHASES[phase])
    return start + low * (end - start), start + high * (end - start)
