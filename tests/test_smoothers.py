"""What smoothers have in common: what they keep, gaps, weights, time stamps, errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall import _backend
from footfall.filters import GcvSpline, RtsSmoother, Whittaker

from .conftest import FLOATS
from .smoothers import BASE, LOW_PASS, NAN, SMOOTHERS, motion

every_smoother = pytest.mark.parametrize("smooth", SMOOTHERS.values(), ids=SMOOTHERS.keys())


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


@pytest.mark.parametrize("name", ["gated", "gcv", "whittaker-2"])
def test_sigma_is_honest_on_waves(name: str, backend: str) -> None:
    """Motion slower than the cut-off: the model expects more drift, so sigma is a bit large."""
    rng = np.random.default_rng(2)
    t = np.arange(600)[:, None] / 100
    truth = 30 * np.sin(2 * np.pi * np.linspace(0.5, 1.5, 40) * t)
    result = SMOOTHERS[name].estimate(truth + rng.normal(size=truth.shape))
    inside = np.abs(result.position - truth) <= 1.96 * result.sigma
    assert 0.93 < inside.mean() < 0.99


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
