"""Values at contacts and in phases: signals whose values are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff
from footfall._events import make_events
from footfall.parameters import (
    at_contact,
    cycles,
    mean_in_phase,
    peak_in_phase,
    phase_curves,
    strides,
)

RATE, STRIDE = 50.0, 1.113


def _strides(n=6):
    rows = []
    for k in range(n):
        for side, start in (("right", 0.037 + k * STRIDE), ("left", 0.61 + k * STRIDE)):
            rows += [(start, "initial_contact", side), (start + 0.68, "final_contact", side)]
    times, kinds, sides = zip(*rows, strict=True)
    return strides(make_events(times, kinds, sides, RATE))


TIME = np.arange(400) / RATE


def test_a_line_is_read_between_frames():
    table = _strides()
    line = 3.0 * TIME - 1.0
    for event, column in (
        ("initial_contact", "start_s"),
        ("final_contact", "final_contact_s"),
        ("opposite_initial_contact", "opposite_initial_contact_s"),
        ("opposite_final_contact", "opposite_final_contact_s"),
    ):
        assert_allclose(at_contact(line, table, RATE, event=event), 3.0 * table[column] - 1.0)
    middle = 0.5 * (table.start_s + table.final_contact_s)
    assert_allclose(mean_in_phase(line, table, RATE), 3.0 * middle - 1.0)
    early = table.start_s + 0.35 * table.stance_duration_s
    assert_allclose(mean_in_phase(line, table, RATE, part=(0.2, 0.5)), 3.0 * early - 1.0)
    assert_allclose(peak_in_phase(line, table, RATE, phase="swing"), 3.0 * table.end_s - 1.0)
    least = peak_in_phase(line, table, RATE, phase="step", least=True)
    assert_allclose(least, 3.0 * table.opposite_initial_contact_s - 1.0)


def test_a_peak_between_frames_is_found():
    table = _strides()
    wave = np.sin(2 * np.pi * (TIME / 0.9 - 0.123))
    assert_allclose(peak_in_phase(wave, table, RATE, phase="stride"), 1.0, atol=2e-4)
    assert_allclose(peak_in_phase(-wave, table, RATE, phase="stride", least=True), -1, atol=2e-4)
    assert wave.max() < 0.9999  # no frame sees it


def test_peaks_of_the_synthetic_walker():
    _, truth = ff.synthetic.walker(duration_s=10.0, sampling_rate_hz=60.0)
    fine, sure = ff.synthetic.walker(duration_s=10.0, sampling_rate_hz=1000.0)
    for side in ("left", "right"):
        table = strides(truth.events.pick(side=side))
        name = f"{side}_knee_flexion"
        for phase in ("swing", "stance"):
            coarse = peak_in_phase(truth.angles_deg[name], table, 60.0, phase=phase)
            expected = peak_in_phase(sure.angles_deg[name], table, 1000.0, phase=phase)
            assert_allclose(coarse, expected, atol=0.1)
        shank = f"{side}_shank"
        clock = np.arange(fine.n_frames) / 1000.0
        expected = np.interp(table.start_s, clock, sure.angles_deg[shank])
        assert_allclose(at_contact(sure.angles_deg[shank], table, 1000.0), expected, atol=0.05)
        # The heel stops at contact: the angle has a corner there, which 60 frames cut.
        assert_allclose(at_contact(truth.angles_deg[shank], table, 60.0), expected, atol=1.0)


def test_what_is_missing_gives_nothing():
    table = _strides()
    signal = TIME.copy()
    hole = (TIME > 1.0) & (TIME < 1.5)
    signal[hole] = np.nan
    touches = (table.start_s < 1.5) & (table.end_s > 1.0)
    lost = np.isnan(mean_in_phase(signal, table, RATE, phase="stride"))
    assert lost.tolist() == touches.tolist()
    assert np.isnan(peak_in_phase(signal, table, RATE, phase="stride")).tolist() == touches.tolist()
    assert np.isnan(cycles(signal, table, RATE)).all(axis=1).tolist() == touches.tolist()
    one = TIME.copy()
    one[60] = np.nan
    assert np.isfinite(mean_in_phase(one, table, RATE, phase="stride")).all()
    beside = np.abs(table.start_s * RATE - 60) < 1
    assert np.isnan(at_contact(one, table, RATE)).tolist() == beside.tolist()
    nothing = np.full(400, np.nan)
    assert np.isnan(peak_in_phase(nothing, table, RATE)).all()
    beyond = TIME[:200]
    late = table.end_s > 199 / RATE
    assert np.isnan(mean_in_phase(beyond, table, RATE, phase="stride")).tolist() == late.tolist()


def test_without_strides_there_are_no_values():
    table = strides(make_events([], [], [], RATE))
    for values in (
        at_contact(TIME, table, RATE),
        mean_in_phase(TIME, table, RATE),
        peak_in_phase(TIME, table, RATE),
    ):
        assert values.shape == (0,)
    assert cycles(TIME, table, RATE).shape == (0, 101)


def test_cycles_and_registered_cycles():
    table = _strides()
    phase = TIME - table.start_s[0]
    rows = cycles(phase, table.take(table.side == "right"), RATE)
    assert_allclose(np.diff(rows, axis=1), STRIDE / 100)
    signal = np.sin(TIME)
    own = table.take(table.side == "left")
    registered = cycles(signal, own, RATE, final_contact_at=0.6)
    assert_allclose(registered[:, 60], np.sin(own.final_contact_s), atol=1e-4)
    assert_allclose(registered[:, [0, 100]], cycles(signal, own, RATE)[:, [0, 100]])
    stance = phase_curves(signal, own, RATE, phase="stance")
    assert_allclose(registered[:, 30], stance[:, 50])


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda t: at_contact(TIME, t, RATE, event="heel"), "event: expected one of initial_"),
        (lambda t: mean_in_phase(TIME, t, RATE, phase="air"), "phase: expected one of stride"),
        (lambda t: peak_in_phase(TIME, t, RATE, part=(0.5, 0.2)), "part: expected two shares"),
        (lambda t: at_contact(np.zeros((4, 2)), t, RATE), r"signal: expected shape \(frames,\)"),
        (lambda t: at_contact(TIME, t, 0.0), "sampling_rate_hz: expected a value > 0"),
        (lambda t: cycles(TIME, t, RATE, final_contact_at=1.0), "final_contact_at: expected a"),
    ],
)
def test_errors(call, sentence):
    with pytest.raises(ff.ArgumentError, match=sentence):
        call(_strides())
