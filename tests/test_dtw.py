"""Dynamic time warping against its definition."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall._errors import ArgumentError

LENGTHS = (7, 1, 12, 12, 9, 30, 12, 12, 8, 12, 0, 12, 13, 12, 12, 12, 12)


def by_definition(x: Any, y: Any, band: int | None) -> float:
    """Fill the whole table."""
    n, m = len(x), len(y)
    reach = max(n + m if band is None else band, abs(n - m))
    table = np.full((n + 1, m + 1), np.inf)
    table[0, 0] = 0
    for i in range(n):
        for j in range(max(0, i - reach), min(m, i + reach + 1)):
            cost = ((x[i] - y[j]) ** 2).sum()
            table[i + 1, j + 1] = cost + min(table[i, j], table[i, j + 1], table[i + 1, j])
    return float(np.sqrt(table[n, m])) if n and m else np.nan


def batch(channels: int, seed: int = 0) -> ff.Batch:
    """Walks of some lengths."""
    rng = np.random.default_rng(seed)
    return ff.Batch.from_sequences(
        [np.cumsum(rng.normal(size=(n, channels)), axis=0) for n in LENGTHS], 100.0
    )


@pytest.mark.parametrize("channels", [1, 2, 3, 6])
@pytest.mark.parametrize("band", [None, 0, 1, 4])
def test_it_is_the_least_sum_of_all_paths(backend: str, channels: int, band: int | None) -> None:
    a, b = batch(channels), batch(channels, seed=1)
    expected = [[by_definition(x, y, band) for y in b] for x in a]
    assert_allclose(ff.distances.dtw(a, b, band=band), expected, rtol=1e-13)
    own = ff.distances.dtw(a, band=band)
    assert_array_equal(own, own.T)
    assert_array_equal(own, ff.distances.dtw(a, batch(channels), band=band))
    assert_array_equal(np.diag(own), np.where(np.array(LENGTHS) > 0, 0.0, np.nan))


@pytest.mark.parametrize("band", [None, 3])
def test_backends_and_threads_give_the_same_bits(band: int | None) -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(37, 20, 6)).astype(np.float32)
    for given in (x, x.astype(np.float64), batch(4)):
        expected = ff.distances.dtw(given, band=band)
        for name in ff.available():
            for threads in (1, 3):
                with ff.using(backend=name, threads=threads):
                    assert_array_equal(ff.distances.dtw(given, band=band), expected)
    assert ff.distances.dtw(x).dtype == np.float32


def test_missing_samples_are_not_close_to_anything(backend: str) -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(20, 10, 3))
    x[4, 5, 1], x[7, 0, 0] = np.nan, np.inf
    lost = np.isin(np.arange(20), (4, 7))
    found = ff.distances.dtw(x)
    assert_array_equal(np.isnan(found), lost[:, None] | lost)
    assert_array_equal(
        np.isnan(ff.distances.dtw(x, x[:2], band=2)), np.repeat(lost[:, None], 2, axis=1)
    )


def test_one_movement_needs_no_axis(backend: str) -> None:
    x = np.random.default_rng(4).normal(size=(5, 8, 2))
    whole = ff.distances.dtw(x)
    assert ff.distances.dtw(x[0], x[1]) == whole[0, 1]
    assert_array_equal(ff.distances.dtw(x[2], x), whole[2])
    assert_array_equal(ff.distances.dtw(x, x[3]), whole[:, 3])
    assert_array_equal(ff.distances.dtw(x[:0], x), np.empty((0, 5)))


def test_wrong_arguments_are_named() -> None:
    x = np.zeros((3, 4, 2))
    for call, text in (
        (lambda: ff.distances.dtw(x, x[..., :1]), "b: expected 2 numbers a frame, got 1"),
        (lambda: ff.distances.dtw(x[..., :0]), "a: expected at least one number"),
        (lambda: ff.distances.dtw(x, band=-1), "band: expected a value >= 0"),
        (lambda: ff.distances.dtw(x, band=1.5), "band: expected a whole number"),
        (lambda: ff.distances.dtw(x[0, 0]), "a: expected 2 dimensions"),
    ):
        with pytest.raises((ArgumentError, TypeError), match=text):
            call()
