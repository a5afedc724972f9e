"""What every member of a family can do: the doors from arrays to kernels."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import _check
from ._backend import kernel
from ._config import chosen_threads
from ._errors import ArgumentError
from .batch import rows_of

if TYPE_CHECKING:
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

    def _stages(self) -> list[tuple[str, Any, int]]:
        """Kernels to run one after another: name, parameters, number of states."""
        return [(self._kernel(), self._params(), self._state_size)]

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
        values = rows.values
        for name, params, states in self._stages():
            shape = (len(rows.offsets) - 1, states, values.shape[1])
            state = np.full(shape, np.nan, dtype=values.dtype)
            kernel(name)(values, rows.offsets, state, target, chosen_threads(), as_params(params))
            values = target
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
            Push frames into it; any cut of a recording into pushes gives the same numbers.
        """
        return Stream(self, shape, dtype)


class Stream:
    """A causal algorithm fed piece by piece.

    Attributes
    ----------
    state : array, shape (state_size, channels)
        All that it remembers; copy it to save, assign into it to restore.
    """

    def __init__(self, algorithm: Causal, shape: tuple[int, ...], dtype: DTypeLike) -> None:
        kind = np.dtype(dtype)
        if kind not in (np.float32, np.float64):
            raise ArgumentError("dtype", "float32 or float64", kind)
        self._shape, self._dtype = tuple(shape), kind
        channels = int(np.prod(self._shape, dtype=np.int64))
        stages = algorithm._stages()
        self.state = np.empty((sum(states for *_, states in stages), channels), dtype=kind)
        self._stages = []
        first = 0
        for name, params, states in stages:
            self._stages.append((name, as_params(params), slice(first, first + states)))
            first += states
        self._offsets = np.zeros(2, dtype=np.int64)
        self.reset()

    def reset(self) -> None:
        """Forget all samples."""
        self.state.fill(np.nan)

    def push(self, frames: NDArray[Any], out: NDArray[Any] | None = None) -> NDArray[Any]:
        """Filter the next frames.

        Parameters
        ----------
        frames : array, shape (n, *shape)
            One or more frames.
        out : array, optional
            Where to write; shape and dtype of frames.

        Returns
        -------
        array, shape (n, *shape)
            The filtered frames.
        """
        if frames.shape[1:] != self._shape or frames.dtype != self._dtype:
            raise ArgumentError(
                "frames",
                f"{self._dtype} of shape (n, {', '.join(map(str, self._shape))})",
                f"{frames.dtype} of shape {frames.shape}",
            )
        frames = np.ascontiguousarray(frames)
        if out is None:
            out = np.empty_like(frames)
        else:
            _check.output("out", out, frames.shape, frames.dtype)
        n = len(frames)
        channels = self.state.shape[1]
        self._offsets[1] = n
        values, target = frames.reshape(n, channels), out.reshape(n, channels)
        for name, params, states in self._stages:
            kernel(name)(values, self._offsets, self.state[None, states], target, 1, params)
            values = target
        return out
