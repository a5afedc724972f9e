"""People in frames: who is who from frame to frame, and whom to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .._errors import ArgumentError, ReadError
from ..recording import PoseRecording
from ..skeletons import SKELETONS, canonical_names, unrecognised
from ._common import finite, spread

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from ._common import Hints

# Models by their number of keypoints, where one number belongs to one of them.
MODELS = {
    len(SKELETONS[name]): SKELETONS[name]
    for name in ("coco17", "halpe26", "mediapipe33", "coco133")
}
TORSO = ("neck", "mid_hip", "left_shoulder", "right_shoulder", "left_hip", "right_hip")
# How far a trunk is looked for, in sizes of the person: pose and detector move it by up to half
# a size between frames; the fastest sprinter (12 m/s) covers 7 body heights in a second.
REACH, SIZES_PER_S = 0.5, 7.0
# Whoever is not seen for longer may have left, and another may have come.
MOST_GAP_S = 1.0
MOST_NAMED = 6  # people or keypoints that one sentence lists


@dataclass(frozen=True, kw_only=True)
class People:
    """Everybody that an estimator found in some frames.

    Parameters
    ----------
    names : tuple of str
        K keypoint names, as the file has them.
    numbers : array of int64, shape (F,)
        Number of each frame, rising.
    points : list of array, shape (P, K, D + 1)
        Per frame its people: coordinates, then the confidence; NaN is missing.
    ids : list of list of str, optional
        Per frame the identity of each of its people.
    """

    names: tuple[str, ...]
    numbers: NDArray[np.int64]
    points: list[NDArray[np.float64]]
    ids: list[list[str]] | None = None


def model_names(
    path: Path, size: int, hints: Hints, models: Mapping[int, tuple[str, ...]] = MODELS
) -> tuple[str, ...]:
    """Give the names of the model with so many keypoints; places where the caller names them.

    Raises
    ------
    ReadError
        When no model has so many, and the caller names none.
    """
    if size in models:
        return models[size]
    if hints.keypoints is None:
        expected = f"a model of {', '.join(map(str, sorted(models)))} keypoints, or keypoints="
        raise ReadError(path.name, expected, f"{size} keypoints without names")
    return tuple(str(place) for place in range(size))


def recording_of(
    path: Path, people: People, hints: Hints, expected: str, *, rate: float, unit: str = "px"
) -> PoseRecording:
    """Make the recording of the person that is asked for, else of the most prominent one.

    Parameters
    ----------
    path : Path
        The file, for names and errors.
    people : People
        Whom it holds.
    hints : Hints
        What the caller states.
    expected : str
        What the file should have been, for errors.
    rate : float
        Frames per second.
    unit : {"px", "m"}
        Unit of the coordinates.

    Returns
    -------
    PoseRecording
        Frames left out by their numbers are missing; `notes` tell who else was there and
        which keypoints the analysis does not know.
    """
    track, notes = choose(people, hints.person, rate)
    values = finite(spread(people.numbers, track, path, expected))
    confidence = values[..., -1]
    names = hints.names_for(people.names)
    if hints.keypoints is None:
        notes += doubtful_names(people.names, hints)
    return PoseRecording(
        positions=finite(hints.pixels(np.ascontiguousarray(values[..., :-1]))),
        keypoints=names,
        sampling_rate_hz=rate,
        confidence=None if np.isnan(confidence).all() else np.ascontiguousarray(confidence),
        start_time_s=float(people.numbers[0] / rate),
        name=hints.name_of(path),
        notes=notes,
        forward=hints.forward,
        unit=unit,
        up=hints.up or "-y",
    )


def doubtful_names(names: tuple[str, ...], hints: Hints) -> tuple[str, ...]:
    """Say in a sentence which names of a file the analysis cannot use; nothing if all are known."""
    unknown, ambiguous = unrecognised(names, hints.keypoint_names)
    parts = []
    if unknown:
        parts.append(f"stand for no known keypoint: {_listed(unknown)}")
    if ambiguous:
        parts.append(f"repeat another one: {_listed(ambiguous)}")
    if not parts:
        return ()
    return (f"keypoints kept under their own names {' or '.join(parts)} (see keypoint_names)",)


def choose(
    people: People, person: int | str | None, rate: float
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Give one person's points, and a sentence where the choice was not the caller's.

    Identities of the file count where none stands twice in a frame; else people are followed
    by their trunks. Without `person`, it is the one with the largest sum of confidence times
    size over all keypoints and frames: seen long, surely, and large.

    Parameters
    ----------
    people : People
        Whom the file holds.
    person : int, str or None
        Identity, else place in the order of appearance.
    rate : float
        Frames per second.

    Returns
    -------
    points : array, shape (F, K, D + 1)
        Missing in frames without that person.
    notes : tuple of str
        Who else was there.

    Raises
    ------
    ArgumentError
        When there is no such person.
    """
    counts = [len(frame) for frame in people.points]
    shape = people.points[0].shape[1:]
    everyone = np.concatenate(people.points)
    frames = np.repeat(np.arange(len(counts)), counts)
    weight = _sureness(everyone) * _sizes(everyone)
    there = np.asarray(np.isfinite(everyone[..., :-1]).all(axis=-1).any(axis=-1))
    named = [label for frame in identities(people, rate) for label in frame]
    labels = [label if seen else "" for label, seen in zip(named, there.tolist(), strict=True)]
    weights: dict[str, float] = {}
    for label, value in zip(labels, weight.tolist(), strict=True):
        if label:
            weights[label] = weights.get(label, 0.0) + value
    label, notes = _selected(weights, labels, person)
    track = np.full((len(counts), *shape), np.nan)
    chosen = [place for place, name in enumerate(labels) if name == label]
    track[frames[chosen]] = everyone[chosen]
    return track, notes


