"""Frontal plane and feet: hand-built figures for each sign, classes, little data."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall import kinematics

BEHIND = {"up": "+y", "right": "+x"}  # a view from behind: the person's right is on the right
FIGURE = {
    "left_hip": (-0.1, 0.9),
    "right_hip": (0.1, 0.9),
    "left_knee": (-0.1, 0.5),
    "right_knee": (0.1, 0.5),
    "left_ankle": (-0.1, 0.1),
    "right_ankle": (0.1, 0.1),
    "left_shoulder": (-0.2, 1.4),
    "right_shoulder": (0.2, 1.4),
}


def figure(**moved):
    """The straight figure with some points elsewhere, one frame."""
    return {name: np.array([point], dtype=float) for name, point in (FIGURE | moved).items()}


def angle_of(name, **moved):
    return kinematics.frontal_angles(figure(**moved), **BEHIND)[name][0]


def tan_deg(rise, run):
    return np.degrees(np.arctan2(rise, run))


def test_a_straight_figure_has_no_angles():
    angles = kinematics.frontal_angles(figure(), **BEHIND)
    for name in angles.names:
        wanted = 1.0 if name.endswith("ratio") else 0.0
        assert_allclose(angles[name], [wanted], atol=1e-12, err_msg=name)


@pytest.mark.parametrize(
    ("name", "moved", "degrees"),
    [
        ("pelvis_obliquity", {"right_hip": (0.1, 0.92)}, tan_deg(0.02, 0.2)),
        ("pelvis_obliquity", {"left_hip": (-0.1, 0.92)}, -tan_deg(0.02, 0.2)),
        ("right_pelvic_drop", {"left_hip": (-0.1, 0.88)}, tan_deg(0.02, 0.2)),
        ("left_pelvic_drop", {"right_hip": (0.1, 0.88)}, tan_deg(0.02, 0.2)),
        ("left_pelvic_drop", {"left_hip": (-0.1, 0.88)}, -tan_deg(0.02, 0.2)),
        ("right_hip_adduction", {"right_knee": (0.05, 0.5)}, tan_deg(0.05, 0.4)),
        ("left_hip_adduction", {"left_knee": (-0.05, 0.5)}, tan_deg(0.05, 0.4)),
        ("left_hip_adduction", {"left_knee": (-0.2, 0.5)}, -tan_deg(0.1, 0.4)),
        ("right_knee_valgus", {"right_knee": (0.06, 0.5)}, 2 * tan_deg(0.04, 0.4)),
        ("left_knee_valgus", {"left_knee": (-0.06, 0.5)}, 2 * tan_deg(0.04, 0.4)),
        ("right_knee_valgus", {"right_knee": (0.14, 0.5)}, -2 * tan_deg(0.04, 0.4)),
        ("left_knee_valgus", {"left_knee": (-0.14, 0.5)}, -2 * tan_deg(0.04, 0.4)),
        ("right_knee_medial_displacement", {"right_knee": (0.06, 0.5)}, 0.04 / 0.8),
        ("left_knee_medial_displacement", {"left_knee": (-0.14, 0.5)}, -0.04 / 0.8),
        ("knee_ankle_separation_ratio", {"right_knee": (0.0, 0.5)}, 0.5),
        (
            "trunk_lateral_lean",
            {"left_shoulder": (-0.1, 1.4), "right_shoulder": (0.3, 1.4)},
            tan_deg(0.1, 0.5),
        ),
    ],
)
def test_signs(name, moved, degrees):
    assert_allclose(angle_of(name, **moved), degrees, atol=1e-12)


def test_a_view_from_the_front_mirrors_the_picture_not_the_angles():
    rng = np.random.default_rng(0)
    points = {n: np.array([p]) + 0.05 * rng.normal(size=(20, 2)) for n, p in FIGURE.items()}
    front = {name: point * [-1, 1] for name, point in points.items()}
    one = kinematics.frontal_angles(points, **BEHIND)
    two = kinematics.frontal_angles(front, up="+y", right="-x")
    assert_allclose(two.values, one.values, atol=1e-12)


def test_sides_mirror():
    rng = np.random.default_rng(1)
    points = {n: np.array([p]) + 0.05 * rng.normal(size=(20, 2)) for n, p in FIGURE.items()}
    swap = {"left": "right", "right": "left"}
    other = {
        f"{swap[n.split('_', 1)[0]]}_{n.split('_', 1)[1]}": p * [-1, 1] for n, p in points.items()
    }
    one, two = (kinematics.frontal_angles(p, **BEHIND) for p in (points, other))
    for name in ("hip_adduction", "knee_valgus", "knee_medial_displacement", "pelvic_drop"):
        assert_allclose(two[f"left_{name}"], one[f"right_{name}"], atol=1e-12)
    for name in ("pelvis_obliquity", "trunk_lateral_lean"):
        assert_allclose(two[name], -one[name], atol=1e-12)


def test_the_roll_of_the_camera_is_taken_out():
    turn = np.radians(5.0)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    moved = {"right_knee": (0.05, 0.5), "left_hip": (-0.1, 0.88)}
    rolled = {name: p @ matrix for name, p in figure(**moved).items()}  # the right end is too high
    one = kinematics.frontal_angles(figure(**moved), **BEHIND)
    two = kinematics.frontal_angles(rolled, camera_roll_deg=5.0, **BEHIND)
    assert_allclose(two.values, one.values, atol=1e-12)


def test_a_standing_pose_is_subtracted_from_drops_only():
    call = {"standing_obliquity_deg": 2.0, **BEHIND}
    angles = kinematics.frontal_angles(figure(), **call)
    assert_allclose(angles["pelvis_obliquity"], 0.0, atol=1e-12)
    assert_allclose(angles["right_pelvic_drop"], -2.0, atol=1e-12)
    assert_allclose(angles["left_pelvic_drop"], 2.0, atol=1e-12)


def test_columns_name_their_unit():
    columns = kinematics.frontal_angles(figure(), **BEHIND).columns()
    assert "left_knee_valgus_deg" in columns
    assert "knee_ankle_separation_ratio" in columns
    assert "left_knee_medial_displacement" in columns


def test_points_in_space_are_projected():
    recording, _ = ff.synthetic.walker(duration_s=1.0)
    call = {"keypoints": recording.keypoints, "up": "+z", "right": "-y"}
    space = kinematics.frontal_angles(recording.positions, **call)
    flat = recording.positions[:, :, [1, 2]] * [-1, 1]
    plane = kinematics.frontal_angles(flat, recording.keypoints, **BEHIND)
    assert_allclose(space.values, plane.values, atol=1e-12)


def test_a_turned_pelvis_is_no_narrower():
    hips = {"left_hip": [[0.05, -0.1, 0.9]], "right_hip": [[-0.05, 0.1, 0.92]]}
    angles = kinematics.frontal_angles(hips, up="+z", right="+y")
    assert_allclose(angles["pelvis_obliquity"], tan_deg(0.02, np.hypot(0.1, 0.2)), atol=1e-12)


def test_toes_out_is_positive_on_both_sides():
    feet = {"left_heel": [[0, 0.1, 0]], "right_heel": [[0, -0.1, 0]]}
    feet |= {"left_toe": [[0.2, 0.14, 0.02]], "right_toe": [[0.2, -0.14, 0]]}
    angles = kinematics.foot_progression(feet, up="+z", forward="+x")
    assert_allclose(angles.values, [[tan_deg(0.04, 0.2)] * 2], atol=1e-12)
    back = {n: np.array(p) * [-1, -1, 1] for n, p in feet.items()}
    turned = kinematics.foot_progression(back, up="+z", forward="-x")
    assert_allclose(turned.values, angles.values, atol=1e-12)


def test_means_over_stance_and_values_at_contacts():
    track = np.arange(200.0)
    mean = kinematics.stance_mean(track, [0.5, 1.5], [1.1], 100.0)
    assert_allclose(mean, [np.mean(np.arange(59, 81)), np.nan])
    track[70] = np.nan
    assert np.isfinite(kinematics.stance_mean(track, [0.5, 1.5], [1.1], 100.0)[0])
    read = kinematics.at_contacts(track, [0.505, -0.1, 1.99, 2.5, 0.695, 0.69], 100.0)
    assert_allclose(read, [50.5, np.nan, 199.0, np.nan, np.nan, 69.0])


def test_strike_classes_and_probabilities():
    angles = [8.1, 8.0, 0.0, -1.6, -1.7, np.nan]
    kinds = ["rearfoot", "midfoot", "midfoot", "midfoot", "forefoot", ""]
    assert kinematics.strike_class(angles).tolist() == kinds
    chances = kinematics.strike_probabilities(
        [8.0, -1.6, 3.2, 20.0, np.nan], [2.0, 2.0, 1e-9, 0, 1]
    )
    assert_allclose(chances[:4].sum(axis=1), 1.0)
    assert_allclose(chances[0, 0], 0.5)
    assert_allclose(chances[1, 2], 0.5)
    assert_allclose(chances[2], [0, 1, 0], atol=1e-12)
    assert_allclose(chances[3], [1, 0, 0])
    assert np.isnan(chances[4]).all()
    thirds = kinematics.strike_index_class([0, 33, 34, 66, 67, 100, np.nan]).tolist()
    assert thirds == ["rearfoot"] * 2 + ["midfoot"] * 2 + ["forefoot"] * 2 + [""]


@pytest.mark.parametrize("rate", [200.0, 60.0])
def test_a_runner_strikes_with_the_heel(rate):
    recording, truth = ff.synthetic.runner(duration_s=4.0, sampling_rate_hz=rate)
    angles = kinematics.segment_angles(
        recording.positions, recording.keypoints, up="+z", forward="+x"
    )
    contact = truth.events.pick("initial_contact", "left").time_s
    leave = truth.events.pick("final_contact", "left").time_s
    strikes = kinematics.foot_strikes(angles["left_foot"], contact, leave, rate)
    assert len(strikes) == len(contact)
    whole = np.isfinite(strikes.angle_deg)
    assert whole.sum() >= len(contact) - 2
    assert set(strikes.status) == {"valid" if rate >= 120 else "degraded"}
    # The runner lands at 14° and is flat in between.
    error = 2.0 if rate >= 120 else 6.0
    assert_allclose(strikes.angle_deg[whole], 14.0, atol=error)
    assert (strikes.sigma_deg[whole] > 0).all()
    if rate >= 120:
        assert set(strikes.kind[whole]) == {"rearfoot"}
    total = strikes.rearfoot + strikes.midfoot + strikes.forefoot
    assert_allclose(total[whole], 1.0)


@pytest.mark.parametrize("frames", [0, 1, 5])
def test_little_data(frames):
    flat = np.full((frames, 26, 2), np.nan)
    angles = kinematics.frontal_angles(flat, "halpe26", **BEHIND)
    assert angles.values.shape == (frames, len(angles.names))
    assert np.isnan(angles.values).all()
    deep = np.full((frames, 26, 3), np.nan)
    feet = kinematics.foot_progression(deep, "halpe26", up="+z", forward="+x")
    assert feet.values.shape == (frames, 2)
    strikes = kinematics.foot_strikes(deep[:, 0, 0], [0.0, 0.5], [0.3], 100.0)
    assert np.isnan(strikes.angle_deg).all()
    assert len(kinematics.foot_strikes(deep[:, 0, 0], [], [], 100.0)) == 0


def test_what_lacks_a_point_is_absent():
    hips = {"left_hip": np.zeros((3, 2)), "left_knee": np.zeros((3, 2))}
    assert kinematics.frontal_angles(hips, **BEHIND).names == ()
    batch = ff.Batch.from_sequences([np.ones((3, 2, 2)), np.ones((4, 2, 2))], 50.0)
    angles = kinematics.frontal_angles(batch, ["left_hip", "right_hip"], **BEHIND)
    assert angles["pelvis_obliquity"][1].shape == (4,)
    assert_array_equal(angles["pelvis_obliquity"].values, 0.0)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: kinematics.frontal_angles(figure(), up="+y", right="+y"),
            "right: expected a direction at a right angle to up",
        ),
        (
            lambda: kinematics.frontal_angles(figure(), camera_roll_deg=50.0, **BEHIND),
            "camera_roll_deg: expected a value from -45.0 to 45.0, got 50.0",
        ),
        (
            lambda: kinematics.foot_strikes(np.zeros((2, 2)), [], [], 100.0),
            r"foot_deg: expected shape \(frames,\)",
        ),
        (
            lambda: kinematics.foot_strikes(np.zeros(2), [], [], 0.0),
            "sampling_rate_hz: expected a value > 0",
        ),
        (
            lambda: kinematics.strike_probabilities(1.0, 1.0, (1.0, 2.0)),
            "limits_deg: expected two falling numbers",
        ),
        (
            lambda: kinematics.stance_mean(np.zeros(3), [], [], 100.0, span=(0.6, 0.2)),
            "span: expected a value from 0.6 to 1.0, got 0.2",
        ),
    ],
)
def test_errors(call, sentence):
    with pytest.raises(ff.ArgumentError, match=sentence):
        call()
