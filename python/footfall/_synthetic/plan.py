"""What a synthetic person is to do: checked arguments, styles of gait, footsteps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ..skeletons import SKELETONS
from .body import Steps, Style

USUAL_WALK, USUAL_RUN = (1.25, 108.0), (3.0, 165.0)  # m/s, steps per minute
SIDES = ("left", "right")

WALK = Style(
    stance=0.62,
    strike_deg=18.0,
    off_deg=-62.0,
    slap_degps=330.0,
    slap_rise=0.9,
    flat=0.14,
    heel_off=0.65,
    off_degps=400.0,
    launch_mps2=(56.0, 10.0),
    tip=0.034,
    landing_mps=(0.7, -0.115),
    landing_mps2=(-20.0, 0.0),
    bob=0.012,
    bob_phase=0.0,
    sway=0.012,
    lean_deg=3.0,
    arm_deg=22.0,
)
RUN = Style(
    stance=0.34,
    strike_deg=14.0,
    off_deg=-52.0,
    slap_degps=260.0,
    slap_rise=0.5,
    flat=0.2,
    heel_off=0.5,
    off_degps=500.0,
    launch_mps2=(10.0, 0.0),
    tip=0.04,
    landing_mps=(1.0, -0.3),
    landing_mps2=(-40.0, 0.0),
    bob=0.0,
    bob_phase=0.0,
    sway=0.006,
    lean_deg=8.0,
    arm_deg=30.0,
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Checked arguments of a walker or runner."""

    style: Style
    sampling_rate_hz: float
    duration_s: float
    seed: int
    height_m: float
    mass_kg: float
    speed_mps: float
    cadence_spm: float
    step_width_m: float
    duration_cv: float
    length_cv: float
    asymmetry: float
    direction: str
    up: str
    treadmill: bool
    dimensions: int
    pixels_per_m: float | None
    skeleton: str
    noise_m: float
    dropout: float
    swap: float
    forces: bool

    @property
    def gait(self) -> Style:
        """The style at this speed and cadence."""
        speed, cadence = USUAL_WALK if self.style is WALK else USUAL_RUN
        return self.style.at(self.speed_mps / speed, self.cadence_spm / cadence)

    def __post_init__(self) -> None:
        for name in ("sampling_rate_hz", "duration_s", "speed_mps", "cadence_spm"):
            _check.positive(name, getattr(self, name))
        _check.between("height_m", self.height_m, 0.5, 2.5)
        _check.between("mass_kg", self.mass_kg, 2.0, 400.0)
        for name in ("step_width_m", "duration_cv", "length_cv", "noise_m"):
            _check.not_negative(name, getattr(self, name))
        for name in ("dropout", "swap"):
            _check.between(name, getattr(self, name), 0.0, 0.9)
        _check.between("asymmetry", self.asymmetry, -0.3, 0.3)
        _check.one_of("dimensions", self.dimensions, (2, 3))
        _check.one_of("skeleton", self.skeleton, SKELETONS)
        ahead, _ = _check.axis_name("direction", self.direction)
        above, _ = _check.axis_name("up", self.up)
        if ahead == above:
            raise ArgumentError("direction", f"an axis other than up ({self.up})", self.direction)
        if self.dimensions == 2 and {ahead, above} != {0, 1}:
            raise ArgumentError(
                "direction",
                "+x or -x, with up +y or -y, in a side view",
                f"{self.direction} and {self.up}",
            )
        if self.pixels_per_m is not None:
            _check.positive("pixels_per_m", self.pixels_per_m)
            _check.one_of("dimensions", self.dimensions, (2,))


def plan_steps(plan: Plan, rng: np.random.Generator) -> dict[str, Steps]:
    """Contacts of both feet, from before the recording until after it."""
    step_s = 60.0 / plan.cadence_spm
    step_m = plan.speed_mps * step_s
    n = int(np.ceil(plan.duration_s / step_s)) + 12
    turn = np.where(np.arange(n) % 2 == 0, 1.0, -1.0) * plan.asymmetry  # left first
    durations = step_s * (1 + turn + plan.duration_cv * rng.standard_normal(n))
    lengths = step_m * (1 + turn + plan.length_cv * rng.standard_normal(n))
    durations = np.clip(durations, 0.5 * step_s, 2.0 * step_s)
    contacts = np.cumsum(durations) - 5.5 * step_s
    places = np.cumsum(lengths) - 5.5 * step_m
    feet = {}
    for first, side in enumerate(SIDES):
        own, along = contacts[first::2], places[first::2]
        strides = np.diff(own, append=own[-1] + 2 * step_s)
        feet[side] = Steps(own, own + plan.style.stance * strides, along)
    return feet
