"""The command that judges detectors over folders: variants, tables, and what it counts."""

from __future__ import annotations

import numpy as np
import pytest

import footfall as ff
from footfall import events
from footfall._detections import NAMES, detect
from footfall._events import make_events
from footfall._parameter_errors import parameter_errors
from footfall._prepare import prepare
from footfall._trial_variants import reduced, side_view
from footfall._validation import main
from footfall.io import trc
from footfall.synthetic import walker


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("trials")
    recording, truth = walker(duration_s=6.0)
    trc.write(recording, path / "walk.trc")
    rows = zip(truth.events.time_s, truth.events.side, truth.events.kind_code, strict=True)
    lines = ["time_s,side,event", *(f"{t},{s},{('IC', 'FO')[k]}" for t, s, k in rows)]
    (path / "walk.fp_events.csv").write_text("\n".join(lines), encoding="utf-8")
    return path


def _pooled(capsys):
    lines = capsys.readouterr().out.splitlines()
    return {line[:38].strip(): line[38:].split() for line in lines if line.startswith("pooled")}


def test_every_detector_has_a_row(folder, capsys):
    assert main([str(folder), "--detector", "all", "--mode", "walk"]) == 0
    rows = _pooled(capsys)
    assert set(rows) == {f"pooled {name}" for name in ("default", *NAMES)}
    assert (
        rows["pooled default"][0]
        == rows["pooled default"][0].split("/")[0] + "/" + (rows["pooled default"][0].split("/")[0])
    )


@pytest.mark.parametrize(
    "options", [["--keypoints", "coco17"], ["--camera", "60"], ["--camera", "60", "--seed", "3"]]
)
def test_variants_are_judged_against_the_same_reference(folder, capsys, options):
    assert main([str(folder), *options]) == 0
    (row,) = _pooled(capsys).values()
    found, reference = (int(n) for n in row[0].split("/"))
    assert found >= 0.8 * reference


def test_durations_and_lengths_are_printed(folder, capsys):
    assert main([str(folder)]) == 0
    shown = capsys.readouterr().out
    for name in ("stride_duration", "stance_duration", "step_duration", "step_length"):
        assert f"\n{name}, m" in shown


def test_parameter_errors_are_those_of_events_that_are_off():
    """Reference contacts 10 ms later on one side: its steps come out longer by as much."""
    recording, _ = walker(duration_s=8.0)
    report = ff.analyze(recording)
    late = report.events.time_s - 0.01 * (
        (report.events.kind == "initial_contact") & (report.events.side == "left")
    )
    reference = make_events(late, report.events.kind, report.events.side, 100.0)
    travel = prepare(recording, height_m=None, min_confidence=None).travel
    errors = parameter_errors(reference, report, recording, travel)
    assert np.abs(errors["stride_duration"]).max() < 1e-9
    assert np.sort(np.unique(np.round(errors["step_duration"], 6))).tolist() == [-0.01, 0.01]
    assert np.sort(np.unique(np.round(errors["stance_duration"], 6))).tolist() == [-0.01, 0.0]
    assert np.abs(errors["step_length"]).max() < 0.01


def test_a_reduced_recording_has_no_feet():
    recording, _ = walker(duration_s=3.0)
    seen = reduced(recording, "coco17")
    assert seen.keypoints == ff.skeletons.SKELETONS["coco17"]
    at = recording.keypoints.index("left_ankle")
    np.testing.assert_array_equal(
        seen.positions[:, seen.keypoints.index("left_ankle")], recording.positions[:, at]
    )


def test_a_camera_sees_two_coordinates_with_the_stated_noise():
    recording, truth = walker(duration_s=6.0, sampling_rate_hz=120.0, height_m=1.8)
    seen = side_view(recording, 60.0, seed=1)
    assert seen.positions.shape[2] == 2
    assert seen.sampling_rate_hz == 60.0
    ankle = seen.positions[:, seen.keypoints.index("left_ankle")]
    true = truth.positions[::2, recording.keypoints.index("left_ankle")][:, [0, 2]]
    noise = ankle[: len(true)] - true[: len(ankle)]
    assert noise.std() == pytest.approx(0.018, rel=0.1)
    again = side_view(recording, 60.0, seed=1)
    np.testing.assert_array_equal(again.positions, seen.positions)


def test_detectors_get_what_they_need():
    recording, truth = walker(duration_s=6.0, treadmill=True)
    tracks = prepare(recording, height_m=None, min_confidence=None)
    for name in ("ghoussayni", "bruening", "bonci"):
        found = detect(name, recording, tracks)
        assert ff.validate.agreement(truth.events, found, "initial_contact").recall == 1.0
    seen = reduced(recording, "coco17")
    tracks = prepare(seen, height_m=None, min_confidence=None)
    with pytest.raises(ff.ArgumentError, match="keypoints: expected a point for left_heel"):
        detect("foot_velocity", seen, tracks)
    assert len(detect("consensus", seen, tracks)) > 0


def test_coverage_counts_errors_within_two_deviations():
    truth = make_events([1.0, 2.0, 3.0, 4.0], ["initial_contact"] * 4, ["left"] * 4, 100.0)
    found = make_events(
        [1.019, 2.021, 3.0, 4.0],
        ["initial_contact"] * 4,
        ["left"] * 4,
        100.0,
        sigma_s=[0.01, 0.01, 0.01, np.nan],
    )
    result = ff.validate.agreement(truth, found, "initial_contact")
    assert result.coverage == pytest.approx(2 / 3)
    silent = ff.validate.agreement(truth, truth, "initial_contact")
    assert np.isnan(silent.coverage)
    assert isinstance(events.DETECTOR_ERRORS["walk", "feet"]["zeni"].source, str)
    for table in events.DETECTOR_ERRORS.values():
        assert all(error.source for error in table.values())


@pytest.mark.parametrize(
    ("options", "least_f1", "most_bias_ms", "most_error_ms", "coverage"),
    [
        ([], 0.98, 8.0, 10.0, (92.0, 98.0)),
        (["--keypoints", "coco17"], 0.9, 25.0, 25.0, (85.0, 100.0)),
        (["--camera", "60"], 0.9, 20.0, 20.0, (85.0, 100.0)),
    ],
)
def test_the_default_keeps_its_word_on_real_walks(
    shared_data, capsys, options, least_f1, most_bias_ms, most_error_ms, coverage
):
    folders = [str(shared_data / name) for name in ("mocap_c3d_forceplate", "trc_grf")]
    main([*folders, "--mode", "walk", *options])
    (row,) = _pooled(capsys).values()
    for numbers in (row[: row.index("|")], row[row.index("|") + 1 :]):
        f1, bias, error = (float(number) for number in numbers[2:5])
        assert f1 >= least_f1
        assert abs(bias) <= most_bias_ms
        assert error <= most_error_ms
        assert coverage[0] <= float(numbers[-1]) <= coverage[1]
