"""Who is who from frame to frame, and whom a reader takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import footfall as ff
from footfall.io._people import MOST_GAP_S, REACH, SIZES_PER_S, People, choose, follow
from footfall.skeletons import SKELETONS

from .pose_samples import walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 30.0


def labels(rows: list[tuple[int, float]], size: float = 100.0) -> list[int]:
    """Follow detections given as frame and place."""
    numbers = np.array([frame for frame, _ in rows])
    centers = np.array([[x, 0.0] for _, x in rows])
    return follow(numbers, centers, np.full(len(rows), size), RATE).tolist()


def test_people_who_cross_the_list() -> None:
    assert labels([(0, 0), (0, 500), (1, 505), (1, 5), (2, 10), (2, 510)]) == [0, 1, 1, 0, 0, 1]


def test_least_sum_of_distances() -> None:
    """Whoever is nearest to a trunk may be nearer to another one."""
    assert labels([(0, 0), (0, 40), (1, 30), (1, 70)]) == [0, 1, 0, 1]


def test_reach_grows_with_time() -> None:
    near = 100.0 * (REACH + SIZES_PER_S / RATE)
    assert labels([(0, 0), (1, near - 1)]) == [0, 0]
    assert labels([(0, 0), (1, near + 1)]) == [0, 1]
    assert labels([(0, 0), (2, near + 1)]) == [0, 0]


def test_gaps() -> None:
    """After a second without sight it may be another person, but not where all are alone."""
    gap = round(MOST_GAP_S * RATE)
    others = [(i, 3000.0) for i in range(2 * gap)]
    for late, expected in ((gap, 0), (gap + 1, 2)):
        rows = sorted([*others, (0, 0.0), (late, 10.0)])
        found = labels(rows)
        assert found[rows.index((late, 10.0))] == expected
    assert labels([(0, 0), (5 * gap, 10)]) == [0, 0]


def test_somebody_without_points_is_nobody() -> None:
    centers = np.array([[0.0, 0.0], [np.nan, np.nan], [1.0, 0.0]])
    assert follow(np.array([0, 0, 1]), centers, np.full(3, 100.0), RATE).tolist() == [0, -1, 0]
    assert follow(np.array([0]), centers[1:2], np.ones(1), RATE).tolist() == [-1]


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 4), dropout=st.floats(0, 0.4))
def test_people_apart_keep_their_numbers(seed: int, n: int, dropout: float) -> None:
    """Whatever the order of the list and the gaps: people two sizes apart who walk along."""
    rng = np.random.default_rng(seed)
    seen = rng.random((25, n)) >= dropout  # no gap is longer than a second
    seen[0] = True
    frames, who = [], []
    for frame, present in enumerate(seen):
        people = rng.permutation(np.flatnonzero(present)).tolist()
        frames += [frame] * len(people)
        who += people
    centers = np.stack([np.array(frames) * 5.0, np.array(who) * 200.0], axis=1)
    centers += rng.normal(0, 2, centers.shape)
    found = follow(np.array(frames), centers, np.full(len(frames), 100.0), RATE)
    assert len(set(zip(found.tolist(), who, strict=True))) == n


def crowd(*persons: NDArray[np.float64], ids: list[str] | None = None) -> People:
    """Give people who stand in one file from the first frame to the last."""
    frames = [np.stack(frame) for frame in zip(*persons, strict=True)]
    return People(
        names=SKELETONS["coco17"],
        numbers=np.arange(len(frames)),
        points=frames,
        ids=None if ids is None else [ids for _ in frames],
    )


def beside(scale: float, x: float, confidence: float, frames: int = 20) -> NDArray[np.float64]:
    person = walk("coco17") * (scale, scale, 1.0) + (x, 0.0, 0.0)
    person[..., 2] = confidence
    person[frames:] = np.nan
    return person


@pytest.mark.parametrize(
    "lesser",
    [beside(0.5, 2000.0, 0.75), beside(1.0, 2000.0, 0.4), beside(1.0, 2000.0, 0.75, frames=9)],
    ids=["smaller", "less sure", "shorter"],
)
@pytest.mark.parametrize("order", [1, -1])
def test_the_prominent_person_is_read(lesser: NDArray[np.float64], order: int) -> None:
    main = beside(1.0, 0.0, 0.75)
    track, (note,) = choose(crowd(*[main, lesser][::order]), None, RATE)
    np.testing.assert_array_equal(track, main)
    assert " of 2 is read, the one with the largest sum of confidence times size" in note


@pytest.mark.parametrize("person", [0, "anna", 1, "ben"])
def test_persons_by_name_or_place(person: Any) -> None:
    one, other = beside(1.0, 0.0, 0.75), beside(1.0, 2000.0, 0.75)
    track, notes = choose(crowd(one, other, ids=["anna", "ben"]), person, RATE)
    np.testing.assert_array_equal(track, one if person in (0, "anna") else other)
    assert notes == ()


@pytest.mark.parametrize("person", [2, "carl"])
def test_nobody_of_that_name(person: Any) -> None:
    people = crowd(beside(1.0, 0.0, 0.75), beside(1.0, 2000.0, 0.75), ids=["anna", "ben"])
    with pytest.raises(ff.ArgumentError, match="person: expected one of anna, ben, got"):
        choose(people, person, RATE)


def test_a_crowd_is_named_in_short() -> None:
    crowded = crowd(*(beside(1.0, 2000.0 * i, 0.75) for i in range(12)))
    _, (note,) = choose(crowded, None, RATE)
    assert note.endswith("and 5 more")


def test_identities_that_stand_twice_in_a_frame_are_none() -> None:
    main, other = beside(1.0, 0.0, 0.75), beside(0.5, 2000.0, 0.75)
    track, _ = choose(crowd(other, main, ids=["0", "0"]), None, RATE)
    np.testing.assert_array_equal(track, main)
