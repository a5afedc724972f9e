"""Rest, and paths smoothed between rests, against a dense filter and smoother and the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.spatial.transform import Rotation

import footfall as ff
from footfall import _backend
from footfall._errors import ArgumentError
from footfall.trajectory import StrideIntegration, ZeroVelocity, ZuptSmoother

from .sensor_samples import LENGTH_M, LIFT_M, RATE_HZ, STANCE_S, SWING_S, walking_foot

if TYPE_CHECKING:
    from numpy.typing import NDArray

G = 9.80665
STEP = 1 / RATE_HZ
# rate, gravity, resting frames, velocity, height, acceleration, turn, tilt, level
PARAMS = (RATE_HZ, G, 10, 0.01, 0.001, 0.35, 0.02, 0.035, 1)


def one_stride(noise: float = 0.0) -> NDArray[np.float64]:
    """From the middle of a stance to that of the next, and when the foot rests."""
    foot = walking_foot(n_strides=3)
    first = round((foot.leave_s[1] - STANCE_S / 2) * RATE_HZ)
    last = round((foot.leave_s[1] + SWING_S + STANCE_S / 2) * RATE_HZ)
    rng = np.random.default_rng(0)
    force = foot.acceleration_mps2[first : last + 1] + np.array([0.05, -0.03, 0.02])
    turn = foot.angular_velocity_radps[first : last + 1] + np.array([0.004, 0.003, -0.002])
    n = len(force)
    rests = (np.arange(n) < 50) | (np.arange(n) > n - 50)
    x = np.concatenate([force, turn], axis=1) + noise * rng.normal(size=(n, 6))
    return np.concatenate([x, rests[:, None]], axis=1)


def paths(values: Any, offsets: Any, params: Any = PARAMS, threads: int = 1) -> Any:
    """Run the kernel."""
    out = np.full((len(values), 10), 7.0)
    kernel = _backend.kernel("zupt_smoother")
    kernel(values, np.asarray(offsets), out, threads, np.array(params, np.float64))
    return out


def cross(v: Any) -> NDArray[np.float64]:
    """The matrix of a cross product."""
    return np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])


def dense(x: NDArray[np.float64], level: bool) -> NDArray[np.float64]:
    """Kalman filter and Rauch-Tung-Striebel smoother with whole matrices and inverses."""
    up = x[:10, :3].sum(axis=0)
    axis = np.cross(up, [0, 0, 1])
    angle = np.arctan2(np.linalg.norm(axis), up[2])
    rotation = Rotation.from_rotvec(axis / max(np.linalg.norm(axis), 1e-300) * angle)
    n = len(x)
    turned, v, p = [rotation], np.zeros((n, 3)), np.zeros((n, 3))
    for k in range(1, n):
        turned.append(turned[-1] * Rotation.from_rotvec((x[k - 1, 3:6] + x[k, 3:6]) / 2 * STEP))
    force = np.array([r.apply(a) for r, a in zip(turned, x[:, :3], strict=True)])
    rows = np.r_[3:6, 2] if level else np.r_[3:6]
    h, r = np.eye(9)[rows], np.diag([1e-4, 1e-4, 1e-4, 1e-6][: len(rows)])
    q = np.diag([0.0] * 3 + [0.35**2 * STEP] * 3 + [0.02**2 * STEP] * 3)
    error, cov = np.zeros(9), np.diag([1e-6] * 3 + [1e-4] * 3 + [0.035**2] * 3)
    after, foretold, moves = [], [], []
    for k in range(n):
        f = np.eye(9)
        if k:
            mean = (force[k - 1] + force[k]) / 2
            a = mean - [0, 0, G]
            p[k] = p[k - 1] + v[k - 1] * STEP + a * STEP**2 / 2
            v[k] = v[k - 1] + a * STEP
            f[:3, 3:6] = STEP * np.eye(3)
            f[3:6, 6:] = -STEP * cross(mean)
            error, cov = f @ error, f @ cov @ f.T + q
        moves.append(f)
        foretold.append((error, cov))
        if x[k, 6]:
            gain = cov @ h.T @ np.linalg.inv(h @ cov @ h.T + r)
            seen = np.r_[v[k], p[k, 2]][: len(rows)]
            error = error + gain @ (seen - h @ error)
            keep = np.eye(9) - gain @ h
            cov = keep @ cov @ keep.T + gain @ r @ gain.T
        after.append((error, cov))
    smooth = [after[-1][0]]
    for k in range(n - 2, -1, -1):
        gain = after[k][1] @ moves[k + 1].T @ np.linalg.inv(foretold[k + 1][1])
        smooth.insert(0, after[k][0] + gain @ (smooth[0] - foretold[k + 1][0]))
    e = np.array(smooth)
    quaternion = (Rotation.from_rotvec(-e[:, 6:]) * Rotation.concatenate(turned)).as_quat(
        scalar_first=True
    )
    return np.concatenate([quaternion, v - e[:, 3:6], p - e[:, :3]], axis=1)


@pytest.mark.parametrize("level", [True, False])
def test_it_is_the_dense_filter_and_smoother(backend: str, level: bool) -> None:
    x = one_stride(noise=0.02)
    found = paths(x, [0, len(x)], (*PARAMS[:-1], level))
    expected = dense(x, level)
    expected[:, :4] *= np.sign((expected[:, :4] * found[:, :4]).sum(axis=1))[:, None]
    assert_allclose(found, expected, rtol=0, atol=1e-8)


def test_the_way_is_right_and_the_foot_rests(backend: str) -> None:
    x = one_stride()
    path = paths(x, [0, len(x)])
    assert abs(np.hypot(*path[-1, 7:9]) - LENGTH_M) < 0.01
    assert abs(path[:, 9].max() - LIFT_M) < 0.01
    rests = x[:, 6] == 1
    assert np.abs(path[rests, 4:7]).max() < 0.02
    assert np.abs(path[rests, 9]).max() < 0.002


def test_a_tilt_that_was_wrong_is_found(backend: str) -> None:
    """The start tells 3 degrees too much; what the sensor does later shows it."""
    x = one_stride()
    x[:10, :3] = Rotation.from_rotvec([0, np.radians(3.0), 0]).apply(x[:10, :3])
    path = paths(x, [0, len(x)])
    tilt = 2 * np.degrees(np.arcsin(np.hypot(path[-20:, 1], path[-20:, 2])))
    assert tilt.max() < 1.5


def test_backends_and_threads_give_the_same_bits() -> None:
    rng = np.random.default_rng(3)
    offsets = np.cumsum([0, 0, 1, 2, *rng.integers(3, 60, 40)])
    values = rng.normal(size=(offsets[-1], 7)) + np.array([0, 0, G, 0, 0, 0, 0])
    values[:, 6] = rng.random(len(values)) < 0.3
    values[offsets[9] + 1, 4] = np.nan
    results = []
    for name in ff.available():
        for threads in (1, 2):
            with ff.using(backend=name):
                results.append(paths(values, offsets, threads=threads))
    for found in results:
        assert_array_equal(found, results[0])
    lost = np.isin(np.arange(len(values)), np.r_[0, offsets[9] : offsets[10]])
    assert_array_equal(np.isnan(results[0]).all(axis=1), lost)


def test_strides_of_a_recording(backend: str) -> None:
    foot = walking_foot(n_strides=4)
    rest = foot.leave_s + SWING_S + STANCE_S / 2
    start = np.r_[round(1.5 * RATE_HZ), np.round(rest[:-1] * RATE_HZ).astype(int)]
    end = np.round(rest * RATE_HZ).astype(int)
    signals = foot.acceleration_mps2, foot.angular_velocity_radps
    path = ZuptSmoother(sampling_rate_hz=RATE_HZ)(*signals, start=start, end=end)
    plain = StrideIntegration(sampling_rate_hz=RATE_HZ)(*signals, start=start, end=end)
    assert len(path) == len(plain) == 4
    last = path.offsets[1:] - 1
    assert_allclose(np.hypot(*path.position_m[last, :2].T), LENGTH_M, atol=0.01)
    assert_allclose(path.position_m[last], plain.position_m[last], atol=0.02)
    with pytest.raises(ArgumentError, match=r"^at_rest: expected shape"):
        ZuptSmoother(sampling_rate_hz=RATE_HZ)(*signals, start=start, end=end, at_rest=[True])


def brute_force(statistic: str, force: Any, turn: Any, k: int, reach: int) -> float:
    window = slice(max(0, k - reach), k + reach + 1)
    a, w = force[window], turn[window]
    if statistic == "angular_rate":
        return float(np.mean((w**2).sum(axis=1)))
    if statistic == "magnitude":
        return float(np.mean((np.linalg.norm(a, axis=1) - G) ** 2))
    mean = a.mean(axis=0)
    if statistic == "variance":
        return float(np.mean(((a - mean) ** 2).sum(axis=1)))
    off = a - G * mean / np.linalg.norm(mean)
    noise = np.radians(0.1)
    return float(np.mean((off**2).sum(axis=1) / 0.01**2 + (w**2).sum(axis=1) / noise**2))


@pytest.mark.parametrize("statistic", ["angular_rate", "shoe", "magnitude", "variance"])
def test_rest_is_by_definition(backend: str, statistic: str) -> None:
    foot = walking_foot(n_strides=2)
    rng = np.random.default_rng(4)
    force = foot.acceleration_mps2 + 0.05 * rng.normal(size=foot.acceleration_mps2.shape)
    turn = foot.angular_velocity_radps + 0.01 * rng.normal(size=force.shape)
    detect = ZeroVelocity(
        sampling_rate_hz=RATE_HZ, statistic=statistic, min_gap_s=0.0, min_rest_s=0.0
    )
    expected = [brute_force(statistic, force, turn, k, 10) for k in range(len(force))]
    assert_allclose(detect.values(force, turn), expected, rtol=1e-9, atol=1e-12)
    at_rest = detect(force, turn)
    time = np.arange(len(force)) / RATE_HZ
    for leave, meet in zip(foot.leave_s, foot.meet_s, strict=True):
        assert not at_rest[(time > leave + 0.1) & (time < meet - 0.1)].any()
    assert at_rest[time < foot.leave_s[0] - 0.1].all()


def test_short_moves_and_rests_do_not_count() -> None:
    turn = np.zeros((400, 3))
    turn[100:300, 0] = 3.0
    turn[200:208, 0] = 0.0  # a rest of 40 ms
    turn[350:354, 0] = 3.0  # a knock of 20 ms
    force = np.tile([0.0, 0.0, G], (400, 1))
    detect = ZeroVelocity(sampling_rate_hz=RATE_HZ, window_s=0.005, min_rest_s=0.06)
    assert_array_equal(detect(force, turn), (np.arange(400) < 100) | (np.arange(400) >= 300))
    force[50] = np.nan
    turn[60] = np.nan
    at_rest = ZeroVelocity(sampling_rate_hz=RATE_HZ, statistic="shoe")(force, turn)
    assert not at_rest[[50, 60]].any()
    assert ZeroVelocity(sampling_rate_hz=RATE_HZ)(force[:0], turn[:0]).shape == (0,)
    with pytest.raises(ArgumentError, match=r"^statistic: expected one of angular_rate"):
        ZeroVelocity(sampling_rate_hz=RATE_HZ, statistic="ared")
