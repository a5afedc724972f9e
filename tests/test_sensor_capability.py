"""What sensors can tell, and that the analysis tells just that."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import footfall as ff

from .sensor_samples import walking_trunk
from .test_feet_running import feet
from .test_trunk_running import RATE_HZ, running_trunk


def walk(site: str) -> ff.ImuRecording:
    acceleration, _ = walking_trunk(duration_s=40.0)
    return ff.ImuRecording({site: ff.Imu(acceleration, np.zeros_like(acceleration))}, 100.0)


def run(site: str) -> ff.ImuRecording:
    return ff.ImuRecording({site: ff.Imu(running_trunk())}, RATE_HZ)


CASES = {
    "back": (lambda: walk("lower_back"), "walk", 1.75),
    "back, no height": (lambda: walk("sternum"), "walk", None),
    "pocket": (lambda: walk("pocket"), "walk", 1.75),
    "running back": (lambda: run("lower_back"), "run", 1.75),
    "running hand": (lambda: run("hand"), "run", None),
    "running feet": (lambda: feet()[0], "run", 1.75),
    "running foot": (lambda: feet(sides=("left",))[0], "run", None),
}


@pytest.mark.parametrize("case", CASES)
def test_the_analysis_tells_what_the_table_says(case: str) -> None:
    make, mode, height_m = CASES[case]
    recording = make()
    report = ff.analyze(recording, mode=mode, height_m=height_m)
    assert report.mode == mode
    rows = ff.sensor_capabilities(
        list(recording.sites),
        sampling_rate_hz=recording.sampling_rate_hz,
        mode=mode,
        height_m=height_m,
    )
    assert len(rows) > 14
    for row in rows:
        metric = report.metric(row.metric)
        assert (metric.status == "unavailable") == (row.status == "unavailable"), row
        if row.status == "degraded":
            assert row.reason in metric.reason
        if row.status == "unavailable":
            assert row.reason


def statuses(sites: list[str], **how: Any) -> dict[str, tuple[str, str]]:
    rows = ff.sensor_capabilities(sites, **{"sampling_rate_hz": 100.0} | how)
    return {row.metric: (row.status, row.reason) for row in rows}


def test_walking_feet() -> None:
    both = statuses(["left_foot", "right_foot", "lower_back"])
    assert both["walking_speed_mps"] == ("valid", "")
    assert both["double_support_percent"] == ("valid", "")
    assert "where one foot is" in both["step_length_m"][1]
    one = statuses(["right_foot"])
    assert one["stance_percent"] == ("valid", "")
    assert one["cadence_spm"][0] == "degraded"
    assert one["double_support_percent"] == ("unavailable", "the other foot has no sensor")


def test_rates_and_gyroscopes() -> None:
    assert (
        "do not follow a foot" in statuses(["left_foot"], sampling_rate_hz=30.0)["cadence_spm"][1]
    )
    assert statuses(["lower_back"], sampling_rate_hz=30.0)["cadence_spm"] == ("valid", "")
    assert statuses(["hand"], sampling_rate_hz=5.0)["cadence_spm"][0] == "unavailable"
    turning = statuses(["left_foot"], gyroscope=False)
    assert all(row == ("unavailable", turning["cadence_spm"][1]) for row in turning.values())
    assert "angular velocity" in turning["cadence_spm"][1]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"sites": []}, "sites: expected a list"),
        ({"sites": "hand"}, "sites: expected a list"),
        ({"sites": ["ear"]}, "sites: expected one of"),
        ({"sampling_rate_hz": 0.0}, "sampling_rate_hz: expected"),
        ({"mode": "swim"}, "mode: expected one of"),
    ],
)
def test_bad_input_gets_a_sentence(change: dict[str, Any], text: str) -> None:
    with pytest.raises(ff.ArgumentError, match=text):
        ff.sensor_capabilities(**{"sites": ["hand"], "sampling_rate_hz": 100.0} | change)
