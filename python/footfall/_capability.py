"""Which metric can be told from which input: a table, and the reading of it.

Each row of the table says what a group of metrics needs: points of the body, a view, frames per
second, a scale. What is measured of a recording (noise, strides, doubts about its sides) comes on
top of it, elsewhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from . import _check
from ._errors import ArgumentError
from ._status import DEGRADED, UNAVAILABLE, VALID
from ._summary import joined, unavailable
from .skeletons import SKELETONS, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .report import Metric

VIEWS = ("3d", "side", "oblique", "front")
UNITS = ("m", "mm", "px")
FOOT, SOLE = ("heel", "toe", "ankle"), ("heel", "toe")
STRAIGHT_DEG = 15.0  # off the side, up to where a side view is a good one: lengths err by 3 %
MANY_STEPS = 20  # whose mean forgives a low rate

SIDED = ("symmetry", "asymmetry", "balance", "phase_coordination")

Limit = tuple[str, str]  # status and reason
FINE: Limit = (VALID, "")

NO_SOLE = "ankles only, no heels or toes"
ANGLED = "the camera does not look straight across the travel"
TOO_ANGLED = "the camera looks too far from straight across the travel"
FRONT_TIMES = "contacts told from how feet rise and fall: a front view does not show them swing"
FRONT_LENGTHS = "a front view does not show distances along the travel"
SIDE_WIDTH = "a side view does not show the width"
PICTURE_WIDTH = "a picture from the front does not tell where a foot stands"
SIDE_FRONTAL = "a side view does not show the frontal plane"
ANGLED_FRONTAL = "the camera does not look straight along the travel"
FRONT_SAGITTAL = "a front view does not show the sagittal plane"
PICTURE_VALGUS = "the knee's angle in a picture mixes valgus with rotation of the thigh"
AXIAL = "turns about the long axis of a segment rest on two points"


@dataclass(frozen=True, kw_only=True)
class Needs:
    """One row: what metrics need.

    Parameters
    ----------
    stems : tuple of str
        How the names of the metrics begin; the longest that fits counts.
    points : tuple of tuple of str
        One of each must be there, on both sides or in the middle.
    views : dict of str to (status, reason)
        Views that limit; others are valid.
    rates_hz : tuple of three float
        Frames per second below which they are degraded, below which they are unavailable, and
        down to which the mean of many steps is still told.
    scale : bool
        Whether pixels must be turned into metres.
    person : tuple of str
        `mass_kg` and `height_m` where they enter.
    timed : bool
        Whether it is made from times of events alone: plates then lift all limits of the picture.
    sole : bool
        Whether heels and toes make it better than ankles.
    """

    stems: tuple[str, ...]
    points: tuple[tuple[str, ...], ...] = (FOOT, ("pelvis",))
    views: dict[str, Limit]
    rates_hz: tuple[float, float, float] = (50.0, 12.0, math.inf)
    scale: bool = False
    person: tuple[str, ...] = ()
    timed: bool = False
    sole: bool = True


_TIMES = {"oblique": (DEGRADED, ANGLED), "front": (DEGRADED, FRONT_TIMES)}
_ALONG = {"oblique": (UNAVAILABLE, TOO_ANGLED), "front": (UNAVAILABLE, FRONT_LENGTHS)}
_SAGITTAL = {"oblique": (UNAVAILABLE, TOO_ANGLED), "front": (UNAVAILABLE, FRONT_SAGITTAL)}
_FRONTAL = {"side": (UNAVAILABLE, SIDE_FRONTAL), "oblique": (UNAVAILABLE, ANGLED_FRONTAL)}
_WIDTH = {
    "side": (UNAVAILABLE, SIDE_WIDTH),
    "oblique": (UNAVAILABLE, PICTURE_WIDTH),
    "front": (UNAVAILABLE, PICTURE_WIDTH),
}
_PHASE_RATES = (50.0, 25.0, math.inf)
_CONTACT_RATES = (59.0, 59.0, 25.0)  # what is sold as 60 may be 59.94
_LEG = (("hip",), ("knee",), ("ankle",))

TABLE = (
    Needs(
        stems=("cadence", "stride_duration", "step_duration", "phase_coordination"),
        views=_TIMES,
        timed=True,
    ),
    Needs(
        stems=(
            *("stance", "swing", "gait_asymmetry", "single_support"),
            *("double_support", "initial_double", "terminal"),
        ),
        views=_TIMES,
        rates_hz=_PHASE_RATES,
        timed=True,
    ),
    Needs(
        stems=("contact_time", "contact_balance", "flight_time", "duty_factor"),
        views=_TIMES,
        timed=True,
        rates_hz=_CONTACT_RATES,
    ),
    Needs(
        stems=("leg_stiffness", "vertical_stiffness"),
        views=_ALONG,
        scale=True,
        person=("mass_kg", "height_m"),
        rates_hz=_CONTACT_RATES,
    ),
    Needs(
        stems=("stride_length", "step_length", "walking_speed", "running_speed", "walk_ratio"),
        views=_ALONG,
        scale=True,
    ),
    Needs(stems=("braking",), views=_ALONG, scale=True),
    Needs(stems=("dimensionless",), views=_ALONG, scale=True, person=("height_m",)),
    Needs(stems=("dimensionless_cadence",), views=_TIMES, timed=True, person=("height_m",)),
    Needs(stems=("overstride",), views=_ALONG, scale=True),
    Needs(stems=("vertical_oscillation",), views={}, scale=True, sole=False),
    Needs(stems=("vertical_ratio",), views=_ALONG, scale=True, sole=False),
    Needs(stems=("minimum_toe_clearance",), points=(("toe",),), views=_ALONG, scale=True),
    Needs(stems=("step_width", "crossover"), views=_WIDTH, scale=True),
    Needs(stems=("foot_progression",), points=(("heel",), ("toe",)), views=_WIDTH),
    Needs(stems=("margin_of_stability_ml",), views=_WIDTH, scale=True),
    Needs(stems=("margin_of_stability_ap",), views=_ALONG, scale=True),
    Needs(stems=("hip", "knee"), points=_LEG, views=_SAGITTAL, rates_hz=_PHASE_RATES, sole=False),
    Needs(stems=("tibia_inclination",), points=_LEG[1:], views=_SAGITTAL, sole=False),
    Needs(stems=("ankle",), points=(*_LEG[1:], ("toe",)), views=_SAGITTAL, rates_hz=_PHASE_RATES),
    Needs(
        stems=("foot_strike",),
        points=(("heel",), ("toe",)),
        views=_SAGITTAL,
        rates_hz=(120.0, 50.0, math.inf),
    ),
    Needs(
        stems=("trunk_lean",),
        points=(("shoulder", "neck"), ("pelvis",)),
        views=_SAGITTAL,
        sole=False,
    ),
    Needs(
        stems=("trunk_lateral_lean",),
        points=(("shoulder", "neck"), ("pelvis",)),
        views=_FRONTAL,
        sole=False,
    ),
    Needs(stems=("pelvic_drop", "hip_adduction"), points=_LEG[:2], views=_FRONTAL, sole=False),
    Needs(
        stems=("knee_valgus",),
        points=_LEG,
        views={**_FRONTAL, "front": (DEGRADED, PICTURE_VALGUS), "3d": (DEGRADED, AXIAL)},
        sole=False,
    ),
)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What an input offers.

    Parameters
    ----------
    view : {"3d", "side", "oblique", "front"}
        From where it is seen; `3d` from everywhere.
    points : frozenset of str
        Points of the body as `skeletons.resolve` names them.
    sampling_rate_hz : float
        Frames per second.
    yaw_deg : float
        By how much a side view is off.
    sides_doubt : str
        Why left and right may be exchanged; empty when they are not.
    scaled : bool
        Whether lengths are known in metres.
    mass_kg, height_m : float or None
        Of the person.
    plates : bool
        Whether events come from plates.
    """

    view: str
    points: frozenset[str]
    sampling_rate_hz: float
    yaw_deg: float = 0.0
    sides_doubt: str = ""
    scaled: bool = True
    mass_kg: float | None = None
    height_m: float | None = None
    plates: bool = False

    def has(self, names: Iterable[str]) -> bool:
        """Whether one of these points is there, in the middle or on a side."""
        sides = ("", "left_", "right_")
        return any(f"{side}{name}" in self.points for name in names for side in sides)


