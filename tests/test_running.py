"""Contacts in running: the fused default, what tells running from walking, and the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import footfall as ff
from footfall import events
from footfall._prepare import prepare
from footfall._running import mid_stance_rise
from footfall._trial_variants import side_view
from footfall._validation import read_reference
from footfall.synthetic import runner, walker

if TYPE_CHECKING:
    from pathlib import Path

LEFT_FOOT = ("left_ankle", "left_heel", "left_big", "left_small")
KINDS = ("initial_contact", "final_contact")


def errors_of(table: ff.events.Events, truth: ff.events.Events) -> dict[str, np.ndarray]:
    """Errors in units of sigma and in s, away from the ends; each event is found once."""
    end = truth.time_s.max()
    result = {}
    for kind in KINDS:
        parts = []
        for side in ("left", "right"):
            known = truth.pick(kind, side).time_s
            known = known[(known > 0.2) & (known < end - 0.3)]
            own = table.pick(kind, side)
            pairs = ff.validate.match(known, own.time_s, 0.05)
            assert len(pairs.missed) == 0
            inner = own.time_s[pairs.extra]
            assert not ((inner > 0.3) & (inner < end - 0.4)).any()
            parts.append(np.stack([pairs.error_s, own.sigma_s[pairs.detected]]))
        result[kind] = np.concatenate(parts, axis=1)
    return result


def detect(recording: ff.PoseRecording, forward: str = "+x") -> ff.events.Events:
    detector = events.RunningContact(sampling_rate_hz=recording.sampling_rate_hz)
    return detector(
        recording.positions, keypoints=recording.keypoints, forward=forward, up=recording.up
    )


@pytest.mark.parametrize("speed", [2.0, 3.0, 4.5])
@pytest.mark.parametrize("treadmill", [True, False])
def test_contacts_of_a_runner(speed, treadmill):
    cadence = 165.0 + 6.0 * (speed - 3.0)
    recording, truth = runner(
        sampling_rate_hz=100.0,
        duration_s=6.0,
        speed_mps=speed,
        cadence_spm=cadence,
        treadmill=treadmill,
        noise_m=0.001,
    )
    found = errors_of(detect(recording), truth.events)
    for kind, limit_s in zip(KINDS, (0.010, 0.020), strict=True):
        error, sigma = found[kind]
        assert abs(error.mean()) < limit_s
        assert np.mean(np.abs(error) < 1.96 * sigma) >= 0.9


def test_neither_unit_nor_facing_matters():
    arguments = {"sampling_rate_hz": 100.0, "duration_s": 5.0, "dimensions": 2, "treadmill": False}
    ahead, _ = runner(direction="+x", **arguments)
    back, _ = runner(direction="-x", **arguments)
    pixels, _ = runner(direction="+x", pixels_per_m=256.0, **arguments)
    expected = detect(ahead)
    np.testing.assert_allclose(detect(back, "-x").time_s, expected.time_s, atol=1e-9)
    np.testing.assert_allclose(detect(pixels).time_s, expected.time_s, atol=1e-9)
    assert expected.sigma_s.min() > 0


def test_ankles_alone_are_less_sure():
    arguments = {"sampling_rate_hz": 100.0, "duration_s": 6.0, "noise_m": 0.001}
    sole, _ = runner(**arguments)
    ankles, truth = runner(skeleton="coco17", **arguments)
    found, whole = detect(ankles), detect(sole)
    errors = errors_of(found, truth.events)
    assert abs(errors["initial_contact"][0].mean()) < 0.010
    for kind in KINDS:
        assert found.pick(kind).sigma_s.mean() > 1.2 * whole.pick(kind).sigma_s.mean()


def test_noise_widens_sigma():
    arguments = {"sampling_rate_hz": 60.0, "duration_s": 8.0, "dimensions": 2}
    sigmas = [
        ff.analyze(runner(noise_m=noise, **arguments)[0]).events.sigma_s.mean()
        for noise in (0.001, 0.017)
    ]
    assert sigmas[1] > 1.2 * sigmas[0]


def test_one_foot_alone_runs():
    recording, _ = runner(sampling_rate_hz=100.0, duration_s=6.0)
    kept = [i for i, n in enumerate(recording.keypoints) if not n.startswith(LEFT_FOOT)]
    alone = ff.PoseRecording(
        recording.positions[:, kept],
        [recording.keypoints[i] for i in kept],
        100.0,
        unit="m",
        up=recording.up,
    )
    report = ff.analyze(alone, mode="run")
    row = report.metric("stride_duration_s", "right")
    assert row.value == pytest.approx(2 * 60 / 165, abs=0.005)


def test_gaps_cost_few_contacts():
    recording, truth = runner(sampling_rate_hz=100.0, duration_s=8.0, noise_m=0.001, dropout=0.03)
    report = ff.analyze(recording)
    assert report.mode == "run"
    for kind in KINDS:
        assert ff.validate.agreement(truth.events, report.events, kind).f1 > 0.95


@pytest.mark.parametrize("arguments", [{}, {"speed_mps": 0.6, "cadence_spm": 75.0}])
def test_a_walking_pelvis_is_high_at_mid_stance(arguments):
    recording, _ = walker(sampling_rate_hz=50.0, duration_s=8.0, **arguments)
    tracks = prepare(recording, height_m=None, min_confidence=None)
    assert mid_stance_rise(tracks) > 0.005
    assert ff.analyze(recording).mode == "walk"


@pytest.mark.parametrize(
    "arguments",
    [
        {"speed_mps": 1.8, "cadence_spm": 150.0},
        {"speed_mps": 5.0, "cadence_spm": 185.0, "treadmill": False},
        {"skeleton": "coco17", "dimensions": 2, "noise_m": 0.01},
    ],
)
def test_a_running_pelvis_is_low_at_mid_stance(arguments):
    recording, _ = runner(sampling_rate_hz=60.0, duration_s=6.0, **arguments)
    tracks = prepare(recording, height_m=None, min_confidence=None)
    assert mid_stance_rise(tracks) < -0.01
    assert ff.analyze(recording).mode == "run"


def test_contact_and_flight_without_plates():
    recording, truth = runner(sampling_rate_hz=100.0, duration_s=8.0)
    report = ff.analyze(recording)
    known = truth.metrics()
    for name in ("contact_time_s", "flight_time_s", "duty_factor"):
        row = report.metric(name)
        assert row.status == "valid"
        assert row.ci_low <= known[name] <= row.ci_high
    assert report.metric("contact_time_s").value == pytest.approx(known["contact_time_s"], abs=0.02)


def test_few_steps_at_a_low_rate_have_no_contact_time():
    few = ff.analyze(runner(sampling_rate_hz=50.0, duration_s=5.0)[0])
    assert few.metric("contact_time_s").status == "unavailable"
    many = ff.analyze(runner(sampling_rate_hz=50.0, duration_s=15.0)[0])
    assert many.metric("contact_time_s").status == "degraded"


def plates_of(data: Path, name: str) -> tuple[ff.PoseRecording, ff.events.Events]:
    recording = ff.read(data / "trc_grf" / name / "markers.trc")
    assert isinstance(recording, ff.PoseRecording)
    return recording, read_reference(data / "trc_grf" / name / "fp_events.csv", recording)


@pytest.mark.parametrize("name", ["hamner_s04_run200", "hamner_s04_run400"])
def test_real_contacts_agree_with_plates(name, shared_data):
    recording, reference = plates_of(shared_data, name)
    report = ff.analyze(recording, events_from="kinematics")
    assert report.mode == "run"
    errors = []
    for kind in KINDS:
        result = ff.validate.agreement(reference, report.events, kind)
        assert result.f1 >= 0.98
        assert result.mean_absolute_s <= 0.012
        errors.append(result.bias_s)
    assert abs(errors[1] - errors[0]) <= 0.015  # of the contact time


@pytest.mark.parametrize("name", ["hamner_s04_run200", "hamner_s04_run400"])
def test_a_noisy_camera_still_sees_real_contacts(name, shared_data):
    recording, reference = plates_of(shared_data, name)
    report = ff.analyze(side_view(recording, 60.0, 0), events_from="kinematics")
    assert report.mode == "run"
    result = ff.validate.agreement(reference, report.events, "initial_contact")
    assert result.mean_absolute_s <= 0.020
