"""Entropy, fluctuation analysis and the freeze index, by closed forms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff
from footfall.metrics.freezing import VARIANTS

if TYPE_CHECKING:
    from pathlib import Path

STANDING_POWER = 0.03  # (m/s²)²: a sixth of a m/s², as still as a leg that carries weight
RNG = np.random.default_rng(7)


def test_entropy_of_white_noise_and_of_a_wave() -> None:
    noise = RNG.normal(size=3000)
    expected = -math.log(math.erf(0.1))
    assert abs(ff.metrics.sample_entropy(noise).value - expected) < 0.05
    wave = np.sin(2 * np.pi * np.arange(48 * 40) / 48)
    assert abs(ff.metrics.sample_entropy(wave).value - 0.24) < 0.02


def test_entropy_counts_every_pair() -> None:
    x = RNG.normal(size=120)
    scaled = x / x.std()
    n, alike, longer = len(x) - 2, 0, 0
    for i in range(n):
        for j in range(i + 1, n):
            if np.abs(scaled[i : i + 2] - scaled[j : j + 2]).max() <= 0.2:
                alike += 1
                longer += abs(scaled[i + 2] - scaled[j + 2]) <= 0.2
    found = ff.metrics.sample_entropy(x)
    assert found.value == -math.log(longer / alike)
    assert "200 wanted" in found.reason
    assert_allclose(ff.metrics.sample_entropy(5 - 3 * x).value, found.value, rtol=1e-9)


def test_scales_of_noise_lose_entropy() -> None:
    values = [e.value for e in ff.metrics.multiscale_entropy(RNG.normal(size=2500), scales=4)]
    assert values == sorted(values, reverse=True)
    assert len(values) == 4


@pytest.mark.parametrize(("power", "expected"), [(0.0, 0.5), (1.0, 1.0), (2.0, 1.5)])
def test_fluctuations_of_coloured_noise(power: float, expected: float) -> None:
    n = 1 << 13
    spectrum = np.fft.rfft(RNG.normal(size=n))
    frequency = np.maximum(np.fft.rfftfreq(n), 1 / n)
    series = np.fft.irfft(spectrum / frequency ** (power / 2), n)
    assert abs(ff.metrics.detrended_fluctuation(series).value - expected) < 0.1


@pytest.mark.parametrize("measure", [ff.metrics.sample_entropy, ff.metrics.detrended_fluctuation])
@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.empty(0), "too few"),
        (np.ones(500), "do not change"),
        (np.full(500, np.nan), "missing"),
        (np.arange(3.0), "too few"),
    ],
)
def test_what_has_no_complexity_says_why(measure: Any, values: Any, reason: str) -> None:
    found = measure(values)
    assert math.isnan(found.value)
    assert reason in found.reason


@pytest.mark.parametrize("variant", VARIANTS)
def test_two_tones_give_their_ratio(variant: str) -> None:
    t = np.arange(0, 30, 0.01)
    x = np.sin(2 * np.pi * 1.5 * t) + 0.5 * np.sin(2 * np.pi * 6 * t)  # power 4 to 1
    found = ff.metrics.freeze_index(x, sampling_rate_hz=100.0, variant=variant)
    ratio = np.exp(found.index / 2) / 10 if VARIANTS[variant].logarithm else found.index
    assert_allclose(ratio, 0.25, rtol=0.05)
    louder = ff.metrics.freeze_index(3 * x, sampling_rate_hz=100.0, variant=variant)
    assert_allclose(louder.index, found.index, rtol=1e-9)


def test_windows_with_missing_samples_have_no_index() -> None:
    x = np.sin(np.arange(3000) / 10)
    x[1500] = np.nan
    for variant in VARIANTS:
        found = ff.metrics.freeze_index(x, sampling_rate_hz=100.0, variant=variant)
        near = np.abs(found.time_s - 15.0) < VARIANTS[variant].window_s / 2 - 0.05
        assert np.isnan(found.index[near]).all()
        assert np.isfinite(found.index[~near][[0, -1]]).all()
    assert len(ff.metrics.freeze_index(x[:50], sampling_rate_hz=100.0)) == 0


def test_wrong_arguments_get_a_sentence() -> None:
    with pytest.raises(ff.ArgumentError, match="template_length: expected a whole number"):
        ff.metrics.sample_entropy(np.arange(9.0), template_length=0)
    with pytest.raises(ff.ArgumentError, match="scales: expected a whole number"):
        ff.metrics.multiscale_entropy(np.arange(9.0), scales=0)
    with pytest.raises(ff.ArgumentError, match="variant: expected one of moore"):
        ff.metrics.freeze_index(np.arange(9.0), sampling_rate_hz=64.0, variant="best")
    with pytest.raises(ff.ArgumentError, match=r"shape \(frames,\)"):
        ff.metrics.freeze_index(np.zeros((9, 3)), sampling_rate_hz=64.0)


def test_freezing_of_patients_is_told(shared_data: Path) -> None:
    scores, labels = [], []
    for path in sorted((shared_data / "daphnet_fog").glob("*.npz")):
        data = np.load(path)
        vertical = data["acc_mg"][:, 1] * 9.80665e-3
        found = ff.metrics.freeze_index(vertical.astype(float), sampling_rate_hz=64.0)
        place = np.rint(found.time_s * 64).astype(int)
        label = data["label"][np.minimum(place, len(vertical) - 1)]
        known = (label > 0) & np.isfinite(found.index)
        moves = found.power > STANDING_POWER
        scores.append(np.where(moves, found.index, 0.0)[known])
        labels.append(label[known] == 2)
    score, frozen = np.concatenate(scores), np.concatenate(labels)
    rank = np.argsort(np.argsort(score)) + 1
    n_frozen = frozen.sum()
    area = (rank[frozen].sum() - n_frozen * (n_frozen + 1) / 2) / (n_frozen * (~frozen).sum())
    assert area >= 0.88
