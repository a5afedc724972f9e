"""Gathers the strides of a long recording, piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .._analyze_sensors import sensor_gait
from .._events import INITIAL_CONTACT
from ..bouts import walking_bouts
from .report import bouts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .._sensor_gait import SensorGait
    from ..imu import ImuRecording
    from .report import WalkingBouts

MARGIN_S = 10.0  # before the end of a piece, where walking may go on in the next
LONGEST_HELD_S = 900.0  # of a walk that waits for the next piece
SLACK_S = 1e-6  # of sums of times
CLOCK_SLACK_FRAMES = 1.5  # that pieces may be off each other and still be one recording


class Walks:
    """Strides, contacts and turns of all pieces, on the clock of the recording."""

    def __init__(self, height_m: float | None) -> None:
        self._height_m = height_m
        self._held: ImuRecording | None = None
        self._accepted_s = -np.inf
        self._strides: list[NDArray[np.float64]] = []
        self._contacts: list[NDArray[np.float64]] = []
        self._turns: list[NDArray[np.float64]] = []
        self.site = ""
        self.no_lengths = self.lengths_doubt = self.sides_doubt = self.spread_doubt = ""
        self.gaps = 0

    def add(self, piece: ImuRecording) -> None:
        """Take the next piece; walks that reach its end wait for the one after."""
        if self._held is not None:
            end_s = self._held.start_time_s + self._held.duration_s
            off = abs(piece.start_time_s - end_s) * piece.sampling_rate_hz
            if off <= CLOCK_SLACK_FRAMES:
                piece = self._held.followed_by(piece)
            else:
                self.gaps += 1
                self.finish()
        start_s, length_s = piece.start_time_s, piece.duration_s
        found = self._gait(piece)
        cut_s = max(length_s - MARGIN_S, 0.0)
        if found is not None and len(found.bouts):
            last, end = float(found.bouts.start_s[-1]), float(found.bouts.end_s[-1])
            if end > cut_s:
                cut_s = max(last - MARGIN_S, length_s - LONGEST_HELD_S, 0.0)
            self._take(found, start_s, start_s + cut_s)
        self._held = piece.take(max(cut_s - MARGIN_S, 0.0), length_s)

    def finish(self) -> None:
        """Take what waits: nothing follows."""
        if self._held is None:
            return
        piece, self._held = self._held, None
        found = self._gait(piece)
        if found is not None:
            self._take(found, piece.start_time_s, np.inf)

    def _gait(self, piece: ImuRecording) -> SensorGait | None:
        found, site = sensor_gait(piece, self._height_m)
        self.site = self.site or site
        if isinstance(found, str):
            return None
        self.no_lengths = self.no_lengths or found.doubts.no_lengths
        self.lengths_doubt = self.lengths_doubt or found.doubts.lengths
        self.sides_doubt = self.sides_doubt or found.sides_doubt
        self.spread_doubt = self.spread_doubt or found.spread_doubt
        return found

    def doubts(self) -> list[str]:
        """Give what limits the outcomes, in sentences."""
        found = (self.no_lengths, self.lengths_doubt, self.sides_doubt, self.spread_doubt)
        return [doubt for doubt in found if doubt]

    def _take(self, found: SensorGait, start_s: float, until_s: float) -> None:
        """Keep what begins after what was kept, and before a time."""

        def new(times_s: NDArray[np.float64]) -> NDArray[np.bool_]:
            return (times_s >= self._accepted_s) & (times_s < until_s)

        table = found.table
        rows = np.stack(
            [
                *(start_s + table.start_s, start_s + table.end_s),
                *(table.side_code, table.stride_length_m, table.speed_mps),
            ],
            axis=1,
        )[table.accepted]
        self._strides.append(rows[new(rows[:, 0])])
        contacts = start_s + found.events.time_s[found.events.kind_code == INITIAL_CONTACT]
        self._contacts.append(contacts[new(contacts)])
        if found.turns is not None:
            turns = start_s + found.turns.start_s
            self._turns.append(turns[new(turns)])
        self._accepted_s = until_s

    def contacts_s(self) -> NDArray[np.float64]:
        """Give the initial contacts of all feet."""
        return np.sort(np.concatenate([np.empty(0), *self._contacts]))

    def bouts(self) -> WalkingBouts:
        """Give the walking bouts."""
        rows = np.concatenate([np.empty((0, 5)), *self._strides])
        start, end, side, length, speed = rows.T
        number = walking_bouts(start, end, side, length)
        contacts, turns = self.contacts_s(), np.sort(np.concatenate([np.empty(0), *self._turns]))
        table = []
        for bout in range(int(number.max(initial=-1)) + 1):
            own = number == bout
            first, last = float(start[own].min()), float(end[own].max())
            duration = (end - start)[own]
            told = len(duration) > 1 and not self.spread_doubt
            spread = float(duration.std(ddof=1) / duration.mean()) if told else np.nan
            table.append(
                {
                    "start_s": first,
                    "end_s": last,
                    "duration_s": last - first,
                    "strides": int(own.sum()),
                    "steps": _between(contacts, first - SLACK_S, last + SLACK_S),
                    "turns": _between(turns, first, last),
                    "cadence_spm": 120.0 / float(duration.mean()),
                    "stride_length_m": float(length[own].mean()),
                    "speed_mps": float(speed[own].mean()),
                    "stride_duration_cv_percent": 100 * spread,
                }
            )
        return bouts_of(table)


def _between(times_s: NDArray[np.float64], first_s: float, last_s: float) -> int:
    return int(np.diff(np.searchsorted(times_s, [first_s, last_s]))[0])
