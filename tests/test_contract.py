"""One table of kernels; every backend gives the same bits, in whatever way the work is cut."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

import footfall as ff
from footfall import _backend

from .conftest import FLOATS, Ragged, missing, ragged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

NAN = np.nan
CHANNELS = 15
BACKENDS = ff.available()
Arrays = tuple["NDArray[Any]", ...]


def signals(data: Ragged) -> NDArray[Any]:
    """Slow waves of about a stride, with noise and gaps: (frames, 5 points of 3 coordinates)."""
    rng = data.rng()
    n = int(data.offsets[-1])
    waves = np.sin(np.arange(n)[:, None] * rng.uniform(0.04, 0.09, CHANNELS) + np.arange(CHANNELS))
    values = waves + 0.02 * rng.normal(size=waves.shape)
    values[missing(rng, n, CHANNELS, data.pattern)] = NAN
    return values.astype(data.dtype)


def forces(data: Ragged) -> NDArray[Any]:
    """Loads of plates in N."""
    return np.asarray(np.maximum(signals(data) * 800, 0), dtype=data.dtype)


def candidates(data: Ragged) -> NDArray[Any]:
    """Events to repair, sorted by time within a sequence: time, place in the cycle, score."""
    rng = data.rng()
    parts = [np.empty((0, 3))]
    for n in data.lengths:
        step = np.arange(n) * 0.27 + rng.normal(size=n) * 0.02 + 8.0 * (np.arange(n) > n // 2)
        place = (np.arange(n) + (rng.random(n) < 0.1)) % 4
        parts.append(np.stack([np.sort(step), place, rng.uniform(0, 3, n)], axis=1))
    return np.concatenate(parts).astype(data.dtype)


def feet(data: Ragged) -> NDArray[Any]:
    """Pelvis forward; heel, toe and ankle of both feet, each forward and up."""
    rng = data.rng()
    n = int(data.offsets[-1])
    time = np.arange(n) / 100
    pelvis = 1.3 * time
    columns = [pelvis]
    for phase in (0, np.pi):
        turn = 2 * np.pi * 0.9 * time + phase
        for ahead, height in ((0.0, 0.03), (0.2, 0.02), (0.05, 0.1)):
            columns += [
                pelvis + 0.35 * np.sin(turn + 0.3 * np.sin(turn)) + ahead,
                height + 0.1 * np.maximum(np.cos(turn), 0) ** 2,
            ]
    values = np.stack(columns, axis=1) + 0.002 * rng.normal(size=(n, len(columns)))
    values[missing(rng, n, len(columns), data.pattern)] = NAN
    return values.astype(data.dtype)


@dataclass(frozen=True)
class Kernel:
    """A kernel with realistic parameters and what it is fed with."""

    name: str
    family: str
    params: tuple[float, ...]
    states: int = 0
    table: tuple[tuple[int, ...], ...] = ((),)
    codes: int = 0  # last columns of the table that are not points
    make: Callable[[Ragged], NDArray[Any]] = signals
    per_channel: bool = True
    fills: bool = False  # gives numbers where samples are missing

    def points(self) -> NDArray[np.int64]:
        """Table of whole numbers, as kernels take it."""
        return np.array(self.table, dtype=np.int64).reshape(len(self.table), -1)


KERNELS = (
    Kernel("one_euro", "causal", (60.0, 1.0, 0.1, 1.0, 0.05), states=3),
    *(
        Kernel(f"causal_butterworth_{order}", "causal", (100.0, 6.0), states=order)
        for order in (2, 4, 6, 8)
    ),
    *(
        Kernel(
            f"zero_phase_butterworth_{order}", "series", (100.0, 6.0, 2, 17, max(4, 3 * order + 1))
        )
        for order in (2, 4, 6, 8)
    ),
    Kernel("fill_linear", "series", (5, 1), fills=True),
    Kernel("hampel", "series", (3, 3.0, 0.01, 1)),
    Kernel("three_point_angle", "frames", (), table=((0, 1, 2), (4, 2, 0), (3, 1, 4))),
    Kernel("inclination", "frames", (0.8, 0.6, 0, 0, 0.1, 1.0), table=((0, 1), (3, 2))),
    Kernel(
        *("zeni", "sequences", (100.0, 3, 1, 0, 0.1, NAN, NAN)),
        table=((0, 1, 2, 0), (3, 1, 2, 1), (4, 1, 2, 3)),
        codes=1,
    ),
    Kernel(
        *("foot_velocity", "sequences", (100.0, 3, 0, 0.1, 1, NAN, NAN, 0.6)),
        table=((0, 1, 0), (2, 3, 1), (4, 3, 2)),
        codes=1,
    ),
    Kernel(
        *("foot_contact", "sequences", (100.0, 15.0, 4.0, 0.03, 6.0, 0.25, 0.4, 0.3, 0.2)),
        make=feet,
        per_channel=False,
    ),
    Kernel("force_threshold", "sequences", (100.0, 20, 5, 0.05), make=forces, per_channel=False),
    Kernel(
        *("repair_order", "sequences", (NAN, 0.1, 0.4, 0.1, 0.4, 0.03, 0.015)),
        make=candidates,
        per_channel=False,
    ),
)
every_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
causal_kernel = pytest.mark.parametrize(
    "kernel", [k for k in KERNELS if k.family == "causal"], ids=lambda kernel: kernel.name
)
keeps_shape = pytest.mark.parametrize(
    "kernel", [k for k in KERNELS if k.family in ("causal", "series")], ids=lambda k: k.name
)


def run(
    kernel: Kernel,
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    *,
    backend: str,
    threads: int = 1,
    state: NDArray[Any] | None = None,
    out: NDArray[Any] | None = None,
    table: NDArray[np.int64] | None = None,
) -> Arrays:
    """Call the kernel as Python does; all that it gives, its state among it."""
    function = getattr(_backend._module(backend), kernel.name)
    params = np.array(kernel.params, dtype=np.float64)
    table = kernel.points() if table is None else table
    if kernel.family == "sequences":
        rows: Arrays = function(values, offsets, table, threads, params)
        return rows
    if kernel.family == "frames":
        out = np.full((len(values), len(table)), 7, values.dtype)
        function(values.reshape(len(values), CHANNELS // 3, 3), table, out, threads, params)
        return (out,)
    out = np.full_like(values, 7) if out is None else out
    if kernel.family == "series":
        function(values, offsets, out, threads, params)
        return (out,)
    if state is None:
        shape = (len(offsets) - 1, kernel.states, values.shape[1])
        state = np.full(shape, NAN, dtype=values.dtype)
    function(values, offsets, state, out, threads, params)
    return out, state


def assert_same(one: Arrays, other: Arrays) -> None:
    """Compare bit for bit; NaN equals NaN."""
    assert len(one) == len(other)
    for left, right in zip(one, other, strict=True):
        assert left.dtype == right.dtype
        assert_array_equal(left, right)


def one_by_one(results: Iterable[Arrays], family: str) -> Arrays:
    """Join results of single sequences to what the batch must give."""
    parts = [list(part) for part in results]
    if family == "sequences":
        for number, part in enumerate(parts):
            part[0] = part[0] + number
    return tuple(np.concatenate(arrays) for arrays in zip(*parts, strict=True))


def alone(kernel: Kernel, values: NDArray[Any], data: Ragged, backend: str) -> list[Arrays]:
    """Run each sequence for itself."""
    cuts = data.offsets
    return [
        run(kernel, values[a:b], np.array([0, b - a]), backend=backend) for a, b in pairwise(cuts)
    ]


@every_kernel
@given(data=ragged(longest=400))
def test_backends_give_the_same_bits(kernel: Kernel, data: Ragged) -> None:
    values = kernel.make(data)
    before = values.copy()
    results = [run(kernel, values, data.offsets, backend=name) for name in BACKENDS]
    for result in results[1:]:
        assert_same(results[0], result)
    assert_array_equal(values, before)


@every_kernel
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("lengths", [(9_000,), (2_500, 0, 4_000, 1, 2_500), (300,) * 30])
def test_threads_change_nothing(
    kernel: Kernel, dtype: Any, lengths: tuple[int, ...], backend: str
) -> None:
    if kernel.make is candidates:
        lengths = tuple(3 * n for n in lengths)  # three numbers a frame
    data = Ragged(lengths, 5, "some", dtype)
    values = kernel.make(data)
    assert values.size > 60_000  # so that two threads run
    result = run(kernel, values, data.offsets, backend=backend, threads=2)
    assert_same(result, run(kernel, values, data.offsets, backend=BACKENDS[0], threads=1))
    assert len(result[0]) > 0


@every_kernel
@given(data=ragged())
def test_sequences_do_not_touch_each_other(kernel: Kernel, data: Ragged) -> None:
    if not data.lengths:
        return
    values = kernel.make(data)
    for name in BACKENDS:
        whole = run(kernel, values, data.offsets, backend=name)
        assert_same(whole, one_by_one(alone(kernel, values, data, name), kernel.family))


@every_kernel
@given(data=ragged(), order=st.randoms(use_true_random=False))
def test_order_of_channels_changes_nothing(kernel: Kernel, data: Ragged, order: Any) -> None:
    if not kernel.per_channel:
        return
    values = kernel.make(data)
    points = list(range(5))
    order.shuffle(points)
    moved = np.ascontiguousarray(values.reshape(-1, 5, 3)[:, points].reshape(values.shape))
    table = kernel.points()
    last = table.shape[1] - kernel.codes
    table[:, :last] = np.argsort(points)[table[:, :last]]
    for name in BACKENDS:
        expected = run(kernel, values, data.offsets, backend=name)
        if kernel.family in ("causal", "series"):
            expected = tuple(
                a.reshape(*a.shape[:-1], 5, 3)[..., points, :].reshape(a.shape) for a in expected
            )
        assert_same(run(kernel, moved, data.offsets, backend=name, table=table), expected)


@every_kernel
@pytest.mark.parametrize("lengths", [(), (0,), (1,), (2,), (0, 0), (0, 1, 0, 3), (40, 0)])
def test_little_or_nothing_works(kernel: Kernel, lengths: tuple[int, ...], backend: str) -> None:
    for dtype, pattern in product(FLOATS, ("none", "all")):
        data = Ragged(lengths, 1, pattern, dtype)
        values = kernel.make(data)
        result = run(kernel, values, data.offsets, backend=backend, threads=2)
        assert_same(result, run(kernel, values, data.offsets, backend=BACKENDS[0]))
        if kernel.family == "sequences":
            assert result[0].dtype == np.int64
            assert result[1].dtype == np.float64
            assert result[1].ndim == 2
            assert pattern == "none" or kernel.make is candidates or len(result[0]) == 0
        elif pattern == "all":
            assert np.isnan(result[0]).all()


@keeps_shape
@given(data=ragged())
def test_missing_samples_stay_missing_and_stay_alone(kernel: Kernel, data: Ragged) -> None:
    values = kernel.make(data)
    whole = kernel.make(Ragged(data.lengths, data.seed, "none", data.dtype))
    lost = np.isnan(values)
    untouched = ~lost.any(axis=0)
    for name in BACKENDS:
        result = run(kernel, values, data.offsets, backend=name)[0]
        if not kernel.fills:
            assert_array_equal(np.isnan(result), lost)
        clean = run(kernel, whole, data.offsets, backend=name)[0]
        assert_array_equal(result[:, untouched], clean[:, untouched])


@every_kernel
def test_missing_samples_stay_in_their_sequence(kernel: Kernel, backend: str) -> None:
    data = Ragged((300, 400, 300), 3, "none", np.float64)
    values = kernel.make(data)
    holes = values.copy()
    if kernel.make is not candidates:
        holes[350:600:7] = NAN
    whole = alone(kernel, values, data, backend)
    result = run(kernel, holes, data.offsets, backend=backend)
    middle = run(kernel, holes[300:700].copy(), np.array([0, 400]), backend=backend)
    assert_same(result, one_by_one([whole[0], middle, whole[2]], kernel.family))


@causal_kernel
@given(data=ragged(), cuts=st.lists(st.integers(0, 60), max_size=6))
def test_any_cut_of_a_stream_equals_the_batch(
    kernel: Kernel, data: Ragged, cuts: list[int]
) -> None:
    n = max(data.lengths, default=0)
    one = Ragged((n,), data.seed, data.pattern, data.dtype)
    values = kernel.make(one)
    places = sorted({0, n, *(c for c in cuts if c <= n)})
    for name in BACKENDS:
        state = np.full((1, kernel.states, CHANNELS), NAN, dtype=data.dtype)
        out = np.empty_like(values)
        for a, b in pairwise(places):
            offsets = np.array([0, b - a])
            run(kernel, values[a:b], offsets, backend=name, state=state, out=out[a:b])
        assert_same((out, state), run(kernel, values, one.offsets, backend=name))


@keeps_shape
@given(data=ragged())
def test_output_may_be_the_input(kernel: Kernel, data: Ragged) -> None:
    values = kernel.make(data)
    for name in BACKENDS:
        expected = run(kernel, values, data.offsets, backend=name)
        inplace = values.copy()
        result = run(kernel, inplace, data.offsets, backend=name, out=inplace)
        assert_same(result, expected)


@keeps_shape
@pytest.mark.parametrize("channels", [1, 2, 3, 7, 8, 17, 33, 64, 65, 130])
def test_any_number_of_channels(kernel: Kernel, channels: int, backend: str) -> None:
    rng = np.random.default_rng(channels)
    smooth = rng.normal(size=(80, channels)).cumsum(axis=0)
    smooth[rng.random(smooth.shape) < 0.01] = NAN
    offsets = np.array([0, 50, 80])
    for dtype in FLOATS:
        values = smooth.astype(dtype)
        result = run(kernel, values, offsets, backend=backend, threads=2)
        for c in range(channels):
            single = run(kernel, values[:, c : c + 1].copy(), offsets, backend=backend)
            assert_same(tuple(a[..., c : c + 1] for a in result), single)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", ["three_point_angle", "inclination"])
def test_points_in_the_plane(name: str, dtype: Any, backend: str) -> None:
    kernel = next(k for k in KERNELS if k.name == name)
    flat = np.random.default_rng(2).normal(size=(100, 5, 2)).astype(dtype)
    flat[10, 1] = NAN
    deep = np.concatenate([flat, np.zeros((100, 5, 1), dtype)], axis=2)
    params = np.array(kernel.params, dtype=np.float64)
    out = np.empty((100, len(kernel.table)), dtype)
    getattr(_backend._module(backend), name)(flat, kernel.points(), out, 1, params)
    assert_same((out,), run(kernel, deep.reshape(100, 15), np.array([0, 100]), backend=backend))


@pytest.mark.parametrize("name", BACKENDS)
def test_every_backend_has_the_same_kernels(name: str) -> None:
    module = _backend._module(name)
    listed = getattr(module, "__all__", None) or [
        key for key in dir(module) if not key.startswith("_") and key != "cpu_level"
    ]
    assert sorted(listed) == sorted(kernel.name for kernel in KERNELS)
