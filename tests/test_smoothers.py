"""Smoothers against SciPy, dense algebra, simulated motion, and what they must keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import interpolate, optimize

import footfall as ff
from footfall import _backend
from footfall.filters import GcvSpline, RtsSmoother, Whittaker

from .conftest import FLOATS

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAN = np.nan
RATES = (30.0, 60.0, 100.0, 120.0, 250.0, 500.0, 1000.0)
BASE = {"sampling_rate_hz": 100.0}
LOW_PASS = {**BASE, "cutoff_hz": 6.0}
SMOOTHERS = {
    "velocity": RtsSmoother(**LOW_PASS, gate_sigma=None),
    "acceleration": RtsSmoother(**LOW_PASS, gate_sigma=None, model="acceleration"),
    "gated": RtsSmoother(**LOW_PASS),
    "whittaker-2": Whittaker(**LOW_PASS),
    "whittaker-3": Whittaker(**LOW_PASS, order=3),
    "cubic": GcvSpline(**LOW_PASS, order=2),
    "quintic": GcvSpline(**LOW_PASS, order=3),
    "gcv": GcvSpline(**BASE, order=2),
}
every_smoother = pytest.mark.parametrize("smooth", SMOOTHERS.values(), ids=SMOOTHERS.keys())
linear = [name for name in SMOOTHERS if name not in ("gated", "gcv")]
every_linear = pytest.mark.parametrize("name", linear)


def motion(n: int = 400, channels: int = 3, seed: int = 0) -> NDArray[np.float64]:
    """Waves of up to 2 Hz at 100 Hz, far from zero, with noise of 0.5."""
    rng = np.random.default_rng(seed)
    t = np.arange(n)[:, None] / 100
    waves = 40 * np.sin(2 * np.pi * rng.uniform(0.4, 2, channels) * t + rng.uniform(0, 6, channels))
    return waves + 100 + 0.5 * rng.normal(size=(n, channels))


@every_linear
@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("cutoff_hz", [2.0, 4.0, 6.0, 10.0, 20.0, 50.0])
def test_the_cutoff_is_3_db(name: str, rate: float, cutoff_hz: float, backend: str) -> None:
    if cutoff_hz >= 0.45 * rate:
        pytest.skip("beyond half the rate")
    values = {**vars(SMOOTHERS[name]), "sampling_rate_hz": rate, "cutoff_hz": cutoff_hz}
    n = 2 * int(max(400, 4 * rate / cutoff_hz)) + 1
    impulse = np.zeros(n)
    impulse[n // 2] = 1
    response = type(SMOOTHERS[name])(**values)(impulse)
    turn = np.exp(-2j * np.pi * cutoff_hz / rate * (np.arange(n) - n // 2))
    assert abs(20 * np.log10(abs(response @ turn)) + 3.0103) < 0.01
    assert abs((response @ turn).imag) < 1e-3


@pytest.mark.parametrize("even", [True, False])
@pytest.mark.parametrize("penalty", [1e-6, 1e-5, 1e-4, 1e-3])
def test_cubic_is_scipy(even: bool, penalty: float, backend: str) -> None:
    rng = np.random.default_rng(3)
    x = motion(300, 1)[:, 0]
    t = np.arange(300) / 100 if even else np.cumsum(rng.uniform(0.5, 1.5, 300)) / 100
    w = np.ones(300) if even else rng.uniform(0.3, 3, 300)
    expected = interpolate.make_smoothing_spline(t, x, w, lam=penalty)
    smooth = GcvSpline(**BASE, order=2, penalty=penalty)
    result = smooth.estimate(x, weights=w, time_s=t)
    assert_allclose(result.position, expected(t), rtol=0, atol=1e-9 * np.abs(x).max())
    for order, values in ((1, result.velocity), (2, result.acceleration)):
        truth = expected.derivative(order)(t)
        assert_allclose(values, truth, rtol=0, atol=1e-6 * np.abs(truth).max())


def dense_spline(t: NDArray[Any], w: NDArray[Any], penalty: float) -> NDArray[np.float64]:
    """Matrix that smooths, by Reinsch: (R + penalty Q' W^-1 Q) c = Q' x."""
    n, h = len(t), np.diff(t)
    q, r = np.zeros((n, n - 2)), np.zeros((n - 2, n - 2))
    for j in range(n - 2):
        q[j : j + 3, j] = 1 / h[j], -1 / h[j] - 1 / h[j + 1], 1 / h[j + 1]
        r[j, j] = (h[j] + h[j + 1]) / 3
        if j:
            r[j, j - 1] = r[j - 1, j] = h[j] / 6
    inner = np.linalg.solve(r + penalty * q.T @ (q / w[:, None]), q.T)
    return np.eye(n) - penalty * (q / w[:, None]) @ inner


@pytest.mark.parametrize("factor", [1.0, 1.4])
def test_cross_validation_finds_the_best_score(factor: float, backend: str) -> None:
    rng = np.random.default_rng(5)
    n = 150
    t, w, x = np.arange(n) / 100, rng.uniform(0.5, 2, n), motion(n, 1)[:, 0]

    def score(logarithm: float) -> float:
        a = dense_spline(t, w, 10**logarithm)
        return float((w * (x - a @ x) ** 2).sum() / (1 - factor * np.trace(a) / n) ** 2)

    found = optimize.minimize_scalar(score, bounds=(-8, -2), method="bounded")
    a = dense_spline(t, w, 10**found.x)
    result = GcvSpline(**BASE, order=2, factor=factor).estimate(x, weights=w)
    assert_allclose(result.position, a @ x, rtol=0, atol=0.005)
    noise = np.sqrt((w * (x - a @ x) ** 2).sum() / (n - np.trace(a)))
    assert_allclose(result.sigma, noise * np.sqrt(np.diag(a) / w), rtol=0.01)


def dense_states(
    order: int, x: NDArray[Any], w: NDArray[Any], t: NDArray[Any], drive: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least squares over all states at once, with a flat prior: mean and its covariance."""
    n, m = len(x), order
    information, right = np.zeros((n * m, n * m)), np.zeros(n * m)
    for i in range(n):
        if w[i] > 0:
            information[i * m, i * m] += w[i]
            right[i * m] += w[i] * x[i]
    for i in range(n - 1):
        d = t[i + 1] - t[i]
        if m == 2:
            f = np.array([[1, d], [0, 1]])
            q = np.array([[d**3 / 3, d**2 / 2], [d**2 / 2, d]])
        else:
            f = np.array([[1, d, d * d / 2], [0, 1, d], [0, 0, 1]])
            q = np.array(
                [
                    [d**5 / 20, d**4 / 8, d**3 / 6],
                    [d**4 / 8, d**3 / 3, d**2 / 2],
                    [d**3 / 6, d**2 / 2, d],
                ]
            )
        g = np.hstack([-f, np.eye(m)])
        place = slice(i * m, (i + 2) * m)
        information[place, place] += g.T @ np.linalg.solve(drive * q, g)
    covariance = np.linalg.inv(information)
    return (covariance @ right).reshape(n, m), np.diag(covariance)[::m]


@pytest.mark.parametrize("model", ["velocity", "acceleration"])
def test_rts_is_least_squares_over_all_states(model: str, backend: str) -> None:
    rng = np.random.default_rng(8)
    n, rate, m = 80, 100.0, 2 if model == "velocity" else 3
    x, w = motion(n, 1)[:, 0], rng.uniform(0.3, 3, n)
    x[30:36] = NAN
    t = np.cumsum(rng.uniform(0.5, 1.5, n))
    angle = 2 * np.pi * 0.06
    drive = {2: angle**4, 3: angle**6}[m] / (np.sqrt(2) - 1)  # of the spec, good to 1e-3
    known = np.where(np.isnan(x), 0, w)
    smooth = RtsSmoother(**LOW_PASS, model=model, gate_sigma=None, noise=0.5)
    result = smooth.estimate(x, weights=w, time_s=t / rate)
    state, variance = dense_states(m, np.nan_to_num(x), known, t, drive)
    assert_allclose(result.position, state[:, 0], rtol=0, atol=0.02)
    assert_allclose(result.velocity, state[:, 1] * rate, rtol=0.02, atol=2)
    assert_allclose(result.sigma, 0.5 * np.sqrt(variance), rtol=0.01)
    if model == "acceleration":
        assert_allclose(result.acceleration, state[:, 2] * rate**2, rtol=0.05, atol=100)


@pytest.mark.parametrize("order", [2, 3])
def test_whittaker_is_the_dense_solution(order: int, backend: str) -> None:
    rng = np.random.default_rng(1)
    n, x = 200, motion(200, 1)[:, 0]
    x[50:60] = NAN
    w = rng.uniform(0.3, 3, n)
    penalty = (np.sqrt(2) - 1) / (2 * np.sin(np.pi * 0.06)) ** (2 * order)
    d = np.diff(np.eye(n), order, axis=0)
    known = np.where(np.isnan(x), 0, w)
    a = np.diag(known) + penalty * d.T @ d
    expected = np.linalg.solve(a, known * np.nan_to_num(x))
    result = Whittaker(**LOW_PASS, order=order, noise=2.0).estimate(x, weights=w)
    assert_allclose(result.position, expected, rtol=0, atol=1e-8)
    assert_allclose(result.sigma, 2 * np.sqrt(np.diag(np.linalg.inv(a))), rtol=1e-8)
    free = Whittaker(**LOW_PASS, order=order).estimate(x, weights=w)
    squares = np.nansum(w * (x - expected) ** 2)
    freedom = (known > 0).sum() - np.trace(np.linalg.solve(a, np.diag(known)))
    assert_allclose(free.sigma / result.sigma, np.sqrt(squares / freedom) / 2, rtol=1e-6)


@every_smoother
@pytest.mark.parametrize("dtype", FLOATS)
def test_lines_are_kept(smooth: Any, dtype: Any, backend: str) -> None:
    t = np.arange(400.0)
    lines = np.stack([np.full(400, 7.5), 3 - 0.25 * t], axis=1).astype(dtype)
    gappy = lines.copy()
    gappy[100:110] = NAN
    most = (1e-6 if dtype is np.float32 else 1e-9) * np.abs(lines).max()
    assert_allclose(smooth(lines), lines, rtol=0, atol=most)
    assert_allclose(smooth(gappy), lines, rtol=0, atol=most)


@pytest.mark.parametrize("name", ["acceleration", "whittaker-3", "quintic"])
def test_parabolas_are_kept(name: str, backend: str) -> None:
    t = np.arange(300.0)
    x = 5 + 0.3 * t - 0.01 * t * t
    assert_allclose(SMOOTHERS[name](x), x, rtol=0, atol=1e-9 * np.abs(x).max())


def drifting(model: str, n: int, channels: int, drive: float, seed: int) -> NDArray[np.float64]:
    """Motion as the model has it: its last derivative is a sum of white steps, finely cut."""
    rng, cuts = np.random.default_rng(seed), 8
    x = rng.normal(size=(n * cuts, channels)) * np.sqrt(drive / cuts)
    for _ in range(2 if model == "velocity" else 3):
        x = np.cumsum(x, axis=0) / cuts
    return np.asarray(x * cuts)[::cuts]


@pytest.mark.parametrize("model", ["velocity", "acceleration"])
@pytest.mark.parametrize("cutoff_hz", [4.0, 8.0])
def test_sigma_covers(model: str, cutoff_hz: float, backend: str) -> None:
    n, channels, noise = 600, 60, 2.0
    power = 4 if model == "velocity" else 6
    drive = noise**2 * (2 * np.pi * cutoff_hz / 100) ** power / (np.sqrt(2) - 1)
    truth = drifting(model, n, channels, drive, 4)
    rng = np.random.default_rng(9)
    x = truth + noise * rng.normal(size=truth.shape)
    lost = np.zeros(n, dtype=bool)
    for start in range(60, n - 60, 60):
        lost[start : start + 8] = True
    x[lost] = NAN
    smooth = RtsSmoother(sampling_rate_hz=100.0, cutoff_hz=cutoff_hz, model=model, gate_sigma=None)
    result = smooth.estimate(x)
    inside = np.abs(result.position - truth) <= 1.96 * result.sigma
    assert abs(inside[~lost].mean() - 0.95) < 0.02
    assert abs(inside[lost].mean() - 0.95) < 0.02
    assert np.median(result.sigma[lost]) > 1.2 * np.median(result.sigma[~lost])


@pytest.mark.parametrize("name", ["gated", "gcv", "whittaker-2"])
def test_sigma_is_honest_on_waves(name: str, backend: str) -> None:
    """Motion slower than the cut-off: the model expects more drift, so sigma is a bit large."""
    rng = np.random.default_rng(2)
    t = np.arange(600)[:, None] / 100
    truth = 30 * np.sin(2 * np.pi * np.linspace(0.5, 1.5, 40) * t)
    result = SMOOTHERS[name].estimate(truth + rng.normal(size=truth.shape))
    inside = np.abs(result.position - truth) <= 1.96 * result.sigma
    assert 0.93 < inside.mean() < 0.99


def test_sigma_grows_where_the_model_does_not_follow(backend: str) -> None:
    t = np.arange(600) / 100
    slow, fast = (50 * np.sin(2 * np.pi * f * t) for f in (1.0, 8.0))
    noise = 0.1 * np.random.default_rng(0).normal(size=600)
    smooth = SMOOTHERS["gated"]
    calm, wild = smooth.estimate(slow + noise), smooth.estimate(fast + noise)
    assert wild.sigma[300] > 20 * calm.sigma[300]


def test_the_gate_holds_outliers_off_and_lets_fast_motion_through(backend: str) -> None:
    rng = np.random.default_rng(6)
    t = np.arange(600) / 100
    truth = 40 * np.sin(2 * np.pi * t)
    x = truth + 0.5 * rng.normal(size=600)
    spoiled = x.copy()
    spoiled[100::97] += 60
    gated, open_ = SMOOTHERS["gated"], SMOOTHERS["velocity"]
    error = np.sqrt(np.mean((gated(spoiled) - truth) ** 2))
    assert error < 1.5 * np.sqrt(np.mean((open_(x) - truth) ** 2))
    assert error < 0.3 * np.sqrt(np.mean((open_(spoiled) - truth) ** 2))
    swing = np.where((t % 1) < 0.4, 60 * np.sin(2 * np.pi * (t % 1) / 0.4) ** 2, 0)
    swing = swing + 0.1 * rng.normal(size=600)  # still for 60 % of the time
    assert np.abs(gated(swing) - open_(swing)).max() < 6


def test_outliers_at_the_start_do_not_lock_the_gate(backend: str) -> None:
    x = motion(300, 1)[:, 0]
    x[1] += 100
    difference = np.abs(SMOOTHERS["gated"](x) - SMOOTHERS["velocity"](x))
    assert difference[40:].max() < 2


@every_smoother
def test_gaps_and_ends(smooth: Any, backend: str) -> None:
    x = motion(300)
    x[:10] = x[-30:] = NAN
    x[100:125, 1] = NAN
    x[100:126, 2] = NAN
    y = smooth(x)
    left = np.isnan(y)
    assert left[:10].all()
    assert left[-30:].all()
    assert not left[10:270, :2].any()
    assert_array_equal(left[10:270, 2], np.isnan(x[10:270, 2]))
    if smooth not in (SMOOTHERS["gated"], SMOOTHERS["gcv"]):  # theirs is judged on all runs
        assert_array_equal(y[126:270, 2], smooth(x[126:270, 2]))
    wide = type(smooth)(**{**vars(smooth), "ends": "extend"}).estimate(x)
    known = ~np.isnan(wide.position)
    assert known[:295].all(axis=0)[:2].all()
    assert not known[295:].any()
    assert (np.diff(wide.sigma[270:295], axis=0) > 0).all()


@every_smoother
def test_few_samples_come_back(smooth: Any, backend: str) -> None:
    for x in (np.array([3.0]), np.array([NAN, 3.0, NAN]), np.full(4, NAN), np.empty(0)):
        result = smooth.estimate(x)
        assert_array_equal(result.position, x)
        assert np.isnan(result.sigma).all()


@every_smoother
def test_infinite_samples_are_missing(smooth: Any, backend: str) -> None:
    x = motion(120)
    holes = x.copy()
    x[40:43, 0], x[60, 1], holes[40:43, 0], holes[60, 1] = np.inf, -np.inf, NAN, NAN
    assert_array_equal(smooth(x), smooth(holes))


@every_smoother
def test_confidence_is_a_weight(smooth: Any, backend: str) -> None:
    rng = np.random.default_rng(4)
    poses = motion(200, 6).reshape(200, 3, 2)
    scores = rng.uniform(0.3, 0.9, (200, 3))
    scores[50:55, 1] = NAN
    usual = np.array([np.sort(c[~np.isnan(c)])[(np.sum(~np.isnan(c)) - 1) // 2] for c in scores.T])
    weights = np.nan_to_num(np.maximum((scores / usual) ** 2, 0.01))
    y = smooth(poses, confidence=scores)
    assert_allclose(y, smooth(poses, weights=weights), rtol=1e-12)
    assert_array_equal(y, smooth(poses, confidence=np.repeat(scores[..., None], 2, axis=2)))
    assert not np.isnan(y).any()
    assert_array_equal(smooth(poses, weights=np.ones((200, 3))), smooth(poses))


def test_uncertain_samples_count_less(backend: str) -> None:
    x = motion(200, 1)
    spoiled = x.copy()
    spoiled[100] += 50
    scores = np.full(x.shape, 0.9)
    scores[100] = 0.05
    smooth = SMOOTHERS["velocity"]
    moved = np.abs(smooth(spoiled) - smooth(x)).max()
    assert np.abs(smooth(spoiled, confidence=scores) - smooth(x, confidence=scores)).max() < (
        0.02 * moved
    )


@every_smoother
def test_dense_equals_ragged_and_any_axis(smooth: Any, backend: str) -> None:
    x = motion(80, 24, seed=2).reshape(80, 4, 3, 2).transpose(1, 0, 2, 3).copy()
    x[2, 30:33, 1] = NAN
    scores = np.random.default_rng(0).uniform(0.2, 1, x.shape[:-1])
    times = np.cumsum(np.random.default_rng(1).uniform(0.008, 0.012, (4, 80)), axis=1)
    dense = smooth.estimate(x, axis=1, confidence=scores)
    batch = ff.Batch.from_sequences(list(x), 100.0)
    ragged = smooth.estimate(batch, confidence=scores.reshape(-1, 3))
    for i in range(4):
        alone = smooth.estimate(x[i], confidence=scores[i])
        for plane in ("position", "sigma", "velocity", "acceleration"):
            if getattr(dense, plane) is None:
                continue
            assert_array_equal(getattr(ragged, plane)[i], getattr(dense, plane)[i])
            assert_array_equal(getattr(alone, plane), getattr(dense, plane)[i])
    assert_array_equal(smooth(x, axis=1, confidence=scores), dense.position)
    if not isinstance(smooth, Whittaker):
        timed = smooth(x, axis=1, time_s=times)
        assert_array_equal(timed[1], smooth(x[1], time_s=times[1]))
        shared = smooth(x, axis=1, time_s=times[0])
        assert_array_equal(shared[0], timed[0])
        assert_array_equal(shared[1], smooth(x[1], time_s=times[0]))


@pytest.mark.parametrize("name", ["velocity", "acceleration", "cubic", "quintic"])
def test_even_stamps_change_nothing(name: str, backend: str) -> None:
    x, smooth = motion(200), SMOOTHERS[name]
    assert_allclose(smooth(x, time_s=np.arange(200) / 100), smooth(x), rtol=0, atol=1e-7)


@every_smoother
def test_types_and_targets(smooth: Any, backend: str) -> None:
    assert smooth(np.arange(40)).dtype == np.float64
    x = motion(90).astype(np.float32)
    y = smooth(x)
    assert y.dtype == np.float32
    assert_array_equal(y, smooth(x.astype(np.float64)).astype(np.float32))
    out = np.empty_like(x)
    assert smooth(x, out=out) is out
    assert_array_equal(out, y)
    smooth(x, out=x)
    assert_array_equal(x, y)
    assert smooth(np.empty((0, 3))).shape == (0, 3)
    assert smooth(np.empty((5, 0))).shape == (5, 0)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("stamped", [False, True])
def test_backends_agree_on_all_planes(dtype: Any, stamped: bool) -> None:
    rng = np.random.default_rng(7)
    x = motion(150, 7).astype(dtype)
    x[rng.random(x.shape) < 0.05] = NAN
    x[40:80, 3] = NAN
    weights = rng.uniform(0, 2, x.shape).astype(dtype)
    weights[rng.random(x.shape) < 0.05] = 0
    times = np.cumsum(rng.uniform(0.005, 0.02, 150)) if stamped else None
    for smooth in SMOOTHERS.values():
        if stamped and isinstance(smooth, Whittaker):
            continue
        results = []
        for name in _backend.available():
            with ff.using(backend=name):
                results.append(smooth.estimate(x, weights=weights, time_s=times))
        for other in results[1:]:
            for plane, value in vars(results[0]).items():
                assert_array_equal(value, getattr(other, plane))


@pytest.mark.parametrize("name", ["gated", "whittaker-2"])
def test_exact_samples_come_back(name: str, backend: str) -> None:
    x = motion(100)
    x[30:33] = NAN
    smooth = SMOOTHERS[name]
    result = type(smooth)(**{**vars(smooth), "noise": 0.0}).estimate(x)
    lost = np.isnan(x)
    assert_array_equal(result.position[~lost], x[~lost])
    assert (result.sigma == 0).all()
    assert not np.isnan(result.position).any()


BAD = [
    (RtsSmoother, LOW_PASS, "sampling_rate_hz", 0.0, "a value > 0"),
    (RtsSmoother, LOW_PASS, "cutoff_hz", -1.0, "a value > 0"),
    (RtsSmoother, LOW_PASS, "cutoff_hz", 50.0, "a value below half the sampling rate (50 Hz)"),
    (RtsSmoother, LOW_PASS, "model", "jerk", "one of velocity, acceleration"),
    (RtsSmoother, LOW_PASS, "gate_sigma", 0.0, "a value > 0"),
    (RtsSmoother, LOW_PASS, "noise", -1.0, "a value >= 0"),
    (RtsSmoother, LOW_PASS, "max_gap_s", NAN, "a value >= 0"),
    (RtsSmoother, LOW_PASS, "ends", "hold", "one of leave, extend"),
    (RtsSmoother, LOW_PASS, "min_confidence", -0.1, "a value >= 0"),
    (Whittaker, LOW_PASS, "order", 4, "one of 2, 3"),
    (Whittaker, LOW_PASS, "noise", -1.0, "a value >= 0"),
    (GcvSpline, BASE, "order", 1, "one of 2, 3"),
    (GcvSpline, BASE, "cutoff_hz", 60.0, "a value below half the sampling rate (50 Hz)"),
    (GcvSpline, BASE, "penalty", 0.0, "a value > 0"),
    (GcvSpline, LOW_PASS, "penalty", 1.0, "none beside a cut-off"),
    (GcvSpline, BASE, "factor", 0.5, "a value >= 1"),
]


@pytest.mark.parametrize(("algorithm", "good", "argument", "value", "expected"), BAD)
def test_bad_parameters_are_named(
    algorithm: Any, good: dict[str, float], argument: str, value: Any, expected: str
) -> None:
    with pytest.raises(ff.ArgumentError) as error:
        algorithm(**{**good, argument: value})
    got = repr(value) if expected.startswith("one of") else value
    assert str(error.value) == f"{argument}: expected {expected}, got {got}"


BAD_CALLS = [
    ({"confidence": np.ones((5, 3))}, r"^confidence: expected shape \(6, 3\) or \(6, 3, 2\), got"),
    ({"weights": np.ones(6)}, r"^weights: expected shape \(6, 3\) or \(6, 3, 2\), got"),
    (
        {"weights": np.ones((6, 3)), "confidence": np.ones((6, 3))},
        r"^weights: expected none beside confidence, got both$",
    ),
    ({"time_s": np.zeros(6)}, r"^time_s: expected finite, rising time stamps, got others$"),
    ({"time_s": np.arange(5)}, r"^time_s: expected 6 time stamps, or one row of them, got"),
]


@pytest.mark.parametrize(("call", "text"), BAD_CALLS)
def test_bad_calls_are_named(call: dict[str, Any], text: str) -> None:
    with pytest.raises(ff.ArgumentError, match=text):
        SMOOTHERS["velocity"](np.ones((6, 3, 2)), **call)
    with pytest.raises(ff.ArgumentError, match=r"^time_s: expected None: frames are evenly"):
        SMOOTHERS["whittaker-2"](np.ones(6), time_s=np.arange(6))
