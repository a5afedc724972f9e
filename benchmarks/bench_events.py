"""Detectors over many recordings."""

from __future__ import annotations

import numpy as np
import pytest

import footfall as ff
from footfall import events, synthetic


def _archive(n):
    recording, _ = synthetic.walker(sampling_rate_hz=30.0, duration_s=10.0, skeleton="halpe26")
    return np.repeat(recording.positions[None], n, axis=0), recording


@pytest.mark.usefixtures("backend")
def bench_zeni(benchmark):
    x, recording = _archive(256)
    detect = events.Zeni(sampling_rate_hz=30.0)
    benchmark(lambda: detect(x, keypoints=recording.keypoints, forward="+x"))


@pytest.mark.usefixtures("backend")
def bench_foot_contact(benchmark):
    rng = np.random.default_rng(0)
    x = np.cumsum(rng.standard_normal((256, 300, 13)), axis=1)
    detect = events.FootContact(sampling_rate_hz=30.0)
    benchmark(lambda: detect(x))


def bench_analyze(benchmark):
    recording, _ = synthetic.walker()
    benchmark(lambda: ff.analyze(recording))
