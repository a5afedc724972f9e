"""Detectors of walking against signals in closed form that tell each rule from its look-alikes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import brentq
from scipy.signal import find_peaks

import footfall as ff
from footfall import events

RATE = 200.0
STRIDE, SWING, SPEED = 1.1, 0.44, 1.2
START, TOE_LATER = 0.3, 0.05
ALONG = SPEED * STRIDE / SWING
UP, ACROSS = 0.9, 0.5
NAMES = ("sacrum", "left_heel", "right_heel", "left_toe", "right_toe")
N_STRIDES = 6
AXES = {"forward": "+x", "up": "+z"}
OF_CODE = {
    0: ("initial_contact", "left"),
    1: ("final_contact", "left"),
    2: ("initial_contact", "right"),
    3: ("final_contact", "right"),
}


def _velocity(t, start):
    """Velocity of a point that rests but in swings: (T, 3) along x, across y, up z."""
    phase = np.mod(t - start, STRIDE)
    turn = np.where(phase < SWING, 2 * np.pi * phase / SWING, 0.0)
    return np.stack([ALONG * (1 - np.cos(turn)), ACROSS * np.sin(turn), UP * np.sin(turn)], axis=-1)


def _path(t, start):
    """Integral of the velocity."""
    count, phase = np.divmod(t - start, STRIDE)
    part = np.minimum(phase, SWING)
    turn = 2 * np.pi * part / SWING
    size = SWING / (2 * np.pi)
    x = count * ALONG * SWING + ALONG * (part - size * np.sin(turn))
    hump = size * (1 - np.cos(turn))
    return np.stack([x, ACROSS * hump, 0.05 + UP * hump], axis=-1)


def _starts(side):
    return START + (STRIDE / 2 if side == "right" else 0.0)


def _walk(belt=0.0):
    t = np.arange(round(RATE * (N_STRIDES * STRIDE))) / RATE
    x = np.zeros((len(t), len(NAMES), 3))
    x[:, 0] = np.stack([SPEED * t, 0 * t, 0.9 + 0 * t], axis=-1)
    for side, heel, toe in (("left", 1, 3), ("right", 2, 4)):
        x[:, heel] = _path(t, _starts(side))
        x[:, toe] = _path(t, _starts(side) + TOE_LATER) + np.array([0.2, 0, -0.02])
    x[..., 0] -= belt * t[:, None]
    return x


def _passing(measure, start, falls):
    """Time after `start` at which a measure of a point's velocity passes 1."""
    middle, edge = start + SWING / 2, start + (SWING - 1e-9 if falls else 1e-9)

    def over(time):
        return measure(_velocity(np.array([time]), start)[0]) - 1

    return brentq(over, *((middle, edge) if falls else (edge, middle)))


def _sagittal(limit):
    return lambda v: np.hypot(v[0], v[2]) / limit


def _spatial(limit):
    return lambda v: np.linalg.norm(v) / limit


def _each(v):
    return np.max(np.abs(v) / (SPEED * np.array([0.31, 0.18, 0.08])))


def _heel_lands(measure):
    return _passing(measure, START, True)


def _toe_lands(measure):
    return _passing(measure, START + TOE_LATER, True)


def _toe_leaves(measure):
    return _passing(measure, START + TOE_LATER, False)


SPEED_RULES = (
    (events.Ghoussayni, _heel_lands(_sagittal(0.5)), _toe_leaves(_sagittal(0.5))),
    (events.Bruening, _heel_lands(_sagittal(0.78 * SPEED)), _toe_leaves(_sagittal(0.66 * SPEED))),
    (
        events.Bonci,
        min(_heel_lands(_spatial(0.5 * SPEED)), _toe_lands(_spatial(0.8 * SPEED))),
        _toe_leaves(_spatial(0.8 * SPEED)),
    ),
    (events.Vancanneyt, _heel_lands(_each), _toe_leaves(_each)),
)
speed_rule = pytest.mark.parametrize(
    ("make", "lands", "leaves"), SPEED_RULES, ids=lambda v: getattr(v, "__name__", "")
)


def _assert_times(found, lands, leaves, atol=0.001):
    for code, (kind, side) in OF_CODE.items():
        first = (leaves if code % 2 else lands) + (_starts(side) - START)
        times = found.pick(kind, side).time_s
        assert len(times) >= N_STRIDES - 2
        expected = first + STRIDE * np.rint((times - first) / STRIDE)
        assert_allclose(times, expected, atol=atol)


