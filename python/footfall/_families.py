"""What every member of a family can do: the doors from arrays to kernels."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import _check
from ._backend import kernel
from ._config import chosen_threads
from ._errors import ArgumentError, wrong_type
from .batch import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, DTypeLike, NDArray

    from .batch import Batch


def as_params(values: Any) -> NDArray[np.float64]:
    """Parameters as kernels take them: float64 in field order."""
    return np.asarray(values, dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class Series:
    """An algorithm that sees a whole sequence and gives one of the same shape."""

    def _kernel(self) -> str:
        raise NotImplementedError

    def _params(self) -> Any:
        return astuple(self)

    def __call__(
        self, x: ArrayLike | Batch, *, axis: int = 0, out: NDArray[Any] | None = None
    ) -> Any:
        """Run over an array with time along `axis`, or over a Batch.

        Parameters
        ----------
        x : array or Batch
            Signals; NaN is missing.
        axis : int
            Time axis of an array; a Batch has its own.
        out : array, optional
            Where to write the result: shape and dtype of x, C order. May be x itself.

        Returns
        -------
        array or Batch
            Shape and dtype of x; float32 stays float32, integers become float64.
        """
        rows = rows_of(x, axis)
        target = rows.target(out)
        kernel(self._kernel())(
            rows.values, rows.offsets, target, chosen_threads(), as_params(self._params())
        )
        return out if out is not None else rows.restore(target)


@dataclass(frozen=True, kw_only=True)
class Causal(Series):
    """An algorithm that runs sample by sample: over arrays, or live with its state kept."""

    _state_size: ClassVar[int]

    def _states(self) -> int:
        return self._state_size

    def __call__(
        self, x: ArrayLike | Batch, *, axis: int = 0, out: NDArray[Any] | None = None
    ) -> Any:
        """Run over an array with time along `axis`, or over a Batch, from a fresh state.

        Parameters
        ----------
        x : array or Batch
            Signals; NaN is missing, stays missing, and leaves the state alone.
        axis : int
            Time axis of an array; a Batch has its own.
        out : array, optional
            Where to write the result: shape and dtype of x, C order. May be x itself.

        Returns
        -------
        array or Batch
            Shape and dtype of x; float32 stays float32, integers become float64.
        """
        rows = rows_of(x, axis)
        target = rows.target(out)
        shape = (len(rows.offsets) - 1, self._states(), rows.values.shape[1])
        state = np.full(shape, np.nan, dtype=rows.values.dtype)
        kernel(self._kernel())(
            rows.values, rows.offsets, state, target, chosen_threads(), as_params(self._params())
        )
        return out if out is not None else rows.restore(target)

    def stream(self, shape: tuple[int, ...] = (), dtype: DTypeLike = np.float64) -> Stream:
        """Open a live run over frames of one shape.

        Parameters
        ----------
        shape : tuple of int
            Shape of one frame, such as (17, 2).
        dtype : float32 or float64
            Type of the frames.

        Returns
        -------
        Stream
            Push frames into it, one or many at a time; any cut of a recording into pushes gives
            the same numbers. The stream keeps the backend that is in use now.
        """
        return Stream(self, shape, dtype)


class Stream:
    """A causal algorithm fed piece by piece.

    It keeps the backend that was in use when it was opened. One thread at a time may push into
    a stream: nothing locks its state.
    """

    def __init__(self, algorithm: Causal, shape: tuple[int, ...], dtype: DTypeLike) -> None:
        kind = np.dtype(dtype)
        if kind not in (np.float32, np.float64):
            raise ArgumentError("dtype", "float32 or float64", kind)
        kind = np.dtype(kind.type)  # the object that most arrays have, which is quick to know
        self._algorithm, self._shape = algorithm, tuple(shape)
        channels = int(np.prod(self._shape, dtype=np.int64))
        self._state = np.empty((algorithm._states(), channels), dtype=kind)
        self.reset()
        self._push: Callable[..., NDArray[Any]] = kernel("live")(
            algorithm._kernel(),
            self._shape,
            self._state,
            as_params(algorithm._params()),
            _preparation(self._shape, kind),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return _reopened, (self._algorithm, self._shape, self._state)

    @property
    def state(self) -> NDArray[Any]:
        """All that the stream remembers, (state_size, channels): copy to save, set to restore."""
        return self._state

    @state.setter
    def state(self, saved: ArrayLike) -> None:
        values = np.asarray(saved)
        if values.shape != self._state.shape:
            raise ArgumentError("state", f"shape {self._state.shape}", values.shape)
        self._state[:] = values

    def reset(self) -> None:
        """Forget all samples."""
        self._state.fill(np.nan)

    @cached_property
    def push(self) -> Callable[..., NDArray[Any]]:
        """Filter the next frames: `push(frames, out=None)`.

        Parameters
        ----------
        frames : array, shape (n, *shape) or shape
            Several frames, or one.
        out : array, optional
            Where to write; shape and dtype of frames. May be the frames.

        Returns
        -------
        array, shape and dtype of frames
            The filtered frames.

        Raises
        ------
        ArgumentError
            When shapes or types do not fit.
        """
        return self._push


def _reopened(algorithm: Causal, shape: tuple[int, ...], state: NDArray[Any]) -> Stream:
    """Give a stream of its own that goes on from a state: what copying and pickling do."""
    stream = Stream(algorithm, shape, state.dtype)
    stream.state = state
    return stream


def _preparation(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Callable[..., Any]:
    """Make what brings the arguments of `push` into the form that kernels take."""

    def push(
        frames: NDArray[Any], out: NDArray[Any] | None = None
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        if not isinstance(frames, np.ndarray):
            raise wrong_type("frames", "an array", type(frames).__name__)
        fits = frames.shape == shape or (frames.ndim > 0 and frames.shape[1:] == shape)
        if not fits or frames.dtype != dtype:
            raise ArgumentError(
                "frames",
                f"{dtype} of shape (n, {', '.join(map(str, shape))})",
                f"{frames.dtype} of shape {frames.shape}",
            )
        if not (frames.flags.c_contiguous and frames.flags.aligned):
            frames = np.array(frames, order="C")
        if out is None:
            return frames, np.empty(frames.shape, dtype)
        _check.output("out", out, frames.shape, dtype)
        return frames, out

    return push
