"""Butterworth filters, zero-phase over recordings or causal and live."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from .. import _check
from .._errors import ArgumentError
from .._families import Causal, Series

ORDERS = tuple(range(2, 17, 2))
KINDS = ("low", "high", "band")
MOST_IN_STAGE = 4  # sections that one causal kernel runs


@dataclass(frozen=True, kw_only=True)
class Butterworth(Causal):
    """Butterworth filter: maximally flat, zero-phase over recordings or causal and live.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or pair of float
        Frequency of -3 dB, below half the sampling rate; a band-pass has two, which rise.
    order : int
        Order of one pass, even, from 2 to 16. As in `scipy.signal.butter`, a band-pass has
        twice as many poles: so many at each edge.
    kind : {"low", "high", "band"}
        What passes: what is below the cut-off, above it, or between the two.
    phase : {"zero", "causal"}
        `zero` runs forward and backward: no delay, needs the whole recording. `causal` runs
        once and can be streamed.
    correct : bool
        With `zero`: move the cut-offs of each pass so that both together are -3 dB at
        `cutoff_hz`, and pad by at least one period of it. False gives the numbers of
        `scipy.signal.sosfiltfilt`, whose two passes are -6 dB there.

    Raises
    ------
    ArgumentError
        When the rate is not positive, a cut-off is not below half of it, the cut-offs are not
        as many as the kind needs, or the order or kind is not one of the above.

    Notes
    -----
    Each run of finite samples is filtered for itself: missing samples stay missing and do not
    touch their neighbours, and infinite ones count as missing. With `zero`, a run shorter than
    3 frames for each pole and one more comes back unchanged. The causal filter starts settled
    on the first sample. Long recordings are cut into chunks that are run side by side, each
    warmed up until what the filter remembers from farther away is below rounding; where they
    are cut depends on the recording and the filter alone. In float32 the error grows with
    (rate / cut-off)²: about 1e-6 of the signal at 100 and 6 Hz, 7e-5 at 1000 and 6 Hz.

    References
    ----------
    Robertson DGE, Dowling JJ (2003). Design and responses of Butterworth and critically damped
    digital filters. J Electromyogr Kinesiol 13. doi:10.1016/S1050-6411(03)00080-4

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> smooth = ff.filters.Butterworth(sampling_rate_hz=100.0, cutoff_hz=6.0)
    >>> bool(np.allclose(smooth(np.ones((200, 17, 3))), 1.0))
    True
    >>> sway = ff.filters.Butterworth(sampling_rate_hz=100.0, cutoff_hz=(0.5, 3.0), kind="band")
    >>> bool(np.allclose(sway(np.ones(200)), 0.0))
    True
    """

    sampling_rate_hz: float
    cutoff_hz: float | tuple[float, float]
    order: int = 4
    kind: str = "low"
    phase: str = "zero"
    correct: bool = True

    def __post_init__(self) -> None:
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        _check.one_of("kind", self.kind, KINDS)
        for cutoff_hz in self._cutoffs():
            _check.positive("cutoff_hz", cutoff_hz)
            if cutoff_hz >= self.sampling_rate_hz / 2:
                raise ArgumentError(
                    "cutoff_hz",
                    f"a value below half the sampling rate ({self.sampling_rate_hz / 2:g} Hz)",
                    cutoff_hz,
                )
        if self.kind == "band" and not self._cutoffs()[0] < self._cutoffs()[1]:
            raise ArgumentError("cutoff_hz", "two values that rise", self.cutoff_hz)
        _check.one_of("order", self.order, ORDERS)
        _check.one_of("phase", self.phase, ("zero", "causal"))

    def _cutoffs(self) -> tuple[Any, ...]:
        if self.kind != "band":
            return (self.cutoff_hz,)
        if not isinstance(self.cutoff_hz, (tuple, list)) or len(self.cutoff_hz) != 2:
            raise ArgumentError("cutoff_hz", "two values that rise", self.cutoff_hz)
        return tuple(self.cutoff_hz)

    def _kernel(self) -> str:
        return "zero_phase_butterworth"

    def _design(self) -> tuple[float, ...]:
        lower, upper = (*self._cutoffs(), 0.0)[:2]
        return self.sampling_rate_hz, lower, upper, KINDS.index(self.kind), self.order

    def _params(self) -> tuple[float, ...]:
        padding = 3 * (2 * self._sections() + 1)
        if self.correct:
            padding = max(padding, math.ceil(self.sampling_rate_hz / self._cutoffs()[0]))
        shortest = max(4, 6 * self._sections() + 1)
        return *self._design(), 2 if self.correct else 1, padding, shortest

    def _sections(self) -> int:
        return self.order if self.kind == "band" else self.order // 2

    def _stages(self) -> list[tuple[str, Any, int]]:
        if self.phase == "zero":
            raise ArgumentError("phase", "'causal' for a stream", "'zero'")
        stages = []
        for first in range(0, self._sections(), MOST_IN_STAGE):
            states = 2 * min(MOST_IN_STAGE, self._sections() - first)
            stages.append((f"causal_butterworth_{states}", (*self._design(), first), states))
        return stages

    def __call__(self, x: Any, *, axis: int = 0, out: Any = None) -> Any:
        """Run over an array with time along `axis`, or over a Batch; see `Series`."""
        family = Causal if self.phase == "causal" else Series
        return family.__call__(self, x, axis=axis, out=out)
