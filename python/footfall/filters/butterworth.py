"""Butterworth filters, zero-phase over recordings or causal and live."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from .. import _check
from .._errors import ArgumentError
from .._families import Causal, Series

ORDERS = (2, 4, 6, 8)


@dataclass(frozen=True, kw_only=True)
class Butterworth(Causal):
    """Butterworth low-pass: maximally flat, zero-phase over recordings or causal and live.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float
        Frequency of -3 dB, below half the sampling rate.
    order : {2, 4, 6, 8}
        Order of one pass.
    phase : {"zero", "causal"}
        `zero` runs forward and backward: no delay, needs the whole recording. `causal` runs
        once and can be streamed.
    correct : bool
        With `zero`: raise the cut-off of each pass so that both together are -3 dB at
        `cutoff_hz`, and pad by at least one period of it. False gives the numbers of
        `scipy.signal.sosfiltfilt`, whose two passes are -6 dB there.

    Raises
    ------
    ArgumentError
        When the rate is not positive, the cut-off is not below half of it, or the order is
        not one of the above.

    Notes
    -----
    Each run of finite samples is filtered for itself: missing samples stay missing and do not
    touch their neighbours. A run shorter than 3 order + 1 frames comes back unchanged with
    `zero`. The causal filter starts settled on the first sample. In float32 the error grows
    with (rate / cut-off)²: about 1e-6 of the signal at 100 and 6 Hz, 7e-5 at 1000 and 6 Hz.

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
    """

    sampling_rate_hz: float
    cutoff_hz: float
    order: int = 4
    phase: str = "zero"
    correct: bool = True

    def __post_init__(self) -> None:
        _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        _check.positive("cutoff_hz", self.cutoff_hz)
        if self.cutoff_hz >= self.sampling_rate_hz / 2:
            raise ArgumentError(
                "cutoff_hz",
                f"a value below half the sampling rate ({self.sampling_rate_hz / 2:g} Hz)",
                self.cutoff_hz,
            )
        _check.one_of("order", self.order, ORDERS)
        _check.one_of("phase", self.phase, ("zero", "causal"))

    def _kernel(self) -> str:
        return f"{'zero_phase' if self.phase == 'zero' else 'causal'}_butterworth_{self.order}"

    def _params(self) -> Any:
        if self.phase == "causal":
            return self.sampling_rate_hz, self.cutoff_hz
        sections = self.order // 2
        padding = 3 * (2 * sections + 1)
        if self.correct:
            padding = max(padding, math.ceil(self.sampling_rate_hz / self.cutoff_hz))
        passes = 2 if self.correct else 1
        return self.sampling_rate_hz, self.cutoff_hz, passes, padding, max(4, 3 * self.order + 1)

    def _states(self) -> int:
        if self.phase == "zero":
            raise ArgumentError("phase", "'causal' for a stream", "'zero'")
        return self.order

    def __call__(self, x: Any, *, axis: int = 0, out: Any = None) -> Any:
        """Run over an array with time along `axis`, or over a Batch; see `Series`."""
        family = Causal if self.phase == "causal" else Series
        return family.__call__(self, x, axis=axis, out=out)
