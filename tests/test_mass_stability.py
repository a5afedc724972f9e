"""Centre of mass, extrapolated centre of mass, margins of stability, toe clearance."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall import kinematics
from footfall._events import make_events
from footfall.kinematics.mass import DE_LEVA, DEMPSTER

GRAVITY = 9.80665


@pytest.mark.parametrize(
    ("model", "column", "total"),
    [(DE_LEVA, 0, 100.0), (DE_LEVA, 1, 99.99), (DEMPSTER, 0, 100.0), (DEMPSTER, 1, 100.0)],
)
def test_masses_sum_to_the_whole(model, column, total):
    assert_allclose(sum(c[0].mass_percent[column] for c in model.values()), total, atol=1e-9)
    for choices in model.values():
        assert len({c.mass_percent for c in choices}) == 1
        assert all(0 <= p <= 100 for c in choices for p in c.center_percent)


def whole_body():
    """Points of a standing person, metres: forward, up, right."""
    middle = {"head_top": (0, 1.75, 0), "c7": (-0.05, 1.5, 0), "mid_hip": (0, 0.92, 0)}
    sided = {
        "shoulder": (0, 1.45, 0.2),
        "elbow": (0, 1.15, 0.22),
        "wrist": (0, 0.9, 0.24),
        "hand": (0.02, 0.82, 0.24),
        "hip": (0, 0.92, 0.1),
        "knee": (0.01, 0.5, 0.1),
        "ankle": (0, 0.08, 0.1),
        "heel": (-0.06, 0.02, 0.1),
        "toe": (0.18, 0.02, 0.1),
    }
    points = {name: np.array([p], dtype=float) for name, p in middle.items()}
    for side, sign in (("left", -1), ("right", 1)):
        points |= {f"{side}_{n}": np.array([p]) * [1, 1, sign] for n, p in sided.items()}
    return points


# Written out from de Leva's table, male: mass in percent, share of the way from start to end.
MALE = (
    ("head_top", "c7", 6.94, 0.5002),
    ("c7", "mid_hip", 43.46, 0.5138),
    ("shoulder", "elbow", 2.71, 0.5772),
    ("elbow", "wrist", 1.62, 0.4574),
    ("wrist", "hand", 0.61, 0.7900),
    ("hip", "knee", 14.16, 0.4095),
    ("knee", "ankle", 4.33, 0.4459),
    ("heel", "toe", 1.37, 0.4415),
)


def by_hand(points):
    total = np.zeros(3)
    for start, end, mass, share in MALE:
        for side in ("",) if start in ("head_top", "c7") else ("left_", "right_"):
            a, b = points[side + start][0], points[side + end][0]
            total += mass * (a + share * (b - a))
    return total / 100.0


def test_the_centre_of_a_whole_body():
    points = whole_body()
    center = kinematics.center_of_mass(points, sex="male")
    assert (center.status, center.reason) == ("valid", "")
    assert_allclose(center.position[0], by_hand(points), atol=1e-12)
    assert_allclose(center.mass_percent, 100.0)
    assert len(center.segments) == 14
    both = [kinematics.center_of_mass(points, sex=s).position for s in ("male", "female")]
    mean = kinematics.center_of_mass(points).position
    assert (np.minimum(*both) - 1e-12 <= mean).all()
    assert (mean <= np.maximum(*both) + 1e-12).all()
    assert not np.allclose(both[0], both[1])
    winter = kinematics.center_of_mass(points | ears(), model="dempster")
    assert_allclose(winter.mass_percent, 100.0)
    assert 0.9 < winter.position[0, 1] < 1.05  # about 56 % of stature


def ears():
    return {f"{s}_ear": np.array([[0, 1.63, z]]) for s, z in (("left", -0.07), ("right", 0.07))}


def test_arms_count_from_the_shoulder_and_feet_from_the_heel():
    points = whole_body()
    for moved, share in (("elbow", 0.5772 * 2.71 + (1 - 0.4574) * 1.62), ("toe", 0.4415 * 1.37)):
        other = dict(points)
        other[f"left_{moved}"] = points[f"left_{moved}"] + [1.0, 0, 0]
        one, two = (kinematics.center_of_mass(p, sex="male").position for p in (points, other))
        assert_allclose((two - one)[0], [share / 100, 0, 0], atol=1e-12)


def test_what_is_missing_is_said():
    points = whole_body()
    no_legs = {n: p for n, p in points.items() if not n.endswith(("knee", "ankle", "toe", "heel"))}
    center = kinematics.center_of_mass(no_legs, sex="male")
    assert center.status == "degraded"
    assert center.reason == "segments of 60 % of the mass are seen"
    arms = {n: p for n, p in points.items() if n.endswith(("shoulder", "elbow", "wrist"))}
    arm = kinematics.center_of_mass(arms)
    assert arm.status == "unavailable"
    assert np.isnan(arm.position).all()
    gaps = {n: np.repeat(p, 3, axis=0) for n, p in points.items()}
    gaps["left_toe"][1] = np.nan
    center = kinematics.center_of_mass(gaps, sex="male")
    assert_allclose(center.mass_percent, [100, 100 - 1.37, 100])
    assert np.isfinite(center.position).all()
    assert center.status == "valid"


def test_skeletons_cover_enough():
    for skeleton in ("coco17", "halpe26", "body25", "mediapipe33"):
        recording, _ = ff.synthetic.walker(duration_s=0.5, skeleton=skeleton)
        center = kinematics.center_of_mass(recording.positions, recording.keypoints)
        assert center.status == "valid", skeleton
        height = center.position[:, 2]
        assert (height > 0.9).all(), skeleton
        assert (height < 1.1).all(), skeleton


def test_a_batch_gives_what_its_sequences_give_and_types_stay():
    recording, _ = ff.synthetic.walker(duration_s=0.3)
    parts = [recording.positions[:10], recording.positions[10:]]
    batch = ff.Batch.from_sequences(parts, 100.0)
    center = kinematics.center_of_mass(batch, recording.keypoints)
    for i, part in enumerate(parts):
        alone = kinematics.center_of_mass(part, recording.keypoints)
        assert_array_equal(center.position[i], alone.position)
    call = {"up": "+z", "pendulum_length": 0.9}
    ahead = kinematics.extrapolated_center_of_mass(center, **call)
    single = kinematics.extrapolated_center_of_mass(center.position[1], 100.0, **call)
    assert_array_equal(ahead[1], single)
    small = kinematics.center_of_mass(recording.positions.astype(np.float32), recording.keypoints)
    assert small.position.dtype == np.float32


@pytest.mark.parametrize("unit", [1.0, 0.001])
def test_the_extrapolated_centre_runs_ahead(unit):
    t = np.arange(50) / 100
    center = np.stack([1.2 * t, 0.1 * t, 0.9 + 0 * t], axis=1) / unit
    call = {"up": "+z", "pendulum_length": 0.9 / unit, "meters_per_unit": unit}
    found = kinematics.extrapolated_center_of_mass(center, 100.0, **call)
    delay = np.sqrt(0.9 / GRAVITY)
    assert_allclose(found, center + np.array([1.2, 0.1, 0.0]) * delay / unit, rtol=1e-12)
    belt = kinematics.extrapolated_center_of_mass(
        center, 100.0, belt_speed_mps=0.5, forward="+x", **call
    )
    assert_allclose(belt - found, [[0.5 * delay / unit, 0, 0]] * 50, atol=1e-9)


def test_margins_of_stability():
    rate, n = 100.0, 200
    still = np.zeros((n, 3))
    points = {
        "left_toe": still + np.array([0.5, 0, -0.1]),
        "right_toe": still + np.array([0.6, 0, 0.1]),
        "left_ankle": still + np.array([0.3, 0.1, -0.1]),
        "right_ankle": still + np.array([0.4, 0.1, 0.1]),
        "right_small_toe": still + np.array([0.58, 0, 0.14]),
    }
    z = 0.05 * np.sin(2 * np.pi * np.arange(n) / 50)
    extrapolated = np.stack([np.full(n, 0.45), np.ones(n), z], axis=1)
    rows = [
        *((0.2, "initial_contact", "left"), (0.3, "final_contact", "right")),
        *((0.7, "initial_contact", "right"), (0.8, "final_contact", "left")),
        *((1.2, "initial_contact", "left"), (1.3, "final_contact", "right")),
    ]
    events = make_events(*zip(*rows, strict=True), rate)
    found = kinematics.margin_of_stability(
        *(extrapolated, points), events=events, sampling_rate_hz=rate, up="+y", forward="+x"
    )
    assert found.side.tolist() == ["left", "right", "left"]
    assert_allclose(found.time_s, [0.2, 0.7, 1.2])
    assert_allclose(found.ahead, [0.05, 0.15, 0.05], atol=1e-12)
    # Left: the ankle and 0.03 m, outward to the left; right: the small toe.
    at = np.round([30, 80, 130]).astype(int)
    expected = [z[at[0]] + 0.13, 0.14 - z[at[1]], z[at[2]] + 0.13]
    assert_allclose(found.sideways, expected, atol=1e-12)
    least = [(z + 0.13)[30:71].min(), (0.14 - z)[80:121].min(), np.nan]
    assert_allclose(found.sideways_least, least, atol=1e-12)
    none = kinematics.margin_of_stability(
        *(extrapolated, points),
        events=events.take(slice(0, 0)),
        sampling_rate_hz=rate,
        up="+y",
        forward="+x",
    )
    assert len(none) == 0


def swing(dip=True, heel_above=0.1):
    """A foot that stands on 0.03 m until 0.6 s, then swings until 1 s."""
    t = np.arange(161) / 100
    u = np.clip((t - 0.6) / 0.4, 0, 1)
    bump = np.sin(2 * np.pi * u) ** 2 if dip else np.sin(np.pi * u)
    height = 0.03 + 0.04 * bump + (0.012 * np.sin(np.pi * u) if dip else 0.0)
    toe = np.stack([1.2 * u**3 * (10 - 15 * u + 6 * u * u), height], axis=1)
    return toe, toe + np.array([-0.2, heel_above])


def test_toe_clearance():
    toe, heel = swing()
    call = {"initial_contact_s": [0.0, 1.0], "final_contact_s": [0.6], "sampling_rate_hz": 100.0}
    found = kinematics.toe_clearance(toe, heel, up="+y", **call)
    assert_allclose([found.start_s[0], found.end_s[0]], [0.6, 1.0])
    assert_allclose(found.time_s, [0.8], atol=1e-9)
    assert_allclose(found.height, [0.012], atol=1e-9)
    fixed = kinematics.toe_clearance(toe, heel, up="+y", ground=0.0, **call)
    assert_allclose(fixed.height, [0.042], atol=1e-9)
    flipped = kinematics.toe_clearance(-toe, -heel, up="-y", **call)
    assert_allclose(flipped.height, found.height, atol=1e-12)


@pytest.mark.parametrize("foot", [swing(dip=False), swing(heel_above=-0.01)])
def test_a_swing_without_a_lowest_point_gives_none(foot):
    found = kinematics.toe_clearance(*foot, [0.0, 1.0], [0.6], 100.0, up="+y")
    assert len(found) == 1
    assert np.isnan(found.height).all()


@pytest.mark.parametrize("frames", [0, 1, 8])
def test_little_data(frames):
    nothing = np.full((frames, 26, 3), np.nan)
    center = kinematics.center_of_mass(nothing, "halpe26")
    assert center.position.shape == (frames, 3)
    assert center.status == "unavailable"
    ahead = kinematics.extrapolated_center_of_mass(center, 100.0, up="+z", pendulum_length=1.0)
    assert ahead.shape == (frames, 3)
    assert np.isnan(ahead).all()
    foot = nothing[:, 0]
    found = kinematics.toe_clearance(foot, foot, [0.0, 0.05], [0.03], 100.0, up="+z")
    assert np.isnan(found.height).all()
    events = make_events([0.0], ["initial_contact"], ["left"], 100.0)
    margins = kinematics.margin_of_stability(
        ahead,
        nothing,
        "halpe26",
        events=events,
        sampling_rate_hz=100.0,
        up="+z",
        forward="+x",
    )
    assert np.isnan(margins.ahead).all()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: kinematics.center_of_mass(whole_body(), model="winter"),
            "model: expected one of de_leva, dempster",
        ),
        (lambda: kinematics.center_of_mass(whole_body(), sex="m"), "sex: expected one of male"),
        (
            lambda: kinematics.extrapolated_center_of_mass(
                np.zeros((3, 3)), up="+z", pendulum_length=1.0
            ),
            "sampling_rate_hz: expected frames per second",
        ),
        (
            lambda: kinematics.extrapolated_center_of_mass(
                np.zeros((3, 3)), 100.0, up="+z", pendulum_length=1.0, belt_speed_mps=1.0
            ),
            "forward: expected a direction, beside a belt",
        ),
        (
            lambda: kinematics.toe_clearance(
                np.zeros((3, 3)), np.zeros((2, 3)), [], [], 100.0, up="+z"
            ),
            "heel: expected shape",
        ),
    ],
)
def test_errors(call, sentence):
    with pytest.raises(ff.ArgumentError, match=sentence):
        call()
