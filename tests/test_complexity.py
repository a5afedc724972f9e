"""Entropy, fluctuation, divergence and the freeze index, by closed forms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff
from footfall.metrics.freezing import VARIANTS
from footfall.metrics.freezing_episodes import STANDING_POWER

if TYPE_CHECKING:
    from pathlib import Path

RNG = np.random.default_rng(7)


def test_entropy_of_white_noise_and_of_a_wave(backend: str) -> None:
    noise = RNG.normal(size=3000)
    expected = -math.log(math.erf(0.1))
    assert abs(ff.metrics.sample_entropy(noise).value - expected) < 0.05
    wave = np.sin(2 * np.pi * np.arange(48 * 40) / 48)
    assert abs(ff.metrics.sample_entropy(wave).value - 0.24) < 0.02


@pytest.mark.parametrize("n", [5, 66, 120, 203])
def test_entropy_counts_every_pair(backend: str, n: int) -> None:
    x = np.random.default_rng(n).normal(size=n)
    scaled = x / x.std()
    templates, alike, longer = n - 2, 0, 0
    for i in range(templates):
        for j in range(i + 1, templates):
            if np.abs(scaled[i : i + 2] - scaled[j : j + 2]).max() <= 0.5:
                alike += 1
                longer += bool(abs(scaled[i + 2] - scaled[j + 2]) <= 0.5)
    found = ff.metrics.sample_entropy(x, tolerance=0.5)
    if longer == 0:
        assert "no stretch" in found.reason
        return
    assert found.value == -math.log(longer / alike)
    assert ("200 wanted" in found.reason) == (n < 200)
    assert_allclose(
        ff.metrics.sample_entropy(5 - 3 * x, tolerance=0.5).value, found.value, rtol=1e-9
    )


def test_scales_of_noise_lose_entropy() -> None:
    values = [e.value for e in ff.metrics.multiscale_entropy(RNG.normal(size=2500), scales=4)]
    assert values == sorted(values, reverse=True)
    assert len(values) == 4


def test_many_series_give_what_each_gives(backend: str) -> None:
    rng = np.random.default_rng(5)
    lengths = [300, 300, 80, 300, 4, 0, *[300] * 9]
    batch = ff.Batch.from_sequences([rng.normal(size=n) for n in lengths], 1.0)
    batch.values[310] = np.nan
    how = {"dimension": 3, "delay": 2, "apart": 10, "fit": (0, 8)}
    for measure in (
        ff.metrics.sample_entropy,
        ff.metrics.detrended_fluctuation,
        lambda x: ff.metrics.lyapunov_exponent(x, **how),
    ):
        found = measure(batch)
        assert len(found) == len(lengths)
        assert [repr(e) for e in found] == [repr(measure(x)) for x in batch]
        assert np.isnan(found[1].value)
        assert "missing" in found[1].reason
    scales = ff.metrics.multiscale_entropy(batch, scales=2)
    assert [len(s) for s in scales] == [2] * len(lengths)


def test_measures_have_the_same_bits() -> None:
    rng = np.random.default_rng(6)
    x = np.cumsum(rng.normal(size=(11, 331)), axis=1)
    results = []
    for name in ff.available():
        for threads in (1, 3):
            with ff.using(backend=name, threads=threads):
                entropy = ff.metrics.sample_entropy(x)
                exponent = ff.metrics.detrended_fluctuation(x, box_sizes=[4, 9, 20, 80])
                curves = ff.metrics.divergence_curve(x, dimension=4, delay=3, apart=9, horizon=12)
                results.append((repr(entropy), repr(exponent), np.array(curves).tobytes()))
    assert len(set(results)) == 1


@pytest.mark.parametrize("both_ends", [True, False])
def test_fluctuations_are_those_about_fitted_lines(backend: str, both_ends: bool) -> None:
    x = np.random.default_rng(8).normal(size=103)
    profile, sizes, strays = np.cumsum(x - x.mean()), (5, 11, 25), []
    for size in sizes:
        n = len(x) // size
        starts = [b * size for b in range(n)]
        starts += [len(x) - (b + 1) * size for b in range(n)] if both_ends else []
        left = []
        for start in starts:
            y = profile[start : start + size]
            left.append(y - np.polyval(np.polyfit(np.arange(size), y, 1), np.arange(size)))
        strays.append(np.sqrt(np.mean(np.square(left))))
    expected = np.polyfit(np.log(sizes), np.log(strays), 1)[0]
    found = ff.metrics.detrended_fluctuation(x, box_sizes=sizes, both_ends=both_ends)
    assert_allclose(found.value, expected, rtol=1e-11)


def test_neighbours_part_as_by_definition(backend: str) -> None:
    x = np.cumsum(np.random.default_rng(9).normal(size=120))
    dimension, delay, apart, horizon = 3, 4, 6, 10
    states = np.stack([x[k * delay : len(x) - (dimension - 1 - k) * delay] for k in range(3)], 1)
    started = len(states) - horizon
    far = np.linalg.norm(states[:started, None] - states[None, :started], axis=2)
    far[np.abs(np.subtract.outer(np.arange(started), np.arange(started))) <= apart] = np.inf
    nearest = far.argmin(axis=1)
    expected = [
        np.log(np.linalg.norm(states[np.arange(started) + k] - states[nearest + k], axis=1)).mean()
        for k in range(horizon + 1)
    ]
    found = ff.metrics.divergence_curve(
        x, dimension=dimension, delay=delay, apart=apart, horizon=horizon
    )
    assert_allclose(found, expected, rtol=1e-12)


def test_exponents_of_chaos() -> None:
    """The logistic map, ln 2 per step, and the Lorenz attractor, 1.50 1/s."""
    x = [0.4]
    for _ in range(2999):
        x.append(4 * x[-1] * (1 - x[-1]))
    found = ff.metrics.lyapunov_exponent(x, dimension=1, delay=1, apart=1, fit=(0, 5))
    assert abs(found.value - math.log(2)) < 0.05

    def slope(s: Any) -> Any:
        return np.array([16 * (s[1] - s[0]), s[0] * (45.92 - s[2]) - s[1], s[0] * s[1] - 4 * s[2]])

    state, path, step = np.array([1.0, 1.0, 30.0]), [], 0.01
    for _ in range(6000):
        a = slope(state)
        b = slope(state + step / 2 * a)
        c = slope(state + step / 2 * b)
        state = state + step / 6 * (a + 2 * b + 2 * c + slope(state + step * c))
        path.append(state[0])
    found = ff.metrics.lyapunov_exponent(
        path[1000:], dimension=5, delay=11, apart=50, fit=(0.2, 1.2), sampling_rate_hz=100.0
    )
    assert abs(found.value - 1.5) < 0.15


def test_unsteady_gait_is_less_stable() -> None:
    rng = np.random.default_rng(3)
    t = np.arange(0, 40, 0.01)
    noise = np.convolve(rng.normal(size=t.size), np.ones(20) / 20, mode="same")
    wave = np.cos(2 * np.pi * t) + np.cos(4 * np.pi * t)
    calm, wild = (
        ff.metrics.local_stability(wave + a * noise, np.arange(36.0), sampling_rate_hz=100.0)
        for a in (0.02, 0.3)
    )
    assert wild.curve[0] > calm.curve[0] + 1
    assert calm.n_strides == 30
    few = ff.metrics.local_stability(wave, np.arange(20.0), sampling_rate_hz=100.0)
    assert math.isnan(few.short.value)
    assert "19 strides inside the signal, 30 wanted" in few.long.reason


@pytest.mark.parametrize(("power", "expected"), [(0.0, 0.5), (1.0, 1.0), (2.0, 1.5)])
def test_fluctuations_of_coloured_noise(power: float, expected: float) -> None:
    n = 1 << 13
    spectrum = np.fft.rfft(np.random.default_rng(5).normal(size=n))
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
    with pytest.raises(ff.ArgumentError, match="box_sizes: expected at least two"):
        ff.metrics.detrended_fluctuation(np.arange(99.0), box_sizes=[9])
    with pytest.raises(ff.ArgumentError, match="fit: expected two times"):
        ff.metrics.lyapunov_exponent(np.arange(9.0), dimension=2, delay=1, apart=1, fit=(2, 2))
    with pytest.raises(ff.ArgumentError, match="delay: expected a whole number >= 1"):
        ff.metrics.divergence_curve(np.arange(9.0), dimension=2, delay=0, apart=1, horizon=1)
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
