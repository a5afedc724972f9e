"""Names of keypoints: skeletons of pose models, and markers of common sets.

`SKELETONS` gives the keypoints of a model by index. `MARKERS` maps the marker names of
common sets to canonical names. `POINTS` says which keypoints make up the points that the
analysis works with. All are plain dictionaries that a user may extend.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ._errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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

# Canonical stem: names it goes by in marker sets, without the side, the preferred one first.
# Sets covered: Plug-in Gait, Helen Hayes, Cleveland-like cluster sets with epicondyles and
# malleoli, OpenSim's example models, video-to-marker tools, and depth-camera skeletons.
_SIDED: dict[str, tuple[str, ...]] = {
    "heel": ("heel", "hee", "cal", "calc", "calcaneus", "heelb"),
    "big_toe": ("bigtoe", "footindex", "hallux", "hlx", "foottip"),
    "small_toe": ("smalltoe", "littletoe"),
    "toe": ("toe", "toetip", "toes", "mt2", "2mt", "2nd", "2meta", "smh", "met2", "foot"),
    "first_metatarsal": ("mt1", "mtp1", "1mt", "1st", "1meta", "fmh", "met1", "toemed"),
    "fifth_metatarsal": ("mt5", "mtp5", "5mt", "5th", "5meta", "vmh", "met5", "toelat"),
    "ankle": (
        *("ankle", "ank", "lmal", "lml", "lm", "anklelat", "latmal", "lateralmalleolus"),
        *("malleolus", "ajc"),
    ),
    "medial_ankle": ("mankle", "mmal", "mml", "mm", "anklemed", "anklemedial", "medmal"),
    "knee": ("knee", "kne", "lek", "lfc", "lep", "llep", "kneelat", "lateralepicondyle", "kjc"),
    "medial_knee": ("mknee", "mek", "mfc", "mep", "mlep", "kneemed", "kneemedial"),
    "hip": ("hip", "hjc", "hjcreg", "hipjc"),
    "greater_trochanter": ("gtr", "gtro", "troc", "trochanter", "greatertrochanter", "gt"),
    "asis": ("asis", "asi"),
    "psis": ("psis", "psi"),
    "iliac_crest": ("iliaccrest", "ilcr", "ic"),
    "shoulder": ("shoulder", "sho", "acr", "acromion", "acromium", "acrom", "sjc"),
    "clavicle": ("clavicle",),
    "elbow": ("elbow", "elb", "elbowlat", "lel", "lelb", "el", "ejc"),
    "medial_elbow": ("elbowmed", "mel", "melb", "em"),
    "wrist": ("wrist", "wri", "wra", "wristradius", "wristlat", "faradius", "wl", "wjc"),
    "medial_wrist": ("wrb", "wristulna", "wristmed", "faulna", "wm"),
    "hand": ("hand", "fin"),
    "eye": ("eye",),
    "ear": ("ear",),
    "temple": ("temple",),
    "front_head": ("fhd", "fronthead", "headfront"),
    "back_head": ("bhd", "backhead", "headback"),
}
_CENTRAL: dict[str, tuple[str, ...]] = {
    "nose": ("nose",),
    "neck": ("neck", "cshoulder", "midshoulder"),
    "head": ("head",),
    "head_top": ("headtop", "tophead", "htop", "vertex"),
    "mid_hip": ("midhip", "chip", "hipcenter", "pelvis", "spinebase"),
    "sacrum": ("sacrum", "sacr", "vsac", "vsacral", "sacral", "sac", "s2", "s1"),
    "c7": ("c7", "cv7"),
    "t10": ("t10", "tv10"),
    "clavicle": ("clav", "clavicle", "jn", "ij", "sjn"),
    "sternum": ("strn", "sternum", "stern", "xiph", "px", "sxs"),
}


def _marker_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for stem, aliases in _SIDED.items():
        for alias in aliases:
            for side in ("left", "right"):
                for name in (side[0] + alias, side + alias, alias + side):
                    table.setdefault(name, f"{side}_{stem}")
    for stem, aliases in _CENTRAL.items():
        for alias in aliases:
            table.setdefault(alias, stem)
    return table


# Common marker sets, keyed by the name in lower case without spaces, dots, dashes and underscores.
# Where two markers of a file have one canonical name, the key that stands first here keeps it.
MARKERS: dict[str, str] = _marker_table()

_SEPARATORS = re.compile(r"[\s._\-]+")
_KNOWN = {
    _SEPARATORS.sub("", name): name
    for name in dict.fromkeys([*MARKERS.values(), *(n for s in SKELETONS.values() for n in s)])
}


def _fold(marker: str) -> str:
    return _SEPARATORS.sub("", marker).lower()


def canonical_name(marker: str, markers: Mapping[str, str] | None = None) -> str:
    """Give the canonical keypoint of a marker name.

    Case and separators do not matter, and a subject's prefix (`Anna:LHEE`) is dropped.

    Parameters
    ----------
    marker : str
        Name as the file has it.
    markers : mapping of str to str, optional
        More marker names with their canonical names; they win over `MARKERS`.

    Returns
    -------
    str
        The canonical name; a name that nothing knows comes back without its prefix.

    Examples
    --------
    >>> canonical_name("Anna:LHEE"), canonical_name("R.MT5"), canonical_name("wand")
    ('left_heel', 'right_fifth_metatarsal', 'wand')
    """
    bare = marker.rpartition(":")[2].strip()
    own = {_fold(name): target for name, target in (markers or {}).items()}
    for name in (marker, bare):
        folded = _fold(name)
        for table in (own, _KNOWN, MARKERS):
            if folded in table:
                return table[folded]
    return bare


def canonical_names(
    markers: Sequence[str], extra: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Give each marker of a file its keypoint name, each name once.

    Where several markers stand for one keypoint, one that carries the canonical name itself
    or is in `extra` keeps it, then the one that stands first in `MARKERS`; the others keep
    their own names, with a number where these repeat.

    Parameters
    ----------
    markers : sequence of str
        Names as the file has them.
    extra : mapping of str to str, optional
        More marker names with their canonical names.

    Returns
    -------
    tuple of str
        As long as `markers`, without repetition.
    """
    rank = {name: place for place, name in enumerate(MARKERS)}
    bare = [marker.rpartition(":")[2].strip() for marker in markers]
    targets = [canonical_name(marker, extra) for marker in markers]
    order = sorted(range(len(bare)), key=lambda i: rank.get(_fold(bare[i]), -1))
    names = [""] * len(bare)
    taken: set[str] = set()
    for i in order:
        options = [targets[i], bare[i], *(f"{bare[i]}_{n}" for n in range(2, len(bare) + 2))]
        names[i] = next(name for name in options if name not in taken)
        taken.add(names[i])
    return tuple(names)


