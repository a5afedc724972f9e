"""Strides by a template, and events within them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall._backend import kernel

RATE = 100.0


def by_definition(x: Any, movement: Any) -> tuple[Any, Any]:
    """Fill the whole table, then go back from each end."""
    n, m = len(x), len(movement)
    table = np.full((m, n), np.inf)
    for j in range(n):
        for i in range(m):
            cost = ((movement[i] - x[j]) ** 2).sum()
            if i == 0:
                best = 0.0
            else:
                ways = [table[i - 1, j]]
                ways += [table[i - 1, j - 1], table[i, j - 1]] if j else []
                best = min(ways)
            cost = cost if np.isfinite(cost) else np.inf
            table[i, j] = cost + best
    starts = []
    for end in range(n):
        i, j = m - 1, end
        while i > 0 and np.isfinite(table[m - 1, end]):
            ways = [(table[i - 1, j], i - 1, j)]
            if j:
                ways += [(table[i - 1, j - 1], i - 1, j - 1), (table[i, j - 1], i, j - 1)]
            _, i, j = min(ways, key=lambda way: way[0])
        starts.append(j if np.isfinite(table[m - 1, end]) else -1)
    return table[-1], np.array(starts)


def matched(x: Any, movement: Any, offsets: Any = None, threads: int = 2) -> tuple[Any, Any]:
    x = np.ascontiguousarray(x, np.float64)
    offsets = np.array([0, len(x)]) if offsets is None else offsets
    sums, starts = np.empty(len(x)), np.empty(len(x), np.int64)
    movement = np.ascontiguousarray(movement, np.float64)
    kernel("subsequence_dtw")(x, offsets, movement, sums, starts, threads)
    return sums, starts


@pytest.mark.parametrize("channels", [1, 2, 5])
@pytest.mark.parametrize("m", [1, 2, 7, 8, 9, 20])
@pytest.mark.parametrize("n", [1, 5, 40])
def test_it_is_the_table(backend: str, channels: int, m: int, n: int) -> None:
    rng = np.random.default_rng(n * m + channels)
    x, movement = rng.normal(size=(n, channels)), rng.normal(size=(m, channels))
    sums, starts = matched(x, movement)
    expected, begins = by_definition(x, movement)
    assert_allclose(sums, expected, rtol=1e-13)
    assert_array_equal(starts, begins)


@given(
    st.lists(st.sampled_from([0.0, 1.0, -1.0, np.nan, np.inf]), min_size=1, max_size=40),
    st.lists(st.sampled_from([0.0, 1.0, 2.0]), min_size=1, max_size=12),
)
def test_backends_agree_on_ties_and_missing_samples(x: list[float], movement: list[float]) -> None:
    with ff.using(backend="native"):
        expected = matched(np.array(x)[:, None], np.array(movement)[:, None])
    sums, _ = by_definition(np.array(x)[:, None], np.array(movement)[:, None])
    assert_array_equal(expected[0], sums)
    for name in ff.available():
        with ff.using(backend=name):
            for one, other in zip(
                matched(np.array(x)[:, None], np.array(movement)[:, None]), expected, strict=True
            ):
                assert_array_equal(one, other)


def test_long_recordings_and_batches_have_the_same_bits() -> None:
    rng = np.random.default_rng(4)
    x, movement = rng.normal(size=(5000, 2)), rng.normal(size=(70, 2))
    offsets = np.array([0, 1023, 1023, 1024, 2500, 5000])
    expected = None
    for name in ff.available():
        for threads in (1, 3):
            with ff.using(backend=name, threads=threads):
                found = matched(x, movement, offsets)
                for k, (a, b) in enumerate(pairwise(offsets)):
                    alone = matched(x[a:b], movement)
                    assert_array_equal(found[0][a:b], alone[0], err_msg=str(k))
                    assert_array_equal(found[1][a:b], alone[1])
            expected = expected or found
            assert_array_equal(found[0], expected[0])
            assert_array_equal(found[1], expected[1])


@pytest.mark.parametrize("kind", ["noise", "gaps", "steps", "held", "zeros"])
def test_parts_of_one_recording_are_as_the_whole(backend: str, kind: str) -> None:
    rng = np.random.default_rng(5)
    movement, x = np.linspace(0.0, 1.0, 9)[:, None], rng.normal(size=(3000, 1))
    if kind == "gaps":
        x[rng.random(len(x)) < 0.05] = np.nan
        x[1400:1600] = np.nan
    elif kind == "steps":  # many ways cost the same
        x = np.round(x)
    elif kind == "held":  # the best part begins at the beginning, however late it ends
        x = np.minimum(np.arange(3000.0) / 8, 1.0)[:, None]
    elif kind == "zeros":
        x, movement = np.zeros_like(x), np.zeros_like(movement)
    sums, starts = matched(x, movement, threads=1)
    if kind == "held":
        assert (sums[-1], starts[-1]) == (0.0, 0)
    for threads in (2, 3, 8):
        found = matched(x, movement, threads=threads)
        assert_array_equal(found[0], sums)
        assert_array_equal(found[1], starts)


def walk(durations: Any, rest: int = 80) -> tuple[Any, Any]:
    """Rate of turn of strides one after another, and the frames where they begin."""
    strides = [ff.strides.walking_template(round(d * RATE) + 1)[:-1] for d in durations]
    still = np.zeros((rest, 1))
    edges = rest + np.concatenate([[0], np.cumsum([len(s) for s in strides])])
    return np.concatenate([still, *strides, ff.strides.walking_template(2)[1:], still]), edges


def test_strides_of_any_pace_are_found(backend: str) -> None:
    durations = np.array([1.1, 1.0, 0.9, 0.95, 1.2, 1.4, 1.3, 1.1])
    x, edges = walk(durations)
    x += np.random.default_rng(2).normal(0, 0.1, x.shape)
    found = ff.strides.SubsequenceDtw(sampling_rate_hz=RATE)(x)
    assert len(found) == len(durations)
    assert_allclose(found.start, edges[:-1], atol=2)
    assert_allclose(found.end, edges[1:], atol=2)


@pytest.mark.parametrize(
    "x",
    [
        np.empty((0, 1)),
        np.zeros((1, 1)),
        np.zeros((1000, 1)),
        np.full((1000, 1), np.nan),
        np.random.default_rng(0).normal(0, 0.3, (1000, 1)),
        10 * np.sin(np.linspace(0, 900, 3000))[:, None],
    ],
    ids=["empty", "one frame", "still", "missing", "noise", "shaken"],
)
def test_what_is_no_stride_is_not_found(x: Any) -> None:
    assert len(ff.strides.SubsequenceDtw(sampling_rate_hz=RATE)(x)) == 0


def test_a_gap_takes_its_stride_only() -> None:
    x, edges = walk(np.full(8, 1.1))
    x[edges[3] + 40 : edges[3] + 50] = np.nan
    found = ff.strides.SubsequenceDtw(sampling_rate_hz=RATE)(x)
    assert len(found) == 7
    assert not np.isin(np.arange(edges[3] + 40, edges[3] + 50), found.start).any()


def test_batches_number_their_strides() -> None:
    x, _ = walk(np.full(5, 1.1))
    batch = ff.Batch.from_sequences([x, x[:100], x], RATE)
    found = ff.strides.SubsequenceDtw(sampling_rate_hz=RATE)(batch)
    assert np.bincount(found.sequence).tolist() == [5, 0, 5]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"sampling_rate_hz": 0.0}, "sampling_rate_hz: expected"),
        ({"max_cost": -1.0}, "max_cost: expected"),
        ({"max_duration_s": 0.5}, "max_duration_s: expected a value above min_duration_s"),
        ({"template": np.zeros(9)}, "template: expected shape"),
        ({"template": np.full((9, 1), np.nan)}, "template: expected finite numbers"),
    ],
)
def test_errors(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ff.ArgumentError, match=sentence):
        ff.strides.SubsequenceDtw(**({"sampling_rate_hz": RATE} | arguments))


def test_signals_must_be_those_of_the_template() -> None:
    with pytest.raises(ff.ArgumentError, match="signals: expected 1 signals, got 3"):
        ff.strides.SubsequenceDtw(sampling_rate_hz=RATE)(np.zeros((100, 3)))


def foot(durations: Any) -> tuple[Any, Any, Any, Any]:
    """Acceleration, rate of turn, strides, and where the foot is stopped."""
    x, edges = walk(durations)
    turning = np.zeros((len(x), 3))
    turning[:, 1] = -x[:, 0]
    meets = edges[:-1] + np.rint(0.41 * np.diff(edges))
    t = np.arange(len(x))
    acceleration = np.zeros((len(x), 3))
    acceleration[:, 2] = 9.81
    for meet in meets:
        acceleration[:, 0] += 20 * np.exp(-0.5 * ((t - meet) / 1.5) ** 2)
    strides = ff.strides.SubsequenceDtw(sampling_rate_hz=RATE)(x)
    return acceleration, turning, strides, meets / RATE


@pytest.mark.parametrize("side", ["left", "right", "unknown"])
def test_events_of_strides(side: str) -> None:
    acceleration, turning, strides, meets = foot([1.1, 1.0, 1.2, 1.1, 1.3])
    events = ff.events.Rampp(sampling_rate_hz=RATE)(acceleration, turning, strides, side=side)
    contacts, leaves = (events.pick(kind, side) for kind in ("initial_contact", "final_contact"))
    assert_allclose(contacts.time_s, meets, atol=0.011)
    assert (leaves.time_s > strides.start_s).all()
    assert (leaves.time_s < contacts.time_s).all()
    # The rest lies between the slap and the next push, where the template is 0.
    share = (contacts.score - strides.start_s) / (strides.end_s - strides.start_s)
    assert ((share > 0.55) & (share < 0.85)).all()


def test_events_on_stairs() -> None:
    acceleration, turning, strides, meets = foot([1.1, 1.0, 1.2, 1.1, 1.3])
    events = ff.events.Rampp(sampling_rate_hz=RATE, stairs=True)(acceleration, turning, strides)
    contacts = events.time_s[events.kind == "initial_contact"]
    assert_allclose(contacts, meets, atol=0.1)


def test_strides_without_their_events_have_none() -> None:
    acceleration, turning, strides, _ = foot([1.1, 1.0])
    rampp = ff.events.Rampp(sampling_rate_hz=RATE)
    for broken in (np.zeros_like(turning), np.full_like(turning, np.nan), -turning):
        assert len(rampp(acceleration, broken, strides)) == 0
    assert len(rampp(acceleration[:0], turning[:0], strides.take(strides.start < 0))) == 0
    with pytest.raises(ff.ArgumentError, match="strides: expected frames from 0 to 50"):
        rampp(acceleration[:50], turning[:50], strides)
    with pytest.raises(ff.ArgumentError, match="sampling_rate_hz: expected a value above 30"):
        ff.events.Rampp(sampling_rate_hz=20.0)
