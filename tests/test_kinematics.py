"""Angles against closed forms and their invariances."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.spatial.transform import Rotation

import footfall as ff
from footfall import kinematics


def _reference_angle(points):
    u, v = points[..., 0, :] - points[..., 1, :], points[..., 2, :] - points[..., 1, :]
    cross = np.linalg.norm(np.cross(u, v), axis=-1)
    return np.degrees(np.arctan2(cross, (u * v).sum(-1)))


def test_three_point_angle_agrees_with_numpy(backend):
    points = np.random.default_rng(0).standard_normal((50, 7, 3, 3))
    angles = kinematics.three_point_angles(points, [[0, 1, 2]])
    assert angles.shape == (50, 7, 1)
    assert_allclose(angles[..., 0], _reference_angle(points), rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("points", "degrees"),
    [
        ([[1, 0], [0, 0], [0, 2]], 90.0),
        ([[1, 0], [0, 0], [2, 0]], 0.0),
        ([[1, 0], [0, 0], [-3, 0]], 180.0),
        ([[1, 0], [0, 0], [1, 1]], 45.0),
        ([[0, 0], [0, 0], [1, 1]], 0.0),
        ([[np.nan, 0], [0, 0], [1, 1]], np.nan),
    ],
)
def test_three_point_angle_in_the_plane(backend, points, degrees):
    angle = kinematics.three_point_angles(np.array([points], dtype=float), [[0, 1, 2]])
    assert_allclose(angle, [[degrees]], atol=1e-13)


def test_three_point_angle_keeps_its_accuracy_near_zero_and_straight(backend):
    small = 1e-7
    points = np.array([[[1.0, 0, 0], [0, 0, 0], [np.cos(small), np.sin(small), 0]]])
    expected = np.degrees(small)
    assert_allclose(kinematics.three_point_angles(points, [[0, 1, 2]]), [[expected]], rtol=1e-8)
    points[0, 0, 0] = -1.0
    angle = kinematics.three_point_angles(points, [[0, 1, 2]])
    assert_allclose(180.0 - angle, [[expected]], rtol=1e-6)


@given(seed=st.integers(0, 2**32 - 1), scale=st.floats(0.01, 100.0))
def test_three_point_angle_ignores_motion_and_scale(seed, scale):
    rng = np.random.default_rng(seed)
    points = rng.standard_normal((4, 3, 3))
    moved = scale * Rotation.random(random_state=seed % 1000).apply(points.reshape(-1, 3))
    moved = moved.reshape(points.shape) + rng.standard_normal(3)
    before, after = (kinematics.three_point_angles(p, [[0, 1, 2]]) for p in (points, moved))
    assert_allclose(after, before, atol=1e-5)


def _standing_leg(hip, knee, ankle):
    """Points of a left leg and trunk with given flexions, degrees, facing +x, up +y."""
    trunk, thigh = 5.0, hip - 5.0
    shank = thigh - knee
    foot = ankle + shank
    unit = {
        n: np.array([np.sin(np.radians(a)), np.cos(np.radians(a))])
        for n, a in (("trunk", trunk), ("thigh", thigh), ("shank", shank))
    }
    points = {"left_hip": np.array([0.0, 1.0])}
    points["mid_hip"] = points["left_hip"]
    points["mid_shoulder"] = points["mid_hip"] + 0.5 * unit["trunk"]
    points["left_knee"] = points["left_hip"] + 0.4 * unit["thigh"] * [1, -1]
    points["left_ankle"] = points["left_knee"] + 0.4 * unit["shank"] * [1, -1]
    points["left_heel"] = points["left_ankle"] + np.array([-0.05, -0.06])
    toe = np.array([np.cos(np.radians(foot)), np.sin(np.radians(foot))])
    points["left_toe"] = points["left_heel"] + 0.2 * toe
    return {name: point[None] for name, point in points.items()}


@pytest.mark.parametrize("mirror", [1.0, -1.0])
@pytest.mark.parametrize(
    ("hip", "knee", "ankle"), [(0, 0, 0), (30, 60, -15), (-12, 5, 12), (80, 110, 20)]
)
def test_sagittal_angles_have_the_signs_of_the_clinic(backend, hip, knee, ankle, mirror):
    points = {n: p * [mirror, 1.0] for n, p in _standing_leg(hip, knee, ankle).items()}
    forward = "+x" if mirror > 0 else "-x"
    angles = kinematics.sagittal_angles(points, up="+y", forward=forward)
    assert_allclose(angles["left_hip_flexion"], [hip], atol=1e-12)
    assert_allclose(angles["left_knee_flexion"], [knee], atol=1e-12)
    assert_allclose(angles["left_ankle_dorsiflexion"], [ankle], atol=1e-12)
    assert_allclose(angles["trunk"], [5.0], atol=1e-12)


def test_sagittal_angles_in_space_take_any_direction(backend):
    flat = _standing_leg(30, 60, -15)
    heading = np.array([0.6, -0.8, 0.0])
    up = np.array([0.0, 0.0, 1.0])
    aside = np.cross(heading, up)
    points = {n: p[:, :1] * heading + p[:, 1:] * up + 0.1 * aside for n, p in flat.items()}
    angles = kinematics.sagittal_angles(points, up="+z", forward=heading)
    assert_allclose(angles["left_knee_flexion"], [60.0], atol=1e-12)


def test_angles_go_on_past_half_a_turn():
    turn = np.radians(np.arange(0.0, 720.0, 10.0))
    foot = {"left_heel": np.zeros((72, 2)), "left_toe": np.stack([np.cos(turn), np.sin(turn)], 1)}
    angle = kinematics.sagittal_angles(foot, up="+y", forward="+x")["left_foot"]
    assert_allclose(angle, np.arange(0.0, 720.0, 10.0), atol=1e-9)


def test_a_missing_point_gives_a_missing_angle_only_there(backend):
    points = {n: np.repeat(p, 3, axis=0) for n, p in _standing_leg(10, 20, 0).items()}
    points["left_ankle"][1] = np.nan
    angles = kinematics.sagittal_angles(points, up="+y", forward="+x")
    assert_array_equal(np.isnan(angles["left_knee_flexion"]), [False, True, False])
    assert np.isfinite(angles["left_hip_flexion"]).all()
    assert "right_knee_flexion" not in angles


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: kinematics.three_point_angles(np.ones((2, 3, 3)), [[0, 1, 3]]),
            r"rows: expected indices from 0 to 2, got \[\[0, 1, 3\]\]",
        ),
        (
            lambda: kinematics.three_point_angles(np.ones((2, 3, 4)), [[0, 1, 2]]),
            "positions: expected shape",
        ),
        (
            lambda: kinematics.sagittal_angles({}, up="+y", forward="+x"),
            "positions: expected at least one point, got none",
        ),
        (
            lambda: kinematics.sagittal_angles({"mid_hip": np.ones((2, 2))}, up="+z", forward="+x"),
            "up: expected an axis of two-dimensional data, got '",
        ),
    ],
)
def test_errors(call, sentence):
    with pytest.raises(ff.ArgumentError, match=sentence):
        call()
