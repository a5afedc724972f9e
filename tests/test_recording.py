"""Recordings say what is wrong with them when they are made."""

from __future__ import annotations

import numpy as np
import pytest

import footfall as ff


def _body(n=5, scale=1.0):
    """Hips, ankles and head of a standing person, z up."""
    frame = np.array([[0.1, 0, 0.9], [-0.1, 0, 0.9], [0.1, 0, 0.1], [-0.1, 0, 0.1], [0, 0, 1.7]])
    return np.repeat(scale * frame[None], n, axis=0)


NAMES = ("left_hip", "right_hip", "left_ankle", "right_ankle", "head_top")


def test_a_skeleton_names_its_keypoints():
    positions = np.full((3, 17, 2), np.nan)
    recording = ff.PoseRecording(positions, "coco17", 30.0, unit="px", up="-y")
    assert recording.keypoints[15] == "left_ankle"
    assert recording.duration_s == pytest.approx(0.1)


def test_integers_and_float32_are_taken_as_they_should():
    whole = (1000 * _body()).astype(int)
    assert ff.PoseRecording(whole, NAMES, 50.0, unit="mm", up="+z").positions.dtype == np.float64
    single = _body().astype(np.float32)
    assert ff.PoseRecording(single, NAMES, 50.0, unit="m", up="+z").positions.dtype == np.float32


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"positions": _body()[0]}, r"positions: expected shape \(frames, keypoints, 2 or 3\)"),
        ({"keypoints": NAMES[:4]}, "keypoints: expected 5 names, one per keypoint, got 4"),
        ({"keypoints": ("left_hip",) * 5}, "keypoints: expected each name once, got left_hip"),
        ({"keypoints": "coco18"}, "keypoints: expected one of coco17"),
        ({"sampling_rate_hz": 0.0}, "sampling_rate_hz: expected a value > 0, got 0.0"),
        ({"unit": "cm"}, "unit: expected one of m, mm, px, got 'cm'"),
        ({"up": "z"}, "up: expected one of"),
        ({"forward": "-z"}, r"forward: expected an axis other than up \(\+z\), got -z"),
        ({"confidence": np.ones((5, 4))}, r"confidence: expected shape \(5, 5\), got \(5, 4\)"),
        ({"positions": _body(scale=1000)}, "these look like 'mm'"),
        ({"unit": "mm"}, "these look like 'm'"),
        ({"unit": "px"}, "these look like metres or normalised coordinates"),
    ],
)
def test_what_does_not_fit_is_refused(changes, sentence):
    arguments = {
        "positions": _body(),
        "keypoints": NAMES,
        "sampling_rate_hz": 50.0,
        "unit": "m",
        "up": "+z",
    } | changes
    with pytest.raises(ff.ArgumentError, match=sentence):
        ff.PoseRecording(**arguments)


def test_wrong_kinds_are_type_errors():
    with pytest.raises(TypeError, match="positions: expected an array of float32"):
        ff.PoseRecording(_body() > 0, NAMES, 50.0, unit="m", up="+z")
    with pytest.raises(TypeError, match="sampling_rate_hz: expected a number, got str"):
        ff.PoseRecording(_body(), NAMES, "50", unit="m", up="+z")
    with pytest.raises(TypeError, match="keypoints: expected a skeleton's name"):
        ff.PoseRecording(_body(), 17, 50.0, unit="m", up="+z")


def test_plates_tell_which_axis_is_up():
    load = np.zeros((100, 2, 3))
    load[20:80, 0, 1] = 700.0
    forces = ff.ForceRecording(load, 1000.0, up="+y")
    with pytest.raises(ff.ArgumentError, match="up: expected the y axis, along which"):
        ff.PoseRecording(_body(), NAMES, 50.0, unit="m", up="+z", forces=forces)


def test_vertical_force_is_positive_under_load():
    load = np.zeros((4, 1, 3))
    load[..., 2] = -700.0
    forces = ff.ForceRecording(load, 100.0, up="-z")
    assert (forces.vertical_n() == 700.0).all()
    with pytest.raises(ff.ArgumentError, match="sides: expected 1 entries, one per plate, got 2"):
        ff.ForceRecording(load, 100.0, up="-z", sides=("left", "right"))


def test_empty_and_missing_recordings_can_be_made():
    for positions in (np.empty((0, 5, 3)), np.full((1, 5, 3), np.nan)):
        recording = ff.PoseRecording(positions, NAMES, 50.0, unit="m", up="+z")
        assert recording.n_frames == len(positions)
