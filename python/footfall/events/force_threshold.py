"""Contacts of force plates and insoles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._backend import kernel
from .._config import chosen_threads
from .._errors import ArgumentError
from .._families import as_params
from .._pose_detector import SIDES, event_table
from ..batch import item_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from .._events import Events
    from ..batch import Batch


@dataclass(frozen=True, kw_only=True)
class ForceThreshold:
    """Contacts of force plates and insoles: the vertical force crosses a threshold.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    threshold_n : float
        Force of contact, newton; 20 for walking, up to 50 for running.
    hysteresis_n : float
        A dip ends a contact only when it falls this far below the threshold.
    min_duration_s : float
        Shorter contacts are noise.

    Notes
    -----
    Times lie between samples, where the straight line crosses the threshold. A contact that
    is cut by the recording's ends or by missing samples has no event there. A plate that
    does not read zero when empty must be zeroed before.
    """

    sampling_rate_hz: float
    threshold_n: float = 20.0
    hysteresis_n: float = 10.0
    min_duration_s: float = 0.05

    def __post_init__(self) -> None:
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        _check.positive("threshold_n", self.threshold_n)
        _check.not_negative("hysteresis_n", self.hysteresis_n)
        if self.hysteresis_n >= self.threshold_n:
            raise ArgumentError(
                "hysteresis_n", "a value >= 0 and below the threshold", self.hysteresis_n
            )
        _check.not_negative("min_duration_s", self.min_duration_s)

    def contacts(
        self, vertical_force_n: ArrayLike | Batch
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Give the crossings as they come: sequence, and (frame, kind + 2 plate, peak force)."""
        rows = item_rows(vertical_force_n, 1, "vertical_force_n")
        table = np.empty((0, 1), dtype=np.int64)
        params = (self.sampling_rate_hz, self.threshold_n, self.hysteresis_n, self.min_duration_s)
        sequence, found = kernel("force_threshold")(
            rows.values, rows.offsets, table, chosen_threads(), as_params(params)
        )
        return sequence, found

    def __call__(
        self, vertical_force_n: ArrayLike | Batch, *, sides: Sequence[str] = SIDES
    ) -> Events:
        """Find events.

        Parameters
        ----------
        vertical_force_n : array, shape (T, P) or (N, T, P), or Batch with items (P,)
            Vertical force per plate or insole, newton, positive under load.
        sides : sequence of str
            The foot on each plate.

        Returns
        -------
        Events
            `score` is the peak force of the contact.

        Raises
        ------
        ArgumentError
            When there is not one side per plate.
        """
        sequence, found = self.contacts(vertical_force_n)
        rows = item_rows(vertical_force_n, 1, "vertical_force_n")
        if len(sides) != rows.item_shape[0]:
            raise ArgumentError("sides", f"{rows.item_shape[0]} sides, one per plate", sides)
        for side in sides:
            _check.one_of("sides", side, SIDES)
        codes = found[:, 1].astype(np.int64)
        side_codes = np.array([SIDES.index(side) for side in sides], dtype=np.int64)
        found = found.copy()
        found[:, 1] = codes % 2 + 2 * side_codes[codes // 2]
        return event_table(sequence, found, self.sampling_rate_hz)
