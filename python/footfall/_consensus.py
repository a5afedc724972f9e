"""Consensus of detectors: clusters of their events, weighed by what is known of their errors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import _check
from ._errors import ArgumentError
from ._events import INITIAL_CONTACT, Events, make_events

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

USUAL_STRIDE_S = 1.1
POINTS = ("feet", "ankles")


@dataclass(frozen=True, kw_only=True)
class DetectorError:
    """Errors of a detector against force plates.

    Parameters
    ----------
    bias_s, sigma_s : tuple of float
        Mean and standard deviation of detected minus true time, of initial and of final contact.
    reliability : float
        Probability that the detector speaks where there is an event, and that it is silent where
        there is none; 0.5 is a coin.
    source : str
        Where the numbers come from.
    """

    bias_s: tuple[float, float] = (0.0, 0.0)
    sigma_s: tuple[float, float]
    reliability: float = 0.9
    source: str = ""

    def __post_init__(self) -> None:
        for value in self.sigma_s:
            _check.not_negative("sigma_s", value)
        _check.share("reliability", self.reliability)


def _error(
    biases_ms: tuple[float, float], sigmas_ms: tuple[float, float], reliability: float, source: str
) -> DetectorError:
    return DetectorError(
        bias_s=(1e-3 * biases_ms[0], 1e-3 * biases_ms[1]),
        sigma_s=(1e-3 * sigmas_ms[0], 1e-3 * sigmas_ms[1]),
        reliability=reliability,
        source=source,
    )


_RETRACTION = (
    "synthetic.walker: -40 and +14 ms. Against plates initial contact is known to come 30 ms "
    "early, as the foot swings back before it lands, and final contact about in time"
)
_SIGNLESS = "size of the published error taken for its spread, as its sign is not sure: "

# Errors in walking with heels and toes, by name of the detector. A detector that states a
# deviation for each event has that added.
WALKING_ERRORS: dict[str, DetectorError] = {
    "foot_contact": _error((0, 0), (0, 0), 0.98, "deviation stated for each event"),
    "zeni": _error((-35, 5), (20, 15), 0.95, _RETRACTION),
    "zeni_velocity": _error((-35, 5), (20, 15), 0.95, _RETRACTION),
    "desailly": _error((-35, 5), (22, 18), 0.9, _RETRACTION),
    "foot_velocity": _error(
        (0, 0), (22, 18), 0.9, _SIGNLESS + "O'Connor 2007, 16 (15) and 9 (15) ms"
    ),
    "hreljac": _error(
        (0, 0), (20, 25), 0.8, "Hreljac 2000: 5 and 6 ms with a cut-off chosen for each person"
    ),
    "ghoussayni": _error((0, -10), (25, 25), 0.85, "synthetic.walker: -1 and -13 ms"),
    "bruening": _error(
        (-10, 0), (25, 25), 0.85, "limits set for no bias; synthetic.walker: -22 and +2 ms"
    ),
    "bonci": _error((0, 0), (20, 20), 0.9, "Bonci 2022: bias below 10 ms; synthetic.walker: 7 ms"),
    "vancanneyt": _error((5, -45), (20, 25), 0.8, "synthetic.walker: +3 and about -60 ms"),
}
ANKLE_SPREAD = 1.4  # an ankle for heel and toe: how much `FootContact` trusts its clues less


def known_errors(mode: str, points: str) -> dict[str, DetectorError]:
    """What is known of detectors in a mode and with such points of the foot."""
    if mode != "walk":
        return {}
    factor = ANKLE_SPREAD if points == "ankles" else 1.0
    return {
        name: DetectorError(
            bias_s=error.bias_s,
            sigma_s=(factor * error.sigma_s[0], factor * error.sigma_s[1]),
            reliability=error.reliability,
            source=error.source,
        )
        for name, error in WALKING_ERRORS.items()
    }


def consensus(
    events_by_detector: Mapping[str, Events],
    sampling_rate_hz: float,
    *,
    mode: str = "walk",
    points: str = "feet",
    errors: Mapping[str, DetectorError] | None = None,
    stride_s: float | None = None,
    window: float = 0.12,
    correlation: float = 0.5,
    least_score: float = 0.0,
) -> Events:
    """Join what several detectors found into one table.

    Parameters
    ----------
    events_by_detector : mapping of str to Events
        What each detector found in the same sequences; names as in `errors`.
    sampling_rate_hz : float
        Frames per second.
    mode : {"walk", "run"}
        Which errors apply.
    points : {"feet", "ankles"}
        Whether detectors saw heels and toes, or ankles that stood in for them.
    errors : mapping of str to DetectorError, optional
        Errors of detectors; they win over those that are known (`events.WALKING_ERRORS`).
    stride_s : float, optional
        Stride time; None takes the median of each sequence and bout.
    window : float
        Events of one kind and side at most this share of a stride apart belong together.
    correlation : float
        Of the errors of different detectors, which see the same feet: 0 to 1.
    least_score : float
        Clusters with a lower score are left out; at 0 an event is as likely as none.

    Returns
    -------
    Events
        `time_s` is the mean weighted by the inverse squares of the deviations, biases taken out;
        `sigma_s` its deviation, larger where the cluster disagrees more than its deviations allow;
        `score` the sum of the detectors' log odds, of those that are silent taken away.

    Raises
    ------
    ArgumentError
        When there is no detector, or nothing is known of one.

    Notes
    -----
    Clusters are made by complete linkage. A detector that finds no event of a kind and side in a
    sequence has no vote there; of several events of one detector in a cluster the one nearest to
    its middle counts. Sampling adds a twelfth of the squared frame to each variance.
    """
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    _check.one_of("mode", mode, ("walk", "run"))
    _check.one_of("points", points, POINTS)
    if stride_s is not None:
        _check.positive("stride_s", stride_s)
    _check.share("window", window)
    _check.between("correlation", correlation, 0.0, 1.0)
    table = {**known_errors(mode, points), **(errors or {})}
    if not events_by_detector:
        raise ArgumentError("events_by_detector", "at least one detector", 0)
    for name in events_by_detector:
        if name not in table:
            raise ArgumentError("errors", f"an entry for {name!r}", "none")
    sampling = 1.0 / (12.0 * sampling_rate_hz**2)
    rows: list[tuple[float, ...]] = []
    for key, found in _groups(events_by_detector):
        stride = stride_s or _stride_s(events_by_detector, key[:2])
        candidates = _candidates(found, table, int(key[2]), sampling)
        voters = {name: _log_odds(table[name].reliability) for name in found}
        for cluster in _clusters(candidates, window * stride):
            time, sigma, names = _joined(candidates, cluster, list(found), correlation)
            score = sum(odds if name in names else -odds for name, odds in voters.items())
            if score >= least_score:
                rows.append((*key, time, sigma, score))
    columns = np.array(rows, dtype=np.float64).reshape(-1, 7)
    return make_events(
        columns[:, 4],
        columns[:, 2],
        columns[:, 3],
        sampling_rate_hz,
        sequence=columns[:, 0],
        bout=columns[:, 1],
        sigma_s=columns[:, 5],
        score=columns[:, 6],
    )


def _log_odds(probability: float) -> float:
    return math.log(probability / (1.0 - probability))


def _groups(
    events_by_detector: Mapping[str, Events],
) -> Iterator[tuple[tuple[int, ...], dict[str, Events]]]:
    """Events of each detector by (sequence, bout, kind, side); without those that have none."""
    keys = {
        name: np.stack([e.sequence, e.bout, e.kind_code, e.side_code], axis=1)
        for name, e in events_by_detector.items()
    }
    for key in np.unique(np.concatenate(list(keys.values())), axis=0):
        own = {name: (table == key).all(axis=1) for name, table in keys.items()}
        yield (
            tuple(int(k) for k in key),
            {name: events_by_detector[name].take(rows) for name, rows in own.items() if rows.any()},
        )


def _stride_s(events_by_detector: Mapping[str, Events], key: tuple[int, ...]) -> float:
    """Median over detectors of the usual interval of one foot's initial contacts."""
    usual = []
    for events in events_by_detector.values():
        own = (events.sequence == key[0]) & (events.bout == key[1])
        own &= events.kind_code == INITIAL_CONTACT
        gaps = [np.diff(events.time_s[own & (events.side_code == side)]) for side in (0, 1)]
        all_gaps = np.concatenate(gaps)
        if len(all_gaps):
            usual.append(float(np.median(all_gaps)))
    return float(np.median(usual)) if usual else USUAL_STRIDE_S


