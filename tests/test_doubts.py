"""What analysis must notice: each case once gave a number that looked sure and was wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import footfall as ff
from footfall.synthetic import walker


def _without(recording, *names):
    positions = recording.positions.copy()
    positions[:, [recording.keypoints.index(name) for name in names]] = np.nan
    return replace(recording, positions=positions)


def test_the_belt_is_as_uncertain_as_it_is():
    outside = 0
    for seed in range(8):
        recording, truth = walker(treadmill=True, noise_m=0.005, seed=seed, sampling_rate_hz=200.0)
        metric = ff.analyze(recording).metric("stride_length_m")
        outside += not metric.ci_low <= truth.metrics()["stride_length_m"] <= metric.ci_high
        assert metric.value == pytest.approx(1.389, abs=0.012)
    assert outside <= 2


@pytest.mark.parametrize("radius", [3.0, 6.0])
def test_a_curve_does_not_shorten_strides(radius):
    recording, _ = walker(duration_s=8.0)
    x, y, z = np.moveaxis(recording.positions, -1, 0)
    angle, reach = x / radius, radius - y
    curved = np.stack([reach * np.sin(angle), radius - reach * np.cos(angle), z], axis=-1)
    report = ff.analyze(replace(recording, positions=curved))
    assert report.metric("walking_speed_mps").value == pytest.approx(1.25, rel=0.01)
    assert report.metric("step_length_m").value == pytest.approx(0.6944, rel=0.01)
    assert report.metric("step_width_m").value == pytest.approx(0.1, abs=0.003)


@pytest.mark.parametrize("offset_s", [0.06, -0.1])
def test_clocks_apart_are_told(offset_s):
    recording, _ = walker(duration_s=15.0, forces=True)
    forces = replace(recording.forces, start_time_s=offset_s)
    report = ff.analyze(replace(recording, forces=forces))
    assert report.quality["events_from"] == "kinematics"
    assert any("ms apart" in warning for warning in report.quality["warnings"])


def test_one_missing_heel_makes_no_asymmetry():
    recording, _ = walker(duration_s=10.0, noise_m=0.001)
    report = ff.analyze(_without(recording, "left_heel"))
    assert abs(report.metric("step_length_symmetry_percent").value) < 0.5


def test_a_flat_third_axis_is_a_side_view():
    recording, _ = walker(duration_s=8.0, dimensions=2)
    flat = np.concatenate([recording.positions, np.zeros_like(recording.positions[..., :1])], 2)
    report = ff.analyze(replace(recording, positions=flat))
    assert report.metric("step_width_m").status == "unavailable"


def test_mirrored_axes_are_told():
    recording, _ = walker(duration_s=8.0)
    report = ff.analyze(replace(recording, positions=recording.positions * [1.0, -1.0, 1.0]))
    assert report.metric("step_width_m").status == "degraded"
    assert any("left-handed" in warning for warning in report.quality["warnings"])


def test_one_stride_more_on_a_side_does_not_weigh_it_more():
    recording, _ = walker(duration_s=3.9, asymmetry=0.2)
    cadence = ff.analyze(recording).metric("cadence_spm")
    assert cadence.value == pytest.approx(108.0, abs=0.3)
    assert cadence.ci_high - cadence.ci_low < 1.0


def test_a_wrong_direction_is_told():
    recording, _ = walker(duration_s=8.0)
    report = ff.analyze(replace(recording, forward="-x"))
    assert any("walking backwards" in warning for warning in report.quality["warnings"])
    spread = report.metric("stride_length_cv_percent")
    assert spread.ci_low <= spread.value <= spread.ci_high


def test_one_foot_alone_is_measured():
    recording, _ = walker(duration_s=8.0)
    names = ("left_heel", "left_big_toe", "left_small_toe", "left_ankle")
    report = ff.analyze(_without(recording, *names))
    assert report.metric("stride_duration_s", "right").value == pytest.approx(1.111, abs=0.002)
    assert report.metric("step_duration_s").status == "unavailable"


def test_the_wrong_mode_has_a_reason():
    recording, _ = walker(duration_s=8.0, cadence_spm=140.0, speed_mps=1.6)
    report = ff.analyze(recording, mode="run")
    assert not report.has_gait
    assert report.quality["warnings"][-1].startswith("no gait found: ")


def test_plates_beside_a_side_view_do_no_harm():
    flat, _ = walker(duration_s=8.0, dimensions=2)
    forces = walker(duration_s=8.0, up="+y", direction="+x", forces=True)[0].forces
    report = ff.analyze(replace(flat, forces=replace(forces, sides=None)))
    assert report.mode == "walk"


def test_infinity_is_missing():
    recording, _ = walker(duration_s=8.0)
    positions = recording.positions.copy()
    positions[100, 0] = np.inf
    assert ff.analyze(replace(recording, positions=positions)).has_gait


def test_a_threshold_without_confidence_is_told():
    recording, _ = walker(duration_s=5.0)
    report = ff.analyze(recording, min_confidence=0.5)
    assert any("min_confidence does nothing" in warning for warning in report.quality["warnings"])
    with pytest.raises(ff.ArgumentError, match="min_confidence: expected a value >= 0, got nan"):
        ff.analyze(recording, min_confidence=float("nan"))
