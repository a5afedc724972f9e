"""Walking and running in one recording."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff

from .sensor_samples import GRAVITY_MPS2, walking_trunk
from .test_trunk_running import RATE_HZ, STEP_S, running_trunk

RATE = 100.0


def poses(walk_s: float = 12.0, run_s: float = 12.0) -> ff.PoseRecording:
    """A walker who goes on running on a treadmill."""
    walk, _ = ff.synthetic.walker(duration_s=walk_s, sampling_rate_hz=RATE, seed=1)
    run, _ = ff.synthetic.runner(duration_s=run_s, sampling_rate_hz=RATE, seed=2)
    shift = (walk.positions[-1] - run.positions[0]).mean(axis=0) * [1.0, 1.0, 0.0]
    return replace(walk, positions=np.concatenate([walk.positions, run.positions + shift]))


def alone(make: Any, name: str, **how: float) -> float:
    recording, _ = make(sampling_rate_hz=RATE, **how)
    return float(ff.analyze(recording).metric(name).value)


@pytest.mark.parametrize(("walk_s", "run_s", "mode"), [(14.0, 9.0, "walk"), (9.0, 14.0, "run")])
def test_poses_are_told_by_the_longer_one(walk_s: float, run_s: float, mode: str) -> None:
    recording = poses(walk_s, run_s)
    report = ff.analyze(recording)
    assert report.mode == mode
    first, last = report.quality["gaits"]
    assert (first["mode"], last["mode"]) == ("walk", "run")
    assert abs(first["end_s"] - walk_s) < 1.5
    assert abs(last["start_s"] - walk_s) < 1.5
    other = "run" if mode == "walk" else "walk"
    assert any(f"mode={other!r} tells of them" in text for text in report.quality["warnings"])
    assert (report.events.time_s < walk_s + 1.0).all() == (mode == "walk")
    beside = ff.analyze(recording, mode=other)
    assert beside.mode == other
    for found in (report, beside):
        make, seed = (ff.synthetic.walker, 1) if found.mode == "walk" else (ff.synthetic.runner, 2)
        expected = alone(make, "cadence_spm", duration_s=12.0, seed=seed)
        assert_allclose(found.metric("cadence_spm").value, expected, rtol=0.02)


@pytest.mark.parametrize("make", [ff.synthetic.walker, ff.synthetic.runner])
def test_one_gait_is_one(make: Any) -> None:
    recording, _ = make(duration_s=12.0, sampling_rate_hz=RATE, seed=3)
    assert ff.analyze(recording).quality["gaits"] == []


def test_a_few_running_strides_are_none() -> None:
    assert ff.analyze(poses(14.0, 1.5)).quality["gaits"] == []


def back(x: Any) -> ff.ImuRecording:
    return ff.ImuRecording({"lower_back": ff.Imu(x)}, RATE_HZ)


def trunk(run_s: float) -> Any:
    """Twenty seconds of walking, then running."""
    walk, _ = walking_trunk(duration_s=26.0, rate_hz=RATE_HZ)
    rest = np.tile([GRAVITY_MPS2, 0.0, 0.0], (round(2 * RATE_HZ), 1))
    return np.concatenate([walk, rest, running_trunk(duration_s=run_s + 6.0)])


@pytest.mark.parametrize(("run_s", "mode"), [(10.0, "walk"), (40.0, "run")])
def test_the_trunk_too(run_s: float, mode: str) -> None:
    report = ff.analyze(back(trunk(run_s)))
    assert report.mode == mode
    assert {gait["mode"] for gait in report.quality["gaits"]} == {"walk", "run"}
    assert any("are not in the metrics" in text for text in report.quality["warnings"])
    cadence = 60 / STEP_S if mode == "run" else 108.0
    assert_allclose(report.metric("cadence_spm").value, cadence, rtol=0.01)
    assert (report.events.time_s < 27.0).all() == (mode == "walk")
