"""Gait from the acceleration of the trunk, part by part."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff
from footfall._events import LEFT, RIGHT
from footfall._gait_band import RATE_HZ, low_pass, mexican_hat
from footfall._pendulum import step_lengths
from footfall._spans import common, merged, runs_of
from footfall._step_sides import step_sides

from .sensor_samples import GRAVITY_MPS2, orientations, walking_trunk

DETECTORS = (
    ff.events.Shin,
    ff.events.IonescuMcCamley,
    ff.events.McCamley,
    ff.events.TrunkContact,
)
every_detector = pytest.mark.parametrize("detector", DETECTORS)


def test_the_low_pass_keeps_its_design() -> None:
    frequency = np.linspace(0, RATE_HZ / 2, 2000)
    taps = low_pass()
    turns = np.exp(-2j * np.pi * np.outer(frequency, np.arange(len(taps))) / RATE_HZ)
    gain = 10 * np.log10(np.abs(turns @ taps))  # of one pass of two
    assert np.abs(gain[frequency <= 2.9]).max() < 0.65
    assert gain[frequency >= 4.2].max() < -65
    assert 3.0 < frequency[np.argmin(np.abs(gain + 3))] < 3.3


def test_a_bump_peaks_at_its_centre() -> None:
    bump = np.exp(-(((np.arange(200) - 90) / 6) ** 2))
    assert np.convolve(bump, mexican_hat(1.2), mode="same").argmax() == 90


def test_spans_are_joined_cut_and_found() -> None:
    spans = np.array([[0, 3], [2, 5], [7, 9]])
    assert merged(spans).tolist() == [[0, 5], [7, 9]]
    assert merged(spans, 2).tolist() == [[0, 9]]
    assert common(merged(spans), np.array([[4, 8]])).tolist() == [[4, 5], [7, 8]]
    assert runs_of(np.array([True, False, True, True])).tolist() == [[0, 1], [2, 4]]


def test_walking_is_found_and_rest_is_not() -> None:
    acceleration, _ = walking_trunk()
    found = ff.bouts.Ionescu(sampling_rate_hz=100.0)(acceleration)
    assert_allclose([found.start_s[0], found.end_s[-1]], [5, 25], atol=0.8)
    assert len(found) == 1
    still = np.tile([GRAVITY_MPS2, 0, 0], (3000, 1))
    assert len(ff.bouts.Ionescu(sampling_rate_hz=100.0)(still)) == 0


def test_a_batch_gives_what_each_gives() -> None:
    one, _ = walking_trunk(seed=1)
    other, _ = walking_trunk(step_hz=1.6, seed=2)
    find = ff.bouts.Ionescu(sampling_rate_hz=100.0)
    both = find(np.stack([one, other]))
    for number, x in enumerate((one, other)):
        part = both.take(both.sequence == number)
        assert part.start.tolist() == find(x).start.tolist()


@every_detector
@pytest.mark.parametrize("rate_hz", [20.0, 40.0, 100.0, 256.0])
def test_every_step_is_found_once(detector: Any, rate_hz: float) -> None:
    acceleration, contact_s = walking_trunk(rate_hz=rate_hz)
    found = detector(sampling_rate_hz=rate_hz)(acceleration).pick("initial_contact").time_s
    inside = contact_s[2:-2]
    match = ff.validate.match(inside, found, 0.25)
    assert len(match.missed) == 0
    assert np.ptp(match.error_s) < 0.06


def test_contacts_are_where_the_acceleration_rises_steepest() -> None:
    acceleration, contact_s = walking_trunk()
    found = ff.events.TrunkContact(sampling_rate_hz=100.0)(acceleration)
    match = ff.validate.match(contact_s[2:-2], found.time_s, 0.25)
    assert np.abs(match.error_s).max() < 0.04  # a sine has no sharp rise: noise moves it
    assert abs(match.error_s.mean()) < 0.01
    assert set(found.side) == {"unknown"}


@every_detector
@pytest.mark.parametrize(
    "x",
    [
        np.empty((0, 3)),
        np.full((1, 3), 9.81),
        np.full((30, 3), 5.0),
        np.zeros((500, 3)),
        np.full((500, 3), np.nan),
        np.clip(walking_trunk()[0], -2, 10),
    ],
    ids=["empty", "one frame", "short", "zeros", "missing", "clipped"],
)
def test_poor_input_gives_no_error(detector: Any, x: Any) -> None:
    found = detector(sampling_rate_hz=100.0)(x)
    assert np.isfinite(found.time_s).all()
    ff.bouts.Ionescu(sampling_rate_hz=100.0)(x)
    ff.mounting.trunk(x, 100.0)


@every_detector
def test_a_gap_parts_a_sequence_and_touches_nothing_far_away(detector: Any) -> None:
    acceleration, _ = walking_trunk()
    acceleration[1500:1600] = np.nan
    found = detector(sampling_rate_hz=100.0)(acceleration).pick("initial_contact").time_s
    assert not ((found > 15.0) & (found < 15.98)).any()
    assert ((found > 7) & (found < 14)).sum() == pytest.approx(7 * 1.8, abs=1)


def test_wrong_shapes_and_rates_get_a_sentence() -> None:
    with pytest.raises(ff.ArgumentError, match=r"acceleration_mps2: expected shape \(frames, 3\)"):
        ff.events.Shin(sampling_rate_hz=100.0)(np.zeros((10, 2)))
    with pytest.raises(ff.ArgumentError, match="sampling_rate_hz: expected a value from 10"):
        ff.events.Shin(sampling_rate_hz=5.0)


def test_without_sway_sides_alternate_all_the_same() -> None:
    side, margin = step_sides(np.zeros(2000), 0.55 * np.arange(1, 15), 100.0)
    assert (np.diff(side) != 0).all()
    assert not margin.any()


@pytest.mark.parametrize("turned", orientations())
def test_mounting_is_told_in_every_orientation(turned: Any) -> None:
    acceleration, _ = walking_trunk()
    found = ff.mounting.trunk(acceleration @ turned.T, 100.0)
    assert found.reason == ""
    assert_allclose(found.rotation @ turned, np.eye(3), atol=0.05)


def test_mounting_says_what_it_cannot_tell() -> None:
    acceleration, _ = walking_trunk()
    still = np.tile([GRAVITY_MPS2, 0.0, 0.0], (1000, 1))
    sideways = acceleration * [1, 1, 0]
    for x in (still, sideways):
        found = ff.mounting.trunk(x, 100.0)
        assert found.reason
        assert np.isnan(found.rotation[1:]).all()
        assert_allclose(found.rotation[0], [1, 0, 0], atol=0.01)
    assert ff.mounting.trunk(still[:100], 100.0).reason.startswith("less than 3 s")


def test_sides_alternate_and_one_missed_step_is_forgiven() -> None:
    acceleration, contact_s = walking_trunk()
    side, margin = step_sides(acceleration[:, 1], contact_s, 100.0)
    assert side.tolist() == [LEFT, RIGHT] * (len(side) // 2)
    assert margin.min() > 2
    fewer = np.delete(contact_s, 11)
    expected = np.delete(side, 11)
    assert step_sides(acceleration[:, 1], fewer, 100.0)[0].tolist() == expected.tolist()


def test_the_pendulum_gives_its_own_step() -> None:
    time = np.arange(0, 20, 0.01)
    rise, leg = 0.02, 0.9
    turn = 2 * np.pi * 1.8
    upward = -rise * turn**2 * np.cos(turn * time)
    contacts = np.arange(2, 18, 1 / 1.8)
    lengths = step_lengths(upward, contacts, 100.0, leg, correction=1.0)
    expected = 2 * math.sqrt(2 * leg * 2 * rise - (2 * rise) ** 2)
    assert_allclose(lengths, expected, rtol=0.01)


@pytest.mark.parametrize("angle_deg", [-180.0, -90.0, 60.0, 180.0, 360.0])
def test_turns_are_told_within_a_degree(angle_deg: float) -> None:
    rate = np.zeros(1500)
    wave = 1 - np.cos(np.linspace(0, 2 * np.pi, 200, endpoint=False))
    rate[600:800] = math.radians(angle_deg) / 2.0 * wave
    found = ff.turns.ElGohary(sampling_rate_hz=100.0)(rate)
    assert_allclose(found.angle_deg, [angle_deg], atol=1)
    assert 6 < found.start_s[0] < 7
    assert 7 < found.end_s[0] < 8.1


def test_small_and_missing_turns_are_none() -> None:
    find = ff.turns.ElGohary(sampling_rate_hz=100.0)
    small = np.zeros(1000)
    small[500:600] = math.radians(30)
    for rate in (small, np.full(1000, np.nan), np.empty(0)):
        assert len(find(rate)) == 0
