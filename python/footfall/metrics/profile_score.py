"""Gait profile score: how far joint curves are from those of a reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ._estimate import NAN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray

PELVIS = ("pelvic_tilt", "pelvic_obliquity", "pelvic_rotation")
LEG = (
    "hip_flexion",
    "hip_adduction",
    "hip_rotation",
    "knee_flexion",
    "ankle_dorsiflexion",
    "foot_progression",
)
VARIABLES = PELVIS + LEG
POINTS = 51

Curves = Mapping[str, "ArrayLike"]


@dataclass(frozen=True, kw_only=True)
class ProfileScore:
    """Gait profile score and the variable scores it is made of.

    Parameters
    ----------
    name : str
        `GPS` of all variables, `GPS_partial(k)` of k of them: to be compared only with norms
        of the same ones.
    value_deg : float
        Root mean square of the variable scores; NaN without variables.
    variable_scores_deg : dict of str to float
        Gait variable score per variable, `left_` and `right_` before it in an overall score.
    missing : tuple of str
        Variables without a score.
    reason : str
        What is missing; empty when nothing is.
    """

    name: str
    value_deg: float
    variable_scores_deg: dict[str, float]
    missing: tuple[str, ...]
    reason: str


def gait_profile_score(curves: Curves, reference: Curves) -> ProfileScore:
    """Gait profile score of one side.

    Parameters
    ----------
    curves : mapping of str to array, shape (51,) or (101,)
        Mean curves over the gait cycle, degrees, named as in `VARIABLES`; NaN is missing.
    reference : mapping of str to array, shape (51,) or (101,)
        Mean curves of people without gait disorders, by the same names and conventions.

    Returns
    -------
    ProfileScore
        Of the variables that both have.

    Raises
    ------
    ArgumentError
        When a curve does not have 51 or 101 points.

    References
    ----------
    Baker R et al. (2009). The gait profile score and movement analysis profile. Gait Posture
    30. doi:10.1016/j.gaitpost.2009.05.020. Typically developing children score 5 to 6 degrees;
    the least difference that matters is 1.6 (Baker 2012, doi:10.1016/j.gaitpost.2011.11.008).

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> norm = {"knee_flexion": np.zeros(51), "hip_flexion": np.zeros(51)}
    >>> found = ff.metrics.gait_profile_score({"knee_flexion": np.full(51, 5.0)}, norm)
    >>> found.name, found.value_deg
    ('GPS_partial(1)', 5.0)
    """
    scores = {name: variable_score(curves, reference, name) for name in VARIABLES}
    return _score(scores, VARIABLES)


def overall_profile_score(left: Curves, right: Curves, reference: Curves) -> ProfileScore:
    """Gait profile score of both sides, the pelvis counted once, by the left cycle.

    Parameters
    ----------
    left, right : mapping of str to array, shape (51,) or (101,)
        Mean curves of the sides, as `gait_profile_score` takes them.
    reference : mapping of str to array, shape (51,) or (101,)
        Mean curves of the reference.

    Returns
    -------
    ProfileScore
        Of up to 15 variables.

    References
    ----------
    Baker R et al. (2009). doi:10.1016/j.gaitpost.2009.05.020.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> norm = {name: np.zeros(51) for name in ff.metrics.VARIABLES}
    >>> own = {name: np.full(51, 3.0) for name in ff.metrics.VARIABLES}
    >>> found = ff.metrics.overall_profile_score(own, own, norm)
    >>> found.name, found.value_deg, len(found.variable_scores_deg)
    ('GPS', 3.0, 15)
    """
    names = [("left", left, v) for v in VARIABLES] + [("right", right, v) for v in LEG]
    scores = {f"{side}_{v}": variable_score(own, reference, v) for side, own, v in names}
    return _score(scores, tuple(scores))


def variable_score(curves: Curves, reference: Curves, name: str) -> float:
    """Root mean square difference of one curve from the reference, degrees; NaN without it."""
    if name not in curves or name not in reference:
        return NAN
    apart = cycle_points(name, curves[name]) - cycle_points(name, reference[name])
    return float(np.sqrt(np.mean(apart**2)))


def cycle_points(name: str, curve: ArrayLike) -> NDArray[np.float64]:
    """Values at every second percent of the gait cycle."""
    values = np.asarray(_check.real_array(name, curve), dtype=np.float64)
    if values.shape not in ((POINTS,), (2 * POINTS - 1,)):
        raise ArgumentError(name, f"{POINTS} or {2 * POINTS - 1} points", values.shape)
    return values if len(values) == POINTS else values[::2]


def _score(scores: dict[str, float], wanted: Iterable[str]) -> ProfileScore:
    found = {name: score for name, score in scores.items() if np.isfinite(score)}
    missing = tuple(name for name in wanted if name not in found)
    value = float(np.sqrt(np.mean(np.square(list(found.values()))))) if found else NAN
    return ProfileScore(
        name=f"GPS_partial({len(found)})" if missing else "GPS",
        value_deg=value,
        variable_scores_deg=found,
        missing=missing,
        reason=f"without {', '.join(missing)}" if missing else "",
    )
