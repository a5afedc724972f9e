"""The ground that a person stands on: it may move, as a treadmill's belt does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ._travel import foot_center, velocity
from .parameters import Placements, place_feet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._events import Events
    from ._prepare import Tracks


class Ground:
    """Where feet are placed, on the ground that they stand on.

    Attributes
    ----------
    belt_speed : float
        Backward speed of the ground in units of the recording per second; 0 overground.
    """

    def __init__(self, tracks: Tracks, events: Events) -> None:
        self._rate = tracks.sampling_rate_hz
        self._times = np.arange(tracks.n_frames) / self._rate
        self._feet = {}
        for side in ("left", "right"):
            center = foot_center(tracks.points, side)
            if center is not None:
                heel = tracks.points.get(f"{side}_heel", center)
                self._feet[side] = (events.pick(side=side), heel[:, 0], center[:, 2])
        treadmill = tracks.travel.surface == "treadmill"
        self.belt_speed = self._measure_belt() if treadmill else 0.0

    def _measure_belt(self) -> float:
        """Median over stances of the backward speed of a flat foot."""
        speeds = [
            self._place(events, velocity(along, self._rate), across).along_m
            for events, along, across in self._feet.values()
        ]
        known = np.concatenate(speeds) if speeds else np.empty(0)
        known = known[np.isfinite(known)]
        return -float(np.median(known)) if len(known) else 0.0

    def placements(self, meters_per_unit: float) -> dict[str, Placements]:
        """Where each foot was placed, in metres."""
        moved = self.belt_speed * self._times
        return {
            side: self._place(events, meters_per_unit * (along + moved), meters_per_unit * across)
            for side, (events, along, across) in self._feet.items()
        }

    def _place(
        self, events: Events, along: NDArray[np.float64], across: NDArray[np.float64]
    ) -> Placements:
        contacts, leaves = (
            events.pick(kind).time_s for kind in ("initial_contact", "final_contact")
        )
        return place_feet(contacts, leaves, along, across, self._rate)
