"""Feet: how far they turn out, how the shank leans at contact, and what strikes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._columns import Columns
from .._errors import ArgumentError
from .._status import DEGRADED, VALID
from ._body import SIDES, Body
from ._maps import direction
from .angles import Angles, gather, wrapped
from .stance import over_stance, stances, value_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from .sagittal import Positions

CLASSES = ("rearfoot", "midfoot", "forefoot")
STRIKE_DEG = (8.0, -1.6)  # Altman, Davis (2012): above the first rearfoot, below the last forefoot
PROGRESSION_STANCE = (0.15, 0.50)  # shares of stance with the foot flat
FLAT_STANCE = (0.20, 0.50)
SURE_RATE_HZ = 120.0
SLOW = "fewer than 120 frames per second: read the probabilities"


def foot_progression(
    positions: Positions,
    keypoints: str | Sequence[str] | None = None,
    *,
    up: ArrayLike | str,
    forward: ArrayLike | str,
) -> Angles:
    """Angle of each foot's line from heel to toe against the direction of travel, seen from above.

    Parameters
    ----------
    positions : mapping of str to array (…, T, 3), array (…, T, K, 3), or Batch
        Points by name, or keypoints, in any unit; NaN is missing.
    keypoints : str or sequence of str, optional
        Name of a skeleton or K canonical names; not with points by name.
    up, forward : str or array, shape (3,)
        Up and the direction of travel.

    Returns
    -------
    Angles
        `left_foot_progression`, `right_foot_progression`: toe-out positive. A step's angle is
        the mean over the flat part of its stance: `stance_mean`.

    Raises
    ------
    ArgumentError
        When the points do not have one shape, or names do not fit.

    Examples
    --------
    >>> import footfall as ff
    >>> foot = {"left_heel": [[0.0, 0.0, 0.0]], "left_toe": [[0.2, 0.02, 0.0]]}
    >>> ff.kinematics.foot_progression(foot, up="+z", forward="+x").values.round(1)
    array([[5.7]])
    """
    body = Body(positions, keypoints, (3,))
    above, ahead = direction("up", up, 3), direction("forward", forward, 3)
    aside = np.cross(ahead, above)
    angles = {}
    for side, outward in zip(SIDES, (-1.0, 1.0), strict=True):
        foot = body.find([f"{side}_heel", f"{side}_toe"])
        if len(foot) == 2:
            line = foot[f"{side}_toe"] - foot[f"{side}_heel"]
            turn = np.degrees(np.arctan2(outward * (line @ aside), line @ ahead))
            angles[f"{side}_foot_progression"] = wrapped(turn).astype(body.dtype)
    return gather(angles, body.batch, np.empty((*body.shape[:-1], 0), body.dtype))


def stance_mean(
    angle: NDArray[Any],
    initial_contact_s: ArrayLike,
    final_contact_s: ArrayLike,
    sampling_rate_hz: float,
    *,
    span: tuple[float, float] = PROGRESSION_STANCE,
) -> NDArray[np.float64]:
    """Mean of an angle of a foot over a part of each of its stances.

    Parameters
    ----------
    angle : array, shape (T,)
        Of one sequence.
    initial_contact_s, final_contact_s : array
        Of that foot, second from the first frame.
    sampling_rate_hz : float
        Frames per second.
    span : tuple of two numbers
        From and to, as shares of stance.

    Returns
    -------
    array, one per initial contact
        NaN where no final contact follows, or no frame is finite.
    """
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    _check.between("span", span[0], 0.0, 1.0)
    _check.between("span", span[1], span[0], 1.0)
    own = stances(initial_contact_s, final_contact_s)
    return over_stance(np.asarray(angle), own, sampling_rate_hz, span)


def at_contacts(
    angle: NDArray[Any], initial_contact_s: ArrayLike, sampling_rate_hz: float
) -> NDArray[np.float64]:
    """Read an angle at times between frames; of the shank, it is the inclination of the tibia.

    Parameters
    ----------
    angle : array, shape (T,)
        Of one sequence, such as `left_shank` of `segment_angles`.
    initial_contact_s : array
        When to read it, second from the first frame.
    sampling_rate_hz : float
        Frames per second.

    Returns
    -------
    array, one per time
        Linear between frames; NaN outside, and beside missing frames.
    """
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    times = np.asarray(initial_contact_s, dtype=np.float64).reshape(-1)
    return value_at(np.asarray(angle), times, sampling_rate_hz)


@dataclass(frozen=True, kw_only=True)
class FootStrikes(Columns):
    """How a foot meets the ground, one row per initial contact.

    Parameters
    ----------
    time_s : array
        Initial contact.
    angle_deg : array
        Foot-strike angle: pitch of the foot at contact against that of the flat foot, toe up
        positive.
    sigma_deg : array
        Its standard deviation, of noise and of the time between frames.
    rearfoot, midfoot, forefoot : array
        Probability of each class.
    status : array of str
        `degraded` below 120 frames per second.
    reason : array of str
        Why.
    """

    time_s: NDArray[np.float64]
    angle_deg: NDArray[np.float64]
    sigma_deg: NDArray[np.float64]
    rearfoot: NDArray[np.float64]
    midfoot: NDArray[np.float64]
    forefoot: NDArray[np.float64]
    status: NDArray[np.str_]
    reason: NDArray[np.str_]

    @property
    def kind(self) -> NDArray[np.str_]:
        """Class by the angle alone; empty where it is missing."""
        return np.asarray(strike_class(self.angle_deg))


def foot_strikes(
    foot_deg: ArrayLike,
    initial_contact_s: ArrayLike,
    final_contact_s: ArrayLike,
    sampling_rate_hz: float,
    *,
    standing_deg: float | None = None,
    noise_deg: float = 0.0,
    contact_sigma_s: float = 0.0,
) -> FootStrikes:
    """Foot-strike angles and classes of one foot.

    Parameters
    ----------
    foot_deg : array, shape (T,)
        Pitch of the foot, toe up positive: `left_foot` of `segment_angles`.
    initial_contact_s, final_contact_s : array
        Of that foot, second from the first frame.
    sampling_rate_hz : float
        Frames per second.
    standing_deg : float, optional
        Pitch of the flat foot; None takes the median over 20 to 50 % of each stance.
    noise_deg : float
        Standard deviation of the pitch at one instant.
    contact_sigma_s : float
        Standard deviation of the time of contact, beside that of the time between frames.

    Returns
    -------
    FootStrikes
        One row per initial contact.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    References
    ----------
    Altman, Davis (2012), doi:10.1016/j.gaitpost.2011.09.104: rearfoot above 8.0°, forefoot
    below -1.6°.

    Examples
    --------
    >>> import footfall as ff
    >>> run, truth = ff.synthetic.runner(duration_s=4.0)
    >>> contact, leave = (
    ...     truth.events.pick(kind, "left").time_s for kind in ("initial_contact", "final_contact")
    ... )
    >>> strikes = ff.kinematics.foot_strikes(truth.angles_deg["left_foot"], contact, leave, 200.0)
    >>> str(strikes.kind[0])
    'rearfoot'
    """
    pitch = np.asarray(_check.real_array("foot_deg", foot_deg), dtype=np.float64)
    if pitch.ndim != 1:
        raise ArgumentError("foot_deg", "shape (frames,)", pitch.shape)
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    _check.not_negative("noise_deg", noise_deg)
    _check.not_negative("contact_sigma_s", contact_sigma_s)
    own = stances(initial_contact_s, final_contact_s)
    if standing_deg is None:
        flat = over_stance(pitch, own, sampling_rate_hz, FLAT_STANCE, "median")
    else:
        flat = np.full(len(own.start_s), float(standing_deg))
    angle = value_at(pitch, own.start_s, sampling_rate_hz) - flat
    # A contact lies anywhere between two frames: a uniform error of one frame.
    delay = np.hypot(contact_sigma_s, 1.0 / (sampling_rate_hz * np.sqrt(12.0)))
    half = 1.0 / sampling_rate_hz
    change = value_at(pitch, own.start_s + half, sampling_rate_hz)
    change = (change - value_at(pitch, own.start_s - half, sampling_rate_hz)) / (2 * half)
    sigma = np.hypot(noise_deg, np.abs(change) * delay)
    chances = strike_probabilities(angle, sigma)
    slow = sampling_rate_hz < SURE_RATE_HZ
    return FootStrikes(
        time_s=own.start_s,
        angle_deg=angle,
        sigma_deg=sigma,
        **dict(zip(CLASSES, chances.T, strict=True)),
        status=np.full(len(angle), DEGRADED if slow else VALID),
        reason=np.full(len(angle), SLOW if slow else ""),
    )


def strike_class(angle_deg: ArrayLike, limits_deg: tuple[float, float] = STRIKE_DEG) -> Any:
    """Name the class of foot-strike angles: rearfoot, midfoot, forefoot; empty for NaN."""
    angle = np.asarray(angle_deg, dtype=np.float64)
    high, low = limits_deg
    return np.select(
        [angle > high, angle < low, np.isfinite(angle)], [*CLASSES[::2], CLASSES[1]], ""
    )


def strike_probabilities(
    angle_deg: ArrayLike, sigma_deg: ArrayLike, limits_deg: tuple[float, float] = STRIKE_DEG
) -> NDArray[np.float64]:
    """Probabilities of rearfoot, midfoot and forefoot for normally distributed angles.

    Parameters
    ----------
    angle_deg, sigma_deg : array
        Mean and standard deviation; without a deviation the class is certain.
    limits_deg : tuple of two numbers
        Above the first it is rearfoot, below the second forefoot.

    Returns
    -------
    array, shape (…, 3)
        They add up to 1; NaN where the angle or its deviation is.
    """
    from scipy.special import ndtr  # slow to import: only where it is used

    angle, sigma = np.broadcast_arrays(
        np.asarray(angle_deg, dtype=np.float64), np.asarray(sigma_deg, dtype=np.float64)
    )
    high, low = limits_deg
    if not low < high:
        raise ArgumentError("limits_deg", "two falling numbers", limits_deg)
    with np.errstate(divide="ignore", invalid="ignore"):
        rear = np.where(sigma > 0, ndtr((angle - high) / sigma), angle > high)
        fore = np.where(sigma > 0, ndtr((low - angle) / sigma), angle < low)
    chances = np.stack([rear, 1.0 - rear - fore, fore], axis=-1)
    chances[~(np.isfinite(angle) & np.isfinite(sigma))] = np.nan
    return chances


def strike_index_class(index_percent: ArrayLike) -> Any:
    """Name the class of strike indices, the centre of pressure at contact in percent of the foot.

    Parameters
    ----------
    index_percent : array
        From the heel; thirds of the foot are the classes.

    Returns
    -------
    array of str
        Rearfoot, midfoot, forefoot; empty for NaN.

    References
    ----------
    Cavanagh, Lafortune (1980), doi:10.1016/0021-9290(80)90033-0.
    """
    index = np.asarray(index_percent, dtype=np.float64)
    third = 100.0 / 3.0
    return np.select([index <= third, index <= 2 * third, np.isfinite(index)], list(CLASSES), "")