_LEFT_RIGHT = ("left_", "right_")


def _both(*stems: str) -> tuple[str, ...]:
    return tuple(side + stem for stem in stems for side in _LEFT_RIGHT)


# Analysis point of one foot or leg: keypoints whose mean it is, the preferred choice first.
_SIDED_POINTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "heel": (("heel",),),
    "toe": (
        *(("big_toe", "small_toe"), ("toe",), ("first_metatarsal", "fifth_metatarsal")),
        *(("big_toe",), ("fifth_metatarsal",), ("first_metatarsal",), ("small_toe",)),
    ),
    "ankle": (("ankle",), ("medial_ankle",)),
    "knee": (("knee",), ("medial_knee",)),
    "hip": (("hip",), ("greater_trochanter",), ("asis", "psis")),
    "shoulder": (("shoulder",), ("clavicle",)),
}

# Analysis point: choices of keypoints whose mean it is, the preferred choice first.
POINTS: dict[str, tuple[tuple[str, ...], ...]] = {
    **{
        side + point: tuple(tuple(side + stem for stem in choice) for choice in choices)
        for point, choices in _SIDED_POINTS.items()
        for side in _LEFT_RIGHT
    },
    "pelvis": (
        ("mid_hip",),
        _both("hip"),
        _both("asis", "psis"),
        (*_both("asis"), "sacrum"),
        ("sacrum",),
        _both("psis"),
        _both("asis"),
        _both("greater_trochanter"),
    ),
    "head": (
        ("head",),
        _both("front_head", "back_head"),
        _both("front_head"),
        _both("back_head"),
        _both("ear"),
        _both("temple"),
        ("nose",),
        ("head_top",),
    ),
}


