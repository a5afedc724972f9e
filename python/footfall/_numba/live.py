"""Twin of live runs: a function that owns a causal algorithm and shares the state array."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def live(
    name: str,
    shape: tuple[int, ...],
    state: NDArray[Any],
    params: NDArray[np.float64],
    prepare: Callable[..., tuple[NDArray[Any], NDArray[Any]]],
) -> Callable[..., NDArray[Any]]:
    """Give push(frames, out=None) of the causal kernel of that name."""
    run = getattr(import_module(__package__), name)
    states, offsets = state[None], np.zeros(2, dtype=np.int64)
    rank, channels = len(shape), state.shape[1]

    def push(*arguments: Any, **named: Any) -> NDArray[Any]:
        frames, out = prepare(*arguments, **named)
        n_frames = 1 if frames.ndim == rank else len(frames)
        offsets[1] = n_frames
        rows = (n_frames, channels)
        run(frames.reshape(rows), offsets, states, out.reshape(rows), 1, params)
        return out

    return push
