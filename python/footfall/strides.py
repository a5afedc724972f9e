"""Strides found by their shape, without rest between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.signal import find_peaks

from . import _check
from ._backend import kernel
from ._columns import concatenate
from ._config import chosen_threads
from ._errors import ArgumentError
from ._extremes import lowest
from ._spans import Spans, make_spans
from .batch import item_rows

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .batch import Batch

REFERENCE_HZ = 204.8  # the rate at which costs of this kind are usually told
SCALE_RADPS = math.radians(500.0)
BEST_SHARE = 0.5  # of the candidates: those that are surely strides
COST_FACTOR, LEAST_COST, MOST_COST = 2.2, 2.0, 8.0
STILL_SHARE = 0.7  # of what the template costs where nothing moves
TEMPLATE_FRAMES = 200
# Rate of turn of a foot over a stride of walking, toes up positive: height in rad/s, place and
# width in strides, of the pushes of the toes at both ends, the swing, and the slap of the foot.
WAVES = ((-5.5, 0.0, 0.07), (6.0, 0.24, 0.075), (-3.0, 0.44, 0.045), (-5.5, 1.0, 0.07))


def walking_template(n_frames: int = TEMPLATE_FRAMES) -> NDArray[np.float64]:
    """Rate of turn of a foot over one stride of walking, from push-off to push-off.

    Parameters
    ----------
    n_frames : int
        How many samples the stride has, from 2.

    Returns
    -------
    array, shape (n_frames, 1)
        In rad/s, toes up positive. It is drawn from waves, not from anybody's recording.

    Raises
    ------
    ArgumentError
        When there are fewer than two samples.
    """
    _check.between("n_frames", n_frames, 2, 1_000_000)
    phase = np.linspace(0.0, 1.0, int(n_frames))
    rate = np.zeros(len(phase))
    for height, place, width in WAVES:
        rate += height * np.exp(-0.5 * ((phase - place) / width) ** 2)
    return rate[:, None]


@dataclass(frozen=True, kw_only=True)
class SubsequenceDtw:
    """Strides of a foot: parts of a recording that are like a template, quicker or slower.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    template : array, shape (M, C), optional
        One stride of C signals from push-off to push-off; the first signal is the rate of turn
        whose minima are push-offs. Default: `walking_template`, one signal.
    template_duration_s : float
        How long the template's stride lasts.
    scale : float
        What all signals are divided by, in their unit; default 500 degrees per second.
    max_cost : float, optional
        Root of the sum of squared differences, at 204.8 frames per second, above which a part is no
        stride. None: 2.2 times the median of the better half of all candidates, from 2 to 8, and at
        most 0.7 of what the template costs where nothing moves.
    min_duration_s, max_duration_s : float
        Shortest and longest stride.
    snap_s : float
        Starts and ends are moved to the minimum of the first signal so near by.

    Raises
    ------
    ArgumentError
        When a number is not positive or the template has no two samples.

    Notes
    -----
    Ends are minima of the cost, at least the shortest stride apart; each has the start of its
    cheapest path. Of strides with the same start the cheapest counts. Missing samples are in no
    stride. A foot that rests between strides needs no template: see `analyze`.

    References
    ----------
    Barth J, Oberndorfer C, Pasluosta C, Schülein S, Gassner H, Reinfelder S, Kugler P, Schuldhaus
    D, Winkler J, Klucken J, Eskofier BM (2015). Stride segmentation during free walk movements
    using multi-dimensional subsequence dynamic time warping on inertial sensor data. Sensors 15.
    doi:10.3390/s150306419

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> stride = ff.strides.walking_template(110)
    >>> rate_of_turn = np.concatenate([np.zeros((100, 1)), *[stride[:-1]] * 5, np.zeros((100, 1))])
    >>> found = ff.strides.SubsequenceDtw(sampling_rate_hz=100.0)(rate_of_turn)
    >>> len(found), float(found.start_s[0])
    (5, 1.0)
    """

    sampling_rate_hz: float
    template: NDArray[Any] | None = None
    template_duration_s: float = 1.1
    scale: float = SCALE_RADPS
    max_cost: float | None = None
    min_duration_s: float = 0.6
    max_duration_s: float = 3.0
    snap_s: float = 0.15

    def __post_init__(self) -> None:
        for name in ("sampling_rate_hz", "template_duration_s", "scale", "min_duration_s"):
            _check.positive(name, getattr(self, name))
        _check.not_negative("snap_s", self.snap_s)
        if self.max_cost is not None:
            _check.positive("max_cost", self.max_cost)
        if not self.max_duration_s > self.min_duration_s:
            raise ArgumentError(
                "max_duration_s", "a value above min_duration_s", self.max_duration_s
            )
        template = walking_template() if self.template is None else self.template
        template = _check.real_array("template", template).astype(np.float64, copy=False)
        if template.ndim != 2 or len(template) < 2 or template.shape[1] < 1:
            raise ArgumentError("template", "shape (frames, signals), two frames", template.shape)
        if not np.isfinite(template).all():
            raise ArgumentError("template", "finite numbers", "others")
        object.__setattr__(self, "template", template)

    def __call__(self, signals: ArrayLike | Batch) -> Spans:
        """Find strides.

        Parameters
        ----------
        signals : array, shape (T, C) or (N, T, C), or Batch of frames (C,)
            The signals of the template, in its unit: with the default the rate of turn of the foot
            in rad/s, toes up positive, which is that about its right.

        Returns
        -------
        Spans
            Strides from push-off to push-off, sorted by sequence and start.

        Raises
        ------
        ArgumentError
            When there are not as many signals as in the template.
        """
        rows = item_rows(signals, 1, "signals")
        template = self._at_rate()
        if rows.item_shape != template.shape[1:]:
            raise ArgumentError("signals", f"{template.shape[1]} signals", rows.item_shape[0])
        values = np.divide(rows.values, self.scale, dtype=np.float64, order="C")
        sums = np.empty(len(values))
        starts = np.empty(len(values), np.int64)
        kernel("subsequence_dtw")(
            values, rows.offsets, template / self.scale, sums, starts, chosen_threads()
        )
        sums *= REFERENCE_HZ / self.sampling_rate_hz
        costs = np.sqrt(sums, out=sums)
        tables = [
            make_spans(
                self._strides(values[a:b, 0], costs[a:b], starts[a:b]), self.sampling_rate_hz, k
            )
            for k, (a, b) in enumerate(zip(rows.offsets[:-1], rows.offsets[1:], strict=True))
        ]
        return (
            concatenate(tables) if tables else make_spans(np.empty((0, 2)), self.sampling_rate_hz)
        )

    def _at_rate(self) -> NDArray[np.float64]:
        template = np.asarray(self.template)
        n = max(2, round(self.template_duration_s * self.sampling_rate_hz))
        place = np.linspace(0, len(template) - 1, n)
        columns = [np.interp(place, np.arange(len(template)), x) for x in template.T]
        return np.ascontiguousarray(np.stack(columns, axis=1))

    def _cost_of_rest(self) -> float:
        template = self._at_rate() / self.scale
        cost = (template**2).sum() * REFERENCE_HZ / self.sampling_rate_hz
        return STILL_SHARE * math.sqrt(cost)

    def _strides(
        self,
        first_signal: NDArray[np.float64],
        costs: NDArray[np.float64],
        starts: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """First frame and the one after the last of each stride of one recording."""
        shortest = self.min_duration_s * self.sampling_rate_hz
        longest = self.max_duration_s * self.sampling_rate_hz
        ends = _minima(costs, max(1, round(shortest)))
        most = self.max_cost
        if most is None:
            best = np.sort(costs[ends])[: math.ceil(BEST_SHARE * len(ends))]
            middle = float(np.median(best)) if len(best) else 0.0
            most = min(max(COST_FACTOR * middle, LEAST_COST), MOST_COST, self._cost_of_rest())
        ends = ends[costs[ends] <= most]
        known = np.where(np.isfinite(first_signal), first_signal, np.inf)
        begins = self._snapped(starts[ends], known)
        snapped = self._snapped(ends, known)
        duration = snapped - begins
        kept = (duration >= shortest) & (duration <= longest)
        begins, snapped, cost = begins[kept], snapped[kept], costs[ends][kept]
        order = np.lexsort((cost, begins))
        _, first = np.unique(begins[order], return_index=True)
        chosen = order[first]
        return np.stack([begins[chosen], snapped[chosen]], axis=1)

    def _snapped(self, frames: NDArray[np.int64], signal: NDArray[np.float64]) -> NDArray[np.int64]:
        """The least value of the signal near each frame."""
        reach = round(self.snap_s * self.sampling_rate_hz)
        first = np.maximum(frames - reach, 0)
        return lowest(signal, first, np.minimum(frames + reach + 1, len(signal)))


def _minima(costs: NDArray[np.float64], apart: int) -> NDArray[np.int64]:
    """Local minima, the lowest first, none nearer to a lower one than `apart`."""
    finite = np.isfinite(costs)
    if not finite.any():
        return np.empty(0, np.int64)
    high = 2 * float(costs.max(where=finite, initial=0.0)) + 1
    padded = np.full(len(costs) + 2, -high)  # a stride may end with the recording
    np.negative(costs, where=finite, out=padded[1:-1])
    return np.asarray(find_peaks(padded, distance=apart)[0] - 1, dtype=np.int64)
