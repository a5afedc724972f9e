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


@pytest.mark.parametrize("rate", [30.0, 60.0, 120.0])
def test_arms_alone_in_side_view(rate: float) -> None:
    """They lie on one another at each swing: only a filter that remembers tells them apart."""
    for kind, seed, share in product(("walker", "runner"), (1, 2), (0.05, 0.2)):
        x = walk(kind, rate, "side", seed)
        frames = bursts(len(x), share, rate, np.random.default_rng(seed))
        given, mask = exchange(x, frames, ("elbow", "wrist"))
        found = ff.swaps.repair(given, "coco17", rate)
        wrong = (found.swapped != mask).any(axis=1)
        assert wrong.mean() <= 0.005


@pytest.mark.parametrize("view", VIEWS)
def test_legs_alone_do_not_draw_the_trunk_along(view: str) -> None:
    """Without arms the trunk's own motion must tell, and in a side view it has hardly any."""
    x = walk("walker", 60.0, view, 1)
    frames = bursts(len(x), 0.2, 60.0, np.random.default_rng(3))
    given, mask = exchange(x, frames, LEGS)
    given[:, 7:11] = np.nan
    found = ff.swaps.repair(given, "coco17", 60.0)
    wrong = (found.swapped != mask)[:, 11:]
    assert wrong.any(axis=1).mean() <= 0.005


@pytest.mark.parametrize("view", ["oblique", "front"])
def test_limbs_hang_from_the_trunk(view: str) -> None:
    """Labels of the legs are mostly wrong, and still the hips tell whose they are."""
    x = walk("walker", 60.0, view, 1)
    frames = np.ones(len(x), dtype=bool)
    frames[: int(0.4 * len(x))] = False
    given, mask = exchange(x, frames, LEGS)
    found = ff.swaps.repair(given, "coco17", 60.0)
    assert (found.swapped != mask).any(axis=1).mean() <= 0.005
    assert not found.uncertain.any()


def test_no_majority_in_side_view_is_uncertain() -> None:
    x = walk("walker", 60.0, "side", 1, 3.0)
    given, mask = exchange(x, np.arange(len(x)) < 0.48 * len(x), LEGS)
    found = ff.swaps.repair(given, "coco17", 60.0)
    legs = mask.any(axis=0)
    wrong = (found.swapped != mask)[:, legs].any(axis=1).mean()
    assert min(wrong, 1 - wrong) <= 0.01
    assert found.uncertain[:, legs].all()
    assert found.report["share_uncertain"] == 1


def test_what_comes_after_a_gap_is_uncertain_not_changed(backend: str) -> None:
    x = walk("walker", 60.0, "side", 3, 4.0)
    after = np.arange(len(x)) >= 220  # a third of a second, after half a second of nothing
    given, _ = exchange(x, after)
    given[190:220] = np.nan
    found = ff.swaps.repair(given, "coco17", 60.0)
    assert not found.swapped.any()
    pairs = sides_of("coco17", (17, 2), None)
    assert found.uncertain[220:, pairs.of_part(1)].all()
    assert not found.uncertain[:220].any()
    assert found.report["runs_uncertain"]["legs"] == 1


def test_a_limb_is_not_moved_across_the_body() -> None:
    """An estimator exchanged the legs along the way and not across it: no labels are right."""
    _, truth = ff.synthetic.walker(sampling_rate_hz=60.0, duration_s=6.0, skeleton="coco17")
    x = truth.positions + 0.002 * np.random.default_rng(0).standard_normal(truth.positions.shape)
    apart = np.abs(x[:, 15, 0] - x[:, 16, 0])
    span = slice(100 + np.argmax(apart[100:160]), 190 + np.argmax(apart[190:250]))
    given = x.copy()
    given[span, 13:17, 0] = x[span][:, [14, 13, 16, 15], 0]
    found = ff.swaps.repair(given, "coco17", 60.0)
    assert not found.swapped.any()
    assert found.uncertain[span, 13:].all()
    assert not found.uncertain[: span.start - 5].any()
    assert not found.uncertain[span.stop + 5 :].any()


