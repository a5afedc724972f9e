"""Consensus of detectors: clusters of their events, weighed by what is known of their errors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from . import _check
from ._detector_errors import DETECTOR_ERRORS, POINTS, DetectorError
from ._errors import ArgumentError
from ._events import INITIAL_CONTACT, Events, make_events

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

USUAL_STRIDE_S = 1.1


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
        Errors of detectors; they win over those of `events.DETECTOR_ERRORS`.
    stride_s : float, optional
        Stride time; None takes the median of each sequence and bout.
    window : float
        Events of one kind and side at most this share of a stride apart belong together.
    correlation : float
        Of the errors of different detectors, which see the same feet: 0 to 1.
    least_score : float
        Only clusters with a higher score are kept; at 0 an event is as likely as none.

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
    sequence has no vote there, nor one with an infinite deviation. Of several events of one
    detector in a cluster the one nearest to its middle counts. Sampling adds a twelfth of the
    squared frame to each variance.
    """
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    _check.one_of("mode", mode, ("walk", "run"))
    _check.one_of("points", points, POINTS)
    if stride_s is not None:
        _check.positive("stride_s", stride_s)
    _check.share("window", window)
    _check.between("correlation", correlation, 0.0, 1.0)
    table = {**DETECTOR_ERRORS.get((mode, points), {}), **(errors or {})}
    if not events_by_detector:
        raise ArgumentError("events_by_detector", "at least one detector", 0)
    for name in events_by_detector:
        if name not in table:
            raise ArgumentError("errors", f"an entry for {name!r}", "none")
    sampling = 1.0 / (12.0 * sampling_rate_hz**2)
    rows: list[tuple[float, ...]] = []
    for key, everyone in _groups(events_by_detector):
        found = {n: e for n, e in everyone.items() if math.isfinite(table[n].sigma_s[key[2]])}
        if not found:
            continue
        stride = stride_s or _stride_s(events_by_detector, key[:2])
        candidates = _candidates(found, table, key[2], sampling)
        voters = {name: _log_odds(table[name].reliability) for name in found}
        for cluster in _clusters(candidates, window * stride):
            time, sigma, names = _joined(candidates, cluster, list(found), correlation)
            score = sum(odds if name in names else -odds for name, odds in voters.items())
            if score > least_score:
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