def _selected(
    weights: dict[str, float], labels: list[str], person: int | str | None
) -> tuple[str, tuple[str, ...]]:
    if not weights:
        return "", ()
    order = [*weights]
    if person is None:
        label = max(order, key=lambda name: weights[name])
        if len(order) == 1:
            return label, ()
        others = sorted((name for name in order if name != label), key=lambda n: -weights[n])
        seen = [f"{name} ({labels.count(name)} frames)" for name in others[:MOST_NAMED]]
        more = f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
        sentence = (
            f"person {label} ({labels.count(label)} frames) of {len(order)} is read, the one with "
            f"the largest sum of confidence times size; left out: {', '.join(seen)}{more}"
        )
        return label, (sentence,)
    if str(person) in weights:
        return str(person), ()
    if isinstance(person, int) and person < len(order) and not all(n.isdigit() for n in order):
        return order[person], ()
    raise ArgumentError("person", f"one of {_listed(tuple(order))}", person)


def _listed(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def identities(people: People, rate: float) -> list[list[str]]:
    """Give the identity of each person of each frame; empty for one without points.

    Those of the file count where everybody has one and none stands twice in a frame; else
    people are followed by their trunks.
    """
    if people.ids is not None and not any(
        "" in frame or len(set(frame)) < len(frame) for frame in people.ids
    ):
        return people.ids
    counts = [len(frame) for frame in people.points]
    everyone = np.concatenate(people.points)
    numbers = np.repeat(people.numbers, counts)
    found = follow(numbers, _centers(everyone, people.names), _sizes(everyone), rate)
    labels = [str(label) if label >= 0 else "" for label in found.tolist()]
    ends = np.cumsum(counts)
    return [labels[end - n : end] for n, end in zip(counts, ends, strict=True)]


def follow(
    numbers: NDArray[np.int64],
    centers: NDArray[np.float64],
    size: NDArray[np.float64],
    rate: float,
) -> NDArray[np.int64]:
    """Number people by their motion, in the order of their appearance.

    In each frame the trunks seen go to the people known so far, so that the sum of the
    distances is least, none beyond `REACH` sizes and `SIZES_PER_S` for the time gone by.
    Whom nobody has seen for `MOST_GAP_S` comes back as somebody else, unless no frame ever
    shows two people.

    Parameters
    ----------
    numbers : array of int64, shape (M,)
        Frame of each detection, rising.
    centers : array, shape (M, D)
        Centre of its trunk; NaN for one without points, which gets -1.
    size : array, shape (M,)
        Its size, in the unit of the centres.
    rate : float
        Frames per second.

    Returns
    -------
    array of int64, shape (M,)
        Number of the person.
    """
    from scipy.optimize import linear_sum_assignment

    labels = np.full(len(numbers), -1, dtype=np.int64)
    seen = np.flatnonzero(np.isfinite(centers).all(axis=1))
    starts = np.flatnonzero(np.diff(numbers[seen], prepend=-1))
    alone = len(starts) == len(seen)
    most_gap = np.inf if alone else MOST_GAP_S * rate
    known: dict[int, tuple[int, NDArray[np.float64], float]] = {}
    people = 0
    for rows in np.split(seen, starts[1:]) if len(seen) else ():
        now = int(numbers[rows[0]])
        known = {label: last for label, last in known.items() if now - last[0] <= most_gap}
        free = set(rows.tolist())
        if known:
            names = [*known]
            last = np.array([known[label][1] for label in names])
            reach = np.array(
                [s * (REACH + SIZES_PER_S * (now - t) / rate) for t, _, s in known.values()]
            )
            distance = np.linalg.norm(last[:, None] - centers[rows][None], axis=-1)
            within = distance <= reach[:, None]
            # What is out of reach costs more than all that is within: it is taken last.
            cost = np.where(within, distance, 1.0 + distance[within].sum())
            for place, row in zip(*linear_sum_assignment(cost), strict=True):
                if within[place, row]:
                    labels[rows[row]] = names[place]
                    free.discard(int(rows[row]))
        for row in sorted(free):
            labels[row] = people
            people += 1
        for row in rows.tolist():
            label = int(labels[row])
            # A person half out of sight is as large as before.
            before = known[label][2] if label in known else 0.0
            known[label] = (now, centers[row], max(before, float(size[row])))
    return labels


def _sizes(everyone: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the diagonal of the box around each person's points, shape (M,); 0 without points."""
    points = everyone[..., :-1]
    seen = np.asarray(np.isfinite(points).all(axis=-1))[..., None]
    high = np.where(seen, points, -np.inf).max(axis=1)
    low = np.where(seen, points, np.inf).min(axis=1)
    extent = np.where(seen.any(axis=1), high - low, 0.0)
    return np.asarray(np.linalg.norm(extent, axis=-1))


def _sureness(everyone: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the sum of the confidence of each person's points; without confidence their number."""
    seen = np.isfinite(everyone[..., :-1]).all(axis=-1)
    score = np.where(np.isnan(everyone[..., -1]), 1.0, everyone[..., -1])
    return np.asarray(np.where(seen, score, 0.0).sum(axis=1))


def _centers(everyone: NDArray[np.float64], names: tuple[str, ...]) -> NDArray[np.float64]:
    """Give each person's trunk centre; the centre of all points where no trunk is seen."""
    torso = [place for place, name in enumerate(canonical_names(names)) if name in TORSO]
    centers = np.full((len(everyone), everyone.shape[2] - 1), np.nan)
    for chosen in (everyone[:, torso, :-1], everyone[..., :-1]):
        seen = np.asarray(np.isfinite(chosen).all(axis=-1))[..., None]
        n = seen.sum(axis=1)
        mean = np.where(seen, chosen, 0.0).sum(axis=1) / np.maximum(n, 1)
        centers = np.where(np.isnan(centers) & (n > 0), mean, centers)
    return centers
