"""Ways around corners are walked in straight passes; standing is no gait."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff
from footfall._turns import straight_ways
from footfall.synthetic import walker

CORNER_RADIUS_M = 0.5


def around_a_corner(recording, angle_deg, at_m):
    """Bend a straight walk along `+x` into an arc after `at_m`."""
    x, y, z = np.moveaxis(recording.positions, -1, 0)
    angle = np.radians(angle_deg)
    turned = np.clip((x - at_m) / CORNER_RADIUS_M, 0.0, angle)
    after = np.maximum(x - at_m - CORNER_RADIUS_M * angle, 0.0)
    along = np.minimum(x, at_m) + CORNER_RADIUS_M * np.sin(turned) + after * np.cos(angle)
    aside = CORNER_RADIUS_M * (1 - np.cos(turned)) + after * np.sin(angle)
    bent = [along - y * np.sin(turned), aside + y * np.cos(turned), z]
    return replace(recording, positions=np.stack(bent, axis=-1), forward=None)


@pytest.mark.parametrize("angle_deg", [60.0, 90.0, 120.0])
def test_a_corner_parts_two_passes(angle_deg):
    recording, truth = walker(duration_s=16.0)
    report = ff.analyze(around_a_corner(recording, angle_deg, 8.0))
    assert len(report.quality["passes"]) == 2
    (turn,) = report.quality["turns"]
    assert turn["angle_deg"] == pytest.approx(angle_deg, abs=2.0)
    assert report.quality["events_imputed"] == 0
    straight = truth.metrics()
    for name, tolerance in (("walking_speed_mps", 0.01), ("step_width_m", 0.003)):
        assert report.metric(name).value == pytest.approx(straight[name], abs=tolerance)


def test_a_straight_way_and_a_way_back_are_no_corners():
    t = np.arange(1000) / 100.0
    there = np.stack([1.2 * t, 0.0 * t], axis=1)
    assert straight_ways(there, 100.0) == []
    back = np.stack([1.2 * np.minimum(t, 10 - t), 0.0 * t], axis=1)
    assert straight_ways(back, 100.0) == []


def test_a_wide_curve_is_one_way():
    t = np.arange(800) / 100.0
    curve = 3.0 * np.stack([np.sin(0.4 * t), 1 - np.cos(0.4 * t)], axis=1)
    assert straight_ways(curve, 100.0) == []


@pytest.mark.parametrize("n", [0, 1, 5])
def test_too_little_has_no_ways(n):
    assert straight_ways(np.zeros((n, 2)), 100.0) == []
    assert straight_ways(np.full((n, 2), np.nan), 100.0) == []


def test_standing_before_and_after_the_walk_is_left_out():
    recording, truth = walker(duration_s=8.0)
    first, last = recording.positions[:1], recording.positions[-1:]
    still = [np.repeat(first, 300, axis=0), recording.positions, np.repeat(last, 300, axis=0)]
    report = ff.analyze(replace(recording, positions=np.concatenate(still)))
    assert_allclose(report.metric("walking_speed_mps").value, 1.25, atol=0.02)
    inside = (report.events.time_s > 2.9) & (report.events.time_s < 11.1)
    assert inside.mean() > 0.9
    assert len(report.strides) <= len(truth.events)