def foretold(x: np.ndarray, scale: float, rate: float) -> list[tuple[np.ndarray, ...]]:
    """Of knees and ankles: differences, variances and gains, by a filter written in matrices."""
    step = np.array([[1.0, 1 / rate], [0.0, 1.0]])
    drift = 50.0 * np.array([[rate**-3 / 3, rate**-2 / 2], [rate**-2 / 2, 1 / rate]])
    tracks = []
    for left, right in ((13, 14), (15, 16)):
        total, gap = (x[:, left] + x[:, right]) / scale, (x[:, left] - x[:, right]) / scale
        noise = 1.4826 * np.median(np.abs(np.diff(total, 3, axis=0))) / np.sqrt(20.0)
        white = noise**2 + 0.003**2
        state, p = np.stack([total[0], 0 * total[0]]), np.diag([white, 64.0])
        variances, gains = [np.inf], [np.array([1.0, 0.0])]
        for now in total[1:]:
            state, p = step @ state, step @ p @ step.T + drift
            e = now - state[0]
            r = np.sqrt(e @ e / (p[0, 0] + white))
            gain = p[:, 0] / (p[0, 0] + white)
            variances.append(p[0, 0] + white + e @ e)
            gains.append(gain)
            state = state + np.outer(gain, e) * min(1.0, 3.0 / r)
            p = p - np.outer(gain, p[0])
        tracks.append((gap, np.array(variances), np.array(gains)))
    return tracks


def cost_of(tracks: list[tuple[np.ndarray, ...]], labels: tuple[int, ...], rate: float) -> float:
    """Cost of given labels, by the definition."""
    total = 4.0 / rate * sum(labels) + 5.0 * sum(a != b for a, b in pairwise(labels))
    for gap, variances, gains in tracks:
        place, speed = np.zeros(2), np.zeros(2)
        for g, variance, gain, label in zip(gap, variances, gains, labels, strict=True):
            place = place + speed / rate
            e = (-g if label else g) - place
            r = np.sqrt(e @ e / variance)
            total += r * r / 2 if r <= 3 else 3 * r - 4.5
            e = e * (3 / r if r > 3 else 1)
            place, speed = place + gain[0] * e, speed + gain[1] * e
    return total


@pytest.mark.parametrize("seed", range(6))
def test_labels_are_the_best_of_all(backend: str, seed: int) -> None:
    x = walk("walker", 30.0, "side", seed)[: 11 + seed % 2]
    frames = np.zeros(len(x), dtype=bool)
    frames[2 : 4 + seed % 3] = True
    given, _ = exchange(x, frames)
    given[:, 7:11] = np.nan  # no arms
    found = ff.swaps.repair(given, "coco17", 30.0, least_margin=0.0)
    tracks = foretold(given, found.scale[0], 30.0)
    best = min(product((0, 1), repeat=len(x)), key=lambda labels: cost_of(tracks, labels, 30.0))
    assert_array_equal(found.swapped[:, 15], best)
    run = found.runs.take(found.runs.group == "legs")
    assert len(run) == 1
    other = np.array(best)
    other[run.start[0] : run.end[0]] = 0
    dearer = cost_of(tracks, tuple(other.tolist()), 30.0) - cost_of(tracks, best, 30.0)
    assert run.margin[0] == pytest.approx(dearer, rel=1e-9)
    assert not found.uncertain.any()


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
        ({"keypoint_error": 0.0}, "keypoint_error: expected a value > 0, got 0.0"),
        ({"time_s": np.zeros(5)}, "time_s: expected finite times that increase, got others"),
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


def test_a_stream_takes_times_and_refuses_what_does_not_fit() -> None:
    x = walk("walker", 60.0, "side", 6, 3.0)
    given, _ = exchange(x, bursts(len(x), 0.2, 60.0, np.random.default_rng(9)))
    kept = np.random.default_rng(1).random(len(x)) < 0.9
    times = np.arange(len(x))[kept] / 60.0
    live = ff.swaps.stream("coco17", 60.0)
    done = [live.push(f[None], time_s=t[None]) for f, t in zip(given[kept], times, strict=True)]
    wrong = (np.concatenate([*done, live.flush()]) != x[kept]).any(axis=(1, 2)).mean()
    assert wrong <= 0.02
    frames = given[:5].astype(np.float32)
    live.push(frames, time_s=times[:5])
    with pytest.raises(TypeError, match="frames: expected float32 as before, got float64"):
        live.push(given[5:6], time_s=times[5:6])
    with pytest.raises(ff.ArgumentError, match="time_s: expected finite times that increase"):
        live.push(frames, time_s=times[:5])
    with pytest.raises(ff.ArgumentError, match="time_s: expected values with all pushes"):
        live.push(frames)
    with pytest.raises(ff.ArgumentError, match=r"frames: expected shape \(n, 17, 2\)"):
        live.push(frames[:, :5])
    assert len(live.flush()) == 5


def test_kernels_say_the_same_of_bad_values() -> None:
    sides = sides_of("coco17", (17, 2), None)
    params = np.array(Parameters().of_kernel(sides, 30.0, False, False), dtype=np.float64)
    params[9] = 0.0
    for name in ff.available():
        if name != "numba":
            with pytest.raises(ValueError, match=r"knee: expected a value > 0, got 0\.0"):
                _backend._module(name).swaps(
                    np.zeros((4, 34)), np.array([0, 4]), sides.table, 1, params
                )
