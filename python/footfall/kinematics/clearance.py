"""How close the toe comes to the ground as the foot swings past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._columns import Columns
from .._errors import ArgumentError
from ._maps import direction
from .stance import frames_within, over_stance, stances

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

FLAT_STANCE = (0.20, 0.50)


@dataclass(frozen=True, kw_only=True)
class ToeClearance(Columns):
    """Minimum toe clearance, one row per swing of a foot, in the unit of the positions.

    Parameters
    ----------
    start_s, end_s : array
        Final contact, and the initial contact that follows.
    time_s : array
        When the toe is lowest in mid-swing; NaN where it has no lowest point.
    height : array
        Height of the toe then, over its height in the stance before.
    """

    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    time_s: NDArray[np.float64]
    height: NDArray[np.float64]


def toe_clearance(
    toe: ArrayLike,
    heel: ArrayLike,
    initial_contact_s: ArrayLike,
    final_contact_s: ArrayLike,
    sampling_rate_hz: float,
    *,
    up: ArrayLike | str,
    ground: float | None = None,
) -> ToeClearance:
    """Minimum toe clearance of each swing of one foot.

    Parameters
    ----------
    toe, heel : array, shape (T, D)
        Points of the foot, D 2 or 3, in any unit; NaN is missing.
    initial_contact_s, final_contact_s : array
        Of that foot, second from the first frame.
    sampling_rate_hz : float
        Frames per second.
    up : str or array, shape (D,)
        `+x` … `-z`, or a direction.
    ground : float, optional
        Height of the toe point when the foot stands; None takes the median over 20 to 50 % of
        the stance before.

    Returns
    -------
    ToeClearance
        One row per swing. The lowest point is a local minimum of height while the toe is at
        least as fast as its median in that swing and below the heel; a swing without one, which
        some people's are, gives NaN.

    Raises
    ------
    ArgumentError
        When shapes do not fit.

    References
    ----------
    Schulz (2017), doi:10.1016/j.jbiomech.2017.02.024.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> t = np.arange(101) / 100  # stance until 0.6 s, then a swing whose toe dips to 0.01 m
    >>> u = np.clip((t - 0.6) / 0.4, 0, 1)
    >>> height = 0.03 * np.sin(2 * np.pi * u) ** 2 + 0.01 * np.sin(np.pi * u)
    >>> toe = np.stack([u**2 * (3 - 2 * u), height], axis=1)
    >>> swing = ff.kinematics.toe_clearance(toe, toe + [-0.2, 0.1], [0, 1], [0.6], 100.0, up="+y")
    >>> swing.height.round(3), swing.time_s.round(2)
    (array([0.01]), array([0.8]))
    """
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    tip, back = _check.real_array("toe", toe), _check.real_array("heel", heel)
    if tip.ndim != 2 or tip.shape[1] not in (2, 3):
        raise ArgumentError("toe", "shape (frames, 2 or 3)", tip.shape)
    if back.shape != tip.shape:
        raise ArgumentError("heel", f"shape {tip.shape}, as the toe", back.shape)
    above = direction("up", up, tip.shape[1])[: tip.shape[1]]
    height = np.asarray(tip @ above, dtype=np.float64)
    below_heel = height < back @ above
    speed = _speed(tip) * sampling_rate_hz
    own = stances(initial_contact_s, final_contact_s)
    level = over_stance(height, own, sampling_rate_hz, FLAT_STANCE, "median")
    if ground is not None:
        level = np.full_like(level, ground)
    rows = []
    following = np.append(own.start_s[1:], np.nan)
    for start, end, floor in zip(own.end_s, following, level, strict=True):
        if not (np.isfinite(start) and np.isfinite(end)):
            continue
        span = frames_within(start, end, sampling_rate_hz)
        frame = _lowest(height[span], speed[span], below_heel[span])
        if frame is None:
            rows.append((start, end, np.nan, np.nan))
        else:
            place = span.start + frame
            rows.append((start, end, place / sampling_rate_hz, height[place] - floor))
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    names = ("start_s", "end_s", "time_s", "height")
    return ToeClearance(**dict(zip(names, table.T, strict=True)))


def _speed(point: NDArray[Any]) -> NDArray[np.float64]:
    """Per frame."""
    if len(point) < 2:
        return np.full(len(point), np.nan)
    return np.asarray(np.linalg.norm(np.gradient(point, axis=0), axis=1), dtype=np.float64)


def _lowest(
    height: NDArray[np.float64], speed: NDArray[np.float64], below_heel: NDArray[np.bool_]
) -> int | None:
    """Frame of the lowest of the local minima that count."""
    known = speed[np.isfinite(speed)]
    if len(known) < 3:
        return None
    inner = np.arange(1, len(height) - 1)
    dips = (height[inner] < height[inner - 1]) & (height[inner] <= height[inner + 1])
    dips &= (speed[inner] >= np.median(known)) & below_heel[inner]
    places = inner[dips]
    return int(places[np.argmin(height[places])]) if len(places) else None
