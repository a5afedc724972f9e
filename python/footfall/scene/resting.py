"""Where feet rest, and the line or plane through these places."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .._status import DEGRADED, UNAVAILABLE, VALID
from .points import SIDES, heights_and_level, leg_length, middle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

REST_SHARE = 0.15  # of the 95th percentile of a point's speed, below which it rests
REST_LEGS_PER_S = 0.15  # or this slow: standing people's feet have no swing to compare with
SPEED_SPAN_S = 0.04  # to both sides, over which speed is taken
MARGIN = 0.25  # of a rest, left out at both ends
MODE_SHARE = 0.25  # of the frames, which feet of walkers and runners surely rest for
TOLERANCE, WIDE = 0.03, 0.1  # of the leg, that a resting point may be off the floor
LEAST_TOLERANCE = 0.15  # of the tolerance, that points of the closest floor may be off it
CLOSE = 4.0  # times the median distance from the floor, beyond which a point is left out
MOST_TILT = math.tan(math.radians(30.0))
LEAST_INLIERS, GOOD_INLIERS = 0.3, 0.6
GOOD_SIGMA = math.tan(math.radians(2.0))
LEAST_FRAMES = 8
ONE_PLACE, SPREAD = 0.15, 0.12  # of the leg: too short for a line; long enough for a point's own
LEAST_FOOT = 0.12  # of the leg, along the picture: half of a foot's length in a side view
HEIGHT_SIGMA = 0.02  # of the leg: heels and toes are not equally high
REST_SIGMA = 0.006  # of the leg: nor is a point at each rest, and left and right
DRAWS, MOST_DRAWN_FROM, ROUNDS = 300, 500, 10

NO_FEET = "no heel, toe or ankle among the keypoints"
NO_REST = "feet are not seen at rest"
NO_LEG = "no leg is seen whole, to measure by"
FRONT_VIEW = "a front or back view: feet do not spread along a line"
NO_SPREAD = "feet do not spread along a line"
ANKLES = "ankles stand in for heels and toes: the floor is found at their height"
BENT = "feet do not rest on one line: the floor, the way or the lens is bent"
UNCERTAIN = "feet rest too close together for a tilt to within 2 degrees"
STANDING = "feet stay at one place: the tilt trusts points of the feet to be equally high"


@dataclass(frozen=True, eq=False)
class Fit:
    """Heights of the floor as `slopes` times the level coordinates plus `offset`."""

    slopes: NDArray[np.float64]
    sigmas: NDArray[np.float64]
    offset: float
    inlier_share: float
    status: str
    reason: str


@dataclass(frozen=True, eq=False)
class Resting:
    """Places where points of the feet rest.

    `places` are level coordinates, `heights` those along up; `group` numbers the points that
    may have a height of their own, `run` the rests, whose frames are not independent.
    """

    places: NDArray[np.float64]
    heights: NDArray[np.float64]
    group: NDArray[np.int64]
    run: NDArray[np.int64]

    def take(self, rows: NDArray[Any]) -> Resting:
        """Give some of the places."""
        return Resting(self.places[rows], self.heights[rows], self.group[rows], self.run[rows])

    def in_one_group(self) -> Resting:
        """Give the same places, all of the same height."""
        return Resting(self.places, self.heights, np.zeros_like(self.group), self.run)

    def spread(self) -> float:
        """Longest range of a group along its places."""
        groups = [self.places[self.group == g] for g in np.unique(self.group)]
        ends = [np.quantile(places, [0.05, 0.95], axis=0) for places in groups]
        return max((float((high - low).max()) for low, high in ends), default=0.0)


def fit_floor(
    points: Mapping[str, NDArray[Any]], sampling_rate_hz: float, up: str, seed: int
) -> Fit:
    """Fit the floor under the feet; `points` as `named_points` gives them."""
    dimensions = next(iter(points.values())).shape[1] if points else 2
    heights_and_level(np.zeros(dimensions), up)  # whether up is one of the axes
    feet = [n for s in SIDES for n in (f"{s}_heel", f"{s}_toe") if n in points]
    ankles = not feet
    feet = feet or [f"{s}_ankle" for s in SIDES if f"{s}_ankle" in points]
    leg = leg_length(points)
    if not feet:
        return _nothing(dimensions, NO_FEET)
    if not leg > 0:
        return _nothing(dimensions, NO_LEG)
    resting = find_resting({n: points[n] for n in feet}, sampling_rate_hz, up, leg)
    if len(resting.heights) < LEAST_FRAMES:
        return _nothing(dimensions, NO_REST)
    if dimensions == 2 and _foot_along(points, up) < LEAST_FOOT * leg:
        return _nothing(dimensions, FRONT_VIEW)
    standing = resting.spread() < SPREAD * leg
    if standing:
        resting = resting.in_one_group()
        if resting.spread() < ONE_PLACE * leg:
            return _nothing(dimensions, NO_SPREAD)
    fit = _fit(resting, leg, TOLERANCE * leg, np.random.default_rng(seed))
    share = fit.inlier_share if fit else 0.0
    if fit is None or share < LEAST_INLIERS:
        return _nothing(dimensions, f"{share:.0%} of the resting feet lie on a line", share)
    reasons = [ANKLES] * ankles + [STANDING] * standing
    more = HEIGHT_SIGMA * leg / resting.spread() if standing else 0.0
    if share < GOOD_INLIERS:
        # One arm of a bow fits well and is wrong: all of it says how far off it may be.
        fit = _fit(resting, leg, WIDE * leg, np.random.default_rng(seed)) or fit
        more += _bend(resting)
        reasons.append(BENT)
    sigmas = np.sqrt(fit.sigmas**2 + more**2)
    if float(sigmas.max()) > GOOD_SIGMA and not standing:
        reasons.append(UNCERTAIN)
    status = DEGRADED if reasons else VALID
    return Fit(fit.slopes, sigmas, fit.offset, share, status, "; ".join(reasons))


def _nothing(dimensions: int, reason: str, share: float = 0.0) -> Fit:
    missing = np.full(dimensions - 1, np.nan)
    return Fit(missing, missing, math.nan, share, UNAVAILABLE, reason)


def find_resting(
    feet: Mapping[str, NDArray[Any]], sampling_rate_hz: float, up: str, leg: float
) -> Resting:
    """Frames in which points of the feet move with the ground, whether that moves or not."""
    reach = max(1, round(SPEED_SPAN_S * sampling_rate_hz))
    speeds = {n: _velocity(p, reach, sampling_rate_hz) for n, p in feet.items()}
    ground = _usual(np.concatenate(list(speeds.values())))
    still = {n: _still(v - ground, leg) for n, v in speeds.items()}
    parts_of_feet = ("heel", "toe", "ankle")
    parts = []
    for number, (name, point) in enumerate(feet.items()):
        rests, side = still[name], name.partition("_")[0]
        for other in feet:
            if other.startswith(side):  # both ends of a foot, where both are seen
                rests = rests & (still[other] | np.isnan(speeds[other]).any(axis=1))
        starts = np.flatnonzero(np.diff(rests, prepend=False) & rests)
        run = 2 * np.searchsorted(starts, np.arange(len(rests)), side="right") + SIDES.index(side)
        rests = rests & _in_the_middle(rests) & np.isfinite(point).all(axis=1)
        high, places = heights_and_level(point[rests], up)
        # In space left and right feet together tell the tilt across; in a picture the one
        # farther from the camera stands higher.
        kind = number if point.shape[1] == 2 else parts_of_feet.index(name.partition("_")[2])
        parts.append(Resting(places, high, np.full(len(high), kind), run[rests]))
    columns = ("places", "heights", "group", "run")
    return Resting(*(np.concatenate([getattr(p, c) for p in parts]) for c in columns))


def _still(velocity: NDArray[Any], leg: float) -> NDArray[np.bool_]:
    """Frames in which a point is slow against its own swing."""
    speed = np.linalg.norm(velocity, axis=1)
    seen = speed[np.isfinite(speed)]
    if len(seen) == 0:
        return np.zeros(len(speed), dtype=bool)
    slow = max(REST_SHARE * float(np.quantile(seen, 0.95)), REST_LEGS_PER_S * leg)
    return np.asarray(speed < slow)


def _in_the_middle(rests: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Frames of each rest but for its first and last part, where a foot still or again turns."""
    edges = np.flatnonzero(np.diff(rests, prepend=False, append=False))
    middle_part = np.zeros(len(rests), dtype=bool)
    for start, end in edges.reshape(-1, 2):
        margin = int(MARGIN * (end - start))
        middle_part[start + margin : end - margin] = True
    return middle_part


