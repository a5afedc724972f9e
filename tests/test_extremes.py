"""Extremes within spans of frames."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from footfall import _extremes
from footfall._extremes import highest, lowest, refined_inside
from footfall._spans import reduced


@given(
    st.lists(st.tuples(st.integers(0, 59), st.integers(0, 40)), max_size=30),
    st.integers(0, 2**32 - 1),
    st.sampled_from([1, 7, 64, 1 << 15]),
)
def test_the_lowest_is_the_first_least_of_each_span(
    spans: list[tuple[int, int]], seed: int, at_once: int
) -> None:
    x = np.random.default_rng(seed).integers(0, 4, 60).astype(float)
    first = np.array([a for a, _ in spans], np.int64)
    last = np.minimum(first + np.array([n for _, n in spans], np.int64), len(x))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_extremes, "MOST_AT_ONCE", at_once)
        found, top = lowest(x, first, last), highest(x, first, last)
    for k, (a, b) in enumerate(zip(first, last, strict=True)):
        assert found[k] == (a + x[a:b].argmin() if b > a else a)
        assert top[k] == (a + x[a:b].argmax() if b > a else a)
    rows = np.stack([first, last], axis=1)[last > first]
    assert_array_equal(reduced(np.minimum, x, rows), x[found[last > first]])
    assert_array_equal(reduced(np.add, x, rows), [x[a:b].sum() for a, b in rows])


def test_places_are_refined_where_neighbours_are_in_the_span() -> None:
    x = (np.arange(10) - 4.25) ** 2
    first, last = np.array([2, 4, 0]), np.array([8, 8, 5])
    frames = lowest(x, first, last)
    assert_array_equal(frames, [4, 4, 4])
    assert_array_equal(refined_inside(x, frames, first, last), [4.25, 4.0, 4.0])
