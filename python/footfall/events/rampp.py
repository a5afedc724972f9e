"""Contacts of a foot within strides, by how it turns and is stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._errors import ArgumentError
from .._events import FINAL_CONTACT, INITIAL_CONTACT, SIDES, UNKNOWN, Events, make_events
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
        energy = (turning**2).sum(axis=1)
        rows = []
        for start, end in zip(strides.start.tolist(), strides.end.tolist(), strict=True):
            found = self._stride(toes_up, forward, energy, start, end)
            if found[0] < found[1] < found[2]:
                rows.append(found)
        table = np.array(rows).reshape(-1, 3)
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

    def _stride(
        self,
        toes_up: NDArray[np.float64],
        forward: NDArray[np.float64],
        energy: NDArray[np.float64],
        start: int,
        end: int,
    ) -> tuple[float, float, float]:
        """Final contact, initial contact and middle of the rest, in frames; NaN for none."""
        part = toes_up[start:end]
        if len(part) < LEAST_FRAMES or not np.isfinite(part).all():
            return np.nan, np.nan, np.nan
        rest = start + self._rest(energy[start:end])
        if self.stairs:
            leave, meet = self._on_stairs(toes_up, forward, start, end)
        else:
            leave, meet = _leaving(part), self._meeting(part, forward[start:end])
            leave, meet = start + leave, start + meet
        return leave, meet, rest

    def _meeting(self, toes_up: NDArray[np.float64], forward: NDArray[np.float64]) -> float:
        n = len(toes_up)
        top, last = int(toes_up.argmax()), int(IC_LATEST * n)
        if top >= SWING_LATEST * n or last - top < LEAST_FRAMES:
            return np.nan
        speeding = np.gradient(toes_up)
        steepest = top + int(speeding[top:last].argmin())
        if last - steepest < 1:
            return np.nan
        flat = steepest + int(speeding[steepest:last].argmax())
        slap = steepest + int(toes_up[steepest : max(flat, steepest + 1)].argmin())
        first = max(0, slap - round(BEFORE_S * self.sampling_rate_hz))
        stop = min(n, slap + round(AFTER_S * self.sampling_rate_hz) + 1)
        return first + _refined(-forward[first:stop])

    def _on_stairs(
        self, toes_up: NDArray[np.float64], forward: NDArray[np.float64], start: int, end: int
    ) -> tuple[float, float]:
        n = end - start
        reach = int(STAIRS_REACH * n)
        first, stop = max(0, start - reach), min(len(toes_up), start + reach + 1)
        leave = first + _refined(toes_up[first:stop])
        top, last = start + int(toes_up[start:end].argmax()), start + int(STAIRS_LATEST * n)
        if last - top < LEAST_FRAMES:
            return leave, np.nan
        return leave, top + _refined(-np.gradient(forward[top:last]))

    def _rest(self, energy: NDArray[np.float64]) -> float:
        """Middle of the window that turns least."""
        window = min(len(energy), max(1, round(STILL_S * self.sampling_rate_hz)))
        total = np.concatenate([[0.0], np.cumsum(energy)])
        return float((total[window:] - total[:-window]).argmin()) + (window - 1) / 2


def _leaving(toes_up: NDArray[np.float64]) -> float:
    """Where the toes stop turning down for the first time."""
    up = np.flatnonzero((toes_up[:-1] < 0) & (toes_up[1:] >= 0))
    if len(up) == 0:
        return np.nan
    k = int(up[0])
    return k + float(toes_up[k] / (toes_up[k] - toes_up[k + 1]))


def _refined(x: NDArray[np.float64]) -> float:
    """Place of the minimum, between samples by a parabola."""
    k = int(x.argmin())
    if not 0 < k < len(x) - 1:
        return float(k)
    bend = x[k - 1] - 2 * x[k] + x[k + 1]
    return k + (float(0.5 * (x[k - 1] - x[k + 1]) / bend) if bend > 0 else 0.0)


def _three(argument: str, values: ArrayLike) -> NDArray[np.float64]:
    array = _check.real_array(argument, values).astype(np.float64, copy=False)
    if array.ndim != 2 or array.shape[1] != 3:
        raise ArgumentError(argument, "shape (frames, 3)", array.shape)
    return array
