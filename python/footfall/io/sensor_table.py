"""Columns of inertial sensors in CSV and Parquet tables, as phones and loggers name them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ReadError
from ..gaps import resample
from ..imu import SITES, Imu, ImuRecording
from ._common import POSE_HINTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from ._common import Hints

EXPECTED = "columns of acceleration along x, y and z, such as acc_x, acc_y, acc_z"
SIGNALS = {
    "acceleration": (
        r"(?:acc|accel|acceleration|accelerometer|accelerometeracceleration)_?|a(?!_)"
    ),
    "angular_velocity": (
        r"(?:gyr|gyro|gyroscope|angular_velocity|rotation_?rate|motionrotationrate|gyrorotation)_?"
        r"|[gw](?!_)"
    ),
    "magnetic_field": r"(?:mag|magnetometer|magnetic_field)_?|m(?!_)",
}
COLUMNS = {
    signal: re.compile(rf"(?:(?P<site>{'|'.join(SITES)})_)?(?:{words})(?P<axis>[xyz])")
    for signal, words in SIGNALS.items()
}
UNITS = {
    **dict.fromkeys(("m/s^2", "m/s²", "m/s2", "m/s/s", "mps2"), "m/s2"),
    **{name: name for name in ("g", "mg", "rad/s", "deg/s", "ut", "mt", "nt")},
    **dict.fromkeys(("radps",), "rad/s"),
    **dict.fromkeys(("dps", "°/s", "degps"), "deg/s"),
    **dict.fromkeys(("µt", "μt"), "ut"),
}
FIELD_UNITS = {"ut": "uT", "mt": "mT", "nt": "nT"}
CLOCK = re.compile(
    r"(?:time|t|timestamp|seconds_elapsed|elapsed|time_elapsed)(?:_(?P<unit>s|ms|us|ns))?"
)
CLOCK_UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
RATES_HZ = (5.0, 5000.0)  # of any sensor: tell seconds from milliseconds
MOST_JITTER = 0.5  # of a frame, up to which time stamps are those of even steps
LONGEST_GAP_S = 0.1

Found = dict[str, dict[str, dict[str, Any]]]  # site, signal, axis: column


def sensors_in(columns: Mapping[str, Any]) -> tuple[Found, dict[str, str]]:
    """Columns of sensors by site (empty where the name has none), and units by signal."""
    found: Found = {}
    units: dict[str, str] = {}
    for name, column in columns.items():
        plain, unit = _parted(name)
        for signal, pattern in COLUMNS.items():
            parts = pattern.fullmatch(plain)
            if parts:
                site = found.setdefault(parts["site"] or "", {})
                site.setdefault(signal, {})[parts["axis"]] = column
                if unit in UNITS:
                    units[signal] = UNITS[unit]
    whole = {
        site: {signal: axes for signal, axes in signals.items() if len(axes) == 3}
        for site, signals in found.items()
    }
    return {site: s for site, s in whole.items() if "acceleration" in s}, units


def _parted(name: str) -> tuple[str, str]:
    """Name in lower case with underscores, and the unit in brackets behind it."""
    plain, _, unit = name.strip().lower().partition("(")
    return re.sub(r"[\s.\-]+", "_", plain.strip()), unit.rstrip(") ").strip()


def is_used(name: str) -> bool:
    """Tell whether a column is one of sensors or their clock."""
    plain, _ = _parted(name)
    return any(p.fullmatch(plain) for p in (*COLUMNS.values(), CLOCK))


def jumps(
    path: Path, columns: Mapping[str, Any], numbers: Callable[[Any], NDArray[Any]], longest_s: float
) -> list[int]:
    """Rows after which the clock has jumped ahead; none without a clock."""
    for name, column in columns.items():
        plain, bracket = _parted(name)
        parts = CLOCK.fullmatch(plain)
        if parts and len(column) > 1:
            times = numbers(column).astype(np.float64)
            times *= _seconds(path, times, parts["unit"] or bracket)
            return (np.flatnonzero(np.diff(times) > longest_s) + 1).tolist()
    return []


def recording_of(
    path: Path,
    columns: Mapping[str, Any],
    numbers: Callable[[Any], NDArray[Any]],
    hints: Hints,
    format_name: str,
) -> ImuRecording:
    """Make the recording: what the arguments state wins over what names of columns say."""
    for argument in POSE_HINTS:
        hints.refuse(argument, f"sensors' {format_name}")
    found, units = sensors_in(columns)
    rate_hz, start_s, times = _clock(path, columns, numbers, hints, format_name)
    stated = {
        "acceleration": hints.acceleration or units.get("acceleration", "m/s2"),
        "angular_velocity": hints.angular_velocity or units.get("angular_velocity", "rad/s"),
        "magnetic_field": FIELD_UNITS[units.get("magnetic_field", "ut")],
    }
    sites, notes = {}, []
    for name, signals in found.items():
        site = name or hints.need("site", None, format_name)
        values = [
            np.stack([numbers(signals[signal][axis]) for axis in "xyz"], axis=1)
            if signal in signals
            else None
            for signal in SIGNALS
        ]
        even = [None if v is None else _even(v, times, rate_hz) for v in values]
        sites[site] = Imu.from_units(
            np.empty((0, 3)) if even[0] is None else even[0], *even[1:], **stated
        )
    if times is not None:
        notes.append(f"uneven time stamps brought to {rate_hz:g} frames per second")
    return ImuRecording(
        sites, rate_hz, start_time_s=start_s, name=hints.name_of(path), notes=tuple(notes)
    )


def _clock(
    path: Path,
    columns: Mapping[str, Any],
    numbers: Callable[[Any], NDArray[Any]],
    hints: Hints,
    format_name: str,
) -> tuple[float, float, NDArray[np.float64] | None]:
    """Rate, start, and time stamps where they are uneven."""
    for name, column in columns.items():
        plain, bracket = _parted(name)
        parts = CLOCK.fullmatch(plain)
        if parts is None:
            continue
        times = numbers(column).astype(np.float64)
        if len(times) < 2 or not np.isfinite(times).all() or (np.diff(times) <= 0).any():
            raise ReadError(path.name, "rising time stamps", f"others in column {name!r}")
        times *= _seconds(path, times, parts["unit"] or bracket)
        step = float(np.median(np.diff(times)))
        rate_hz = hints.sampling_rate_hz or _round_rate((len(times) - 1) / (times[-1] - times[0]))
        drift = times - times[0] - np.arange(len(times)) / rate_hz
        if hints.sampling_rate_hz is None and np.ptp(drift) > MOST_JITTER / rate_hz:
            rate_hz = _round_rate(1 / step)
            return rate_hz, float(times[0]), times
        uneven = np.ptp(drift) > MOST_JITTER / rate_hz
        return rate_hz, float(times[0]), times if uneven else None
    rate_hz = float(hints.need("sampling_rate_hz", None, format_name))
    return rate_hz, 0.0, None


def _round_rate(rate_hz: float) -> float:
    """A whole number of frames per second where it is nearly one."""
    return float(round(rate_hz)) if abs(rate_hz - round(rate_hz)) < 0.002 * rate_hz else rate_hz


def _seconds(path: Path, times: NDArray[np.float64], unit: str) -> float:
    if unit in CLOCK_UNITS:
        return CLOCK_UNITS[unit]
    step = float(np.median(np.diff(times)))
    for factor in CLOCK_UNITS.values():
        if RATES_HZ[0] <= 1 / (step * factor) <= RATES_HZ[1]:
            return factor
    raise ReadError(path.name, "time stamps in s, ms, us or ns", f"steps of {step:g}")


def _even(values: NDArray[Any], times: NDArray[np.float64] | None, rate_hz: float) -> NDArray[Any]:
    if times is None:
        return values
    return resample(values, times, rate_hz, max_gap_s=LONGEST_GAP_S)[0]