def _velocity(point: NDArray[Any], reach: int, sampling_rate_hz: float) -> NDArray[np.float64]:
    speed = np.full(point.shape, np.nan)
    if len(point) > 2 * reach:
        apart = point[2 * reach :] - point[: -2 * reach]
        speed[reach:-reach] = apart * (sampling_rate_hz / (2 * reach))
    return speed


def _usual(velocities: NDArray[Any]) -> NDArray[np.float64]:
    """Centre of the shortest interval that holds a share of the velocities, per coordinate."""
    usual = np.zeros(velocities.shape[1])
    for axis, column in enumerate(velocities.T):
        ordered = np.sort(column[np.isfinite(column)])
        n = math.ceil(MODE_SHARE * len(ordered))
        if n > 1:
            start = int(np.argmin(ordered[n - 1 :] - ordered[: len(ordered) - n + 1]))
            usual[axis] = np.median(ordered[start : start + n])
    return usual


def _foot_along(points: Mapping[str, NDArray[Any]], up: str) -> float:
    """Usual distance of toe and heel along the picture; infinity where one is absent."""
    along = [
        np.abs(heights_and_level(points[f"{s}_toe"] - points[f"{s}_heel"], up)[1][:, 0])
        for s in SIDES
        if f"{s}_toe" in points and f"{s}_heel" in points
    ]
    usual = middle(np.concatenate(along)) if along else math.nan
    return math.inf if math.isnan(usual) else usual


