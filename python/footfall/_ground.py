"""The ground that a person stands on: it may move, as a treadmill's belt does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ._statistics import NORMAL
from ._travel import foot_center
from .parameters import Placements, flat_foot_spans, place_feet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._events import Events
    from ._prepare import Tracks

SIDES = ("left", "right")
LEAST_SEEN = 0.5  # share of frames in which a point is good for placing a foot


class Ground:
    """Where feet are placed, on the ground that they stand on.

    Attributes
    ----------
    belt_speed, belt_sigma : float
        Backward speed of the ground and its standard error, in units of the recording per
        second; 0 overground.
    noise : float
        Standard deviation of one placement, in units of the recording.
    """

    def __init__(self, tracks: Tracks, events: Events) -> None:
        self._rate = tracks.sampling_rate_hz
        self._times = np.arange(tracks.n_frames) / self._rate
        point = _common_point(tracks)
        self._feet = {}
        for side in SIDES:
            foot = tracks.smooth[f"{side}_{point}"] if point else foot_center(tracks.smooth, side)
            if foot is not None:
                own = events.pick(side=side)
                times = [own.pick(k).time_s for k in ("initial_contact", "final_contact")]
                self._feet[side] = (times[0], times[1], foot[:, 0], foot[:, 2])
        self.noise = placement_noise(tracks, point)
        self.belt_speed = self.belt_sigma = 0.0
        if tracks.travel.surface == "treadmill":
            self._measure_belt()

    def _measure_belt(self) -> None:
        """Median over stances of the slope of a line through the track of a flat foot."""
        slopes = []
        for contacts, leaves, along, _ in self._feet.values():
            for span in flat_foot_spans(contacts, leaves, self._rate):
                times, places = self._times[span], along[span]
                seen = np.isfinite(places)
                if seen.sum() >= 3:
                    slopes.append(float(np.polyfit(times[seen], places[seen], 1)[0]))
        if slopes:
            middle = float(np.median(slopes))
            spread = NORMAL * float(np.median(np.abs(np.array(slopes) - middle)))
            self.belt_speed = -middle
            # The median of normal values errs by the root of pi / 2 more than their mean.
            self.belt_sigma = math.sqrt(math.pi / 2) * spread / math.sqrt(len(slopes))

    def placements(self, meters_per_unit: float) -> dict[str, Placements]:
        """Where each foot was placed, in metres."""
        moved = self.belt_speed * self._times
        return {
            side: place_feet(
                contacts,
                leaves,
                meters_per_unit * (along + moved),
                meters_per_unit * across,
                self._rate,
            )
            for side, (contacts, leaves, along, across) in self._feet.items()
        }


def placement_noise(tracks: Tracks, point: str | None) -> float:
    """Of a foot's place: the error of a smoothed sample, which lasts about as long as a stance."""
    known = [
        sigma[np.isfinite(sigma)]
        for name, sigma in tracks.smooth_sigma.items()
        if name.endswith(point or ("heel", "toe", "ankle"))
    ]
    values = np.concatenate(known) if known else np.empty(0)
    return float(np.median(values)) if len(values) else 0.0


def _common_point(tracks: Tracks) -> str | None:
    """The point that both feet have, the heel if it can be: other points lie elsewhere."""

    def seen(track: NDArray[np.float64]) -> bool:
        return float(np.isfinite(track[:, 0]).mean()) >= LEAST_SEEN * _most_seen(tracks)

    for name in ("heel", "ankle", "toe"):
        feet = [tracks.points.get(f"{side}_{name}") for side in SIDES]
        if all(foot is not None and seen(foot) for foot in feet):
            return name
    return None


def _most_seen(tracks: Tracks) -> float:
    """Share of frames in which the best seen point is there."""
    return max(float(np.isfinite(p[:, 0]).mean()) for p in tracks.points.values())
