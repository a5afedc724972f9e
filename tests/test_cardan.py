"""Axes of segments from points, and Cardan angles between them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.spatial.transform import Rotation

import footfall as ff
from footfall import kinematics
from footfall.kinematics import AxisOf, HingeOf, Joint, Line, SegmentAxes

ROOM = {"up": "+y", "forward": "+x"}
BOX = SegmentAxes("box", "x", Line("o", "x"), "y", Line("o", "y"))
ORDERS = ("xyz", "xzy", "yxz", "yzx", "zxy", "zyx")


def box_points(rotation):
    """Origin, a point along x and one in the plane of x and y, of turned boxes."""
    m = rotation.as_matrix()
    x, y = m[:, :, 0], m[:, :, 1]
    return np.stack([0 * x + 0.3, 2 * x + 0.3, 0.7 * x + 3 * y + 0.3], axis=1)


@pytest.mark.parametrize("order", ORDERS)
def test_turns_of_random_rotations_come_back(backend, order):
    turned = Rotation.random(400, random_state=3)
    angles = kinematics.cardan_angles(
        box_points(turned), list("oxy"), [BOX], [Joint(None, "box", order)], gimbal_deg=90.0, **ROOM
    )
    assert_allclose(angles[:, 0], turned.as_euler(order.upper(), degrees=True), atol=1e-7)
    again = Rotation.from_euler(order.upper(), angles[:, 0], degrees=True)
    assert_allclose((again.inv() * turned).magnitude(), 0, atol=1e-12)


def test_a_joint_is_the_turn_from_one_segment_to_the_other(backend):
    one, two = (Rotation.random(50, random_state=seed) for seed in (1, 2))
    points = np.concatenate([box_points(one), box_points(two)], axis=1)
    names = [f"{box}{point}" for box in "ab" for point in list("oxy")]
    boxes = [SegmentAxes(b, "x", Line(f"{b}o", f"{b}x"), "y", Line(f"{b}o", f"{b}y")) for b in "ab"]
    angles = kinematics.cardan_angles(points, names, boxes, [Joint("a", "b")], gimbal_deg=90.0)
    expected = (one.inv() * two).as_euler("ZXY", degrees=True)
    assert_allclose(angles[:, 0], expected, atol=1e-7)


def test_signs_turn_angles_around():
    turned = Rotation.from_euler("ZXY", [[10, 20, 30]], degrees=True)
    joint = Joint(None, "box", "zxy", (-1, 1, -1))
    angles = kinematics.cardan_angles(box_points(turned), list("oxy"), [BOX], [joint], **ROOM)
    assert_allclose(angles[0, 0], [-10, 20, -30], atol=1e-12)


@pytest.mark.parametrize("middle", [-85.0, -79.0, 79.0, 85.0])
def test_near_a_gimbal_lock_the_outer_turns_are_missing(backend, middle):
    turned = Rotation.from_euler("ZXY", [[10, middle, 30]], degrees=True)
    call = {"keypoints": list("oxy"), "segments": [BOX], "joints": [Joint(None, "box")], **ROOM}
    angles = kinematics.cardan_angles(box_points(turned), **call)[0, 0]
    assert_allclose(angles[1], middle, atol=1e-10)
    assert_array_equal(np.isnan(angles[[0, 2]]), abs(middle) > 80)
    open_angles = kinematics.cardan_angles(box_points(turned), gimbal_deg=90.0, **call)[0, 0]
    assert_allclose(open_angles, [10, middle, 30], atol=1e-9)


def test_any_axis_may_come_first(backend):
    m = Rotation.random(20, random_state=5).as_matrix()
    axes = {axis: m[:, :, i] for i, axis in enumerate("xyz")}
    for first, second in ("xy", "xz", "yx", "yz", "zx", "zy"):
        points = np.stack([np.zeros((20, 3)), axes[first], axes[second] - 0.4 * axes[first]], 1)
        box = SegmentAxes("b", first, Line("o", "p"), second, Line("o", "q"))
        other = SegmentAxes("c", first, Line("o", "p"), second, AxisOf("b", second))
        frames = kinematics.axes.frame_matrices(points, list("opq"), [box, other])
        assert_allclose(frames, np.stack([m, m], axis=1), atol=1e-12)


def test_a_point_may_be_the_middle_of_two():
    points = box_points(Rotation.random(5, random_state=1))
    apart = np.array([0.1, 0.2, 0.3])
    split = np.concatenate([points, points[:, 1:2] + apart, points[:, 1:2] - apart], axis=1)
    box = SegmentAxes("box", "x", Line("o", ("l", "m")), "y", Line("o", "y"))
    for joints in ([Joint(None, "box")],):
        one = kinematics.cardan_angles(split, list("oxylm"), [box], joints, **ROOM)
        two = kinematics.cardan_angles(points, list("oxy"), [BOX], joints, **ROOM)
        assert_allclose(one, two, atol=1e-10)


def hinge_frames(flexion, side_turn):
    """A thigh turned about itself by `side_turn`, the knee bent by `flexion`, pelvis straight."""
    thigh = Rotation.from_euler("Y", side_turn, degrees=True)
    shank = thigh * Rotation.from_euler("Z", -flexion, degrees=True)
    knee = np.array([0.0, -0.4, 0.0])
    points = {"left": [0, 0, -0.1], "right": [0, 0, 0.1], "chest": [0, 0.5, 0], "hip": [0, 0, 0]}
    points |= {"knee": knee, "ankle": knee + shank.apply([0, -0.4, 0])}
    pelvis = SegmentAxes("pelvis", "z", Line("left", "right"), "y", Line("hip", "chest"))
    thigh_axes = SegmentAxes(
        "thigh", "y", Line("knee", "hip"), "z", HingeOf("pelvis", "z", "ankle")
    )
    stacked = np.array([list(points.values())], dtype=float)
    joints = [Joint("pelvis", "thigh")]
    return kinematics.cardan_angles(stacked, list(points), [pelvis, thigh_axes], joints)[0, 0]


@pytest.mark.parametrize("side_turn", [-20.0, 15.0])
def test_a_bent_knee_tells_how_the_thigh_is_turned(backend, side_turn):
    assert_allclose(hinge_frames(60.0, side_turn), [0, 0, side_turn], atol=1e-10)
    assert_allclose(hinge_frames(25.0, side_turn), [0, 0, side_turn], atol=1e-10)
    assert_allclose(hinge_frames(5.0, side_turn), [0, 0, 0], atol=1e-10)
    assert_allclose(hinge_frames(0.0, side_turn), [0, 0, 0], atol=1e-10)
    between = hinge_frames(17.5, side_turn)[2]
    assert 0.4 < between / side_turn < 0.6


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda p: kinematics.cardan_angles(p, list("oxy"), [BOX], [Joint(None, "box")]),
            "up: expected",
        ),
        (
            lambda p: kinematics.cardan_angles(p, list("oxy"), [BOX], [Joint("lid", "box")]),
            "joints: expected one of box, got 'lid'",
        ),
        (
            lambda p: kinematics.cardan_angles(p, list("abc"), [BOX], []),
            "segments: expected one of a, b, c, got 'o'",
        ),
        (
            lambda p: kinematics.cardan_angles(
                p, list("oxy"), [SegmentAxes("b", "x", Line("o", "x"), "x", Line("o", "y"))], []
            ),
            "segments: expected two different axes, got x",
        ),
        (
            lambda p: kinematics.cardan_angles(
                p, list("oxy"), [BOX], [Joint(None, "box", "zxz")], **ROOM
            ),
            "order: expected one of xyz",
        ),
        (
            lambda p: kinematics.cardan_angles(p, list("oxy"), [BOX], [], gimbal_deg=91.0),
            "gimbal_deg: expected a value from 0.0 to 90.0, got 91.0",
        ),
        (
            lambda p: kinematics.cardan_angles(p, list("oxy"), [BOX], [], hinge_deg=(30.0, 20.0)),
            "hinge_deg: expected two rising numbers up to 180",
        ),
        (
            lambda p: kinematics.cardan_angles(p[..., :2], list("oxy"), [BOX], []),
            "positions: expected points of 3 coordinates",
        ),
    ],
)
def test_errors(call, sentence):
    with pytest.raises(ff.ArgumentError, match=sentence):
        call(np.zeros((4, 3, 3)))
