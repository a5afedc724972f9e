"""What an input cannot support is unavailable, and says why: each row of the capability table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import footfall as ff
from footfall._capability import FINE, TABLE, Needs, Situation, limit, limited, needs_of
from footfall.report import Metric
from footfall.skeletons import SKELETONS, resolve
from footfall.synthetic import runner, walker

ROWS = [pytest.param(needs, id=needs.stems[0]) for needs in TABLE]
STEMS = [stem for needs in TABLE for stem in needs.stems]


def best(**changes: object) -> Situation:
    """Everything that a row may ask for."""
    points = frozenset(resolve(SKELETONS["halpe26"]))
    full = Situation(view="3d", points=points, sampling_rate_hz=240.0, mass_kg=70.0, height_m=1.75)
    return replace(full, **changes)


def metric(name: str, n: int = 30) -> Metric:
    return Metric(name, "both", 1.0, "m", 0.1, 0.8, 1.2, n, "valid", "")


def without(needs: Needs, names: tuple[str, ...]) -> Situation:
    sides = ("", "left_", "right_")
    gone = {f"{side}{name}" for name in names for side in sides}
    return best(points=best().points - gone)


@pytest.mark.parametrize("needs", ROWS)
def test_each_row_lacks_nothing_in_the_best_situation(needs):
    expected = needs.views.get("3d", FINE)
    assert limit(needs, best()) == expected
    assert expected[0] != "unavailable"


@pytest.mark.parametrize("needs", ROWS)
def test_each_row_names_the_point_that_is_missing(needs):
    for names in needs.points:
        status, reason = limit(needs, without(needs, names))
        assert status == "unavailable"
        assert names[0] in reason


@pytest.mark.parametrize("needs", ROWS)
def test_each_row_says_what_its_views_do_not_show(needs):
    for view, (status, reason) in needs.views.items():
        found = limit(needs, best(view=view))
        assert found == (status, reason)
        assert reason


@pytest.mark.parametrize("needs", ROWS)
def test_each_row_has_a_least_rate(needs):
    valid_hz, least_hz, averages_hz = needs.rates_hz
    slow = best(sampling_rate_hz=0.9 * min(least_hz, averages_hz))
    status, reason = limit(needs, slow)
    assert status == "unavailable"
    assert f"{valid_hz:g} wanted" in reason
    fair = best(sampling_rate_hz=0.99 * valid_hz)
    expected = "degraded" if 0.99 * valid_hz >= least_hz else "unavailable"
    assert limit(needs, fair)[0] == expected


@pytest.mark.parametrize("needs", [n for n in TABLE if n.scale])
def test_each_length_needs_a_scale(needs):
    status, reason = limit(needs, best(scaled=False))
    assert (status, reason) == ("unavailable", "pixels have no scale: give height_m")


@pytest.mark.parametrize(
    ("needs", "unknown"), [(n, unknown) for n in TABLE for unknown in n.person]
)
def test_what_needs_the_person_says_so(needs, unknown):
    status, reason = limit(needs, best(**{unknown: None}))
    assert status == "unavailable"
    assert unknown in reason


def test_a_low_rate_is_forgiven_to_the_mean_of_many_steps():
    needs = needs_of("contact_time_s")
    slow = best(sampling_rate_hz=30.0)
    assert limit(needs, slow, n=5)[0] == "unavailable"
    assert limit(needs, slow, n=30)[0] == "degraded"


def test_plates_lift_what_limits_a_picture():
    poor = best(view="front", sampling_rate_hz=20.0)
    assert limit(needs_of("stance_duration_s"), poor)[0] == "unavailable"
    assert limit(needs_of("stance_duration_s"), replace(poor, plates=True)) == FINE


def test_a_side_view_that_is_off_is_degraded():
    straight, off = best(view="side", yaw_deg=10.0), best(view="side", yaw_deg=20.0)
    assert limit(needs_of("step_length_m"), straight) == FINE
    assert limit(needs_of("step_length_m"), off)[0] == "degraded"
    assert limit(needs_of("step_width_m"), off)[0] == "unavailable"


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("knee_flexion_peak_swing_deg", "knee"),
        ("knee_valgus_deg", "knee_valgus"),
        ("step_duration_symmetry_percent", "step_duration"),
        ("trunk_lateral_lean_deg", "trunk_lateral_lean"),
    ],
)
def test_a_metric_belongs_to_the_row_whose_name_fits_best(name, stem):
    assert stem in needs_of(name).stems


def test_what_is_not_in_the_table_is_refused():
    with pytest.raises(ff.ArgumentError, match=r"^name: expected a metric of the capability table"):
        needs_of("blood_pressure_mmhg")


@pytest.mark.parametrize("stem", STEMS)
def test_no_metric_is_in_two_rows(stem):
    assert STEMS.count(stem) == 1


def test_a_metric_keeps_its_worse_status_and_all_reasons():
    doubtful = replace(metric("step_length_m"), status="degraded", reason="3 strides only")
    off = limited(doubtful, best(view="side", yaw_deg=20.0))
    assert off.status == "degraded"
    assert off.reason.startswith("3 strides only; the camera")
    gone = limited(metric("step_width_m"), best(view="side"))
    assert gone.status == "unavailable"
    assert np.isnan([gone.value, gone.sigma, gone.ci_low, gone.ci_high]).all()
    assert limited(metric("step_length_m"), best()) == metric("step_length_m")


@pytest.mark.parametrize("make", [walker, runner])
def test_all_metrics_of_a_report_are_in_the_table(make):
    report = ff.analyze(make(duration_s=6.0)[0])
    for row in report.metrics:
        needs_of(row.name)


def test_capabilities_before_anything_is_recorded():
    rows = ff.capabilities("coco17", sampling_rate_hz=30.0, view="side", unit="px")
    status = {row.metric: row.status for row in rows}
    assert status["step_width"] == status["step_length"] == "unavailable"
    assert status["cadence"] == "degraded"
    assert {row.metric for row in rows} == set(STEMS)
    assert all(row.reason for row in rows if row.status != "valid")


@pytest.mark.parametrize(
    "bad", [{"view": "above"}, {"unit": "ft"}, {"sampling_rate_hz": 0.0}, {"keypoints": "kinect"}]
)
def test_capabilities_refuse_what_they_do_not_know(bad):
    call = {"keypoints": "coco17", "sampling_rate_hz": 30.0} | bad
    with pytest.raises(ff.ArgumentError, match=f"^{next(iter(bad))}: expected"):
        ff.capabilities(**call)


def filmed(recording, yaw_deg, tilt_deg=0.0):
    """A parallel camera at an angle from the side, perhaps not held level."""
    x, y, z = np.moveaxis(recording.positions, -1, 0)
    yaw, tilt = np.radians([yaw_deg, tilt_deg])
    along = x * np.cos(yaw) - y * np.sin(yaw)
    turned = [
        along * np.cos(tilt) - z * np.sin(tilt),
        along * np.sin(tilt) + z * np.cos(tilt),
    ]
    picture = 400.0 * np.stack(turned, axis=-1)
    return replace(recording, positions=picture, unit="px", up="+y", forward=None)


@pytest.mark.parametrize(
    ("yaw_deg", "view", "status"), [(0, "side", "valid"), (22, "side", "degraded")]
)
def test_lengths_of_a_side_view(yaw_deg, view, status):
    recording, _ = walker(duration_s=10.0, height_m=1.75)
    report = ff.analyze(filmed(recording, yaw_deg), height_m=1.75)
    assert report.quality["view"] == view
    speed = report.metric("walking_speed_mps")
    assert speed.status == status
    assert speed.ci_low < 1.25 < speed.ci_high
    assert report.metric("step_width_m").status == "unavailable"


def test_an_oblique_view_tells_times_but_no_lengths_and_angles():
    recording, _ = walker(duration_s=10.0)
    report = ff.analyze(filmed(recording, 42), height_m=1.75)
    assert report.quality["view"] == "oblique"
    assert report.metric("walking_speed_mps").status == "unavailable"
    assert report.metric("knee_flexion_range_deg", "left").status == "unavailable"
    cadence = report.metric("cadence_spm")
    assert cadence.status == "degraded"
    assert cadence.value == pytest.approx(108.0, abs=0.3)


def test_a_tilted_camera_is_leveled_unless_it_is_said_to_be_level():
    recording, _ = walker(duration_s=10.0)
    lean = ff.analyze(recording).metric("hip_flexion_range_deg", "left").value
    view = filmed(recording, 0, tilt_deg=6.0)
    leveled = ff.analyze(view, height_m=1.75)
    assert leveled.quality["camera_tilt_deg"] == pytest.approx(6.0, abs=0.3)
    assert any("camera_is_level" in w for w in leveled.quality["warnings"])
    assert leveled.metric("hip_flexion_range_deg", "left").value == pytest.approx(lean, abs=0.5)
    stated = ff.analyze(view, height_m=1.75, camera_is_level=True)
    assert "camera_tilt_deg" not in stated.quality


def test_a_front_view_tells_the_rhythm_from_how_feet_rise_and_fall():
    recording, truth = walker(duration_s=12.0)
    report = ff.analyze(filmed(recording, 90), height_m=1.75)
    assert report.quality["view"] == "front"
    cadence = report.metric("cadence_spm")
    assert cadence.status == "degraded"
    assert cadence.value == pytest.approx(truth.metrics()["cadence_spm"], rel=0.01)
    assert report.metric("step_length_m").status == "unavailable"
    assert report.metric("knee_flexion_range_deg", "left").status == "unavailable"
