"""Gait events: when feet meet and leave the ground."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import _check
from ._backend import kernel
from ._config import chosen_threads
from ._errors import ArgumentError
from ._events import Events, make_events
from ._families import as_params
from ._matching import Match, match
from ._order import repair_order
from ._pose_detector import PoseDetector, event_table, pick_points
from .batch import Batch, item_rows
from .kinematics import direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


__all__ = [
    "Events",
    "FootContact",
    "FootVelocity",
    "ForceThreshold",
    "Match",
    "Zeni",
    "match",
    "repair_order",
]

SIDES = ("left", "right")
CONTACT_SIGNALS = 13


@dataclass(frozen=True, kw_only=True)
class Zeni(PoseDetector):
    """Coordinate method: the heel farthest ahead of the pelvis, the toe farthest behind.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or None
        Low-pass before the search; None for data that are smooth already.
    min_distance_s : float, optional
        Least time between events of a kind and side; None takes 55 % of the stride time,
        which the signal's autocorrelation tells.
    min_prominence : float, optional
        How far an extremum must stand out, in the unit of the positions; None lowers the
        bar from 30 to 12 % of the signal's range until no stride is left out.

    Notes
    -----
    Against force plates initial contact comes about 30 ms early: the foot swings back a
    little before it lands. The ankle stands in for a heel or toe that is not there.

    References
    ----------
    Zeni JA, Richards JG, Higginson JS (2008). Two simple methods for determining gait events
    during treadmill and overground walking using kinematic data. Gait Posture 27.
    doi:10.1016/j.gaitpost.2007.07.007
    """

    cutoff_hz: float | None = 6.0

    def __call__(
        self,
        positions: ArrayLike | Batch,
        *,
        keypoints: str | Sequence[str],
        forward: ArrayLike | str,
    ) -> Events:
        """Find events.

        Parameters
        ----------
        positions : array, shape (T, K, D) or (N, T, K, D), or Batch with items (K, D)
            Coordinates in any unit; NaN is missing.
        keypoints : str or sequence of str
            Skeleton or canonical names of the keypoints.
        forward : str or array, shape (D,)
            Direction of travel.

        Returns
        -------
        Events
            `score` is the prominence in the unit of the positions.

        Raises
        ------
        ArgumentError
            When there is no foot or pelvis among the keypoints.
        """
        rows = self._smoothed(positions)
        n_points, dimensions = rows.item_shape
        points = pick_points(keypoints, n_points)
        pelvis = points.pair("pelvis")
        table = [
            (points.one(f"{side}_{name}", f"{side}_ankle"), *pelvis, kind + 2 * code)
            for code, side in enumerate(SIDES)
            for kind, name in enumerate(("heel", "toe"))
        ]
        ahead = direction("forward", forward, dimensions)
        params = [self.sampling_rate_hz, dimensions, *ahead, *self._picking()]
        return self._run("zeni", rows, table, params)


@dataclass(frozen=True, kw_only=True)
class FootVelocity(PoseDetector):
    """Foot velocity algorithm: extrema of the vertical velocity of the foot's centre.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or None
        Low-pass before the search; None for data that are smooth already.
    min_distance_s, min_prominence : float, optional
        As for `Zeni`; the prominence is in units per second.
    max_heel_height : float
        Initial contact counts only while the heel is below this share of its range.

    References
    ----------
    O'Connor CM, Thorpe SK, O'Malley MJ, Vaughan CL (2007). Automatic detection of gait events
    using kinematic data. Gait Posture 25. doi:10.1016/j.gaitpost.2006.05.016
    """

    cutoff_hz: float | None = 7.0
    max_heel_height: float = 0.35

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.between("max_heel_height", self.max_heel_height, 0.0, 1.0)

    def __call__(
        self,
        positions: ArrayLike | Batch,
        *,
        keypoints: str | Sequence[str],
        up: ArrayLike | str,
    ) -> Events:
        """Find events.

        Parameters
        ----------
        positions : array, shape (T, K, D) or (N, T, K, D), or Batch with items (K, D)
            Coordinates in any unit; NaN is missing.
        keypoints : str or sequence of str
            Skeleton or canonical names of the keypoints.
        up : str or array, shape (D,)
            Direction that points up.

        Returns
        -------
        Events
            `score` is the prominence in units per second.

        Raises
        ------
        ArgumentError
            When a heel or a toe is not among the keypoints.
        """
        rows = self._smoothed(positions)
        n_points, dimensions = rows.item_shape
        points = pick_points(keypoints, n_points)
        table = [
            (points.one(f"{side}_heel"), points.one(f"{side}_toe"), kind + 2 * code)
            for code, side in enumerate(SIDES)
            for kind in (0, 1)
        ]
        above = direction("up", up, dimensions)
        params = [self.sampling_rate_hz, dimensions, *above, *self._picking()]
        return self._run("foot_velocity", rows, table, [*params, self.max_heel_height])


@dataclass(frozen=True, kw_only=True)
class FootContact:
    """Foot contacts in walking: the ground arrests the foot, holds it, and lets it go.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz, min_cutoff_hz : float
        Low-pass of the speeds; lowered, down to the minimum, until the noise of a speed is
        below `noise_share` of the swing speed.
    noise_share : float
        See above.
    swing_cutoff_hz : float
        Low-pass for finding swings.
    swing_share : float
        Share of the usual swing speed that a swing reaches.
    ground_share : float
        Share of the walking speed below which a foot rests.
    toe_speed_share : float
        Share of its swing speed that a toe has when it leaves.
    max_gap_s : float
        Gaps up to this are bridged.

    Notes
    -----
    Swings, the spans in which a foot moves forward against the pelvis, are the windows.
    Initial contact is where the fall of the foot's middle is arrested, weighed against where
    it comes to rest; final contact where the toe's speed rises, weighed against the rise of
    heel and toe. Nothing depends on the unit of length, the height of the floor or a
    treadmill's speed. `sigma_s` is the expected error against
    force plates. An ankle alone stands in for heel and toe, with larger errors.

    References
    ----------
    Windows: Zeni JA, Richards JG, Higginson JS (2008). doi:10.1016/j.gaitpost.2007.07.007.
    Fall of the foot's middle: O'Connor CM et al. (2007). doi:10.1016/j.gaitpost.2006.05.016.
    Speeds as shares: Bruening DA, Ridge ST (2014). doi:10.1016/j.gaitpost.2013.09.005;
    Bonci T et al. (2022). doi:10.3389/fbioe.2022.868928.
    """

    sampling_rate_hz: float
    cutoff_hz: float = 15.0
    min_cutoff_hz: float = 4.0
    noise_share: float = 0.03
    swing_cutoff_hz: float = 6.0
    swing_share: float = 0.25
    ground_share: float = 0.4
    toe_speed_share: float = 0.3
    max_gap_s: float = 0.2

    def __post_init__(self) -> None:
        for name in ("sampling_rate_hz", "cutoff_hz", "min_cutoff_hz", "swing_cutoff_hz"):
            _check.positive(name, getattr(self, name))
        if self.min_cutoff_hz > self.cutoff_hz:
            raise ArgumentError("min_cutoff_hz", "a value <= cutoff_hz", self.min_cutoff_hz)
        _check.positive("noise_share", self.noise_share)
        for name in ("swing_share", "ground_share", "toe_speed_share"):
            _check.share(name, getattr(self, name))
        _check.not_negative("max_gap_s", self.max_gap_s)

    def __call__(self, signals: ArrayLike | Batch) -> Events:
        """Find events.

        Parameters
        ----------
        signals : array, shape (T, 13) or (N, T, 13), or Batch with items (13,)
            Positions along the line of travel and up, in any unit: pelvis along; left heel
            along, up; left toe along, up; left ankle along, up; the same of the right foot.
            NaN is missing; a point that is not there is NaN throughout.

        Returns
        -------
        Events
            `score` is 0 to 3, 1 being typical.

        Raises
        ------
        ArgumentError
            When there are not 13 signals.
        """
        rows = item_rows(signals, 1, "signals")
        if rows.item_shape != (CONTACT_SIGNALS,):
            raise ArgumentError("signals", f"{CONTACT_SIGNALS} signals", rows.item_shape)
        sequence, found = kernel("foot_contact")(
            rows.values,
            rows.offsets,
            np.empty((0, 1), dtype=np.int64),
            chosen_threads(),
            as_params(astuple(self)),
        )
        codes = found[:, 1].astype(np.int64)
        return make_events(
            found[:, 0] / self.sampling_rate_hz,
            codes % 2,
            codes // 2,
            self.sampling_rate_hz,
            sequence=sequence,
            score=found[:, 4],
            sigma_s=found[:, 3],
        )


@dataclass(frozen=True, kw_only=True)
class ForceThreshold:
    """Contacts of force plates and insoles: the vertical force crosses a threshold.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    threshold_n : float
        Force of contact, newton; 20 for walking, up to 50 for running.
    hysteresis_n : float
        A dip ends a contact only when it falls this far below the threshold.
    min_duration_s : float
        Shorter contacts are noise.

    Notes
    -----
    Times lie between samples, where the straight line crosses the threshold. A contact that
    is cut by the recording's ends or by missing samples has no event there. A plate that
    does not read zero when empty must be zeroed before.
    """

    sampling_rate_hz: float
    threshold_n: float = 20.0
    hysteresis_n: float = 10.0
    min_duration_s: float = 0.05

    def __post_init__(self) -> None:
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        _check.positive("threshold_n", self.threshold_n)
        _check.not_negative("hysteresis_n", self.hysteresis_n)
        if self.hysteresis_n >= self.threshold_n:
            raise ArgumentError(
                "hysteresis_n", "a value >= 0 and below the threshold", self.hysteresis_n
            )
        _check.not_negative("min_duration_s", self.min_duration_s)

    def contacts(
        self, vertical_force_n: ArrayLike | Batch
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Give the crossings as they come: sequence, and (frame, kind + 2 plate, peak force)."""
        rows = item_rows(vertical_force_n, 1, "vertical_force_n")
        table = np.empty((0, 1), dtype=np.int64)
        params = (self.sampling_rate_hz, self.threshold_n, self.hysteresis_n, self.min_duration_s)
        sequence, found = kernel("force_threshold")(
            rows.values, rows.offsets, table, chosen_threads(), as_params(params)
        )
        return sequence, found

    def __call__(
        self, vertical_force_n: ArrayLike | Batch, *, sides: Sequence[str] = SIDES
    ) -> Events:
        """Find events.

        Parameters
        ----------
        vertical_force_n : array, shape (T, P) or (N, T, P), or Batch with items (P,)
            Vertical force per plate or insole, newton, positive under load.
        sides : sequence of str
            The foot on each plate.

        Returns
        -------
        Events
            `score` is the peak force of the contact.

        Raises
        ------
        ArgumentError
            When there is not one side per plate.
        """
        sequence, found = self.contacts(vertical_force_n)
        rows = item_rows(vertical_force_n, 1, "vertical_force_n")
        if len(sides) != rows.item_shape[0]:
            raise ArgumentError("sides", f"{rows.item_shape[0]} sides, one per plate", sides)
        for side in sides:
            _check.one_of("sides", side, SIDES)
        codes = found[:, 1].astype(np.int64)
        side_codes = np.array([SIDES.index(side) for side in sides], dtype=np.int64)
        found = found.copy()
        found[:, 1] = codes % 2 + 2 * side_codes[codes // 2]
        return event_table(sequence, found, self.sampling_rate_hz)
