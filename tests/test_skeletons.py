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
    side_pairs,
    unrecognised,
)

SIDES = ("left", "right")

# Index of each keypoint as the estimators document it, left / right where there are two; the
# columns are coco17, halpe26, coco133, body25, body25b, mediapipe33; - where a model has none.
MODELS = ("coco17", "halpe26", "coco133", "body25", "body25b", "mediapipe33")
SIZES = (17, 26, 133, 25, 25, 33)
INDICES = """
nose       0      0      0      0      0      0
eye        1/2    1/2    1/2    16/15  1/2    2/5
ear        3/4    3/4    3/4    18/17  3/4    7/8
shoulder   5/6    5/6    5/6    5/2    5/6    11/12
elbow      7/8    7/8    7/8    6/3    7/8    13/14
wrist      9/10   9/10   9/10   7/4    9/10   15/16
hip        11/12  11/12  11/12  12/9   11/12  23/24
knee       13/14  13/14  13/14  13/10  13/14  25/26
ankle      15/16  15/16  15/16  14/11  15/16  27/28
big_toe    -      20/21  17/20  19/22  19/22  31/32
small_toe  -      22/23  18/21  20/23  20/23  -
heel       -      24/25  19/22  21/24  21/24  29/30
head_top   -      17     -      -      18     -
neck       -      18     -      1      17     -
mid_hip    -      19     -      8      -      -
"""

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


@pytest.mark.parametrize("row", INDICES.strip().splitlines(), ids=lambda row: row.split()[0])
def test_indices(row: str) -> None:
    stem, *columns = row.split()
    for model, column in zip(MODELS, columns, strict=True):
        places = column.split("/")
        both = [f"left_{stem}", f"right_{stem}"] if len(places) == 2 else [stem]
        names = SKELETONS[model]
        if column == "-":
            assert stem not in names
            assert f"left_{stem}" not in names
        else:
            assert [names.index(name) for name in both] == [int(place) for place in places]


@pytest.mark.parametrize(("model", "size"), [*zip(MODELS, SIZES, strict=True)])
def test_sizes_and_pairs(model: str, size: int) -> None:
    names = SKELETONS[model]
    assert len(names) == len(set(names)) == size
    pairs = side_pairs(model)
    paired = {place for pair in pairs for place in pair}
    unpaired = {names[place] for place in range(size) if place not in paired}
    assert not [name for name in unpaired if "left" in name or "right" in name]
    for left, right in pairs:
        assert names[left].replace("left", "right") == names[right]


def test_rest_of_whole_bodies() -> None:
    """68 points of the face from 23, 21 of the left hand from 91, of the right one from 112."""
    names = SKELETONS["coco133"]
    for prefix, first, last in (
        ("face_", 23, 90),
        ("left_hand_", 91, 111),
        ("right_hand_", 112, 132),
    ):
        assert [names.index(n) for n in names if n.startswith(prefix)] == [*range(first, last + 1)]


def test_rest_of_mediapipe() -> None:
    names = SKELETONS["mediapipe33"]
    assert names.index("left_eye_inner") == 1
    assert names.index("right_eye_outer") == 6
    assert (names.index("mouth_left"), names.index("mouth_right")) == (9, 10)
    hands = [names.index(f"{side}_{f}") for f in ("pinky", "index", "thumb") for side in SIDES]
    assert hands == [17, 18, 19, 20, 21, 22]


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


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("point", ["ankle", "knee", "heel", "shoulder", "big_toe"])
def test_spellings_of_users(side: str, point: str) -> None:
    """Side first or last, as a word or a letter, with any separator or by a change of case."""
    letter, word = side[0], side.capitalize()
    joint = "".join(part.capitalize() for part in point.split("_"))
    for spelling in (
        *(f"{letter.upper()}_{joint}", f"{letter}_{point}", f"{letter}{joint}"),
        *(f"{letter.upper()}{joint}", f"{side}{joint}", f"{word}{joint}", f"{word} {joint}"),
        *(f"{point}_{side}", f"{joint}{word}", f"{point}.{letter}", f"{joint}_{letter.upper()}"),
        *(f"{joint}{letter.upper()}", f"{point}-{word}", f"{side.upper()}_{point.upper()}"),
    ):
        assert canonical_name(spelling) == f"{side}_{point}", spelling


@pytest.mark.parametrize("name", ["ankle", "ankle1", "anklel", "heeler", "xl", "foot_3", "model_x"])
def test_names_without_a_side_are_not_guessed(name: str) -> None:
    assert canonical_name(name) == name
    assert unrecognised([name]) == ((name,), ())
    assert unrecognised([name], {name: "left_ankle"}) == ((), ())


def test_names_that_say_the_same() -> None:
    names = ("L_Ankle", "ankle_left", "left_ankle", "tail")
    assert canonical_names(names) == ("L_Ankle", "ankle_left", "left_ankle", "tail")
    assert unrecognised(names) == (("tail",), ("L_Ankle", "ankle_left"))


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
        (("left_shoulder", "neck"), "neck", (1,)),
        (("left_shoulder", "right_shoulder"), "neck", (0, 1)),
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
