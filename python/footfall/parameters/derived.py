"""Quantities per stride that follow from its times, lengths and the body's size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .normalized import (
    dimensionless_cadence,
    dimensionless_length,
    dimensionless_speed,
    walk_ratio,
)
from .spring_mass import LEG_OF_HEIGHT, spring_mass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .stride_table import Strides

SCALED = ("dimensionless_speed", "dimensionless_cadence", "dimensionless_step_length")
STIFFNESS = ("vertical_stiffness_kn_per_m", "leg_stiffness_kn_per_m")


def derived(
    strides: Strides, *, height_m: float | None = None, mass_kg: float | None = None
) -> dict[str, NDArray[np.float64]]:
    """Cadence, duty factor, walk ratio, and what body size makes of speed and contact.

    Parameters
    ----------
    strides : Strides
        Table of strides.
    height_m, mass_kg : float, optional
        Of the body; what needs them is NaN without.

    Returns
    -------
    dict of str to array, shape (n,)
        `cadence_spm`, `duty_factor`, `walk_ratio_mm_per_spm`, `dimensionless_speed`,
        `dimensionless_cadence`, `dimensionless_step_length`, `vertical_stiffness_kn_per_m`,
        `leg_stiffness_kn_per_m`; the stiffness is NaN without flight.

    Examples
    --------
    >>> import footfall as ff
    >>> _, truth = ff.synthetic.walker(duration_s=5.0)
    >>> strides = ff.parameters.strides(truth.events)
    >>> ff.parameters.derived(strides)["cadence_spm"].round(6)[:2]
    array([108., 108.])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        cadence = 60.0 / strides.step_duration_s
        duty = strides.stance_duration_s / strides.stride_duration_s
    nothing = np.full(len(strides), np.nan)
    columns = {
        "cadence_spm": cadence,
        "duty_factor": duty,
        "walk_ratio_mm_per_spm": walk_ratio(strides.step_length_m, cadence),
        **dict.fromkeys(SCALED + STIFFNESS, nothing),
    }
    if height_m is None:
        return columns
    leg = LEG_OF_HEIGHT * height_m
    columns |= {
        "dimensionless_speed": dimensionless_speed(strides.speed_mps, leg_length_m=leg),
        "dimensionless_cadence": dimensionless_cadence(cadence, leg_length_m=leg),
        "dimensionless_step_length": dimensionless_length(strides.step_length_m, leg_length_m=leg),
    }
    if mass_kg is not None:
        runner = spring_mass(
            strides.stance_duration_s,
            strides.flight_time_s,
            strides.speed_mps,
            mass_kg=mass_kg,
            height_m=height_m,
        )
        columns |= {name: getattr(runner, name) for name in STIFFNESS}
    return columns
