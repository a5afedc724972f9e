"""Named angles over time, and how they go on past half a turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from ..batch import Batch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Angles:
    """Named angles over time, degrees.

    Parameters
    ----------
    names : tuple of str
        One per column.
    values : array, shape (…, T, A), or Batch with items (A,)
        Degrees; NaN where a point is missing.
    """

    names: tuple[str, ...]
    values: Any

    def __getitem__(self, name: str) -> Any:
        _check.one_of("name", name, self.names)
        index = self.names.index(name)
        if isinstance(self.values, Batch):
            return self.values.with_values(self.values.values[..., index])
        return self.values[..., index]

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def columns(self) -> dict[str, Any]:
        """Give one array (of a Batch, one Batch) per angle, named with its unit."""
        return {f"{name}_deg": self[name] for name in self.names}


def gather(columns: Mapping[str, NDArray[Any]], like: Batch | None, empty: NDArray[Any]) -> Angles:
    """Put columns side by side; `empty` has the shape of what no column gives."""
    values = np.stack(list(columns.values()), axis=-1) if columns else empty
    return Angles(tuple(columns), values if like is None else like.with_values(values))


def wrapped(angle: NDArray[Any]) -> NDArray[Any]:
    """Bring to (-180, 180] degrees."""
    result: NDArray[Any] = 180.0 - np.mod(180.0 - angle, 360.0)
    return result


def continuous(angle: NDArray[Any], starts: NDArray[np.int64] | None = None) -> NDArray[Any]:
    """Wrap to (-180, 180], then take out whole turns between neighbours in time.

    Each run of finite samples starts anew, and so does each sequence: at frames `starts`.
    """
    level = wrapped(angle)
    step = np.diff(level, axis=-1, prepend=level[..., :1])
    turns = np.where(np.isfinite(step), np.rint(step / 360.0), 0.0)
    broken = ~np.isfinite(step)
    if starts is not None:
        broken[..., starts[starts < angle.shape[-1]]] = True
    if turns.any():
        total = np.cumsum(np.where(broken, 0.0, turns), axis=-1)
        before = np.maximum.accumulate(np.where(broken, np.arange(angle.shape[-1]), 0), axis=-1)
        level = level - 360.0 * (total - np.take_along_axis(total, before, axis=-1))
    result: NDArray[Any] = level.astype(angle.dtype)
    return result
