"""Window filters against SciPy, brute force and what they must keep; their live form."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage, signal

import footfall as ff
from footfall.filters import Gaussian, Hampel, Median, MovingMean, SavitzkyGolay, derivative

from .conftest import FLOATS

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAN = np.nan
RATE = {"sampling_rate_hz": 100.0}
EDGES = ("nearest", "mirror", "reflect")
WINDOWS = (3, 5, 7, 9, 11, 13, 31)


def walk(n_frames: int = 300, channels: int = 5, seed: int = 0) -> NDArray[np.float64]:
    """Random walks: all frequencies, far from zero."""
    steps = np.random.default_rng(seed).normal(size=(n_frames, channels))
    return steps.cumsum(axis=0) + 30


def with_gaps(x: NDArray[Any], share: float, seed: int = 1) -> NDArray[Any]:
    """Lose some samples, some in blocks, and one end."""
    rng = np.random.default_rng(seed)
    gappy = np.where(rng.random(x.shape) < share, NAN, x).astype(x.dtype)
    n = len(x)
    gappy[n // 3 : n // 3 + n // 10, 1:] = NAN
    gappy[: n // 20, 0] = NAN
    return gappy


def windows(x: NDArray[Any], half_width: int, edges: str) -> NDArray[Any]:
    """All windows of all channels, (frames, channels, window); NaN beyond the ends."""
    width = ((half_width, half_width), (0, 0))
    if edges == "shrink":
        padded = np.pad(x, width, constant_values=NAN)
    else:
        names = {"nearest": "edge", "mirror": "reflect", "reflect": "symmetric"}
        padded = np.pad(x, width, mode=names[edges])  # type: ignore[call-overload]
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * half_width + 1, axis=0)


def median_of(values: NDArray[Any]) -> Any:
    """Median of the numbers of each row, in its own type; of none, NaN."""
    ordered = np.sort(values, axis=-1)
    count = np.isfinite(values).sum(axis=-1, keepdims=True)
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, -1)[..., 0]
    high = np.take_along_axis(ordered, np.minimum(count // 2, values.shape[-1] - 1), -1)[..., 0]
    half = values.dtype.type(0.5)
    return np.where(low == high, low, half * (low + high))


def brute_hampel(x: NDArray[Any], f: Hampel) -> NDArray[Any]:
    """The identifier as its paper writes it."""
    w = windows(x, f._half_width(), f.edges)
    middle = median_of(w)
    deviation = x.dtype.type(1.4826) * median_of(np.abs(w - middle[..., None]))
    limit = x.dtype.type(f.n_sigma) * np.maximum(deviation, x.dtype.type(f.min_deviation))
    far = (np.abs(x - middle) > limit) & (np.isfinite(w).sum(axis=-1) >= 3)
    return np.where(far, middle if f.replace else NAN, x).astype(x.dtype)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("edges", EDGES)
@pytest.mark.parametrize("dtype", FLOATS)
def test_median_is_scipy(window: int, edges: str, dtype: Any, backend: str) -> None:
    x = walk().astype(dtype)
    y = Median(**RATE, window_frames=window, edges=edges)(x)
    assert_array_equal(y, ndimage.median_filter(x, size=(window, 1), mode=edges))
    inner = slice(window // 2, -(window // 2))
    expected = np.stack([signal.medfilt(c, window) for c in x.T], axis=1)
    assert_array_equal(y[inner], expected[inner])


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("share", [0.0, 0.02, 0.4])
@pytest.mark.parametrize("edges", ["shrink", "mirror"])
@pytest.mark.parametrize("dtype", FLOATS)
def test_median_skips_missing_samples(
    window: int, share: float, edges: str, dtype: Any, backend: str
) -> None:
    x = with_gaps(walk(200, 13), share).astype(dtype)
    y = Median(**RATE, window_frames=window, edges=edges)(x)
    expected = np.where(np.isnan(x), NAN, median_of(windows(x, window // 2, edges)))
    assert_array_equal(y, expected)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("share", [0.0, 0.02, 0.4])
@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("edges", ["shrink", "nearest"])
@pytest.mark.parametrize("dtype", FLOATS)
def test_hampel_is_brute_force(
    window: int, share: float, replace: bool, edges: str, dtype: Any, backend: str
) -> None:
    rng = np.random.default_rng(window)
    x = np.sin(np.arange(200)[:, None] * 0.07 + np.arange(13)) + 0.01 * rng.normal(size=(200, 13))
    x = np.where(rng.random(x.shape) < 0.05, x + rng.normal(size=x.shape), x)
    x = with_gaps(x, share).astype(dtype)
    f = Hampel(
        **RATE, window_frames=window, n_sigma=2.5, min_deviation=0.01, replace=replace, edges=edges
    )
    assert_array_equal(f(x), brute_hampel(x, f))


SHAPES = {
    "rest": np.zeros(40),
    "step": np.repeat([0.0, 1.0], 20),
    "ramp": np.arange(40.0),
    "spikes": np.arange(40.0) + 50.0 * (np.arange(40) % 13 == 5),
    "first and last": np.r_[9.0, np.zeros(38), -9.0],
    "gap beside a spike": np.r_[np.arange(10.0), NAN, NAN, 90.0, np.arange(13.0, 40.0)],
    "three numbers": np.r_[np.full(18, NAN), 1.0, 9.0, 1.0, np.full(19, NAN)],
    "two numbers": np.r_[np.full(18, NAN), 1.0, 9.0, np.full(20, NAN)],
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("replace", [True, False])
def test_hampel_on_shapes(name: str, replace: bool, backend: str) -> None:
    x = SHAPES[name][:, None]
    f = Hampel(**RATE, window_frames=7, replace=replace)
    assert_array_equal(f(x), brute_hampel(x, f))


def test_hampel_takes_spikes_out_and_nothing_else(backend: str) -> None:
    x = SHAPES["spikes"]
    y = Hampel(**RATE, window_frames=7)(x)
    assert_array_equal(np.isnan(y), x > np.arange(40))
    assert_array_equal(Hampel(**RATE, window_frames=7)(SHAPES["step"]), SHAPES["step"])
    y = Hampel(**RATE, window_frames=7)(SHAPES["first and last"])
    assert np.isnan(y[[0, -1]]).all()
    assert_array_equal(y[1:-1], 0.0)


@pytest.mark.parametrize(("half_width_s", "frames"), [(0.01, 3), (0.05, 5), (0.051, 6)])
def test_hampel_has_three_frames_to_each_side_or_more(half_width_s: float, frames: int) -> None:
    by_time = Hampel(**RATE, half_width_s=half_width_s)
    assert by_time._params() == Hampel(**RATE, window_frames=2 * frames + 1)._params()


@pytest.mark.parametrize("sigma", [0.6, 1.0, 2.7, 9.0])
@pytest.mark.parametrize("edges", EDGES)
def test_gaussian_is_scipy(sigma: float, edges: str, backend: str) -> None:
    x = walk()
    y = Gaussian(**RATE, sigma_s=sigma / 100, edges=edges)(x)
    assert_allclose(y, ndimage.gaussian_filter1d(x, sigma, axis=0, mode=edges), rtol=0, atol=1e-12)
    single = Gaussian(**RATE, sigma_s=sigma / 100, edges=edges)(x.astype(np.float32))
    roundings = 8 * np.finfo(np.float32).eps * np.abs(x).max()
    assert_allclose(single, y, rtol=0, atol=roundings)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("edges", EDGES)
def test_moving_mean_is_scipy(window: int, edges: str, backend: str) -> None:
    x = walk()
    y = MovingMean(**RATE, window_frames=window, edges=edges)(x)
    expected = ndimage.uniform_filter1d(x, window, axis=0, mode=edges)
    assert_allclose(y, expected, rtol=0, atol=1e-11)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.4])
def test_means_are_those_of_the_numbers(share: float, backend: str) -> None:
    x = with_gaps(walk(200, 13), share)
    w = windows(x, 8, "shrink")
    there = np.isfinite(w)
    weights = np.exp(-0.5 * (np.arange(-8, 9) / 2.0) ** 2)
    for weight, smooth in (
        (np.ones(17), MovingMean(**RATE, window_frames=17)),
        (weights, Gaussian(**RATE, sigma_s=0.02)),
    ):
        total = (np.where(there, w, 0) * weight).sum(axis=-1)
        expected = total / np.where(np.isnan(x), NAN, (there * weight).sum(axis=-1))
        assert_allclose(smooth(x), expected, rtol=0, atol=1e-12)


FITS = [(3, 2), (5, 2), (7, 0), (7, 1), (11, 3), (11, 4), (21, 6), (31, 5)]


@pytest.mark.parametrize(("window", "order"), FITS)
@pytest.mark.parametrize("edges", ["interp", "nearest", "mirror"])
def test_savitzky_golay_is_scipy(window: int, order: int, edges: str, backend: str) -> None:
    x = walk()
    for d in range(min(order, 3) + 1):
        smooth = SavitzkyGolay(
            **RATE, window_frames=window, polynomial_order=order, derivative=d, edges=edges
        )
        expected = signal.savgol_filter(x, window, order, deriv=d, delta=0.01, axis=0, mode=edges)
        scale = np.abs(expected).max()
        assert_allclose(smooth(x), expected, rtol=0, atol=1e-9 * scale)
        single = smooth(x.astype(np.float32))
        assert_allclose(single, expected, rtol=0, atol=2e-5 * max(scale, 100.0**d))


@pytest.mark.parametrize(("window", "order"), [(3, 2), (9, 8), (11, 3), (21, 9), (101, 9)])
def test_polynomials_of_the_order_are_kept(window: int, order: int, backend: str) -> None:
    """At high orders SciPy itself is off by more than 1e-9 of the signal."""
    time_s = np.linspace(-1, 1, 101)
    truth = np.polynomial.Chebyshev(np.arange(1.0, order + 2))
    for d in range(min(order, 3) + 1):
        smooth = SavitzkyGolay(
            sampling_rate_hz=50.0, window_frames=window, polynomial_order=order, derivative=d
        )
        expected = truth.deriv(d)(time_s)
        x = truth(time_s)
        noise = np.abs(x).max() * 50.0**d
        assert_allclose(smooth(x), expected, rtol=1e-10, atol=1e-12 * noise)


def test_savitzky_golay_takes_each_run_for_itself(backend: str) -> None:
    x = walk(300, 3)
    x[100:103, 1] = NAN
    x[[0, 250], 2] = NAN, np.inf
    smooth = SavitzkyGolay(**RATE, window_frames=11)
    y = smooth(x)
    assert_array_equal(y[:, 0], smooth(x[:, 0]))
    assert_array_equal(y[:100, 1], smooth(x[:100, 1]))
    assert_array_equal(y[103:, 1], smooth(x[103:, 1]))
    assert_array_equal(y[1:250, 2], smooth(x[1:250, 2]))
    assert_array_equal(y[[0, 250], 2], [NAN, np.inf])


@pytest.mark.parametrize("n", range(1, 12))
@pytest.mark.parametrize("d", [0, 1, 2])
def test_short_runs_have_one_polynomial(n: int, d: int, backend: str) -> None:
    x = walk(n, 2)
    y = SavitzkyGolay(**RATE, window_frames=11, derivative=d)(x)
    if n <= d:
        assert np.isnan(y).all()
        return
    for c in range(2):
        fit = np.polynomial.Polynomial.fit(np.arange(n) / 100, x[:, c], min(3, n - 1))
        expected = fit.deriv(d)(np.arange(n) / 100)
        assert_allclose(y[:, c], expected, rtol=0, atol=1e-9 * max(1, np.abs(expected).max()))


def test_derivatives_are_differences(backend: str) -> None:
    x = walk(50, 3)
    x[20, 1] = x[23, 1] = x[25, 1] = NAN
    first, second = derivative(x, 100.0), derivative(x, 100.0, order=2)
    assert_allclose(first[1:-1, 0], (x[2:, 0] - x[:-2, 0]) * 50, rtol=1e-12, atol=1e-10)
    assert_allclose(second[1:-1, 0], np.diff(x[:, 0], 2) * 1e4, rtol=1e-12, atol=1e-8)
    assert_allclose(first[:, [0, 2]], np.gradient(x[:, [0, 2]], 0.01, axis=0, edge_order=2))
    for start, end in ((0, 20), (26, 50)):
        assert_array_equal(first[start:end, 1], derivative(x[start:end, 1], 100.0))
        assert_array_equal(second[start:end, 1], derivative(x[start:end, 1], 100.0, order=2))
    assert_allclose(first[21:23, 1], [(x[22, 1] - x[21, 1]) * 100] * 2)
    assert np.isnan(second[20:26, 1]).all()
    assert np.isnan(first[[20, 23, 24, 25], 1]).all()


def response(smooth: Any, turns: float, order: int = 0) -> complex:
    """What a filter makes of a wave, from its answer to a pulse."""
    n = 4001
    pulse = np.zeros(n)
    pulse[n // 2] = 1
    answer = smooth(pulse)
    phase = np.exp(-2j * np.pi * turns * (np.arange(n) - n // 2))
    return complex(answer @ phase) / (2j * np.pi * turns * smooth.sampling_rate_hz) ** order


def decibel(value: complex) -> float:
    return float(20 * np.log10(abs(value)))


@pytest.mark.parametrize("rate", [30.0, 60.0, 100.0, 250.0, 1000.0])
@pytest.mark.parametrize("share", [0.005, 0.02, 0.06, 0.2, 0.3, 0.45])
def test_gaussian_is_3_db_at_its_cutoff(rate: float, share: float) -> None:
    smooth = Gaussian(sampling_rate_hz=rate, cutoff_hz=share * rate)
    assert abs(decibel(response(smooth, share)) + 3.0103) < 0.001
    again = Gaussian(sampling_rate_hz=rate, sigma_s=smooth.sigma_s)
    assert abs(again.cutoff_hz / (share * rate) - 1) < 1e-6


@pytest.mark.parametrize("window", [3, 7, 11, 51])
def test_cutoffs_that_are_told_are_true(window: int) -> None:
    mean = MovingMean(**RATE, window_frames=window)
    assert abs(decibel(response(mean, mean.cutoff_hz / 100)) + 3.0103) < 0.001
    for order, d in ((1, 0), (2, 0), (2, 1), (3, 1), (2, 2)):
        if order >= window - 1 and d == 0:
            continue
        fit = SavitzkyGolay(
            **RATE, window_frames=window, polynomial_order=min(order, window - 1), derivative=d
        )
        if np.isfinite(fit.cutoff_hz):
            assert abs(decibel(response(fit, fit.cutoff_hz / 100, d)) + 3.0103) < 0.001
    assert SavitzkyGolay(**RATE, window_frames=3, polynomial_order=2).cutoff_hz == np.inf


ALGORITHMS = [
    Median(**RATE, window_frames=5),
    Median(**RATE, window_frames=17, edges="mirror"),
    Hampel(**RATE, replace=True),
    Hampel(**RATE, window_frames=15, edges="nearest"),
    MovingMean(**RATE, window_frames=9, edges="reflect"),
    Gaussian(**RATE, cutoff_hz=6.0),
    SavitzkyGolay(**RATE, window_frames=11),
    SavitzkyGolay(**RATE, window_frames=7, polynomial_order=2, derivative=1),
    SavitzkyGolay(**RATE, window_frames=5, polynomial_order=2, edges="mirror"),
]
NAMES = [f"{type(a).__name__}-{a.edges}" for a in ALGORITHMS]
every_algorithm = pytest.mark.parametrize("smooth", ALGORITHMS, ids=NAMES)
smoothing = pytest.mark.parametrize(
    "smooth", [a for a in ALGORITHMS if getattr(a, "derivative", 0) == 0]
)
linear = pytest.mark.parametrize(
    "smooth", [a for a in ALGORITHMS if not isinstance(a, (Median, Hampel))]
)


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
