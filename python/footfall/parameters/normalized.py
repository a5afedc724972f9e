"""Gait compared between people of different size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

GRAVITY_MPS2 = 9.80665


def walk_ratio(step_length_m: ArrayLike, cadence_spm: ArrayLike) -> Any:
    """Step length over cadence, which people keep over a wide range of speeds.

    Parameters
    ----------
    step_length_m, cadence_spm : float or array
        Of steps or means.

    Returns
    -------
    float or array
        Millimetre per (step per minute); about 6.5 in healthy adults.

    References
    ----------
    Sekiya N, Nagasaki H (1998). Reproducibility of the walking patterns of normal young adults:
    test-retest reliability of the walk ratio. Gait Posture 7.
    doi:10.1016/S0966-6362(98)00009-5.

    Examples
    --------
    >>> import footfall as ff
    >>> float(ff.parameters.walk_ratio(0.7, 100.0))
    7.0
    """
    length, cadence = np.broadcast_arrays(
        *(np.asarray(v, dtype=np.float64) for v in (step_length_m, cadence_spm))
    )
    out = np.full(length.shape, np.nan)
    return np.divide(1000.0 * length, cadence, out=out, where=cadence > 0)[()]


def dimensionless_speed(speed_mps: ArrayLike, *, leg_length_m: float) -> Any:
    """Speed over the root of gravity times leg length: the root of the Froude number.

    Parameters
    ----------
    speed_mps : float or array
        Speed.
    leg_length_m : float
        Height of the hip, or 0.53 of body height.

    Returns
    -------
    float or array
        Without unit; walking turns into running at about 0.7.

    References
    ----------
    Hof AL (1996). Scaling gait data to body size. Gait Posture 4.
    doi:10.1016/0966-6362(95)01057-2.

    Examples
    --------
    >>> import footfall as ff
    >>> round(float(ff.parameters.dimensionless_speed(1.25, leg_length_m=0.9)), 3)
    0.421
    """
    _check.positive("leg_length_m", leg_length_m)
    return (np.asarray(speed_mps, dtype=np.float64) / np.sqrt(GRAVITY_MPS2 * leg_length_m))[()]


def dimensionless_cadence(cadence_spm: ArrayLike, *, leg_length_m: float) -> Any:
    """Steps per second times the root of leg length over gravity.

    Parameters
    ----------
    cadence_spm : float or array
        Steps per minute.
    leg_length_m : float
        Height of the hip, or 0.53 of body height.

    Returns
    -------
    float or array
        Without unit.

    References
    ----------
    Hof AL (1996). doi:10.1016/0966-6362(95)01057-2.

    Examples
    --------
    >>> import footfall as ff
    >>> round(float(ff.parameters.dimensionless_cadence(108.0, leg_length_m=0.9)), 3)
    0.545
    """
    _check.positive("leg_length_m", leg_length_m)
    per_second = np.asarray(cadence_spm, dtype=np.float64) / 60.0
    return (per_second * np.sqrt(leg_length_m / GRAVITY_MPS2))[()]


def dimensionless_length(length_m: ArrayLike, *, leg_length_m: float) -> Any:
    """Length over leg length.

    Parameters
    ----------
    length_m : float or array
        Of steps or strides.
    leg_length_m : float
        Height of the hip, or 0.53 of body height.

    Returns
    -------
    float or array
        Without unit.

    References
    ----------
    Hof AL (1996). doi:10.1016/0966-6362(95)01057-2.

    Examples
    --------
    >>> import footfall as ff
    >>> round(float(ff.parameters.dimensionless_length(0.7, leg_length_m=0.9)), 3)
    0.778
    """
    _check.positive("leg_length_m", leg_length_m)
    return (np.asarray(length_m, dtype=np.float64) / leg_length_m)[()]
