"""The floor under resting feet: a line in a side view, a plane in space."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError
from .points import heights_and_level, named_points
from .resting import fit_floor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, kw_only=True, eq=False)
class FloorLine:
    """Where the floor is in a side view.

    Parameters
    ----------
    slope_deg : float
        How much the floor rises in the positive direction of the level axis: to the right of
        a picture. What a camera that is not level adds to each angle from the vertical.
    sigma_deg : float
        Standard error of the slope.
    offset : float
        Height of the line, along up, where the level axis is 0.
    inlier_share : float
        Share of the resting feet that lie on the line.
    up : str
        Axis that points up.
    status : {"valid", "degraded", "unavailable"}
        Whether to use it.
    reason : str
        Why it is degraded or unavailable; empty when valid.
    """

    slope_deg: float
    sigma_deg: float
    offset: float
    inlier_share: float
    up: str
    status: str
    reason: str

    def height(self, points: ArrayLike) -> NDArray[np.float64]:
        """Height above the floor, perpendicular to it, of points of shape (…, 2)."""
        up, along = heights_and_level(np.asarray(points, dtype=np.float64), self.up)
        slope = math.radians(self.slope_deg)
        return np.asarray(math.cos(slope) * (up - self.offset) - math.sin(slope) * along[..., 0])


@dataclass(frozen=True, kw_only=True, eq=False)
class FloorPlane:
    """Where the floor is in space.

    Parameters
    ----------
    normal : array, shape (3,)
        Unit vector away from the floor.
    offset : float
        The floor is where `normal` times a point is `offset`.
    tilt_deg, sigma_deg : float
        Angle between the normal and up, and its standard error.
    inlier_share : float
        Share of the resting feet that lie in the plane.
    status : {"valid", "degraded", "unavailable"}
        Whether to use it.
    reason : str
        Why it is degraded or unavailable; empty when valid.
    """

    normal: NDArray[np.float64]
    offset: float
    tilt_deg: float
    sigma_deg: float
    inlier_share: float
    status: str
    reason: str

    def height(self, points: ArrayLike) -> NDArray[np.float64]:
        """Height above the floor of points of shape (…, 3)."""
        return np.asarray(np.asarray(points, dtype=np.float64) @ self.normal - self.offset)


def floor_line(
    positions: ArrayLike,
    keypoints: str | Sequence[str],
    sampling_rate_hz: float,
    *,
    up: str = "-y",
    seed: int = 0,
) -> FloorLine:
    """Find the floor of a side view from feet that rest on it.

    Parameters
    ----------
    positions : array, shape (T, K, 2)
        Keypoints; NaN is missing.
    keypoints : str or sequence of str
        Name of a skeleton, or K canonical names. Heels and toes are used, ankles where there
        are none.
    sampling_rate_hz : float
        Frames per second.
    up : str
        Axis that points up; images have `-y`.
    seed : int
        Of the draws of the search; the same seed gives the same line.

    Returns
    -------
    FloorLine
        At the height of the heel and toe keypoints. Unavailable in a front view, where feet
        do not spread along a line, and when less than 30 % of the resting feet lie on one.
        Degraded when it rests on ankles or on feet that stay at one place, when its sigma is
        beyond 2°, and when less than 60 % lie on a line, as where a lens bends it; the line
        is then that of all of them, and sigma holds the bend.

    Raises
    ------
    ArgumentError
        When shapes, names or axes do not fit.

    Notes
    -----
    A point rests while its speed is below 15 % of the 95th percentile, counted from the speed
    at which most of the resting is done, so that a treadmill's belt is at rest too. Heels and
    toes of each foot may have heights of their own on the line: keypoints of a heel lie above
    the sole, and a foot farther from the camera stands higher in the picture.

    References
    ----------
    Fischler MA, Bolles RC (1981). Random sample consensus. Communications of the ACM
    24. doi:10.1145/358669.358692

    Examples
    --------
    >>> import footfall as ff
    >>> walk, _ = ff.synthetic.walker(dimensions=2, pixels_per_m=200.0, duration_s=6.0)
    >>> tilted = ff.scene.level(walk.positions, -4.0)
    >>> line = ff.scene.floor_line(tilted, walk.keypoints, 100.0)
    >>> line.status, round(line.slope_deg, 1)
    ('valid', 4.0)
    """
    points = named_points(positions, keypoints, (2,))
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    fit = fit_floor(points, sampling_rate_hz, up, seed)
    slope = float(fit.slopes[0])
    return FloorLine(
        slope_deg=math.degrees(math.atan(slope)),
        sigma_deg=math.degrees(float(fit.sigmas[0]) / (1 + slope**2)),
        offset=fit.offset,
        inlier_share=fit.inlier_share,
        up=up,
        status=fit.status,
        reason=fit.reason,
    )


def floor_plane(
    positions: ArrayLike,
    keypoints: str | Sequence[str],
    sampling_rate_hz: float,
    *,
    up: str,
    seed: int = 0,
) -> FloorPlane:
    """Find the floor in space from feet that rest on it.

    Parameters
    ----------
    positions : array, shape (T, K, 3)
        Keypoints or markers; NaN is missing.
    keypoints : str or sequence of str
        Name of a skeleton, or K canonical names.
    sampling_rate_hz : float
        Frames per second.
    up : str
        Axis that points up, within 30°.
    seed : int
        Of the draws of the search.

    Returns
    -------
    FloorPlane
        At the height of the heel and toe keypoints; see `floor_line`. Across a straight walk
        only the width of a step carries the tilt, which `sigma_deg` tells; degraded beyond 2°.

    Raises
    ------
    ArgumentError
        When shapes, names or axes do not fit.

    Examples
    --------
    >>> import footfall as ff
    >>> walk, _ = ff.synthetic.walker(duration_s=6.0)
    >>> plane = ff.scene.floor_plane(walk.positions, walk.keypoints, 100.0, up=walk.up)
    >>> plane.status, (plane.normal + 0.001).round(2).tolist()
    ('degraded', [0.0, 0.0, 1.0])
    """
    points = named_points(positions, keypoints, (3,))
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    fit = fit_floor(points, sampling_rate_hz, up, seed)
    index, sign = _check.axis_name("up", up)
    steep = float(np.linalg.norm(fit.slopes))
    normal = np.insert(-fit.slopes, index, sign) / math.hypot(1.0, steep)
    return FloorPlane(
        normal=normal,
        offset=fit.offset / math.hypot(1.0, steep),
        tilt_deg=math.degrees(math.atan(steep)),
        sigma_deg=math.degrees(float(np.max(fit.sigmas)) / (1 + steep**2)),
        inlier_share=fit.inlier_share,
        status=fit.status,
        reason=fit.reason,
    )


def level(positions: ArrayLike, tilt_deg: float, up: str = "-y") -> NDArray[Any]:
    """Turn points of a picture about its origin so that a tilted floor is level.

    Parameters
    ----------
    positions : array, shape (…, 2)
        Points; NaN stays.
    tilt_deg : float
        Slope of the floor, as in `FloorLine.slope_deg`.
    up : str
        Axis that points up.

    Returns
    -------
    array, shape and dtype of positions
        A floor of slope `tilt_deg` has slope 0 in it.

    Raises
    ------
    ArgumentError
        When the points are not in the plane.

    Examples
    --------
    >>> import footfall as ff
    >>> ff.scene.level([[1.0, -1.0]], 45.0).round(3) + 0.0
    array([[1.414, 0.   ]])
    """
    values = _check.real_array("positions", positions)
    if values.ndim < 1 or values.shape[-1] != 2:
        raise ArgumentError("positions", "shape (…, 2)", values.shape)
    index, sign = _check.axis_name("up", up)
    high, along = heights_and_level(values.astype(np.float64), up)
    tilt = math.radians(tilt_deg)
    turned = np.empty(values.shape)
    turned[..., 1 - index] = math.cos(tilt) * along[..., 0] + math.sin(tilt) * high
    turned[..., index] = sign * (math.cos(tilt) * high - math.sin(tilt) * along[..., 0])
    return turned.astype(values.dtype)
