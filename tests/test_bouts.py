"""Gait sequences by waves at the pace of steps and by harmonics."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import footfall as ff
from footfall.imu import GRAVITY_MPS2

RATE = 100.0
# Half of a window, plus what the filters blur.
SLACK_S = {"Iluz": 2.0, "Harmonic": 5.0}


def trunk(spans: Any, duration_s: float = 90.0, step_hz: float = 1.8, rate: float = RATE) -> Any:
    """Acceleration of a trunk that walks in spans of seconds: up, right, forward."""
    t = np.arange(round(duration_s * rate)) / rate
    walks = np.any([(t >= a) & (t < b) for a, b in spans], axis=0)
    up = GRAVITY_MPS2 + 2.5 * np.cos(2 * np.pi * step_hz * t) * walks
    ahead = 1.5 * np.sin(2 * np.pi * step_hz * t) * walks
    noise = np.random.default_rng(1).normal(0, 0.05, (len(t), 3))
    return np.stack([up, 0 * up, ahead], axis=1) + noise


def foot(spans: Any, duration_s: float = 90.0, stride_hz: float = 0.9, rate: float = RATE) -> Any:
    """Rate of turn of a foot that walks in spans of seconds."""
    t = np.arange(round(duration_s * rate)) / rate
    walks = np.any([(t >= a) & (t < b) for a, b in spans], axis=0)
    stride = ff.strides.walking_template(500)[:, 0]
    turning = np.interp(t * stride_hz % 1, np.linspace(0, 1, 500), stride) * walks
    noise = np.random.default_rng(2).normal(0, 0.02, (len(t), 3))
    return np.outer(turning, [0.6, 0.8, 0.0]) + noise


CASES = {"Iluz": (ff.bouts.Iluz, trunk), "Harmonic": (ff.bouts.Harmonic, foot)}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("spans", [[(20, 60)], [(10, 35), (55, 80)]], ids=["one", "two"])
@pytest.mark.parametrize("rate", [50.0, 128.0])
def test_walks_are_found(name: str, spans: Any, rate: float) -> None:
    detector, make = CASES[name]
    found = detector(sampling_rate_hz=rate)(make(spans, rate=rate))
    assert len(found) == len(spans)
    np.testing.assert_allclose(found.start_s, [a for a, _ in spans], atol=SLACK_S[name])
    np.testing.assert_allclose(found.end_s, [b for _, b in spans], atol=SLACK_S[name])


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(
    "x",
    [
        np.empty((0, 3)),
        np.zeros((1, 3)),
        np.full((3000, 3), np.nan),
        np.zeros((3000, 3)),
        np.tile([GRAVITY_MPS2, 0, 0], (3000, 1)),
        np.random.default_rng(0).normal(0, 0.3, (3000, 3)),
        np.random.default_rng(0).normal(0, 5.0, (3000, 3)),
    ],
    ids=["empty", "one frame", "missing", "nothing", "still", "noise", "shaken"],
)
def test_what_is_no_walk_is_not_found(name: str, x: Any) -> None:
    detector, _ = CASES[name]
    assert len(detector(sampling_rate_hz=RATE)(x)) == 0


@pytest.mark.parametrize("name", CASES)
def test_gaps_part_walks_and_batches_number_them(name: str) -> None:
    detector, make = CASES[name]
    x = make([(5, 85)])
    x[4000:4100] = np.nan
    batch = ff.Batch.from_sequences([x, x[:300], x], RATE)
    found = detector(sampling_rate_hz=RATE)(batch)
    assert np.bincount(found.sequence).tolist() == [2, 0, 2]


def test_a_sensor_on_its_side_is_not_upright() -> None:
    x = trunk([(20, 60)])[:, [1, 0, 2]]
    assert len(ff.bouts.Iluz(sampling_rate_hz=RATE)(x)) == 0
    assert len(ff.bouts.Ionescu(sampling_rate_hz=RATE)(x)) == 1


def test_acceleration_has_harmonics_too() -> None:
    x = trunk([(20, 60)])
    t = np.arange(len(x)) / RATE
    x[:, 0] += 2.0 * np.cos(4 * np.pi * 1.8 * t) * ((t >= 20) & (t < 60))
    x[:, 0] += 2.0 * np.cos(2 * np.pi * 0.9 * t + 1) * ((t >= 20) & (t < 60))
    found = ff.bouts.Harmonic(sampling_rate_hz=RATE, signal="acceleration")(x)
    assert len(found) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"sampling_rate_hz": 12.0}, "sampling_rate_hz: expected a value from 15"),
        ({"signal": "force"}, "signal: expected one of angular_velocity, acceleration"),
        ({"min_activity": 0.0}, "min_activity: expected"),
        ({"min_prominence": -1.0}, "min_prominence: expected"),
    ],
)
def test_errors(arguments: Any, sentence: str) -> None:
    with pytest.raises(ff.ArgumentError, match=sentence):
        ff.bouts.Harmonic(**({"sampling_rate_hz": RATE} | arguments))


@pytest.mark.parametrize("stride_s", [0.6, 0.7, 0.8])
@pytest.mark.parametrize("contact", [0.3, 0.4])
def test_contacts_of_a_running_foot(stride_s: float, contact: float) -> None:
    rate = 250.0
    t = np.arange(round(20 * rate)) / rate
    share = t % stride_s / stride_s
    waves = ((8, 0.25), (-6, 0.5), (-9, 0.5 + contact))
    toes_up = sum(a * np.exp(-0.5 * ((share - b) / 0.035) ** 2) for a, b in waves)
    toes_up += np.random.default_rng(0).normal(0, 0.3, len(t))
    found = ff.events.Falbriard(sampling_rate_hz=rate)(np.outer(-toes_up, [0, 1, 0]))
    down, up = (found.time_s[found.kind == k] for k in ("initial_contact", "final_contact"))
    np.testing.assert_allclose(down % stride_s / stride_s, 0.5, atol=0.03)
    np.testing.assert_allclose(np.mean(up - down), contact * stride_s, atol=0.006)
    assert abs(len(down) - 20 / stride_s) <= 2


def test_a_foot_that_does_not_run_has_no_contacts() -> None:
    falbriard = ff.events.Falbriard(sampling_rate_hz=200.0)
    for x in (np.empty((0, 3)), np.zeros((1, 3)), np.zeros((999, 3)), np.full((999, 3), np.nan)):
        assert len(falbriard(x)) == 0
    with pytest.raises(ff.ArgumentError, match="angular_velocity_radps: expected shape"):
        falbriard(np.zeros((9, 2)))
    with pytest.raises(ff.ArgumentError, match="sampling_rate_hz: expected a value from 75"):
        ff.events.Falbriard(sampling_rate_hz=50.0)
