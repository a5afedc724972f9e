"""Where a person is heading: direction of travel, ground or treadmill, passes to and fro."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._errors import ArgumentError
from ._events import make_events
from ._turns import straight_ways
from .filters import Butterworth
from .gaps import fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ._events import Events

PELVIS_CUTOFF_HZ = 1.0  # below the step rate: travel without the sway of each step
BRIDGED_GAP_S = 0.5
TREADMILL_SHARE = 0.5  # of the foot's backward speed that a treadmill's belt makes up
SHORTEST_PASS_S = 1.0
TURN_SPEED_SHARE = 0.3  # of the usual speed, below which a person is turning or standing

Points = dict[str, "NDArray[np.float64]"]


@dataclass(frozen=True)
class Pass:
    """Frames [start, end) walked in one direction, which is `heading`, a unit vector."""

    start: int
    end: int
    heading: NDArray[np.float64]


@dataclass(frozen=True)
class Travel:
    """How a person moves through the recording.

    Parameters
    ----------
    surface : {"overground", "treadmill"}
        A camera that follows the walker looks like a treadmill.
    passes : tuple of Pass
        Straight passes; one over all frames unless the person comes back.
    facing_backwards : bool
        True where the feet point against the travel.
    """

    surface: str
    passes: tuple[Pass, ...]
    facing_backwards: bool


def estimate_travel(
    points: Mapping[str, NDArray[Any]], sampling_rate_hz: float, up: str, forward: str | None
) -> Travel:
    """Estimate heading, surface and passes from points named as `skeletons.resolve` names them.

    Raises
    ------
    ArgumentError
        When neither pelvis nor feet can be followed.
    """
    some = next(iter(points.values()))
    plane = horizontal_plane(up, some.shape[-1])
    pelvis = _smooth(points["pelvis"] @ plane, sampling_rate_hz)
    centers = [foot_center(points, side) for side in ("left", "right")]
    feet = [_smooth_gaps(c @ plane, sampling_rate_hz) for c in centers if c is not None]
    if not np.isfinite(pelvis).any() or not any(np.isfinite(foot).any() for foot in feet):
        raise ArgumentError("positions", "a pelvis and a foot that are seen together", "neither")
    relative = [foot - points["pelvis"] @ plane for foot in feet]
    swing_axis = _principal_axis(relative)
    excursion = float(np.mean([_range(r @ swing_axis) for r in relative]))
    surface = _surface(feet, relative, swing_axis)
    axis = swing_axis
    if surface == "overground" and _range(pelvis @ _principal_axis([pelvis])) > excursion:
        axis = _principal_axis([pelvis])
    if forward is not None:
        axis = np.asarray(_axis_vector(forward, some.shape[-1]) @ plane)
    facing = _facing(points, plane, axis, relative)
    if surface == "treadmill" or forward is not None:
        spans = [(0, len(pelvis), 1.0 if forward is not None else facing)]
    else:
        spans = _passes(pelvis @ axis, sampling_rate_hz, excursion, facing)
    along = pelvis @ axis
    seen = along[np.isfinite(along)]
    one_way = surface == "overground" and len(spans) == 1 and np.ptp(seen) > excursion
    ahead = np.sign(seen[-1] - seen[0]) if one_way else facing
    if surface == "treadmill":
        ahead = _swing_sign(relative, axis)
    backwards = bool(ahead != facing or (forward is not None and facing < 0))
    passes = tuple(Pass(a, b, plane @ (sign * axis)) for a, b, sign in spans)
    if surface == "overground" and forward is None and plane.shape[1] > 1:
        ways = straight_ways(pelvis, sampling_rate_hz)
        passes = tuple(Pass(a, b, plane @ heading) for a, b, heading in ways) or passes
        backwards = backwards and not ways
    return Travel(surface, passes, backwards)


def in_recording(found: Events, travel: Travel, sampling_rate_hz: float) -> Events:
    """Events of a batch of passes on the recording's clock; the bout is the number of the pass."""
    starts = np.array([part.start for part in travel.passes]) / sampling_rate_hz
    return make_events(
        found.time_s + starts[found.sequence],
        found.kind_code,
        found.side_code,
        sampling_rate_hz,
        score=found.score,
        sigma_s=found.sigma_s,
        bout=found.sequence,
    )


def horizontal_plane(up: str, dimensions: int) -> NDArray[np.float64]:
    """Columns span the directions that are level: shape (D, D - 1)."""
    vertical, _ = _check.axis_name("up", up)
    return np.asarray(np.delete(np.eye(dimensions), vertical, axis=1))


def foot_center(points: Mapping[str, NDArray[Any]], side: str) -> NDArray[np.float64] | None:
    """Middle of heel and toe; the ankle where either is absent."""
    heel, toe = points.get(f"{side}_heel"), points.get(f"{side}_toe")
    if heel is not None and toe is not None:
        return np.asarray(0.5 * (heel + toe))
    ankle = points.get(f"{side}_ankle", heel if heel is not None else toe)
    return None if ankle is None else np.asarray(ankle)


