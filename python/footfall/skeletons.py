"""Names of keypoints: skeletons of pose models, and markers of common sets.

`SKELETONS` gives the keypoints of a model by index. `MARKERS` maps the marker names of
common sets to canonical names. `POINTS` says which keypoints make up the points that the
analysis works with. All are plain dictionaries that a user may extend.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ._errors import ArgumentError
from ._names import MARKERS, SKELETONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "MARKERS",
    "POINTS",
    "SEGMENTS",
    "SKELETONS",
    "canonical_name",
    "canonical_names",
    "resolve",
    "segments",
    "side_pairs",
    "unrecognised",
]

_SEPARATORS = re.compile(r"[\s._\-]+")
# A side in one letter at the end counts when a separator or a change of case sets it apart.
_SIDE_LAST = re.compile(r"(.+?)(?:[\s._\-]+([lrLR])|(?<=[a-z])([LR]))")
_KNOWN = {
    _SEPARATORS.sub("", name): name
    for name in dict.fromkeys([*MARKERS.values(), *(n for s in SKELETONS.values() for n in s)])
}


def _fold(marker: str) -> str:
    return _SEPARATORS.sub("", marker).lower()


def _found(marker: str, markers: Mapping[str, str] | None = None) -> str | None:
    """Give the canonical keypoint of a marker name, None for a name that nothing knows."""
    bare = marker.rpartition(":")[2].strip()
    spellings = [marker, bare]
    if side := _SIDE_LAST.fullmatch(bare):
        spellings.append((side[2] or side[3]) + side[1])
    own = {_fold(name): target for name, target in (markers or {}).items()}
    for name in spellings:
        folded = _fold(name)
        for table in (own, _KNOWN, MARKERS):
            if folded in table:
                return table[folded]
    return None


def canonical_name(marker: str, markers: Mapping[str, str] | None = None) -> str:
    """Give the canonical keypoint of a marker name.

    Case and separators do not matter, the side may stand first or last, as a word or as a
    letter (`L_Ankle`, `leftAnkle`, `ankle_left`, `AnkleL`), and a subject's prefix
    (`Anna:LHEE`) is dropped.

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
    return _found(marker, markers) or marker.rpartition(":")[2].strip()


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
    first = {_fold(name) for name in extra or ()}
    bare = [marker.rpartition(":")[2].strip() for marker in markers]
    targets = [canonical_name(marker, extra) for marker in markers]

    def preferred(i: int) -> int:
        kept = bare[i] == targets[i] or _fold(bare[i]) in first
        return -1 if kept else rank.get(_fold(bare[i]), -1)

    order = sorted(range(len(bare)), key=preferred)
    names = [""] * len(bare)
    taken: set[str] = set()
    for i in order:
        options = [targets[i], bare[i], *(f"{bare[i]}_{n}" for n in range(2, len(bare) + 2))]
        names[i] = next(name for name in options if name not in taken)
        taken.add(names[i])
    return tuple(names)


def unrecognised(
    markers: Sequence[str], extra: Mapping[str, str] | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the names of a file that say nothing to the analysis.

    Parameters
    ----------
    markers : sequence of str
        Names as the file has them.
    extra : mapping of str to str, optional
        More marker names with their canonical names.

    Returns
    -------
    unknown : tuple of str
        Names that stand for no keypoint.
    ambiguous : tuple of str
        Names whose keypoint another marker of the file carries already.

    Examples
    --------
    >>> unrecognised(("L_Ankle", "ankleLeft", "ankle1"))
    (('ankle1',), ('ankleLeft',))
    """
    found = [_found(marker, extra) for marker in markers]
    kept = canonical_names(markers, extra)
    return (
        tuple(marker for marker, name in zip(markers, found, strict=True) if name is None),
        tuple(
            marker
            for marker, name, final in zip(markers, found, kept, strict=True)
            if name not in (None, final)
        ),
    )


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
    "neck": (("neck",), _both("shoulder")),
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
    place = _places(keypoints)
    return tuple((place[a], place[b]) for a, b in SEGMENTS if a in place and b in place)


def side_pairs(keypoints: str | Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Give the keypoints that mirror each other as pairs of indices, left before right.

    Parameters
    ----------
    keypoints : str or sequence of str
        A skeleton of `SKELETONS`, or canonical names, as in `PoseRecording.keypoints`.

    Returns
    -------
    tuple of pairs of int
        Those of one name but for its side, in the order of the left ones.

    Raises
    ------
    ArgumentError
        When there is no skeleton of that name.

    Examples
    --------
    >>> side_pairs(("right_knee", "nose", "left_knee", "left_heel"))
    ((2, 0),)
    """
    place = _places(keypoints)
    mirrors = [
        (left, place.get(re.sub(r"(?:^|(?<=_))left(?=_|$)", "right", name, count=1)))
        for name, left in place.items()
        if "left" in name
    ]
    return tuple(sorted((left, right) for left, right in mirrors if right not in (None, left)))


def _places(keypoints: str | Sequence[str]) -> dict[str, int]:
    """Give the index of each name; of a repeated one, the first."""
    if isinstance(keypoints, str):
        if keypoints not in SKELETONS:
            raise ArgumentError("keypoints", "one of " + ", ".join(SKELETONS), repr(keypoints))
        keypoints = SKELETONS[keypoints]
    return {name: index for index, name in reversed(list(enumerate(keypoints)))}


def resolve(keypoints: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Find the points of the analysis among keypoints.

    Points are `left_` and `right_` `heel`, `toe`, `ankle`, `knee`, `hip`, `shoulder`, and
    `pelvis`, `neck`, `head`. `POINTS` holds the choices for each, the preferred one first: a toe is
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
    place = _places(keypoints)
    found = {}
    for point, choices in POINTS.items():
        choice = next((c for c in choices if all(name in place for name in c)), None)
        if choice is not None:
            found[point] = tuple(place[name] for name in choice)
    return found
