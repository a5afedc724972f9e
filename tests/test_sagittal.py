"""Sagittal angles: keypoints, options, other conventions, uncertainty, circular statistics."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import circmean, circstd

import footfall as ff
from footfall import kinematics
from footfall.kinematics import conventions

VIEW = {"up": "+y", "forward": "+x"}
LEG = {"left_hip": [0.0, 1.0], "left_knee": [0.1, 0.6], "left_ankle": [-0.1, 0.25]}


def pose(**points):
    return {name: np.array([point], dtype=float) for name, point in points.items()}


@pytest.mark.parametrize("direction", ["+x", "-x"])
@pytest.mark.parametrize("dimensions", [2, 3])
def test_keypoints_give_the_angles_of_the_walker(backend, direction, dimensions):
    walk, truth = ff.synthetic.walker(
        duration_s=3.0, direction=direction, dimensions=dimensions, skeleton="body25"
    )
    call = {"up": walk.up, "forward": direction}
    angles = kinematics.sagittal_angles(walk.positions, walk.keypoints, **call)
    for name, expected in truth.angles_deg.items():
        assert_allclose(angles[name], expected, atol=1e-9, err_msg=name)
    segments = kinematics.segment_angles(walk.positions, "body25", **call)
    for name in segments.names:
        assert_array_equal(segments[name], angles[name])
    assert "left_knee_flexion" not in segments


def test_pixels_with_y_down_and_metres_with_y_up_agree():
    metres, _ = ff.synthetic.walker(duration_s=1.0, dimensions=2)
    pixels, _ = ff.synthetic.walker(duration_s=1.0, dimensions=2, pixels_per_m=250.0)
    one = kinematics.sagittal_angles(metres.positions, metres.keypoints, **VIEW)
    two = kinematics.sagittal_angles(pixels.positions, pixels.keypoints, up="-y", forward="+x")
    assert_allclose(two.values, one.values, atol=1e-9)


def test_facing_changes_nothing():
    right, _ = ff.synthetic.walker(duration_s=2.0, dimensions=2, noise_m=0.01)
    mirrored = right.positions * [-1, 1]
    one = kinematics.sagittal_angles(right.positions, right.keypoints, **VIEW)
    two = kinematics.sagittal_angles(mirrored, right.keypoints, up="+y", forward="-x")
    assert_allclose(two.values, one.values, atol=1e-9)


def test_arms():
    arm = pose(
        mid_hip=(0, 1.0),
        mid_shoulder=(0.1, 1.5),
        left_shoulder=(0.1, 1.5),
        left_elbow=(0.3, 1.3),
        left_wrist=(0.5, 1.3),
    )
    angles = kinematics.sagittal_angles(arm, **VIEW)
    lean = np.degrees(np.arctan2(0.1, 0.5))
    assert_allclose(angles["left_upper_arm"], 45.0)
    assert_allclose(angles["left_shoulder_flexion"], 45.0 + lean)
    assert_allclose(angles["left_elbow_flexion"], 45.0)
    assert "right_elbow_flexion" not in angles


def test_the_hip_may_be_told_against_the_vertical():
    points = pose(**LEG)
    angles = kinematics.sagittal_angles(points, hip_against="vertical", **VIEW)
    assert_allclose(angles["left_hip_flexion"], angles["left_thigh"])
    assert "left_hip_flexion" not in kinematics.sagittal_angles(points, **VIEW)
    with pytest.raises(ff.ArgumentError, match="hip_against: expected one of trunk, vertical"):
        kinematics.sagittal_angles(points, hip_against="pelvis", **VIEW)


def test_foreshortening_undoes_a_turn_out_of_the_picture():
    tilt = np.radians(np.linspace(-30, 30, 201))
    turn = np.radians(np.where(np.arange(201) % 2, 25.0, 0.0))  # in every other frame
    thigh = 0.4 * np.stack([np.sin(tilt) * np.cos(turn), -np.cos(tilt)], axis=1)
    points = {"left_hip": np.zeros((201, 2)), "left_knee": thigh}
    plain = kinematics.segment_angles(points, **VIEW)["left_thigh"]
    fixed = kinematics.segment_angles(points, foreshortening=True, **VIEW)["left_thigh"]
    off = [np.abs(angle - np.degrees(tilt)).max() for angle in (plain, fixed)]
    assert off[0] > 2.0
    assert off[1] < 0.8 * off[0]
    untouched = kinematics.segment_angles(
        {n: p[::2] for n, p in points.items()}, foreshortening=True, **VIEW
    )
    assert_allclose(untouched["left_thigh"], np.degrees(tilt[::2]), atol=1e-9)


def test_angles_start_anew_after_a_gap_and_in_each_sequence():
    turn = np.radians(np.arange(0.0, 720.0, 10.0))
    points = {"left_heel": np.zeros((72, 2)), "left_toe": np.stack([np.cos(turn), np.sin(turn)], 1)}
    gap = {n: p.copy() for n, p in points.items()}
    gap["left_toe"][40] = np.nan
    angle = kinematics.segment_angles(gap, **VIEW)["left_foot"]
    assert_allclose(angle[:40], np.arange(0.0, 400.0, 10.0), atol=1e-9)
    assert_allclose(angle[41:], np.arange(50.0, 360.0, 10.0), atol=1e-9)
    stacked = np.stack([points["left_heel"], points["left_toe"]], axis=1)
    batch = ff.Batch.from_sequences([stacked[:40], stacked[41:]], 100.0)
    both = kinematics.segment_angles(batch, ["left_heel", "left_toe"], **VIEW)["left_foot"]
    assert_allclose(both[0], angle[:40], atol=1e-9)
    assert_allclose(both[1], angle[41:], atol=1e-9)


@pytest.mark.parametrize("frames", [0, 1, 4])
def test_little_data(frames, backend):
    nothing = np.full((frames, 26, 2), np.nan)
    for foreshortening in (False, True):
        angles = kinematics.sagittal_angles(
            nothing, "halpe26", foreshortening=foreshortening, **VIEW
        )
        assert angles.values.shape == (frames, len(angles.names))
        assert len(angles.names) == 19
        assert np.isnan(angles.values).all()
    assert kinematics.sagittal_angles(nothing[:, :1], ["nose"], **VIEW).values.shape == (frames, 0)


def test_many_sequences_at_once():
    walk, _ = ff.synthetic.walker(duration_s=0.5)
    call = {"keypoints": walk.keypoints, "up": "+z", "forward": "+x"}
    two = kinematics.sagittal_angles(np.stack([walk.positions] * 2), **call)
    one = kinematics.sagittal_angles(walk.positions, **call)
    assert_array_equal(two.values[1], one.values)
    assert two["trunk"].shape == (2, 50)


def test_conventions():
    angles = kinematics.sagittal_angles(
        pose(**LEG, left_heel=(-0.15, 0.2), left_toe=(0.05, 0.2)), **VIEW
    )
    told = conventions.included(angles)
    assert_allclose(told["left_knee_flexion"], 180 - angles["left_knee_flexion"])
    legs = np.array([[LEG["left_hip"], LEG["left_knee"], LEG["left_ankle"]]])
    assert_allclose(
        told["left_knee_flexion"], kinematics.three_point_angles(legs, [[0, 1, 2]])[:, 0]
    )
    assert_allclose(told["left_ankle_dorsiflexion"], 90 - angles["left_ankle_dorsiflexion"])
    assert_array_equal(told["left_thigh"], angles["left_thigh"])
    level = conventions.from_horizontal(angles)
    rise, run = np.subtract(LEG["left_hip"], LEG["left_knee"])[::-1]
    assert_allclose(level["left_thigh"], np.degrees(np.arctan2(rise, run)))
    model = conventions.opensim(angles)
    assert model.names == ("knee_angle_l", "ankle_angle_l")
    old = conventions.opensim(angles, knee_flexion_positive=False)
    assert_allclose(old["knee_angle_l"], -angles["left_knee_flexion"])
    stood = conventions.without_offsets(angles, {"left_shank": 2.5})
    assert_allclose(stood["left_shank"], angles["left_shank"] - 2.5)
    assert_array_equal(stood["left_thigh"], angles["left_thigh"])
    with pytest.raises(ff.ArgumentError, match="offsets_deg: expected one of"):
        conventions.without_offsets(angles, {"nose": 1.0})


def test_conventions_keep_batches():
    walk, _ = ff.synthetic.walker(duration_s=0.3)
    batch = ff.Batch.from_sequences([walk.positions[:10], walk.positions[10:]], 100.0)
    angles = kinematics.sagittal_angles(batch, walk.keypoints, up="+z", forward="+x")
    assert isinstance(conventions.included(angles).values, ff.Batch)
    assert conventions.opensim(angles)["knee_angle_r"][1].shape == (20,)


def test_sigma_is_what_noise_does():
    rng = np.random.default_rng(4)
    walk, _ = ff.synthetic.walker(duration_s=0.05, dimensions=2)
    frame, n = walk.positions[2], 20_000
    spread = rng.uniform(0.002, 0.006, len(walk.keypoints))
    noisy = frame + spread[:, None] * rng.normal(size=(n, *frame.shape))
    angles = kinematics.sagittal_angles(noisy, walk.keypoints, **VIEW)
    sigma = kinematics.sagittal_sigma(frame[None], spread[None], walk.keypoints, **VIEW)
    assert set(sigma.names) == {n for n in angles.names if "elbow" not in n}
    for name in sigma.names:
        assert_allclose(sigma[name][0], angles[name].std(), rtol=0.04, err_msg=name)


def test_sigma_wants_one_of_each_point():
    points = pose(**LEG)
    with pytest.raises(ff.ArgumentError, match="sigma: expected one of shape"):
        kinematics.sagittal_sigma(points, {"left_hip": [0.1]}, **VIEW)


def test_circular_statistics():
    angles = np.random.default_rng(0).normal(175.0, 20.0, size=(50, 3))
    mean = kinematics.circular_mean_deg(angles)
    assert_allclose(mean, circmean(angles, 180, -180, axis=0), atol=1e-9)
    assert_allclose(
        kinematics.circular_sd_deg(angles), circstd(angles, 180, -180, axis=0), atol=1e-9
    )
    assert np.isnan(kinematics.circular_mean_deg([0.0, 180.0]))
    assert np.isnan(kinematics.circular_mean_deg([np.nan]))
    assert_allclose(kinematics.circular_mean_deg([np.nan, 10.0, 20.0]), 15.0)
    assert_allclose(kinematics.circular_sd_deg([10.0, 10.0]), 0.0, atol=1e-6)
