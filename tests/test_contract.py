"""One table of kernels; every backend gives the same bits, in whatever way the work is cut."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from footfall import _backend

from .conftest import FLOATS, Ragged, ragged
from .kernels import BACKENDS, CHANNELS, KERNELS, NAN, Arrays, Kernel, candidates, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

every_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
causal_kernel = pytest.mark.parametrize(
    "kernel", [k for k in KERNELS if k.family == "causal"], ids=lambda kernel: kernel.name
)
SHAPE_KEPT = ("causal", "series", "scored", "estimates")
CHANNELS_KEPT = (*SHAPE_KEPT, "resampled", "lagged")
keeps_shape = pytest.mark.parametrize(
    "kernel", [k for k in KERNELS if k.family in SHAPE_KEPT], ids=lambda k: k.name
)
looks_at_values_only = pytest.mark.parametrize(
    "kernel", [k for k in KERNELS if k.family in ("causal", "series")], ids=lambda k: k.name
)


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
        if kernel.family in CHANNELS_KEPT:
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


@looks_at_values_only
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


@looks_at_values_only
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
    # Tested in files of their own: complexity, dtw, live, orientation, stride_path, strides,
    # zupt_smoother.
    elsewhere = {
        "alike",
        "divergence",
        "dtw",
        "fluctuation",
        "live",
        "madgwick",
        "mahony",
        "offlinevqf",
        "stride_path",
        "subsequence_dtw",
        "vqf",
        "zeni_strides",
        "zupt_smoother",
    }
    assert sorted(listed) == sorted(elsewhere | {kernel.name for kernel in KERNELS})
