"""Profile scores, deviation index, waveforms, relative phase, smoothness, harmonic ratio."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import footfall as ff
from footfall.metrics import (
    VARIABLES,
    GaitDeviationIndex,
    continuous_relative_phase,
    deviation_index_of_profile,
    gait_profile_score,
    harmonic_ratio,
    improved_harmonic_ratio,
    log_dimensionless_jerk,
    multiple_correlation,
    overall_profile_score,
    spectral_arc_length,
    waveform_error,
)

CYCLE = np.linspace(0.0, 2 * np.pi, 101)
NORM = {name: 10 * np.sin(CYCLE + i) for i, name in enumerate(VARIABLES)}
seeds = st.integers(0, 2**32 - 1)


def _off(by):
    return {name: curve + by for name, curve in NORM.items()}


def test_the_profile_score_is_the_root_of_the_mean_of_squares():
    own = {**NORM, "hip_flexion": NORM["hip_flexion"] + 6.0}
    found = gait_profile_score(own, NORM)
    assert found.name == "GPS"
    assert found.variable_scores_deg["hip_flexion"] == pytest.approx(6.0)
    assert found.value_deg == pytest.approx(math.sqrt(36 / 9))
    assert found.reason == ""
    assert gait_profile_score(NORM, NORM).value_deg == 0.0


def test_a_profile_of_some_variables_says_so():
    own = _off(3.0)
    del own["hip_rotation"]
    own["pelvic_tilt"] = np.full(101, np.nan)
    found = gait_profile_score(own, NORM)
    assert found.name == "GPS_partial(7)"
    assert found.value_deg == pytest.approx(3.0)
    assert found.missing == ("pelvic_tilt", "hip_rotation")
    nothing = gait_profile_score({}, NORM)
    assert nothing.name == "GPS_partial(0)"
    assert math.isnan(nothing.value_deg)
    with pytest.raises(ff.ArgumentError, match="knee_flexion: expected 51 or 101 points"):
        gait_profile_score({"knee_flexion": np.zeros(100)}, NORM)


def test_the_pelvis_counts_once():
    found = overall_profile_score(_off(2.0), {**_off(4.0), "pelvic_tilt": np.zeros(101)}, NORM)
    assert found.name == "GPS"
    assert found.value_deg == pytest.approx(math.sqrt((9 * 4 + 6 * 16) / 15))


def _reference(seed=0, n=80):
    rng = np.random.default_rng(seed)
    shapes = np.stack([np.sin(k * CYCLE[::2] + p) for k in (1, 2, 3) for p in (0.0, 1.5)])
    healthy = rng.standard_normal((n, 9, 6)) @ shapes + 10 * np.sin(CYCLE[::2])
    impaired = 4 * rng.standard_normal((n, 9, 6)) @ shapes + 10 * np.sin(CYCLE[::2])
    return healthy, impaired


def test_the_deviation_index_puts_controls_at_100(tmp_path):
    healthy, impaired = _reference()
    index = GaitDeviationIndex.fit(np.concatenate([healthy, impaired]), healthy)
    assert index.basis.shape == (459, 15)
    assert_allclose(index.basis.T @ index.basis, np.eye(15), atol=1e-12)

    def score(strides):
        return np.array([index.score(dict(zip(VARIABLES, s, strict=True))) for s in strides])

    scores = score(healthy)
    assert scores.mean() == pytest.approx(100.0)
    assert scores.std(ddof=1) == pytest.approx(10.0)
    assert score(impaired).mean() < 80
    index.save(tmp_path / "reference.npz")
    again = GaitDeviationIndex.load(tmp_path / "reference.npz")
    own = dict(zip(VARIABLES, impaired[0], strict=True))
    assert again.score(own) == index.score(own)
    assert again.variables == VARIABLES
    assert math.isnan(index.score({"hip_flexion": impaired[0, 3]}))
    assert math.isnan(index.score({**own, "hip_flexion": np.full(51, np.nan)}))


def test_the_deviation_index_does_not_depend_on_the_sign_of_its_basis():
    healthy, impaired = _reference(1)
    index = GaitDeviationIndex.fit(healthy, healthy)
    turned = GaitDeviationIndex(
        variables=VARIABLES,
        basis=-index.basis,
        control_mean=-index.control_mean,
        log_distance_mean=index.log_distance_mean,
        log_distance_sd=index.log_distance_sd,
    )
    own = dict(zip(VARIABLES, impaired[0], strict=True))
    assert turned.score(own) == pytest.approx(index.score(own))


@pytest.mark.parametrize(
    ("reference", "controls", "sentence"),
    [
        ((5, 9, 50), (5, 9, 51), r"reference: expected shape \(strides, 9, 51\)"),
        ((20, 9, 51), (2, 9, 51), "controls: expected at least 3 strides, got 2"),
        ((10, 9, 51), (5, 9, 51), "features: expected a number from 1 to 10, got 15"),
    ],
)
def test_a_reference_needs_strides(reference, controls, sentence):
    rng = np.random.default_rng(0)
    with pytest.raises(ff.ArgumentError, match=sentence):
        GaitDeviationIndex.fit(rng.standard_normal(reference), rng.standard_normal(controls))


def test_a_file_of_something_else_is_no_reference(tmp_path):
    np.savez(tmp_path / "other.npz", x=np.zeros(3))
    with pytest.raises(ff.ArgumentError, match="path: expected a reference of the gait deviation"):
        GaitDeviationIndex.load(tmp_path / "other.npz")


def test_the_profile_on_the_scale_of_the_index():
    controls = np.exp([1.5, 1.6, 1.7, 1.8])
    middle = float(np.exp(1.65))
    assert deviation_index_of_profile(middle, controls) == pytest.approx(100.0)
    one_sd = float(np.exp(1.65 + np.std([1.5, 1.6, 1.7, 1.8], ddof=1)))
    assert deviation_index_of_profile(one_sd, controls) == pytest.approx(90.0)
    assert math.isnan(deviation_index_of_profile(5.0, [5.0, 6.0]))


@given(seeds, st.floats(0.1, 10.0), st.floats(-50.0, 50.0))
def test_correlation_of_curves_has_no_unit_and_no_order(seed, scale, offset):
    rng = np.random.default_rng(seed)
    curves = np.sin(CYCLE) + 0.2 * rng.standard_normal((5, 101))
    value = multiple_correlation(curves).value
    assert 0.9 < value < 1.0
    moved = scale * curves[rng.permutation(5)] + offset
    assert multiple_correlation(moved).value == pytest.approx(value)
    gap = np.concatenate([curves, np.full((1, 101), np.nan)])
    assert multiple_correlation(gap).value == value


def test_the_correlation_of_two_curves_by_hand():
    """Kadaba (1989): points (0, 2) and (1, 3): within 0.5, about the mean 5 / 3."""
    assert multiple_correlation([[0.0, 2.0], [1.0, 3.0]]).value == pytest.approx(
        math.sqrt(1 - 0.5 / (5 / 3))
    )
    apart = multiple_correlation([[0.0, 0.1], [5.0, 5.1]])
    assert math.isnan(apart.value)
    assert apart.reason == "curves differ by more than they move"
    for n in (0, 1):
        assert multiple_correlation(np.zeros((n, 101))).reason.endswith("2 needed")


@given(st.floats(-20.0, 20.0), st.floats(-0.2, 0.2), st.floats(0.5, 2.0))
def test_offset_lag_and_range_are_told_apart(offset, lag, gain):
    reference = 20 * np.sin(CYCLE) + 5 * np.sin(2 * CYCLE)
    late = 2 * np.pi * lag
    measured = offset + gain * (20 * np.sin(CYCLE - late) + 5 * np.sin(2 * (CYCLE - late)))
    found = waveform_error(reference, measured)
    assert found.offset == pytest.approx(offset, abs=1e-9)
    assert found.lag_percent == pytest.approx(100 * lag, abs=0.05)
    assert found.range_error == pytest.approx((gain - 1) * np.ptp(reference), abs=0.2)
    assert found.rmse**2 == pytest.approx(found.rmse_centered**2 + offset**2)
    swapped = waveform_error(measured, reference)
    assert swapped.rmse == pytest.approx(found.rmse)
    assert swapped.lag_percent == pytest.approx(-found.lag_percent, abs=1e-6)


def test_curves_that_cannot_be_compared():
    flat = waveform_error(np.zeros(101), np.ones(101))
    assert (flat.offset, flat.rmse_centered) == (1.0, 0.0)
    assert math.isnan(flat.lag_percent)
    assert math.isnan(waveform_error(np.zeros(101), np.full(101, np.nan)).rmse)
    with pytest.raises(ff.ArgumentError, match=r"measured: expected shape \(101,\)"):
        waveform_error(np.zeros(101), np.zeros(51))


@given(st.floats(-170.0, 170.0), st.floats(0.1, 10.0), st.floats(-30.0, 30.0))
def test_relative_phase_of_sines(shift, scale, offset):
    one, two = np.cos(CYCLE), offset + scale * np.cos(CYCLE - np.radians(shift))
    found = continuous_relative_phase(one, two)
    # The least and largest samples lie beside the true ones: the centre is off by a little.
    assert_allclose(found.phase_deg[0], shift, atol=0.15)
    assert found.mean_absolute_deg == pytest.approx(abs(shift), abs=0.1)
    assert math.isnan(found.deviation_deg)


def test_relative_phase_over_cycles():
    shifts = np.radians([30.0, 40.0, 50.0])
    one = np.repeat(np.cos(CYCLE)[None], 5, axis=0)
    two = np.cos(CYCLE - np.append(shifts, [0.0, 0.0])[:, None])
    two[3, 7] = np.nan
    two[4] = 1.0
    found = continuous_relative_phase(one, two)
    assert found.n == 3
    assert found.mean_absolute_deg == pytest.approx(40.0, abs=0.1)
    assert found.deviation_deg == pytest.approx(np.std([30, 40, 50]), rel=0.01)
    assert np.isnan(found.phase_deg[3:]).all()
    empty = continuous_relative_phase(np.empty((0, 101)), np.empty((0, 101)))
    assert (empty.n, math.isnan(empty.mean_absolute_deg)) == (0, True)


@given(st.floats(0.1, 100.0))
def test_smoothness_has_no_unit(scale):
    t = np.linspace(0.0, 1.0, 201)
    stroke = t**2 * (1 - t) ** 2
    rough = stroke * (1 + 0.3 * np.sin(40 * t))
    for measure in (spectral_arc_length, log_dimensionless_jerk):
        value = measure(stroke, sampling_rate_hz=200.0).value
        assert measure(scale * stroke, sampling_rate_hz=200.0).value == pytest.approx(value)
        assert measure(rough, sampling_rate_hz=200.0).value < value


def test_the_smoothest_stroke():
    """Least jerk: v = 30 t² (1 - t)², so that ∫ jerk² / peak² = 720 / 1.875²."""
    t = np.linspace(0.0, 1.0, 2001)
    found = log_dimensionless_jerk(30 * t**2 * (1 - t) ** 2, sampling_rate_hz=2000.0)
    assert found.value == pytest.approx(-math.log(720 / 1.875**2), abs=0.01)
    assert (
        -1.7 < spectral_arc_length(30 * t**2 * (1 - t) ** 2, sampling_rate_hz=2000.0).value < -1.3
    )


@pytest.mark.parametrize(
    ("speed", "reason"),
    [
        (np.zeros(0), "0 frames, 8 needed"),
        (np.ones(1), "1 frame, 8 needed"),
        (np.array([1.0, np.nan] * 10), "frames are missing"),
        (np.zeros(20), "nothing moves"),
    ],
)
def test_movements_that_cannot_be_judged(speed, reason):
    for measure in (spectral_arc_length, log_dimensionless_jerk):
        found = measure(speed, sampling_rate_hz=100.0)
        assert math.isnan(found.value)
        assert found.reason == reason


@pytest.mark.parametrize(
    ("direction", "even", "odd"),
    [("vertical", 8.0, 1.0), ("anteroposterior", 8.0, 1.0), ("mediolateral", 1.0, 8.0)],
)
def test_the_harmonic_ratio_of_known_harmonics(direction, even, odd):
    rate, stride = 100.0, 1.13
    t = np.arange(1000) / rate
    signal = 3.0 + sum(
        (odd if k % 2 else even) / 4 * np.cos(2 * np.pi * k * t / stride + k) for k in range(1, 9)
    )
    starts = 0.3 + stride * np.arange(7)
    found = harmonic_ratio(
        signal, starts, starts + stride, sampling_rate_hz=rate, direction=direction
    )
    assert_allclose(found, 8.0, rtol=0.02)
    scaled = harmonic_ratio(
        -5 * signal, starts, starts + stride, sampling_rate_hz=rate, direction=direction
    )
    assert_allclose(scaled, found)
    share = improved_harmonic_ratio(
        signal, starts, starts + stride, sampling_rate_hz=rate, direction=direction
    )
    assert_allclose(share, 100 * found / (1 + found))
    power = improved_harmonic_ratio(
        signal, starts, starts + stride, sampling_rate_hz=rate, direction=direction, of="power"
    )
    assert_allclose(power, 100 * 64 / 65, rtol=0.01)


def test_strides_without_a_harmonic_ratio():
    signal = np.sin(np.arange(300.0))
    signal[150] = np.nan
    ratio = harmonic_ratio(
        signal,
        [0.1, 1.0, 2.5, -0.5, 0.2],
        [1.1, 2.0, 3.5, 0.5, 0.3],
        sampling_rate_hz=100.0,
        direction="vertical",
    )
    assert np.isfinite(ratio).tolist() == [True, False, False, False, False]
    with pytest.raises(ff.ArgumentError, match="direction: expected one of vertical"):
        harmonic_ratio(signal, [], [], sampling_rate_hz=100.0, direction="up")
    with pytest.raises(ff.ArgumentError, match="of: expected one of amplitude"):
        improved_harmonic_ratio(
            signal, [], [], sampling_rate_hz=100.0, direction="vertical", of="area"
        )
