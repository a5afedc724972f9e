"""The command `footfall week`: days and weeks of walking."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

from .days import DaysReport, Outcome, analyze_week

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from typing import Any

# What the table shows of each day, and over which bouts.
SHOWN = (
    ("wear_h", "wear h", ""),
    ("bouts", "bouts", "all"),
    ("steps", "steps", "all"),
    ("walking_duration_min", "walking min", "all"),
    ("turns", "turns", "all"),
    ("cadence_mean_spm", "steps/min", "over_10_s"),
    ("stride_length_mean_m", "stride m", "over_10_s"),
    ("speed_mean_mps", "m/s", "over_10_s"),
    ("speed_p90_mps", "m/s p90", "over_30_s"),
)
WIDTH = 12


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `week` takes beside what all tables of sensors take."""
    add = parser.add_argument
    add("file", help="Parquet (read piece by piece) or CSV table of a sensor")
    add("--json", metavar="OUT", help="write the report; - for standard output")
    add("--bouts", metavar="OUT.csv", help="write the walking bouts; - for standard output")
    add("--height-m", type=float, metavar="H")
    add("--utc-offset-h", type=float, default=0.0, metavar="H", help="of local time")
    add("--min-wear-h", type=float, default=12.0, metavar="H", help="of a valid day")
    add("--min-days", type=int, default=3, metavar="N", help="valid days that make a week")


def report_of(arguments: argparse.Namespace, stated: Mapping[str, Any]) -> DaysReport:
    """Run the analysis that the options ask for."""
    return analyze_week(
        arguments.file,
        height_m=arguments.height_m,
        utc_offset_h=arguments.utc_offset_h,
        min_wear_h=arguments.min_wear_h,
        min_days=arguments.min_days,
        progress=sys.stderr.isatty() and _has_bar(),
        **stated,
    )


def _has_bar() -> bool:
    from importlib.util import find_spec

    return find_spec("tqdm") is not None


def describe(report: DaysReport) -> str:
    """Give days and the week as a plain table."""
    quality = report.quality
    lines = [
        f"{report.source}: {quality['recorded_h']:.1f} h from {report.site or 'no known site'}, "
        f"{len(report.bouts)} walking bouts on {len(report.days)} days"
    ]
    lines += [f"note: {warning}" for warning in quality["warnings"]]
    lines += ["", f"{'':12s}" + "".join(f"{head:>{WIDTH}s}" for _, head, _ in SHOWN)]
    for day in report.days:
        cells = [f"{day.wear_h:{WIDTH}.1f}"]
        cells += [_cell(day.outcome(name, bouts)) for name, _, bouts in SHOWN[1:]]
        lines.append(f"{day.date:12s}" + "".join(cells) + ("" if day.valid else "  not valid"))
    week = [report.outcome(name, bouts) for name, _, bouts in SHOWN[1:]]
    lines.append(f"{'median day':12s}{'':{WIDTH}s}" + "".join(map(_cell, week)))
    reasons = dict.fromkeys(row.reason for row in week if math.isnan(row.value))
    lines += ["", *(f"– {reason}" for reason in reasons)] if reasons else []
    return "\n".join(lines)


def _cell(row: Outcome) -> str:
    if math.isnan(row.value):
        return f"{'–':>{WIDTH}s}"
    digits = 0 if row.name in ("bouts", "steps", "turns") else 2 if "m" in row.unit[:1] else 1
    return f"{row.value:{WIDTH}.{digits}f}"
