"""Mask, fill and filter in one go give the numbers of the three calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

import footfall as ff
from footfall import gaps

from .conftest import FLOATS

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAN = np.nan
LOW_PASS = ff.filters.Butterworth(sampling_rate_hz=50.0, cutoff_hz=6.0)


def poses(
    shape: tuple[int, ...], seed: int, dtype: Any, lost: float = 0.05
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Random walks over time, axis -3, some missing; scores, some missing."""
    rng = np.random.default_rng(seed)
    positions = rng.normal(size=shape).cumsum(axis=-3)
    positions[rng.random(shape) < 0.1 * lost] = NAN
    scores = rng.random(shape[:-1])
    scores[rng.random(scores.shape) < 0.1 * lost] = NAN
    scores[..., shape[-3] // 3 : shape[-3] // 3 + 9, :1] = 0.0
    return positions.astype(dtype), scores


def step_by_step(
    positions: Any, scores: Any, threshold: float, max_gap_s: float, ends: str, axis: int
) -> Any:
    masked = gaps.mask_below(positions, scores, threshold)
    filled = gaps.fill(masked, max_gap_s=max_gap_s, sampling_rate_hz=50.0, ends=ends, axis=axis)
    return LOW_PASS(filled, axis=axis)


@given(
    seed=st.integers(0, 2**32 - 1),
    shape=st.tuples(*(st.integers(0, n) for n in (3, 80, 7, 3))),
    dtypes=st.tuples(st.sampled_from(FLOATS), st.sampled_from(FLOATS)),
    threshold=st.sampled_from([0.0, 0.1, 0.5, 2.0]),
    max_gap_s=st.sampled_from([0.0, 0.1, np.inf]),
    ends=st.sampled_from(["leave", "hold"]),
)
def test_it_is_the_three_calls(
    seed: int, shape: Any, dtypes: Any, threshold: float, max_gap_s: float, ends: str
) -> None:
    if shape[1] == 0:
        return
    positions, scores = poses(shape, seed, dtypes[0])
    scores = scores.astype(dtypes[1])
    before = positions.copy()
    expected = step_by_step(positions, scores, threshold, max_gap_s, ends, 1)
    for backend in ff.available():
        with ff.using(backend=backend):
            y = gaps.mask_fill_filter(
                positions, scores, threshold, LOW_PASS, max_gap_s=max_gap_s, ends=ends, axis=1
            )
            assert y.dtype == positions.dtype
            assert_array_equal(y, expected)
    assert_array_equal(positions, before)
    own = positions.copy()
    gaps.mask_fill_filter(
        own, scores, threshold, LOW_PASS, max_gap_s=max_gap_s, ends=ends, axis=1, out=own
    )
    assert_array_equal(own, expected)


def test_large_batches_and_long_recordings(backend: str) -> None:
    for shape in ((300, 120, 17, 3), (2, 12_000, 5, 3), (1, 70, 30, 3)):
        positions, scores = poses(shape, 1, np.float64)
        expected = step_by_step(positions, scores, 0.1, 0.5, "leave", 1)
        for threads in (1, 2):
            with ff.using(backend=backend, threads=threads):
                y = gaps.mask_fill_filter(positions, scores, 0.1, LOW_PASS, max_gap_s=0.5, axis=1)
            assert_array_equal(y, expected)


@pytest.mark.parametrize("shape", [(133, 3), (64, 1), (32, 2), (9, 8), (6, 9), (3, 30)])
def test_points_of_any_width(shape: tuple[int, int], backend: str) -> None:
    positions, scores = poses((2, 90, *shape), 4, np.float64, lost=0.5)
    expected = step_by_step(positions, scores, 0.3, 0.2, "hold", 1)
    with ff.using(backend=backend):
        y = gaps.mask_fill_filter(
            positions, scores, 0.3, LOW_PASS, max_gap_s=0.2, ends="hold", axis=1
        )
    assert_array_equal(y, expected)


def test_one_recording_and_a_batch(backend: str) -> None:
    positions, scores = poses((90, 17, 2), 3, np.float32)
    expected = step_by_step(positions, scores, 0.2, 0.2, "hold", 0)
    one = gaps.mask_fill_filter(positions, scores, 0.2, LOW_PASS, max_gap_s=0.2, ends="hold")
    assert_array_equal(one, expected)
    batch = ff.Batch(positions, np.array([0, 30, 90]), 50.0)
    y = gaps.mask_fill_filter(batch, scores, 0.2, LOW_PASS, max_gap_s=0.2)
    for part, span in zip(y, (slice(0, 30), slice(30, 90)), strict=True):
        alone = step_by_step(positions[span], scores[span], 0.2, 0.2, "leave", 0)
        assert_array_equal(part, alone)


@pytest.mark.parametrize("dtype", FLOATS)
def test_masks_are_those_of_numpy(dtype: Any, backend: str) -> None:
    positions, scores = poses((40, 100, 6, 2), 5, dtype)
    for kind in FLOATS:
        own = scores.astype(kind)
        expected = positions.copy()
        expected[~(own >= 0.3)] = NAN
        assert_array_equal(gaps.mask_below(positions, own, 0.3), expected)


BAD = [
    ({"low_pass": 6.0}, "low_pass: expected a Butterworth of phase 'zero', got 6.0"),
    ({"max_gap_s": -1.0}, "max_gap_s: expected a value >= 0, got -1.0"),
    ({"ends": "guess"}, "ends: expected one of leave, hold, got 'guess'"),
    ({"axis": 2}, "axis: expected an axis before those of keypoints and coordinates, got 2"),
    ({"confidence": np.ones((9, 3))}, "confidence: expected shape (9, 4), got (9, 3)"),
]


@pytest.mark.parametrize(("change", "text"), BAD)
def test_bad_arguments_are_named(change: dict[str, Any], text: str) -> None:
    good: dict[str, Any] = {
        "positions": np.ones((9, 4, 2)),
        "confidence": np.ones((9, 4)),
        "threshold": 0.5,
        "low_pass": LOW_PASS,
        "max_gap_s": 0.1,
    }
    with pytest.raises(ff.ArgumentError) as error:
        gaps.mask_fill_filter(**{**good, **change})
    assert str(error.value) == text
