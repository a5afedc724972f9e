"""Live runs of the Kalman smoother: each frame is told when some more have come."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._backend import kernel
from .._errors import ArgumentError
from .._families import as_params
from .smoothers import Estimate, usual_scores, weights_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, DTypeLike, NDArray

    from .rts import RtsSmoother

UPDATES = 16  # of what is taken from the memory, while it fills once
NUMBERS = {"velocity": 15, "acceleration": 23}  # that a channel carries; `FixedLag::state_size`


class FixedLagStream:
    """A Kalman smoother fed piece by piece, which tells a frame once `lag_frames` more have come.

    What it tells of a frame is what the smoother makes of all frames so far, the later ones
    included: its window starts from a belief that carries what was before. Any cut of a
    recording into pushes gives the same numbers; a recording no longer than the lag gives those
    of the whole, bit for bit.

    Attributes
    ----------
    lag_frames : int
        How many frames a result is late.

    Notes
    -----
    The noise of each channel, on which sigma and the gate stand, and the usual confidence of
    each keypoint are taken from the last `memory_s` and the frames of the window, sixteen times
    per memory. A gap that is not over within the lag is told as an end of the recording is: as
    missing, or predicted with ends="extend"; what comes after it is smoothed across it if it is
    not longer than `max_gap_s`. A frame of 51 channels takes about 0.1 ms at lags of 9 to 26
    frames, 0.3 ms with Numba.
    """

    def __init__(
        self,
        smoother: RtsSmoother,
        *,
        lag_frames: int,
        memory_frames: int,
        shape: tuple[int, ...],
        dtype: DTypeLike,
    ) -> None:
        kind = np.dtype(dtype)
        if kind not in (np.float32, np.float64):
            raise ArgumentError("dtype", "float32 or float64", kind)
        self._smoother, self.lag_frames, self._memory = smoother, lag_frames, memory_frames
        self._shape, self._dtype = tuple(shape), np.dtype(kind.type)
        self._channels = int(np.prod(self._shape, dtype=np.int64))
        # An extended start begins before its first sample has come.
        gap = min(smoother.max_gap_s * smoother.sampling_rate_hz, sys.maxsize)
        self._back = int(gap) + 1 if smoother.ends == "extend" else 0
        self._learns = smoother.noise is None or smoother.gate_sigma is not None
        self.reset()

    def reset(self) -> None:
        """Forget all frames, those among them whose results have not come out."""
        numbers = NUMBERS[self._smoother.model]
        self._state = np.zeros((numbers, self._channels))
        self._state[-1] = np.nan
        self._rows = np.empty((0, self._channels), self._dtype)  # from the carried belief on
        self._scores: NDArray[Any] | None = None  # scores or weights of the rows
        self._usual: NDArray[Any] | None = None
        self._steps = np.empty(0)
        self._last_time_s: float | None = None
        self._given: tuple[bool, ...] | None = None
        self._innovations = _Recent(self._memory)
        self._past_scores = _Recent(self._memory)
        self._next = self._n_come = 0
        self._update_at = 0

    def push(
        self,
        frames: NDArray[Any],
        *,
        confidence: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        time_s: ArrayLike | None = None,
    ) -> Estimate:
        """Take the next frames and give the estimates of those that have become due.

        Parameters
        ----------
        frames : array, shape (n, *shape)
            None, one or more frames; NaN is missing.
        confidence, weights : array, optional
            Scores or weights of these frames, of the shape of frames or without its last axis;
            with every push or none.
        time_s : array, shape (n,), optional
            Their time stamps in seconds, rising; with every push or none.

        Returns
        -------
        Estimate, each of shape (m, *shape)
            The next estimates; all in all `lag_frames` fewer than frames have been pushed.

        Raises
        ------
        ArgumentError
            When shapes, types or time stamps do not fit.
        """
        if frames.shape[1:] != self._shape or frames.dtype != self._dtype:
            raise ArgumentError(
                "frames",
                f"{self._dtype} of shape (n, {', '.join(map(str, self._shape))})",
                f"{frames.dtype} of shape {frames.shape}",
            )
        if confidence is not None and weights is not None:
            raise ArgumentError("weights", "none beside confidence", "both")
        given = confidence is not None, weights is not None, time_s is not None
        for name, now, before in zip(
            ("confidence", "weights", "time_s"), given, self._given or given, strict=True
        ):
            if now != before:
                raise ArgumentError(name, "with every push or none", "other than before")
        name, scores = ("confidence", confidence) if given[0] else ("weights", weights)
        beside = None if scores is None else self._beside(len(frames), name, scores)
        if time_s is not None:
            self._take_times(len(frames), time_s)
        self._given = given
        if beside is not None:
            old = self._scores
            self._scores = beside if old is None else np.concatenate([old, beside])
        self._rows = np.concatenate([self._rows, frames.reshape(len(frames), self._channels)])
        self._n_come += len(frames)
        return self._tell(max(self._next, self._n_come - self.lag_frames))

    def flush(self) -> Estimate:
        """End the recording: give the estimates that are left, and be ready for another one."""
        self._update_at = self._next
        result = self._tell(self._n_come, last=True)
        self.reset()
        return result

    def _beside(self, n: int, argument: str, values: ArrayLike) -> NDArray[Any]:
        array = _check.real_array(argument, values)
        whole = (n, *self._shape)
        shapes = [whole] if not self._shape else [whole[:-1], whole]
        if array.shape not in shapes:
            raise ArgumentError(argument, "shape " + " or ".join(map(str, shapes)), array.shape)
        rows = array.reshape(n, -1) if n else array.reshape(0, int(np.prod(array.shape[1:])))
        if self._scores is not None and rows.shape[1] != self._scores.shape[1]:
            raise ArgumentError(argument, "as many per frame as before", array.shape)
        return rows

    def _take_times(self, n: int, time_s: ArrayLike) -> None:
        times = np.asarray(time_s, dtype=np.float64)
        if times.shape != (n,):
            raise ArgumentError("time_s", f"{n} time stamps", times.shape)
        if n == 0:
            return
        rate = self._smoother.sampling_rate_hz
        first = times[0] - 1 / rate if self._last_time_s is None else self._last_time_s
        steps = np.diff(times, prepend=first) * rate
        if not np.isfinite(times).all() or np.any(steps <= 0):
            raise ArgumentError("time_s", "finite, rising time stamps", "others")
        if self._last_time_s is None:
            steps[0] = 1.0
        self._last_time_s = float(times[-1])
        self._steps = np.concatenate([self._steps, steps])

    def _tell(self, end: int, *, last: bool = False) -> Estimate:
        """Give the estimates of the frames before `end`, which may be told."""
        parts = [np.empty((4, 0, self._channels), self._dtype)]
        while self._next < end:
            updates = self._next >= self._update_at
            if updates:
                seen = min(self._next + self.lag_frames + 1, self._memory)
                self._update_at = end if last else self._next + max(1, seen // UPDATES)
            parts.append(self._smooth(min(end, self._update_at) - self._next, updates))
        planes = parts[1] if len(parts) == 2 else np.concatenate(parts, axis=1)
        return Estimate(*planes.reshape(*planes.shape[:2], *self._shape))

    def _smooth(self, n_out: int, updates: bool) -> NDArray[Any]:
        first = min(self._next, self._back)  # the rows before it are carried later
        lag = min(self.lag_frames, self._n_come)
        n_rows = min(first + n_out + lag, len(self._rows))
        n_window = min(first + 1 + lag, n_rows)
        n_leaving = max(0, first + n_out - self._back)
        planes = np.empty((4, n_out, self._channels), self._dtype)
        judged = np.empty((n_leaving, self._channels))
        past = self._innovations.last(max(0, self._memory - n_window), (self._channels,))
        kernel(f"rts_{self._smoother.model}_lagged")(
            self._rows[:n_rows],
            self._weights(n_rows, n_window, updates),
            self._steps[:n_rows],
            past,
            self._state,
            judged,
            planes,
            as_params((*self._smoother._params(), lag, first, updates and self._learns)),
        )
        self._leave(n_leaving, judged)
        self._next += n_out
        return planes

    def _weights(self, n_rows: int, n_window: int, updates: bool) -> NDArray[Any]:
        if self._scores is None:
            return np.empty((n_rows, 0), self._dtype)
        scores = self._scores[:n_rows]
        if self._given is not None and self._given[0]:
            least = self._smoother.min_confidence
            if updates or self._usual is None:
                past = self._past_scores.last(max(0, self._memory - n_window), scores.shape[1:])
                window = scores[:n_window]
                known = np.concatenate([past.astype(scores.dtype), window])
                self._usual = usual_scores(known, least)
            scores = weights_of(scores, self._usual, least)
        return np.ascontiguousarray(scores, dtype=self._dtype)

    def _leave(self, n: int, judged: NDArray[np.float64]) -> None:
        """Let rows go that what is carried has taken in."""
        if n == 0:
            return
        if self._learns:
            self._innovations.append(judged)
        self._rows = self._rows[n:].copy()
        self._steps = self._steps[n:]
        if self._scores is not None:
            self._past_scores.append(self._scores[:n])
            self._scores = self._scores[n:].copy()


class _Recent:
    """The last rows of a table that grows."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._rows: NDArray[Any] | None = None
        self._n = 0

    def append(self, rows: NDArray[Any]) -> None:
        rows = rows[max(0, len(rows) - self._capacity) :]
        if self._rows is None or self._n + len(rows) > len(self._rows):
            kept = self.last(self._capacity, rows.shape[1:])
            room = 2 * (len(kept) + len(rows)) + UPDATES
            self._rows = np.empty((room, *rows.shape[1:]), rows.dtype)
            self._rows[: len(kept)] = kept
            self._n = len(kept)
        self._rows[self._n : self._n + len(rows)] = rows
        self._n += len(rows)

    def last(self, n: int, shape: tuple[int, ...]) -> NDArray[Any]:
        """Give the last n rows, or all there are; of the given shape where there are none."""
        if self._rows is None:
            return np.empty((0, *shape))
        return self._rows[max(0, self._n - n) : self._n]
