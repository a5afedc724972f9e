"""Which metrics sensors can tell, by where they are worn: before anything is recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from . import _anywhere, _check, _feet, _feet_running, _trunk, _trunk_running
from ._analyze_sensors import FOOT_SITES, LEAST_RATE_HZ, NO_HEIGHT, TOO_SLOW, TRUNK_SITES
from ._capability import Capability, tells_sides, tells_spread
from ._errors import ArgumentError
from ._status import DEGRADED, UNAVAILABLE, VALID
from ._summary import joined
from ._summary.means import HALF_STRIDES
from ._summary.sources import limits, sources_of
from .imu import SITES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ._summary import Doubts

MODES = ("walk", "run")
SPREADS = ("stride_duration_cv_percent", "step_duration_symmetry_percent")


@dataclass(frozen=True, kw_only=True)
class _Place:
    """What the analysis of sensors at a place says of itself."""

    doubts: Doubts
    least_hz: float = LEAST_RATE_HZ
    too_slow: str = TOO_SLOW
    turning: str = ""
    sides: str = ""
    spread: str = ""
    means: Mapping[str, str] | None = None


def sensor_capabilities(
    sites: Sequence[str],
    *,
    sampling_rate_hz: float,
    mode: str = "walk",
    gyroscope: bool = True,
    height_m: float | None = None,
) -> tuple[Capability, ...]:
    """Tell which metrics sensors can give, before anything is recorded.

    Parameters
    ----------
    sites : sequence of str
        Where they are worn, as for `ImuRecording`; feet go before the trunk, the trunk before
        other places.
    sampling_rate_hz : float
        Frames per second.
    mode : {"walk", "run"}
        What the person does.
    gyroscope : bool
        Whether sensors measure angular velocity, which those on feet need.
    height_m : float, optional
        Of the person.

    Returns
    -------
    tuple of Capability
        One for each metric of strides, and for two of how they vary; what `analyze` finds in a
        recording, such as few strides, may still degrade them.

    Raises
    ------
    ArgumentError
        When an argument is not one of those named here.

    Examples
    --------
    >>> import footfall as ff
    >>> rows = ff.sensor_capabilities(["lower_back"], sampling_rate_hz=100.0, height_m=1.7)
    >>> {row.metric: row.status for row in rows}["walking_speed_mps"]
    'degraded'
    """
    if isinstance(sites, str) or not sites:
        raise ArgumentError("sites", "a list of at least one site", sites)
    for site in sites:
        _check.one_of("sites", site, SITES)
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    _check.one_of("mode", mode, MODES)
    place = _place(sites, mode, height_m)
    nothing = ""
    if sampling_rate_hz < place.least_hz:
        nothing = place.too_slow
    elif place.turning and not gyroscope:
        nothing = place.turning
    doubts = replace(place.doubts, no_height="" if height_m else NO_HEIGHT)
    told = {"cadence_spm": ("", HALF_STRIDES if doubts.one_foot else "")}
    told |= {name: limits(source, doubts) for name, source in sources_of(mode).items()}
    told |= dict.fromkeys(place.means or (), ("", ""))
    told |= {name: (doubts.one_foot if "step" in name else "", "") for name in SPREADS}
    return tuple(
        _row(name, nothing or missing, doubt, place) for name, (missing, doubt) in told.items()
    )


def _row(name: str, missing: str, doubt: str, place: _Place) -> Capability:
    reasons = [
        missing,
        place.spread if tells_spread(name) else "",
        # What is a doubt about widths elsewhere is why sensors have none.
        place.doubts.width if name == "step_width_m" else "",
    ]
    gone = next(filter(None, reasons), "")
    if gone:
        return Capability(name, UNAVAILABLE, gone)
    doubts = joined(doubt, place.sides if tells_sides(name) else "")
    return Capability(name, DEGRADED if doubts else VALID, doubts)


def _place(sites: Sequence[str], mode: str, height_m: float | None) -> _Place:
    """Where the gait is taken from, in the order of `analyze`."""
    n_feet = len(set(sites) & set(FOOT_SITES))
    runs = mode == "run"
    if n_feet:
        module = _feet_running if runs else _feet
        return _Place(
            doubts=module.doubts(n_feet),
            least_hz=module.LEAST_RATE_HZ,
            too_slow=module.TOO_SLOW,
            turning=module.NO_TURNING,
        )
    if set(sites) & set(TRUNK_SITES) and runs:
        return _Place(
            doubts=_trunk_running.DOUBTS,
            sides=_trunk_running.NO_SIDES,
            means=_trunk_running.MEANS,
        )
    if set(sites) & set(TRUNK_SITES):
        return _Place(doubts=_trunk.doubts(height_m))
    return _Place(doubts=_anywhere.DOUBTS, sides=_anywhere.NO_SIDES, spread=_anywhere.NO_SPREAD)
