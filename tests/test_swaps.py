"""Exchanged sides: found where they are, and nothing else changed."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import footfall as ff
from footfall import _backend
from footfall._swaps.parameters import Parameters
from footfall._swaps.sides import sides_of

LEGS = ("knee", "ankle", "heel", "toe")
VIEWS = {"side": 0.0, "oblique": 45.0, "front": 90.0}


def seen_from(points: np.ndarray, degrees: float) -> np.ndarray:
    """Project a body that travels along +x, up +z, on a camera turned from the side."""
    turn = np.radians(degrees)
    across = np.array([np.cos(turn), np.sin(turn), 0.0])
    return np.stack([points @ across, points[..., 2]], axis=-1)


def bursts(n: int, share: float, rate: float, rng: np.random.Generator) -> np.ndarray:
    """Spans of up to 0.25 s that cover a share of the frames."""
    mask = np.zeros(n, dtype=bool)
    while mask.mean() < share:
        start, length = rng.integers(0, n), rng.integers(1, max(1, round(0.25 * rate)) + 1)
        mask[start : start + length] = True
    return mask


def walk(kind: str, rate: float, view: str, seed: int, duration_s: float = 10.0) -> np.ndarray:
    make = getattr(ff.synthetic, kind)
    _, truth = make(
        sampling_rate_hz=rate,
        duration_s=duration_s,
        seed=seed,
        skeleton="coco17",
        duration_cv=0.03,
        length_cv=0.03,
    )
    rng = np.random.default_rng(seed + 100)
    flat = seen_from(truth.positions, VIEWS[view])
    return np.asarray(flat + 0.0055 * rng.standard_normal(flat.shape))


def exchange(x: np.ndarray, frames: np.ndarray, stems: tuple[str, ...] = ()) -> tuple[Any, Any]:
    """Exchange the sides of all keypoints, or of those named; give the mask of samples."""
    sides = sides_of("coco17", x.shape[1:], None)
    chosen = [
        k for k in sides.of_any() if not stems or any(stem in sides.names[k] for stem in stems)
    ]
    mask = np.zeros(x.shape[:2], dtype=bool)
    mask[np.ix_(frames, chosen)] = True
    return np.where(mask[..., None], x[:, sides.mirror], x), mask


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", ["walker", "runner"])
@pytest.mark.parametrize("rate", [30.0, 60.0, 120.0])
def test_bursts_are_found_in_every_view(kind: str, rate: float, view: str) -> None:
    for share, stems in product((0.0, 0.05, 0.2, 0.4), ((), LEGS)):
        x = walk(kind, rate, view, seed=1)
        given, mask = exchange(x, bursts(len(x), share, rate, np.random.default_rng(3)), stems)
        found = ff.swaps.repair(given, "coco17", rate)
        wrong = (found.swapped != mask).any(axis=1).mean()
        assert wrong <= (0.001 if share == 0 else 0.005)
        assert not found.collapsed.any()
        right = ~(found.swapped != mask).any(axis=1)
        assert_array_equal(found.positions[right], x[right])


def cost_of(costs: np.ndarray, labels: tuple[int, ...], price: np.ndarray, swap: float) -> float:
    """Cost of given labels, by the definition."""
    total = 0.0
    for i, now in enumerate(labels):
        total += swap * now
        if i > 0:
            turn = now ^ labels[i - 1]
            before = labels[i - 1] ^ labels[i - 2] if i > 1 else 0
            total += costs[i, 2 * turn + before] + price[i] * turn
    return total


def definition(x: np.ndarray, scale: float, rate: float) -> tuple[np.ndarray, np.ndarray]:
    """Costs of changes of two pairs (knees, ankles) and their prices, by brute force."""
    n = len(x)
    costs = np.zeros((n, 4))
    for i, turn, before in product(range(1, n), range(2), range(2)):
        side = [turn ^ 0, 0, before]  # labels of frames i, i - 1, i - 2
        for left, right in ((13, 14), (15, 16)):
            points = [
                x[i - k][[right, left] if side[k] else [left, right]]
                for k in range(3 if i > 1 else 2)
            ]
            costs[i, 2 * turn + before] += 0.25 * ((points[0] - points[1]) ** 2).sum() / scale**2
            if i > 1:
                r = np.sqrt(((points[0] - 2 * points[1] + points[2]) ** 2).sum()) / scale
                costs[i, 2 * turn + before] += r * r / 0.04 if r <= 0.02 else r - 0.01
    price, level = np.zeros(n), 0.0
    for i in range(1, n):
        least = costs[i].min()
        price[i] = 0.02 + level + least
        level += (least - level) / min(i, rate)
    return costs, price


@pytest.mark.parametrize("seed", range(6))
def test_labels_are_the_best_of_all(backend: str, seed: int) -> None:
    x = walk("walker", 30.0, "side", seed)[: 11 + seed % 2]
    frames = np.zeros(len(x), dtype=bool)
    frames[4 : 6 + seed % 3] = True
    given, _ = exchange(x, frames)
    given[:, 7:11] = np.nan  # no arms
    found = ff.swaps.repair(given, "coco17", 30.0)
    costs, price = definition(given, found.scale[0], 30.0)
    best = min(
        product((0, 1), repeat=len(x)), key=lambda labels: cost_of(costs, labels, price, 0.5 / 30)
    )
    assert_array_equal(found.swapped[:, 15], best)
    least = cost_of(costs, best, price, 0.5 / 30)
    run = found.runs.take(found.runs.group == "legs")
    assert len(run) == 1
    other = np.array(best)
    other[run.start[0] : run.end[0]] = 0
    dearer = cost_of(costs, tuple(other.tolist()), price, 0.5 / 30)
    assert run.margin[0] == pytest.approx(dearer - least, rel=1e-9)


def test_uneven_times_and_gaps() -> None:
    x = walk("walker", 60.0, "side", 2)
    given, mask = exchange(x, bursts(len(x), 0.2, 60.0, np.random.default_rng(0)))
    rng = np.random.default_rng(1)
    kept = rng.random(len(x)) < 0.85
    kept[100:110] = False
    found = ff.swaps.repair(given[kept], "coco17", 60.0, time_s=np.arange(len(x))[kept] / 60.0)
    assert (found.swapped != mask[kept]).any(axis=1).mean() <= 0.005
    holes = given.copy()
    holes[~kept] = np.nan
    again = ff.swaps.repair(holes, "coco17", 60.0)
    assert_array_equal(again.swapped[kept], found.swapped)


def test_batch_is_its_sequences(backend: str) -> None:
    parts = [walk("walker", 30.0, "side", seed, 4.0)[: 120 - 7 * seed] for seed in range(3)]
    parts.insert(1, parts[0][:0])
    given = [
        exchange(p, bursts(max(1, len(p)), 0.2, 30.0, np.random.default_rng(i))[: len(p)])[0]
        for i, p in enumerate(parts)
    ]
    batch = ff.Batch.from_sequences(given, 30.0)
    scores = np.random.default_rng(0).uniform(0.3, 1.0, batch.values.shape[:2])
    found = ff.swaps.repair(batch, "coco17", confidence=scores)
    for i, (a, b) in enumerate(pairwise(batch.offsets)):
        alone = ff.swaps.repair(given[i], "coco17", 30.0, confidence=scores[a:b])
        assert_array_equal(found.positions[i], alone.positions)
        assert_array_equal(found.swapped[a:b], alone.swapped)
        assert found.confidence is not None
        assert_array_equal(found.confidence[a:b], alone.confidence)
    dense = ff.swaps.repair(np.stack([given[0], given[0]]), "coco17", 30.0)
    assert_array_equal(dense.positions[1], ff.swaps.repair(given[0], "coco17", 30.0).positions)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_inputs_stay_and_confidence_moves(dtype: Any, backend: str) -> None:
    x = walk("walker", 30.0, "side", 4, 4.0)
    frames = np.zeros(len(x), dtype=bool)
    frames[40:46] = True
    given = exchange(x, frames)[0].astype(dtype)
    scores = np.where(np.arange(17) % 2 == 1, 0.9, 0.6) * np.ones((len(x), 1))
    before, scores_before = given.copy(), scores.copy()
    found = ff.swaps.repair(given, "coco17", 30.0, confidence=scores)
    assert_array_equal(given, before)
    assert_array_equal(scores, scores_before)
    assert found.positions.dtype == dtype
    assert found.confidence is not None
    assert_array_equal(found.confidence[42, 15:], scores[42, [16, 15]].astype(dtype))
    assert found.report["frames_swapped"] == 6


def test_polarity_of_three_dimensions() -> None:
    recording, _ = ff.synthetic.walker(sampling_rate_hz=60.0, duration_s=4.0)
    points, names = recording.positions, recording.keypoints
    right = ff.swaps.repair(points, names, 60.0, up="+z")
    assert right.polarity_margin[0] == 1
    assert not right.polarity_uncertain[0]
    mirror = sides_of(names, points.shape[1:], None).mirror
    turned = ff.swaps.repair(points[:, mirror], names, 60.0, up="+z")
    assert turned.polarity_uncertain[0]  # the labels say one thing, hips and feet another


def test_one_leg_drawn_on_the_other_is_taken_out() -> None:
    x = walk("walker", 60.0, "side", 5)
    legs = x[:, [13, 14, 15, 16]]
    apart = np.abs(legs[:, 2, 0] - legs[:, 3, 0])
    start = int(np.argmax(apart[60:300])) + 60
    given = x.copy()
    given[start : start + 15, [13, 15]] = given[start : start + 15, [14, 16]]
    found = ff.swaps.repair(given, "coco17", 60.0)
    assert found.collapsed[start : start + 15, [13, 15]].all()
    assert np.isnan(found.positions[start : start + 15, 13]).all()
    assert not found.collapsed[:, [14, 16]].any()
    assert not found.swapped[start : start + 15].any()


def test_standing_is_no_collapse() -> None:
    x = np.repeat(walk("walker", 60.0, "side", 5)[:1], 200, axis=0)
    x[:, [13, 15]] = x[:, [14, 16]]
    found = ff.swaps.repair(x, "coco17", 60.0)
    assert not found.collapsed.any()
    assert not found.swapped.any()


@pytest.mark.parametrize(
    "names", [("nose", "left_ankle"), ("left_ankle", "right_ankle"), ("nose", "neck")]
)
def test_nothing_to_decide(names: tuple[str, ...], backend: str) -> None:
    x = np.random.default_rng(0).normal(size=(20, 2, 2))
    found = ff.swaps.repair(x, names, 30.0)
    assert_array_equal(found.positions, x)
    assert found.report["note"]
    assert np.isnan(found.cost[0])


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_little_or_nothing(n: int, backend: str) -> None:
    for value in (np.nan, 1.0, np.inf, 1e300):
        found = ff.swaps.repair(np.full((n, 17, 2), value), "coco17", 30.0)
        assert not found.swapped.any()
        assert found.positions.shape == (n, 17, 2)


def test_any_cut_of_a_stream_gives_the_same(backend: str) -> None:
    x = walk("walker", 30.0, "side", 6, 6.0)
    given, mask = exchange(x, bursts(len(x), 0.2, 30.0, np.random.default_rng(9)))
    results = []
    for cuts in ([0, len(x)], [0, 1, 2, 50, 51, 130, len(x)], list(range(len(x) + 1))):
        live = ff.swaps.stream("coco17", 30.0)
        parts = []
        for a, b in pairwise(cuts):
            parts.append(live.push(given[a:b]))
            assert sum(map(len, parts)) > b - live.lag_frames
            assert len(live._frames) <= 30 + live.lag_frames
        results.append(np.concatenate([*parts, live.flush()]))
    for other in results[1:]:
        assert_array_equal(results[0], other)
    wrong = (results[0] != x).any(axis=(1, 2)).mean()
    assert wrong <= 0.02
    assert mask.any()


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"knee": 0.0}, "knee: expected a value > 0, got 0.0"),
        ({"swap_cost": -1.0}, "swap_cost: expected a value >= 0, got -1.0"),
        ({"sampling_rate_hz": 0.0}, "sampling_rate_hz: expected a value > 0, got 0.0"),
        ({"confidence": np.ones((3, 2))}, r"confidence: expected shape \(5, 17\), got \(3, 2\)"),
        ({"camera_side": "top"}, "camera_side: expected one of left, right, got 'top'"),
        ({"keypoints": "stick"}, "keypoints: expected one of"),
    ],
)
def test_bad_arguments(changed: dict[str, Any], text: str) -> None:
    arguments: dict[str, Any] = {"keypoints": "coco17", "sampling_rate_hz": 30.0, **changed}
    with pytest.raises(ff.ArgumentError, match=text):
        ff.swaps.repair(np.zeros((5, 17, 2)), **arguments)


def test_kernels_say_the_same_of_bad_values() -> None:
    sides = sides_of("coco17", (17, 2), None)
    params = np.array(Parameters().of_kernel(sides, 30.0, False, False), dtype=np.float64)
    params[5] = 0.0
    for name in ff.available():
        if name != "numba":
            with pytest.raises(ValueError, match=r"knee: expected a value > 0, got 0\.0"):
                _backend._module(name).swaps(
                    np.zeros((4, 34)), np.array([0, 4]), sides.table, 1, params
                )
