"""Angles over many frames."""

from __future__ import annotations

import numpy as np
import pytest

import footfall as ff
from footfall.kinematics import joint_angles, sagittal_angles, three_point_angles


@pytest.mark.usefixtures("backend")
def bench_three_point_angles(benchmark, dtype):
    x = np.random.default_rng(0).standard_normal((256, 300, 17, 3)).astype(dtype)
    triples = [[5, 11, 13], [6, 12, 14], [11, 13, 15], [12, 14, 16]]
    benchmark(lambda: three_point_angles(x, triples))


@pytest.mark.usefixtures("backend")
def bench_sagittal_angles(benchmark, dtype):
    rng = np.random.default_rng(0)
    stems = ("hip", "knee", "ankle", "heel", "toe")
    names = [f"{side}_{stem}" for side in ("left", "right") for stem in stems]
    points = {name: rng.standard_normal((256, 300, 2)).astype(dtype) for name in names}
    benchmark(lambda: sagittal_angles(points, up="+y", forward="+x"))


@pytest.mark.usefixtures("backend")
def bench_joint_angles(benchmark, dtype):
    walk, _ = ff.synthetic.walker(duration_s=3.0)
    x = np.tile(walk.positions.astype(dtype), (256, 1, 1, 1))
    benchmark(lambda: joint_angles(x, walk.keypoints, up="+z", forward="+x"))
