"""How the two sides of a gait differ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._statistics import student
from ._estimate import NAN, elementwise, finite, unit_names

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LEAST_PER_SIDE = 2
DETECTABLE = 1.96 * math.sqrt(2.0)  # standard errors between two measurements that differ


def symmetry_index(left: ArrayLike, right: ArrayLike) -> Any:
    """Right minus left over their mean.

    Parameters
    ----------
    left, right : float or array
        One quantity of the two sides, in one unit.

    Returns
    -------
    float or array
        Percent; 0 is symmetric, positive where the right side is larger. NaN where a side is
        missing or the mean is 0.

    References
    ----------
    Robinson RO, Herzog W, Nigg BM (1987). Use of force platform variables to quantify the
    effects of chiropractic manipulation on gait symmetry. Journal of Manipulative and Physiological
    Therapeutics 10.

    Examples
    --------
    >>> import footfall as ff
    >>> round(float(ff.metrics.symmetry_index(1.0, 1.1)), 3)
    9.524
    """
    one, two = elementwise(left, right)
    middle = 0.5 * (one + two)
    return np.divide(
        100.0 * (two - one), middle, out=np.full(middle.shape, NAN), where=middle != 0
    )[()]


def symmetry_ratio(left: ArrayLike, right: ArrayLike) -> Any:
    """Larger over smaller side.

    Parameters
    ----------
    left, right : float or array
        One quantity of the two sides, positive.

    Returns
    -------
    float or array
        1 is symmetric; NaN where a side is missing or not positive.

    References
    ----------
    Patterson KK et al. (2010). Evaluation of gait symmetry after stroke. Gait Posture 31.
    doi:10.1016/j.gaitpost.2009.10.014.

    Examples
    --------
    >>> import footfall as ff
    >>> float(ff.metrics.symmetry_ratio(0.5, 0.4))
    1.25
    """
    one, two = elementwise(left, right)
    small, large = np.minimum(one, two), np.maximum(one, two)
    return np.divide(large, small, out=np.full(small.shape, NAN), where=small > 0)[()]


def symmetry_angle(left: ArrayLike, right: ArrayLike) -> Any:
    """Angle of the point (right, left) from the line of equal sides.

    Parameters
    ----------
    left, right : float or array
        One quantity of the two sides, in one unit; of any sign.

    Returns
    -------
    float or array
        Percent of a right angle; 0 is symmetric, positive where the right side is larger. It
        needs no reference value and stays within ±100. NaN where a side is missing or both
        are 0.

    References
    ----------
    Zifchock RA et al. (2008). The symmetry angle: a novel, robust method of quantifying
    asymmetry. Gait Posture 27. doi:10.1016/j.gaitpost.2007.08.006.

    Examples
    --------
    >>> import footfall as ff
    >>> round(float(ff.metrics.symmetry_angle(1.0, 1.1)), 2)
    3.03
    """
    one, two = elementwise(left, right)
    inclination = np.degrees(np.arctan2(one, two))
    inclination = np.where((one == 0) & (two == 0), NAN, inclination)
    # Of the line through the point, whichever end of it: from -90 to 90 degrees.
    angle = 45.0 - (inclination - 180.0 * np.rint(inclination / 180.0))
    return (np.where(angle > 90.0, angle - 180.0, angle) / 0.9)[()]


def gait_asymmetry(left: ArrayLike, right: ArrayLike) -> Any:
    """Logarithm of the ratio of the sides' swing times.

    Parameters
    ----------
    left, right : float or array
        Mean swing times, positive.

    Returns
    -------
    float or array
        Percent, 0 is symmetric, without sign; NaN where a side is missing or not positive.

    References
    ----------
    Plotnik M, Giladi N, Balash Y, Peretz C, Hausdorff JM (2005). Is freezing of gait in
    Parkinson's disease related to asymmetric motor function? Ann Neurol 57.
    doi:10.1002/ana.20452.

    Examples
    --------
    >>> import footfall as ff
    >>> round(float(ff.metrics.gait_asymmetry(0.40, 0.42)), 3)
    4.879
    """
    ratio = np.asarray(symmetry_ratio(left, right))
    return (100.0 * np.log(ratio))[()]


@dataclass(frozen=True, kw_only=True)
class SideDifference:
    """How far the sides' means are apart, and whether that is an asymmetry.

    Parameters
    ----------
    left, right : float
        Means of the sides.
    difference : float
        Right minus left.
    sigma, ci_low, ci_high : float
        Standard error and 95 % interval of the difference.
    minimal_detectable : float
        What a difference must exceed before another measurement would find it again.
    n : int
        Strides on the side that has fewer.
    asymmetric : bool
        Whether the difference exceeds `minimal_detectable` and its interval excludes 0.
    larger_side : {"left", "right", ""}
        Of an asymmetry; empty without one.
    reason : str
        Why nothing can be said; empty when it can.
    """

    left: float
    right: float
    difference: float
    sigma: float
    ci_low: float
    ci_high: float
    minimal_detectable: float
    n: int
    asymmetric: bool
    larger_side: str
    reason: str


def compare_sides(
    left: ArrayLike,
    right: ArrayLike,
    *,
    lasting_sigma: float = 0.0,
    minimal_detectable: float = 0.0,
) -> SideDifference:
    """Tell whether the two sides differ by more than chance and measurement make them.

    Parameters
    ----------
    left, right : array
        One value per stride of each side; NaN is missing.
    lasting_sigma : float
        Error of a side's mean that strides share, such as that of an event detector; it does
        not average out.
    minimal_detectable : float
        A published minimal detectable difference, in the unit of the values. The one of this
        recording, 1.96 √2 standard errors, is used where it is larger.

    Returns
    -------
    SideDifference
        Without two strides on each side nothing is called, with a reason.

    Raises
    ------
    ArgumentError
        When an error is negative.

    Notes
    -----
    The interval is Welch's, which does not suppose that both sides vary alike. Strides are
    taken as independent.

    Examples
    --------
    >>> import footfall as ff
    >>> found = ff.metrics.compare_sides([0.60, 0.61, 0.60, 0.62], [0.66, 0.65, 0.66, 0.67])
    >>> found.asymmetric, found.larger_side
    (True, 'right')
    """
    _check.not_negative("lasting_sigma", lasting_sigma)
    _check.not_negative("minimal_detectable", minimal_detectable)
    sides = [finite(left, "left"), finite(right, "right")]
    means = [float(np.mean(v)) if len(v) else NAN for v in sides]
    n = min(len(v) for v in sides)
    difference = means[1] - means[0]
    if n < LEAST_PER_SIDE:
        reason = f"{unit_names(n)} on a side, {LEAST_PER_SIDE} needed"
        return SideDifference(
            left=means[0],
            right=means[1],
            difference=difference,
            sigma=NAN,
            ci_low=NAN,
            ci_high=NAN,
            minimal_detectable=NAN,
            n=n,
            asymmetric=False,
            larger_side="",
            reason=reason,
        )
    squares = [float(np.var(v, ddof=1)) / len(v) for v in sides]
    random, lasting = math.sqrt(sum(squares)), math.sqrt(2.0) * lasting_sigma
    within = sum(s * s / (len(v) - 1) for s, v in zip(squares, sides, strict=True))
    factor = student(sum(squares) ** 2 / within) if within > 0 else 1.96
    reach, sigma = math.hypot(factor * random, 1.96 * lasting), math.hypot(random, lasting)
    least = max(minimal_detectable, DETECTABLE * sigma)
    called = abs(difference) > max(least, reach)
    return SideDifference(
        left=means[0],
        right=means[1],
        difference=difference,
        sigma=sigma,
        ci_low=difference - reach,
        ci_high=difference + reach,
        minimal_detectable=least,
        n=n,
        asymmetric=called,
        larger_side=("right" if difference > 0 else "left") if called else "",
        reason="",
    )
