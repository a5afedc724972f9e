"""Live runs: one frame or many at a time give the batch's bits, in every backend."""

from __future__ import annotations

import copy
import gc
import pickle
import sys
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import footfall as ff
from footfall.filters import Butterworth, OneEuro

from .conftest import FLOATS

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALGORITHMS = [
    OneEuro(sampling_rate_hz=60.0),
    *(
        Butterworth(sampling_rate_hz=100.0, cutoff_hz=6.0, order=order, phase="causal")
        for order in (2, 4, 6, 8)
    ),
]
every_algorithm = pytest.mark.parametrize("smooth", ALGORITHMS, ids=lambda smooth: smooth._kernel())


def walk(n_frames: int, shape: tuple[int, ...], dtype: Any = np.float64) -> NDArray[Any]:
    """Random walks with gaps in some channels."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(n_frames, *shape)).cumsum(axis=0)
    x[rng.random(x.shape) < 0.05] = np.nan
    return x.astype(dtype)


def pickled(live: Any) -> Any:
    """Through bytes and back."""
    return pickle.loads(pickle.dumps(live))


@every_algorithm
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", [(), (1,), (51,), (17, 3), (0,), (2, 0, 3)])
def test_frame_by_frame_is_the_batch(
    smooth: Any, dtype: Any, shape: tuple[int, ...], backend: str
) -> None:
    x = walk(70, shape, dtype)
    expected = smooth(x)
    live, out = smooth.stream(shape=shape, dtype=dtype), np.empty_like(x)
    for i in range(0, 60, 6):  # every way to push
        assert_array_equal(live.push(x[i : i + 1]), expected[i : i + 1])
        result = live.push(np.asarray(x[i + 1]))
        assert result.shape == shape
        assert result.dtype == dtype
        assert_array_equal(result, expected[i + 1])
        frame = np.asarray(x[i + 2]).copy()
        assert live.push(frame, frame) is frame
        assert_array_equal(frame, expected[i + 2])
        assert live.push(x[i + 3 : i + 3]).shape == (0, *shape)
        part = out[i + 3 : i + 6]
        assert live.push(frames=x[i + 3 : i + 6], out=part) is part
        assert_array_equal(part, expected[i + 3 : i + 6])
    assert_array_equal(live.push(x[60:], None), expected[60:])


def test_many_frames_at_once(backend: str) -> None:
    """So many that other threads may run meanwhile."""
    x = walk(2000, (51,))
    smooth = OneEuro(sampling_rate_hz=60.0)
    assert_array_equal(smooth.stream(shape=(51,)).push(x), smooth(x))


@every_algorithm
def test_state_is_saved_set_and_forgotten(smooth: Any, backend: str) -> None:
    x = walk(60, (5,))
    expected = smooth(x)
    live = smooth.stream(shape=(5,))
    for i in range(30):
        live.push(x[i])
    saved = live.state.copy()
    live.push(x[30:])
    other = smooth.stream(shape=(5,))
    other.state = saved
    assert other.state is not saved
    assert_array_equal(other.push(x[30]), expected[30])
    other.state[:] = saved
    assert_array_equal(other.push(x[30:]), expected[30:])
    assert_array_equal(other.state, live.state)
    live.reset()
    assert_array_equal(live.push(x[0]), expected[0])
    with pytest.raises(ff.ArgumentError, match=r"^state: expected shape \(\d, 5\), got \(5,\)$"):
        live.state = saved[0]


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickled])
@pytest.mark.parametrize("dtype", FLOATS)
def test_copies_go_on_for_themselves(duplicate: Any, dtype: Any, backend: str) -> None:
    x = walk(60, (2, 3), dtype)
    smooth = OneEuro(sampling_rate_hz=60.0)
    expected = smooth(x)
    live = smooth.stream(shape=(2, 3), dtype=dtype)
    live.push(x[:30])
    other = duplicate(live)
    before = live.state.copy()
    assert_array_equal(other.push(x[30:]), expected[30:])
    assert_array_equal(live.state, before)
    assert_array_equal(live.push(x[30:]), expected[30:])


@pytest.mark.parametrize("dtype", FLOATS)
def test_frames_that_lie_otherwise_are_copied(dtype: Any, backend: str) -> None:
    x = walk(40, (6, 4), dtype)
    smooth = OneEuro(sampling_rate_hz=60.0)
    expected = smooth(x)
    live = smooth.stream(shape=(6, 4), dtype=dtype)
    fortran = np.asfortranarray(x[0])
    unaligned = np.zeros(24 * fortran.itemsize + 1, np.uint8)[1:].view(dtype).reshape(6, 4)
    unaligned[:] = x[1]
    spread = np.zeros((6, 8), dtype)[:, ::2]
    spread[:] = x[2]
    read_only = x[3].copy()
    read_only.flags.writeable = False
    other_type_object = x[4].astype(np.dtype(dtype, metadata={"unit": "m"}))
    frames = (fortran, unaligned, spread, read_only, other_type_object)
    for frame, wanted in zip(frames, expected, strict=False):
        before = frame.copy()
        assert_array_equal(live.push(frame), wanted)
        assert_array_equal(frame, before)


@pytest.mark.parametrize("dtype", FLOATS)
def test_types_that_are_other_objects(dtype: Any, backend: str) -> None:
    named = np.dtype(dtype, metadata={"unit": "m"})
    assert named is not np.dtype(dtype)
    x = walk(200, (51,), dtype)
    smooth = OneEuro(sampling_rate_hz=60.0)
    live = smooth.stream(shape=(51,), dtype=named)
    assert_array_equal(live.push(x.astype(named)), smooth(x))


def test_a_stream_keeps_its_backend() -> None:
    x = walk(20, (3,))
    smooth = OneEuro(sampling_rate_hz=60.0)
    for name in ff.available():
        with ff.using(backend=name):
            live = smooth.stream(shape=(3,))
        assert (type(live.push).__name__ == "function") == (name == "numba")
        assert_array_equal(live.push(x), smooth(x))


BAD = [
    ({"frames": np.ones(3)}, "frames: expected float64 of shape (n, 2), got float64 of shape (3,)"),
    ({"frames": np.float64(1)}, "frames: expected an array, got float64"),
    (
        {"frames": np.array(1.0)},
        "frames: expected float64 of shape (n, 2), got float64 of shape ()",
    ),
    (
        {"frames": np.ones((1, 1, 2))},
        "frames: expected float64 of shape (n, 2), got float64 of shape (1, 1, 2)",
    ),
    (
        {"frames": np.ones(2, np.float32)},
        "frames: expected float64 of shape (n, 2), got float32 of shape (2,)",
    ),
    (
        {"frames": np.ones(2, ">f8")},
        "frames: expected float64 of shape (n, 2), got >f8 of shape (2,)",
    ),
    ({"frames": [1.0, 2.0]}, "frames: expected an array, got list"),
    ({"frames": np.ones(2), "out": [0.0]}, "out: expected an array, got list"),
    (
        {"frames": np.ones(2), "out": np.ones((1, 2))},
        "out: expected float64 of shape (2,), got float64 of (1, 2)",
    ),
    (
        {"frames": np.ones((1, 2)), "out": np.ones(2)},
        "out: expected float64 of shape (1, 2), got float64 of (2,)",
    ),
    (
        {"frames": np.ones(2), "out": np.ones(2, np.float32)},
        "out: expected float64 of shape (2,), got float32 of (2,)",
    ),
    (
        {"frames": np.ones(2), "out": np.ones(4)[::2]},
        "out: expected a writeable array in C order, got another layout",
    ),
    (
        {"frames": np.ones(2), "out": np.broadcast_to(0.0, 2)},
        "out: expected a writeable array in C order, got another layout",
    ),
    (
        {"frames": np.ones(2), "out": np.frombuffer(bytes(16))},
        "out: expected a writeable array in C order, got another layout",
    ),
]


@pytest.mark.parametrize(("arguments", "text"), BAD)
def test_bad_arrays_are_named_and_leave_the_state(
    arguments: dict[str, Any], text: str, backend: str
) -> None:
    live = OneEuro(sampling_rate_hz=60.0).stream(shape=(2,))
    live.push(np.ones(2))
    before = live.state.copy()
    for by_name in (True, False):
        with pytest.raises((ff.ArgumentError, TypeError)) as error:
            live.push(**arguments) if by_name else live.push(*arguments.values())
        assert str(error.value) == text
    assert_array_equal(live.state, before)


def test_bad_calls_are_named(backend: str) -> None:
    live = OneEuro(sampling_rate_hz=60.0).stream(shape=(2,))
    x = np.ones(2)
    for arguments, named in (((), {}), ((x, x, x), {}), ((x,), {"into": x}), ((x, x), {"out": x})):
        with pytest.raises(TypeError, match=r"push\(\)"):
            live.push(*arguments, **named)


def test_streams_leave_nothing_behind(backend: str) -> None:
    """No cycle keeps them, no call keeps its arrays."""
    live = OneEuro(sampling_rate_hz=60.0).stream(shape=(3,))
    push, state = live.push, weakref.ref(live.state)
    frame, out, spread = np.ones(3), np.empty(3), np.ones((4, 3))[::2]
    before = [sys.getrefcount(each) for each in (frame, out, spread, live.state, frame.dtype)]
    for _ in range(100):
        push(frame, out)
        push(frame, out=out)
        push(frame)
        push(frame[None], out[None])
    after = [sys.getrefcount(each) for each in (frame, out, spread, live.state, frame.dtype)]
    counted = slice(-1) if backend == "numba" else slice(None)  # Numba keeps types when it compiles
    assert after[counted] == before[counted]
    for _ in range(100):
        push(spread)  # its copy leaves a reference to the type behind: NumPy's own doing
    after = [sys.getrefcount(each) for each in (frame, out, spread, live.state)]
    assert after == before[:-1]
    gc.disable()
    try:
        del live
        push(frame, out)  # it owns what it needs
        assert state() is not None
        del push
        assert state() is None
    finally:
        gc.enable()
