"""Which of the two labelings is left: a vote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .sides import ARMS, LEGS, TRUNK, per_sequence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .sides import Sides


# Across the body, a limb is on the side of the trunk that it hangs from.
ACROSS = {
    LEGS: (("hip", "greater_trochanter", "asis", "shoulder"), ("knee", "ankle", "heel")),
    ARMS: (("shoulder", "hip"), ("elbow", "wrist")),
}
LEAST_VOTE = 0.1  # of votes on which side is left
STRIDE_S = 1.0  # over which a limb swings to both sides alike
LEAST_WIDTH = 0.2  # of the trunk, in lengths of it: less is a side view and tells nothing


def ties(work: Any) -> list[tuple[int, NDArray[np.float64], NDArray[np.bool_]]]:
    """Limbs, the vote of each sequence for the side of the trunk that they sit on, and its doubt.

    The labels given speak for themselves; where they are divided, the width of the body tells.
    Where it does not, labels of short sequences are no sure majority.
    """
    sides, offsets, points = work.sides, work.rows.offsets, work.points
    parameters = work.parameters
    scale = np.repeat(work.scale, np.diff(offsets))
    trunk = sides.of_part(TRUNK)
    found: list[tuple[int, NDArray[np.float64], NDArray[np.bool_]]] = []
    if not work.swapped.any():
        return found
    for part in ACROSS:
        near, far = _ends(sides, part)
        limb = sides.of_part(part)
        if far is None or len(trunk) == 0:
            continue
        labels = (work.swapped[:, columns].any(axis=1) for columns in (trunk, limb))
        apart = np.where(np.not_equal(*labels), -1.0, 1.0)
        seen = work.present[:, limb].any(axis=1) & work.present[:, trunk].any(axis=1)
        given = _mean(np.where(seen, apart, np.nan), offsets)
        tied = np.full(len(given), np.nan)
        if near is not None:
            tied = _width_vote(points, near, far, apart, scale, offsets)
        vote = given + np.nan_to_num(tied)
        nats = parameters.swap_cost * per_sequence(seen * 1.0, offsets) / work.rate * np.abs(given)
        alone = (given < 1) & np.isnan(tied) & (nats < parameters.least_margin)
        found.append((part, vote, (np.abs(vote) < LEAST_VOTE) | alone))
    return found


def contrary_runs(work: Any) -> list[tuple[int, slice]]:
    """Rows and frames of long runs that put a limb on the side where it does not hang.

    A motion may look smoother so when an estimator exchanged one coordinate and not the other.
    """
    sides, rows = work.sides, work.found
    against: list[tuple[int, slice]] = []
    for part in ACROSS:
        near, far = _ends(sides, part)
        if near is None or far is None:
            continue
        long = rows[:, 2] - rows[:, 1] >= STRIDE_S * work.rate
        for row in np.flatnonzero(long & (rows[:, 0] == part)):
            sequence = work.sequence[row]
            first = work.rows.offsets[sequence]
            span = slice(*(first + rows[row, 1:3].astype(np.int64)))
            vote = _width_vote(
                work.points[span],
                near,
                far,
                np.where(work.swapped[span, near[0]] == work.swapped[span, far[0]], 1.0, -1.0),
                np.full(span.stop - span.start, work.scale[sequence]),
                np.array([0, span.stop - span.start]),
            )
            if vote[0] < -LEAST_VOTE:
                against.append((int(row), span))
    return against


def _ends(sides: Sides, part: int) -> list[tuple[int, int] | None]:
    """Pair of the trunk that a limb hangs from, and the next of the limb."""
    return [next((p for n in stems if (p := sides.pair(n))), None) for stems in ACROSS[part]]


def _width_vote(
    points: NDArray[Any],
    near: tuple[int, int],
    far: tuple[int, int],
    apart: NDArray[np.float64],
    scale: NDArray[np.float64],
    offsets: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Mean cosine between the width of the trunk and that of a limb; NaN where none is seen."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        one, two = ((points[:, a] - points[:, b]).astype(np.float64) for a, b in (near, far))
        width, along = np.linalg.norm(one, axis=1), np.linalg.norm(two, axis=1)
        cosine = apart * (one * two).sum(axis=1) / (width * along)
        told = np.isfinite(cosine) & (width > LEAST_WIDTH * scale)
        weight = per_sequence(np.where(told, along, 0.0), offsets)
        return np.asarray(per_sequence(np.where(told, along * cosine, 0.0), offsets) / weight)


def votes(work: Any, camera_side: str | None) -> NDArray[np.float64]:
    """Mean vote of each sequence for its labels, -1 to 1; NaN where nothing tells."""
    offsets, sides, swapped = work.rows.offsets, work.sides, work.swapped
    decided = np.isfinite(work.scale)
    cast = [np.where(decided, 1.0 if not swapped.any() else _given(work), np.nan)]
    if sides.dimensions == 3 and sides.up is not None:
        facing = _facing(work.exchanged(work.points), sides)
        if facing is not None:
            cast.append(_mean(facing, offsets))
    if camera_side is not None and work.score is not None:
        score = work.exchanged(work.score)
        left = np.flatnonzero([n.startswith("left_") for n in sides.names] & (sides.part == LEGS))
        difference = score[:, left].mean(axis=1) - score[:, sides.mirror[left]].mean(axis=1)
        sign = 1.0 if camera_side == "left" else -1.0
        cast.append(_mean(sign * np.sign(difference), offsets))
    table = np.stack(cast)
    count = np.isfinite(table).sum(axis=0)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.nansum(table, axis=0) / count)


def _given(work: Any) -> NDArray[np.float64]:
    """Labels as given, weighted by score: 1 when nothing is exchanged, -1 when all is."""
    columns, offsets = work.sides.of_any(), work.rows.offsets
    weight = work.present[:, columns].astype(np.float64)
    if work.score is not None:
        weight *= np.nan_to_num(work.score[:, columns].astype(np.float64))
    share = per_sequence((weight * work.swapped[:, columns]).sum(axis=1), offsets)
    total = per_sequence(weight.sum(axis=1), offsets)
    with np.errstate(invalid="ignore"):
        return np.asarray(1.0 - 2.0 * share / total)


def _mean(sign: NDArray[np.float64], offsets: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean over the frames that say something."""
    said = np.isfinite(sign) & (sign != 0)
    total = per_sequence(np.where(said, sign, 0.0), offsets)
    with np.errstate(invalid="ignore"):
        return np.asarray(total / per_sequence(said.astype(np.float64), offsets))


def _facing(points: NDArray[Any], sides: Sides) -> NDArray[np.float64] | None:
    """1 where the left hip is to the left of where the feet point, -1 to the right."""
    hips = sides.pair("hip") or sides.pair("asis") or sides.pair("greater_trochanter")
    back = sides.pair("heel") or sides.pair("ankle")
    front = sides.pair("big_toe") or sides.pair("toe") or sides.pair("fifth_metatarsal")
    if hips is None or back is None or front is None or sides.up is None:
        return None
    toes = points[:, front[0]] + points[:, front[1]]
    ahead = toes - (points[:, back[0]] + points[:, back[1]])
    axis, sign = sides.up
    one, two = (axis + 1) % 3, (axis + 2) % 3
    across = points[:, hips[0]] - points[:, hips[1]]
    # (up x ahead) . across, written out for an axis.
    turn = across[:, two] * ahead[:, one] - across[:, one] * ahead[:, two]
    return np.asarray(np.sign(sign * turn), dtype=np.float64)
