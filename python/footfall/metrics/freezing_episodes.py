"""When gait freezes, from the freeze index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _check
from .._spans import Spans, make_spans, merged, runs_of
from .freezing import VARIANTS, freeze_index

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

# Published limits; that of Moore is to be found for each person.
THRESHOLDS = {"moore": 2.3, "bachlin": 1.5, "zach": 1.47, "cockx": 1.5, "multitaper": 1.5}
STANDING_POWER = 0.03  # (m/s²)²: a sixth of a m/s², as still as a leg that carries weight


@dataclass(frozen=True, kw_only=True)
class Freezing:
    """Freezing of a recording.

    Parameters
    ----------
    episodes : Spans
        When gait freezes.
    percent_of_time : float
        Share of the time that the index could be told; NaN where it nowhere could be.
    median_duration_s : float
        NaN without episodes.
    """

    episodes: Spans
    percent_of_time: float
    median_duration_s: float


def freezing_episodes(
    acceleration_mps2: ArrayLike,
    *,
    sampling_rate_hz: float,
    variant: str = "bachlin",
    threshold: float | None = None,
    min_power: float = STANDING_POWER,
    max_break_s: float = 1.0,
    min_duration_s: float = 0.5,
) -> Freezing:
    """Find episodes of freezing.

    Parameters
    ----------
    acceleration_mps2 : array, shape (T,)
        As for `freeze_index`.
    sampling_rate_hz : float
        Frames per second.
    variant : str
        As for `freeze_index`.
    threshold : float, optional
        Index above which gait freezes. None: the published one of the variant, which is best
        found anew for each person.
    min_power : float
        Windows of less power are standing.
    max_break_s, min_duration_s : float
        Shorter breaks join episodes; after that, shorter episodes are none.

    Returns
    -------
    Freezing
        Each window stands for the time around its middle, up to halfway to the next.

    Raises
    ------
    ArgumentError
        As `freeze_index`, or when a limit is negative.

    Notes
    -----
    The index tells trembling. Freezing without it (akinesia) looks like standing and is not
    found.

    References
    ----------
    As for `freeze_index`.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> t = np.arange(0, 40, 0.01)
    >>> trembles = (t > 15) & (t < 22)
    >>> wave = np.where(trembles, np.sin(2 * np.pi * 6 * t), 2 * np.sin(2 * np.pi * t))
    >>> found = ff.metrics.freezing_episodes(wave, sampling_rate_hz=100.0)
    >>> len(found.episodes), bool(abs(found.median_duration_s - 7) < 3)
    (1, True)
    """
    for name, value in (
        *(("min_power", min_power), ("max_break_s", max_break_s)),
        ("min_duration_s", min_duration_s),
    ):
        _check.not_negative(name, value)
    found = freeze_index(acceleration_mps2, sampling_rate_hz=sampling_rate_hz, variant=variant)
    limit = THRESHOLDS[variant] if threshold is None else threshold
    hop_s = VARIANTS[variant].hop_s
    known = np.isfinite(found.index)
    with np.errstate(invalid="ignore"):
        frozen = known & (found.index > limit) & (found.power > min_power)
    spans = np.zeros((0, 2))
    if frozen.any():
        start = found.time_s[0] - hop_s / 2
        spans = merged(start + hop_s * runs_of(frozen), max_break_s)
        spans = spans[np.diff(spans)[:, 0] >= min_duration_s]
    n_frames = len(np.asarray(acceleration_mps2))
    frames = np.clip(np.rint(spans * sampling_rate_hz), 0, n_frames)
    duration = np.diff(spans)[:, 0]
    told_s = hop_s * np.count_nonzero(known)
    return Freezing(
        episodes=make_spans(frames, sampling_rate_hz),
        percent_of_time=100 * float(duration.sum()) / told_s if told_s else np.nan,
        median_duration_s=float(np.median(duration)) if len(duration) else np.nan,
    )
