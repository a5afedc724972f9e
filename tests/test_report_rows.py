"""Rows of the report beyond means of times and lengths, on synthetic people."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import footfall as ff
from footfall._body import body_metrics
from footfall._curves import JOINTS, usual_curves
from footfall._summary import Doubts
from footfall.parameters import drifts, mean_in_phase, peak_in_phase, spring_mass, strides
from footfall.synthetic import runner, walker

BODY = {"height_m": 1.75, "mass_kg": 70.0}


@pytest.fixture(scope="module")
def limp():
    return ff.analyze(
        walker(duration_s=70.0, asymmetry=0.04, noise_m=0.002, duration_cv=0.02, seed=3)[0], **BODY
    )


@pytest.fixture(scope="module")
def run():
    recording, truth = runner(duration_s=12.0, forces=True)
    return recording, truth, ff.analyze(recording, **BODY)


def test_an_asymmetry_is_called_with_its_side(limp):
    """Left steps are longer and slower by 4 %, right ones shorter: 8 % apart."""
    called = {a["metric"]: a for a in limp.quality["asymmetries"]}
    assert set(called) == {"step_duration_s", "step_length_m"}
    for name in called:
        assert called[name]["larger_side"] == "left"
        row = limp.metric(f"{name.rsplit('_', 1)[0]}_symmetry_percent")
        assert row.value == pytest.approx(-8.0, abs=1.5)
        assert row.ci_high < 0
        mdc = limp.metric(f"{name.rsplit('_', 1)[0]}_symmetry_mdc_percent")
        assert abs(row.value) > mdc.value > 0
    assert limp.metric("swing_duration_symmetry_percent").value == pytest.approx(0, abs=1.0)


def test_equal_sides_are_not_called():
    for seed in range(3):
        recording, _ = walker(duration_s=30.0, noise_m=0.003, duration_cv=0.03, seed=seed)
        assert ff.analyze(recording).quality["asymmetries"] == []


def test_the_mirror_image_limps_on_the_other_side():
    recording, _ = walker(duration_s=20.0, asymmetry=0.04, noise_m=0.001, duration_cv=0.01)
    names = tuple(
        n.replace("left", "?").replace("right", "left").replace("?", "right")
        for n in recording.keypoints
    )
    mirrored = replace(recording, positions=recording.positions * [1.0, -1.0, 1.0], keypoints=names)
    one, two = (ff.analyze(r) for r in (recording, mirrored))
    for stem in ("step_duration", "step_length", "stance_duration"):
        name = f"{stem}_symmetry_percent"
        assert two.metric(name).value == pytest.approx(-one.metric(name).value, abs=1e-6)
    assert [a["larger_side"] for a in one.quality["asymmetries"]] == ["left", "left"]
    assert [a["larger_side"] for a in two.quality["asymmetries"]] == ["right", "right"]
    for name in ("gait_asymmetry_percent", "phase_coordination_index_percent"):
        assert two.metric(name).value == pytest.approx(one.metric(name).value, abs=1e-6)


def test_variability_is_that_of_the_truth_in_spite_of_noise(limp):
    _, truth = walker(duration_s=70.0, asymmetry=0.04, noise_m=0.002, duration_cv=0.02, seed=3)
    for name, tolerance in (("stride_duration", 0.35), ("step_duration", 0.4)):
        columns = getattr(truth, f"{name}_s")
        true = [100 * np.std(columns[s], ddof=1) / np.mean(columns[s]) for s in columns]
        found = limp.metric(f"{name}_cv_percent")
        assert found.value == pytest.approx(np.sqrt(np.mean(np.square(true))), rel=tolerance)
        assert found.status == "valid"


def test_drift_of_a_walker_that_slows_down():
    """The same walk played slower and slower: 1 % per 10 s, over one minute."""
    recording, _ = walker(duration_s=75.0, treadmill=True)
    time = np.arange(recording.n_frames) / 100.0
    played = 1000 * (1 - np.exp(-time / 1000))
    flat = recording.positions.reshape(len(time), -1)
    moved = np.stack([np.interp(played, time, column) for column in flat.T], axis=1)
    report = ff.analyze(replace(recording, positions=moved.reshape(recording.positions.shape)))
    drift = report.metric("cadence_drift_spm_per_min")
    assert drift.value == pytest.approx(-108 * 0.06, rel=0.06)
    assert drift.ci_low < drift.value < drift.ci_high < 0
    assert drift.unit == "steps/min/min"
    assert drift.status == "valid"
    assert report.metric("stance_drift_percent_per_min").value == pytest.approx(0, abs=0.5)
    short = ff.analyze(walker(duration_s=20.0)[0]).metric("cadence_drift_spm_per_min")
    assert (short.status, short.reason) == ("degraded", "18 s of strides, 60 wanted")


def test_every_quantity_of_the_strides_has_a_drift(limp):
    found = drifts(limp.strides)
    assert found["cadence_spm"].slope_per_min == pytest.approx(
        limp.metric("cadence_drift_spm_per_min").value
    )
    names = {"knee_flexion_peak_swing_deg", "step_width_m", "stance_percent"}
    assert names <= set(found)
    assert not {"start_s", "accepted", "bout"} & set(found)


def test_few_strides_have_reasons_and_no_warnings():
    report = ff.analyze(walker(duration_s=4.0)[0], **BODY)
    for name in ("stride_duration_cv_percent", "cadence_drift_spm_per_min"):
        row = report.metric(name)
        assert row.status == "unavailable"
        assert row.reason
    assert report.quality["asymmetries"] == []


def test_size_makes_speed_comparable(limp):
    leg = 0.53 * 1.75
    speed = limp.metric("walking_speed_mps").value
    assert limp.metric("dimensionless_speed").value == pytest.approx(
        speed / np.sqrt(9.80665 * leg), rel=1e-6
    )
    ratio = limp.metric("walk_ratio_mm_per_spm")
    expected = 1000 * limp.metric("step_length_m").value / limp.metric("cadence_spm").value
    assert ratio.value == pytest.approx(expected, rel=0.02)
    without = ff.analyze(walker(duration_s=8.0)[0]).metric("dimensionless_speed")
    assert (without.status, without.reason) == ("unavailable", "needs height_m")


def test_a_runner_is_a_spring(run):
    _, truth, report = run
    known = truth.metrics()
    spring = spring_mass(
        known["contact_time_s"], known["flight_time_s"], known["running_speed_mps"], **BODY
    )
    for name in ("leg_stiffness_kn_per_m", "vertical_stiffness_kn_per_m"):
        row = report.metric(name)
        assert row.status == "valid"
        assert row.value == pytest.approx(float(getattr(spring, name)), rel=0.06)
        assert row.sigma > 0.005 * row.value  # contacts off by their error
    assert report.metric("duty_factor", "left").value == pytest.approx(
        known["duty_factor"], abs=0.01
    )
    assert report.metric("contact_balance_left_percent").value == pytest.approx(50.0, abs=0.3)


def test_a_spring_needs_mass(run):
    recording, _, report = run
    row = ff.analyze(recording, height_m=1.75).metric("leg_stiffness_kn_per_m")
    assert (row.status, row.reason) == ("unavailable", "needs mass_kg and height_m")
    row = ff.analyze(recording, events_from="kinematics", **BODY).metric("leg_stiffness_kn_per_m")
    assert row.ci_low < report.metric("leg_stiffness_kn_per_m").value < row.ci_high


def test_motion_of_the_runner_is_that_of_the_truth(run):
    recording, truth, report = run
    rate = recording.sampling_rate_hz
    place = recording.keypoints.index
    hips = 0.5 * (truth.positions[:, place("left_hip")] + truth.positions[:, place("right_hip")])
    frames = np.rint(truth.events.pick("initial_contact").time_s * rate).astype(int)
    rises = [np.ptp(hips[a:b, 2]) for a, b in pairwise(frames)]
    assert report.metric("vertical_oscillation_m").value == pytest.approx(np.mean(rises), abs=0.002)
    for side in ("left", "right"):
        contacts = truth.events.pick("initial_contact", side).time_s
        ahead = truth.positions[:, place(f"{side}_ankle"), 0] - hips[:, 0]
        expected = np.interp(contacts, np.arange(len(ahead)) / rate, ahead)
        assert report.metric("overstride_m", side).value == pytest.approx(expected.mean(), abs=0.01)
    ratio = report.metric("vertical_ratio_percent").value
    assert ratio == pytest.approx(100 * np.mean(rises) / truth.metrics()["step_length_m"], rel=0.02)
    drop = report.metric("braking_speed_change_mps")
    assert 0 <= drop.value < 0.2


def test_angles_per_stride_are_those_of_the_truth():
    recording, truth = walker(duration_s=12.0)
    report = ff.analyze(recording)
    for side in ("left", "right"):
        own = strides(truth.events.pick(side=side))
        knee, hip = (truth.angles_deg[f"{side}_{joint}_flexion"] for joint in ("knee", "hip"))
        for name, values in (
            ("knee_flexion_peak_swing_deg", peak_in_phase(knee, own, 100.0, phase="swing")),
            (
                "knee_flexion_peak_stance_deg",
                peak_in_phase(knee, own, 100.0, phase="stance", part=(0.0, 0.5)),
            ),
            (
                "hip_extension_peak_deg",
                -peak_in_phase(hip, own, 100.0, phase="stride", least=True),
            ),
        ):
            assert report.metric(name, side).value == pytest.approx(values.mean(), abs=0.2)
        mine = report.strides.take(report.strides.side == side)
        assert mine["knee_flexion_peak_swing_deg"].mean() == pytest.approx(
            report.metric("knee_flexion_peak_swing_deg", side).value, abs=0.01
        )
    table = strides(truth.events)
    lean = mean_in_phase(truth.angles_deg["trunk"], table, 100.0, phase="stride")
    assert report.metric("trunk_lean_deg").value == pytest.approx(lean.mean(), abs=0.05)
    with pytest.raises(ff.ArgumentError, match="side: expected one of both"):
        report.metric("trunk_lean_deg", "left")


def test_columns_of_the_body_are_in_the_table_of_strides(run):
    _, _, report = run
    names = {"leg_stiffness_kn_per_m", "overstride_m", "trunk_lean_deg", "cadence_spm"}
    assert names <= set(report.strides.columns())
    assert names <= set(report.to_dict()["strides"][0])


def test_phases_are_in_doubt_where_contacts_are_not_seen(run):
    _, _, report = run
    signals = {f"{side}_{name}": np.empty(0) for side in ("left", "right") for name in JOINTS}
    rows = body_metrics(signals, {}, report.strides, Doubts(no_contacts="contacts are not seen"))
    found = {(row.name, row.side): row for row in rows}
    swing = found["knee_flexion_peak_swing_deg", "left"]
    assert (swing.status, swing.reason) == ("degraded", "contacts are not seen")
    assert found["knee_flexion_range_deg", "left"].status == "valid"
    ankle = found["tibia_inclination_deg", "both"]
    assert (ankle.status, ankle.reason) == ("unavailable", "needs knees and ankles")


def test_a_stride_that_goes_otherwise_is_left_out_of_the_curve():
    rng = np.random.default_rng(0)
    cycle = 30 * np.sin(np.linspace(0, 2 * np.pi, 101))
    rows = cycle + rng.normal(0, 0.5, (20, 1)) + rng.normal(0, 0.5, (20, 101))
    rows[7] = cycle + 15.0
    rows[11, 50] = np.nan
    kept = usual_curves(rows)
    assert np.flatnonzero(~kept).tolist() == [7, 11]
    order = rng.permutation(20)
    assert usual_curves(rows[order]).tolist() == kept[order].tolist()
    assert usual_curves(rows[:3]).all()  # three do not tell what is usual
    same = np.repeat(cycle[None], 6, axis=0)
    same[0, :] += 1e-9
    assert usual_curves(same).all()
    assert usual_curves(np.empty((0, 101))).shape == (0,)
