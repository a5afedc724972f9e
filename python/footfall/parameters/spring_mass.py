"""Stiffness of a runner's legs from times, speed and body size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .normalized import GRAVITY_MPS2

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEG_OF_HEIGHT = 0.53  # Winter (1979), as Morin and others use it


@dataclass(frozen=True, kw_only=True, eq=False)
class SpringMass:
    """A runner as a mass on a spring, per step.

    Parameters
    ----------
    peak_force_n : array
        Largest vertical force.
    compression_m : array
        How far the centre of mass sinks during contact.
    leg_compression_m : array
        How far the leg shortens.
    vertical_stiffness_kn_per_m, leg_stiffness_kn_per_m : array
        Peak force over either.
    """

    peak_force_n: NDArray[np.float64]
    compression_m: NDArray[np.float64]
    leg_compression_m: NDArray[np.float64]
    vertical_stiffness_kn_per_m: NDArray[np.float64]
    leg_stiffness_kn_per_m: NDArray[np.float64]


def spring_mass(
    contact_time_s: ArrayLike,
    flight_time_s: ArrayLike,
    speed_mps: ArrayLike,
    *,
    mass_kg: float,
    height_m: float,
    leg_of_height: float = LEG_OF_HEIGHT,
) -> SpringMass:
    """Stiffness by the sine-wave method.

    Parameters
    ----------
    contact_time_s, flight_time_s, speed_mps : float or array
        Of steps or means.
    mass_kg, height_m : float
        Of the runner.
    leg_of_height : float
        Leg length as a share of height.

    Returns
    -------
    SpringMass
        NaN where anything is missing, there is no flight, or a leg would have to turn farther
        than its length allows.

    Raises
    ------
    ArgumentError
        When the body's size is not positive.

    Notes
    -----
    Within 1 to 7 % of force plates on level ground; it does not hold on slopes.

    References
    ----------
    Morin JB, Dalleau G, Kyröläinen H, Jeannin T, Belli A (2005). A simple method for measuring
    stiffness during running. J Appl Biomech 21. doi:10.1123/jab.21.2.167.

    Examples
    --------
    >>> import footfall as ff
    >>> found = ff.parameters.spring_mass(0.25, 0.11, 3.33, mass_kg=70.0, height_m=1.75)
    >>> round(float(found.peak_force_n)), round(float(found.leg_stiffness_kn_per_m), 1)
    (1553, 9.6)
    """
    _check.positive("mass_kg", mass_kg)
    _check.positive("height_m", height_m)
    _check.share("leg_of_height", leg_of_height)
    contact, flight, speed = np.broadcast_arrays(
        *(np.asarray(v, dtype=np.float64) for v in (contact_time_s, flight_time_s, speed_mps))
    )
    runs = (contact > 0) & (flight > 0)
    contact, flight = np.where(runs, contact, np.nan), np.where(runs, flight, np.nan)
    force = mass_kg * GRAVITY_MPS2 * (np.pi / 2) * (flight / contact + 1)
    sink = force * contact**2 / (mass_kg * np.pi**2) - GRAVITY_MPS2 * contact**2 / 8
    leg = leg_of_height * height_m
    half_way = 0.5 * speed * contact
    reachable = np.where(np.abs(half_way) < leg, half_way, np.nan)
    shortening = leg - np.sqrt(leg**2 - reachable**2) + sink
    return SpringMass(
        peak_force_n=force,
        compression_m=sink,
        leg_compression_m=shortening,
        vertical_stiffness_kn_per_m=1e-3 * force / sink,
        leg_stiffness_kn_per_m=1e-3 * force / shortening,
    )
