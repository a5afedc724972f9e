"""Drives kernels: splits their work over threads that live for one call."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

SAMPLES_WORTH_A_THREAD = 60_000
TASKS_PER_THREAD = 4  # so that threads that are done early find more to do

Cuts = list[tuple[int, int]]


def run_tasks(
    work: Callable[..., Any], tasks: Sequence[tuple[int, ...]], threads: int
) -> list[Any]:
    """Call `work(*task)` for each task; results in order, the first exception is raised again."""
    wanted = min(threads, len(tasks))
    if wanted <= 1:
        return [work(*task) for task in tasks]
    with ThreadPoolExecutor(wanted) as pool:
        return list(pool.map(work, *zip(*tasks, strict=True)))


def worth(threads: int, samples: int) -> int:
    """Give how many threads that many samples keep busy."""
    return min(threads, 1 + samples // SAMPLES_WORTH_A_THREAD)


def cut(n: int, parts: int) -> Cuts:
    """Cut [0, n) into spans of about equal length; one span when there is nothing to cut."""
    places = np.linspace(0, n, max(1, min(parts, n)) + 1).astype(np.int64).tolist()
    return list(pairwise(places))


def cut_sequences(offsets: NDArray[np.int64], parts: int) -> Cuts:
    """Cut the sequences into spans of about equally many frames."""
    frames = np.linspace(0, offsets[-1], parts + 1)[1:-1]
    inner = np.searchsorted(offsets, frames).tolist()
    places = sorted({0, len(offsets) - 1, *inner})
    return list(pairwise(places)) or [(0, 0)]


def run_channels(
    work: Callable[[int, int, int, int], Any],
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    threads: int,
) -> None:
    """Call `work(first, last, left, right)` for spans of sequences; of channels, if few."""
    busy = worth(threads, values.size)
    n_sequences, channels = len(offsets) - 1, values.shape[1]
    sequences = cut_sequences(offsets, busy * TASKS_PER_THREAD if busy > 1 else 1)
    groups = cut(channels, busy if n_sequences < busy else 1)
    run_tasks(work, [(*span, *group) for span in sequences for group in groups], busy)


def run_frames(
    work: Callable[[int, int], Any], values: NDArray[Any], n_rows: int, threads: int
) -> None:
    """Call `work(first, last)` for spans of frames."""
    busy = worth(threads, len(values) * n_rows * 10)
    run_tasks(work, cut(len(values), busy * TASKS_PER_THREAD if busy > 1 else 1), busy)


def run_sensors(work: Callable[[int, int], Any], offsets: NDArray[np.int64], threads: int) -> None:
    """Call `work(first, last)` for spans of sequences whose frames take long."""
    run_tasks(work, cut_sequences(offsets, worth(threads, int(offsets[-1]) * 60)), threads)


def run_sequences(
    kernel: Callable[..., tuple[NDArray[np.int64], NDArray[np.float64]]],
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    table: NDArray[np.int64],
    threads: int,
    params: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Join the rows of all sequences, in their order. Kernels see float64 only."""

    def work(first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        start = offsets[first]
        part = values[start : offsets[last]].astype(np.float64, copy=False)
        sequence, rows = kernel(part, offsets[first : last + 1] - start, table, params)
        return sequence + first, rows

    busy = worth(threads, values.size)
    tasks = cut_sequences(offsets, busy * TASKS_PER_THREAD if busy > 1 else 1)
    parts = run_tasks(work, tasks, busy)
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
