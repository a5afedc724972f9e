"""Consensus of detectors against what can be reckoned by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall import events
from footfall._events import make_events

RATE = 1e6  # so that sampling adds nothing
FLAT = {"correlation": 0.0}


def _at(times, sigma_s=None, kind=0, side=0):
    n = len(times)
    return make_events(times, [kind] * n, [side] * n, RATE, sigma_s=sigma_s)


def _known(bias_ms, sigma_ms, reliability=0.9):
    return events.DetectorError(
        bias_s=(bias_ms / 1000, 0.0), sigma_s=(sigma_ms / 1000, 0.02), reliability=reliability
    )


def test_the_mean_is_weighted_without_bias():
    errors = {"a": _known(-30, 10), "b": _known(10, 20)}
    found = {"a": _at([1.0, 2.1]), "b": _at([1.045, 2.125])}
    joined = events.consensus(found, RATE, errors=errors, **FLAT)
    for time, a, b in zip(joined.time_s, (1.03, 2.13), (1.035, 2.115), strict=True):
        assert time == pytest.approx((4 * a + b) / 5)
    assert_allclose(joined.sigma_s, math.sqrt(1 / (1 / 0.01**2 + 1 / 0.02**2)))
    assert_allclose(joined.score, 2 * math.log(9))


def test_disagreement_widens_the_deviation():
    errors = {"a": _known(0, 10), "b": _known(0, 10)}
    found = {"a": _at([1.0]), "b": _at([1.06])}
    joined = events.consensus(found, RATE, errors=errors, stride_s=1.0, **FLAT)
    assert joined.time_s[0] == pytest.approx(1.03)
    chi2 = 2 * (0.03 / 0.01) ** 2
    assert joined.sigma_s[0] == pytest.approx(0.01 / math.sqrt(2) * math.sqrt(chi2))


def test_common_errors_do_not_average_out():
    errors = {name: _known(0, 10) for name in "abcd"}
    found = {name: _at([1.0]) for name in "abcd"}
    joined = events.consensus(found, RATE, errors=errors, correlation=1.0)
    assert joined.sigma_s[0] == pytest.approx(0.01)


def test_stated_deviations_and_sampling_count():
    errors = {"a": _known(0, 3)}
    joined = events.consensus({"a": _at([1.0], sigma_s=[0.004])}, RATE, errors=errors)
    assert joined.sigma_s[0] == pytest.approx(0.005)
    joined = events.consensus({"a": _at([1.0])}, 50.0, errors={"a": _known(0, 0)})
    assert joined.sigma_s[0] == pytest.approx(0.02 / math.sqrt(12))


def test_clusters_are_of_complete_linkage():
    """A chain of near neighbours is longer than the window: it breaks."""
    errors = {name: _known(0, 10) for name in "abc"}
    found = {"a": _at([1.0]), "b": _at([1.08]), "c": _at([1.17])}
    joined = events.consensus(found, RATE, errors=errors, stride_s=1.0, least_score=-10)
    assert_allclose(joined.time_s, [1.04, 1.17])
    assert_allclose(joined.score, [math.log(9), -math.log(9)])


def test_a_lone_voice_is_outvoted_and_the_silent_have_no_vote():
    errors = {"sure": _known(0, 10, 0.95), "b": _known(0, 10, 0.9), "mute": _known(0, 10, 0.99)}
    mute = _at([1.0, 2.0], kind=1)
    found = {"sure": _at([1.0, 2.0]), "b": _at([1.0, 1.5, 2.0]), "mute": mute}
    joined = events.consensus(found, RATE, errors=errors).pick("initial_contact")
    assert_allclose(joined.time_s, [1.0, 2.0])


def test_sides_kinds_and_sequences_stay_apart():
    parts = [
        make_events([1.0] * 4, [0, 0, 1, 1], [0, 1, 0, 1], RATE, sequence=[k] * 4) for k in (0, 3)
    ]
    table = make_events(
        *(np.concatenate([getattr(p, name) for p in parts]) for name in ("time_s",)),
        np.concatenate([p.kind_code for p in parts]),
        np.concatenate([p.side_code for p in parts]),
        RATE,
        sequence=np.concatenate([p.sequence for p in parts]),
    )
    joined = events.consensus({"foot_velocity": table}, RATE)
    assert_array_equal(joined.sequence, [0] * 4 + [3] * 4)
    assert_allclose(joined.time_s, 1.0)


def test_the_nearest_of_one_detector_counts():
    errors = {name: _known(0, 10) for name in "abc"}
    found = {"a": _at([1.0]), "b": _at([1.0, 1.06]), "c": _at([1.0])}
    joined = events.consensus(found, RATE, errors=errors, stride_s=1.0)
    assert_allclose(joined.time_s, [1.0])


def test_nothing_gives_nothing():
    empty = _at([])
    assert len(events.consensus({"zeni": empty}, 100.0)) == 0


def test_intervals_of_a_synthetic_crowd_cover():
    """Detectors with the errors they are said to have: 95 % lie within the interval."""
    rng = np.random.default_rng(3)
    truth = np.arange(2000) * 1.1
    errors = {"a": _known(-30, 12), "b": _known(5, 20), "c": _known(0, 15)}
    found = {
        name: _at(truth + e.bias_s[0] + e.sigma_s[0] * rng.standard_normal(len(truth)))
        for name, e in errors.items()
    }
    joined = events.consensus(found, RATE, errors=errors, **FLAT)
    result = ff.validate.agreement(_at(truth), joined, "initial_contact")
    assert result.f1 > 0.98
    assert 0.94 <= result.coverage <= 0.99  # wider where they disagree by chance


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: events.consensus({}, 100.0),
            "events_by_detector: expected at least one detector, got 0",
        ),
        (
            lambda: events.consensus({"mine": _at([1.0])}, 100.0),
            "errors: expected an entry for 'mine', got none",
        ),
        (
            lambda: events.DetectorError(sigma_s=(-1.0, 0.0)),
            "sigma_s: expected a value >= 0, got -1.0",
        ),
    ],
)
def test_errors(call, sentence):
    with pytest.raises(ff.ArgumentError, match=sentence):
        call()
