"""Detectors of running against hand-built signals that tell them from their look-alikes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import ndtr

import footfall as ff
from footfall import events
from footfall.events.free_fall import half_sine_lag_s

RATE = 250.0
STRIDE_S, STEP_S = 0.7, 0.35
TIME = np.arange(round(6 * RATE)) / RATE
NAMES = ("mid_hip", *(f"{s}_{n}" for s in ("left", "right") for n in ("heel", "big_toe")))
LEGS = tuple(f"{s}_{n}" for s in ("left", "right") for n in ("hip", "knee", "ankle"))


def landings(side: int) -> np.ndarray:
    """Instants at which a foot is farthest ahead of the pelvis."""
    return np.arange(-1, 10) * STRIDE_S + side * STEP_S


def pulses(side: int, after_s: float, width_s: float = 0.012, height: float = 1.0) -> np.ndarray:
    """One pulse per stride, that long after the foot is farthest ahead."""
    at = landings(side) + after_s
    return height * np.exp(-0.5 * ((TIME[:, None] - at) / width_s) ** 2).sum(axis=1)


def twice(acceleration: np.ndarray) -> np.ndarray:
    """Positions whose second differences are that acceleration."""
    steps = np.cumsum(np.cumsum(acceleration)) / RATE**2
    return np.concatenate([[0.0], steps[:-1]])  # so that the middle of three frames has it


def run() -> np.ndarray:
    """Feet that swing about a pelvis that moves on, (T, 5, 2); all at rest in height."""
    x = np.zeros((len(TIME), len(NAMES), 2))
    x[:, :, 0] = 3.0 * TIME[:, None]
    for side in (0, 1):
        swing = 0.5 * np.cos(2 * np.pi * (TIME / STRIDE_S - 0.5 * side))
        x[:, 1 + 2 * side, 0] += swing
        x[:, 2 + 2 * side, 0] += swing + 0.17
    return x


def found(detector: object, x: np.ndarray, names: tuple[str, ...] = NAMES) -> ff.events.Events:
    return detector(x, keypoints=names, forward="+x", up="+y")  # type: ignore[operator]


def after(table: ff.events.Events, kind: str, side: int) -> np.ndarray:
    """Times of events after the foot was farthest ahead."""
    times = table.pick(kind, ("left", "right")[side]).time_s
    return (times - side * STEP_S) % STRIDE_S


@pytest.mark.parametrize(("heel_s", "toe_s"), [(0.03, 0.07), (0.09, 0.04)])
def test_handsaker_takes_the_first_of_heel_and_toe(heel_s, toe_s, backend):
    """Vertical acceleration is highest there; vertical velocity and jerk are elsewhere."""
    x = run()
    for side in (0, 1):
        x[:, 1 + 2 * side, 1] = twice(pulses(side, heel_s, height=100.0))
        x[:, 2 + 2 * side, 1] = twice(pulses(side, toe_s, height=300.0))
    table = found(events.Handsaker(sampling_rate_hz=RATE, cutoff_hz=None), x)
    for side in (0, 1):
        times = after(table, "initial_contact", side)
        assert len(times) >= 7
        assert_allclose(times, min(heel_s, toe_s), atol=0.001)


def test_handsaker_leaves_at_the_peak_of_jerk_not_of_acceleration(backend):
    x = run()
    jerk_s, slack_s, width_s = 0.27, 0.31, 0.01
    for side in (0, 1):
        rises = ndtr((TIME[:, None] - landings(side) - jerk_s) / width_s)
        falls = ndtr((TIME[:, None] - landings(side) - slack_s) / (3 * width_s))
        x[:, 2 + 2 * side, 1] = twice(80.0 * (rises - falls).sum(axis=1))
    table = found(events.Handsaker(sampling_rate_hz=RATE, cutoff_hz=None), x)
    for side in (0, 1):
        assert_allclose(after(table, "final_contact", side), jerk_s, atol=0.002)


def test_pelvis_velocity_is_the_fastest_fall_less_its_lag(backend):
    """Not the lowest place nor the hardest landing; of the foot that is ahead."""
    x = run()
    falls_s = 0.05
    x[:, 0, 1] = -np.sin(2 * np.pi * (TIME - falls_s) / STEP_S)
    detector = events.PelvisVelocity(sampling_rate_hz=RATE, cutoff_hz=None)
    table = found(detector, x)
    assert len(table.pick("final_contact")) == 0
    for side in (0, 1):
        times = after(table, "initial_contact", side)
        assert len(times) >= 7
        assert_allclose(times, falls_s - detector.lag_s, atol=0.001)


@pytest.mark.parametrize(
    ("speed_kmh", "lag_ms"), [(11, 27.2), (15, 21.7), (13, 24.45), (2, 30.0), (40, 18.0)]
)
def test_lag_of_the_pelvis_falls_with_speed(speed_kmh, lag_ms):
    detector = events.PelvisVelocity(sampling_rate_hz=RATE, speed_mps=speed_kmh / 3.6)
    assert 1000 * detector.lag_s == pytest.approx(lag_ms)


def test_fellin_takes_the_turn_of_the_heel_and_the_straightest_knee(backend):
    """Not the fastest fall of the heel, nor the knee's first, bent, extreme."""
    turn_s, straight_s = 0.1, 0.28
    flat = run()
    x = np.concatenate([flat, np.zeros((len(TIME), len(LEGS), 2))], axis=1)
    for side in (0, 1):
        phase = 2 * np.pi * (TIME - side * STEP_S - turn_s) / STRIDE_S
        x[:, 1 + 2 * side, 1] = -0.1 * np.cos(phase)
        flexion = 0.8 - 0.6 * pulses(side, straight_s, 0.05) + 0.3 * pulses(side, 0.1, 0.04)
        hip = len(NAMES) + 3 * side
        x[:, hip, 1] = 1.0
        x[:, hip + 1, 1] = 0.6
        x[:, hip + 2] = x[:, hip + 1] - 0.4 * np.stack([np.sin(flexion), np.cos(flexion)], axis=1)
    names = (*NAMES, *LEGS)
    table = found(events.Fellin(sampling_rate_hz=RATE, cutoff_hz=None), x, names)
    raw = found(events.Fellin(sampling_rate_hz=RATE, cutoff_hz=None, lag_s=0.0), x, names)
    for side in (0, 1):
        assert_allclose(after(raw, "initial_contact", side), turn_s, atol=0.001)
        assert_allclose(after(table, "initial_contact", side), turn_s - 0.023, atol=0.001)
        assert_allclose(after(table, "final_contact", side), straight_s, atol=0.002)


