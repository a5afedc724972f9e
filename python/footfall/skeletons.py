"""Names of keypoints: skeletons of pose models, and markers of common sets.

`SKELETONS` gives the keypoints of a model by index. `MARKERS` maps the marker names of
common sets to canonical names. Both are plain dictionaries that a user may extend.
"""

from __future__ import annotations


def _pairs(*stems: str) -> tuple[str, ...]:
    return tuple(f"{side}_{stem}" for stem in stems for side in ("left", "right"))


_COCO17 = ("nose", *_pairs("eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"))
_LEFT_FOOT = ("left_big_toe", "left_small_toe", "left_heel")
_RIGHT_FOOT = ("right_big_toe", "right_small_toe", "right_heel")

SKELETONS: dict[str, tuple[str, ...]] = {
    "coco17": _COCO17,
    "halpe26": (
        *_COCO17,
        "head_top",
        "neck",
        "mid_hip",
        *_pairs("big_toe", "small_toe", "heel"),
    ),
    "coco133": (
        *_COCO17,
        *_LEFT_FOOT,
        *_RIGHT_FOOT,
        *(f"face_{i}" for i in range(68)),
        *(f"left_hand_{i}" for i in range(21)),
        *(f"right_hand_{i}" for i in range(21)),
    ),
    "body25": (
        "nose",
        "neck",
        "right_shoulder",
        "right_elbow",
        "right_wrist",
        "left_shoulder",
        "left_elbow",
        "left_wrist",
        "mid_hip",
        "right_hip",
        "right_knee",
        "right_ankle",
        "left_hip",
        "left_knee",
        "left_ankle",
        "right_eye",
        "left_eye",
        "right_ear",
        "left_ear",
        *_LEFT_FOOT,
        *_RIGHT_FOOT,
    ),
    "body25b": (*_COCO17, "neck", "head_top", *_LEFT_FOOT, *_RIGHT_FOOT),
    "mediapipe33": (
        "nose",
        "left_eye_inner",
        "left_eye",
        "left_eye_outer",
        "right_eye_inner",
        "right_eye",
        "right_eye_outer",
        "left_ear",
        "right_ear",
        "mouth_left",
        "mouth_right",
        *_pairs("shoulder", "elbow", "wrist", "pinky", "index", "thumb"),
        *_pairs("hip", "knee", "ankle", "heel", "big_toe"),
    ),
}

# Common marker sets, keyed by the name in lower case without spaces, dots, dashes and underscores.
MARKERS: dict[str, str] = {}


def canonical_name(marker: str) -> str:
    """Give the canonical keypoint of a marker name; unknown names come back unchanged."""
    raise NotImplementedError
