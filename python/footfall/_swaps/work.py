"""The frames of all sequences between the steps of the repair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._backend import kernel
from .._config import chosen_threads
from .._families import as_params
from ..batch import Batch
from .collapse import collapsed_samples
from .polarity import LEAST_VOTE, contrary_runs, ties, votes
from .results import Repaired, Runs
from .sides import NEAR, PARTS, SUMMARY, UNCERTAIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..batch import Rows
    from .parameters import Parameters
    from .sides import Sides


class Work:
    """Rows of frames, and what has been found out about them so far."""

    def __init__(
        self,
        rows: Rows,
        sides: Sides,
        parameters: Parameters,
        rate: float,
        score: NDArray[Any] | None,
        times: NDArray[np.float64] | None,
    ) -> None:
        self.rows, self.sides, self.parameters, self.rate = rows, sides, parameters, rate
        self.score, self.times = score, times
        self.points = rows.values.reshape(len(rows.values), *rows.item_shape)
        shape = self.points.shape[:2]
        self.swapped, self.collapsed, self.uncertain = (np.zeros(shape, bool) for _ in range(3))
        finite = np.isfinite(self.points)
        there = finite[..., 0] & finite[..., 1] & finite[..., -1]
        self.present = there | there[:, sides.mirror]
        n = len(rows.offsets) - 1
        self.cost, self.scale, self.margin = (np.full(n, np.nan) for _ in range(3))
        self.sequence, self.found = np.empty(0, np.int64), np.empty((0, 5))

    def find(self) -> None:
        """Labels of least cost, the frames they exchange, and those that they do not settle."""
        if not self.sides.can_vote:
            return
        values = [self.rows.values]
        if self.score is not None:
            values.append(self.score)
        if self.times is not None:
            values.append(self.times)
        joined = values[0] if len(values) == 1 else np.concatenate(values, axis=1)
        params = self.parameters.of_kernel(
            self.sides, self.rate, self.score is not None, self.times is not None
        )
        sequence, found = kernel("swaps")(
            joined, self.rows.offsets, self.sides.table, chosen_threads(), as_params(params)
        )
        ends = found[:, 0] == SUMMARY
        self.cost[sequence[ends]], self.scale[sequence[ends]] = found[ends, 3], found[ends, 4]
        self.sequence, self.found = sequence[~ends], found[~ends]
        for part in range(len(PARTS)):
            columns = self.sides.of_part(part)
            for group, mask in ((part, self.swapped), (UNCERTAIN + part, self.uncertain)):
                frames = self._frames_of(group)
                mask[frames[:, None], columns[None]] = True
        self._keep_present()

    def _keep_present(self) -> None:
        """Say nothing of samples of which neither side is there."""
        self.swapped &= self.present
        self.uncertain &= self.present

    def _frames_of(self, group: int) -> NDArray[np.int64]:
        mine = self.found[:, 0] == group
        if not mine.any():
            return np.empty(0, np.int64)
        change = np.zeros(len(self.points) + 1, dtype=np.int64)
        first = self.rows.offsets[self.sequence[mine]]
        spans = self.found[mine, 1:3].astype(np.int64) + first[:, None]
        np.add.at(change, spans[:, 0], 1)
        np.add.at(change, spans[:, 1], -1)
        return np.flatnonzero(np.cumsum(change[:-1]))

    def decide_polarity(self, camera_side: str | None) -> None:
        """Exchange limbs, then sequences, as a whole where the votes say so."""
        if not self.sides.can_vote:
            return
        for part, vote, doubt in ties(self):
            self._turn(vote < 0, self.sides.of_part(part))
            unclear = np.repeat(doubt, np.diff(self.rows.offsets))
            self.uncertain[np.ix_(unclear, self.sides.of_part(part))] = True
        for row, span in contrary_runs(self):
            part = int(self.found[row, 0])
            self.swapped[span, self.sides.of_part(part)] ^= True
            self.uncertain[span, self.sides.of_part(part)] = True
            self.found[row, 0], self.found[row, 3] = UNCERTAIN + part, np.nan
        mean = votes(self, camera_side)
        self._turn(mean < 0, self.sides.of_any())
        self._keep_present()
        self.margin = np.abs(mean)

    def _turn(self, sequences: NDArray[np.bool_], columns: NDArray[np.int64]) -> None:
        if sequences.any():
            whole = np.repeat(sequences, np.diff(self.rows.offsets))
            self.swapped[np.ix_(whole, columns)] ^= True

    def exchanged(self, values: NDArray[Any]) -> NDArray[Any]:
        """Copy of (frames, K, …) with the sides of swapped samples exchanged."""
        out = values.copy()
        if self.swapped.any():
            frames = np.flatnonzero(self.swapped.any(axis=1))
            part = values[frames]
            mask = self.swapped[frames].reshape(*self.swapped[frames].shape, *[1] * (part.ndim - 2))
            out[frames] = np.where(mask, part[:, self.sides.mirror], part)
        return out

    def judge_collapse(self) -> None:
        """Exchange for good, and take out the leg that is drawn on the other."""
        self.points = self.exchanged(self.points)
        if self.score is not None:
            self.score = self.exchanged(self.score)
        near = self.found[:, 0] == NEAR
        if near.any():
            spans = self.found[near, 1:3].astype(np.int64)
            first = self.rows.offsets[self.sequence[near]]
            self.collapsed = collapsed_samples(
                self.points,
                spans + first[:, None],
                first,
                self.found[near, 4],
                self.sides,
                self.parameters.far,
                self.rate,
            )
            self.points[self.collapsed] = np.nan

    def result(self) -> Repaired:
        """Everything, in the shapes of what came."""
        source = self.rows.source
        frame_shape = source.values.shape[:1] if isinstance(source, Batch) else source.shape[:-2]
        flat = self.points.reshape(self.rows.values.shape)
        mask_shape = (*frame_shape, self.rows.item_shape[0])
        return Repaired(
            positions=self.rows.restore(flat),
            confidence=None if self.score is None else self.score.reshape(mask_shape),
            swapped=self.swapped.reshape(mask_shape),
            uncertain=self.uncertain.reshape(mask_shape),
            collapsed=self.collapsed.reshape(mask_shape),
            runs=self._runs(),
            cost=self.cost,
            scale=self.scale,
            polarity_margin=self.margin,
            polarity_uncertain=self.margin < LEAST_VOTE,
            report=self._report(),
        )

    def _runs(self) -> Runs:
        kept = self.found[:, 0] < NEAR
        rows = self.found[kept]
        names = np.array(PARTS)
        return Runs(
            sequence=self.sequence[kept],
            group=names[rows[:, 0].astype(np.int64)],
            start=rows[:, 1].astype(np.int64),
            end=rows[:, 2].astype(np.int64),
            margin=rows[:, 3],
        )

    def _report(self) -> dict[str, Any]:
        frames = len(self.points)
        changed, unsure = (
            int(np.count_nonzero(mask.any(axis=1))) for mask in (self.swapped, self.uncertain)
        )
        margins = self.found[self.found[:, 0] < NEAR, 3]
        return {
            "pairs": list(self.sides.voters),
            "frames_swapped": changed,
            "share_swapped": changed / frames if frames else 0.0,
            "runs": len(margins),
            "least_margin": float(margins.min()) if len(margins) else None,
            "frames_uncertain": unsure,
            "share_uncertain": unsure / frames if frames else 0.0,
            "runs_uncertain": {
                name: int(np.count_nonzero(self.found[:, 0] == UNCERTAIN + part))
                for part, name in enumerate(PARTS)
            },
            "samples_collapsed": int(np.count_nonzero(self.collapsed)),
            "sequences_of_uncertain_polarity": int(np.count_nonzero(self.margin < LEAST_VOTE)),
            "note": None if self.sides.can_vote else self.sides.why_not,
        }
