"""Parameters of hand-built gait: every number is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff
from footfall._events import make_events
from footfall.parameters import (
    Placements,
    derived,
    dimensionless_cadence,
    dimensionless_length,
    dimensionless_speed,
    place_feet,
    spring_mass,
    strides,
    walk_ratio,
)

# A stride of 1.2 s; left steps take 0.58 s and 0.7 m, right steps 0.62 s and 0.6 m.
STRIDE, LEFT_STEP, STANCE = 1.2, 0.58, 0.74
LEFT_LENGTH, RIGHT_LENGTH, WIDTH = 0.7, 0.6, 0.11


def _events(n=6):
    rows = []
    for k in range(n):
        right, left = k * STRIDE, k * STRIDE + LEFT_STEP
        for side, start in (("right", right), ("left", left)):
            rows.append((start, "initial_contact", side))
            rows.append((start + STANCE, "final_contact", side))
    times, kinds, sides = zip(*rows, strict=True)
    return make_events(times, kinds, sides, 100.0)


def _placements(n=6):
    k = np.arange(n)
    right = Placements(k * STRIDE, 1.3 * k, np.full(n, WIDTH / 2))
    left = Placements(k * STRIDE + LEFT_STEP, 1.3 * k + LEFT_LENGTH, np.full(n, -WIDTH / 2))
    return {"left": left, "right": right}


def test_times_follow_their_definitions():
    table = strides(_events())
    left, right = (table.take(table.side == s) for s in ("left", "right"))
    assert len(left) == len(right) == 5
    assert_allclose(table.stride_duration_s, STRIDE)
    assert_allclose(table.stance_duration_s, STANCE)
    assert_allclose(table.swing_duration_s, STRIDE - STANCE)
    assert_allclose(left.step_duration_s, LEFT_STEP)
    assert_allclose(right.step_duration_s, STRIDE - LEFT_STEP)
    assert_allclose(table.stance_percent, 100 * STANCE / STRIDE)
    # Before the first stride, a right one, the left foot was not seen to leave.
    assert np.isnan(table.double_support_percent[0])
    assert_allclose(table.double_support_percent[1:], 100 * (2 * STANCE - STRIDE) / STRIDE)
    assert_allclose(table.single_support_percent[1:], 100 * (STRIDE - STANCE) / STRIDE)
    assert table.accepted.all()


def test_lengths_follow_their_definitions():
    table = strides(_events(), _placements())
    left, right = (table.take(table.side == s) for s in ("left", "right"))
    assert_allclose(table.stride_length_m, LEFT_LENGTH + RIGHT_LENGTH)
    assert_allclose(left.step_length_m, LEFT_LENGTH)
    assert_allclose(right.step_length_m, RIGHT_LENGTH)
    assert_allclose(table.step_width_m, WIDTH)
    assert_allclose(table.speed_mps, (LEFT_LENGTH + RIGHT_LENGTH) / STRIDE)


def test_running_has_flight():
    rows = []
    for k in range(5):
        for side, start in (("right", 0.7 * k), ("left", 0.7 * k + 0.35)):
            rows += [(start, "initial_contact", side), (start + 0.24, "final_contact", side)]
    times, kinds, sides = zip(*rows, strict=True)
    table = strides(make_events(times, kinds, sides, 200.0), mode="run")
    assert_allclose(table.flight_time_s, 0.11)
    assert table.accepted.all()


def test_strides_do_not_span_bouts():
    first, second = _events(3), _events(3)
    joined = make_events(
        np.concatenate([first.time_s, second.time_s + 30.0]),
        np.concatenate([first.kind, second.kind]),
        np.concatenate([first.side, second.side]),
        100.0,
        bout=np.repeat([0, 1], len(first)),
    )
    table = strides(joined)
    assert len(table) == 8
    assert table.stride_duration_s.max() < 2.0


def test_implausible_strides_are_not_accepted():
    events = _events(8)
    gone = (events.kind_code == 0) & (events.side_code == 1) & (np.abs(events.time_s - 3.6) < 0.1)
    table = strides(events.take(~gone))
    right = table.take(table.side == "right")
    assert (~right.accepted).sum() == 1
    assert right.stride_duration_s[~right.accepted][0] == pytest.approx(2 * STRIDE)


def test_without_events_there_are_no_strides():
    assert len(strides(make_events([], [], [], 50.0))) == 0
    one = make_events([1.0], ["initial_contact"], ["left"], 50.0)
    assert len(strides(one)) == 0


def test_feet_are_placed_where_they_rest():
    t = np.arange(300) / 100
    heel = np.where(t < 1.0, 0.4, np.where(t < 1.5, 0.4 + 1.4 * (t - 1.0), 1.1))
    placed = place_feet(np.array([0.3, 1.5]), np.array([1.0, 2.2]), heel, 0.0 * heel, 100.0)
    assert_allclose(placed.along_m, [0.4, 1.1])
    hidden = np.where(t > 1.4, np.nan, heel)
    placed = place_feet(np.array([0.3, 1.5]), np.array([1.0, 2.2]), hidden, 0.0 * heel, 100.0)
    assert_allclose(placed.along_m, [0.4, np.nan])


def test_columns_go_to_a_table():
    columns = strides(_events(), _placements()).columns()
    assert len({len(c) for c in columns.values()}) == 1
    with pytest.raises(ff.ArgumentError, match="mode: expected one of walk, run, got 'hop'"):
        strides(_events(), mode="hop")


def test_both_double_supports_make_the_whole():
    table = strides(_events())
    left, right = (table.take(table.side == s) for s in ("left", "right"))
    # The right foot is down from 0 to 0.74 s, the left one from 0.58 s to 1.32 s.
    assert_allclose(left.initial_double_support_percent, 100 * (STANCE - LEFT_STEP) / STRIDE)
    assert_allclose(
        left.terminal_double_support_percent, 100 * (LEFT_STEP + STANCE - STRIDE) / STRIDE
    )
    assert_allclose(right.terminal_double_support_percent, left.initial_double_support_percent[0])
    known = table.take(np.isfinite(table.double_support_percent))
    assert_allclose(
        known.initial_double_support_percent + known.terminal_double_support_percent,
        known.double_support_percent,
    )


def test_measured_columns_follow_the_rows():
    table = strides(_events()).with_measured({"knee_deg": np.arange(10.0)})
    assert "knee_deg" in table
    part = table.take(table.side == "left")
    assert_allclose(part["knee_deg"], np.arange(10.0)[table.side == "left"])
    assert part.columns()["knee_deg"] is part["knee_deg"]
    assert len(part) == 5
    with pytest.raises(ff.ArgumentError, match="measured: expected arrays of length 5"):
        part.with_measured({"hip_deg": np.zeros(3)})
    with pytest.raises(ff.ArgumentError, match="name: expected one of side_code"):
        part["hip_deg"]


def test_the_spring_of_the_paper():
    """70 kg, 1.75 m, 3.33 m/s, contact 0.25 s, flight 0.11 s (Morin 2005)."""
    found = spring_mass(0.25, 0.11, 3.33, mass_kg=70.0, height_m=1.75)
    assert found.peak_force_n == pytest.approx(1553, abs=0.5)
    assert found.compression_m == pytest.approx(0.064, abs=5e-4)
    assert found.vertical_stiffness_kn_per_m == pytest.approx(24.3, abs=0.05)
    assert found.leg_stiffness_kn_per_m == pytest.approx(9.6, abs=0.05)


def test_a_spring_needs_flight_and_reach():
    found = spring_mass(
        [0.25, 0.25, 0.7, np.nan], [0.11, -0.1, 0.11, 0.1], 3.33, mass_kg=70.0, height_m=1.75
    )
    assert np.isfinite(found.leg_stiffness_kn_per_m).tolist() == [True, False, False, False]
    heavy = spring_mass(0.25, 0.11, 3.33, mass_kg=140.0, height_m=1.75)
    assert heavy.leg_stiffness_kn_per_m == pytest.approx(2 * found.leg_stiffness_kn_per_m[0])
    with pytest.raises(ff.ArgumentError, match="mass_kg: expected a value > 0"):
        spring_mass(0.25, 0.11, 3.33, mass_kg=0.0, height_m=1.75)


def test_gait_relative_to_body_size():
    """Hof (1996): people of one shape on scaled legs have the same numbers."""
    small, large = 0.7, 1.05
    speed, cadence, step = 1.2, 110.0, 0.65
    ratio = large / small
    one = (
        dimensionless_speed(speed, leg_length_m=small),
        dimensionless_cadence(cadence, leg_length_m=small),
        dimensionless_length(step, leg_length_m=small),
    )
    two = (
        dimensionless_speed(speed * ratio**0.5, leg_length_m=large),
        dimensionless_cadence(cadence / ratio**0.5, leg_length_m=large),
        dimensionless_length(step * ratio, leg_length_m=large),
    )
    assert_allclose(one, two)
    assert one[0] == pytest.approx(one[1] * one[2], rel=0.01)  # speed 1.2 is about step · cadence
    assert walk_ratio(0.65, 100.0) == pytest.approx(6.5)
    assert np.isnan(walk_ratio(0.65, 0.0))


def test_what_follows_from_times_and_body_size():
    table = strides(_events(), _placements())
    columns = derived(table, height_m=1.8)
    left = table.side == "left"
    assert_allclose(columns["cadence_spm"][left], 60 / LEFT_STEP)
    assert_allclose(columns["walk_ratio_mm_per_spm"][left], 1000 * LEFT_LENGTH * LEFT_STEP / 60)
    assert_allclose(columns["duty_factor"], STANCE / STRIDE)
    leg = 0.53 * 1.8
    assert_allclose(columns["dimensionless_step_length"][left], LEFT_LENGTH / leg)
    assert np.isnan(columns["leg_stiffness_kn_per_m"]).all()
    assert np.isnan(derived(table)["dimensionless_speed"]).all()
    assert len(derived(strides(make_events([], [], [], 50.0)), height_m=1.8)["cadence_spm"]) == 0
