"""Foot contact on motion whose instants of contact are known in closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import ndtr

import footfall as ff
from footfall._backend import kernel

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[Any]

NAN = np.nan
FLOATS = (np.float32, np.float64)
DEFAULTS = {
    "cutoff_hz": 15.0,
    "min_cutoff_hz": 4.0,
    "noise_share": 0.03,
    "swing_cutoff_hz": 6.0,
    "swing_share": 0.25,
    "ground_share": 0.4,
    "toe_speed_share": 0.3,
    "max_gap_s": 0.2,
}
INITIAL, FINAL = 0, 1
COMPLETE, AT_START, INFERRED = 0, 1, 2
FRAME, CODE, QUALITY, SIGMA_S, STRENGTH = range(5)
HEELS, TOES, ANKLES = (1, 2, 7, 8), (3, 4, 9, 10), (5, 6, 11, 12)

# Speeds over the ground are pulses in the shape of the normal curve, one per stride.
STRIDE_S, DURATION_S = 1.1, 8.0
SWING_SPEED, WIDTH_S = 5.0, 0.11  # m/s, s
RISE_SPEED, RISE_S, FALL_S, BETWEEN_S = 0.3, 0.04, 0.03, 0.05
WALKING_SPEED = SWING_SPEED * WIDTH_S * np.sqrt(2 * np.pi) / STRIDE_S
# Where the toe has 30 % of its highest speed, and where the foot has 40 % of the walking speed.
LEAVES_S = -WIDTH_S * np.sqrt(2 * np.log(1 / DEFAULTS["toe_speed_share"]))
LANDS_S = WIDTH_S * np.sqrt(2 * np.log(SWING_SPEED / (DEFAULTS["ground_share"] * WALKING_SPEED)))


def middles(side: int) -> Array:
    """Instants of the highest speed of a foot, before and after the recording too."""
    return np.arange(-2, 12) * STRIDE_S + 0.4 + 0.5 * STRIDE_S * side


def travelled(t: Array, places: Array, height: float, width: float) -> Array:
    """Integrate pulses of speed at those places."""
    whole = height * width * np.sqrt(2 * np.pi)
    return np.asarray(whole * ndtr((t[:, None] - places) / width).sum(axis=1))


def walk(rate: float = 100.0, start_s: float = 0.0) -> Array:
    """Walk straight on, seen from the ground.

    The heel rises fastest as long before the toe leaves as the toe rises fastest after it; all
    of the foot falls fastest, and is arrested, where it comes to rest.
    """
    t = start_s + np.arange(round(DURATION_S * rate)) / rate
    x = np.empty((len(t), 13))
    x[:, 0] = WALKING_SPEED * t
    fall_speed = RISE_SPEED * RISE_S / FALL_S
    for side in (0, 1):
        swing = middles(side)
        along = travelled(t, swing, SWING_SPEED, WIDTH_S)
        falls = travelled(t, swing + LANDS_S, fall_speed, FALL_S)
        for place, (point, ahead, early) in enumerate(
            [("heel", -0.1, BETWEEN_S), ("toe", 0.15, -BETWEEN_S), ("ankle", -0.05, 0.02)]
        ):
            rises = travelled(t, swing + LEAVES_S - early, RISE_SPEED, RISE_S)
            column = 1 + 6 * side + 2 * place
            x[:, column] = along + ahead
            x[:, column + 1] = 0.05 * (point == "ankle") + rises - falls
    return x


def known(kind: int, side: int) -> Array:
    """Instants of contact inside the recording, away from its ends."""
    instants = middles(side) + (LANDS_S if kind == INITIAL else LEAVES_S)
    return np.asarray(instants[(instants > 0.3) & (instants < DURATION_S - 0.3)])


def detect(x: Array, rate: float = 100.0, changes: dict[str, float] | None = None) -> Array:
    """Rows of one sequence."""
    return detect_batch([x], rate, changes=changes)[1]


def detect_batch(
    sequences: list[Array],
    rate: float = 100.0,
    threads: int = 1,
    changes: dict[str, float] | None = None,
) -> tuple[Array, Array]:
    offsets = np.cumsum([0, *map(len, sequences)], dtype=np.int64)
    params = np.array([rate, *(DEFAULTS | (changes or {})).values()])
    table = np.empty((0, 1), dtype=np.int64)
    sequence, rows = kernel("foot_contact")(
        np.concatenate(sequences), offsets, table, threads, params
    )
    return sequence, rows


def check_times(
    rows: Array, rate: float, tolerance_s: float, sides: tuple[int, ...] = (0, 1)
) -> None:
    """Each known contact has one row, and there are no others away from the ends."""
    for side in sides:
        for kind in (INITIAL, FINAL):
            times = rows[rows[:, CODE] == kind + 2 * side, FRAME] / rate
            inner = times[(times > 0.3) & (times < DURATION_S - 0.3)]
            assert_allclose(inner, known(kind, side), rtol=0, atol=tolerance_s)


def without(x: Array, *columns: int) -> Array:
    y = x.copy()
    y[:, columns] = NAN
    return y


@pytest.mark.parametrize("rate", [50.0, 100.0, 240.0])
def test_known_instants(rate: float, backend: str) -> None:
    rows = detect(walk(rate), rate)
    check_times(rows, rate, 0.003)
    inner = rows[(rows[:, FRAME] > 0.3 * rate) & (rows[:, FRAME] < (DURATION_S - 0.3) * rate)]
    assert_array_equal(inner[:, QUALITY], COMPLETE)
    assert_allclose(inner[:, STRENGTH], 1, atol=0.05)
    clean = np.where(inner[:, CODE] % 2 == INITIAL, 0.010, 0.012)
    # Between frames far apart motion looks like noise.
    assert_allclose(inner[:, SIGMA_S], clean, rtol=0.02 if rate >= 100 else 0.5)


def test_rows_are_sorted(backend: str) -> None:
    rows = detect(walk())
    assert np.all(np.diff(rows[:, FRAME]) >= 0)
    assert set(rows[:, CODE]) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda x: x * ([-1] + [-1, 1] * 6) + 3, id="walks the other way"),
        pytest.param(lambda x: x * 700, id="pixels"),
        pytest.param(lambda x: x * 1e-3, id="kilometres"),
        pytest.param(
            lambda x: x - WALKING_SPEED * np.arange(len(x))[:, None] / 100 * ([1] + [1, 0] * 6),
            id="treadmill",
        ),
        pytest.param(lambda x: x + ([0] + [0, 12.5] * 6), id="higher floor"),
    ],
)
def test_place_scale_and_sense_do_not_matter(
    change: Callable[[Array], Array], backend: str
) -> None:
    x = walk()
    expected, rows = detect(x), detect(change(x))
    assert_array_equal(rows[:, CODE], expected[:, CODE])
    assert_array_equal(rows[:, QUALITY], expected[:, QUALITY])
    assert_allclose(rows[:, FRAME], expected[:, FRAME], rtol=0, atol=1e-6)
    assert_allclose(rows[:, SIGMA_S], expected[:, SIGMA_S], rtol=0, atol=1e-6)


def test_float32(backend: str) -> None:
    check_times(detect(walk().astype(np.float32)), 100.0, 0.004)


def test_sides_trade_places(backend: str) -> None:
    x = walk()
    swapped = detect(x[:, [0, *range(7, 13), *range(1, 7)]].copy())
    for code in range(4):
        there, here = detect(x), swapped
        assert_array_equal(
            here[here[:, CODE] == code],
            there[there[:, CODE] == (code + 2) % 4] - [0, (code + 2) % 4 - code, 0, 0, 0],
        )


def test_ankle_takes_the_place_of_the_heel(backend: str) -> None:
    rows = detect(without(walk(), *HEELS))
    check_times(rows, 100.0, 0.02)
    assert np.all(rows[rows[:, QUALITY] == COMPLETE, SIGMA_S] < 0.0125)


def test_ankles_alone(backend: str) -> None:
    rows = detect(without(walk(), *HEELS, *TOES))
    contacts = rows[rows[:, CODE] % 2 == INITIAL]
    check_times(rows, 100.0, 0.04)
    for side in (0, 1):
        times = contacts[contacts[:, CODE] == 2 * side, FRAME] / 100
        inner = times[(times > 0.3) & (times < DURATION_S - 0.3)]
        assert_allclose(inner, known(INITIAL, side), atol=0.003)
    assert np.all(rows[:, SIGMA_S] >= 0.013)


def test_one_foot_alone(backend: str) -> None:
    x = walk()
    x[:, 7:] = NAN
    rows = detect(x)
    check_times(rows, 100.0, 0.003, sides=(0,))
    assert rows[:, CODE].max() == 1


def test_short_gaps_are_bridged(backend: str) -> None:
    x = walk()
    for column in range(13):
        x[150 + 37 * column : 162 + 37 * column, column] = NAN
    check_times(detect(x), 100.0, 0.015)


def test_long_gap_has_no_events(backend: str) -> None:
    x = walk()
    x[300:450] = NAN
    rows = detect(x)
    assert not np.any((rows[:, FRAME] > 300) & (rows[:, FRAME] < 449))
    for side in (0, 1):
        expected = known(INITIAL, side)
        expected = expected[(expected < 2.7) | (expected > 4.9)]
        times = rows[rows[:, CODE] == 2 * side, FRAME] / 100
        assert np.abs(times[:, None] - expected).min(axis=0).max() < 0.005


def test_contact_at_the_start_is_marked(backend: str) -> None:
    landing = middles(0)[2] + LANDS_S
    rows = detect(walk(start_s=landing - 0.03))
    first = rows[rows[:, CODE] == INITIAL][0]
    assert first[QUALITY] == AT_START
    assert first[FRAME] / 100 == pytest.approx(0.03, abs=0.01)
    assert first[SIGMA_S] >= 0.027


def test_swing_cut_at_the_end_has_no_contact(backend: str) -> None:
    x = walk()
    last = known(INITIAL, 0)[-1]
    rows = detect(x[: int((last - 0.1) * 100)])
    contacts = rows[rows[:, CODE] == INITIAL, FRAME] / 100
    assert contacts.max() < last - 0.5


def test_noise_widens_sigma(backend: str) -> None:
    x = walk()
    noisy = x + 0.02 * np.random.default_rng(0).normal(size=x.shape)
    clean_rows, rows = detect(x), detect(noisy)
    assert abs(len(rows) - len(clean_rows)) <= 2
    assert np.median(rows[:, SIGMA_S]) > 1.2 * np.median(clean_rows[:, SIGMA_S])


def test_standing_adds_nothing(backend: str) -> None:
    x = walk()
    noise = np.random.default_rng(0).normal(size=(300, 13)) * 3e-4
    stood = np.concatenate([x[:1] + noise, x, x[-1:] + noise])
    rows = detect(stood)
    assert not np.any((rows[:, FRAME] < 280) | (rows[:, FRAME] > len(stood) - 280))


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(
    "x",
    [
        np.empty((0, 13)),
        np.zeros((1, 13)),
        np.zeros((2, 13)),
        np.ones((500, 13)),
        np.full((500, 13), NAN),
        np.linspace(0, 1, 500)[:, None] * np.ones(13),
        without(walk(), 0),
        without(walk(), *range(1, 13)),
        walk()[:7],
    ],
    ids=["empty", "one", "two", "still", "missing", "glide", "no pelvis", "no feet", "seven"],
)
def test_nothing_to_find(x: Array, dtype: Any, backend: str) -> None:
    assert detect(x.astype(dtype)).shape == (0, 5)


def hostile(seed: int) -> tuple[Array, float]:
    """Walks, noise and steps with all kinds of holes."""
    rng = np.random.default_rng(seed)
    n, rate = int(rng.choice([3, 8, 21, 60, 400])), float(rng.choice([10, 25, 59.94, 1000]))
    x = rng.normal(size=(n, 13))
    x = (x.cumsum(axis=0), x, np.round(x.cumsum(axis=0)), walk(60)[:n] + 0.003 * x)[seed % 4][:n]
    for column in range(13):
        kind = rng.integers(5)
        if kind == 0:
            x[:, column] = NAN
        elif kind == 1:
            x[rng.random(len(x)) < 0.1, column] = NAN
        elif kind == 2:
            start = rng.integers(len(x))
            x[start : start + rng.integers(1, 40), column] = NAN
    return x, rate


def test_backends_give_the_same_bits() -> None:
    cases = [hostile(seed) for seed in range(60)]
    cases += [(walk(rate), rate) for rate in (30.0, 100.0)]
    cases += [(without(walk(), *HEELS, *TOES), 100.0), (without(walk(), *TOES), 100.0)]
    found = {}
    for name in ff.available():
        with ff.using(backend=name):
            found[name] = [detect(x.astype(d), rate) for x, rate in cases for d in FLOATS]
    first = found.popitem()[1]
    assert sum(map(len, first)) > 500
    assert all(np.isfinite(rows).all() for rows in first)
    for other in found.values():
        for a, b in zip(first, other, strict=True):
            assert_array_equal(a, b)


def test_batch_and_threads_change_nothing(backend: str) -> None:
    sequences = [hostile(seed)[0] for seed in range(40)] + [walk(), np.empty((0, 13)), walk(60)]
    expected = [detect(x) for x in sequences]
    for threads in (1, 3):
        sequence, rows = detect_batch(sequences, threads=threads)
        assert_array_equal(sequence, np.repeat(np.arange(len(expected)), list(map(len, expected))))
        assert_array_equal(rows, np.concatenate(expected))


def test_input_is_not_modified(backend: str) -> None:
    x = walk()
    x[100:110, 3] = NAN
    before = x.copy()
    detect(x)
    assert_array_equal(x, before)


def test_parameters_are_checked_in_the_core() -> None:
    for name in ff.available():
        if not name.startswith("native"):
            continue
        with ff.using(backend=name):
            for argument, value in [("cutoff_hz", 0.0), ("ground_share", 1.0), ("max_gap_s", -1.0)]:
                with pytest.raises(ValueError, match=argument):
                    detect(walk(), changes={argument: value})
