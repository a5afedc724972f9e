"""Whether a step catches the body: extrapolated centre of mass and margins of stability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._columns import Columns
from .._errors import ArgumentError
from ..batch import Batch
from ._body import SIDES, Body
from ._maps import direction
from .mass import frames_of
from .stance import frames_within, value_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from .._events import Events
    from .mass import CenterOfMass
    from .sagittal import Positions

GRAVITY_MPS2 = 9.80665
ANKLE_TO_EDGE_M = 0.03  # from the lateral ankle to the edge of the sole


def extrapolated_center_of_mass(
    center: CenterOfMass | ArrayLike | Batch,
    sampling_rate_hz: float | None = None,
    *,
    up: ArrayLike | str,
    pendulum_length: float,
    meters_per_unit: float = 1.0,
    belt_speed_mps: float = 0.0,
    forward: ArrayLike | str | None = None,
) -> Any:
    """Place where the centre of mass would come to rest above, were the body a pendulum.

    Parameters
    ----------
    center : CenterOfMass, array (…, T, D), or Batch
        Smoothed positions of the centre of mass.
    sampling_rate_hz : float
        Frames per second; a Batch has its own.
    up : str or array, shape (D,)
        `+x` … `-z`, or a direction.
    pendulum_length : float
        From the centre of mass to the ankle, in the unit of the positions; the length of the
        leg will do.
    meters_per_unit : float
        0.001 for millimetres.
    belt_speed_mps : float
        Of a treadmill; the body moves over its belt that much faster than in the room.
    forward : str or array, shape (D,), optional
        Direction in which the belt is walked on; needed with a belt.

    Returns
    -------
    array or Batch, shape of the positions
        Level coordinates of centre plus velocity over sqrt(gravity / length); the height is
        that of the centre.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    References
    ----------
    Hof, Gazendam, Sinke (2005), doi:10.1016/j.jbiomech.2004.03.025.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> center = np.stack([np.arange(5) * 0.01, np.ones(5)], axis=1)  # 1 m/s at 1 m
    >>> ff.kinematics.extrapolated_center_of_mass(
    ...     center, 100.0, up="+y", pendulum_length=1.0
    ... )[0].round(3)
    array([0.319, 1.   ])
    """
    values = frames_of(center)
    if isinstance(values, Batch):
        rate = values.sampling_rate_hz
    elif sampling_rate_hz is None:
        raise ArgumentError("sampling_rate_hz", "frames per second", None)
    else:
        rate = sampling_rate_hz
    _check.positive("sampling_rate_hz", rate)
    _check.positive("pendulum_length", pendulum_length)
    _check.positive("meters_per_unit", meters_per_unit)
    _check.not_negative("belt_speed_mps", belt_speed_mps)
    frames = values.values if isinstance(values, Batch) else values
    dimensions = frames.shape[-1]
    above = direction("up", up, dimensions)[:dimensions]
    belt = np.zeros(dimensions)
    if belt_speed_mps > 0:
        if forward is None:
            raise ArgumentError("forward", "a direction, beside a belt", None)
        ahead = direction("forward", forward, dimensions)[:dimensions]
        belt = belt_speed_mps / meters_per_unit * ahead
    gravity = GRAVITY_MPS2 / meters_per_unit
    slowness = np.sqrt(pendulum_length / gravity)
    if isinstance(values, Batch):
        speed = np.concatenate([_velocity(part, rate) for part in values])
    else:
        speed = _velocity(frames, rate)
    speed = speed + belt
    level = speed - (speed @ above)[..., None] * above
    result = (frames + slowness * level).astype(frames.dtype)
    return values.with_values(result) if isinstance(values, Batch) else result


def _velocity(frames: NDArray[Any], rate: float) -> NDArray[Any]:
    if frames.shape[-2] < 2:
        return np.full_like(frames, np.nan)
    result: NDArray[Any] = np.gradient(frames, axis=-2) * rate
    return result


@dataclass(frozen=True, kw_only=True)
class StabilityMargins(Columns):
    """Margins of stability, one row per stance, in the unit of the positions.

    Parameters
    ----------
    side : array of str
        Foot that is down.
    time_s : array
        Its initial contact.
    ahead : array
        From the extrapolated centre of mass forward to the toe, at initial contact; negative
        when the centre is ahead of the toe.
    sideways : array
        From the extrapolated centre of mass outward to the edge of the foot, when the other
        foot leaves the ground.
    sideways_least : array
        The least of it in single support.
    """

    side: NDArray[np.str_]
    time_s: NDArray[np.float64]
    ahead: NDArray[np.float64]
    sideways: NDArray[np.float64]
    sideways_least: NDArray[np.float64]


def margin_of_stability(
    extrapolated: ArrayLike,
    positions: Positions,
    keypoints: str | Sequence[str] | None = None,
    *,
    events: Events,
    sampling_rate_hz: float,
    up: ArrayLike | str,
    forward: ArrayLike | str,
    ankle_to_edge: float = ANKLE_TO_EDGE_M,
) -> StabilityMargins:
    """Margins between the extrapolated centre of mass and the edge of the foot that is down.

    Parameters
    ----------
    extrapolated : array, shape (T, 3)
        From `extrapolated_center_of_mass`.
    positions : mapping of str to array (T, 3), or array (T, K, 3)
        Points of one sequence, by name or keypoints.
    keypoints : str or sequence of str, optional
        Name of a skeleton or K canonical names; not with points by name.
    events : Events
        Contacts of both feet.
    sampling_rate_hz : float
        Frames per second.
    up, forward : str or array, shape (3,)
        Up and the direction of travel.
    ankle_to_edge : float
        How far the edge lies outside of the ankle, in the unit of the positions (0.03 m); used
        where there is neither a small toe nor a fifth metatarsal.

    Returns
    -------
    StabilityMargins
        One row per initial contact; NaN where points or events are missing.

    Raises
    ------
    ArgumentError
        When shapes do not fit.

    References
    ----------
    Hof, Gazendam, Sinke (2005), doi:10.1016/j.jbiomech.2004.03.025.
    """
    body = Body(positions, keypoints, (3,))
    center = _check.real_array("extrapolated", extrapolated)
    if center.shape != body.shape or center.ndim != 2:
        raise ArgumentError("extrapolated", "shape (frames, 3), as the points", center.shape)
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    _check.not_negative("ankle_to_edge", ankle_to_edge)
    above, ahead = direction("up", up, 3), direction("forward", forward, 3)
    aside = np.cross(ahead, above)
    rows = []
    for side, outward in zip(SIDES, (-1.0, 1.0), strict=True):
        to_toe = _distance(body.get(f"{side}_toe"), center, ahead, 0.0)
        edge, beyond = _edge(body, side, ankle_to_edge)
        to_edge = _distance(edge, center, outward * aside, beyond)
        other = SIDES[1 - SIDES.index(side)]
        contacts = events.pick("initial_contact", side).time_s
        off, on = (events.pick(k, other).time_s for k in ("final_contact", "initial_contact"))
        for i, start in enumerate(contacts):
            until = contacts[i + 1] if i + 1 < len(contacts) else np.inf
            left, down = _first_after(off, start, until), _first_after(on, start, until)
            single = to_edge[frames_within(left, down, sampling_rate_hz)]
            known = single[np.isfinite(single)]
            at_contact = value_at(to_toe, np.array([start]), sampling_rate_hz)[0]
            at_off = value_at(to_edge, np.array([left]), sampling_rate_hz)[0]
            rows.append((side, start, at_contact, at_off, known.min() if len(known) else np.nan))
    rows.sort(key=lambda row: row[1])
    columns = [np.array([row[i] for row in rows]) for i in range(5)]
    names = ("time_s", "ahead", "sideways", "sideways_least")
    numbers = {n: c.astype(np.float64) for n, c in zip(names, columns[1:], strict=True)}
    return StabilityMargins(side=columns[0].astype(str), **numbers)


def _edge(body: Body, side: str, ankle_to_edge: float) -> tuple[NDArray[Any] | None, float]:
    for name in ("small_toe", "fifth_metatarsal"):
        point = body.own(f"{side}_{name}")
        if point is not None:
            return point, 0.0
    return body.get(f"{side}_ankle"), ankle_to_edge


def _distance(
    point: NDArray[Any] | None, center: NDArray[Any], way: NDArray[np.float64], beyond: float
) -> NDArray[np.float64]:
    if point is None:
        return np.full(len(center), np.nan)
    return np.asarray((point - center) @ way + beyond, dtype=np.float64)


def _first_after(times: NDArray[np.float64], start: float, until: float) -> float:
    later = times[(times > start) & (times < until)]
    return float(later[0]) if len(later) else np.nan
