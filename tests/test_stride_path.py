"""Strapdown integration of strides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall import _backend
from footfall._errors import ArgumentError

from .sensor_samples import LENGTH_M, LIFT_M, RATE_HZ, STANCE_S, SWING_S, walking_foot

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARAMS = (RATE_HZ, 9.80665, 10, 1, 0.08, 1)
BACKENDS = ff.available()


def paths(
    values: NDArray[np.float64],
    offsets: NDArray[np.int64],
    backend: str,
    params: Any = PARAMS,
    threads: int = 1,
) -> NDArray[np.float64]:
    """Run the kernel."""
    out = np.full((len(values), 10), 7.0)
    with ff.using(backend=backend):
        function = _backend.kernel("stride_path")
    function(values, offsets, out, threads, np.array(params, np.float64))
    return out


def one_stride() -> NDArray[np.float64]:
    """From the middle of a stance to that of the next."""
    foot = walking_foot(n_strides=3)
    first = round((foot.leave_s[1] - STANCE_S / 2) * RATE_HZ)
    last = round((foot.leave_s[1] + SWING_S + STANCE_S / 2) * RATE_HZ)
    both = np.concatenate([foot.acceleration_mps2, foot.angular_velocity_radps], axis=1)
    return both[first : last + 1]


@pytest.mark.parametrize("both_ways", [0, 1])
def test_the_way_is_right_within_a_millimetre(backend: str, both_ways: int) -> None:
    x = one_stride()
    params = (*PARAMS[:3], both_ways, *PARAMS[4:])
    path = paths(x, np.array([0, len(x)]), backend, params)
    assert_allclose(path[-1, 7:10], [LENGTH_M, 0, 0], atol=1e-3)
    assert abs(path[:, 9].max() - LIFT_M) < 1e-3
    assert_allclose(path[-1, :4], [1, 0, 0, 0], atol=1e-3)


def test_the_start_is_levelled_whatever_way_the_sensor_is_turned(backend: str) -> None:
    x = one_stride()
    c, s = np.cos(0.4), np.sin(0.4)
    tilt = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    turned = np.concatenate([x[:, :3] @ tilt.T, x[:, 3:] @ tilt.T], axis=1)
    path = paths(turned, np.array([0, len(x)]), backend)
    assert abs(np.hypot(*path[-1, 7:9]) - LENGTH_M) < 1e-3
    assert abs(path[:, 9].max() - LIFT_M) < 1e-3


def test_backends_and_threads_give_the_same_bits() -> None:
    rng = np.random.default_rng(3)
    offsets = np.cumsum([0, 0, 1, 2, *rng.integers(3, 200, 400)])
    values = rng.normal(size=(offsets[-1], 6)) + np.array([0, 0, 9.81, 0, 0, 0])
    expected = paths(values, offsets, BACKENDS[0])
    assert np.isnan(expected[0]).all()  # one frame has no way
    assert np.isfinite(expected[1:]).all()
    for name in BACKENDS:
        for threads in (1, 2):
            assert_array_equal(paths(values, offsets, name, threads=threads), expected)


def test_missing_samples_stay_in_their_stride(backend: str) -> None:
    x = one_stride()
    values = np.concatenate([x, x])
    values[10] = np.nan
    path = paths(values, np.array([0, len(x), 2 * len(x)]), backend)
    assert np.isnan(path[20, 7:10]).all()
    assert_array_equal(path[len(x) :], paths(x, np.array([0, len(x)]), backend))


@pytest.mark.skipif(BACKENDS == ("numba",), reason="twins get checked parameters")
def test_native_kernels_check_their_parameters() -> None:
    with pytest.raises((ArgumentError, ValueError), match="gravity_mps2"):
        paths(one_stride(), np.array([0, 10]), BACKENDS[0], (RATE_HZ, 0.0, 10, 1, 0.08, 1))


def test_the_public_face_cuts_strides_out(backend: str) -> None:
    foot = walking_foot(n_strides=3)
    start = np.rint((foot.leave_s - 0.2) * RATE_HZ).astype(int)
    end = np.rint((foot.meet_s + 0.2) * RATE_HZ).astype(int)
    for dedrift in ("direct_reverse", "linear"):
        integrate = ff.trajectory.StrideIntegration(sampling_rate_hz=RATE_HZ, dedrift=dedrift)
        with ff.using(backend=backend):
            paths = integrate(
                foot.acceleration_mps2, foot.angular_velocity_radps, start=start, end=end
            )
        assert len(paths) == 3
        ends = paths.position_m[paths.offsets[1:] - 1]
        assert_allclose(ends, np.tile([LENGTH_M, 0, 0], (3, 1)), atol=1e-3)
        assert_allclose(paths.velocity_mps[paths.offsets[1:] - 1], 0, atol=1e-9)


def test_strides_outside_the_recording_get_a_sentence() -> None:
    integrate = ff.trajectory.StrideIntegration(sampling_rate_hz=RATE_HZ)
    x = np.zeros((10, 3))
    with pytest.raises(ff.ArgumentError, match="start: expected strides inside the 10 frames"):
        integrate(x, x, start=[0], end=[10])
    with pytest.raises(ff.ArgumentError, match="end: expected 1 frames"):
        integrate(x, x, start=[0], end=[])
    with pytest.raises(ff.ArgumentError, match=r"two arrays of shape \(frames, 3\)"):
        integrate(x, x[:5], start=[0], end=[1])
    assert len(integrate(x, x, start=[], end=[])) == 0
