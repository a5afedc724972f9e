"""Filters over recordings and live; SciPy where it has the function."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import butter, sosfiltfilt

from footfall.filters import (
    Butterworth,
    Gaussian,
    Hampel,
    Median,
    MovingMean,
    OneEuro,
    SavitzkyGolay,
)


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize(
    "make", [Butterworth, Gaussian, Hampel, Median, MovingMean, OneEuro, SavitzkyGolay]
)
def bench_filter(benchmark, case, make):
    x, rate = case
    extra = {"cutoff_hz": 6.0} if make in (Butterworth, Gaussian) else {}
    smooth, out = make(sampling_rate_hz=rate, **extra), np.empty_like(x)
    benchmark(lambda: smooth(x, axis=1, out=out))


def bench_scipy(benchmark, case):
    x, rate = case
    sections = butter(4, 6.0, fs=rate, output="sos")
    benchmark(lambda: sosfiltfilt(sections, x, axis=1))


@pytest.mark.usefixtures("backend")
def bench_live_frame(benchmark, dtype):
    live = OneEuro(sampling_rate_hz=60.0).stream(shape=(17, 3), dtype=dtype)
    frame = np.zeros((17, 3), dtype=dtype)
    out = np.empty_like(frame)
    benchmark(live.push, frame, out)
