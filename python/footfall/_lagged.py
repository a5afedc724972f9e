"""Live runs of algorithms that need the frames around a frame: they answer some frames late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ._backend import kernel
from ._errors import ArgumentError
from ._families import Series, as_params

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import DTypeLike, NDArray


class LaggedStream:
    """An algorithm of finite support fed piece by piece: its batch form over a few kept frames.

    Any cut of a recording into pushes gives the numbers of the batch, bit for bit.

    Parameters
    ----------
    run : callable
        `run(rows, out)` works on one whole sequence: rows and out of shape (frames, channels).
    before, after : int
        How many frames before and after a frame its result depends on; beyond them, what
        comes must not change a bit.
    shape : tuple of int
        Shape of one frame.
    dtype : float32 or float64
        Type of the frames.

    Attributes
    ----------
    lag_frames : int
        How many frames a result is late.
    """

    def __init__(
        self,
        run: Callable[[NDArray[Any], NDArray[Any]], object],
        *,
        before: int,
        after: int,
        shape: tuple[int, ...],
        dtype: DTypeLike,
    ) -> None:
        kind = np.dtype(dtype)
        if kind not in (np.float32, np.float64):
            raise ArgumentError("dtype", "float32 or float64", kind)
        self._run, self._before, self.lag_frames = run, before, after
        self._shape, self._dtype = tuple(shape), kind
        channels = int(np.prod(self._shape, dtype=np.int64))
        self._kept = np.empty((before + after, channels), dtype=kind)
        self.reset()

    def reset(self) -> None:
        """Forget all frames, those among them whose results have not come out."""
        self._n_kept = self._n_waiting = 0

    def push(self, frames: NDArray[Any]) -> NDArray[Any]:
        """Take the next frames and give the results that have become final.

        Parameters
        ----------
        frames : array, shape (n, *shape)
            None, one or more frames.

        Returns
        -------
        array, shape (m, *shape)
            The next results; all in all `lag_frames` fewer than frames have been pushed.
        """
        if frames.shape[1:] != self._shape or frames.dtype != self._dtype:
            raise ArgumentError(
                "frames",
                f"{self._dtype} of shape (n, {', '.join(map(str, self._shape))})",
                f"{frames.dtype} of shape {frames.shape}",
            )
        new = frames.reshape(len(frames), self._kept.shape[1])
        rows = np.concatenate([self._kept[: self._n_kept], new])
        start = self._n_kept - self._n_waiting
        end = max(start, len(rows) - self.lag_frames)
        results = self._results(rows, start, end)
        self._n_waiting = len(rows) - end
        kept = rows[max(0, end - self._before) :]
        self._n_kept = len(kept)
        self._kept[: self._n_kept] = kept
        return results

    def flush(self) -> NDArray[Any]:
        """End the recording: give the results that are left, and be ready for another one."""
        rows = self._kept[: self._n_kept].copy()
        results = self._results(rows, self._n_kept - self._n_waiting, self._n_kept)
        self.reset()
        return results

    def _results(self, rows: NDArray[Any], start: int, end: int) -> NDArray[Any]:
        out = np.empty_like(rows)
        if end > start:
            self._run(rows, out)
        return out[start:end].reshape(end - start, *self._shape)


@dataclass(frozen=True, kw_only=True)
class Windowed(Series):
    """A member of the series family whose results depend on a few frames around them."""

    def _support(self) -> tuple[int, int]:
        """How many frames before and after a frame its result depends on."""
        raise NotImplementedError

    def stream(self, shape: tuple[int, ...] = (), dtype: DTypeLike = np.float64) -> LaggedStream:
        """Open a live run over frames of one shape.

        Parameters
        ----------
        shape : tuple of int
            Shape of one frame, such as (17, 2).
        dtype : float32 or float64
            Type of the frames.

        Returns
        -------
        LaggedStream
            `push` frames and get results that are `lag_frames` late; `flush` gives the rest.
            Any cut of a recording into pushes gives the same numbers.
        """
        name, params = self._kernel(), as_params(self._params())
        offsets = np.zeros(2, dtype=np.int64)

        def run(rows: NDArray[Any], out: NDArray[Any]) -> None:
            offsets[1] = len(rows)
            kernel(name)(rows, offsets, out, 1, params)

        before, after = self._support()
        return LaggedStream(run, before=before, after=after, shape=shape, dtype=dtype)
