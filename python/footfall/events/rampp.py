"""Contacts of a foot within strides, by how it turns and is stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._errors import ArgumentError
from .._events import FINAL_CONTACT, INITIAL_CONTACT, SIDES, UNKNOWN, Events, make_events
from .._extremes import MOST_AT_ONCE, highest, lowest, refined_inside
from ..filters import Butterworth

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .._spans import Spans

LEAST_FRAMES = 3
IC_LATEST, SWING_LATEST = 0.6, 0.6  # of the stride
BEFORE_S, AFTER_S = 0.08, 0.05  # around the fastest slap: where the foot is stopped
STILL_S = 0.1
STAIRS_HZ = 4.0
STAIRS_LATEST, STAIRS_REACH = 0.7, 0.25  # of the stride


@dataclass(frozen=True, kw_only=True)
class Rampp:
    """Events of a foot in strides that begin and end with the push of the toes.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second, above twice the cut-off.
    cutoff_hz : float or None
        Low-pass of the rate of turn, against straps that shake; None for none.
    stairs : bool
        Rules for stairs: the whole foot meets the step.

    Raises
    ------
    ArgumentError
        When the rate is not above twice the cut-off.

    Notes
    -----
    Level ground: the foot leaves where the toes stop turning down; it meets the ground at the peak
    of the forward acceleration near the slap of the foot; it rests in the 0.1 s of least turning.
    Strides whose events are not in this order have none. On many mounts the stance comes out 55 to
    80 ms too short or long: check yours. `analyze` needs no strides that are given.

    References
    ----------
    Rampp A, Barth J, Schülein S, Gaßmann KG, Klucken J, Eskofier BM (2015). Inertial sensor-based
    stride parameter calculation from gait sequences in geriatric patients. IEEE Trans Biomed Eng
    62. doi:10.1109/TBME.2014.2368211
    """

    sampling_rate_hz: float
    cutoff_hz: float | None = 15.0
    stairs: bool = False

    def __post_init__(self) -> None:
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        least = 2 * max(self.cutoff_hz or 0.0, STAIRS_HZ if self.stairs else 0.0)
        if self.cutoff_hz is not None:
            _check.positive("cutoff_hz", self.cutoff_hz)
        if not self.sampling_rate_hz > least:
            raise ArgumentError(
                "sampling_rate_hz", f"a value above {least:g}", self.sampling_rate_hz
            )

    def __call__(
        self,
        acceleration_mps2: ArrayLike,
        angular_velocity_radps: ArrayLike,
        strides: Spans,
        *,
        side: str = "unknown",
    ) -> Events:
        """Find events.

        Parameters
        ----------
        acceleration_mps2, angular_velocity_radps : array, shape (T, 3)
            Of the foot, along its axes: forward, left, up.
        strides : Spans
            From push-off to push-off: see `strides.SubsequenceDtw`.
        side : {"left", "right", "unknown"}
            Which foot.

        Returns
        -------
        Events
            A final contact and the initial contact after it for each stride that shows them;
            `score` is the time of the rest after them, seconds.

        Raises
        ------
        ArgumentError
            When shapes differ or strides reach beyond the recording.
        """
        _check.one_of("side", side, (*map(str, SIDES), "unknown"))
        acceleration = _three("acceleration_mps2", acceleration_mps2)
        turning = _three("angular_velocity_radps", angular_velocity_radps)
        if len(turning) != len(acceleration):
            raise ArgumentError(
                "angular_velocity_radps", f"{len(acceleration)} frames", len(turning)
            )
        if len(strides) and (strides.start.min() < 0 or strides.end.max() > len(turning)):
            raise ArgumentError(
                "strides", f"frames from 0 to {len(turning)}", int(strides.end.max())
            )
        toes_up = self._smooth(-turning[:, 1], self.cutoff_hz)
        forward = self._smooth(acceleration[:, 0], STAIRS_HZ if self.stairs else None)
        long = strides.end - strides.start >= max(LEAST_FRAMES, self._still_frames())
        known, finite = long, np.isfinite(toes_up)
        if not finite.all():
            gaps = np.concatenate([[0], np.cumsum(~finite)])
            known = long & (gaps[strides.start] == gaps[strides.end])
        start, end = strides.start[known], strides.end[known]
        if len(start) == 0:
            return make_events([], [], [], self.sampling_rate_hz)
        find = self._on_stairs if self.stairs else self._on_level_ground
        leave, meet = find(toes_up, forward, start, end)
        table = np.stack([leave, meet, self._rest(turning, start, end)], axis=1)
        table = table[(leave < meet) & (meet < table[:, 2])]
        n = len(table)
        code = UNKNOWN if side == "unknown" else int(np.flatnonzero(side == SIDES)[0])
        return make_events(
            table[:, :2].T.ravel() / self.sampling_rate_hz,
            np.repeat([FINAL_CONTACT, INITIAL_CONTACT], n),
            np.full(2 * n, code),
            self.sampling_rate_hz,
            score=np.tile(table[:, 2] / self.sampling_rate_hz, 2),
        )

    def _smooth(self, x: NDArray[np.float64], cutoff_hz: float | None) -> NDArray[np.float64]:
        if cutoff_hz is None:
            return x
        rate = self.sampling_rate_hz
        return np.asarray(Butterworth(sampling_rate_hz=rate, cutoff_hz=cutoff_hz, order=2)(x))

    def _on_level_ground(
        self,
        toes_up: NDArray[np.float64],
        forward: NDArray[np.float64],
        start: NDArray[np.int64],
        end: NDArray[np.int64],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Final and initial contacts, in frames; NaN for none."""
        rate = self.sampling_rate_hz
        top = highest(toes_up, start, end)
        last = start + (IC_LATEST * (end - start)).astype(np.int64)
        swings = (top - start < SWING_LATEST * (end - start)) & (last - top >= LEAST_FRAMES)
        speeding = np.gradient(toes_up)
        steepest = lowest(speeding, top, last)
        flat = highest(speeding, steepest, last)
        slap = lowest(toes_up, steepest, np.maximum(flat, steepest + 1))
        first = np.maximum(start, slap - round(BEFORE_S * rate))
        stop = np.minimum(end, slap + round(AFTER_S * rate) + 1)
        meet = refined_inside(forward, highest(forward, first, stop), first, stop)
        return _leaving(toes_up, start, end), np.where(swings, meet, np.nan)

    def _on_stairs(
        self,
        toes_up: NDArray[np.float64],
        forward: NDArray[np.float64],
        start: NDArray[np.int64],
        end: NDArray[np.int64],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        reach = (STAIRS_REACH * (end - start)).astype(np.int64)
        first, stop = np.maximum(0, start - reach), np.minimum(len(toes_up), start + reach + 1)
        leave = refined_inside(toes_up, lowest(toes_up, first, stop), first, stop)
        top = highest(toes_up, start, end)
        last = start + (STAIRS_LATEST * (end - start)).astype(np.int64)
        speeding = np.gradient(forward)
        meet = refined_inside(speeding, highest(speeding, top, last), top, last)
        return leave, np.where(last - top < LEAST_FRAMES, np.nan, meet)

    def _still_frames(self) -> int:
        return max(1, round(STILL_S * self.sampling_rate_hz))

    def _rest(
        self, turning: NDArray[np.float64], start: NDArray[np.int64], end: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Middles of the windows that turn least."""
        window = self._still_frames()
        turned = np.empty(len(turning) - window + 1)
        for at in range(0, len(turned), MOST_AT_ONCE):
            some = turning[at : at + MOST_AT_ONCE + window - 1]
            x, y, z = (np.square(axis) for axis in some.T)
            turned[at : at + MOST_AT_ONCE] = _sums(x + y + z, window)
        return np.asarray(lowest(turned, start, end - window + 1) + (window - 1) / 2, np.float64)


def _sums(x: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Sums of so many samples from each on, of sums of 1, 2, 4 …: no error grows with time."""
    total = np.zeros(len(x) - window + 1)
    size, at = 1, 0
    while size <= window:
        if window & size:
            total += x[at : at + len(total)]
            at += size
        x = x[:-size] + x[size:]
        size *= 2
    return total


def _leaving(
    toes_up: NDArray[np.float64], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Where the toes stop turning down for the first time."""
    rising = np.flatnonzero((toes_up[:-1] < 0) & (toes_up[1:] >= 0))
    place = np.searchsorted(rising, start)
    frame = np.append(rising, len(toes_up))[place]
    seen = frame < end - 1
    k = frame[seen]
    result = np.full(len(start), np.nan)
    result[seen] = k + toes_up[k] / (toes_up[k] - toes_up[k + 1])
    return result


def _three(argument: str, values: ArrayLike) -> NDArray[np.float64]:
    array = _check.real_array(argument, values).astype(np.float64, copy=False)
    if array.ndim != 2 or array.shape[1] != 3:
        raise ArgumentError(argument, "shape (frames, 3)", array.shape)
    return array
