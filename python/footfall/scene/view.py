"""From where a camera sees a person: across the line of facing, along it, or in between."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .._status import DEGRADED, UNAVAILABLE, VALID
from .points import heights_and_level, middle, named_points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

SIDE_DEG, OBLIQUE_DEG = 30.0, 50.0  # from the side: up to here a side view, an oblique one
# Width of a person seen from the front against the distance from mid-shoulder to mid-hip, and
# its relative spread among people and ways of naming a joint. Shoulder joints are about
# 0.21 of stature apart, hip joints 0.11, the trunk between them measures 0.288: Winter (2009).
FRONT_RATIOS = {"shoulder": (0.73, 0.15), "hip": (0.38, 0.25)}
RATIO_NOISE = 0.05  # of a width that is not there: keypoints of the hidden side are guesses
LEAST_FRAMES = 8

NO_WIDTH = "neither shoulders nor hips are seen on both sides"
HIPS_ONLY = "hips only: shoulders tell better"


@dataclass(frozen=True, kw_only=True)
class View:
    """From where a camera sees a person.

    Parameters
    ----------
    kind : {"side", "oblique", "front", "back", "unknown"}
        Up to 30° from the side, up to 50°, else from the front or from behind.
    yaw_deg, sigma_deg : float
        Angle between the direction of facing and the plane of the picture, 0 in a side view and
        90 from the front or behind, and its standard error.
    status : {"valid", "degraded", "unavailable"}
        Whether to use it.
    reason : str
        Why it is degraded or unavailable; empty when valid.
    """

    kind: str
    yaw_deg: float
    sigma_deg: float
    status: str
    reason: str


def view(positions: ArrayLike, keypoints: str | Sequence[str], *, up: str = "-y") -> View:
    """Tell from the width of shoulders and hips from where a picture was taken.

    Parameters
    ----------
    positions : array, shape (T, K, 2)
        Keypoints; NaN is missing. One direction of facing: split at turns.
    keypoints : str or sequence of str
        Name of a skeleton, or K canonical names.
    up : str
        Axis that points up; images have `-y`.

    Returns
    -------
    View
        The width is taken with its sign and its median over the frames, so that shoulders that
        turn to and fro with the steps do not widen a side view. Its sine to the width from the
        front is the angle.

    Raises
    ------
    ArgumentError
        When shapes, names or axes do not fit.

    Notes
    -----
    Seen at an angle, lengths along the line of travel shorten by its cosine: 3 % at 15°, 13 % at
    30°. Whether a person is seen from the front or behind rests on left and right being right.

    Examples
    --------
    >>> import footfall as ff
    >>> walk, _ = ff.synthetic.walker(dimensions=2, pixels_per_m=200.0)
    >>> ff.scene.view(walk.positions, walk.keypoints).kind
    'side'
    """
    points = named_points(positions, keypoints, (2,))
    heights_and_level(np.zeros(2), up)
    trunk = _trunk_length(points)
    widths = {name: _signed_width(points, name, up) for name in FRONT_RATIOS}
    for name, (front, spread) in FRONT_RATIOS.items():
        width = widths[name]
        if math.isnan(width) or not trunk > 0:
            continue
        ratio = abs(width) / trunk
        sine = min(ratio / front, 1.0)
        sigma = math.hypot(spread * sine, RATIO_NOISE / front)
        # Near 90° the sine hardly tells: its error there is that of the angle at 1 - sigma.
        slope = math.sqrt(max(1.0 - sine**2, sigma))
        yaw = math.degrees(math.asin(sine))
        kind = _kind(yaw, width)
        reason = HIPS_ONLY if name == "hip" else ""
        return View(
            kind=kind,
            yaw_deg=yaw,
            sigma_deg=math.degrees(sigma / slope),
            status=DEGRADED if reason else VALID,
            reason=reason,
        )
    return View(
        kind="unknown", yaw_deg=math.nan, sigma_deg=math.nan, status=UNAVAILABLE, reason=NO_WIDTH
    )


def _kind(yaw_deg: float, width: float) -> str:
    if yaw_deg <= SIDE_DEG:
        return "side"
    if yaw_deg <= OBLIQUE_DEG:
        return "oblique"
    return "front" if width < 0 else "back"


def _trunk_length(points: Mapping[str, NDArray[Any]]) -> float:
    middles = [
        0.5 * (points[f"left_{name}"] + points[f"right_{name}"])
        for name in FRONT_RATIOS
        if f"left_{name}" in points and f"right_{name}" in points
    ]
    if len(middles) < len(FRONT_RATIOS):
        return math.nan
    return middle(np.linalg.norm(middles[0] - middles[1], axis=1))


def _signed_width(points: Mapping[str, NDArray[Any]], name: str, up: str) -> float:
    """Level distance from the left to the right one; NaN where too few frames show both."""
    if f"left_{name}" not in points or f"right_{name}" not in points:
        return math.nan
    apart = points[f"right_{name}"] - points[f"left_{name}"]
    along = heights_and_level(apart, up)[1][:, 0]
    if np.isfinite(along).sum() < LEAST_FRAMES:
        return math.nan
    return middle(along)
