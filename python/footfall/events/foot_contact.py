"""Contacts in walking, from how the ground arrests, holds and lets go of the foot."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._backend import kernel
from .._config import chosen_threads
from .._errors import ArgumentError
from .._events import make_events
from .._families import as_params
from ..batch import item_rows

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .._events import Events
    from ..batch import Batch

CONTACT_SIGNALS = 13


@dataclass(frozen=True, kw_only=True)
class FootContact:
    """Foot contacts in walking: the ground arrests the foot, holds it, and lets it go.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz, min_cutoff_hz : float
        Low-pass of the speeds; lowered, down to the minimum, until the noise of a speed is
        below `noise_share` of the swing speed.
    noise_share : float
        See above.
    swing_cutoff_hz : float
        Low-pass for finding swings.
    swing_share : float
        Share of the usual swing speed that a swing reaches.
    ground_share : float
        Share of the walking speed below which a foot rests.
    toe_speed_share : float
        Share of its swing speed that a toe has when it leaves.
    max_gap_s : float
        Gaps up to this are bridged.

    Notes
    -----
    Swings, the spans in which a foot moves forward against the pelvis, are the windows.
    Initial contact is where the fall of the foot's middle is arrested, weighed against where
    it comes to rest; final contact where the toe's speed rises, weighed against the rise of
    heel and toe. Nothing depends on the unit of length, the height of the floor or a
    treadmill's speed. `sigma_s` is the expected error against
    force plates. An ankle alone stands in for heel and toe, with larger errors.

    References
    ----------
    Windows: Zeni JA, Richards JG, Higginson JS (2008). doi:10.1016/j.gaitpost.2007.07.007.
    Fall of the foot's middle: O'Connor CM et al. (2007). doi:10.1016/j.gaitpost.2006.05.016.
    Speeds as shares: Bruening DA, Ridge ST (2014). doi:10.1016/j.gaitpost.2013.09.005;
    Bonci T et al. (2022). doi:10.3389/fbioe.2022.868928.
    """

    sampling_rate_hz: float
    cutoff_hz: float = 15.0
    min_cutoff_hz: float = 4.0
    noise_share: float = 0.03
    swing_cutoff_hz: float = 6.0
    swing_share: float = 0.25
    ground_share: float = 0.4
    toe_speed_share: float = 0.3
    max_gap_s: float = 0.2

    def __post_init__(self) -> None:
        for name in ("sampling_rate_hz", "cutoff_hz", "min_cutoff_hz", "swing_cutoff_hz"):
            _check.positive(name, getattr(self, name))
        if self.min_cutoff_hz > self.cutoff_hz:
            raise ArgumentError("min_cutoff_hz", "a value <= cutoff_hz", self.min_cutoff_hz)
        _check.positive("noise_share", self.noise_share)
        for name in ("swing_share", "ground_share", "toe_speed_share"):
            _check.share(name, getattr(self, name))
        _check.not_negative("max_gap_s", self.max_gap_s)

    def __call__(self, signals: ArrayLike | Batch) -> Events:
        """Find events.

        Parameters
        ----------
        signals : array, shape (T, 13) or (N, T, 13), or Batch with items (13,)
            Positions along the line of travel and up, in any unit: pelvis along; left heel
            along, up; left toe along, up; left ankle along, up; the same of the right foot.
            NaN is missing; a point that is not there is NaN throughout.

        Returns
        -------
        Events
            `score` is 0 to 3, 1 being typical.

        Raises
        ------
        ArgumentError
            When there are not 13 signals.
        """
        rows = item_rows(signals, 1, "signals")
        if rows.item_shape != (CONTACT_SIGNALS,):
            raise ArgumentError("signals", f"{CONTACT_SIGNALS} signals", rows.item_shape)
        sequence, found = kernel("foot_contact")(
            rows.values,
            rows.offsets,
            np.empty((0, 1), dtype=np.int64),
            chosen_threads(),
            as_params(astuple(self)),
        )
        codes = found[:, 1].astype(np.int64)
        return make_events(
            found[:, 0] / self.sampling_rate_hz,
            codes % 2,
            codes // 2,
            self.sampling_rate_hz,
            sequence=sequence,
            score=found[:, 4],
            sigma_s=found[:, 3],
        )
