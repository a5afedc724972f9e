"""The smoothers that tests run, and motion to run them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from footfall.filters import GcvSpline, RtsSmoother, Whittaker

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAN = np.nan
BASE = {"sampling_rate_hz": 100.0}
LOW_PASS = {**BASE, "cutoff_hz": 6.0}
SMOOTHERS = {
    "velocity": RtsSmoother(**LOW_PASS, gate_sigma=None),
    "acceleration": RtsSmoother(**LOW_PASS, gate_sigma=None, model="acceleration"),
    "gated": RtsSmoother(**LOW_PASS),
    "whittaker-2": Whittaker(**LOW_PASS),
    "whittaker-3": Whittaker(**LOW_PASS, order=3),
    "cubic": GcvSpline(**LOW_PASS, order=2),
    "quintic": GcvSpline(**LOW_PASS, order=3),
    "gcv": GcvSpline(**BASE, order=2),
}


def motion(n: int = 400, channels: int = 3, seed: int = 0) -> NDArray[np.float64]:
    """Waves of up to 2 Hz at 100 Hz, far from zero, with noise of 0.5."""
    rng = np.random.default_rng(seed)
    t = np.arange(n)[:, None] / 100
    waves = 40 * np.sin(2 * np.pi * rng.uniform(0.4, 2, channels) * t + rng.uniform(0, 6, channels))
    return waves + 100 + 0.5 * rng.normal(size=(n, channels))