@speed_rule
def test_speeds_pass_their_limits(make, lands, leaves, backend):
    found = make(sampling_rate_hz=RATE, cutoff_hz=None)(_walk(), keypoints=NAMES, unit="m", **AXES)
    _assert_times(found, lands, leaves)


def test_the_rules_of_speed_are_told_apart():
    """The signal has another time for each rule, and for vertical or spatial speed instead."""
    lands = [rule[1] for rule in SPEED_RULES] + [_heel_lands(_spatial(0.5)), START + SWING]
    leaves = [rule[2] for rule in SPEED_RULES] + [_toe_leaves(_spatial(0.66 * SPEED))]
    for times in (lands, leaves):
        assert np.diff(np.sort(times)).min() > 0.002


@speed_rule
def test_a_belt_changes_nothing_when_it_is_known(make, lands, leaves, backend):
    on_belt = _walk(belt=SPEED)
    for belt in (SPEED, None):
        detect = make(sampling_rate_hz=RATE, cutoff_hz=None, belt_speed_mps=belt)
        _assert_times(detect(on_belt, keypoints=NAMES, unit="m", **AXES), lands, leaves)
    ignorant = make(sampling_rate_hz=RATE, cutoff_hz=None)
    found = ignorant(on_belt, keypoints=NAMES, unit="m", **AXES)
    assert len(found) == 0 or abs(found.pick("initial_contact", "left").time_s[0] - lands) > 0.003


@speed_rule
def test_millimetres_and_a_given_speed_change_nothing(make, lands, leaves, backend):
    options = {} if make is events.Ghoussayni else {"speed_mps": SPEED}
    detect = make(sampling_rate_hz=RATE, cutoff_hz=None, **options)
    found = detect(1000 * _walk(), keypoints=NAMES, unit="mm", **AXES)
    _assert_times(found, lands, leaves)


def test_velocity_form_of_zeni_looks_from_the_pelvis(backend):
    """Where the foot is as fast as the pelvis, not where it stands still."""
    relative = _heel_lands(lambda v: v[0] / SPEED)
    leaving = _toe_leaves(lambda v: v[0] / SPEED)
    detect = events.Zeni(sampling_rate_hz=RATE, cutoff_hz=None, form="velocity")
    for belt in (0.0, SPEED):
        found = detect(_walk(belt), keypoints=NAMES, forward="+x")
        _assert_times(found, relative, leaving)
    assert abs(relative - (START + SWING)) > 0.05


def _with_pushes(width=0.02):
    """A walk with bursts of acceleration: the heel's up, ahead and across, the toe's likewise."""
    x = _walk()
    t = np.arange(len(x)) / RATE

    def push(point, axis, at, size):
        for k in range(-1, N_STRIDES + 1):
            rate = size * np.exp(-0.5 * ((t - at - k * STRIDE) / width) ** 2)
            x[:, point, axis] += np.cumsum(np.cumsum(rate)) / RATE**2

    for side, heel, toe in (("left", 1, 3), ("right", 2, 4)):
        lands = _starts(side) + SWING
        push(heel, 2, lands - 0.013, 120.0)
        push(heel, 1, lands + 0.05, 300.0)
        leaves = _starts(side) + TOE_LATER
        push(toe, 0, leaves + 0.021, 200.0)
        push(toe, 0, leaves + 0.121, -200.0)
        push(toe, 2, leaves - 0.04, 300.0)
    return x


def test_hreljac_takes_the_heel_upward_and_the_toe_forward(backend):
    found = events.Hreljac(sampling_rate_hz=RATE, cutoff_hz=None)(
        _with_pushes(), keypoints=NAMES, **AXES
    )
    _assert_times(found, START + SWING - 0.013, START + TOE_LATER + 0.021, atol=0.006)
    # The frame alone would be off by up to half a frame, evenly; the zero of the jerk is not.
    times = found.pick("initial_contact", "left").time_s
    assert np.abs(np.diff(times) - STRIDE).max() < 2e-4


