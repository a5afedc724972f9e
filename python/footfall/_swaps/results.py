"""What the repair of exchanged sides gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .._columns import Columns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Runs(Columns):
    """Spans of frames in which a group was exchanged.

    Parameters
    ----------
    sequence : array of int64
        Which sequence.
    group : array of str
        `legs`, `arms` or `trunk`.
    start, end : array of int64
        Frames [start, end) of the sequence.
    margin : array of float64
        How much dearer the labels would be without this run, in nats: the logarithm of how many
        times likelier the exchange is than none.
    """

    sequence: NDArray[np.int64]
    group: NDArray[np.str_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    margin: NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Repaired:
    """Keypoints with left on the left, and what was changed for that.

    Parameters
    ----------
    positions : array or Batch
        Kind, shape and dtype of what came; collapsed samples are NaN.
    confidence : array or None
        The scores, exchanged with their keypoints.
    swapped : array of bool, shape (…, K)
        Samples that came from the other side.
    uncertain : array of bool, shape (…, K)
        Samples whose side the data do not tell: both sides explain them about equally well. They
        keep the labels that they came with where nothing speaks clearly against it.
    collapsed : array of bool, shape (…, K)
        Samples taken out because one leg was drawn on the other.
    runs : Runs
        What was exchanged, group by group.
    cost, scale : array of float64, shape (N,)
        Cost of the labels of each sequence, and its length of the trunk; NaN where there was
        nothing to decide.
    polarity_margin : array of float64, shape (N,)
        How clear it is which side is left, 0 to 1; NaN where nothing tells.
    polarity_uncertain : array of bool, shape (N,)
        Margin below 0.1: what is said of left and right may be the other way round.
    report : dict
        Counts and shares, ready for JSON.
    """

    positions: Any
    confidence: NDArray[Any] | None
    swapped: NDArray[np.bool_]
    uncertain: NDArray[np.bool_]
    collapsed: NDArray[np.bool_]
    runs: Runs
    cost: NDArray[np.float64]
    scale: NDArray[np.float64]
    polarity_margin: NDArray[np.float64]
    polarity_uncertain: NDArray[np.bool_]
    report: dict[str, Any]
