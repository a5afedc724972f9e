"""Factors that intervals and spreads are made of."""

from __future__ import annotations

TWO_SIDED = 0.975  # upper quantile of an interval of 95 %
NORMAL = 1.4826  # standard deviation of a normal over its median size


def student(degrees_of_freedom: float) -> float:
    """Half width of a 95 % interval in standard errors."""
    from scipy.special import stdtrit  # costs a tenth of a second, so only where it is used

    return float(stdtrit(degrees_of_freedom, TWO_SIDED))
