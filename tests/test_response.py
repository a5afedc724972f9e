"""Low-passes cut where they say, at every rate: -3.01 dB, without a lag."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from footfall.filters import Butterworth, GcvSpline, RtsSmoother, Whittaker

RATES = (30.0, 60.0, 100.0, 120.0, 250.0, 500.0, 1000.0)
CUTS = [(r, f) for r in RATES for f in (1.0, 2.0, 4.0, 6.0, 10.0, 20.0, 50.0) if f < 0.45 * r]
LOW_PASSES: dict[str, tuple[Any, dict[str, Any]]] = {
    "butterworth-2": (Butterworth, {"order": 2}),
    "butterworth-4": (Butterworth, {"order": 4}),
    "velocity": (RtsSmoother, {"gate_sigma": None}),
    "acceleration": (RtsSmoother, {"gate_sigma": None, "model": "acceleration"}),
    "whittaker-2": (Whittaker, {"order": 2}),
    "whittaker-3": (Whittaker, {"order": 3}),
    "cubic": (GcvSpline, {"order": 2}),
    "quintic": (GcvSpline, {"order": 3}),
}


def response(name: str, rate: float, cutoff_hz: float) -> complex:
    """Give the transfer function at the cut-off, from the answer to one impulse."""
    low_pass, extra = LOW_PASSES[name]
    n = 2 * int(max(400, 4 * rate / cutoff_hz)) + 1
    impulse = np.zeros(n)
    impulse[n // 2] = 1
    answer = low_pass(sampling_rate_hz=rate, cutoff_hz=cutoff_hz, **extra)(impulse)
    turn = np.exp(-2j * np.pi * cutoff_hz / rate * (np.arange(n) - n // 2))
    return complex(answer @ turn)


@pytest.mark.parametrize("name", LOW_PASSES)
@pytest.mark.parametrize(("rate", "cutoff_hz"), CUTS)
def test_the_cutoff_is_3_db(name: str, rate: float, cutoff_hz: float, backend: str) -> None:
    found = response(name, rate, cutoff_hz)
    assert abs(20 * np.log10(abs(found)) + 3.0103) < 0.01
    assert abs(found.imag) < 1e-3


@pytest.mark.parametrize("name", ["whittaker-2", "whittaker-3"])
def test_no_digits_drown_in_the_penalty(name: str, backend: str) -> None:
    """At 1/5000 of the rate the penalty of order 3 is 1e17 times the weight of a sample."""
    assert abs(20 * np.log10(abs(response(name, 5000.0, 1.0))) + 3.0103) < 1e-4