def test_fellin_without_knees_has_no_final_contacts():
    assert len(found(events.Fellin(sampling_rate_hz=RATE), run()).pick("final_contact")) == 0


@pytest.mark.parametrize("contact_s", [0.2, 0.25, 0.3])
def test_free_fall_ends_and_begins_with_contact(contact_s, backend):
    """Weight in flight, a half sine in contact; the way there is integrated by the test."""
    x = run()
    since = (TIME - 0.02) % STEP_S
    force = np.pi / 2 * STEP_S / contact_s * np.sin(np.pi * since / contact_s)
    acceleration = 9.81 * (np.where(since < contact_s, force, 0.0) - 1.0)
    x[:, 0, 1] = twice(acceleration - acceleration[: round(0.35 * RATE * 17)].mean())
    table = found(events.FreeFall(sampling_rate_hz=RATE, cutoff_hz=40.0), x)
    for side in (0, 1):
        assert_allclose(after(table, "initial_contact", side)[1:-1], 0.02, atol=0.004)
        leaves = after(table, "final_contact", side)[1:-1]
        assert_allclose(leaves, 0.02 + contact_s, atol=0.004)


def test_lag_of_a_half_sine_is_when_the_force_reaches_the_load():
    contact_s, step_s, load = 0.24, 0.36, 0.2
    lag_s = half_sine_lag_s(contact_s - 2 * 0.0085, step_s, load)
    force = np.pi / 2 * step_s / (contact_s - 2 * 0.0085 + 2 * lag_s)
    share = force * np.sin(np.pi * lag_s / (contact_s - 2 * 0.0085 + 2 * lag_s))
    assert share == pytest.approx(load, abs=1e-6)


DETECTORS = (
    events.Handsaker(sampling_rate_hz=100.0),
    events.PelvisVelocity(sampling_rate_hz=100.0),
    events.Fellin(sampling_rate_hz=100.0),
    events.FreeFall(sampling_rate_hz=100.0),
    events.RunningContact(sampling_rate_hz=100.0),
)


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: type(d).__name__)
@pytest.mark.parametrize("n", [0, 1, 2, 7])
def test_too_little_gives_no_events(detector, n):
    for x in (run()[:n], np.full((n, 5, 2), np.nan), np.full((40, 5, 2), np.nan)):
        table = found(detector, x)
        assert len(table) == 0
        assert table.time_s.dtype == np.float64


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: type(d).__name__)
def test_a_batch_gives_what_its_sequences_give(detector):
    recording, _ = ff.synthetic.runner(sampling_rate_hz=100.0, duration_s=4.0, noise_m=0.002)
    whole = recording.positions
    pieces = [whole[:250], whole[100:101], whole[50:]]
    names, up = recording.keypoints, recording.up
    both = detector(ff.Batch.from_sequences(pieces, 100.0), keypoints=names, forward="+x", up=up)
    for number, piece in enumerate(pieces):
        alone = detector(piece, keypoints=names, forward="+x", up=up)
        own = both.take(both.sequence == number)
        np.testing.assert_array_equal(own.time_s, alone.time_s)
        np.testing.assert_array_equal(own.side_code, alone.side_code)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: events.Handsaker(sampling_rate_hz=0.0), "sampling_rate_hz: expected a value > 0"),
        (lambda: events.PelvisVelocity(sampling_rate_hz=99.0, speed_mps=-1.0), "speed_mps: exp"),
        (lambda: events.Fellin(sampling_rate_hz=99.0, lag_s=-0.1), "lag_s: expected a value >= 0"),
        (lambda: events.FreeFall(sampling_rate_hz=99.0, share=1.5), "share: expected"),
        (lambda: events.RunningContact(sampling_rate_hz=99.0, leave_share=0.0), "leave_share: "),
    ],
)
def test_bad_parameters_are_told(make, text):
    with pytest.raises(ff.ArgumentError, match=text):
        make()
