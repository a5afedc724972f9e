"""The main job for sensors and forces: picks what there is, and reports it like poses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ._anywhere import anywhere_gait
from ._assemble import NO_GAIT, assemble, empty_report, with_scale_error
from ._capability import degraded_by_sides, without_spread
from ._feet import feet_gait
from ._feet_running import feet_running
from ._force_gait import force_gait
from ._gaits import livelier
from ._summary import mean_metric, summarize
from ._trunk import trunk_gait
from ._trunk_running import trunk_running
from .parameters import derived
from .report import UNAVAILABLE

if TYPE_CHECKING:
    from ._sensor_gait import SensorGait
    from .imu import Imu, ImuRecording
    from .recording import ForceRecording
    from .report import Report

TRUNK_SITES = ("lower_back", "sternum")
FOOT_SITES = ("left_foot", "right_foot")
FROM_LENGTHS = frozenset(
    ("walk_ratio_mm_per_spm", "dimensionless_speed", "dimensionless_step_length")
)
FROM_TIMES = frozenset(
    ("cadence_spm", "stride_duration_s", "step_duration_s", "dimensionless_cadence")
)
LEAST_RATE_HZ = 10.0  # steps come up to three times a second
TOO_SLOW = f"fewer than {LEAST_RATE_HZ:g} frames per second do not show steps"
NO_HEIGHT = "needs height_m"
NO_STRIDES = "no foot makes a stride of plausible duration"


def analyze_sensors(
    recording: ImuRecording, *, mode: str, height_m: float | None, mass_kg: float | None
) -> Report:
    """Analyse what sensors measured; see `analyze`."""
    found, site = sensor_gait(recording, height_m, mode)
    if isinstance(found, str):
        return empty_report(recording, found)
    return _report(recording, site, found, height_m, mass_kg)


def analyze_forces(
    recording: ForceRecording, *, mode: str, height_m: float | None, mass_kg: float | None
) -> Report:
    """Analyse forces without anything else; see `analyze`."""
    found = force_gait(recording, mode)
    if isinstance(found, str):
        return empty_report(recording, found)
    return _report(recording, "forces", found, height_m, mass_kg)


def sensor_gait(
    recording: ImuRecording, height_m: float | None, mode: str = "walk"
) -> tuple[SensorGait | str, str]:
    """Find the gait, or say why there is none; and name the sites that it is from."""
    rate = recording.sampling_rate_hz
    feet = {site: recording.sites[site] for site in FOOT_SITES if site in recording.sites}
    trunk = next((site for site in TRUNK_SITES if site in recording.sites), None)
    if not feet and rate < LEAST_RATE_HZ:
        return TOO_SLOW, ""
    if not feet and trunk is None:
        site, sensor = next(iter(recording.sites.items()))
        return anywhere_gait(sensor, rate, mode), site
    if not feet:
        return _of_trunk(recording.sites[str(trunk)], rate, height_m, mode), str(trunk)
    return _of_feet(feet, rate, mode), " and ".join(feet)


def _of_trunk(sensor: Imu, rate: float, height_m: float | None, mode: str) -> SensorGait | str:
    if mode == "walk":
        return trunk_gait(sensor, rate, height_m)
    running = trunk_running(sensor, rate)
    if mode == "run":
        return running
    return livelier(running, trunk_gait(sensor, rate, height_m), rate)


def _of_feet(feet: dict[str, Imu], rate: float, mode: str) -> SensorGait | str:
    if mode == "walk":
        return feet_gait(feet, rate)
    running = feet_running(feet, rate)
    return running if mode == "run" else livelier(running, feet_gait(feet, rate), rate)


def _report(
    recording: ImuRecording | ForceRecording,
    site: str,
    gait: SensorGait,
    height_m: float | None,
    mass_kg: float | None,
) -> Report:
    table = gait.table
    quality = {
        "site": site,
        "events_from": site,
        "bouts": [
            {"start_s": float(a), "end_s": float(b)}
            for a, b in zip(gait.bouts.start_s, gait.bouts.end_s, strict=True)
        ],
        "turns": _rows(gait),
        "strides": len(table),
        "strides_rejected": int((~table.accepted).sum()),
        "gaits": [],
        **gait.quality,
        "warnings": list(gait.warnings),
    }
    if not table.accepted.any():
        empty = empty_report(recording, NO_STRIDES)
        quality["warnings"].append(f"{NO_GAIT}: {NO_STRIDES}")
        return assemble(recording, "none", gait.events, table, list(empty.metrics), [], quality)
    table = table.with_measured(derived(table, height_m=height_m, mass_kg=mass_kg))
    doubts = replace(gait.doubts, no_height="" if height_m else NO_HEIGHT)
    rows, asymmetries = summarize(table, gait.mode, doubts)
    used = table.take(table.accepted & ~table.imputed)
    rows += [mean_metric(n, "both", used.measured[n], unit, "") for n, unit in gait.means.items()]
    rows = [with_scale_error(row, gait.length_error, FROM_LENGTHS) for row in rows]
    rows = [with_scale_error(row, gait.time_error, FROM_TIMES) for row in rows]
    rows = [degraded_by_sides(row, gait.sides_doubt) for row in rows]
    rows = [without_spread(row, gait.spread_doubt) for row in rows]
    told = {row.name for row in rows if row.status != UNAVAILABLE}
    quality["asymmetries"] = [a for a in asymmetries if a["metric"] in told]
    return assemble(recording, gait.mode, gait.events, table, rows, [], quality)


def _rows(gait: SensorGait) -> list[dict[str, float]]:
    if gait.turns is None:
        return []
    columns = gait.turns.columns()
    return [
        dict(zip(columns, map(float, row), strict=True))
        for row in np.stack(list(columns.values()), axis=1)
    ]
