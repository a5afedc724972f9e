"""Names of keypoints and markers, and the points of the analysis that they give."""

from __future__ import annotations

import pytest

from footfall.skeletons import (
    MARKERS,
    POINTS,
    SKELETONS,
    canonical_name,
    canonical_names,
    resolve,
)

# Number of keypoints, and index of: left ankle, right hip, right big toe, left heel.
# From the layouts that the estimators document; None where the model has no such point.
LAYOUTS = {
    "coco17": (17, 15, 12, None, None),
    "halpe26": (26, 15, 12, 21, 24),
    "coco133": (133, 15, 12, 20, 19),
    "body25": (25, 14, 9, 22, 21),
    "body25b": (25, 15, 12, 22, 21),
    "mediapipe33": (33, 27, 24, 32, 29),
}
LANDMARKS = ("left_ankle", "right_hip", "right_big_toe", "left_heel")

# Marker set: names of its own, with what they stand for.
MARKER_SETS = {
    "Plug-in Gait": (
        "LHEE RTOE LANK RKNE LASI RPSI SACR LFHD RBHD LSHO C7 CLAV STRN",
        "left_heel right_toe left_ankle right_knee left_asis right_psis sacrum left_front_head "
        "right_back_head left_shoulder c7 clavicle sternum",
    ),
    "dotted": (
        "L.Heel R.MT1 L.MT5 R.Ankle L.Knee R.ASIS L.PSIS R.GTR L.Iliac.Crest R.Knee.Medial "
        "L.Ankle.Medial R.MT2",
        "left_heel right_first_metatarsal left_fifth_metatarsal right_ankle left_knee right_asis "
        "left_psis right_greater_trochanter left_iliac_crest right_medial_knee "
        "left_medial_ankle right_toe",
    ),
    "malleoli and epicondyles": (
        "LCAL L5TH LLML RMML LGTR LLEK RMEK LLM RMM LMT2 RLMAL LMMAL RLFC LMFC",
        "left_heel left_fifth_metatarsal left_ankle right_medial_ankle left_greater_trochanter "
        "left_knee right_medial_knee left_ankle right_medial_ankle left_toe right_ankle "
        "left_medial_ankle right_knee left_medial_knee",
    ),
    "OpenSim": (
        "RCAL RTOE RMT5 LACR r_calc L_5meta r.ASIS L_ankle L_HJC R_Shoulder R.Toe.Tip V.Sacral "
        "R.Acromium R.Toe.Lat L.Toe.Med Top.Head S2",
        "right_heel right_toe right_fifth_metatarsal left_shoulder right_heel "
        "left_fifth_metatarsal right_asis left_ankle left_hip right_shoulder right_toe sacrum "
        "right_shoulder right_fifth_metatarsal left_first_metatarsal head_top sacrum",
    ),
    "pose models": (
        "RBigToe LSmallToe left_foot_index KneeLeft rHip LHeel MidHip",
        "right_big_toe left_small_toe left_big_toe left_knee right_hip left_heel mid_hip",
    ),
}


@pytest.mark.parametrize("skeleton", LAYOUTS)
def test_layouts(skeleton: str) -> None:
    names = SKELETONS[skeleton]
    size, *places = LAYOUTS[skeleton]
    assert len(names) == len(set(names)) == size
    assert [names.index(n) if n in names else None for n in LANDMARKS] == places


@pytest.mark.parametrize("skeleton", SKELETONS)
def test_keypoints_are_canonical(skeleton: str) -> None:
    assert canonical_names(SKELETONS[skeleton]) == SKELETONS[skeleton]


@pytest.mark.parametrize("marker_set", MARKER_SETS)
def test_marker_sets(marker_set: str) -> None:
    markers, expected = (text.split() for text in MARKER_SETS[marker_set])
    assert [canonical_name(marker) for marker in markers] == expected


@pytest.mark.parametrize("spelling", ["LHEE", "lhee", "L.HEE", "l-hee", "Anna:LHEE", "a:b:L Hee"])
def test_case_separators_and_subjects_do_not_matter(spelling: str) -> None:
    assert canonical_name(spelling) == "left_heel"


@pytest.mark.parametrize("marker", ["wand", "LFEO", "*12", "RTH1"])
def test_unknown_markers_keep_their_names(marker: str) -> None:
    assert canonical_name(marker) == marker
    assert canonical_name(f"Anna:{marker}") == marker


def test_markers_of_the_caller_win() -> None:
    own = {"LHEE": "left_toe", "wand": "left_heel"}
    assert canonical_names(("lhee", "Wand"), own) == ("left_toe", "left_heel")


def test_the_table_can_be_extended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MARKERS, "lfersen", "left_heel")
    assert canonical_name("L_Fersen") == "left_heel"


@pytest.mark.parametrize(
    ("markers", "expected"),
    [
        (("LCAL", "LHEE"), ("LCAL", "left_heel")),
        (("LAJC", "LANK"), ("LAJC", "left_ankle")),
        (("L_HJC_reg", "L_HJC"), ("L_HJC_reg", "left_hip")),
        (("LHEE", "left_heel"), ("LHEE", "left_heel")),
        (("RKNE", "RKNE", "RKNE"), ("right_knee", "RKNE", "RKNE_2")),
        (("", ""), ("", "_2")),
    ],
)
def test_one_marker_keeps_the_canonical_name(
    markers: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert canonical_names(markers) == expected


def _names(*stems: str) -> tuple[str, ...]:
    return tuple(f"{side}_{stem}" for side in ("left", "right") for stem in stems)


@pytest.mark.parametrize(
    ("keypoints", "point", "indices"),
    [
        (("left_toe", "left_small_toe", "left_big_toe"), "left_toe", (2, 1)),
        (("left_toe", "left_big_toe"), "left_toe", (0,)),
        (("left_fifth_metatarsal", "left_first_metatarsal"), "left_toe", (1, 0)),
        (("right_fifth_metatarsal",), "right_toe", (0,)),
        (("left_asis", "left_psis", "left_greater_trochanter"), "left_hip", (2,)),
        (("left_asis", "left_psis"), "left_hip", (0, 1)),
        (("left_hip", "right_hip", "mid_hip"), "pelvis", (2,)),
        (("left_hip", "right_hip", "sacrum"), "pelvis", (0, 1)),
        (_names("asis", "psis"), "pelvis", (0, 2, 1, 3)),
        ((*_names("asis"), "sacrum"), "pelvis", (0, 1, 2)),
        (("sacrum", *_names("psis")), "pelvis", (0,)),
        (("left_clavicle",), "left_shoulder", (0,)),
        (("nose", *_names("ear")), "head", (1, 2)),
    ],
)
def test_choices_for_a_point(
    keypoints: tuple[str, ...], point: str, indices: tuple[int, ...]
) -> None:
    assert resolve(keypoints)[point] == indices


@pytest.mark.parametrize("skeleton", SKELETONS)
def test_points_of_skeletons(skeleton: str) -> None:
    without_feet = set(_names("heel", "toe")) if skeleton == "coco17" else set()
    assert set(resolve(SKELETONS[skeleton])) == set(POINTS) - without_feet


def test_points_that_cannot_be_had_are_absent() -> None:
    assert resolve(("left_ankle", "wand")) == {"left_ankle": (0,)}
    assert resolve(()) == {}
