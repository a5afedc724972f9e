"""The command `footfall capabilities`: which metrics an input can give, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._capability import UNITS, VIEWS, capabilities
from ._errors import ArgumentError
from ._sensor_capability import MODES, sensor_capabilities
from .imu import SITES

if TYPE_CHECKING:
    import argparse

    from ._capability import Capability


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `capabilities` takes: a skeleton and its view, or sites of sensors."""
    add = parser.add_argument
    add("--keypoints", metavar="NAME", help="skeleton, such as coco17")
    add("--sites", metavar="A,B,…", help=f"of sensors: {', '.join(SITES)}")
    add("--sampling-rate-hz", type=float, metavar="F", required=True)
    add("--view", choices=VIEWS, default="3d", help="of keypoints")
    add("--unit", choices=UNITS, default="m", help="of keypoints")
    add("--mode", choices=MODES, default="walk", help="of sensors")
    add("--no-gyroscope", action="store_true", help="of sensors")
    add("--height-m", type=float, metavar="H")
    add("--mass-kg", type=float, metavar="M")
    add("--json", metavar="OUT", help="write the rows; - for standard output")


def rows_of(arguments: argparse.Namespace) -> tuple[Capability, ...]:
    """Ask for what the options name."""
    if (arguments.keypoints is None) == (arguments.sites is None):
        raise ArgumentError("--keypoints", "a skeleton, or else --sites", arguments.keypoints)
    if arguments.sites is not None:
        return sensor_capabilities(
            [site.strip() for site in arguments.sites.split(",") if site.strip()],
            sampling_rate_hz=arguments.sampling_rate_hz,
            mode=arguments.mode,
            gyroscope=not arguments.no_gyroscope,
            height_m=arguments.height_m,
        )
    return capabilities(
        arguments.keypoints,
        sampling_rate_hz=arguments.sampling_rate_hz,
        view=arguments.view,
        unit=arguments.unit,
        mass_kg=arguments.mass_kg,
        height_m=arguments.height_m,
    )


def describe(rows: tuple[Capability, ...]) -> str:
    """Rows as a plain table."""
    wide = max(len(row.metric) for row in rows)
    return "\n".join(f"{r.metric:{wide}s}  {r.status:11s}  {r.reason}".rstrip() for r in rows)
