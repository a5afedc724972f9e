"""Where the time of filters goes: from cache, from memory, and a copy of the same bytes.

    python benchmarks/profile_filters.py [WORKLOAD ...]     # the table
    python benchmarks/profile_filters.py --growth           # what four times the data cost

The first column is the arithmetic: sequences that stay in the cache, scaled to the whole
workload. The others read the whole workload from memory and write it back, with one thread and
with two. A filter that hides the memory behind its arithmetic, or the reverse, comes near the
larger one of the two; one that does neither comes near their sum. Figures are medians over runs
that take turns.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

import footfall as ff
from workloads import OURS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import DTypeLike, NDArray

RATE_HZ = 100.0
POSES = (1024, 600, 17, 3)
DAY = (1, 8_640_000, 6)
IN_CACHE = {POSES: (4, 600, 17, 3), DAY: (1, 16_384, 6)}
TIMES = 50  # that a run from cache is repeated
WORKLOADS: dict[str, tuple[tuple[int, ...], DTypeLike]] = {
    "W01": (POSES, np.float64),
    "W01f": (POSES, np.float32),
    "W16": (DAY, np.float64),
    "W02": (POSES, np.float64),
    "W04": (POSES, np.float64),
}
GROWN = {  # how much is four times as much
    "T 600 -> 2400": ((256, 600, 17, 3), (256, 2400, 17, 3)),
    "N 256 -> 1024": ((256, 600, 17, 3), (1024, 600, 17, 3)),
}
FILTERS = {
    "Butterworth": ff.filters.Butterworth(sampling_rate_hz=RATE_HZ, cutoff_hz=6.0),
    "Butterworth, causal": ff.filters.Butterworth(
        sampling_rate_hz=RATE_HZ, cutoff_hz=6.0, phase="causal"
    ),
    "OneEuro": ff.filters.OneEuro(sampling_rate_hz=RATE_HZ),
    "Gaussian": ff.filters.Gaussian(sampling_rate_hz=RATE_HZ, cutoff_hz=6.0),
    "Hampel": ff.filters.Hampel(sampling_rate_hz=RATE_HZ),
    "Median": ff.filters.Median(sampling_rate_hz=RATE_HZ),
    "MovingMean": ff.filters.MovingMean(sampling_rate_hz=RATE_HZ),
    "SavitzkyGolay": ff.filters.SavitzkyGolay(sampling_rate_hz=RATE_HZ),
}


def poses(shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """Waves with noise; a part of them repeats, which no filter can see."""
    rng = np.random.default_rng(0)
    part = (min(shape[0], 16), min(shape[1], 60_000), *shape[2:])
    phase = np.arange(part[1]).reshape(1, -1, *[1] * (len(shape) - 2)) / 20
    values = np.sin(phase) + 0.01 * rng.standard_normal(part)
    return np.resize(values.astype(dtype), shape)


def data_of(name: str, shape: tuple[int, ...], dtype: DTypeLike) -> dict[str, Any]:
    data: dict[str, Any] = {"x": poses(shape, dtype), "fs": RATE_HZ}
    if name == "W02":
        rng = np.random.default_rng(1)
        data |= {"conf": rng.random(shape[:3], np.float32), "thr": 0.1}
    return data


def run_of(name: str, shape: tuple[int, ...], dtype: DTypeLike) -> Callable[[], Any]:
    return OURS[name](data_of(name, shape, dtype))


def with_threads(run: Callable[[], Any], threads: int) -> Callable[[], Any]:
    def limited() -> None:
        with ff.using(threads=threads):
            run()

    return limited


def again_and_again(run: Callable[[], Any]) -> Callable[[], Any]:
    """Run often: the other runs have emptied the cache."""

    def often() -> None:
        for _ in range(TIMES):
            run()

    return often


def copy_of(shape: tuple[int, ...], dtype: DTypeLike, threads: int) -> Callable[[], Any]:
    """Copy as many bytes into memory that is there already."""
    source = np.ones(int(np.prod(shape)), dtype)
    target = np.zeros_like(source)
    bounds = np.linspace(0, len(source), threads + 1, dtype=int)
    spans = [slice(first, last) for first, last in pairwise(bounds)]
    pool = ThreadPoolExecutor(threads)
    return lambda: list(pool.map(lambda s: np.copyto(target[s], source[s]), spans))


def medians(runs: list[Callable[[], Any]], repeats: int) -> list[float]:
    """Median seconds of each; they take turns, so that all see the same machine."""
    times = np.empty((repeats, len(runs)))
    for turn in range(-1, repeats):  # the first turn warms up
        for k, run in enumerate(runs):
            start = time.perf_counter()
            run()
            if turn >= 0:
                times[turn, k] = time.perf_counter() - start
    return np.median(times, axis=0).tolist()


def profile(names: list[str], repeats: int) -> None:
    heads = ("from cache", "memory", "memory x2", "copy", "copy x2", "x2 / copy x2", "1 / 2")
    print(f"{'ms':6}" + "".join(f"{head:>14}" for head in heads))
    for name in names:
        shape, dtype = WORKLOADS[name]
        small = IN_CACHE[shape]
        whole = run_of(name, shape, dtype)
        times = medians(
            [
                again_and_again(with_threads(run_of(name, small, dtype), 1)),
                with_threads(whole, 1),
                with_threads(whole, 2),
                copy_of(shape, dtype, 1),
                copy_of(shape, dtype, 2),
            ],
            repeats,
        )
        times[0] *= np.prod(shape) / np.prod(small) / TIMES
        ratios = (times[2] / times[4], times[1] / times[2])
        print(
            f"{name:6}"
            + "".join(f"{1e3 * t:14.1f}" for t in times)
            + "".join(f"{r:14.2f}" for r in ratios)
        )


def growth(repeats: int) -> None:
    print(f"{'times as long':22}" + "".join(f"{name:>16}" for name in GROWN))
    for name, smooth in FILTERS.items():
        ratios = []
        for shapes in GROWN.values():
            runs = []
            for shape in shapes:
                x = poses(shape, np.float64)
                out = np.empty_like(x)
                runs.append(lambda x=x, out=out, smooth=smooth: smooth(x, axis=1, out=out))
            less, more = medians(runs, repeats)
            ratios.append(more / less)
        print(f"{name:22}" + "".join(f"{ratio:16.2f}" for ratio in ratios), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=", ".join(WORKLOADS))
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--repeats", type=int, default=5)
    choice = parser.parse_args()
    if unknown := set(choice.workloads) - set(WORKLOADS):
        parser.error(f"no such workload: {', '.join(sorted(unknown))}")
    if choice.growth:
        growth(choice.repeats)
    else:
        profile(choice.workloads or list(WORKLOADS), choice.repeats)


if __name__ == "__main__":
    main()
