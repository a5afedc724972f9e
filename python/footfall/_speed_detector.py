"""What detectors by the speed of the foot share: limits, walking speed, belt, units."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import _check
from ._errors import ArgumentError
from ._pose_detector import SIDES, KeypointDetector, keypoint_names, pick_points
from .kinematics import direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from ._events import Events
    from .batch import Batch, Rows

UNITS = {"m": 1.0, "mm": 1e-3}
LEG_LIMITS_M = (0.15, 1.6)  # height of a pelvis above feet, infants to giants
HEEL, FOREFOOT, LEAVE = range(3)  # roles of points, each with limits along, up and across
UNLIMITED = math.inf

Row = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits of velocity per role, along, up and across.

    `relative` ones are shares of the walking speed, others in m/s; with `largest` each component
    counts for itself, else their length does.
    """

    heel: tuple[float, float, float]
    forefoot: tuple[float, float, float]
    leave: tuple[float, float, float]
    relative: bool = True
    largest: bool = False


@dataclass(frozen=True, kw_only=True)
class SpeedDetector(KeypointDetector, ABC):
    """A foot is on the ground when its points move slower than limits."""

    belt_speed_mps: float | None = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.belt_speed_mps is not None:
            _check.not_negative("belt_speed_mps", self.belt_speed_mps)

    @abstractmethod
    def _limits(self) -> Limits:
        """Limits of the points' speeds, which is what detectors differ by."""

    def _walking_speed_mps(self) -> float | None:
        return None

    def _roles(self, keypoints: str | Sequence[str], n_points: int) -> list[Row]:
        """Rows (foot, foot, pelvis, pelvis, role, code): heels land, toes leave."""
        return [
            (*row, LEAVE if code % 2 else HEEL, code)
            for *row, code in pick_points(keypoints, n_points).swing_rows()
        ]

    def __call__(
        self,
        positions: ArrayLike | Batch,
        *,
        keypoints: str | Sequence[str],
        forward: ArrayLike | str,
        up: ArrayLike | str,
        unit: str | None = None,
    ) -> Events:
        """Find events.

        Parameters
        ----------
        positions : array, shape (T, K, D) or (N, T, K, D), or Batch with items (K, D)
            Coordinates; NaN is missing.
        keypoints : str or sequence of str
            Skeleton or canonical names of the keypoints.
        forward, up : str or array, shape (D,)
            Directions of travel, and up.
        unit : {"m", "mm"}, optional
            Of the positions; needed where a speed in m/s is given.

        Returns
        -------
        Events
            `score` is the speed of the swing over the usual one.

        Raises
        ------
        ArgumentError
            When there is no foot or pelvis among the keypoints, or a speed in m/s is given and
            the unit is not, or does not fit the size of the body.
        """
        rows = self._smoothed(positions)
        n_points, dimensions = rows.item_shape
        ahead, above = direction("forward", forward, dimensions), direction("up", up, dimensions)
        if abs(float(ahead @ above)) > 1e-3:
            raise ArgumentError("up", "a direction square to forward", up)
        table = self._roles(keypoints, n_points)
        limits, speed, belt = self._limits(), self._walking_speed_mps(), self.belt_speed_mps
        per_m = 1.0
        if not limits.relative or speed is not None or belt:
            per_m = 1.0 / _meters_per_unit(unit, rows, table, above)
        scale = 1.0 if limits.relative else per_m
        numbers = np.array([limits.heel, limits.forefoot, limits.leave]) * scale
        params = [
            *(self.sampling_rate_hz, dimensions, *ahead, *above),
            *(float(limits.largest), float(limits.relative)),
            *(math.nan if value is None else value * per_m for value in (speed, belt)),
            *numbers.ravel(),
        ]
        return self._run("foot_speed", rows, table, params)


@dataclass(frozen=True, kw_only=True)
class RelativeSpeedDetector(SpeedDetector):
    """A speed detector with limits that are shares of the walking speed."""

    speed_mps: float | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.speed_mps is not None:
            _check.positive("speed_mps", self.speed_mps)

    def _walking_speed_mps(self) -> float | None:
        return self.speed_mps


def every_point(keypoints: str | Sequence[str], n_points: int, stems: Sequence[str]) -> list[Row]:
    """Rows of all foot points of these names: each lands and leaves for itself."""
    names = list(keypoint_names(keypoints, n_points))
    pelvis = pick_points(keypoints, n_points).pair("pelvis")
    rows: list[Row] = []
    for code, side in enumerate(SIDES):
        found = [names.index(f"{side}_{stem}") for stem in stems if f"{side}_{stem}" in names]
        if not found:
            raise ArgumentError("keypoints", f"a point of the {side} foot", "none")
        rows += [(k, k, *pelvis, HEEL, 2 * code) for k in found]
        rows += [(k, k, *pelvis, LEAVE, 2 * code + 1) for k in reversed(found)]
    return rows


def _meters_per_unit(
    unit: str | None, rows: Rows, table: Sequence[Row], above: NDArray[np.float64]
) -> float:
    """Length of the unit in metres, where it fits the height of the pelvis above the feet."""
    if unit is None:
        raise ArgumentError("unit", "'m' or 'mm': speeds are in metres per second", None)
    _check.one_of("unit", unit, UNITS)
    n_points, dimensions = rows.item_shape
    heights = rows.values.reshape(-1, n_points, dimensions) @ above[:dimensions]
    legs = np.concatenate([heights[:, row[2]] - heights[:, row[0]] for row in table])
    known = legs[np.isfinite(legs)]
    if len(known):
        leg_m = float(np.median(known)) * UNITS[unit]
        low, high = LEG_LIMITS_M
        if not low <= leg_m <= high:
            raise ArgumentError(
                "unit",
                f"one that puts the pelvis {low} to {high} m above the feet",
                f"{leg_m:.3g} m in {unit}",
            )
    return UNITS[unit]