# Segments of a body, by canonical names; what a skeleton lacks is left out. None is so short
# that the noise of its ends hides its length.
SEGMENTS: tuple[tuple[str, str], ...] = (
    ("left_hip", "right_hip"),
    ("left_shoulder", "right_shoulder"),
    *(
        (side + one, side + other)
        for side in _LEFT_RIGHT
        for one, other in (
            ("shoulder", "hip"),
            ("shoulder", "elbow"),
            ("elbow", "wrist"),
            ("hip", "knee"),
            ("knee", "ankle"),
            ("ankle", "big_toe"),
            ("ankle", "toe"),
            ("heel", "big_toe"),
            ("heel", "toe"),
        )
    ),
)


def segments(keypoints: str | Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Give the segments of a skeleton as pairs of keypoint indices.

    Parameters
    ----------
    keypoints : str or sequence of str
        A skeleton of `SKELETONS`, or canonical names, as in `PoseRecording.keypoints`.

    Returns
    -------
    tuple of pairs of int
        Those of `SEGMENTS` whose both ends are there: limbs, feet, and the width and sides
        of the trunk (whose sides bend, and so keep their length less well than limbs).

    Raises
    ------
    ArgumentError
        When there is no skeleton of that name.

    Examples
    --------
    >>> segments(("left_hip", "left_knee", "left_ankle"))
    ((0, 1), (1, 2))
    """
    if isinstance(keypoints, str):
        if keypoints not in SKELETONS:
            raise ArgumentError("keypoints", "one of " + ", ".join(SKELETONS), repr(keypoints))
        keypoints = SKELETONS[keypoints]
    place = {name: index for index, name in reversed(list(enumerate(keypoints)))}
    return tuple((place[a], place[b]) for a, b in SEGMENTS if a in place and b in place)


def resolve(keypoints: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Find the points of the analysis among keypoints.

    Points are `left_` and `right_` `heel`, `toe`, `ankle`, `knee`, `hip`, `shoulder`, and
    `pelvis`, `head`. `POINTS` holds the choices for each, the preferred one first: a toe is
    the mean of big and small toe, else the forefoot marker, else the mean of first and fifth
    metatarsal, else one of them; a hip is the hip, else the greater trochanter, else the
    mean of the spines of that side; the pelvis is mid-hip, else the mean of the hips, else
    of the four spines, else of front spines and sacrum, else the sacrum alone.

    Parameters
    ----------
    keypoints : sequence of str
        Canonical names, as in `PoseRecording.keypoints`.

    Returns
    -------
    dict of str to tuple of int
        For each point the indices of the keypoints whose mean it is; points that cannot be
        had are absent.

    Examples
    --------
    >>> resolve(("left_ankle", "left_big_toe", "left_small_toe"))
    {'left_toe': (1, 2), 'left_ankle': (0,)}
    """
    place = {name: index for index, name in reversed(list(enumerate(keypoints)))}
    found = {}
    for point, choices in POINTS.items():
        choice = next((c for c in choices if all(name in place for name in c)), None)
        if choice is not None:
            found[point] = tuple(place[name] for name in choice)
    return found
