"""Many sequences in one call: stored back to back, of any lengths."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._errors import ArgumentError, wrong_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class Batch:
    """Sequences of different lengths, stored back to back: the buffers of an Arrow list.

    Parameters
    ----------
    values : array, shape (frames, *item)
        The frames of all sequences, one after another.
    offsets : array of int64, shape (N + 1,)
        Sequence i is frames `offsets[i]` to `offsets[i + 1]`.
    sampling_rate_hz : float
        Frames per second, of all sequences.

    Raises
    ------
    ArgumentError
        When the offsets do not start at 0, fall, or do not end at the number of frames.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> batch = ff.Batch.from_sequences([np.zeros((4, 2)), np.ones((3, 2))], 100.0)
    >>> len(batch), batch[1].shape
    (2, (3, 2))
    """

    values: NDArray[Any]
    offsets: NDArray[np.int64]
    sampling_rate_hz: float

    def __post_init__(self) -> None:
        values = np.ascontiguousarray(_check.real_array("values", self.values))
        offsets = np.ascontiguousarray(self.offsets)
        if offsets.dtype.kind not in "iu":
            raise wrong_type("offsets", "an array of integers", offsets.dtype)
        offsets = offsets.astype(np.int64, copy=False)
        if offsets.ndim != 1 or len(offsets) == 0 or offsets[0] != 0:
            raise ArgumentError("offsets", "a row of numbers that starts at 0", offsets)
        if np.any(np.diff(offsets) < 0):
            raise ArgumentError("offsets", "numbers that do not fall", offsets)
        if offsets[-1] != len(values):
            raise ArgumentError("offsets", f"{len(values)} frames at the end", offsets[-1])
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "offsets", offsets)

    @classmethod
    def from_sequences(cls, sequences: Sequence[ArrayLike], sampling_rate_hz: float) -> Batch:
        """Copy sequences of shape (frames, *item) into one batch."""
        arrays = [_check.real_array("sequences", s) for s in sequences]
        if not arrays:
            raise ArgumentError("sequences", "at least one sequence", 0)
        offsets = np.cumsum([0, *(len(a) for a in arrays)], dtype=np.int64)
        return cls(np.concatenate(arrays), offsets, sampling_rate_hz)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> NDArray[Any]:
        index = range(len(self))[index]
        return self.values[self.offsets[index] : self.offsets[index + 1]]

    def __iter__(self) -> Iterator[NDArray[Any]]:
        return (self[i] for i in range(len(self)))

    def with_values(self, values: NDArray[Any]) -> Batch:
        """Give a batch of the same sequences with other values."""
        return Batch(values, self.offsets, self.sampling_rate_hz)


@dataclass(frozen=True, eq=False)
class Rows:
    """What kernels take: frames of channels and where sequences start; knows its way back."""

    values: NDArray[Any]
    offsets: NDArray[np.int64]
    source: NDArray[Any] | Batch
    item_shape: tuple[int, ...]

    def target(self, out: NDArray[Any] | None) -> NDArray[Any]:
        """Memory for a result of the values' shape: `out` once it is checked, or new."""
        if out is None:
            return np.empty_like(self.values)
        source = self.source.values if isinstance(self.source, Batch) else self.source
        _check.output("out", out, source.shape, source.dtype)
        return out.reshape(self.values.shape)

    def restore(self, out: NDArray[Any]) -> NDArray[Any] | Batch:
        """Shape a result of the values' shape like the input."""
        if isinstance(self.source, Batch):
            return self.source.with_values(out.reshape(self.source.values.shape))
        return out.reshape(self.source.shape)


def rows_of(x: ArrayLike | Batch, axis: int) -> Rows:
    """View an array (time along `axis`) or a batch as rows; copies only what is not C order."""
    if isinstance(x, Batch):
        return Rows(_flat(x.values, len(x.values)), x.offsets, x, x.values.shape[1:])
    array = _check.real_array("x", x)
    if array.ndim == 0:
        raise ArgumentError("x", "at least one dimension", "a single number")
    array = np.ascontiguousarray(array)
    if not -array.ndim <= axis < array.ndim:
        raise ArgumentError("axis", f"an axis of {array.ndim} dimensions", axis)
    axis %= array.ndim
    n_sequences, n_frames = math.prod(array.shape[:axis]), array.shape[axis]
    offsets = np.arange(n_sequences + 1, dtype=np.int64) * n_frames
    return Rows(_flat(array, n_sequences * n_frames), offsets, array, array.shape[axis + 1 :])


def item_rows(values: ArrayLike | Batch, item_dimensions: int, argument: str) -> Rows:
    """View one sequence (T, *item), equal ones (N, T, *item) or a batch as rows, by rank."""
    if isinstance(values, Batch):
        if values.values.ndim != 1 + item_dimensions:
            raise ArgumentError(
                argument, f"items of {item_dimensions} dimensions", values.values.shape[1:]
            )
        return rows_of(values, 0)
    array = np.ascontiguousarray(_check.real_array(argument, values))
    if array.ndim not in (1 + item_dimensions, 2 + item_dimensions):
        raise ArgumentError(
            argument,
            f"{1 + item_dimensions} dimensions, or {2 + item_dimensions} for many sequences",
            f"{array.ndim} dimensions",
        )
    return rows_of(array, array.ndim - 1 - item_dimensions)


def _flat(array: NDArray[Any], n_frames: int) -> NDArray[Any]:
    channels = array.size // n_frames if n_frames else math.prod(array.shape[1:])
    return array.reshape(n_frames, channels)
