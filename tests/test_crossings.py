"""How sure the times are at which the force of a plate crosses its threshold."""

import numpy as np
import pytest

from footfall._crossings import MOST_S, crossing_errors_s
from footfall.events import ForceThreshold

RATE_HZ = 300.0
DETECTOR = ForceThreshold(sampling_rate_hz=RATE_HZ, threshold_n=20.0)
NOISE_N = 2.0


def stance(unloading_n_per_s: float, noise_n: float = NOISE_N, seed: int = 0) -> np.ndarray:
    """A second of stance between two of an empty plate; it ends with a slow tail below 60 N."""
    load = np.zeros(900)
    load[300:600] = 700.0
    tail = np.maximum(60.0 - unloading_n_per_s / RATE_HZ * np.arange(300), 0.0)
    load[600:] = tail
    noise = np.random.default_rng(seed).normal(0.0, noise_n, 900)
    return (load + noise)[:, None]


def errors_of(vertical: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    _, rows = DETECTOR.contacts(vertical)
    return rows, crossing_errors_s(DETECTOR, vertical, rows)


def test_a_foot_that_lingers_leaves_at_a_less_sure_time():
    for speed in (100.0, 200.0, 400.0):
        found = [errors_of(stance(speed, seed=seed)) for seed in range(40)]
        assert {len(rows) for rows, _ in found} == {2}
        contact, leave = np.array([errors for _, errors in found]).T
        assert contact.max() < 1 / RATE_HZ / 50  # 700 N within a frame
        assert leave.mean() == pytest.approx(NOISE_N / speed, rel=0.2)


def test_the_error_is_how_far_an_unsure_zero_moves_the_crossing():
    speed, clean = 200.0, stance(200.0, 0.0)
    zeros = np.random.default_rng(1).normal(0.0, NOISE_N, 300)
    frames = [DETECTOR.contacts(clean + zero)[1][1, 0] for zero in zeros]
    errors = [errors_of(stance(speed, seed=seed))[1][1] for seed in range(40)]
    assert np.mean(errors) == pytest.approx(np.std(frames) / RATE_HZ, rel=0.2)


def test_without_a_crossing_at_another_zero_the_error_is_the_greatest():
    load = np.zeros(900)
    load[300:600] = 20.5  # a little more than the threshold, under an empty plate's noise
    load += np.random.default_rng(2).normal(0.0, NOISE_N, 900) * (load == 0)
    rows, errors = errors_of(load[:, None])
    assert len(rows) > 0
    assert (errors == MOST_S).all()


def test_dead_plates_and_plates_that_are_never_empty_are_no_trouble():
    never = np.full((900, 1), 400.0)
    dead = np.full((900, 1), np.nan)
    alone = stance(200.0)
    rows, errors = errors_of(np.hstack([never, dead, alone]))
    assert (rows[:, 1] // 2 == 2).all()
    np.testing.assert_array_equal(errors, errors_of(alone)[1])
