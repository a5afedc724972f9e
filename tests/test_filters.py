"""Smoothing against SciPy, the papers, and what filters must keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import signal

import footfall as ff
from footfall.filters import Butterworth, OneEuro
from footfall.filters.butterworth import ORDERS

from .conftest import FLOATS

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAN = np.nan
RATES_AND_CUTOFFS = [(30.0, 3.0), (60.0, 6.0), (100.0, 6.0), (100.0, 35.0), (1000.0, 12.0)]


def walk(n_frames: int = 700, channels: int = 5, seed: int = 0) -> NDArray[np.float64]:
    """Random walks: all frequencies, far from zero."""
    steps = np.random.default_rng(seed).normal(size=(n_frames, channels))
    return steps.cumsum(axis=0) + 30


def scipy_sections(order: int, cutoff_hz: float, rate: float) -> NDArray[np.float64]:
    return np.asarray(signal.butter(order, cutoff_hz, fs=rate, output="sos"))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("rate", "cutoff_hz"), RATES_AND_CUTOFFS)
@pytest.mark.parametrize("dtype", FLOATS)
def test_zero_phase_is_scipy(
    order: int, rate: float, cutoff_hz: float, dtype: Any, backend: str
) -> None:
    x = walk()
    smooth = Butterworth(sampling_rate_hz=rate, cutoff_hz=cutoff_hz, order=order, correct=False)
    expected = signal.sosfiltfilt(scipy_sections(order, cutoff_hz, rate), x, axis=0)
    y = smooth(x.astype(dtype))
    assert y.dtype == dtype
    tolerance = 1e-12
    if dtype is np.float32:  # its poles near 1 lose digits with the square of the ratio
        tolerance = 1e-5 * max(1, (rate / cutoff_hz / 25) ** 2)
    assert_allclose(y, expected, rtol=0, atol=tolerance * np.abs(x).max())


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("rate", "cutoff_hz"), RATES_AND_CUTOFFS)
def test_causal_is_scipy(order: int, rate: float, cutoff_hz: float, backend: str) -> None:
    x = walk()
    sections = scipy_sections(order, cutoff_hz, rate)
    start = signal.sosfilt_zi(sections)[..., None] * x[0]
    expected, _ = signal.sosfilt(sections, x, axis=0, zi=start)
    smooth = Butterworth(sampling_rate_hz=rate, cutoff_hz=cutoff_hz, order=order, phase="causal")
    assert_allclose(smooth(x), expected, rtol=0, atol=1e-12 * np.abs(x).max())


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("rate", [30.0, 60.0, 100.0, 240.0, 1000.0])
@pytest.mark.parametrize("share", [0.02, 0.06, 0.2, 0.4])
def test_corrected_passes_are_3_db_at_the_cutoff(
    order: int, rate: float, share: float, backend: str
) -> None:
    cutoff_hz = share * rate
    n = 6001
    impulse = np.zeros(n)
    impulse[n // 2] = 1
    response = Butterworth(sampling_rate_hz=rate, cutoff_hz=cutoff_hz, order=order)(impulse)
    phase = np.exp(-2j * np.pi * share * (np.arange(n) - n // 2))
    assert abs(20 * np.log10(abs(response @ phase)) + 3.0103) < 0.01
    assert abs((response @ phase).imag) < 1e-9


def test_corrected_filter_has_the_published_coefficients(backend: str) -> None:
    """Order 2, 6 Hz, 100 Hz, two passes: worked out by hand from Robertson and Dowling."""
    b = [0.04059468, 0.08118936, 0.04059468]
    a = [1, -1.35474882, 0.51712755]
    x = walk(300)
    expected = signal.filtfilt(b, a, x, axis=0, padlen=17)
    y = Butterworth(sampling_rate_hz=100.0, cutoff_hz=6.0, order=2)(x)
    assert_allclose(y, expected, rtol=0, atol=2e-6 * np.abs(x).max())


@pytest.mark.parametrize("phase", ["zero", "causal"])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("dtype", FLOATS)
def test_constants_are_kept(phase: str, order: int, dtype: Any, backend: str) -> None:
    smooth = Butterworth(sampling_rate_hz=100.0, cutoff_hz=6.0, order=order, phase=phase)
    x = np.full((400, 3), [1.0, -7.5, 1e4], dtype=dtype)
    tolerance = 1e-12 if dtype is np.float64 else 5e-6
    assert_allclose(smooth(x), x, rtol=tolerance)


@pytest.mark.parametrize("phase", ["zero", "causal"])
@given(seed=st.integers(0, 2**32 - 1), a=st.floats(-3, 3), b=st.floats(-3, 3))
def test_linear_filters_add_up(phase: str, seed: int, a: float, b: float) -> None:
    x, y = walk(90, 2, seed), walk(90, 2, seed + 1)
    smooth = Butterworth(sampling_rate_hz=60.0, cutoff_hz=5.0, phase=phase)
    assert_allclose(smooth(a * x + b * y), a * smooth(x) + b * smooth(y), rtol=0, atol=1e-9)


@pytest.mark.parametrize("order", ORDERS)
def test_zero_phase_commutes_with_reversal_in_the_middle(order: int, backend: str) -> None:
    x = walk(2000)
    smooth = Butterworth(sampling_rate_hz=100.0, cutoff_hz=10.0, order=order)
    forward, backward = smooth(x), smooth(x[::-1])[::-1]
    reach = 40 * order + 280  # frames that the ends are remembered for, by the slowest pole
    assert_allclose(forward[reach:-reach], backward[reach:-reach], rtol=0, atol=1e-9)
    assert_allclose(forward, backward, rtol=0, atol=0.5)  # ends start from other samples


def test_each_run_of_numbers_is_filtered_for_itself(backend: str) -> None:
    smooth = Butterworth(sampling_rate_hz=100.0, cutoff_hz=6.0)
    x = walk(300)
    x[100:110, 1] = NAN
    x[250:, 2] = NAN
    x[:, 3] = NAN
    y = smooth(x)
    assert_array_equal(np.isnan(y), np.isnan(x))
    assert_array_equal(y[:, [0, 4]], smooth(x[:, [0, 4]]))
    assert_array_equal(y[:100, 1], smooth(x[:100, 1]))
    assert_array_equal(y[110:, 1], smooth(x[110:, 1]))
    assert_array_equal(y[:250, 2], smooth(x[:250, 2]))


@pytest.mark.parametrize("order", ORDERS)
def test_short_runs_come_back_unchanged(order: int, backend: str) -> None:
    smooth = Butterworth(sampling_rate_hz=100.0, cutoff_hz=6.0, order=order)
    least = 3 * order + 1
    x = walk(least)
    assert_array_equal(smooth(x[:-1]), x[:-1])
    assert np.abs(smooth(x) - x).max() > 0
    holes = walk(3 * least)
    holes[[least - 1, 2 * least], 0] = NAN
    y = smooth(holes)
    assert_array_equal(y[: least - 1, 0], holes[: least - 1, 0])
    assert np.abs(y[least : 2 * least, 0] - holes[least : 2 * least, 0]).max() > 0


ALGORITHMS = [
    Butterworth(sampling_rate_hz=100.0, cutoff_hz=6.0),
    Butterworth(sampling_rate_hz=100.0, cutoff_hz=6.0, order=2, phase="causal"),
    OneEuro(sampling_rate_hz=100.0),
]
every_algorithm = pytest.mark.parametrize(
    "smooth", ALGORITHMS, ids=["zero-phase", "causal", "one-euro"]
)


@every_algorithm
def test_time_may_be_any_axis(smooth: Any, backend: str) -> None:
    x = np.random.default_rng(1).normal(size=(50, 60, 70)).cumsum(axis=0)
    expected = smooth(x)
    for axis in (0, 1, 2, -1, -2, -3):
        moved = np.moveaxis(x, 0, axis)
        y = smooth(moved, axis=axis)
        assert y.shape == moved.shape
        assert_array_equal(np.moveaxis(y, axis, 0), expected)
    assert_array_equal(smooth(x[:, 0, 0]), expected[:, 0, 0])


@every_algorithm
def test_dense_equals_ragged(smooth: Any, backend: str) -> None:
    x = np.random.default_rng(2).normal(size=(6, 80, 3, 2)).cumsum(axis=1)
    x[2, 30:33, 1] = NAN
    dense = smooth(x, axis=1)
    batch = smooth(ff.Batch.from_sequences(list(x), 100.0))
    assert isinstance(batch, ff.Batch)
    for i, y in enumerate(batch):
        assert_array_equal(y, dense[i])
        assert_array_equal(y, smooth(x[i]))


@every_algorithm
def test_types_and_shapes(smooth: Any, backend: str) -> None:
    assert smooth(np.arange(40)).dtype == np.float64
    assert smooth(np.arange(40, dtype=np.int16)).dtype == np.float64
    assert smooth(np.ones((40, 2), np.float32)).dtype == np.float32
    assert_allclose(smooth([1.0] * 3), [1.0] * 3, rtol=1e-12)
    assert smooth(np.empty((0, 3))).shape == (0, 3)
    assert smooth(np.empty((5, 0))).shape == (5, 0)


@every_algorithm
def test_input_may_be_read_only(smooth: Any) -> None:
    """On the first backend only: Numba would compile every kernel once more for it."""
    x = walk(60)
    x.flags.writeable = False
    assert_array_equal(smooth(x), smooth(x.copy()))


@every_algorithm
def test_results_go_where_told(smooth: Any, backend: str) -> None:
    x = walk()
    expected, out = smooth(x), np.empty_like(x)
    assert smooth(x, out=out) is out
    assert_array_equal(out, expected)
    smooth(x, out=x)
    assert_array_equal(x, expected)


def one_euro_loop(x: NDArray[np.float64], f: OneEuro) -> NDArray[np.float64]:
    """The filter as its paper writes it, frame by frame."""
    rate = f.sampling_rate_hz

    def weight(cutoff_hz: Any) -> Any:
        return 1 / (1 + rate / (2 * np.pi * cutoff_hz))

    last, speed = x[0].copy(), np.zeros_like(x[0])
    out = [last]
    for now in x[1:]:
        speed = speed + weight(f.derivative_cutoff_hz) * ((now - last) * rate - speed)
        a = weight(f.min_cutoff_hz + f.speed_coefficient * np.abs(speed))
        last = a * now + (1 - a) * last
        out.append(last)
    return np.array(out)


@pytest.mark.parametrize(
    "smooth",
    [
        OneEuro(sampling_rate_hz=60.0),
        OneEuro(sampling_rate_hz=30.0, min_cutoff_hz=0.3, speed_coefficient=0.0),
        OneEuro(
            sampling_rate_hz=200.0, speed_coefficient=3.0, derivative_cutoff_hz=5.0, max_gap_s=0.0
        ),
    ],
)
def test_one_euro_is_the_paper(smooth: OneEuro, backend: str) -> None:
    x = walk()
    expected = one_euro_loop(x, smooth)
    assert_allclose(smooth(x), expected, rtol=0, atol=1e-12 * np.abs(x).max())
    single = smooth(x.astype(np.float32))
    assert_allclose(single, expected, rtol=0, atol=1e-4 * np.abs(x).max())


def test_one_euro_waits_through_a_short_gap_and_starts_afresh_after_a_long_one(
    backend: str,
) -> None:
    smooth = OneEuro(sampling_rate_hz=10.0, max_gap_s=0.5)
    x = walk(60, 1)[:, 0]
    for lost, afresh in ((5, False), (6, True)):
        gappy = x.copy()
        gappy[20 : 20 + lost] = NAN
        y, end = smooth(gappy), 20 + lost
        assert_array_equal(np.isnan(y), np.isnan(gappy))
        rest = smooth(gappy[end:] if afresh else np.delete(gappy, slice(20, end)))
        assert_array_equal(y[end:], rest if afresh else rest[20:])


@pytest.mark.parametrize("smooth", ALGORITHMS[1:], ids=["causal", "one-euro"])
@pytest.mark.parametrize("dtype", FLOATS)
def test_a_stream_can_be_saved_and_restored(smooth: Any, dtype: Any, backend: str) -> None:
    x = walk(90, 6).astype(dtype).reshape(90, 3, 2)
    x[40:43, 1] = NAN
    expected = smooth(x)
    live = smooth.stream(shape=(3, 2), dtype=dtype)
    assert_array_equal(live.push(x[:41]), expected[:41])
    saved = live.state.copy()
    assert saved.shape == (getattr(smooth, "order", 3), 6)
    assert_array_equal(live.push(x[41:]), expected[41:])
    live.reset()
    assert_array_equal(live.push(x[:1]), expected[:1])
    other = smooth.stream(shape=(3, 2), dtype=dtype)
    other.state[:] = saved
    out = np.empty_like(x[41:])
    assert other.push(x[41:], out=out) is out
    assert_array_equal(out, expected[41:])


def test_running_changes_no_object(backend: str) -> None:
    for smooth in ALGORITHMS:
        before = repr(smooth)
        smooth(walk(50))
        assert repr(smooth) == before


LOW_PASS = {"sampling_rate_hz": 100.0, "cutoff_hz": 6.0}
EURO = {"sampling_rate_hz": 60.0}
BAD = [
    (Butterworth, LOW_PASS, "sampling_rate_hz", 0.0, "a value > 0"),
    (Butterworth, LOW_PASS, "sampling_rate_hz", float("inf"), "a value > 0"),
    (Butterworth, LOW_PASS, "cutoff_hz", -1, "a value > 0"),
    (Butterworth, LOW_PASS, "order", 3, "one of 2, 4, 6, 8, 10, 12, 14, 16"),
    (Butterworth, LOW_PASS, "phase", "both", "one of zero, causal"),
    (OneEuro, EURO, "sampling_rate_hz", NAN, "a value > 0"),
    (OneEuro, EURO, "min_cutoff_hz", 0, "a value > 0"),
    (OneEuro, EURO, "speed_coefficient", -0.1, "a value >= 0"),
    (OneEuro, EURO, "derivative_cutoff_hz", 0.0, "a value > 0"),
    (OneEuro, EURO, "max_gap_s", -1.0, "a value >= 0"),
]


@pytest.mark.parametrize(("algorithm", "good", "argument", "value", "expected"), BAD)
def test_bad_parameters_are_named(
    algorithm: Any, good: dict[str, float], argument: str, value: Any, expected: str
) -> None:
    with pytest.raises(ff.ArgumentError) as error:
        algorithm(**{**good, argument: value})
    got = repr(value) if isinstance(value, str) or argument == "order" else value
    assert str(error.value) == f"{argument}: expected {expected}, got {got}"


def test_the_cutoff_stays_below_half_the_rate() -> None:
    for cutoff_hz in (50.0, 51.5):
        with pytest.raises(ff.ArgumentError, match=r"^cutoff_hz: expected a value below half"):
            Butterworth(sampling_rate_hz=100.0, cutoff_hz=cutoff_hz)


@pytest.mark.parametrize("value", ["6", None, True, [6.0]])
def test_parameters_are_numbers(value: Any) -> None:
    text = f"cutoff_hz: expected a number, got {type(value).__name__}"
    with pytest.raises(TypeError) as error:
        Butterworth(sampling_rate_hz=100.0, cutoff_hz=value)
    assert str(error.value) == text
    with pytest.raises(TypeError):
        OneEuro(60.0)  # type: ignore[call-arg]


BAD_ARRAYS = [
    ({"x": 1.0}, "x: expected at least one dimension, got a single number"),
    ({"x": np.ones((3, 2)), "axis": 2}, "axis: expected an axis of 2 dimensions, got 2"),
    ({"x": np.ones((3, 2)), "axis": -3}, "axis: expected an axis of 2 dimensions, got -3"),
    (
        {"x": np.ones(3), "out": np.ones(4)},
        "out: expected float64 of shape (3,), got float64 of (4,)",
    ),
    (
        {"x": np.ones(3), "out": np.ones(3, np.float32)},
        "out: expected float64 of shape (3,), got float32 of (3,)",
    ),
    (
        {"x": np.ones((3, 2)), "out": np.ones((3, 4))[:, ::2]},
        "out: expected a writeable array in C order, got another layout",
    ),
]


@every_algorithm
@pytest.mark.parametrize(("call", "text"), BAD_ARRAYS)
def test_bad_arrays_are_named(smooth: Any, call: dict[str, Any], text: str) -> None:
    with pytest.raises(ff.ArgumentError) as error:
        smooth(**call)
    assert str(error.value) == text


@every_algorithm
@pytest.mark.parametrize("dtype", [np.float16, np.complex128, np.bool_, object])
def test_other_types_are_refused(smooth: Any, dtype: Any) -> None:
    name = np.dtype(dtype).name
    with pytest.raises(TypeError) as error:
        smooth(np.ones(30, dtype=dtype))
    assert str(error.value) == f"x: expected an array of float32, float64 or integers, got {name}"
    with pytest.raises(TypeError, match=r"^out: expected an array, got list$"):
        smooth(np.ones(3), out=[0.0, 0.0, 0.0])


def test_bad_streams_are_named() -> None:
    smooth = OneEuro(sampling_rate_hz=60.0)
    with pytest.raises(ff.ArgumentError, match=r"^dtype: expected float32 or float64, got int64$"):
        smooth.stream(dtype=np.int64)
    live = smooth.stream(shape=(2,))
    with pytest.raises(ff.ArgumentError) as error:
        live.push(np.ones((4, 3)))
    assert str(error.value) == (
        "frames: expected float64 of shape (n, 2), got float64 of shape (4, 3)"
    )
    with pytest.raises(ff.ArgumentError, match=r"^out: expected float64 of shape \(4, 2\)"):
        live.push(np.ones((4, 2)), out=np.ones((4, 3)))
    with pytest.raises(ff.ArgumentError, match=r"^phase: expected 'causal' for a stream, got"):
        Butterworth(sampling_rate_hz=100.0, cutoff_hz=6.0).stream()