def test_desailly_needs_no_pelvis_and_zeni_follows_it(backend):
    frequency, n = 0.93, 5000
    t = np.arange(n) / RATE
    x = np.zeros((n, len(NAMES), 3))
    x[:, :, 0] = 1.2 * t[:, None]
    for point, sign in ((1, 1), (3, 1), (2, -1), (4, -1)):
        x[:, point, 0] += 0.36 * sign * np.cos(2 * np.pi * frequency * t)
    x[:, 0, 0] += 0.1 * np.sin(2 * np.pi * frequency * t)
    detect = events.Desailly(sampling_rate_hz=RATE, cutoff_hz=None)
    without = detect(x[:, 1:], keypoints=NAMES[1:], forward="+x").pick("initial_contact", "left")
    inner = without.time_s[8:-8]  # the high-pass needs some strides to settle
    assert len(inner) >= 6
    assert_allclose(inner, np.rint(inner * frequency) / frequency, atol=0.001)
    with_pelvis = detect(x, keypoints=NAMES, forward="+x").pick("initial_contact", "left")
    assert_array_equal(with_pelvis.time_s, without.time_s)
    swayed = events.Zeni(sampling_rate_hz=RATE, cutoff_hz=None)(x, keypoints=NAMES, forward="+x")
    apart = swayed.pick("initial_contact", "left").time_s
    assert np.abs(apart - np.rint(apart * frequency) / frequency).min() > 0.02


@pytest.mark.parametrize("share", [0.5, 0.25])
def test_desailly_filters_by_the_frequency_of_the_gait(share, backend):
    """The peaks are those of the coordinate high-passed at a share of the stride rate."""
    t = np.arange(round(20 * STRIDE * RATE)) / RATE
    x = np.zeros((len(t), 4, 3))
    for side, heel, toe in (("left", 0, 2), ("right", 1, 3)):
        x[:, heel] = x[:, toe] = _path(t, _starts(side))
    x[..., 0] += 0.3 * np.sin(2 * np.pi * 0.35 / STRIDE * t)[:, None]
    detect = events.Desailly(sampling_rate_hz=RATE, cutoff_hz=None, cutoff_share=share)
    found = detect(x, keypoints=NAMES[1:], forward="+x").pick("initial_contact", "left")
    passed = ff.filters.Butterworth(
        sampling_rate_hz=RATE, cutoff_hz=share / STRIDE, order=4, kind="high"
    )(x[:, 0, 0])
    peaks, _ = find_peaks(passed, distance=0.55 * STRIDE * RATE, prominence=0.1)
    near = np.abs(found.time_s[5:-5, None] - peaks / RATE).min(axis=1)
    assert near.max() < 0.75 / RATE
    other = ff.filters.Butterworth(
        sampling_rate_hz=RATE, cutoff_hz=0.375 / STRIDE, order=4, kind="high"
    )(x[:, 0, 0])
    peaks, _ = find_peaks(other, distance=0.55 * STRIDE * RATE, prominence=0.1)
    assert np.abs(found.time_s[5:-5, None] - peaks / RATE).min(axis=1).max() > 1.5 / RATE


ALL = (
    events.Zeni(sampling_rate_hz=RATE, form="velocity"),
    events.Hreljac(sampling_rate_hz=RATE),
    events.Ghoussayni(sampling_rate_hz=RATE),
    events.Bruening(sampling_rate_hz=RATE),
    events.Bonci(sampling_rate_hz=RATE),
    events.Vancanneyt(sampling_rate_hz=RATE, belt_speed_mps=None),
    events.Desailly(sampling_rate_hz=RATE),
)
every_detector = pytest.mark.parametrize("detect", ALL, ids=lambda d: type(d).__name__)


def _call(detect, positions, names=NAMES):
    options = dict(AXES)
    if isinstance(detect, (events.Zeni, events.Desailly)):
        del options["up"]
    if isinstance(detect, events.Ghoussayni):
        options["unit"] = "m"
    return detect(positions, keypoints=names, **options)


@every_detector
def test_batches_equal_single_recordings(detect, backend):
    x = _walk()
    batch = ff.Batch.from_sequences([x, x[100:600], x[:0], x[:1]], RATE)
    found = _call(detect, batch)
    for number, single in enumerate((x, x[100:600])):
        assert_array_equal(
            found.take(found.sequence == number).time_s, _call(detect, single).time_s
        )
    assert found.sequence.max() == 1


@every_detector
@pytest.mark.parametrize("frames", [0, 1, 2, 5, 20])
def test_too_little_gives_nothing(detect, frames, backend):
    x = _walk()[:frames]
    assert len(_call(detect, x)) == 0
    assert len(_call(detect, np.full_like(_walk(), np.nan))) == 0


