"""Metres in a picture, from the size of the person."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._status import DEGRADED, UNAVAILABLE, VALID
from .points import SIDES, leg_lengths, named_points, names_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from .floor import FloorLine

# Shares of stature: Drillis, Contini (1966), as in Winter (2009).
THIGH, SHANK = 0.245, 0.246
ASIDE = 0.03  # of stature: feet from the middle of the body; seen from hip height they tell
BUILD_SIGMA = 0.03  # of leg to stature among people
HEIGHT_SIGMA_M = 0.01  # of a height that is told
POSTURE_SIGMA = 0.015  # of stature: walkers are lower than when measured, heels above soles
TALLEST = 0.9  # quantile of the height of the head: upright in mid-stance
LEAST_FRAMES = 8

NO_HEIGHT = "the person's height is not known"
NO_LEG = "no leg is seen whole"
FEW_STRAIGHT = "knees are not seen straight often enough"
ONE_SIDE = "one leg only: it may be nearer or farther than the middle of the body"
NO_HIP = "hips are markers of the pelvis: shanks alone"
UNLIKE = "thigh and shank disagree"


@dataclass(frozen=True, kw_only=True, eq=False)
class Scale:
    """Size of a pixel at the middle of the body.

    Parameters
    ----------
    value, sigma : float
        Metres per pixel, and its standard error.
    source : str
        What was measured: `head and floor`, `thigh and shank`, `shank`, or empty.
    camera_distance_m : float
        From the camera to the middle of the body; infinity when not told.
    status : {"valid", "degraded", "unavailable"}
        Whether to use it.
    reason : str
        Why it is degraded or unavailable; empty when valid.
    """

    value: float
    sigma: float
    source: str
    camera_distance_m: float
    status: str
    reason: str

    def at(self, nearer_m: float) -> float:
        """Metres per pixel of what is nearer to the camera by so many metres."""
        return self.value * (1.0 - nearer_m / self.camera_distance_m)


def meters_per_pixel(
    positions: ArrayLike,
    keypoints: str | Sequence[str],
    *,
    height_m: float | None = None,
    floor: FloorLine | None = None,
    camera_distance_m: float | None = None,
    near_side: str | None = None,
) -> Scale:
    """Find the size of a pixel from the person's height.

    Parameters
    ----------
    positions : array, shape (T, K, 2)
        Keypoints in pixels; NaN is missing.
    keypoints : str or sequence of str
        Name of a skeleton, or K canonical names.
    height_m : float, optional
        Height of the person; without it there is no scale.
    floor : FloorLine, optional
        With it and a keypoint `head_top` the height is seen as a whole; else thigh and shank
        on frames with knees flexed by less than 30° are held against their shares of stature.
    camera_distance_m : float, optional
        From the camera to the middle of the body, to correct for legs that are nearer or
        farther than that by half the width of a step.
    near_side : {"left", "right"}, optional
        Which leg is nearer; None takes the one that looks longer.

    Returns
    -------
    Scale
        At the middle of the body. Sigma holds the scatter of the segments, the variety of
        builds (3 %; with head and floor 1.5 % for posture), and 1 cm of the height.

    Raises
    ------
    ArgumentError
        When shapes, names or numbers do not fit.

    Notes
    -----
    A body that is turned out of the picture looks smaller by the cosine of the angle: 3 % at
    15°. Segments keep to shares of stature of adults: thigh 0.245, shank 0.246.

    References
    ----------
    Winter DA (2009). Biomechanics and motor control of human movement. 4th ed., fig. 4.1, after
    Drillis R, Contini R (1966). doi:10.1002/9780470549148

    Examples
    --------
    >>> import footfall as ff
    >>> walk, _ = ff.synthetic.walker(dimensions=2, pixels_per_m=200.0, height_m=1.8)
    >>> scale = ff.scene.meters_per_pixel(walk.positions, walk.keypoints, height_m=1.8)
    >>> scale.status, round(scale.value, 4), round(scale.sigma / scale.value, 2)
    ('valid', 0.005, 0.03)
    """
    points = named_points(positions, keypoints, (2,))
    for name, number in (("height_m", height_m), ("camera_distance_m", camera_distance_m)):
        if number is not None:
            _check.positive(name, number)
    _check.one_of("near_side", near_side, (*SIDES, None))
    distance = math.inf if camera_distance_m is None else camera_distance_m
    if height_m is None:
        return _nothing(NO_HEIGHT, distance)
    if floor is not None and floor.status != UNAVAILABLE and "head_top" in points:
        scale = _from_head(points["head_top"], height_m, floor, distance)
        if scale is not None:
            return scale
    names = names_of(keypoints)
    hips = any(f"{s}_{n}" in names for s in SIDES for n in ("hip", "greater_trochanter"))
    return _from_legs(points, height_m, distance, near_side, hips=hips)


def _nothing(reason: str, distance: float) -> Scale:
    return Scale(
        value=math.nan,
        sigma=math.nan,
        source="",
        camera_distance_m=distance,
        status=UNAVAILABLE,
        reason=reason,
    )


def _from_head(
    head_top: NDArray[Any], height_m: float, floor: FloorLine, distance: float
) -> Scale | None:
    heights = floor.height(head_top)
    heights = heights[np.isfinite(heights)]
    if len(heights) < LEAST_FRAMES or not np.quantile(heights, TALLEST) > 0:
        return None
    value = height_m / float(np.quantile(heights, TALLEST))
    relative = math.hypot(POSTURE_SIGMA, HEIGHT_SIGMA_M / height_m)
    return Scale(
        value=value,
        sigma=relative * value,
        source="head and floor",
        camera_distance_m=distance,
        status=floor.status,
        reason=floor.reason,
    )


def _from_legs(
    points: Mapping[str, NDArray[Any]],
    height_m: float,
    distance: float,
    near_side: str | None,
    *,
    hips: bool,
) -> Scale:
    legs = leg_lengths(points)
    if not legs:
        return _nothing(NO_LEG, distance)
    nearer_m = _nearer_m(legs, ASIDE * height_m, near_side)
    lengths = [
        (1.0 - nearer_m.get(side, 0.0) / distance) * np.array([thigh, shank])
        for side, (thigh, shank, _) in legs.items()
    ]
    thigh, shank = np.mean(lengths, axis=0)
    by_thigh, by_shank = THIGH * height_m / thigh, SHANK * height_m / shank
    value = (THIGH + SHANK) * height_m / (thigh + shank) if hips else by_shank
    scatter = 0.5 * abs(by_thigh - by_shank) / value if hips else BUILD_SIGMA
    reasons = [] if hips else [NO_HIP]
    reasons += [ONE_SIDE] * (len(legs) < 2 and not (nearer_m and math.isfinite(distance)))
    if min(n for _, _, n in legs.values()) < LEAST_FRAMES:
        reasons.append(FEW_STRAIGHT)
    if scatter > 2 * BUILD_SIGMA:
        reasons.append(UNLIKE)
    relative = math.sqrt(BUILD_SIGMA**2 + scatter**2 + (HEIGHT_SIGMA_M / height_m) ** 2)
    return Scale(
        value=float(value),
        sigma=float(relative * value),
        source="thigh and shank" if hips else "shank",
        camera_distance_m=distance,
        status=DEGRADED if reasons else VALID,
        reason="; ".join(reasons),
    )


def _nearer_m(
    legs: Mapping[str, tuple[float, float, int]], aside_m: float, near_side: str | None
) -> dict[str, float]:
    """How much nearer to the camera than the middle of the body each leg is."""
    if near_side is None:
        if len(legs) < 2:  # nothing to compare with
            return {}
        near_side = max(legs, key=lambda side: legs[side][0] + legs[side][1])
    return {side: aside_m if side == near_side else -aside_m for side in SIDES}