@dataclass(frozen=True)
class Capability:
    """Whether a group of metrics can be told.

    Parameters
    ----------
    metric : str
        How the names of the metrics begin.
    status : {"valid", "degraded", "unavailable"}
        Whether to use them.
    reason : str
        Why not, or not fully; empty when valid.
    """

    metric: str
    status: str
    reason: str


def capabilities(
    keypoints: str | Sequence[str],
    *,
    sampling_rate_hz: float,
    view: str = "3d",
    unit: str = "m",
    mass_kg: float | None = None,
    height_m: float | None = None,
) -> tuple[Capability, ...]:
    """Tell which metrics an input can give, before anything is recorded.

    Parameters
    ----------
    keypoints : str or sequence of str
        Name of a skeleton, or canonical names.
    sampling_rate_hz : float
        Frames per second.
    view : {"3d", "side", "oblique", "front"}
        From where a camera looks at the person, or `3d`.
    unit : {"m", "mm", "px"}
        Of the positions; pixels need `height_m`.
    mass_kg, height_m : float, optional
        Of the person.

    Returns
    -------
    tuple of Capability
        One for each group of metrics.

    Raises
    ------
    ArgumentError
        When an argument is not one of those named here.

    Examples
    --------
    >>> import footfall as ff
    >>> rows = ff.capabilities("coco17", view="side", sampling_rate_hz=30.0, unit="px")
    >>> {row.metric: row.status for row in rows}["step_width"]
    'unavailable'
    """
    _check.one_of("view", view, VIEWS)
    _check.one_of("unit", unit, UNITS)
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    if isinstance(keypoints, str):
        _check.one_of("keypoints", keypoints, SKELETONS)
        keypoints = SKELETONS[keypoints]
    situation = Situation(
        view=view,
        points=frozenset(resolve(keypoints)),
        sampling_rate_hz=sampling_rate_hz,
        scaled=unit != "px" or height_m is not None,
        mass_kg=mass_kg,
        height_m=height_m,
    )
    return tuple(
        Capability(stem, *limit(needs, situation)) for needs in TABLE for stem in needs.stems
    )