def _fit(resting: Resting, leg: float, tolerance: float, rng: np.random.Generator) -> Fit | None:
    """Random sample consensus, then least squares on the inliers, ever closer."""
    n = len(resting.heights)
    few = n <= MOST_DRAWN_FROM
    some = resting if few else resting.take(rng.choice(n, MOST_DRAWN_FROM, replace=False))
    drawn = _draw(some, rng)
    if len(drawn) == 0:
        return None
    near = np.abs(_above(some, drawn)) < tolerance
    slopes = drawn[[int(near.sum(axis=1).argmax())]]
    above = np.abs(_above(resting, slopes)[0])
    inliers = above < tolerance
    share = float(inliers.mean())
    for _ in range(ROUNDS):
        # Heels that begin to rise at the end of stance are near the floor, but all behind.
        closer = np.median(above[inliers]) * CLOSE
        nearer = above <= np.clip(closer, LEAST_TOLERANCE * tolerance, tolerance)
        found = _least_squares(resting.take(nearer))
        if nearer.sum() < LEAST_FRAMES or np.linalg.norm(found) > MOST_TILT:
            break
        inliers, slopes, before = nearer, found[None], slopes
        above = np.abs(_above(resting, slopes)[0])
        if np.allclose(slopes, before, rtol=0, atol=1e-9):
            break
    used = resting.take(inliers)
    offset = float(np.mean(used.heights - used.places @ slopes[0]))
    return Fit(slopes[0], _sigmas(used, slopes[0], leg), offset, share, VALID, "")


def _draw(resting: Resting, rng: np.random.Generator) -> NDArray[np.float64]:
    """Slopes (M, D - 1) through as many places of one group as they need, none too steep."""
    unknowns = resting.places.shape[1]
    order = np.argsort(resting.group, kind="stable")
    group = resting.group[order]
    first = np.searchsorted(group, group)
    size = np.searchsorted(group, group, side="right") - first
    start = rng.integers(len(group), size=DRAWS)
    picks = [start]
    for _ in range(unknowns):
        picks.append(first[start] + (rng.random(DRAWS) * size[start]).astype(np.int64))
    rows = order[np.stack(picks)]
    apart = np.moveaxis(resting.places[rows[1:]] - resting.places[rows[0]], 0, 1)
    rise = (resting.heights[rows[1:]] - resting.heights[rows[0]]).T
    with np.errstate(divide="ignore", invalid="ignore"):
        if unknowns == 1:
            slopes = rise / apart[..., 0]
        else:
            (a, b), (c, d) = apart[:, 0].T, apart[:, 1].T
            determinant = a * d - b * c
            slopes = np.stack(
                [d * rise[:, 0] - b * rise[:, 1], a * rise[:, 1] - c * rise[:, 0]], axis=1
            )
            slopes = slopes / determinant[:, None]
        fair = np.linalg.norm(slopes, axis=1) <= MOST_TILT
    return np.asarray(slopes[fair])


def _above(resting: Resting, slopes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Heights (M, N) above floors of these tilts, each through the middle of each group."""
    heights = resting.heights - slopes @ resting.places.T
    for g in np.unique(resting.group):
        own = resting.group == g
        heights[:, own] -= np.median(heights[:, own], axis=1, keepdims=True)
    steep = np.linalg.norm(slopes, axis=1, keepdims=True)
    return np.asarray(heights / np.sqrt(1.0 + steep**2))


def _centered(resting: Resting) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places and heights, each group about its own mean."""
    places, heights = resting.places.copy(), resting.heights.copy()
    for g in np.unique(resting.group):
        own = resting.group == g
        places[own] -= places[own].mean(axis=0)
        heights[own] -= heights[own].mean()
    return places, heights


def _least_squares(resting: Resting) -> NDArray[np.float64]:
    places, heights = _centered(resting)
    return np.asarray(np.linalg.lstsq(places, heights, rcond=None)[0])


def _sigmas(resting: Resting, slopes: NDArray[np.float64], leg: float) -> NDArray[np.float64]:
    """Standard errors of the slopes: what counts is rests, not frames."""
    places, heights = _centered(resting)
    runs = np.unique(resting.run)
    rests = max(len(runs) - len(np.unique(runs % 2)), 1)  # each foot has a height of its own
    scatter = float(np.std(heights - places @ slopes))
    spread = places.T @ places / len(places)
    # Across a walk there are but two feet, however often they rest.
    systematic = (REST_SIGMA * leg) ** 2 / (rests if places.shape[1] == 1 else 2)
    return np.asarray(np.sqrt(np.diag(np.linalg.pinv(spread)) * (scatter**2 / rests + systematic)))


def _bend(resting: Resting) -> float:
    """Half of how much the slope of a parabola through all places changes on the way to its end."""
    places, heights = _centered(resting)
    along = places @ np.linalg.svd(places, full_matrices=False)[2][0]
    bend = np.linalg.lstsq(
        np.column_stack([places, along**2, np.ones(len(along))]), heights, rcond=None
    )[0][-2]
    return float(0.5 * abs(bend) * np.ptp(along))
