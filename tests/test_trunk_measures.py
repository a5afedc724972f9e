"""Regularity, symmetry and freezing episodes of signals whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff

T = np.arange(0, 40, 0.01)


def test_regularity_of_two_waves() -> None:
    """Of cos 2x + a cos x, half a stride on, the second turns its sign."""
    for a in (0.0, 0.3, 0.8):
        x = np.cos(4 * np.pi * T) + a * np.cos(2 * np.pi * T)
        found = ff.metrics.regularity(3 + 2 * x, sampling_rate_hz=100.0, step_duration_s=0.47)
        expected = (1 - a**2) / (1 + a**2)
        assert_allclose([found.step, found.stride], [expected, 1], atol=0.02)
        assert_allclose([found.step_s, found.stride_s], [0.5, 1.0], atol=0.011)
        assert_allclose(found.ratio, expected, atol=0.02)
        assert_allclose(
            found.symmetry_percent, 100 * (1 - 2 * (1 - expected) / (1 + expected)), atol=3
        )


def test_sideways_steps_are_negative() -> None:
    found = ff.metrics.regularity(
        np.sin(2 * np.pi * T), sampling_rate_hz=100.0, step_duration_s=0.5, direction="mediolateral"
    )
    assert_allclose([found.step, found.stride, found.ratio], [-1, 1, 1], atol=0.02)


def test_noise_makes_less_regular() -> None:
    x = np.cos(4 * np.pi * T) + np.random.default_rng(0).normal(size=T.size)
    found = ff.metrics.regularity(x, sampling_rate_hz=100.0, step_duration_s=0.5)
    assert_allclose(found.stride, 0.5 / 1.5, atol=0.08)


def test_symmetry_index_of_a_limp() -> None:
    def index(a: float) -> float:
        phases = np.array([0.0, 1.0, 2.0])
        x = np.cos(4 * np.pi * T[:, None] + phases) + a * np.cos(2 * np.pi * T[:, None] + phases)
        return ff.metrics.gait_symmetry_index(x, sampling_rate_hz=100.0, stride_duration_s=1.0)

    assert index(0.0) > 0.95
    values = [index(a) for a in (0.0, 0.3, 0.6, 0.9)]
    assert values == sorted(values, reverse=True)
    assert_allclose(values[1] ** 2, (1 - 0.09) / (1 + 0.09) * (1 - 0.5 / 40), atol=0.03)


@pytest.mark.parametrize(
    ("x", "reason"),
    [
        (np.full(500, np.nan), "missing"),
        (np.ones(500), "does not change"),
        (T[:150], "1.5 strides, 3 needed"),
        (np.empty(0), "0.0 strides"),
    ],
)
def test_what_has_no_rhythm_says_why(x: np.ndarray, reason: str) -> None:
    found = ff.metrics.regularity(x, sampling_rate_hz=100.0, step_duration_s=0.5)
    assert math.isnan(found.stride)
    assert reason in found.reason
    three = np.repeat(x[:, None], 3, axis=1)
    assert math.isnan(
        ff.metrics.gait_symmetry_index(three, sampling_rate_hz=100.0, stride_duration_s=1.0)
    )


def test_episodes_of_trembling() -> None:
    trembles = ((T > 8) & (T < 14)) | ((T > 25) & (T < 31))
    x = np.where(trembles, np.sin(2 * np.pi * 6 * T), 2 * np.sin(2 * np.pi * T))
    x[(T > 18) & (T < 22)] *= 0.001  # stands
    found = ff.metrics.freezing_episodes(x, sampling_rate_hz=100.0)
    assert len(found.episodes) == 2
    assert_allclose(found.episodes.start_s, [8, 25], atol=1.5)
    assert_allclose(found.episodes.end_s, [14, 31], atol=1.5)
    told_s = 40 - 4 + 0.5  # from the first window's middle to the last's
    shares = (found.episodes.end_s - found.episodes.start_s) / told_s
    assert_allclose(found.percent_of_time, 100 * shares.sum(), rtol=1e-9)
    strict = ff.metrics.freezing_episodes(x, sampling_rate_hz=100.0, threshold=1e60)
    assert len(strict.episodes) == 0
    assert math.isnan(strict.median_duration_s)
    joined = ff.metrics.freezing_episodes(x, sampling_rate_hz=100.0, max_break_s=20.0)
    assert len(joined.episodes) == 1
    lost = ff.metrics.freezing_episodes(np.full(4000, np.nan), sampling_rate_hz=100.0)
    assert math.isnan(lost.percent_of_time)
    with pytest.raises(ff.ArgumentError, match="max_break_s: expected a value >= 0"):
        ff.metrics.freezing_episodes(x, sampling_rate_hz=100.0, max_break_s=-1)
    with pytest.raises(ff.ArgumentError, match=r"signal: expected shape \(frames,\)"):
        ff.metrics.regularity(x[:, None], sampling_rate_hz=100.0, step_duration_s=0.5)
    with pytest.raises(ff.ArgumentError, match=r"acceleration: expected shape \(frames, 3\)"):
        ff.metrics.gait_symmetry_index(x, sampling_rate_hz=100.0, stride_duration_s=1.0)
