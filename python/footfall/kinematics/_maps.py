"""The door to per-frame maps, and directions as they take them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._backend import kernel
from .._config import chosen_threads
from .._errors import ArgumentError
from .._families import as_params
from ..batch import Batch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


def direction(argument: str, value: ArrayLike | str, dimensions: int) -> NDArray[np.float64]:
    """Unit vector, padded to three numbers, of `+x` … `-z` or of a vector."""
    padded = np.zeros(3)
    if isinstance(value, str):
        index, sign = _check.axis_name(argument, value)
        if index >= dimensions:
            raise ArgumentError(argument, "an axis of two-dimensional data", repr(value))
        padded[index] = sign
        return padded
    vector = np.asarray(value, dtype=np.float64)
    length = float(np.linalg.norm(vector)) if vector.shape == (dimensions,) else 0.0
    if not 0 < length < float("inf"):
        raise ArgumentError(argument, f"a direction of {dimensions} numbers", value)
    padded[:dimensions] = vector / length
    return padded


def map_frames(
    name: str,
    positions: ArrayLike | Batch,
    rows: ArrayLike,
    points: int,
    params: Sequence[float],
    out: NDArray[Any] | None,
) -> Any:
    """Run a per-frame map; `rows` holds indices of keypoints, one row per output."""
    if isinstance(positions, Batch):
        return positions.with_values(map_frames(name, positions.values, rows, points, params, out))
    values = np.ascontiguousarray(_check.real_array("positions", positions))
    if values.ndim < 2 or values.shape[-1] not in (2, 3):
        raise ArgumentError("positions", "shape (…, keypoints, 2 or 3)", values.shape)
    table = np.ascontiguousarray(rows, dtype=np.int64)
    if table.ndim != 2 or table.shape[1] != points:
        raise ArgumentError("rows", f"shape (angles, {points})", table.shape)
    n_points = values.shape[-2]
    if table.size and not (table.min() >= 0 and table.max() < n_points):
        raise ArgumentError("rows", f"indices from 0 to {n_points - 1}", table.tolist())
    shape = (*values.shape[:-2], len(table))
    if out is None:
        out = np.empty(shape, dtype=values.dtype)
    else:
        _check.output("out", out, shape, values.dtype)
    n_frames = int(np.prod(values.shape[:-2], dtype=np.int64))
    kernel(name)(
        values.reshape(n_frames, *values.shape[-2:]),
        table,
        out.reshape(n_frames, len(table)),
        chosen_threads(),
        as_params(params),
    )
    return out