@every_detector
def test_a_gap_takes_its_own_events_only(detect, backend):
    """Half a second about one contact of the left foot is lost."""
    x = _walk()
    whole = _call(detect, x)
    gap = (START + SWING + 2 * STRIDE - 0.25, START + SWING + 2 * STRIDE + 0.25)
    frames = np.arange(len(x)) / RATE
    x[(frames > gap[0]) & (frames < gap[1])] = np.nan
    found = _call(detect, x)
    assert not ((found.time_s > gap[0]) & (found.time_s < gap[1])).any()
    far = (whole.time_s < gap[0] - 0.5) | (whole.time_s > gap[1] + 0.5)
    distance = np.abs(whole.time_s[far][:, None] - found.time_s[None]).min(axis=1)
    assert distance.max() < 0.02


@every_detector
def test_ankles_stand_in(detect, backend):
    names = ("sacrum", "left_ankle", "right_ankle")
    found = _call(detect, _walk()[:, :3], names)
    for kind, side in OF_CODE.values():
        assert len(found.pick(kind, side)) >= N_STRIDES - 2


@every_detector
def test_a_side_view_is_enough(detect, backend):
    flat = _walk()[..., [0, 2]]
    options = {"forward": "+x", "up": "+y"}
    if isinstance(detect, (events.Zeni, events.Desailly)):
        del options["up"]
    if isinstance(detect, events.Ghoussayni):
        options["unit"] = "m"
    found = detect(flat, keypoints=NAMES, **options)
    assert len(found.pick("initial_contact")) >= 2 * N_STRIDES - 4


def test_the_fall_in_swing_is_no_contact(backend):
    """The foot's centre falls fastest while the heel is high: the gate comes before the choice."""
    t = np.arange(int(6 * STRIDE * RATE)) / RATE
    fall = np.zeros(len(t))
    for k in range(6):
        for at, size in ((0.15, 1.0), (0.35, -1.2), (0.6, -0.25)):
            fall += size * np.exp(-0.5 * ((t - at - k * STRIDE) / 0.03) ** 2)
    fall -= fall.mean()
    height = np.cumsum(fall) / RATE
    x = np.zeros((len(t), 4, 2))
    x[..., 1] = height[:, None]
    names = ("left_heel", "left_toe", "right_heel", "right_toe")
    found = events.FootVelocity(sampling_rate_hz=RATE, cutoff_hz=None)(x, keypoints=names, up="+y")
    times = found.pick("initial_contact", "left").time_s
    assert len(times) >= 5
    assert_allclose(np.mod(times, STRIDE), 0.6, atol=0.02)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: events.Ghoussayni(sampling_rate_hz=RATE)(_walk(), keypoints=NAMES, **AXES),
            "unit: expected 'm' or 'mm': speeds are in metres per second, got None",
        ),
        (
            lambda: events.Ghoussayni(sampling_rate_hz=RATE)(
                1000 * _walk(), keypoints=NAMES, unit="m", **AXES
            ),
            r"unit: expected one that puts the pelvis 0.15 to 1.6 m above the feet, got 8\d+ m",
        ),
        (
            lambda: events.Bonci(sampling_rate_hz=RATE, speed_mps=1.2)(
                _walk(), keypoints=NAMES, unit="px", **AXES
            ),
            "unit: expected one of m, mm, got 'px'",
        ),
        (
            lambda: events.Bruening(sampling_rate_hz=RATE, contact_share=0.0),
            "contact_share: expected a value > 0, got 0.0",
        ),
        (
            lambda: events.Hreljac(sampling_rate_hz=RATE)(
                _walk()[:, 1:], keypoints=NAMES[1:], **AXES
            ),
            "keypoints: expected a point for pelvis, got none",
        ),
        (
            lambda: events.Vancanneyt(sampling_rate_hz=RATE)(
                _walk()[:, :2], keypoints=NAMES[:2], **AXES
            ),
            "keypoints: expected a point of the right foot, got none",
        ),
        (
            lambda: events.Zeni(sampling_rate_hz=RATE, form="speed"),
            "form: expected one of coordinate, velocity, got 'speed'",
        ),
        (
            lambda: events.Bonci(sampling_rate_hz=RATE)(
                _walk(), keypoints=NAMES, forward="+x", up="+x"
            ),
            "up: expected a direction square to forward, got",
        ),
    ],
)
def test_errors(call, sentence):
    with pytest.raises(ff.ArgumentError, match=sentence):
        call()
