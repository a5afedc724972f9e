"""What all window filters keep, live and in one piece, and what they refuse."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall.filters import Gaussian, Hampel, Median, MovingMean, SavitzkyGolay, derivative

from .conftest import FLOATS
from .windows import NAN, RATE, every_algorithm, linear, smoothing, walk, with_gaps


@smoothing
@pytest.mark.parametrize("dtype", FLOATS)
def test_constants_are_kept(smooth: Any, dtype: Any, backend: str) -> None:
    x = with_gaps(np.full((150, 3), [1.0, -7.5, 1e4]), 0.05).astype(dtype)
    assert_allclose(smooth(x), x, rtol=1e-12 if dtype is np.float64 else 2e-6)


@linear
@given(seed=st.integers(0, 2**32 - 1), a=st.floats(-3, 3), b=st.floats(-3, 3))
def test_linear_filters_add_up(smooth: Any, seed: int, a: float, b: float) -> None:
    x, y = walk(90, 2, seed), walk(90, 2, seed + 1)
    x[30:35, 1] = y[30:35, 1] = NAN
    assert_allclose(smooth(a * x + b * y), a * smooth(x) + b * smooth(y), rtol=0, atol=1e-9)


@every_algorithm
@given(seed=st.integers(0, 2**32 - 1))
def test_time_may_run_backward(smooth: Any, seed: int) -> None:
    x = with_gaps(walk(90, 4, seed), 0.05, seed)
    sign = -1 if getattr(smooth, "derivative", 0) == 1 else 1
    assert_allclose(smooth(x[::-1])[::-1], sign * smooth(x), rtol=0, atol=1e-9)


@every_algorithm
def test_infinite_samples_do_no_harm_elsewhere(smooth: Any, backend: str) -> None:
    x = walk(200, 6)
    x[50, 1], x[60:63, 2], x[:, 3] = np.inf, -np.inf, np.inf
    y, reach = smooth(x), max(smooth._support())
    assert_array_equal(y[:, [0, 4, 5]], smooth(x[:, [0, 4, 5]]))
    far = np.abs(np.arange(200) - 50) > reach
    whole = smooth(walk(200, 6))
    assert_array_equal(y[far, 1], whole[far, 1])
    assert not np.isnan(np.delete(y[:, 1], 50)).any() or isinstance(smooth, Hampel)


@every_algorithm
@pytest.mark.parametrize("shape", [(30_000, 3), (9_000, 51), (200, 3_000), (90_000,)])
def test_long_and_wide_recordings_in_place_and_in_threads(smooth: Any, shape: Any) -> None:
    x = np.random.default_rng(3).normal(size=shape).cumsum(axis=0)
    x[len(x) // 2 : len(x) // 2 + 3] = NAN
    with ff.using(backend=ff.available()[0], threads=1):
        expected = smooth(x)
    part = smooth(x[-150:])
    reach = max(smooth._support())
    assert_array_equal(expected[-150 + reach :], part[reach:])
    with ff.using(backend=ff.available()[0], threads=2):
        smooth(x, out=x)
    assert_array_equal(x, expected)


@every_algorithm
@pytest.mark.parametrize("dtype", FLOATS)
@given(
    n=st.integers(0, 90),
    share=st.sampled_from([0.0, 0.05, 0.5]),
    cuts=st.lists(st.integers(0, 90), max_size=12),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_cut_of_a_live_run_equals_the_batch(
    smooth: Any, dtype: Any, n: int, share: float, cuts: list[int], seed: int
) -> None:
    x = with_gaps(walk(n, 6, seed), share, seed).astype(dtype).reshape(n, 3, 2)
    for name in ff.available():
        with ff.using(backend=name):
            expected = smooth(x)
            live = smooth.stream(shape=(3, 2), dtype=dtype)
            for _ in range(2):  # a flushed stream is ready for another recording
                parts = [np.empty((0, 3, 2), dtype)]
                for a, b in pairwise(sorted({0, n, *(c for c in cuts if c <= n)})):
                    parts.append(live.push(x[a:b]))
                    assert sum(map(len, parts)) == max(0, b - live.lag_frames)
                parts.append(live.flush())
                assert_array_equal(np.concatenate(parts), expected)


def test_a_live_run_frame_by_frame(backend: str) -> None:
    x = with_gaps(walk(60, 2), 0.1)
    smooth = Hampel(**RATE)
    live = smooth.stream(shape=(2,))
    assert live.lag_frames == 5
    results = [live.push(x[i : i + 1]) for i in range(60)]
    assert [len(r) for r in results] == [0] * 5 + [1] * 55
    assert_array_equal(np.concatenate([*results, live.flush()]), smooth(x))
    live.push(x[:20])
    live.reset()
    assert live.push(x[:5]).shape == (0, 2)
    assert_array_equal(live.flush(), smooth(x[:5]))
    assert live.flush().shape == (0, 2)


def test_bad_live_frames_are_named() -> None:
    live = Median(**RATE).stream(shape=(2,))
    with pytest.raises(ff.ArgumentError) as error:
        live.push(np.ones((4, 3)))
    assert str(error.value) == (
        "frames: expected float64 of shape (n, 2), got float64 of shape (4, 3)"
    )
    with pytest.raises(ff.ArgumentError, match=r"^dtype: expected float32 or float64, got int64$"):
        Median(**RATE).stream(dtype=np.int64)


BAD = [
    (Median, {}, "sampling_rate_hz", 0.0, "a value > 0"),
    (Median, {}, "half_width_s", -1.0, "a value > 0"),
    (Median, {}, "half_width_s", 200.0, "at most 10000 frames"),
    (Median, {}, "window_frames", 4, "an odd number"),
    (Median, {}, "window_frames", 1, "a value from 3 to 20001"),
    (Hampel, {}, "n_sigma", 0.0, "a value > 0"),
    (Hampel, {}, "min_deviation", -1.0, "a value >= 0"),
    (MovingMean, {}, "window_frames", 30_001, "a value from 3 to 20001"),
    (Gaussian, {}, "cutoff_hz", None, "a value where sigma_s is not given"),
    (Gaussian, {}, "cutoff_hz", 50.0, "a value below half the sampling rate (50 Hz)"),
    (Gaussian, {}, "cutoff_hz", 0.001, "a window of 10000 frames"),
    (Gaussian, {"cutoff_hz": 6.0}, "sigma_s", 0.1, "None where cutoff_hz is given"),
    (Gaussian, {}, "sigma_s", 0.0, "a value > 0"),
    (Gaussian, {"cutoff_hz": 6.0}, "truncate", 1.0, "a value from 2 to 10"),
    (SavitzkyGolay, {}, "polynomial_order", 10, "a value from 0 to 9"),
    (SavitzkyGolay, {}, "derivative", 4, "at most the polynomial order"),
    (SavitzkyGolay, {}, "window_frames", 3, "a value from 5 to 20001"),
]


@pytest.mark.parametrize(("algorithm", "good", "argument", "value", "expected"), BAD)
def test_bad_parameters_are_named(
    algorithm: Any, good: dict[str, float], argument: str, value: Any, expected: str
) -> None:
    with pytest.raises(ff.ArgumentError) as error:
        algorithm(**{**RATE, **good, argument: value})
    assert str(error.value) == f"{argument}: expected {expected}, got {value}"


def test_words_that_are_not_known_are_named() -> None:
    with pytest.raises(ff.ArgumentError, match=r"^edges: expected one of shrink, nearest, mirror"):
        Median(**RATE, edges="wrap")
    with pytest.raises(ff.ArgumentError, match=r"^edges: expected one of interp, nearest, mirror"):
        SavitzkyGolay(**RATE, edges="shrink")
    with pytest.raises(ff.ArgumentError, match=r"^order: expected one of 1, 2, got 3$"):
        derivative(np.ones(9), 100.0, order=3)