def needs_of(name: str) -> Needs:
    """Row of the table for a metric.

    Raises
    ------
    ArgumentError
        When no row is for it.
    """
    rows = [(len(s), needs) for needs in TABLE for s in needs.stems if name.startswith(s)]
    if not rows:
        raise ArgumentError("name", "a metric of the capability table", repr(name))
    return max(rows, key=lambda row: row[0])[1]


def limit(needs: Needs, situation: Situation, n: int = 0) -> Limit:
    """Status and reason of metrics with these needs; `n` steps are behind them."""
    limits = [_of_person(needs, situation)]
    if not (needs.timed and situation.plates):
        limits += [
            _of_points(needs, situation),
            _of_view(needs, situation),
            _of_rate(needs, situation.sampling_rate_hz, n),
        ]
    for status in (UNAVAILABLE, DEGRADED):
        reasons = [reason for found, reason in limits if found == status]
        if reasons:
            return status, "; ".join(reasons)
    return FINE


def limited(metric: Metric, situation: Situation) -> Metric:
    """Hold a metric against the table: its status is the worse one, with all reasons."""
    status, reason = limit(needs_of(metric.name), situation, metric.n)
    if metric.status == UNAVAILABLE:
        return metric
    if status == UNAVAILABLE:
        return unavailable(metric.name, metric.side, metric.unit, reason)
    return degraded_by_sides(_degraded(metric, reason), situation.sides_doubt)


def degraded_by_sides(metric: Metric, doubt: str) -> Metric:
    """Degrade a metric that would be another one if left and right were exchanged."""
    tells = metric.side != "both" or tells_sides(metric.name)
    return _degraded(metric, doubt if tells else "")


def without_spread(metric: Metric, doubt: str) -> Metric:
    """Take a metric away that tells how strides or sides differ."""
    if not doubt or not tells_spread(metric.name):
        return metric
    return unavailable(metric.name, metric.side, metric.unit, doubt)


def _degraded(metric: Metric, reason: str) -> Metric:
    if not reason or metric.status == UNAVAILABLE:
        return metric
    reasons = joined(*metric.reason.split("; "), *reason.split("; "))
    return replace(metric, status=DEGRADED, reason=reasons)


def tells_sides(name: str) -> bool:
    """Whether a metric of both sides would be another one if these were exchanged."""
    return any(word in name for word in SIDED)


def tells_spread(name: str) -> bool:
    """Whether a metric tells how strides or sides differ."""
    return tells_sides(name) or "_cv_" in name


def _of_person(needs: Needs, situation: Situation) -> Limit:
    missing = [name for name in needs.person if getattr(situation, name) is None]
    if missing:
        return UNAVAILABLE, f"needs {' and '.join(missing)}"
    if needs.scale and not situation.scaled:
        return UNAVAILABLE, "pixels have no scale: give height_m"
    return FINE


def _of_view(needs: Needs, situation: Situation) -> Limit:
    if situation.view == "side" and situation.yaw_deg > STRAIGHT_DEG and "oblique" in needs.views:
        status, reason = needs.views.get("side", FINE)
        return (status, reason) if status == UNAVAILABLE else (DEGRADED, ANGLED)
    return needs.views.get(situation.view, FINE)


def _of_points(needs: Needs, situation: Situation) -> Limit:
    for names in needs.points:
        if not situation.has(names):
            return UNAVAILABLE, f"no {' or '.join(names)} among the keypoints"
    if needs.sole and not situation.has(SOLE):
        return DEGRADED, NO_SOLE
    return FINE


def _of_rate(needs: Needs, rate_hz: float, n: int) -> Limit:
    valid_hz, least_hz, averages_hz = needs.rates_hz
    text = f"{rate_hz:g} frames per second, {valid_hz:g} wanted"
    if rate_hz >= valid_hz:
        return FINE
    if rate_hz >= least_hz:
        return DEGRADED, text
    if rate_hz < averages_hz:
        return UNAVAILABLE, text
    if n < MANY_STEPS:
        return UNAVAILABLE, f"{text}, or {MANY_STEPS} steps"
    return DEGRADED, f"{text}: good for the mean of many steps only"
