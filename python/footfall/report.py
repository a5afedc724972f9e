"""What the analysis returns: events, strides, metrics with their uncertainty, and quality."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check, _status
from ._errors import ArgumentError
from ._optional import need

if TYPE_CHECKING:
    from ._events import Events
    from .parameters import Strides

VALID, DEGRADED, UNAVAILABLE = _status.VALID, _status.DEGRADED, _status.UNAVAILABLE


@dataclass(frozen=True)
class Metric:
    """One number with its uncertainty and whether to trust it.

    Parameters
    ----------
    name : str
        What it is, with its unit.
    side : {"left", "right", "both"}
        Which foot.
    value : float
        NaN where the recording does not support it.
    unit : str
        Unit of value, sigma and interval.
    sigma : float
        Standard error of the value.
    ci_low, ci_high : float
        Interval of 95 % confidence.
    n : int
        Strides behind the value.
    status : {"valid", "degraded", "unavailable"}
        Whether to use it.
    reason : str
        Why it is degraded or unavailable; empty when valid.
    """

    name: str
    side: str
    value: float
    unit: str
    sigma: float
    ci_low: float
    ci_high: float
    n: int
    status: str
    reason: str


@dataclass(frozen=True, eq=False)
class Curve:
    """A joint angle over the gait cycle, initial contact to initial contact.

    Parameters
    ----------
    name : str
        Which angle.
    side : {"left", "right"}
        Whose cycle.
    mean, sd : array, shape (101,)
        Degrees at 0 to 100 % of the cycle.
    n : int
        Cycles in the mean.
    """

    name: str
    side: str
    mean: np.ndarray[Any, np.dtype[np.float64]]
    sd: np.ndarray[Any, np.dtype[np.float64]]
    n: int


@dataclass(frozen=True, eq=False)
class Report:
    """The result of `analyze`.

    Parameters
    ----------
    version : str
        Version of footfall that made it.
    source : str
        Name of the recording.
    mode : {"walk", "run", "none"}
        What the person does; `none` when no gait was found.
    sampling_rate_hz, start_time_s, duration_s : float
        Of the recording.
    events : Events
        Initial and final contacts.
    strides : Strides
        One row per stride.
    metrics : tuple of Metric
        One row per metric and side.
    curves : tuple of Curve
        Joint angles over the cycle.
    quality : dict
        What was done to the data and what to know about them. `asymmetries` lists differences
        between the sides that exceed what can be detected and whose interval excludes 0.
    """

    version: str
    source: str
    mode: str
    sampling_rate_hz: float
    start_time_s: float
    duration_s: float
    events: Events
    strides: Strides
    metrics: tuple[Metric, ...]
    curves: tuple[Curve, ...]
    quality: dict[str, Any]

    @property
    def has_gait(self) -> bool:
        """Whether any metric has a value."""
        return any(metric.status != UNAVAILABLE for metric in self.metrics)

    def metric(self, name: str, side: str = "both") -> Metric:
        """Give one row.

        Raises
        ------
        ArgumentError
            When there is no metric of that name and side.
        """
        for metric in self.metrics:
            if metric.name == name and metric.side == side:
                return metric
        names = sorted({m.name for m in self.metrics})
        if name in names:
            sides = sorted({m.side for m in self.metrics if m.name == name})
            _check.one_of("side", side, sides)
        raise ArgumentError("name", "one of " + ", ".join(names), repr(name))

    def curve(self, name: str, side: str) -> Curve:
        """Give one joint's mean curve.

        Raises
        ------
        ArgumentError
            When there is no such curve.
        """
        for curve in self.curves:
            if curve.name == name and curve.side == side:
                return curve
        known = ", ".join(f"{c.name} {c.side}" for c in self.curves) or "none"
        raise ArgumentError("name", f"one of the curves ({known})", f"{name} {side}")

    def to_dict(self) -> dict[str, Any]:
        """Give plain lists, numbers and text; NaN becomes None."""
        content = {
            "footfall": self.version,
            "source": self.source,
            "mode": self.mode,
            "sampling_rate_hz": self.sampling_rate_hz,
            "start_time_s": self.start_time_s,
            "duration_s": self.duration_s,
            "events": _records(self.events.columns()),
            "metrics": [asdict(metric) for metric in self.metrics],
            "quality": self.quality,
            "strides": _records({"side": self.strides.side, **self.strides.columns()}),
            "curves": [asdict(curve) for curve in self.curves],
        }
        plain: dict[str, Any] = as_plain(content)
        return plain

    def to_json(self, *, indent: int | None = 2) -> str:
        """Give the content of `to_dict` as JSON; numbers survive a round trip."""
        return json.dumps(self.to_dict(), indent=indent, allow_nan=False, ensure_ascii=False)

    def to_pandas(self) -> dict[str, Any]:
        """Give pandas data frames: `metrics`, `events`, `strides` and `curves` (needs pandas)."""
        frame = need("pandas").DataFrame
        percent = np.arange(101)
        curves = [
            {"name": c.name, "side": c.side, "percent": p, "mean": m, "sd": s, "n": c.n}
            for c in self.curves
            for p, m, s in zip(percent, c.mean, c.sd, strict=True)
        ]
        return {
            "metrics": frame([asdict(metric) for metric in self.metrics]),
            "events": frame(self.events.columns()),
            "strides": frame({"side": self.strides.side, **self.strides.columns()}),
            "curves": frame(curves),
        }


def _records(columns: dict[str, Any]) -> list[dict[str, Any]]:
    names = [name for name in columns if not name.endswith("_code") and name != "sequence"]
    rows = zip(*(columns[name].tolist() for name in names), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def as_plain(value: Any) -> Any:
    """Lists, dicts, numbers and text that JSON can hold."""
    if isinstance(value, dict):
        return {str(key): as_plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return as_plain(value.tolist())
    if isinstance(value, np.generic):
        return as_plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
