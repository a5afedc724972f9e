"""Window filters against SciPy and brute force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage, signal

from footfall.filters import Gaussian, Hampel, Median, MovingMean, SavitzkyGolay, derivative

from .conftest import FLOATS
from .windows import NAN, RATE, walk, with_gaps

if TYPE_CHECKING:
    from numpy.typing import NDArray

EDGES = ("nearest", "mirror", "reflect")
WINDOWS = (3, 5, 7, 9, 11, 13, 31)


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
