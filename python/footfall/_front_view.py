"""Contacts in a front view, where feet are not seen to swing forwards: they rise and fall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ._events import Events, make_events
from ._pose_detector import SIDES
from .events import FootVelocity
from .filters import Butterworth
from .gaps import fill

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._prepare import Tracks

# Root of bias and scatter squared against plates, O'Connor (2007): 16 ± 15 and 9 ± 15 ms with
# markers. A picture shows heel and toe less well: half as much again.
SIGMA_S = (0.033, 0.026)
SIZE_CUTOFF_HZ = 1.0  # who comes nearer grows slowly
MAX_GAP_S = 0.2
LEAST_RISE = 0.03  # of the trunk: the lowest shuffle makes more


def front_events(tracks: Tracks) -> Events:
    """Extrema of the vertical velocity of each foot against the pelvis, in body sizes."""
    rate = tracks.sampling_rate_hz
    size = _size(tracks)
    # Its slow course only: the pelvis falls just before a foot lands.
    pelvis = _slow(tracks.points["pelvis"][:, 1], rate, 0.0)
    heights = np.full((tracks.n_frames, 4, 2), np.nan)
    for i, (side, name) in enumerate((s, n) for s in SIDES for n in ("heel", "toe")):
        point = tracks.points.get(f"{side}_{name}", tracks.points.get(f"{side}_ankle"))
        if point is not None:
            heights[:, i, 1] = (point[:, 1] - pelvis) / size
    heights[..., 0] = 0.0
    if not _rise(heights[..., 1]) >= LEAST_RISE:
        heights[..., 1] = np.nan
    names = [f"{side}_{name}" for side in SIDES for name in ("heel", "big_toe")]
    whole = fill(heights, max_gap_s=MAX_GAP_S, sampling_rate_hz=rate)
    found = FootVelocity(sampling_rate_hz=rate)(whole, keypoints=names, up="+y")
    order = np.lexsort((found.side_code, found.kind_code, found.time_s))
    found = found.take(order)
    return make_events(
        found.time_s,
        found.kind_code,
        found.side_code,
        rate,
        sigma_s=np.hypot(np.array(SIGMA_S)[found.kind_code], 0.29 / rate),
        bout=np.zeros(len(found), dtype=np.int64),
        score=np.ones(len(found)),
    )


def _rise(heights: NDArray[np.float64]) -> float:
    """How far the livelier of the points goes up and down; NaN where none is seen."""
    seen = heights[:, np.isfinite(heights).any(axis=0)]
    if seen.size == 0:
        return np.nan
    low, high = np.nanquantile(seen, [0.05, 0.95], axis=0)
    return float((high - low).max())


def _size(tracks: Tracks) -> NDArray[np.float64]:
    """Length of the trunk in the picture, slowly changing; 1 where it is not seen."""
    names = [f"{side}_shoulder" for side in SIDES if f"{side}_shoulder" in tracks.points]
    if not names:
        return np.ones(tracks.n_frames)
    shoulders = np.mean([tracks.points[name] for name in names], axis=0)
    trunk = np.linalg.norm((shoulders - tracks.points["pelvis"])[:, :2], axis=1)
    return _slow(trunk, tracks.sampling_rate_hz, 1.0)


def _slow(values: NDArray[np.float64], rate_hz: float, otherwise: float) -> NDArray[np.float64]:
    """Low-pass below the step rate, across gaps."""
    seen = np.flatnonzero(np.isfinite(values))
    if len(seen) == 0:
        return np.full(len(values), otherwise)
    whole = np.interp(np.arange(len(values)), seen, values[seen])
    cutoff = min(SIZE_CUTOFF_HZ, 0.2 * rate_hz)
    low_pass = Butterworth(sampling_rate_hz=rate_hz, cutoff_hz=cutoff, order=2)
    return np.asarray(low_pass(whole))
