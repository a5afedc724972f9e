"""What detectors on keypoints share: low-pass, choice of points, table of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import _check
from ._backend import kernel
from ._config import chosen_threads
from ._errors import ArgumentError
from ._events import Events, make_events
from ._families import as_params
from .batch import Batch, item_rows
from .filters import Butterworth
from .skeletons import SKELETONS, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from .batch import Rows

SIDES = ("left", "right")


@dataclass(frozen=True, kw_only=True)
class KeypointDetector:
    """What detectors on keypoints share: low-pass, choice of points, table of events."""

    sampling_rate_hz: float
    cutoff_hz: float | None

    def __post_init__(self) -> None:
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        if self.cutoff_hz is not None:
            self._filter()

    def _filter(self) -> Butterworth:
        cutoff_hz = self.cutoff_hz or 0.0
        return Butterworth(sampling_rate_hz=self.sampling_rate_hz, cutoff_hz=cutoff_hz)

    def _smoothed(self, positions: ArrayLike | Batch) -> Rows:
        """Rows of the smoothed positions, with items (K, D)."""
        rows = item_rows(positions, 2, "positions")
        if self.cutoff_hz is None:
            return rows
        axis = 0 if isinstance(rows.source, Batch) else rows.source.ndim - 3
        return item_rows(self._filter()(rows.source, axis=axis), 2, "positions")

    def _run(
        self, name: str, rows: Rows, table: Sequence[tuple[int, ...]], params: Sequence[float]
    ) -> Events:
        sequence, found = kernel(name)(
            rows.values,
            rows.offsets,
            np.asarray(table, dtype=np.int64),
            chosen_threads(),
            as_params(params),
        )
        return event_table(sequence, found, self.sampling_rate_hz)


@dataclass(frozen=True, kw_only=True)
class PoseDetector(KeypointDetector):
    """A detector that picks one extremum per stride."""

    min_distance_s: float | None = None
    min_prominence: float | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.min_distance_s is not None:
            _check.positive("min_distance_s", self.min_distance_s)
        if self.min_prominence is not None:
            _check.not_negative("min_prominence", self.min_prominence)

    def _picking(self) -> tuple[float, float]:
        nan = float("nan")
        return (
            nan if self.min_distance_s is None else self.min_distance_s,
            nan if self.min_prominence is None else self.min_prominence,
        )


def event_table(
    sequence: NDArray[np.int64], found: NDArray[np.float64], sampling_rate_hz: float
) -> Events:
    """Events from rows of (frame, kind + 2 side, score)."""
    codes = found[:, 1].astype(np.int64)
    return make_events(
        found[:, 0] / sampling_rate_hz,
        codes % 2,
        codes // 2,
        sampling_rate_hz,
        sequence=sequence,
        score=found[:, 2],
    )


@dataclass(frozen=True)
class Points:
    """Where the points of the analysis are among keypoints."""

    places: dict[str, tuple[int, ...]]

    def one(self, *names: str) -> int:
        """Index of the first of these points that is a keypoint, or the first of its parts."""
        for name in names:
            if name in self.places:
                return self.places[name][0]
        raise ArgumentError("keypoints", f"a point for {names[0]}", "none")

    def pair(self, *names: str) -> tuple[int, int]:
        """Two keypoints whose mean is the first of these points that is there."""
        self.one(*names)
        places = self.places[next(name for name in names if name in self.places)]
        return places[0], places[-1 if len(places) <= 2 else 1]

    def reach_rows(self) -> list[tuple[int, ...]]:
        """Rows (foot, pelvis, pelvis, code): heels for contact, toes for leaving."""
        pelvis = self.pair("pelvis")
        return [
            (self.one(f"{side}_{name}", f"{side}_ankle"), *pelvis, kind + 2 * code)
            for code, side in enumerate(SIDES)
            for kind, name in enumerate(("heel", "toe"))
        ]

    def swing_rows(self) -> list[tuple[int, ...]]:
        """Rows (foot, foot, pelvis, pelvis, code): heels for contact, toes for leaving."""
        pelvis = self.pair("pelvis")
        return [
            (*self.pair(f"{side}_{name}", f"{side}_ankle"), *pelvis, kind + 2 * code)
            for code, side in enumerate(SIDES)
            for kind, name in enumerate(("heel", "toe"))
        ]


def keypoint_names(keypoints: str | Sequence[str], n_points: int) -> Sequence[str]:
    """Names of `n_points` keypoints, or of a skeleton that has so many."""
    if isinstance(keypoints, str):
        _check.one_of("keypoints", keypoints, SKELETONS)
        keypoints = SKELETONS[keypoints]
    if len(keypoints) != n_points:
        raise ArgumentError("keypoints", f"{n_points} names, one per keypoint", len(keypoints))
    return keypoints


def pick_points(keypoints: str | Sequence[str], n_points: int) -> Points:
    """Resolve the names of `n_points` keypoints."""
    return Points(resolve(keypoint_names(keypoints, n_points)))
