"""The table of gait events that detectors give and parameters read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ._columns import Columns
from ._errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

INITIAL_CONTACT, FINAL_CONTACT = 0, 1
LEFT, RIGHT, UNKNOWN = 0, 1, 2
KINDS = np.array(["initial_contact", "final_contact"])
SIDES = np.array(["left", "right"])
SIDE_NAMES = np.array(["left", "right", "unknown"])


@dataclass(frozen=True, kw_only=True)
class Events(Columns):
    """Gait events, one row each, sorted by sequence and time.

    `kind` and `side` read as text; `kind_code` and `side_code` hold the small integers.

    Parameters
    ----------
    sequence : array of int64
        Which sequence of the batch.
    time_s : array of float64
        Sub-frame time from the first frame of the sequence, second.
    frame : array of int64
        The nearest frame.
    kind_code : array of int8
        0 initial contact, 1 final contact.
    side_code : array of int8
        0 left, 1 right, 2 unknown.
    score : array of float64
        How sure the detector is; larger is surer, on the scale of the detector.
    sigma_s : array of float64
        Standard deviation of the time; NaN where the detector does not state one.
    imputed : array of bool
        True where order repair put the event in; it was not seen.
    bout : array of int64
        Which bout of the sequence, from 0.
    """

    sequence: NDArray[np.int64]
    time_s: NDArray[np.float64]
    frame: NDArray[np.int64]
    kind_code: NDArray[np.int8]
    side_code: NDArray[np.int8]
    score: NDArray[np.float64]
    sigma_s: NDArray[np.float64]
    imputed: NDArray[np.bool_]
    bout: NDArray[np.int64]

    @property
    def kind(self) -> NDArray[np.str_]:
        """`initial_contact` or `final_contact` per event."""
        return KINDS[self.kind_code]

    @property
    def side(self) -> NDArray[np.str_]:
        """`left`, `right` or `unknown` per event."""
        return SIDE_NAMES[self.side_code]

    def columns(self) -> dict[str, NDArray[Any]]:
        """Give the columns by name, with `kind` and `side` as text."""
        table = super().columns()
        return {
            {"kind_code": "kind", "side_code": "side"}.get(name, name): (
                self.kind if name == "kind_code" else self.side if name == "side_code" else column
            )
            for name, column in table.items()
        }

    def pick(self, kind: str | None = None, side: str | None = None) -> Events:
        """Give the events of one kind, one side, or both.

        Parameters
        ----------
        kind : {"initial_contact", "final_contact"}, optional
            None takes both.
        side : {"left", "right", "unknown"}, optional
            None takes both.
        """
        keep = np.ones(len(self), dtype=bool)
        if kind is not None:
            keep &= self.kind_code == _code("kind", kind, KINDS)
        if side is not None:
            keep &= self.side_code == _code("side", side, SIDE_NAMES)
        return self.take(keep)


def make_events(
    time_s: ArrayLike,
    kind: ArrayLike | Sequence[str],
    side: ArrayLike | Sequence[str],
    sampling_rate_hz: float,
    *,
    sequence: ArrayLike | None = None,
    score: ArrayLike | None = None,
    sigma_s: ArrayLike | None = None,
    imputed: ArrayLike | None = None,
    bout: ArrayLike | None = None,
) -> Events:
    """Build a sorted table of events; kinds and sides are text or codes."""
    times = np.asarray(time_s, dtype=np.float64).reshape(-1)
    n = len(times)

    def column(values: ArrayLike | None, default: float, dtype: Any) -> NDArray[Any]:
        if values is None:
            return np.full(n, default, dtype=dtype)
        return np.asarray(values, dtype=dtype).reshape(-1)

    sequences = column(sequence, 0, np.int64)
    kinds, sides = _codes("kind", kind, KINDS), _codes("side", side, SIDE_NAMES)
    table = Events(
        sequence=sequences,
        time_s=times,
        frame=np.rint(times * sampling_rate_hz).astype(np.int64),
        kind_code=kinds,
        side_code=sides,
        score=column(score, np.nan, np.float64),
        sigma_s=column(sigma_s, np.nan, np.float64),
        imputed=column(imputed, 0, np.bool_),
        bout=column(bout, 0, np.int64),
    )
    keys = (sequences, times, kinds, sides)
    return table if _in_order(*keys) else table.take(np.lexsort(keys[::-1]))


def _in_order(*keys: NDArray[Any]) -> bool:
    """Whether rows rise: by the first key, where it is equal by the next, and so on."""
    equal = np.ones(max(0, len(keys[0]) - 1), dtype=bool)
    for key in keys:
        before, after = key[:-1], key[1:]
        if not np.all(before <= after, where=equal):
            return False
        equal &= before == after
    return True


def _code(argument: str, text: str, names: NDArray[np.str_]) -> int:
    found = np.flatnonzero(names == text)
    if len(found) == 0:
        raise ArgumentError(argument, "one of " + ", ".join(names), repr(text))
    return int(found[0])


def _codes(argument: str, values: Any, names: NDArray[np.str_]) -> NDArray[np.int8]:
    array = np.asarray(values).reshape(-1)
    if array.dtype.kind in "US":
        return np.array([_code(argument, str(text), names) for text in array], dtype=np.int8)
    return array.astype(np.int8)
