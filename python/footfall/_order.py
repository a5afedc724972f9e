"""Order repair: keeps the events that fit the gait cycle, and says what it put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from . import _check
from ._backend import kernel
from ._config import chosen_threads
from ._events import Events, make_events
from ._families import as_params

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Place in the cycle of (kind, side): right initial contact first.
CYCLES = {
    "walk": {(0, 1): 0, (1, 0): 1, (0, 0): 2, (1, 1): 3},
    "run": {(0, 1): 0, (1, 1): 1, (0, 0): 2, (1, 0): 3},
}
# Usual share of the stride from each place to the next.
SHARES = {"walk": (0.12, 0.38, 0.12, 0.38), "run": (0.35, 0.15, 0.35, 0.15)}


def repair_order(
    events: Events,
    sampling_rate_hz: float,
    *,
    mode: str = "walk",
    stride_s: float | None = None,
    spread: float = 0.1,
    least_spread: float = 0.015,
    trust: float = 1.0,
) -> Events:
    """Keep the events that fit the gait cycle and fill in what is missing between them.

    Parameters
    ----------
    events : Events
        Candidates, with errors; each sequence and bout is repaired for itself.
    sampling_rate_hz : float
        Frames per second.
    mode : {"walk", "run"}
        Which cycle: walking has double support, running has flight.
    stride_s : float, optional
        Stride time; None takes it from the candidates.
    spread : float
        Standard deviation of the intervals, as a share of the stride, where there are too few
        events to learn it, the stride time and the shares of the cycle from the person.

    least_spread : float
        What is learnt of the spread counts as at least this.
    trust : float
        Weight of a typical event, 0 to 3: the more, the farther it may be off its place in the
        cycle before it is left out.

    Returns
    -------
    Events
        The cheapest chain: an event left out costs more the surer it is, an event put in has
        `imputed` set, and `sigma_s` from the spread of the cycle.

    Raises
    ------
    ArgumentError
        When the mode is not known or a value is not positive.

    Notes
    -----
    Dynamic programming over chains of candidates, where a join costs its deviation from the
    cycle squared over twice the variance. Cost grows with the number of candidates times
    those within 2.3 strides.
    """
    _check.one_of("mode", mode, CYCLES)
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    if stride_s is not None:
        _check.positive("stride_s", stride_s)
    _check.positive("spread", spread)
    _check.positive("least_spread", least_spread)
    _check.between("trust", trust, 0.0, 3.0)
    if len(events) == 0:
        return events
    order = np.lexsort((events.time_s, events.bout, events.sequence))
    sorted_events = events.take(order)
    keys = np.stack([sorted_events.sequence, sorted_events.bout])
    starts = np.flatnonzero(np.any(np.diff(keys, axis=1, prepend=-1) != 0, axis=0))
    offsets = np.append(starts, len(order)).astype(np.int64)
    cycle = CYCLES[mode]
    codes = zip(sorted_events.kind_code.tolist(), sorted_events.side_code.tolist(), strict=True)
    place = np.array([cycle[code] for code in codes], dtype=np.float64)
    candidates = np.stack(
        [sorted_events.time_s, place, _weight(sorted_events.score, trust)], axis=1
    )
    params = (float("nan") if stride_s is None else stride_s, *SHARES[mode], spread, least_spread)
    group, rows = kernel("repair_order")(
        candidates,
        offsets,
        np.empty((0, 1), dtype=np.int64),
        chosen_threads(),
        as_params(params),
    )
    return _repaired(sorted_events, starts[group], rows, cycle, sampling_rate_hz)


def in_order(events: Events, mode: str) -> bool:
    """Whether the events of one bout follow the gait cycle without one too many or too few."""
    cycle = CYCLES[mode]
    codes = zip(events.kind_code.tolist(), events.side_code.tolist(), strict=True)
    steps = np.diff([cycle[code] for code in codes])
    return bool(np.all(steps % 4 == 1))


def _weight(score: NDArray[np.float64], trust: float) -> NDArray[np.float64]:
    """Scores of any scale as 0 to 3, the typical one being `trust`."""
    typical = np.nanmedian(score) if np.isfinite(score).any() else 0.0
    if not typical > 0:
        return np.full_like(score, trust)
    weight: NDArray[np.float64] = np.clip(trust * np.nan_to_num(score / typical, nan=1.0), 0.0, 3.0)
    return weight


def _repaired(
    events: Events,
    first: NDArray[np.int64],
    rows: NDArray[np.float64],
    cycle: dict[tuple[int, int], int],
    sampling_rate_hz: float,
) -> Events:
    """Table of a repaired chain; `first` is the first candidate of each row's bout."""
    imputed = rows[:, 2] < 0
    source = first + np.where(imputed, 0, rows[:, 2]).astype(np.int64)
    kinds, sides = np.array(sorted(cycle, key=lambda code: cycle[code])).T
    place = rows[:, 1].astype(np.int64)
    return make_events(
        rows[:, 0],
        kinds[place],
        sides[place],
        sampling_rate_hz,
        sequence=events.sequence[source],
        score=np.where(imputed, np.nan, events.score[source]),
        sigma_s=np.where(imputed, rows[:, 3], events.sigma_s[source]),
        imputed=imputed | events.imputed[source],
        bout=events.bout[source],
    )
