"""Kalman filter and smoother of keypoints, with their uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import _check
from .smoothers import Smoother, check_cutoff, check_smoother

MODELS = ("velocity", "acceleration")


@dataclass(frozen=True, kw_only=True)
class RtsSmoother(Smoother):
    """Kalman filter and Rauch-Tung-Striebel smoother of each coordinate, tuned by its cut-off.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float
        Frequency of -3 dB, below half the sampling rate.
    model : {"velocity", "acceleration"}
        What drifts as white noise does: the velocity (a cubic smoothing spline) or the
        acceleration (a quintic one, with a steeper cut-off).
    gate_sigma : float, optional
        Samples farther from the prediction than so many of its standard deviations count less,
        the farther the less. None takes all samples as they are.
    noise : float, optional
        Standard deviation of a sample of usual confidence, in the unit of the signal. None:
        as the innovations of each channel show it. 0: samples are exact and come back.
    max_gap_s : float
        Gaps up to this length are bridged, with the sigma that they deserve; longer ones stay,
        and what is on both sides of them is smoothed apart.
    ends : {"leave", "extend"}
        Whether to go beyond the first and the last sample, as far as `max_gap_s`.
    min_confidence : float
        Samples with a lower score are missing.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    The noise is that of white errors in a motion that the model follows. It is taken from the
    90 % point of the innovations, so a tenth of outliers does not raise it, and motion that is
    faster than the cut-off does: sigma then grows. The gate stands in the same measure, so
    that it opens rather than cuts fast motion off; it is open for the first 1 / cut-off
    seconds of a run. Arithmetic is in float64 for float32 signals too. The start is diffuse:
    results differ from those of an infinite prior by up to about 1e-6 of the noise.

    References
    ----------
    Rauch HE, Tung F, Striebel CT (1965). Maximum likelihood estimates of linear dynamic
    systems. AIAA J 3. doi:10.2514/3.3166

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> smooth = ff.filters.RtsSmoother(sampling_rate_hz=100.0, cutoff_hz=6.0)
    >>> x = np.arange(50.0)
    >>> x[20:23] = np.nan
    >>> bool(np.allclose(smooth(x), np.arange(50.0)))
    True
    """

    cutoff_hz: float
    model: str = "velocity"
    gate_sigma: float | None = 3.0
    noise: float | None = None
    max_gap_s: float = 0.25
    ends: str = "leave"
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        check_smoother(self)
        check_cutoff(self.cutoff_hz, self.sampling_rate_hz)
        _check.one_of("model", self.model, MODELS)
        if self.gate_sigma is not None:
            _check.positive("gate_sigma", self.gate_sigma)
        if self.noise is not None:
            _check.not_negative("noise", self.noise)

    def _kernel(self) -> str:
        return f"rts_{self.model}"

    def _params(self) -> Any:
        return (
            self.sampling_rate_hz,
            self.cutoff_hz,
            *self._gap_rules(self.max_gap_s, self.ends),
            self.gate_sigma or 0.0,
            float("nan") if self.noise is None else self.noise,
        )
