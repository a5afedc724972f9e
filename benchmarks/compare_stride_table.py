"""The table of strides in one pass beside the same steps in calls of their own.

    python benchmarks/compare_stride_table.py

Poses of 1024 recordings of 600 frames; the calls filter all keypoints, work out the four angles
that the table needs and find the events, and make no rows. Medians in ms, of runs that take turns.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

import footfall as ff

if TYPE_CHECKING:
    from collections.abc import Callable

RATE_HZ, SHAPE, REPEATS = 60.0, (1024, 600, 17, 3), 15
TRIPLES = [[5, 11, 13], [6, 12, 14], [11, 13, 15], [12, 14, 16]]
PEAKS = {"min_distance_s": 0.3, "min_prominence": 0.05}
HOW = {"keypoints": "coco17", "forward": "+x"}


def walks() -> np.ndarray:
    """Walks of one synthetic walker with jitter."""
    pose, _ = ff.synthetic.walker(
        duration_s=SHAPE[1] / RATE_HZ, sampling_rate_hz=RATE_HZ, skeleton="coco17"
    )
    return pose.positions + np.random.default_rng(0).normal(0, 0.01, SHAPE)


def main() -> None:
    """Print the times and their ratio."""
    x = walks()
    table = ff.parameters.ZeniStrides(sampling_rate_hz=RATE_HZ, **PEAKS)
    smooth = ff.filters.Butterworth(sampling_rate_hz=RATE_HZ, cutoff_hz=6.0)
    detect = ff.events.Zeni(sampling_rate_hz=RATE_HZ, cutoff_hz=None, **PEAKS)
    smoothed, angle = np.empty_like(x), np.empty((*SHAPE[:2], len(TRIPLES)))

    def apart() -> None:
        smooth(x, axis=1, out=smoothed)
        ff.kinematics.three_point_angles(smoothed, TRIPLES, out=angle)
        detect(smoothed, **HOW)

    runs: dict[str, Callable[[], object]] = {"one pass": lambda: table(x, **HOW), "apart": apart}
    spent: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(REPEATS):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            spent[name].append(1000 * (time.perf_counter() - start))
    one, other = (float(np.median(times)) for times in spent.values())
    print(f"one pass {one:.1f}, apart {other:.1f}: {one / other:.2f}")


if __name__ == "__main__":
    main()
