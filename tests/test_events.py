"""Detectors against hand-built signals, and order repair against corrupted gait."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.signal import find_peaks

import footfall as ff
from footfall import events
from footfall._events import make_events

RATE = 100.0
FEET = ("sacrum", "left_heel", "right_heel", "left_toe", "right_toe")


def _walk(n=800, frequency=0.93, seed=None):
    """Feet that swing about a moving pelvis: (T, 5, 3) with x forward, z up."""
    t = np.arange(n) / RATE
    phase = 2 * np.pi * frequency * t
    x = np.zeros((n, 5, 3))
    x[:, :, 0] = 1.2 * t[:, None]
    for heel, toe, sign in ((1, 3, 1), (2, 4, -1)):
        for point in (heel, toe):
            x[:, point, 0] += 0.36 * sign * np.cos(phase)
            x[:, point, 2] = 0.05 + 0.07 * np.maximum(0, -sign * np.sin(phase)) ** 2
        x[:, toe, 0] += 0.17
    if seed is not None:
        x += 0.003 * np.random.default_rng(seed).standard_normal(x.shape)
    return x


def test_zeni_finds_the_peaks_that_scipy_finds(backend):
    x = _walk(seed=1)
    found = events.Zeni(
        sampling_rate_hz=RATE, cutoff_hz=None, min_distance_s=0.2, min_prominence=0.05
    )(x, keypoints=FEET, forward="+x")
    for side, heel, toe in (("left", 1, 3), ("right", 2, 4)):
        for kind, point, sign in (("initial_contact", heel, 1), ("final_contact", toe, -1)):
            ahead = sign * (x[:, point, 0] - x[:, 0, 0])
            expected, _ = find_peaks(ahead, distance=20, prominence=0.05)
            found_frames = found.pick(kind, side).frame
            assert len(found_frames) == len(expected)
            assert np.abs(found_frames - expected).max() <= 1


def test_zeni_times_lie_between_frames(backend):
    frequency = 0.93
    found = events.Zeni(sampling_rate_hz=RATE, cutoff_hz=None)(
        _walk(frequency=frequency), keypoints=FEET, forward="+x"
    )
    contacts = found.pick("initial_contact", "left").time_s
    assert_allclose(contacts, np.arange(1, len(contacts) + 1) / frequency, atol=1e-4)


@pytest.mark.parametrize(("axis", "name"), [(0, "+x"), (0, "-x"), (1, "+y"), (1, "-y")])
def test_zeni_follows_the_stated_direction(axis, name):
    x = _walk()
    turned = np.zeros_like(x)
    turned[..., axis] = x[..., 0] * (1 if name[0] == "+" else -1)
    detect = events.Zeni(sampling_rate_hz=RATE)
    expected = detect(x, keypoints=FEET, forward="+x")
    assert_allclose(detect(turned, keypoints=FEET, forward=name).time_s, expected.time_s)


def test_zeni_lets_the_ankle_stand_in(backend):
    x = _walk()[:, [0, 1, 2]]
    names = ("sacrum", "left_ankle", "right_ankle")
    found = events.Zeni(sampling_rate_hz=RATE)(x, keypoints=names, forward="+x")
    assert len(found.pick("final_contact", "right")) > 5


def _dip(center, width, t):
    return np.exp(-0.5 * ((t - center) / width) ** 2)


def test_foot_velocity_uses_the_middle_of_the_foot_and_the_gate(backend):
    """The middle of the foot falls fastest at 1 s; heel and toe alone do so elsewhere."""
    t = np.arange(300) / RATE
    velocity = {"heel": -1.0 * _dip(0.9, 0.05, t), "toe": -1.0 * _dip(1.1, 0.05, t)}
    middle = -2.4 * _dip(1.0, 0.05, t)
    heel = np.cumsum(velocity["heel"] + middle) / RATE
    toe = np.cumsum(velocity["toe"] + middle) / RATE
    rise = np.cumsum(3.0 * _dip(2.0, 0.05, t)) / RATE
    x = np.zeros((300, 4, 2))
    x[:, 0, 1], x[:, 1, 1] = heel + rise, toe + rise
    x[:, 2:] = x[:, :2]
    names = ("left_heel", "left_toe", "right_heel", "right_toe")
    detect = events.FootVelocity(
        sampling_rate_hz=RATE, cutoff_hz=None, min_distance_s=0.5, max_heel_height=0.9
    )
    found = detect(x, keypoints=names, up="+y")
    assert_allclose(found.pick("initial_contact", "left").time_s, [1.0], atol=0.006)
    assert_allclose(found.pick("final_contact", "left").time_s, [2.0], atol=0.006)
    strict = events.FootVelocity(
        sampling_rate_hz=RATE, cutoff_hz=None, min_distance_s=0.5, max_heel_height=0.1
    )
    assert len(strict(x, keypoints=names, up="+y").pick("initial_contact")) == 0


def test_force_threshold_interpolates_the_crossing(backend):
    force = np.zeros((200, 2))
    force[50:120, 0] = 400.0
    force[130:170, 1] = 300.0
    found = events.ForceThreshold(sampling_rate_hz=RATE)(force)
    assert_array_equal(found.kind[:2], ["initial_contact", "final_contact"])
    assert_allclose(
        found.pick(side="left").time_s, [0.49 + 0.01 * 20 / 400, 1.19 + 0.01 * 380 / 400]
    )
    assert_allclose(found.pick(side="right").score, [300.0, 300.0])


def test_force_threshold_survives_chatter_cuts_and_gaps(backend):
    force = np.zeros(400)
    force[:30] = 500.0  # stands at the start: no initial contact
    force[100:150] = 500.0
    force[120] = 15.0  # a dip within the hysteresis
    force[200:202] = 90.0  # a spike
    force[250:300] = 500.0
    force[270:280] = np.nan  # a gap cuts the contact
    force[350:] = 500.0  # stands at the end: no final contact
    found = events.ForceThreshold(sampling_rate_hz=RATE)(force[:, None], sides=["right"])
    table = list(zip(found.kind.tolist(), np.rint(100 * found.time_s).tolist(), strict=True))
    ic, fc = "initial_contact", "final_contact"
    assert table == [(fc, 30), (ic, 99), (fc, 150), (ic, 249), (fc, 300), (ic, 349)]


def _cycle(n_strides, shares, rng, stride=1.1, jitter=0.01):
    """Events of a walk: times with codes (kind, side) in the order of the cycle."""
    order = [(0, 1), (1, 0), (0, 0), (1, 1)]
    starts = np.concatenate([[0], np.cumsum(shares)[:-1]])
    rows = [
        (stride * (k + s) + jitter * rng.standard_normal(), *code)
        for k in range(n_strides)
        for s, code in zip(starts, order, strict=True)
    ]
    return np.array(rows)


def _corrupt(rows, share, rng):
    """A third of the share deleted, a third moved by 60 to 150 ms, a third as much put in."""
    rows = rows.copy()
    n = len(rows)
    chosen = rng.permutation(n)[: int(share * n)]
    third = len(chosen) // 3
    moved = chosen[third : 2 * third]
    rows[moved, 0] += rng.choice([-1, 1], len(moved)) * rng.uniform(0.06, 0.15, len(moved))
    false = rows[rng.integers(0, n, third)].copy()
    false[:, 0] = rng.uniform(0, rows[:, 0].max(), third)
    return np.concatenate([np.delete(rows, chosen[:third], axis=0), false])


def _f1(truth, repaired):
    parts = []
    for kind in (0, 1):
        for side in (0, 1):
            reference = truth[(truth[:, 1] == kind) & (truth[:, 2] == side), 0]
            own = (repaired.kind_code == kind) & (repaired.side_code == side)
            parts.append(events.match(reference, repaired.time_s[own], 0.05))
    hits = sum(len(p.reference) for p in parts)
    wrong = sum(len(p.missed) + len(p.extra) for p in parts)
    return 2 * hits / (2 * hits + wrong)


@pytest.mark.parametrize(
    ("shares", "least"),
    [((0.12, 0.38, 0.12, 0.38), 0.985), ((0.2, 0.34, 0.16, 0.3), 0.96)],
)
def test_repair_mends_corrupted_gait(backend, shares, least):
    rng = np.random.default_rng(5)
    scores = []
    for _ in range(10):
        truth = _cycle(40, shares, rng)
        rows = _corrupt(truth, 0.2, rng)
        repaired = events.repair_order(make_events(rows[:, 0], rows[:, 1], rows[:, 2], RATE), RATE)
        scores.append(_f1(truth, repaired))
    assert np.mean(scores) >= least


def test_repair_leaves_clean_gait_alone(backend):
    rng = np.random.default_rng(6)
    replaced = total = 0
    for shares in ((0.12, 0.38, 0.12, 0.38), (0.25, 0.25, 0.25, 0.25), (0.2, 0.34, 0.16, 0.3)):
        for _ in range(5):
            rows = _cycle(40, shares, rng)
            table = make_events(rows[:, 0], rows[:, 1], rows[:, 2], RATE)
            repaired = events.repair_order(table, RATE)
            replaced += int(repaired.imputed.sum())
            total += len(rows)
    assert replaced <= 0.005 * total


def test_repair_marks_what_it_puts_in(backend):
    rows = _cycle(10, (0.12, 0.38, 0.12, 0.38), np.random.default_rng(7), jitter=0.004)
    kept = np.delete(rows, 18, axis=0)
    repaired = events.repair_order(make_events(kept[:, 0], kept[:, 1], kept[:, 2], RATE), RATE)
    assert len(repaired) == 40
    (place,) = np.flatnonzero(repaired.imputed)
    assert abs(repaired.time_s[place] - rows[18, 0]) < 0.02
    assert repaired.sigma_s[place] > 0
    assert (repaired.kind_code[place], repaired.side_code[place]) == tuple(rows[18, 1:])


def test_repair_keeps_sequences_and_bouts_apart(backend):
    rng = np.random.default_rng(8)
    rows = np.concatenate([_cycle(5, (0.12, 0.38, 0.12, 0.38), rng) for _ in range(3)])
    groups = np.repeat([0, 0, 1], 20)
    bouts = np.repeat([0, 1, 0], 20)
    table = make_events(rows[:, 0], rows[:, 1], rows[:, 2], RATE, sequence=groups, bout=bouts)
    repaired = events.repair_order(table, RATE)
    assert_array_equal(repaired.sequence, np.sort(groups))
    assert not repaired.imputed.any()


def test_match_finds_the_best_pairing():
    found = ff.validate.match([1.0, 1.04, 2.0], [1.03, 1.06, 2.2, 0.2], 0.05)
    assert_array_equal(found.reference, [0, 1])
    assert_array_equal(found.detected, [0, 1])
    assert_array_equal(found.missed, [2])
    assert_array_equal(found.extra, [2, 3])
    assert found.recall == pytest.approx(2 / 3)
    pairs, missed, extra = found
    assert pairs.tolist() == [[0, 0], [1, 1]]
    assert (missed.tolist(), extra.tolist()) == ([2], [2, 3])
    assert np.isnan(ff.validate.match([], []).f1)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: events.Zeni(sampling_rate_hz=RATE)(
                np.ones((9, 2, 2)), keypoints=("nose", "left_ear"), forward="+x"
            ),
            "keypoints: expected a point for pelvis, got none",
        ),
        (
            lambda: events.Zeni(sampling_rate_hz=15.0, cutoff_hz=8.0),
            r"cutoff_hz: expected a value below half the sampling rate \(7.5 Hz\), got 8.0",
        ),
        (
            lambda: events.ForceThreshold(sampling_rate_hz=RATE)(np.ones((9, 3))),
            "sides: expected 3 sides, one per plate",
        ),
        (
            lambda: events.FootContact(sampling_rate_hz=RATE)(np.ones((9, 3))),
            r"signals: expected 13 signals, got \(3,\)",
        ),
        (
            lambda: ff.validate.match([np.nan], [1.0]),
            "reference_times_s: expected finite times, got NaN or infinity",
        ),
        (
            lambda: make_events([1.0], ["heel"], ["left"], RATE),
            "kind: expected one of initial_contact, final_contact, got 'heel'",
        ),
    ],
)
def test_errors(call, sentence):
    with pytest.raises(ff.ArgumentError, match=sentence):
        call()


def test_columns_read_as_text():
    table = make_events([2.0, 1.0], ["final_contact", "initial_contact"], ["left", "right"], RATE)
    columns = table.columns()
    assert columns["kind"].tolist() == ["initial_contact", "final_contact"]
    assert columns["side"].tolist() == ["right", "left"]
    assert columns["frame"].tolist() == [100, 200]
