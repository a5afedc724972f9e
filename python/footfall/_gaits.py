"""Recordings in which a person both walks and runs: which is where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import ndimage

from ._running import stance_shares
from ._sensor_gait import bouts_of
from ._spans import runs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ._events import Events
    from ._sensor_gait import SensorGait

WINDOW_STRIDES = 7  # of both feet, whose majority decides
FEWEST_STRIDES = 6
RUNNING_DUTY = 0.5
LEAST_APART = 0.12  # shares of stance of the two gaits: slow running is near a half all the time
BY_MODE, BY_PART = "mode={!r} tells of them", "quality['gaits'] tells which parts to `take`"
WORDS = {"walk": "walking", "run": "running"}


@dataclass(frozen=True)
class Gait:
    """A stretch of a recording in which the person walks, or runs."""

    mode: str
    start_s: float
    end_s: float

    def row(self) -> dict[str, Any]:
        """Give it as the report has it."""
        return {"mode": self.mode, "start_s": self.start_s, "end_s": self.end_s}


def gaits_in(events: Events) -> list[Gait]:
    """Stretches of walking and running, by how long feet are down; empty where one is all there is.

    `events` are those that rules of walking find. A few strides of the other gait are none.
    """
    rows = stance_shares(events)
    if len(rows) < 2 * FEWEST_STRIDES:
        return []
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    runs = ndimage.median_filter((rows[:, 2] < RUNNING_DUTY).astype(np.int8), WINDOW_STRIDES) == 1
    found = [
        Gait(mode, float(rows[first, 0]), float(rows[first:last, 1].max()))
        for mode, flags in (("walk", ~runs), ("run", runs))
        for first, last in runs_of(flags)
        if last - first >= FEWEST_STRIDES
    ]
    if {gait.mode for gait in found} != {"walk", "run"}:
        return []
    apart = float(np.median(rows[~runs, 2]) - np.median(rows[runs, 2]))
    return sorted(found, key=lambda gait: gait.start_s) if apart >= LEAST_APART else []


def longer(gaits: Sequence[Gait]) -> str:
    """Mode in which most of the time is spent."""
    spent = {mode: sum(g.end_s - g.start_s for g in gaits if g.mode == mode) for mode in WORDS}
    return max(spent, key=lambda mode: spent[mode])


def only(events: Events, gaits: Sequence[Gait], mode: str) -> Events:
    """Events within the stretches of a mode."""
    return events.take(_within(events.time_s, [g for g in gaits if g.mode == mode]))


def left_out(gaits: Sequence[Gait], mode: str, how: str = BY_MODE) -> str:
    """Say what the metrics of a mode leave out."""
    other = next(name for name in WORDS if name != mode)
    seconds = sum(g.end_s - g.start_s for g in gaits if g.mode == other)
    return f"{seconds:.0f} s of {WORDS[other]} are not in the metrics: {how.format(other)}"


def livelier(
    running: SensorGait | str, walking: SensorGait | str, sampling_rate_hz: float
) -> SensorGait | str:
    """Give the running where there is more of it than of walking, else the walking.

    What walking shares with running is running. Where there is both the report says so.
    """
    if isinstance(running, str):
        return walking
    if isinstance(walking, str):
        return running
    ran = _stretches(running)
    if _within(walking.events.time_s, ran).any():
        walking = _without(walking, ran, sampling_rate_hz)
    if walking.table.accepted.sum() < FEWEST_STRIDES:
        return running
    if running.table.accepted.sum() < FEWEST_STRIDES:
        return walking
    gaits = sorted([*ran, *_stretches(walking)], key=lambda gait: gait.start_s)
    chosen = running if longer(gaits) == "run" else walking
    return replace(
        chosen,
        quality={**chosen.quality, "gaits": [gait.row() for gait in gaits]},
        warnings=(*chosen.warnings, left_out(gaits, chosen.mode, BY_PART)),
    )


def _without(found: SensorGait, gaits: Sequence[Gait], sampling_rate_hz: float) -> SensorGait:
    """Gait without what lies in these stretches; they part bouts."""
    ends = np.array([gait.end_s for gait in gaits])

    def parted(bout: NDArray[np.int64], time_s: NDArray[np.float64]) -> NDArray[np.int64]:
        return np.asarray(bout + np.searchsorted(ends, time_s))

    table, events = found.table, found.events
    apart = ~(_within(table.start_s, gaits) | _within(table.end_s, gaits))
    apart &= np.searchsorted(ends, table.start_s) == np.searchsorted(ends, table.end_s)
    table, events = table.take(apart), events.take(~_within(events.time_s, gaits))
    table = replace(table, bout=parted(table.bout, table.start_s))
    events = replace(events, bout=parted(events.bout, events.time_s))
    events = events.take(np.isin(events.bout, table.bout))  # what is left makes strides
    return replace(
        found,
        events=events,
        table=table,
        bouts=bouts_of(events, sampling_rate_hz),
    )


def _stretches(found: SensorGait) -> list[Gait]:
    times = zip(found.bouts.start_s.tolist(), found.bouts.end_s.tolist(), strict=True)
    return [Gait(found.mode, start, end) for start, end in times]


def _within(time_s: NDArray[np.float64], gaits: Sequence[Gait]) -> NDArray[np.bool_]:
    inside = np.zeros(len(time_s), dtype=bool)
    for gait in gaits:
        inside |= (time_s >= gait.start_s) & (time_s <= gait.end_s)
    return inside
