"""Change of sampling rates: by whole numbers, live, and from irregular time stamps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.interpolate import PchipInterpolator
from scipy.signal import resample_poly

import footfall as ff
from footfall import gaps
from footfall.filters import Resample, rational_ratio, resample_rational

from .kernels import BACKENDS

NAN = np.nan
RATIOS = [(2, 5), (1, 2), (3, 1), (25, 32), (160, 147)]


@pytest.mark.parametrize(("up", "down"), RATIOS)
@pytest.mark.parametrize(("ends", "padtype"), [("zero", "constant"), ("hold", "edge")])
def test_the_numbers_are_those_of_scipy(backend, up, down, ends, padtype):
    rng = np.random.default_rng(up)
    for n in (1, 2, 3, 50, 1501):
        x = rng.normal(size=(n, 3)) + 5
        expected = resample_poly(x, up, down, axis=0, padtype=padtype)
        assert_allclose(Resample(up=up, down=down, ends=ends)(x), expected, atol=1e-12)
        single = Resample(up=up, down=down, ends=ends)(x.astype(np.float32))
        assert single.dtype == np.float32
        assert_allclose(single, expected, atol=2e-5)


def test_the_time_axis_may_be_any(backend):
    x = np.random.default_rng(1).normal(size=(4, 90, 2))
    along = Resample(up=2, down=5)(x, axis=1)
    assert along.shape == (4, 36, 2)
    for i in range(4):
        assert_array_equal(along[i], Resample(up=2, down=5)(x[i]))
    last = Resample(up=2, down=5)(np.moveaxis(x, 1, 2), axis=-1)
    assert_array_equal(last, np.moveaxis(along, 1, 2))


def test_a_batch_has_the_new_rate(backend):
    rng = np.random.default_rng(2)
    parts = [rng.normal(size=(n, 3)) for n in (40, 1, 0, 333)]
    batch = ff.Batch.from_sequences(parts, 100.0)
    slower = resample_rational(batch, new_rate_hz=40.0)
    assert slower.sampling_rate_hz == 40.0
    for one, part in zip(slower, parts, strict=True):
        assert_array_equal(one, Resample(up=2, down=5)(part))


def test_nothing_above_half_the_new_rate_is_left(backend):
    time = np.arange(3000) / 100
    inner = slice(50, -50)
    for hz, kept in ((5.0, 1.0), (35.0, 0.0)):
        slow = resample_rational(np.sin(2 * np.pi * hz * time), 100.0, 40.0)[inner]
        ideal = kept * np.sin(2 * np.pi * hz * np.arange(len(slow) + 100) / 40)[inner]
        assert np.abs(slow - ideal).max() < 0.01


@pytest.mark.parametrize(("up", "down"), RATIOS)
def test_constants_stay_with_samples_missing(backend, up, down):
    rng = np.random.default_rng(3)
    x = np.full((400, 2), 9.81)
    x[rng.random(x.shape) < 0.1] = NAN
    y = Resample(up=up, down=down)(x)
    seen = ~np.isnan(y)
    assert seen.mean() > 0.5
    assert np.abs(y[seen] / 9.81 - 1).max() < 0.1 if up > down else 0.02


@pytest.mark.parametrize(("up", "down"), RATIOS)
def test_a_gap_stays_and_leaks_no_farther_than_the_filter(backend, up, down):
    rng = np.random.default_rng(4)
    x = rng.normal(size=(900, 3))
    holes = x.copy()
    holes[400:460, 1] = NAN
    holes[420, 1] = np.inf
    resample = Resample(up=up, down=down)
    whole, y = resample(x), resample(holes)
    place = np.arange(len(y)) * down / up
    assert_array_equal(y[:, [0, 2]], whole[:, [0, 2]])
    far = (place < 400 - resample.reach_frames) | (place > 459 + resample.reach_frames)
    assert_array_equal(y[far, 1], whole[far, 1])
    lost = np.isnan(y[:, 1])
    half_period = max(1.0, down / up)
    assert lost[(place > 399 + half_period) & (place < 460 - half_period)].all()
    assert not lost[(place < 400 - half_period) | (place > 459 + half_period)].any()
    assert not lost[(place <= 399) | (place >= 460)].any()


def test_at_a_missing_sample_the_faster_signal_is_missing(backend):
    x = np.arange(40.0)
    x[20] = NAN
    y = Resample(up=3, down=1)(x)
    assert_array_equal(np.flatnonzero(np.isnan(y)), [59, 60, 61])


@pytest.mark.parametrize("ends", ["hold", "zero"])
@given(
    ratio=st.sampled_from([(2, 5), (1, 3), (5, 2), (3, 1), (1, 1), (7, 11)]),
    n=st.integers(0, 160),
    cuts=st.lists(st.integers(0, 160), max_size=8),
    seed=st.integers(0, 99),
    kind=st.sampled_from([np.float32, np.float64]),
)
def test_any_cut_of_a_stream_gives_the_batch(ends, ratio, n, cuts, seed, kind):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2, 2)).astype(kind)
    x[rng.random(x.shape) < 0.1] = NAN
    before = x.copy()
    resample = Resample(up=ratio[0], down=ratio[1], ends=ends)
    places = [0, *sorted(c for c in cuts if c <= n), n]
    for name in BACKENDS:
        with ff.using(backend=name):
            live = resample.stream((2, 2), kind)
            for _ in range(2):  # a flushed stream is a fresh one
                pieces = [live.push(x[a:b]) for a, b in pairwise(places)]
                assert_array_equal(np.concatenate([*pieces, live.flush()]), resample(x))
    assert_array_equal(x, before)


def test_a_stream_remembers_no_more_and_is_not_late(backend):
    resample = Resample(up=2, down=5)
    live = resample.stream((3,))
    given_out = 0
    for seen in range(1, 600):
        given_out += len(live.push(np.ones((1, 3))))
        assert len(live._kept) <= 2 * resample.reach_frames + 3
        assert given_out == resample.n_frames(max(0, seen - live.lag_frames))
    live.reset()
    assert len(live.push(np.ones((1, 3)))) == 0


@pytest.mark.parametrize(
    ("rates", "ratio"),
    [
        ((100, 40), (2, 5)),
        ((128, 100), (25, 32)),
        ((60, 60), (1, 1)),
        ((59.94, 60.0), (1000, 999)),
        ((30000 / 1001, 100), (1001, 300)),
        ((100, 100 / 3), (1, 3)),
        ((99.9999999, 50), (1, 2)),
    ],
)
def test_whole_numbers_of_two_rates(rates, ratio):
    assert rational_ratio(*rates, most=1001) == ratio


def test_no_whole_numbers():
    with pytest.raises(ff.ArgumentError, match="new_rate_hz: expected a rate whose ratio to 100"):
        rational_ratio(100.0, 100 * np.sqrt(2))
    with pytest.raises(ff.ArgumentError, match="new_rate_hz: expected a value > 0, got None"):
        resample_rational(np.ones(3), 100.0)


@pytest.mark.parametrize("value", [0, -1, 2.5, True, 10_001])
def test_up_and_down_are_whole(value):
    with pytest.raises(ff.ArgumentError, match="up: expected a whole number from 1 to 10000"):
        Resample(up=value, down=1)


def test_a_stream_wants_its_frames():
    with pytest.raises(ff.ArgumentError, match="frames: expected float64 of shape"):
        Resample(up=1, down=2).stream((3,)).push(np.ones((4, 2)))
    with pytest.raises(ff.ArgumentError, match="dtype: expected float32 or float64"):
        Resample(up=1, down=2).stream((3,), np.int32)


def test_irregular_stamps_along_curves():
    rng = np.random.default_rng(5)
    times = np.cumsum(rng.uniform(0.005, 0.02, 300))
    x = np.cumsum(rng.normal(size=(300, 2)), axis=0)
    even, start = gaps.resample(x, times, 200.0, method="pchip", low_pass=False)
    wanted = start + np.arange(len(even)) / 200
    assert_allclose(even, PchipInterpolator(times, x)(np.minimum(wanted, times[-1])), atol=1e-9)
    x[100] = NAN
    holes, _ = gaps.resample(x, times, 200.0, method="pchip")
    lost = np.isnan(holes[:, 0])
    assert_array_equal(lost, (wanted > times[99]) & (wanted < times[101]))
    apart = PchipInterpolator(times[:100], x[:100])
    first = wanted <= times[99]
    assert_allclose(holes[first], apart(wanted[first]), atol=1e-9)


@pytest.mark.parametrize("method", ["linear", "pchip"])
def test_two_stamps_make_a_line(method):
    even, _ = gaps.resample(np.array([0.0, 1.0]), np.array([0.0, 0.1]), 40.0, method=method)
    assert_allclose(even, [0, 0.25, 0.5, 0.75, 1.0], atol=1e-9)


def test_a_lower_rate_is_filtered():
    rng = np.random.default_rng(6)
    times = np.arange(2000) / 100 + rng.uniform(-0.001, 0.001, 2000)
    x = np.sin(2 * np.pi * 2 * times) + np.sin(2 * np.pi * 23 * times)
    slow, start = gaps.resample(x, times, 20.0, method="pchip")
    wanted = start + np.arange(len(slow)) / 20
    folded, _ = gaps.resample(x, times, 20.0, method="pchip", low_pass=False)
    truth = np.sin(2 * np.pi * 2 * wanted)
    assert np.abs(slow - truth)[20:-20].max() < 0.05  # curves bend fast waves a little
    assert np.abs(folded - truth)[20:-20].max() > 0.5
    assert len(slow) == len(folded)


def test_stamps_that_do_not_rise():
    times = np.array([0.0, 0.1, 0.1, 0.3, 0.2])
    x = np.array([0.0, 1.0, 3.0, 6.0, 4.0])
    with pytest.raises(ff.ArgumentError, match=r"time_s: .* got 0.1 after 0.1 at 2"):
        gaps.resample(x, times, 10.0)
    before = x.copy()
    repaired, _ = gaps.resample(x, times, 10.0, stamps="repair")
    assert_allclose(repaired, [0, 2, 4, 6], atol=1e-9)
    x[2] = NAN
    repaired, _ = gaps.resample(x, times, 10.0, stamps="repair")
    assert_allclose(repaired, [0, 1, 4, 6], atol=1e-9)
    x[2] = 3.0
    assert_array_equal(x, before)
    with pytest.raises(ff.ArgumentError, match=r"time_s: .* got nan at 1"):
        gaps.resample(np.ones(2), np.array([0.0, NAN]), 10.0, stamps="repair")


def test_little_or_nothing():
    for n in (0, 1):
        values, _ = gaps.resample(np.ones((n, 2)), np.arange(float(n)), 10.0, method="pchip")
        assert values.shape == (n, 2)
