"""Who makes a pair: keypoints of the left and the right, and the part each moves with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._errors import ArgumentError, wrong_type
from ..skeletons import SKELETONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Groups of the kernel's rows.
PARTS = ("trunk", "legs", "arms")
TRUNK, LEGS, ARMS, NEAR, SUMMARY, UNCERTAIN = range(6)  # and one more for each part

VOTERS = {
    TRUNK: ("hip", "shoulder", "greater_trochanter", "asis", "psis", "iliac_crest", "clavicle"),
    LEGS: (
        *("knee", "ankle", "heel", "toe", "big_toe", "small_toe", "medial_knee", "medial_ankle"),
        *("first_metatarsal", "fifth_metatarsal"),
    ),
    ARMS: ("elbow", "wrist", "medial_elbow", "medial_wrist"),
}
COLLAPSING = ("knee", "ankle")
# Ends of a segment whose length gives that of the trunk, and by what factor: shares of stature
# after Drillis, Contini (1966), as in Winter (2009).
SCALES = (
    ("shoulder", "hip", 1.0),
    ("hip", "knee", 0.288 / 0.245),
    ("knee", "ankle", 0.288 / 0.246),
    ("shoulder", "elbow", 0.288 / 0.186),
    ("elbow", "wrist", 0.288 / 0.146),
    ("hip", "ankle", 0.288 / (0.245 + 0.246)),
    ("shoulder", "ankle", 0.288 / (0.288 + 0.245 + 0.246)),
    ("shoulder", "heel", 0.288 / (0.288 + 0.245 + 0.246)),
)


@dataclass(frozen=True, eq=False)
class Sides:
    """Pairs among the keypoints of a frame.

    Parameters
    ----------
    mirror : array of int64, shape (K,)
        The keypoint of the other side; a keypoint of no pair is its own.
    part : array of int64, shape (K,)
        Which part it moves with; -1 without a pair.
    voters : tuple of str
        Names, without the side, of the pairs whose motion decides.
    table : array of int64, shape (2 + pairs, 4)
        For the kernels: two pairs whose midpoints give the scale, then left, right, part and
        whether the pair tells a collapse.
    scale_factor : float
        From the distance of the midpoints to the trunk.
    dimensions : int
        Of a position.
    up : tuple of (int, int) or None
        Index and sign of the axis that points up.
    names : tuple of str
        Of the keypoints.
    """

    mirror: NDArray[np.int64]
    part: NDArray[np.int64]
    voters: tuple[str, ...]
    table: NDArray[np.int64]
    scale_factor: float
    dimensions: int
    up: tuple[int, int] | None
    names: tuple[str, ...]

    @property
    def can_vote(self) -> bool:
        """Whether there are pairs, and a length to measure their motion by."""
        return len(self.table) > 2

    @property
    def why_not(self) -> str:
        """What is missing for a vote."""
        if not self.voters:
            return "no pairs of left and right keypoints whose motion could tell them apart"
        return "no two pairs whose distance gives the size of the body"

    def of_part(self, part: int) -> NDArray[np.int64]:
        """Keypoints that move with a part."""
        return np.flatnonzero(self.part == part)

    def of_any(self) -> NDArray[np.int64]:
        """Keypoints that belong to a pair."""
        return np.flatnonzero(self.part >= 0)

    def pair(self, stem: str) -> tuple[int, int] | None:
        """Left and right keypoint of one name."""
        both = (f"left_{stem}", f"right_{stem}")
        if not all(name in self.names for name in both):
            return None
        return self.names.index(both[0]), self.names.index(both[1])


def sides_of(keypoints: str | Sequence[str], item_shape: tuple[int, ...], up: str | None) -> Sides:
    """Find the pairs among keypoints; items are (K, D)."""
    names = _names(keypoints, item_shape[0])
    if item_shape[1] not in (2, 3):
        raise ArgumentError("positions", "2 or 3 coordinates", item_shape[1])
    axis = None if up is None else _check.axis_name("up", up)
    if axis is not None and axis[0] >= item_shape[1]:
        raise ArgumentError("up", "an axis of two-dimensional data", repr(up))
    place = {name: index for index, name in enumerate(names)}
    mirror = np.array([place.get(_other(name), i) for i, name in enumerate(names)], dtype=np.int64)
    part = np.array(
        [_part(name) if mirror[i] != i else -1 for i, name in enumerate(names)], dtype=np.int64
    )
    pairs = [
        (stem, place[f"left_{stem}"], place[f"right_{stem}"], kind)
        for kind, stems in VOTERS.items()
        for stem in stems
        if f"left_{stem}" in place and f"right_{stem}" in place
    ]
    found = {stem: (left, right) for stem, left, right, _ in pairs}
    scale = next((s for s in SCALES if s[0] in found and s[1] in found), None)
    rows: list[tuple[int, int, int, int]] = []
    if scale is not None:
        rows = [(*found[end], -1, 0) for end in scale[:2]]
        rows += [(left, right, kind, stem in COLLAPSING) for stem, left, right, kind in pairs]
    return Sides(
        mirror,
        part,
        tuple(stem for stem, *_ in pairs),
        np.array(rows, dtype=np.int64).reshape(-1, 4),
        1.0 if scale is None else scale[2],
        item_shape[1],
        axis,
        names,
    )


def per_sequence(values: NDArray[np.float64], offsets: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sums of a value per frame, sequence by sequence."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray(total[offsets[1:]] - total[offsets[:-1]])


def _names(keypoints: str | Sequence[str], n: int) -> tuple[str, ...]:
    if isinstance(keypoints, str):
        _check.one_of("keypoints", keypoints, SKELETONS)
        names = SKELETONS[keypoints]
    elif isinstance(keypoints, (list, tuple, np.ndarray)):
        names = tuple(str(name) for name in keypoints)
    else:
        raise wrong_type(
            "keypoints", "a skeleton's name or a sequence of names", type(keypoints).__name__
        )
    if len(names) != n:
        raise ArgumentError("keypoints", f"{n} names, one per keypoint", len(names))
    return names


def _other(name: str) -> str:
    """Name of the keypoint on the other side."""
    for one, two in (("left", "right"), ("right", "left")):
        if name.startswith(one + "_"):
            return two + name[len(one) :]
        if name.endswith("_" + one):
            return name[: -len(one)] + two
    return ""


def _part(name: str) -> int:
    """Part a keypoint of a pair moves with: fingers with the arms, all else with the trunk."""
    stem = name.partition("_")[2]
    if stem in VOTERS[LEGS]:
        return LEGS
    fingers = stem in ("hand", "pinky", "index", "thumb") or stem.startswith("hand_")
    return ARMS if fingers or stem in VOTERS[ARMS] else TRUNK