def _candidates(
    found: Mapping[str, Events], table: Mapping[str, DetectorError], kind: int, sampling: float
) -> NDArray[np.float64]:
    """Rows (time without bias, variance, number of the detector), sorted by time."""
    parts = []
    for number, (name, events) in enumerate(found.items()):
        stated = np.nan_to_num(events.sigma_s) ** 2
        variance = stated + table[name].sigma_s[kind] ** 2 + sampling
        times = events.time_s - table[name].bias_s[kind]
        parts.append(np.stack([times, variance, np.full(len(events), float(number))], axis=1))
    rows = np.concatenate(parts)
    return np.asarray(rows[np.argsort(rows[:, 0], kind="stable")])


def _clusters(candidates: NDArray[np.float64], reach: float) -> Iterator[NDArray[np.int64]]:
    """Clusters of complete linkage, none longer than `reach`."""
    from scipy.cluster.hierarchy import fcluster, linkage

    times = candidates[:, 0]
    cuts = np.flatnonzero(np.diff(times) > reach) + 1
    for piece in np.split(np.arange(len(times)), cuts):
        if len(piece) < 2:
            yield piece
            continue
        tree = linkage(times[piece, None], method="complete")
        labels = fcluster(tree, reach, criterion="distance")
        for label in np.unique(labels):
            yield piece[labels == label]


def _joined(
    candidates: NDArray[np.float64],
    cluster: NDArray[np.int64],
    names: list[str],
    correlation: float,
) -> tuple[float, float, set[str]]:
    """Time, deviation and detectors of one cluster."""
    times, variances, numbers = candidates[cluster].T
    order = np.argsort(np.abs(times - np.median(times)), kind="stable")
    _, first = np.unique(numbers[order], return_index=True)
    kept = order[first]
    times, weights = times[kept], 1.0 / variances[kept]
    total, n = float(weights.sum()), len(kept)
    time = float((weights * times).sum()) / total
    # Of the mean of values with a common correlation.
    roots = np.sqrt(weights)
    shared = correlation * (float(roots.sum()) ** 2 - total)
    variance = (total + shared) / total**2
    if n > 1:
        variance *= max(1.0, float((weights * (times - time) ** 2).sum()) / (n - 1))
    return time, math.sqrt(variance), {names[int(k)] for k in numbers[kept]}
