"""The main job on synthetic people: every number is known."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

import footfall as ff
from footfall._curves import angles_of
from footfall._prepare import prepare
from footfall.synthetic import runner, walker

VIEWS = [
    *({"direction": d} for d in ("+x", "-x", "+y", "-y")),
    *({"direction": d, "treadmill": True} for d in ("+x", "-x", "+y", "-y")),
    *({"direction": d, "dimensions": 2, "treadmill": t} for d in ("+x", "-x") for t in (0, 1)),
    {"dimensions": 2, "pixels_per_m": 400.0, "direction": "-x"},
    {"up": "+y", "direction": "-z"},
]


def _worst(truth, report, kind, tolerance_s=0.05):
    result = ff.validate.agreement(truth.events, report.events, kind, tolerance_s=tolerance_s)
    assert result.n_found == result.n_reference
    assert result.n_extra == 0
    return np.abs(result.error_s).max()


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_clean_walker_is_measured(view):
    """Events within 2 ms, lengths within 1 mm, angles within 0.1 degrees, from any side."""
    recording, truth = walker(duration_s=12.0, **view)
    report = ff.analyze(recording, height_m=1.75)
    assert report.mode == "walk"
    for kind in ("initial_contact", "final_contact"):
        assert _worst(truth, report, kind) < 0.002
    known = truth.metrics()
    for name in ("stride_duration_s", "step_duration_s", "stance_duration_s", "swing_duration_s"):
        assert report.metric(name).value == pytest.approx(known[name], abs=0.002)
    if "pixels_per_m" not in view:
        for name in ("step_length_m", "stride_length_m"):
            assert report.metric(name).value == pytest.approx(known[name], abs=1e-3)
        assert report.metric("walking_speed_mps").value == pytest.approx(1.25, abs=2e-3)
    if view.get("dimensions") == 2:
        assert report.metric("step_width_m").status == "unavailable"
    else:
        assert report.metric("step_width_m").value == pytest.approx(0.1, abs=1e-3)
    assert report.quality["surface"] == ("treadmill" if view.get("treadmill") else "overground")
    angles = angles_of(prepare(recording, height_m=None, min_confidence=None))
    for name, expected in truth.angles_deg.items():
        assert np.abs(angles[name] - expected).max() < 0.1


def test_curves_are_those_of_the_truth():
    recording, truth = walker(duration_s=12.0)
    report = ff.analyze(recording)
    starts = truth.events.pick("initial_contact", "left").time_s[2:4]
    times = np.linspace(*starts, 101)
    clock = np.arange(recording.n_frames) / 100.0
    expected = np.interp(times, clock, truth.angles_deg["left_knee_flexion"])
    curve = report.curve("knee_flexion", "left")
    assert np.abs(curve.mean - expected).max() < 1.0  # at contact a ms is worth a degree
    assert curve.sd.max() < 0.5


def test_variability_and_asymmetry_are_told_apart():
    recording, truth = walker(duration_s=60.0, asymmetry=0.05, seed=4)
    report = ff.analyze(recording)
    assert report.metric("step_length_symmetry_percent").value == pytest.approx(-10.0, abs=0.3)
    assert report.metric("stride_length_cv_percent").value < 0.2
    recording, truth = walker(duration_s=120.0, duration_cv=0.03, length_cv=0.03, seed=4)
    report = ff.analyze(recording)
    strides = truth.stride_length_m["left"]
    expected = 100 * strides.std() / strides.mean()
    measured = report.metric("stride_length_cv_percent")
    assert measured.value == pytest.approx(expected, rel=0.25)
    assert measured.ci_low < expected < measured.ci_high


def test_noise_widens_what_is_not_known():
    clean = ff.analyze(walker(duration_s=20.0)[0])
    noisy = ff.analyze(walker(duration_s=20.0, noise_m=0.008)[0])
    sigmas = [float(np.median(r.events.sigma_s)) for r in (clean, noisy)]
    assert sigmas[1] > sigmas[0]
    assert noisy.quality["cutoff_hz"] is not None
    assert noisy.metric("walking_speed_mps").value == pytest.approx(1.25, abs=0.02)


def test_gaps_are_bridged_or_told():
    recording, _ = walker(duration_s=20.0, noise_m=0.001, dropout=0.05, seed=2)
    report = ff.analyze(recording)
    assert report.quality["samples_filled"] > 0
    assert report.metric("cadence_spm").value == pytest.approx(108.0, abs=1.0)
    assert report.mode == "walk"


def test_a_runner_is_told_from_a_walker():
    recording, _ = runner(duration_s=8.0)
    report = ff.analyze(recording)
    assert report.mode == "run"
    assert report.metric("cadence_spm").value == pytest.approx(165.0, abs=1.0)
    assert report.metric("running_speed_mps").value == pytest.approx(3.0, abs=0.02)
    assert report.metric("contact_time_s").status == "valid"
    with pytest.raises(ff.ArgumentError, match="name: expected one of"):
        report.metric("walking_speed_mps")


def test_plates_are_taken_where_they_cover_the_gait():
    recording, _ = walker(duration_s=15.0, forces=True)
    report = ff.analyze(recording)
    assert report.quality["events_from"] == "forces"
    assert report.metric("stance_duration_s").value == pytest.approx(0.6889, abs=0.006)
    kinematic = ff.analyze(recording, events_from="kinematics")
    assert kinematic.quality["events_from"] == "kinematics"
    running, _ = runner(duration_s=8.0, forces=True)
    metric = ff.analyze(running).metric("contact_time_s")
    assert metric.value == pytest.approx(0.2473, abs=0.01)
    assert metric.status == "valid"


def test_plates_without_stated_sides_are_given_to_the_nearer_foot():
    recording, _ = walker(duration_s=10.0, forces=True, direction="-y")
    forces = replace(recording.forces, sides=None)
    report = ff.analyze(replace(recording, forces=forces), events_from="forces")
    expected = ff.analyze(recording, events_from="forces")
    np.testing.assert_allclose(report.events.time_s, expected.events.time_s)
    assert (report.events.side == expected.events.side).all()


def test_there_and_back_are_two_passes():
    away, _ = walker(duration_s=8.0)
    start = away.positions.reshape(-1, 3).mean(axis=0) * [1.0, 0.0, 0.0]
    about = np.array([-1.0, -1.0, 1.0])
    shift = away.positions[-1, :, 0].mean()
    back = (away.positions - [shift, 0, 0]) * about
    back += [2 * shift - away.positions[0, :, 0].mean() - shift, 0, 0]
    joined = np.concatenate([away.positions, back + (0 * start)])
    report = ff.analyze(replace(away, positions=joined))
    assert len(report.quality["passes"]) == 2
    assert set(report.events.bout.tolist()) == {0, 1}
    assert report.metric("walking_speed_mps").value == pytest.approx(1.25, abs=0.05)


def test_pixels_need_a_height():
    recording, _ = walker(duration_s=10.0, dimensions=2, pixels_per_m=350.0)
    blind = ff.analyze(recording).metric("walking_speed_mps")
    assert (blind.status, blind.reason) == ("unavailable", "pixels have no scale: give height_m")
    assert np.isnan(blind.value)
    scaled = ff.analyze(recording, height_m=1.75).metric("walking_speed_mps")
    assert scaled.sigma > 0.03 * scaled.value  # what the build of people lets the scale err
    assert scaled.value == pytest.approx(1.25, rel=0.02)


def test_ankles_alone_are_degraded():
    recording, _ = walker(duration_s=10.0, skeleton="coco17")
    report = ff.analyze(recording)
    stance = report.metric("stance_duration_s")
    assert stance.status == "degraded"
    assert "ankles only" in stance.reason
    assert report.metric("ankle_range_deg", "left").status == "unavailable"
    assert report.metric("knee_flexion_range_deg", "left").status == "valid"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda x: x[:0], "0 frames: too few for a stride"),
        (lambda x: x[:1], "1 frame: too few for a stride"),
        (lambda x: np.full_like(x, np.nan), "all samples are missing"),
        (lambda x: np.repeat(x[:1], 500, axis=0), "no foot makes a stride of plausible duration"),
        (lambda x: x[:60], "no foot makes a stride of plausible duration"),
    ],
)
def test_without_gait_there_is_a_reason_and_no_number(change, reason):
    recording, _ = walker(duration_s=10.0)
    report = ff.analyze(replace(recording, positions=change(recording.positions)))
    assert report.mode == "none"
    assert not report.has_gait
    assert any(reason in warning for warning in report.quality["warnings"])
    assert all(np.isnan(m.value) and m.reason for m in report.metrics)
    json.loads(report.to_json())


def test_noise_without_gait_is_not_gait():
    rng = np.random.default_rng(0)
    recording, _ = walker(duration_s=10.0)
    still = recording.positions[:1] + 0.003 * rng.standard_normal(recording.positions.shape)
    report = ff.analyze(replace(recording, positions=still))
    assert not report.has_gait


@pytest.mark.parametrize("rate", [15.0, 25.0, 30.0, 60.0, 240.0])
def test_any_rate_gives_a_report(rate):
    recording, _ = walker(duration_s=15.0, sampling_rate_hz=rate)
    report = ff.analyze(recording)
    assert report.metric("cadence_spm").value == pytest.approx(108.0, rel=0.01)
    if rate < 50:
        assert "frames per second" in report.metric("cadence_spm").reason


def test_the_wrong_up_is_refused():
    recording, _ = walker(duration_s=5.0)
    for up in ("-z", "+x"):
        with pytest.raises(ff.ArgumentError, match=r"up: expected an axis along which the hips"):
            ff.analyze(replace(recording, up=up))


def test_without_feet_or_hips_there_is_a_sentence():
    recording, _ = walker(duration_s=5.0)
    feet = [i for i, n in enumerate(recording.keypoints) if n.endswith(("ankle", "heel", "toe"))]
    for lost, sentence in (
        (feet, "keypoints: expected heel, toe or ankle"),
        ([11, 12, 19], "keypoints: expected hips, pelvis markers or a sacrum"),
    ):
        positions = recording.positions.copy()
        positions[:, lost] = np.nan
        with pytest.raises(ff.ArgumentError, match=sentence):
            ff.analyze(replace(recording, positions=positions))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"mode": "swim"}, "mode: expected one of auto, walk, run, got 'swim'"),
        ({"events_from": "forces"}, "events_from: expected 'kinematics': there are no plates"),
        ({"height_m": 175.0}, "height_m: expected a value from 0.4 to 2.6, got 175.0"),
        ({"mass_kg": -1.0}, "mass_kg: expected a value from 2.0 to 400.0, got -1.0"),
    ],
)
def test_errors(arguments, sentence):
    recording, _ = walker(duration_s=3.0)
    with pytest.raises(ff.ArgumentError, match=sentence):
        ff.analyze(recording, **arguments)
    with pytest.raises(TypeError, match="expected a PoseRecording, ImuRecording or ForceRecording"):
        ff.analyze(recording.positions)


def test_a_report_survives_json_and_pandas():
    report = ff.analyze(walker(duration_s=10.0, noise_m=0.002)[0])
    content = json.loads(report.to_json())
    assert content["footfall"] == ff.__version__
    assert [e["time_s"] for e in content["events"]] == report.events.time_s.tolist()
    assert content["events"][0].keys() >= {"kind", "side", "time_s", "sigma_s", "imputed"}
    rows = {(m["name"], m["side"]): m for m in content["metrics"]}
    for metric in report.metrics:
        value = rows[metric.name, metric.side]["value"]
        assert value == metric.value or (value is None and np.isnan(metric.value))
    pytest.importorskip("pandas")
    frames = report.to_pandas()
    assert len(frames["metrics"]) == len(report.metrics)
    assert len(frames["events"]) == len(report.events)


def test_analysis_does_not_touch_the_recording():
    recording, _ = walker(duration_s=5.0, noise_m=0.003, dropout=0.1, forces=True)
    before = recording.positions.copy(), recording.forces.forces_n.copy()
    ff.analyze(recording)
    np.testing.assert_array_equal(recording.positions, before[0])
    np.testing.assert_array_equal(recording.forces.forces_n, before[1])


def test_backends_agree():
    recording, _ = walker(duration_s=6.0, noise_m=0.003, dropout=0.02)
    reports = []
    for name in ff.available():
        with ff.using(backend=name):
            reports.append(ff.analyze(recording).to_json())
    assert len(set(reports)) == 1
