"""The acceleration method of Hreljac and Marshall: where heel and toe are pushed hardest."""

from __future__ import annotations

from dataclasses import dataclass

from .._swing_detector import SwingDetector


@dataclass(frozen=True, kw_only=True)
class Hreljac(SwingDetector):
    """Peaks of the heel's vertical and the toe's forward acceleration.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    cutoff_hz : float or None
        Low-pass before the search; None for data that are smooth already.

    Notes
    -----
    The peak is the highest one about the end of a swing (initial contact) or its start (final
    contact); its time is where the jerk is zero, interpolated linearly. Swings are the spans in
    which heel or toe move forward against the pelvis. The ankle stands in for a heel or toe that
    is not there.

    References
    ----------
    Hreljac A, Marshall RN (2000). Algorithms to determine event timing during normal walking
    using kinematic data. J Biomech 33. doi:10.1016/S0021-9290(00)00014-2
    """

    KERNEL = "hreljac"

    cutoff_hz: float | None = 8.0
