"""Conditioning: what it repairs, what it leaves, and whether its sigma is true."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall._smoothness import USUAL_CUTOFF_HZ, class_of, cutoff_hz, white_noise

PIXELS_PER_M = 400.0


def pair(make=ff.synthetic.walker, **options):
    """A clean side view in pixels, and the same disturbed."""
    view = {"dimensions": 2, "pixels_per_m": PIXELS_PER_M, "sampling_rate_hz": 60.0}
    clean, _ = make(duration_s=8.0, **view)
    disturbed, _ = make(duration_s=8.0, **view, **options)
    return clean, disturbed


def spread(ready, clean):
    """Root mean square error of coordinates where there is a position."""
    error = (ready.positions - clean.positions)[np.isfinite(ready.positions)]
    return float(np.sqrt(np.mean(error**2)))


@pytest.mark.parametrize("make", [ff.synthetic.walker, ff.synthetic.runner])
def test_clean_motion_stays_as_it_is(make):
    recording, _ = make(sampling_rate_hz=100.0, duration_s=6.0)
    ready = ff.condition(recording, repair_swaps=True, gate=True)
    assert not ready.removed.any()
    assert not ready.swapped.any()
    assert_array_equal(ready.repaired, recording.positions)
    assert spread(ready.recording, recording) < 2e-4


@pytest.mark.parametrize("make", [ff.synthetic.walker, ff.synthetic.runner])
def test_noise_jumps_gaps_and_swaps_are_repaired(make):
    clean, disturbed = pair(make, noise_m=0.008, dropout=0.05, swap=0.1)
    positions = disturbed.positions.copy()
    rng = np.random.default_rng(4)
    jumps = rng.random(positions.shape[:2]) < 0.01
    positions[jumps] += 60.0 * rng.choice([-1.0, 1.0], (int(jumps.sum()), 2))
    disturbed = replace(disturbed, positions=positions)
    before = positions.copy()
    ready = ff.condition(disturbed)
    assert_array_equal(positions, before)
    assert spread(ready.recording, clean) < 0.75 * 0.008 * PIXELS_PER_M
    assert np.isfinite(ready.recording.positions).mean() > 0.985
    assert ready.swapped.any()
    counts = ready.report
    assert counts["samples_outlying"] >= 0.8 * (jumps & np.isfinite(before[..., 0])).sum()
    assert counts["samples_filled"] > 0
    assert counts["frames_swapped"] == ready.swapped.any(axis=1).sum()
    json.dumps(counts)


def test_sigma_covers_the_errors():
    clean, disturbed = pair(noise_m=0.01, dropout=0.05)
    ready = ff.condition(disturbed)
    for positions, sigma in (
        (ready.recording.positions, ready.sigma),
        (ready.repaired, ready.repaired_sigma),
    ):
        known = np.isfinite(sigma) & np.isfinite(positions[..., 0])
        off = np.abs(positions - clean.positions)[known] / sigma[known][:, None]
        assert 0.90 < (off < 1.96).mean() < 0.99
    unsure = ready.filled > ff.gaps.FillMethod.MEASURED
    unsure &= ready.filled != ff.gaps.FillMethod.MISSING
    measured = ready.filled == ff.gaps.FillMethod.MEASURED
    assert np.median(ready.sigma[unsure]) > np.median(ready.sigma[measured])


def test_long_gaps_stay_open():
    clean, _ = pair()
    positions = clean.positions.copy()
    positions[100:200, 15] = np.nan
    ready = ff.condition(replace(clean, positions=positions))
    assert np.isnan(ready.recording.positions[105:195, 15]).all()
    assert np.isnan(ready.sigma[105:195, 15]).all()
    others = np.delete(np.arange(clean.positions.shape[1]), 15)
    assert np.isfinite(ready.recording.positions[:, others]).all()
    assert ready.report["keypoints"][clean.keypoints[15]]["left_missing"] >= 90


def test_markers_are_not_judged_as_an_estimator_is():
    recording, _ = ff.synthetic.walker(duration_s=5.0, swap=0.1, noise_m=0.001)
    recording = replace(recording, confidence=None)
    assert not ff.condition(recording).swapped.any()
    assert ff.condition(recording, repair_swaps=True).swapped.any()


def test_low_scores_go_missing_and_weigh_less():
    _, noisy = pair(noise_m=0.005)
    scores = np.full(noisy.positions.shape[:2], 0.9)
    scores[::7] = 0.3
    scored = replace(noisy, confidence=scores)
    ready = ff.condition(scored)
    assert np.median(ready.repaired_sigma[::7]) > 2 * np.median(ready.repaired_sigma[1::7])
    masked = ff.condition(scored, min_confidence=0.5)
    assert masked.report["samples_masked"] == (scores < 0.5).sum()
    assert np.isfinite(masked.recording.positions).mean() > 0.98
    plain = ff.condition(replace(noisy, confidence=None), min_confidence=0.5)
    assert any("min_confidence does nothing" in text for text in plain.report["warnings"])


@pytest.mark.parametrize("mode", ["walk", "run", "gym"])
def test_modes_tell_how_far_to_smooth(mode):
    _, noisy = pair(noise_m=0.005)
    ready = ff.condition(noisy, mode=mode)
    assert ready.mode == mode
    assert all(ready.cutoff_hz[name] is not None for name in ready.cutoff_hz)
    walking = ff.condition(noisy, mode="walk").cutoff_hz
    order = {"walk": 0, "run": 1, "gym": -1}[mode]
    assert np.sign(ready.cutoff_hz["foot"] - walking["foot"]) == order


def test_the_mode_is_told_from_the_feet():
    assert ff.condition(pair()[0]).mode == "walk"
    assert ff.condition(pair(ff.synthetic.runner)[0]).mode == "run"


def test_the_unit_changes_nothing():
    recording, _ = ff.synthetic.walker(duration_s=4.0, noise_m=0.004, dropout=0.03)
    one = ff.condition(recording, gate=True)
    thousand = ff.condition(
        replace(recording, positions=1000 * recording.positions, unit="mm"), gate=True
    )
    assert_array_equal(one.removed, thousand.removed)
    assert_array_equal(one.filled, thousand.filled)
    assert_allclose(1000 * one.recording.positions, thousand.recording.positions, rtol=1e-6)
    assert_allclose(1000 * one.sigma, thousand.sigma, rtol=1e-6)


def test_steps_can_be_left_out():
    _, disturbed = pair(noise_m=0.005, dropout=0.05, swap=0.1)
    ready = ff.condition(disturbed, repair_swaps=False, gate=False, fill=False, smooth=False)
    assert_array_equal(ready.recording.positions, disturbed.positions)
    assert ready.report["samples_filled"] == 0


@pytest.mark.parametrize("frames", [0, 1, 4, 7])
@pytest.mark.parametrize("missing", [False, True])
def test_little_or_nothing_works(frames, missing):
    clean, _ = pair(noise_m=0.005)
    positions = clean.positions[:frames].copy()
    if missing:
        positions[:] = np.nan
    ready = ff.condition(replace(clean, positions=positions))
    assert ready.recording.positions.shape == positions.shape
    assert_array_equal(np.isnan(ready.recording.positions), np.isnan(positions))


def test_float32_stays_float32():
    clean, _ = pair(noise_m=0.005)
    single = replace(clean, positions=clean.positions.astype(np.float32))
    assert ff.condition(single).recording.positions.dtype == np.float32


@pytest.mark.parametrize(
    ("argument", "options"),
    [
        ("mode", {"mode": "swim"}),
        ("repair_swaps", {"repair_swaps": "yes"}),
        ("gate", {"gate": None}),
        ("min_confidence", {"min_confidence": -1.0}),
        ("noise", {"noise": 0.0}),
    ],
)
def test_bad_arguments_are_named(argument, options):
    with pytest.raises(ff.ArgumentError, match=f"^{argument}: expected"):
        ff.condition(pair()[0], **options)


def test_cutoffs_follow_the_noise():
    walk = [cutoff_hz(5.0, noise, 60.0, 1.5) for noise in (0.003, 0.006, 0.024)]
    assert walk[1] == pytest.approx(5.0)
    assert walk[0] / walk[1] == pytest.approx(2 ** (1 / 3))
    assert cutoff_hz(5.0, 0.006, 120.0, 1.5) == pytest.approx(5.0 * 2 ** (1 / 6))
    assert cutoff_hz(5.0, 0.0, 60.0, 1.5) is None
    assert cutoff_hz(5.0, 1e-7, 60.0, 1.5) is None
    assert cutoff_hz(5.0, float("nan"), 60.0, 1.5) is None


def test_white_noise_is_seen_beside_motion():
    rng = np.random.default_rng(0)
    wave = np.sin(np.arange(3000)[:, None] / 60.0 * 2 * np.pi * rng.uniform(0.8, 2.0, 6))
    assert white_noise(wave + 0.01 * rng.normal(size=wave.shape)) == pytest.approx(0.01, rel=0.05)


def test_every_keypoint_has_a_class():
    classes = {name: class_of(name) for names in ff.skeletons.SKELETONS.values() for name in names}
    assert set(classes.values()) <= set(USUAL_CUTOFF_HZ)
    assert classes["left_big_toe"] == "foot"
    assert classes["right_knee"] == "knee"
    assert classes["nose"] == "trunk"
