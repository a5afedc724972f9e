"""Where the mass of a body is: segments' shares and centres, and the centre of them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._status import DEGRADED, UNAVAILABLE, VALID
from ..batch import Batch
from ._body import SIDES, Body

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from .sagittal import Positions

WHOLE_PERCENT = 85.0  # of the mass: below it the centre is degraded
LEAST_PERCENT = 50.0  # below it there is none


@dataclass(frozen=True)
class MassSegment:
    """Share of a segment in the body's mass, and where on its line its centre is.

    Parameters
    ----------
    start, end : str
        Points at the proximal and the distal end.
    mass_percent : tuple of two numbers
        Male, female.
    center_percent : tuple of two numbers
        From the proximal end, male, female.
    """

    start: str
    end: str
    mass_percent: tuple[float, float]
    center_percent: tuple[float, float]


Model = dict[str, tuple[MassSegment, ...]]  # choices, the preferred one first


def _limbs(rows: dict[str, tuple[str, str, tuple[float, float], tuple[float, float]]]) -> Model:
    return {
        f"{side}_{name}": (MassSegment(f"{side}_{start}", f"{side}_{end}", mass, center),)
        for name, (start, end, mass, center) in rows.items()
        for side in SIDES
    }


_HEAD, _TRUNK = (6.94, 6.68), (43.46, 42.57)

# De Leva (1996). Arms count from the shoulder on, feet from the heel. A head without its vertex
# has its centre where Dempster has it, at the ears.
DE_LEVA: Model = {
    "head": (
        MassSegment("head_top", "c7", _HEAD, (50.02, 48.41)),
        MassSegment("head", "head", _HEAD, (0.0, 0.0)),
    ),
    "trunk": (
        MassSegment("own_c7", "mid_hip", _TRUNK, (51.38, 49.64)),
        MassSegment("mid_shoulder", "mid_hip", _TRUNK, (43.10, 37.82)),
    ),
    **_limbs(
        {
            "upper_arm": ("shoulder", "elbow", (2.71, 2.55), (57.72, 57.54)),
            "forearm": ("elbow", "wrist", (1.62, 1.38), (45.74, 45.59)),
            "hand": ("wrist", "hand", (0.61, 0.56), (79.00, 74.74)),
            "thigh": ("hip", "knee", (14.16, 14.78), (40.95, 36.12)),
            "shank": ("knee", "ankle", (4.33, 4.81), (44.59, 44.16)),
            "foot": ("heel", "toe", (1.37, 1.29), (44.15, 40.14)),
        }
    ),
}

# Dempster (1955), as in Winter (2009): one table for both sexes.
DEMPSTER: Model = {
    "head": (MassSegment("head", "head", (8.1, 8.1), (0.0, 0.0)),),
    "trunk": (MassSegment("mid_shoulder", "mid_hip", (49.7, 49.7), (50.0, 50.0)),),
    **_limbs(
        {
            "upper_arm": ("shoulder", "elbow", (2.8, 2.8), (43.6, 43.6)),
            "forearm": ("elbow", "wrist", (1.6, 1.6), (43.0, 43.0)),
            "hand": ("wrist", "hand", (0.6, 0.6), (50.6, 50.6)),
            "thigh": ("hip", "knee", (10.0, 10.0), (43.3, 43.3)),
            "shank": ("knee", "ankle", (4.65, 4.65), (43.3, 43.3)),
            "foot": ("heel", "toe", (1.45, 1.45), (50.0, 50.0)),
        }
    ),
}
MODELS = {"de_leva": DE_LEVA, "dempster": DEMPSTER}


@dataclass(frozen=True, eq=False)
class CenterOfMass:
    """The centre of mass over time.

    Parameters
    ----------
    position : array, shape (…, T, D), or Batch with items (D,)
        In the unit and axes of the points; NaN where less than half of the mass is covered.
    mass_percent : array, shape (…, T), or Batch
        Share of the body's mass whose segments were there.
    segments : tuple of str
        Segments whose points exist at all.
    status : {"valid", "degraded", "unavailable"}
        By the median share of mass: degraded below 85 %, unavailable below 50 %.
    reason : str
        Why it is degraded or unavailable; empty when valid.
    """

    position: Any
    mass_percent: Any
    segments: tuple[str, ...]
    status: str
    reason: str


def center_of_mass(
    positions: Positions,
    keypoints: str | Sequence[str] | None = None,
    *,
    model: str = "de_leva",
    sex: str | None = None,
) -> CenterOfMass:
    """Centre of mass from the segments whose points are there.

    Parameters
    ----------
    positions : mapping of str to array (…, T, D), array (…, T, K, D), or Batch
        Points by name, or keypoints, D 2 or 3, in any unit; NaN is missing.
    keypoints : str or sequence of str, optional
        Name of a skeleton or K canonical names; not with points by name.
    model : {"de_leva", "dempster"}
        Table of masses and centres.
    sex : {"male", "female"}, optional
        Which column of de Leva's table; None takes the mean of both.

    Returns
    -------
    CenterOfMass
        Position, and the share of mass that it rests on.

    Raises
    ------
    ArgumentError
        When names or shapes do not fit.

    Notes
    -----
    A segment counts in the frames in which both of its points are there, so that the centre can
    jump where a point comes and goes: fill gaps first. Toe keypoints end a little before the
    tip of the foot, and necks a little below C7; both move the centre by millimetres.

    References
    ----------
    De Leva (1996), doi:10.1016/0021-9290(95)00178-6. Winter (2009), Biomechanics and Motor
    Control of Human Movement, table 4.1.

    Examples
    --------
    >>> import footfall as ff
    >>> walk, _ = ff.synthetic.walker(duration_s=1.0)
    >>> center = ff.kinematics.center_of_mass(walk.positions, walk.keypoints)
    >>> center.status, float(center.mass_percent[0].round(1))
    ('valid', 98.8)
    """
    _check.one_of("model", model, MODELS)
    _check.one_of("sex", sex, ("male", "female", None))
    body = Body(positions, keypoints)
    own_c7 = body.own("c7")
    if own_c7 is not None:
        body.add("own_c7", own_c7)
    total = np.zeros(body.shape, dtype=np.float64)
    mass = np.zeros(body.shape[:-1], dtype=np.float64)
    names = []
    for name, share, center in _centers(body, MODELS[model], sex):
        names.append(name)
        seen = np.isfinite(center).all(axis=-1)
        total += np.where(seen[..., None], share * center, 0.0)
        mass += np.where(seen, share, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        position = total / mass[..., None]
    position[mass < LEAST_PERCENT] = np.nan
    usual = float(np.median(mass)) if mass.size else 0.0
    status, reason = _judge(usual)
    return CenterOfMass(
        position=body.like_input(position.astype(body.dtype)),
        mass_percent=body.like_input(mass.astype(body.dtype)),
        segments=tuple(names),
        status=status,
        reason=reason,
    )


def _centers(
    body: Body, model: Model, sex: str | None
) -> Iterator[tuple[str, float, NDArray[Any]]]:
    """Name, share of the mass in percent, and centre of each segment that has its points."""
    weights = {"male": (1.0, 0.0), "female": (0.0, 1.0), None: (0.5, 0.5)}[sex]
    for name, choices in model.items():
        for segment in choices:
            start, end = body.get(segment.start), body.get(segment.end)
            if start is None or end is None:
                continue
            share = float(np.dot(weights, segment.mass_percent))
            along = 0.01 * float(np.dot(weights, segment.center_percent))
            yield name, share, start + along * (end - start)
            break


def _judge(mass_percent: float) -> tuple[str, str]:
    if mass_percent >= WHOLE_PERCENT:
        return VALID, ""
    reason = f"segments of {mass_percent:.0f} % of the mass are seen"
    return (DEGRADED if mass_percent >= LEAST_PERCENT else UNAVAILABLE), reason


def frames_of(center: CenterOfMass | Any) -> Any:
    """Positions of a centre of mass, or positions as they are."""
    values = center.position if isinstance(center, CenterOfMass) else center
    return values if isinstance(values, Batch) else _check.real_array("center", values)
