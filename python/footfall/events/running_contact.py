"""Contacts in running, from all that tells them: feet, pelvis, and the rhythm of both."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._columns import concatenate
from .._events import FINAL_CONTACT, INITIAL_CONTACT, SIDES, make_events
from .._fusion import fuse
from .._pose_detector import pick_points
from .._speed_detector import LEAVE, UNLIMITED, Limits, RelativeSpeedDetector
from ..batch import item_rows
from .fellin import Fellin
from .free_fall import FreeFall, in_time
from .handsaker import Handsaker
from .pelvis_velocity import PelvisVelocity
from .zeni import Zeni

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from .._events import Events
    from ..batch import Batch

HIGHEST_CUTOFF = 0.4  # of the rate
VELOCITY_CUTOFF_HZ = 10.0  # of the pelvis, at most
FEET_CUTOFF_HZ, PELVIS_CUTOFF_HZ = 20.0, 12.0  # at which errors are those of clean motion
REACH_S = 0.15  # from the end of a swing to its event
USUAL_ERROR_S = 0.010  # of an event that follows its swing as in other steps

# How late the papers found clues against force plates, s.
LATE_S = {("handsaker", INITIAL_CONTACT): 0.0031, ("handsaker", FINAL_CONTACT): 0.0021}
# Errors of clues on clean motion, s: from the limits of agreement of the papers where they state
# them. Unloading is slower than loading, which the half sine of free fall does not know.
ERROR_S = {
    INITIAL_CONTACT: {
        "handsaker": 0.0076,
        "fellin": 0.010,
        "pelvis_velocity": 0.009,
        "speed": 0.012,
        "free_fall": 0.012,
    },
    FINAL_CONTACT: {"handsaker": 0.008, "speed": 0.010, "free_fall": 0.020},
}
ANKLE_ERROR_S = {
    INITIAL_CONTACT: ERROR_S[INITIAL_CONTACT] | {"handsaker": 0.015},
    FINAL_CONTACT: {"speed": 0.030, "free_fall": 0.020},
}
# How far blur by a lower cut-off moves a clue, in time constants of the filter: the more, the
# higher its derivative. All are moved alike by about the last one.
BLUR_SHARE = {
    "handsaker": 3.0,  # the forefoot's slap follows the heel's
    "fellin": 1.2,
    "speed": 0.7,
    "free_fall": 1.0,
    "pelvis_velocity": 0.5,
}
COMMON_BLUR_SHARE = 0.6
# What all clues of one person share, s: with a sole, and without.
COMMON_ERROR_S = {INITIAL_CONTACT: 0.006, FINAL_CONTACT: 0.008}
ANKLE_COMMON_ERROR_S = {INITIAL_CONTACT: 0.010, FINAL_CONTACT: 0.018}


@dataclass(frozen=True, kw_only=True)
class RunningContact:
    """Foot contacts in running: a weighted mean of what feet and pelvis tell.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz, pelvis_cutoff_hz : float
        Low-pass of the feet, and of the pelvis; lower it where they are noisy.
    speed_mps : float, optional
        Running speed over the ground, for the lag of the pelvis.
    land_share : float
        Share of the running speed below which a landing foot moves forward.
    leave_share, ankle_leave_share : float
        Shares of the running speed that a toe, or an ankle instead, has when the foot leaves: both
        turn about the tip of the shoe, the toe a few cm, the ankle a foot's length away.

    Notes
    -----
    Initial contact: the peak of the foot's vertical acceleration (`Handsaker`), the heel's turn
    from down to up (`Fellin`), the fastest fall of the pelvis (`PelvisVelocity`), the end of its
    free fall (`FreeFall`), and the foot's loss of forward speed. Final contact: the toe's gain of
    speed, the peak of its jerk (`Handsaker`), and the beginning of free fall. Each counts by its
    own error and by how it scatters in this recording about the rest; one far off is left out.
    Each event also leans on how long after its swing the foot usually lands or leaves. Without
    heel and toe the ankle stands in, with larger errors. Nothing depends on the unit of length,
    the height of the floor or a treadmill's speed.

    References
    ----------
    Of `Handsaker`, `Fellin`, `PelvisVelocity` and `FreeFall`. Speeds as shares: Bruening DA, Ridge
    ST (2014). doi:10.1016/j.gaitpost.2013.09.005.
    """

    sampling_rate_hz: float
    cutoff_hz: float = FEET_CUTOFF_HZ
    pelvis_cutoff_hz: float = PELVIS_CUTOFF_HZ
    speed_mps: float | None = None
    land_share: float = 0.5
    leave_share: float = 0.25
    ankle_leave_share: float = 0.85

    def __post_init__(self) -> None:
        for name in ("sampling_rate_hz", "cutoff_hz", "pelvis_cutoff_hz"):
            _check.positive(name, getattr(self, name))
        if self.speed_mps is not None:
            _check.positive("speed_mps", self.speed_mps)
        for name in ("land_share", "leave_share", "ankle_leave_share"):
            _check.positive(name, getattr(self, name))

    def __call__(
        self,
        positions: ArrayLike | Batch,
        *,
        keypoints: str | Sequence[str],
        forward: ArrayLike | str,
        up: ArrayLike | str,
    ) -> Events:
        """Find events.

        Parameters
        ----------
        positions : array, shape (T, K, D) or (N, T, K, D), or Batch with items (K, D)
            Coordinates in any unit; NaN is missing.
        keypoints : str or sequence of str
            Skeleton or canonical names of the keypoints.
        forward, up : str or array, shape (D,)
            Directions of travel, and up.

        Returns
        -------
        Events
            `sigma_s` is the expected error against force plates, `score` the speed of the swing
            over the usual one.

        Raises
        ------
        ArgumentError
            When there is no foot or pelvis among the keypoints.
        """
        places = pick_points(keypoints, item_rows(positions, 2, "positions").item_shape[0]).places
        heels, toes = (all(f"{s}_{n}" in places for s in SIDES) for n in ("heel", "toe"))
        rate = self.sampling_rate_hz
        cutoff, pelvis_cutoff = self._cutoffs_hz
        common: dict[str, Any] = {"keypoints": keypoints, "forward": forward, "up": up}
        speed = _FootSpeed(
            sampling_rate_hz=rate,
            cutoff_hz=cutoff,
            belt_speed_mps=None,
            land_share=self.land_share,
            leave_share=self.leave_share if toes else self.ankle_leave_share,
        )
        clues = {
            "speed": speed(positions, **common),
            "handsaker": Handsaker(sampling_rate_hz=rate, cutoff_hz=cutoff)(positions, **common),
            "pelvis_velocity": PelvisVelocity(
                sampling_rate_hz=rate,
                cutoff_hz=min(pelvis_cutoff, VELOCITY_CUTOFF_HZ),
                speed_mps=self.speed_mps,
                min_prominence=0.0,
            )(positions, **common),
            "free_fall": FreeFall(
                sampling_rate_hz=rate, cutoff_hz=pelvis_cutoff, min_prominence=0.0
            )(positions, **common),
        }
        if heels:
            fellin = Fellin(sampling_rate_hz=rate, cutoff_hz=cutoff)(positions, **common)
            # The straightest knee is not used: how late it is depends on the runner.
            clues["fellin"] = fellin.pick("initial_contact")
        if not (heels and toes):
            clues["handsaker"] = clues["handsaker"].pick("initial_contact")
        swings = Zeni(sampling_rate_hz=rate, cutoff_hz=cutoff, form="velocity")(
            positions, keypoints=keypoints, forward=forward
        )
        numbers = np.unique(np.concatenate([e.sequence for e in (swings, *clues.values())]))
        parts = [
            self._of_sequence(number, kind, swings, clues, heels and toes)
            for number in numbers
            for kind in (INITIAL_CONTACT, FINAL_CONTACT)
        ]
        return in_time(concatenate(parts)) if parts else swings

    @property
    def _cutoffs_hz(self) -> tuple[float, float]:
        highest = HIGHEST_CUTOFF * self.sampling_rate_hz
        return min(self.cutoff_hz, highest), min(self.pelvis_cutoff_hz, highest)

    @property
    def _blurs_s(self) -> tuple[float, float]:
        """By how much the filters' time constants exceed those for clean motion."""
        usual = (FEET_CUTOFF_HZ, PELVIS_CUTOFF_HZ)
        feet, pelvis = (
            max(1 / cutoff - 1 / clean, 0.0) / (2 * math.pi)
            for cutoff, clean in zip(self._cutoffs_hz, usual, strict=True)
        )
        return feet, pelvis

    def _of_sequence(
        self, number: int, kind: int, swings: Events, clues: Mapping[str, Events], sole: bool
    ) -> Events:
        """Events of one kind in one sequence."""

        def chosen(events: Events) -> Events:
            return events.take((events.sequence == number) & (events.kind_code == kind))

        own = {
            name: _earlier(chosen(events), LATE_S.get((name, kind), 0.0))
            for name, events in clues.items()
        }
        errors = (ERROR_S if sole else ANKLE_ERROR_S)[kind]
        feet_s, pelvis_s = self._blurs_s
        blurs = {n: pelvis_s if n in ("free_fall", "pelvis_velocity") else feet_s for n in errors}
        fused = fuse(
            chosen(swings),
            {name: own[name] for name in errors if name in own},
            {n: math.hypot(error, BLUR_SHARE[n] * blurs[n]) for n, error in errors.items()},
            usual_error_s=USUAL_ERROR_S,
            common_error_s=math.hypot(
                (COMMON_ERROR_S if sole else ANKLE_COMMON_ERROR_S)[kind],
                COMMON_BLUR_SHARE * feet_s,
            ),
            reach_s=REACH_S,
        )
        inside = fused.time_s >= 0
        n = int(inside.sum())
        return make_events(
            fused.time_s[inside],
            np.full(n, kind),
            fused.side_code[inside],
            self.sampling_rate_hz,
            sequence=np.full(n, number),
            score=fused.score[inside],
            sigma_s=fused.sigma_s[inside],
        )


def _earlier(events: Events, late_s: float) -> Events:
    return replace(events, time_s=events.time_s - late_s)


@dataclass(frozen=True, kw_only=True)
class _FootSpeed(RelativeSpeedDetector):
    """A landing foot loses its forward speed, a leaving one gains speed."""

    land_share: float
    leave_share: float

    def _roles(self, keypoints: str | Sequence[str], n_points: int) -> list[tuple[int, ...]]:
        """Toes land too, since they show the belt's speed: heels rise while the foot rolls."""
        points = pick_points(keypoints, n_points)
        rows: list[tuple[int, ...]] = []
        for code, side in enumerate(SIDES):
            foot = points.pair(f"{side}_toe", f"{side}_ankle", f"{side}_heel")
            rows += [
                (*foot, *points.pair("pelvis"), kind * LEAVE, 2 * code + kind) for kind in (0, 1)
            ]
        return rows

    def _limits(self) -> Limits:
        land = (self.land_share, UNLIMITED, UNLIMITED)
        leave = (self.leave_share, self.leave_share, UNLIMITED)
        return Limits(heel=land, forefoot=land, leave=leave)
