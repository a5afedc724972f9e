"""Masks, fills and even time steps."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import footfall as ff
from footfall import gaps

NAN = np.nan


def test_mask_below_keeps_what_is_trusted():
    positions = np.arange(12.0).reshape(2, 3, 2)
    confidence = np.array([[0.9, 0.5, NAN], [0.4, 0.5, 1.0]])
    masked = gaps.mask_below(positions, confidence, 0.5)
    expected = positions.copy()
    expected[0, 2] = expected[1, 0] = NAN
    assert_array_equal(masked, expected)
    assert positions[0, 2, 0] == 4.0
    assert gaps.mask_below(positions, confidence, 0.5, out=positions) is positions
    assert_array_equal(positions, expected)


def test_mask_below_takes_a_batch_and_keeps_float32():
    batch = ff.Batch(np.ones((4, 2, 3), np.float32), np.array([0, 1, 4]), 30.0)
    masked = gaps.mask_below(batch, np.zeros((4, 2)), 0.1)
    assert masked.values.dtype == np.float32
    assert np.isnan(masked.values).all()


@pytest.mark.parametrize(
    ("x", "max_gap_s", "ends", "expected"),
    [
        ([0, NAN, 2], 0.1, "leave", [0, 1, 2]),
        ([0, NAN, NAN, 3], 0.1, "leave", [0, NAN, NAN, 3]),
        ([0, NAN, NAN, 3], 0.2, "leave", [0, 1, 2, 3]),
        ([NAN, 1, NAN], 1.0, "leave", [NAN, 1, NAN]),
        ([NAN, 1, NAN], 1.0, "hold", [1, 1, 1]),
        ([NAN, NAN, 1, NAN], 0.1, "hold", [NAN, NAN, 1, 1]),
        ([NAN, NAN], 1.0, "hold", [NAN, NAN]),
        ([5], 1.0, "leave", [5]),
        ([], 1.0, "leave", []),
    ],
)
def test_fill(backend, x, max_gap_s, ends, expected):
    filled = gaps.fill(
        np.array(x, dtype=float), max_gap_s=max_gap_s, sampling_rate_hz=10.0, ends=ends
    )
    assert_array_equal(filled, np.array(expected, dtype=float))


def test_fill_agrees_with_interpolation(backend):
    rng = np.random.default_rng(3)
    x = rng.standard_normal((200, 5))
    x[rng.random(x.shape) < 0.3] = NAN
    filled = gaps.fill(x, max_gap_s=np.inf, sampling_rate_hz=50.0, ends="hold")
    frames = np.arange(len(x))
    for c in range(x.shape[1]):
        seen = np.isfinite(x[:, c])
        expected = np.interp(frames, frames[seen], x[seen, c])
        np.testing.assert_allclose(filled[:, c], expected, atol=1e-12)


def test_fill_never_reaches_across_sequences(backend):
    batch = ff.Batch(np.array([1.0, NAN, NAN, 4.0]), np.array([0, 2, 4]), 10.0)
    assert_array_equal(gaps.fill(batch, max_gap_s=1.0).values, batch.values)


def test_resample_meets_the_given_samples_and_leaves_long_gaps():
    times = np.array([0.0, 0.1, 0.2, 0.9, 1.0])
    values = np.stack([times, 2 * times], axis=1)
    resampled, start = gaps.resample(values, times + 5.0, 20.0, max_gap_s=0.15)
    assert start == 5.0
    even = np.arange(21) / 20
    expected = np.stack([even, 2 * even], axis=1)
    hidden = (even > 0.2 + 1e-9) & (even < 0.9 - 1e-9)
    expected[hidden] = NAN
    np.testing.assert_allclose(resampled, expected, atol=1e-9)


def test_resample_passes_missing_samples_on():
    resampled, _ = gaps.resample(np.array([0.0, NAN, 2.0]), np.array([0.0, 0.1, 0.2]), 20.0)
    assert_array_equal(np.isnan(resampled), [False, True, True, True, False])


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: gaps.fill(np.ones(3), max_gap_s=1.0), "sampling_rate_hz: expected a value > 0"),
        (
            lambda: gaps.fill(np.ones(3), max_gap_s=-1.0, sampling_rate_hz=1.0),
            "max_gap_s: expected a value >= 0, got -1.0",
        ),
        (
            lambda: gaps.fill(np.ones(3), max_gap_s=1.0, sampling_rate_hz=1.0, ends="guess"),
            "ends: expected one of leave, hold, got 'guess'",
        ),
        (
            lambda: gaps.mask_below(np.ones((2, 3, 2)), np.ones((2, 2)), 0.5),
            r"confidence: expected shape \(2, 3\), got \(2, 2\)",
        ),
        (
            lambda: gaps.resample(np.ones(2), np.array([1.0, 1.0]), 10.0),
            "time_s: expected finite, rising time stamps",
        ),
    ],
)
def test_errors(call, sentence):
    with pytest.raises(ff.ArgumentError, match=sentence):
        call()