def velocity(values: NDArray[Any], sampling_rate_hz: float) -> NDArray[np.float64]:
    """Central differences along the first axis; NaN beside what is missing."""
    if len(values) < 2:
        return np.full(values.shape, np.nan)
    return np.asarray(np.gradient(values, axis=0) * sampling_rate_hz)


def _axis_vector(name: str, dimensions: int) -> NDArray[np.float64]:
    index, sign = _check.axis_name("forward", name)
    return np.asarray(sign * np.eye(dimensions)[index])


def _smooth(values: NDArray[Any], sampling_rate_hz: float) -> NDArray[Any]:
    cutoff = min(PELVIS_CUTOFF_HZ, 0.2 * sampling_rate_hz)
    filled = _smooth_gaps(values, sampling_rate_hz)
    return np.asarray(
        Butterworth(sampling_rate_hz=sampling_rate_hz, cutoff_hz=cutoff, order=2)(filled)
    )


def _smooth_gaps(values: NDArray[Any], sampling_rate_hz: float) -> NDArray[Any]:
    return np.asarray(
        fill(
            np.ascontiguousarray(values),
            max_gap_s=BRIDGED_GAP_S,
            sampling_rate_hz=sampling_rate_hz,
        )
    )


def _range(values: NDArray[Any]) -> float:
    finite = values[np.isfinite(values)]
    return float(np.ptp(np.quantile(finite, [0.05, 0.95]))) if len(finite) else 0.0


def _principal_axis(tracks: list[NDArray[Any]]) -> NDArray[np.float64]:
    """Direction of the largest spread, each track about its own middle."""
    centered = []
    for track in tracks:
        finite = track[np.isfinite(track).all(axis=1)]
        if len(finite):
            centered.append(finite - finite.mean(axis=0))
    if not centered:
        return np.asarray(np.eye(tracks[0].shape[1])[0])
    rows = np.concatenate(centered)
    _, vectors = np.linalg.eigh(rows.T @ rows)
    return np.asarray(vectors[:, -1])


def _surface(
    feet: list[NDArray[Any]], relative: list[NDArray[Any]], axis: NDArray[np.float64]
) -> str:
    """On the ground a stance foot rests; on a belt it moves back as fast as from the pelvis."""
    shares = []
    for foot, about_pelvis in zip(feet, relative, strict=True):
        ground, rate = velocity(foot @ axis, 1.0), velocity(about_pelvis @ axis, 1.0)
        # Stance lasts longer than swing, so that the usual sign of the speed is that of stance.
        stance = np.sign(rate) == np.sign(np.nanmedian(rate))
        still = np.nanmedian(rate[stance]) if stance.any() else np.nan
        if still != 0 and np.isfinite(still):
            shares.append(np.nanmedian(ground[stance]) / still)
    treadmill = bool(shares) and float(np.nanmean(shares)) > TREADMILL_SHARE
    return "treadmill" if treadmill else "overground"


def _facing(
    points: Mapping[str, NDArray[Any]],
    plane: NDArray[np.float64],
    axis: NDArray[np.float64],
    relative: list[NDArray[Any]],
) -> float:
    """Sign of the axis along which the person looks: toes, else how the feet swing."""
    toes = [
        (points[f"{side}_toe"] - points[f"{side}_heel"]) @ plane @ axis
        for side in ("left", "right")
        if f"{side}_toe" in points and f"{side}_heel" in points
    ]
    if toes and np.isfinite(toes).any():
        return 1.0 if np.nanmedian(np.concatenate(toes)) >= 0 else -1.0
    return _swing_sign(relative, axis)


def _swing_sign(relative: list[NDArray[Any]], axis: NDArray[np.float64]) -> float:
    """Sign of the axis along which feet swing, which takes less time than going back."""
    back = np.nanmedian(np.concatenate([velocity(r @ axis, 1.0) for r in relative]))
    return 1.0 if back <= 0 else -1.0


def _passes(
    along: NDArray[Any], sampling_rate_hz: float, excursion: float, facing: float
) -> list[tuple[int, int, float]]:
    """Spans [start, end) of travel in one direction, with its sign.

    The feet tell the sign of a recording that goes one way only, so that walking backwards
    is not taken for facing backwards.
    """
    n = len(along)
    if _range(along) < excursion:
        return [(0, n, facing)]
    speed = np.nan_to_num(velocity(along, sampling_rate_hz))
    usual = np.quantile(np.abs(speed), 0.75)
    moving = np.where(np.abs(speed) > TURN_SPEED_SHARE * usual, np.sign(speed), 0.0)
    edges = np.flatnonzero(np.diff(moving, prepend=2.0, append=2.0))
    shortest = SHORTEST_PASS_S * sampling_rate_hz
    spans = [
        (a, b, float(moving[a]))
        for a, b in pairwise(edges.tolist())
        if moving[a] != 0 and b - a >= shortest
    ]
    signs = {sign for _, _, sign in spans}
    if len(signs) < 2:
        return [(0, n, facing)]
    return spans
