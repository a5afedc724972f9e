"""Joint angles in space: round trips, signs, mirror, direction, what is missing."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.spatial.transform import Rotation

import footfall as ff
from footfall import kinematics

ROOM = {"up": "+y", "forward": "+x"}


def marked_body(pelvis, legs, trunk=None):
    """Markers on both sides of all joints, for turns of pelvis, trunk and legs."""
    trunk = Rotation.identity() if trunk is None else trunk
    points = {}
    for side, z in (("left", -0.12), ("right", 0.12)):
        points[f"{side}_asis"] = pelvis.apply([0.1, 0.0, z])
        points[f"{side}_psis"] = pelvis.apply([-0.1, 0.0, 0.4 * z])
        points[f"{side}_hip"] = hip = pelvis.apply([0.02, -0.08, 0.7 * z])
        thigh = pelvis * legs[side][0]
        shank = thigh * legs[side][1]
        foot = shank * legs[side][2]
        out = np.sign(z)
        knee = hip + thigh.apply([0, -0.4, 0])
        ankle = knee + shank.apply([0, -0.4, 0])
        heel = ankle + foot.apply([-0.05, -0.06, 0])
        toe = heel + foot.apply([0.2, 0, 0])
        for name, middle, turn, half in (
            ("knee", knee, thigh, 0.05),
            ("ankle", ankle, shank, 0.04),
        ):
            points[f"{side}_{name}"] = middle + turn.apply([0, 0, out * half])
            points[f"{side}_medial_{name}"] = middle - turn.apply([0, 0, out * half])
        points |= {f"{side}_heel": heel, f"{side}_toe": toe}
        points[f"{side}_fifth_metatarsal"] = toe + foot.apply([-0.05, 0, out * 0.04])
        points[f"{side}_first_metatarsal"] = toe + foot.apply([-0.05, 0, -out * 0.04])
    chest = (pelvis * trunk).apply
    points["c7"], points["clavicle"] = chest([-0.06, 0.5, 0]), chest([0.06, 0.5, 0])
    points["t10"], points["sternum"] = chest([-0.1, 0.3, 0]), chest([0.1, 0.3, 0])
    return {name: np.atleast_2d(point) for name, point in points.items()}


def turned_body(rng, n=1):
    """Angles by name, and the body that has them."""
    angles = {}
    legs = {}
    for side, sign in (("left", -1), ("right", 1)):
        turns = []
        for joint, (first, second), flexion in (
            ("hip", ("flexion", "adduction"), 1),
            ("knee", ("flexion", "adduction"), -1),
            ("ankle", ("dorsiflexion", "inversion"), 1),
        ):
            a, b, c = rng.uniform(-40, 40, 3)
            names = [f"{side}_{joint}_{turn}" for turn in (first, second, "rotation")]
            angles |= dict(zip(names, (a, b, c), strict=True))
            turn = Rotation.from_euler("ZXY", [flexion * a, sign * b, sign * c], degrees=True)
            turns.append(turn)
        legs[side] = turns
    tilt, obliquity, rotation = rng.uniform(-30, 30, 3)
    angles |= {"pelvis_tilt": tilt, "pelvis_obliquity": obliquity, "pelvis_rotation": rotation}
    pelvis = Rotation.from_euler("YXZ", [rotation, -obliquity, -tilt], degrees=True)
    flexion, bending, turn = rng.uniform(-30, 30, 3)
    angles |= {"trunk_flexion": flexion, "trunk_bending": bending, "trunk_rotation": turn}
    trunk = Rotation.from_euler("ZXY", [-flexion, bending, turn], degrees=True)
    return angles, marked_body(pelvis, legs, trunk)


@pytest.mark.parametrize("seed", range(5))
def test_angles_of_a_marked_body_come_back(backend, seed):
    expected, body = turned_body(np.random.default_rng(seed))
    angles = kinematics.joint_angles(body, **ROOM)
    assert sorted(angles.names) == sorted(expected)
    for name, value in expected.items():
        assert_allclose(angles[name], [value], atol=1e-9, err_msg=name)
        assert angles.doubts[name].status == "valid", name
    assert not angles.gimbal.any()


def one_turn(name, degrees):
    """A body in which one angle alone is not zero, told in words in the test below."""
    still = Rotation.identity()
    legs = {side: [still, still, still] for side in ("left", "right")}
    axis, joint = name
    legs["right"][joint] = Rotation.from_euler(axis, degrees, degrees=True)
    return marked_body(still, legs)


@pytest.mark.parametrize(
    ("turn", "name", "look"),
    [
        (("Z", 0), "right_hip_flexion", lambda b: b["right_knee"][0, 0] > 0.1),
        (("Z", 1), "right_knee_flexion", lambda b: b["right_ankle"][0, 0] > 0.1),
        (("Z", 2), "right_ankle_dorsiflexion", lambda b: b["right_toe"] - b["right_heel"]),
        (("X", 0), "right_hip_adduction", lambda b: b["right_knee"][0, 2] < 0.0),
        (("X", 1), "right_knee_adduction", lambda b: b["right_ankle"][0, 2] < 0.0),
        (("Y", 0), "right_hip_rotation", lambda b: b["right_toe"] - b["right_heel"]),
    ],
)
def test_positive_is_what_the_clinic_calls_positive(turn, name, look):
    body = one_turn(turn, 30.0)
    angle = kinematics.joint_angles(body, **ROOM)[name][0]
    seen = look(body)
    if name == "right_knee_flexion":
        assert seen  # the shank swings forward: the knee bends the wrong way
        assert_allclose(angle, -30.0, atol=1e-9)
        return
    if name == "right_ankle_dorsiflexion":
        assert seen[0, 1] > 0.05  # toe up
    elif name == "right_hip_rotation":
        assert seen[0, 2] < -0.05  # toe in
    else:
        assert seen  # knee ahead, or towards the midline
    assert_allclose(angle, 30.0, atol=1e-9)


def test_a_mirrored_body_exchanges_its_sides(backend):
    _, body = turned_body(np.random.default_rng(7))
    other = {"left": "right", "right": "left"}

    def mirrored(name):
        side, _, rest = name.partition("_")
        return f"{other[side]}_{rest}" if side in other else name

    mirror = {mirrored(name): p * [1, 1, -1] for name, p in body.items()}
    one, two = (kinematics.joint_angles(b, **ROOM) for b in (body, mirror))
    for name in one.names:
        odd = ("pelvis_obliquity", "pelvis_rotation", "trunk_bending", "trunk_rotation")
        sign = -1 if name in odd else 1
        assert_allclose(two[mirrored(name)], sign * one[name], atol=1e-9, err_msg=name)


@pytest.mark.parametrize("heading_deg", [0.0, 37.0, 180.0, -90.0])
def test_angles_do_not_depend_on_the_direction_of_travel(backend, heading_deg):
    recording, _ = ff.synthetic.walker(duration_s=2.0, up="+y", noise_m=0.003)
    turn = Rotation.from_euler("Y", heading_deg, degrees=True)
    moved = turn.apply(recording.positions.reshape(-1, 3)).reshape(recording.positions.shape)
    ahead = turn.apply([1.0, 0.0, 0.0])
    for angles_of in (kinematics.joint_angles, kinematics.sagittal_angles):
        one = angles_of(recording.positions, recording.keypoints, **ROOM)
        two = angles_of(
            moved + np.array([3.0, 0.0, -2.0]), recording.keypoints, up="+y", forward=ahead
        )
        assert_allclose(two.values, one.values, atol=1e-9)


def test_the_walker_bends_in_space_as_in_the_plane():
    recording, truth = ff.synthetic.walker(duration_s=4.0)
    angles = kinematics.joint_angles(
        recording.positions, recording.keypoints, up="+z", forward="+x"
    )
    for side in ("left", "right"):
        for joint, most in (("hip_flexion", 0.5), ("knee_flexion", 0.5)):
            name = f"{side}_{joint}"
            assert_allclose(angles[name], truth.angles_deg[name], atol=most, err_msg=name)
        name = f"{side}_ankle_dorsiflexion"
        assert_allclose(angles[name], truth.angles_deg[name], atol=1.0, err_msg=name)


def test_frames_are_right_handed_and_of_length_one(backend):
    recording, _ = ff.synthetic.walker(duration_s=1.0, noise_m=0.01)
    frames = kinematics.segment_frames(recording.positions, recording.keypoints)
    assert len(frames.names) == 8
    assert_allclose(np.linalg.det(frames.values), 1.0, atol=1e-12)
    product = np.swapaxes(frames.values, -1, -2) @ frames.values
    assert_allclose(product, np.broadcast_to(np.eye(3), product.shape), atol=1e-12)
    assert_array_equal(frames["left_shank"], frames.values[:, frames.names.index("left_shank")])


def test_what_two_points_cannot_tell_is_said():
    recording, _ = ff.synthetic.walker(duration_s=1.0)
    angles = kinematics.joint_angles(
        recording.positions, recording.keypoints, up="+z", forward="+x"
    )
    doubt = angles.doubts["left_hip_rotation"]
    assert (doubt.status, doubt.least_sigma_deg) == ("degraded", 8.0)
    assert "marker" in doubt.reason
    assert angles.doubts["left_knee_flexion"].status == "valid"
    for name in ("left_ankle_inversion", "left_ankle_rotation"):
        assert angles.doubts[name].status == "unavailable"
        assert np.isnan(angles[name]).all()
    assert not {n for n in angles.names if "thorax" in n}


def test_without_feet_or_shoulders_there_is_less():
    recording, _ = ff.synthetic.walker(duration_s=1.0, skeleton="coco17")
    points = dict(zip(recording.keypoints, np.moveaxis(recording.positions, 1, 0), strict=True))
    call = {"up": "+z", "forward": "+x"}
    assert "left_ankle_dorsiflexion" not in kinematics.joint_angles(points, **call)
    assert "left_knee_flexion" in kinematics.joint_angles(points, **call)
    legs = {n: p for n, p in points.items() if not n.endswith("shoulder")}
    assert kinematics.joint_angles(legs, **call).names == ()


def test_hips_come_from_the_spines_of_the_pelvis():
    _, body = turned_body(np.random.default_rng(1))
    bare = {n: p for n, p in body.items() if not n.endswith("_hip")}
    frames, told = (kinematics.segment_frames(b) for b in (bare, body))
    assert frames.names == told.names
    assert_array_equal(frames["pelvis"], told["pelvis"])
    width = 0.24
    still = {n: p for n, p in one_turn(("Z", 0), 0.0).items() if not n.endswith("_hip")}
    thigh = kinematics.segment_frames(still)["left_thigh"][0][:, 1]
    hip = np.array([0.1 - 0.19 * width, -0.30 * width, -0.36 * width])
    knee = 0.5 * (still["left_knee"] + still["left_medial_knee"])[0]
    assert_allclose(thigh, (hip - knee) / np.linalg.norm(hip - knee), atol=1e-12)


def test_missing_points_and_little_data(backend):
    recording, _ = ff.synthetic.walker(duration_s=0.2)
    positions = recording.positions.copy()
    positions[3, recording.keypoints.index("left_knee")] = np.nan
    call = {"keypoints": recording.keypoints, "up": "+z", "forward": "+x"}
    angles = kinematics.joint_angles(positions, **call)
    assert_array_equal(np.isnan(angles["left_knee_flexion"]), np.arange(20) == 3)
    assert np.isfinite(angles["right_knee_flexion"]).all()
    assert not angles.gimbal.any()
    for few in (positions[:0], positions[:1], np.full_like(positions, np.nan)):
        result = kinematics.joint_angles(few, **call)
        assert result.values.shape == (len(few), len(angles.names))
        frames = kinematics.segment_frames(few, recording.keypoints)
        assert frames.values.shape == (len(few), 8, 3, 3)
    assert np.isnan(result.values).all()
    assert np.isnan(frames.values).all()


def test_a_batch_gives_what_its_sequences_give(backend):
    recording, _ = ff.synthetic.walker(duration_s=0.5)
    parts = [recording.positions[:20], recording.positions[20:23], recording.positions[23:]]
    batch = ff.Batch.from_sequences(parts, 100.0)
    call = {"keypoints": recording.keypoints, "up": "+z", "forward": "+x"}
    whole = kinematics.joint_angles(batch, **call)
    frames = kinematics.segment_frames(batch, recording.keypoints)
    for i, part in enumerate(parts):
        alone = kinematics.joint_angles(part, **call)
        assert_array_equal(whole.values[i], alone.values)
        assert_array_equal(whole["left_knee_flexion"][i], alone["left_knee_flexion"])
        single = kinematics.segment_frames(part, recording.keypoints)
        assert_array_equal(frames["pelvis"][i], single["pelvis"])
    dense = kinematics.joint_angles(np.stack([parts[0], parts[0]]), **call)
    assert_array_equal(dense.values[1], kinematics.joint_angles(parts[0], **call).values)


def test_float32_stays_float32(backend):
    recording, _ = ff.synthetic.walker(duration_s=0.2)
    call = {"keypoints": recording.keypoints, "up": "+z", "forward": "+x"}
    small = kinematics.joint_angles(recording.positions.astype(np.float32), **call)
    assert small.values.dtype == np.float32
    assert_allclose(
        small.values, kinematics.joint_angles(recording.positions, **call).values, atol=0.05
    )


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda p: kinematics.joint_angles(p, list("oxy"), up="+y", forward="+y"),
            "forward: expected a direction across up",
        ),
        (lambda p: kinematics.joint_angles(p, up="+y", forward="+x"), "keypoints: expected"),
        (
            lambda p: kinematics.joint_angles(p, "coco18", up="+y", forward="+x"),
            "keypoints: expected one of",
        ),
        (
            lambda p: kinematics.joint_angles(p, ["a"], up="+y", forward="+x"),
            "keypoints: expected 3 names, one per keypoint, got 1",
        ),
        (
            lambda p: kinematics.segment_frames(p[..., :2], list("oxy")),
            "positions: expected frames of 3 coordinates",
        ),
    ],
)
def test_errors(call, sentence):
    with pytest.raises(ff.ArgumentError, match=sentence):
        call(np.zeros((4, 3, 3)))
