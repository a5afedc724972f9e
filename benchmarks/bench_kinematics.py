"""Angles over many frames."""

from __future__ import annotations

import numpy as np

from footfall.kinematics import sagittal_angles, three_point_angles


def bench_three_point_angles(benchmark, backend, dtype):
    x = np.random.default_rng(0).standard_normal((256, 300, 17, 3)).astype(dtype)
    triples = [[5, 11, 13], [6, 12, 14], [11, 13, 15], [12, 14, 16]]
    benchmark(lambda: three_point_angles(x, triples))


def bench_sagittal_angles(benchmark, backend, dtype):
    rng = np.random.default_rng(0)
    names = [f"{s}_{n}" for s in ("left", "right") for n in ("hip", "knee", "ankle", "heel", "toe")]
    points = {name: rng.standard_normal((256, 300, 2)).astype(dtype) for name in names}
    benchmark(lambda: sagittal_angles(points, up="+y", forward="+x"))
