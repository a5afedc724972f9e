"""The command line: `footfall demo`, `analyze`, `week`, `capabilities` and `doctor`."""

from __future__ import annotations

import argparse
import csv
import io as io_module
import json
import math
import os
import platform
import sys
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _backend, _cli_capabilities, _cli_days, io, plot, synthetic
from ._analyze import EVENT_SOURCES, MODES, analyze
from ._capability import UNITS
from ._config import chosen_backend, chosen_threads
from ._errors import ArgumentError, MissingExtraError
from ._optional import EXTRAS
from ._version import __version__
from .imu import ACCELERATION_UNITS, ANGULAR_VELOCITY_UNITS
from .imu import SITES as SENSOR_SITES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .report import Metric, Report

DONE, NO_GAIT, BAD_USE = 0, 1, 2
# Options of `analyze` that go to the reader.
HINTS = (
    *("keypoints", "keypoint_names", "person", "coordinates", "image_size_px"),
    *("sampling_rate_hz", "unit", "up", "forces"),
    *("site", "acceleration", "angular_velocity"),
)
SENSOR_HINTS = ("sampling_rate_hz", "site", "acceleration", "angular_velocity")
SIDES = ("left", "right", "both")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is 0 done, 1 no gait, 2 bad use or unreadable file."""
    arguments = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io_module.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console may lack a letter; that is no failure
    try:
        status: int = arguments.run(arguments)
    except (ArgumentError, TypeError, MissingExtraError) as error:
        return _fail(str(error))
    except BrokenPipeError:
        # The reader of our output has left: nothing more to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        return _fail(f"{error.filename or 'file'}: {error.strerror or error}")
    return status


def _fail(sentence: str) -> int:
    print(f"footfall: {sentence}", file=sys.stderr)
    return BAD_USE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="footfall", description="Gait events and metrics from body motion."
    )
    parser.add_argument("--version", action="version", version=f"footfall {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="analyse an embedded synthetic walker and runner")
    demo.add_argument("--plot", default="footfall-demo.png", help="where the picture goes")
    demo.set_defaults(run=_demo)
    doctor = commands.add_parser("doctor", help="show version, backends and optional libraries")
    doctor.set_defaults(run=_doctor)
    _add_analyze(commands.add_parser("analyze", help="analyse a recording"))
    week = commands.add_parser("week", help="analyse days or weeks of a sensor")
    _cli_days.add_options(week)
    _add_sensor_options(week)
    week.set_defaults(run=_week)
    can = commands.add_parser("capabilities", help="tell which metrics an input can give")
    _cli_capabilities.add_options(can)
    can.set_defaults(run=_capabilities)
    return parser


def _add_analyze(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("file", help="C3D, TRC, JSON or HDF5 of a pose estimator, CSV, Parquet, NPZ; or a folder")
    add("--json", metavar="OUT", help="write the report; - for standard output")
    add("--events", metavar="OUT.csv", help="write the events; - for standard output")
    add("--plot", metavar="OUT.png", help="draw signals, events and curves")
    add("--mode", choices=MODES, default="auto")
    add("--events-from", choices=EVENT_SOURCES, default="auto")
    add("--keypoints", metavar="NAME", help="skeleton, such as coco17")
    add(
        "--keypoint-names",
        type=_pairs,
        metavar="A=B,…",
        help="what names of the file stand for, such as ankle1=left_ankle",
    )
    add("--person", type=_person, metavar="P", help="whom to read, where frames have several")
    add("--coordinates", choices=("image", "world"), help="of MediaPipe")
    add("--image-size-px", type=float, nargs=2, metavar=("W", "H"), help="of normalised positions")
    add("--unit", choices=UNITS)
    add("--up", metavar="A", help="axis that points up, such as +z or -y")
    add("--forces", metavar="FILE", help="MOT or STO file with the plates of the recording")
    _add_sensor_options(parser)
    add("--height-m", type=float, metavar="H")
    add("--mass-kg", type=float, metavar="M")
    add("--camera-is-level", action="store_true", help="do not estimate its tilt")
    add("--min-confidence", type=float, metavar="C", help="mask keypoints with a lower score")
    parser.set_defaults(run=_analyze)


def _add_sensor_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--sampling-rate-hz", type=float, metavar="F")
    add("--site", choices=SENSOR_SITES, help="where the sensor of a table is worn")
    add("--acceleration", choices=ACCELERATION_UNITS, help="unit of a sensor's columns")
    add("--angular-velocity", choices=ANGULAR_VELOCITY_UNITS)


def _pairs(text: str) -> dict[str, str]:
    """Parse `name=canonical,name=canonical`."""
    pairs = dict(part.split("=", 1) for part in text.split(",") if part)
    return {name.strip(): target.strip() for name, target in pairs.items()}


def _person(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def _analyze(arguments: argparse.Namespace) -> int:
    for option in ("json", "events", "plot"):
        if getattr(arguments, option) == "":
            raise ArgumentError(f"--{option}", "a file", "nothing")
    if arguments.plot:
        plot.check_suffix(arguments.plot)
    recording = io.read(arguments.file, **_stated(arguments, HINTS))
    report = analyze(
        recording,
        mode=arguments.mode,
        events_from=arguments.events_from,
        height_m=arguments.height_m,
        mass_kg=arguments.mass_kg,
        min_confidence=arguments.min_confidence,
        camera_is_level=arguments.camera_is_level,
    )
    # Files first: whoever reads the screen may stop reading.
    if arguments.plot:
        plot.save(report, recording, arguments.plot)
    if arguments.events:
        _write_events(arguments.events, report)
    if arguments.json:
        _write(arguments.json, report.to_json() + "\n")
    if "-" not in (arguments.json, arguments.events):
        print(describe(report))
    if report.has_gait:
        return DONE
    reasons = report.quality["warnings"] or ["no metric could be measured"]
    print(f"footfall: {'; '.join(reasons)}", file=sys.stderr)
    return NO_GAIT


def _stated(arguments: argparse.Namespace, names: Sequence[str]) -> dict[str, Any]:
    given = {name: getattr(arguments, name) for name in names}
    return {name: value for name, value in given.items() if value is not None}


def _week(arguments: argparse.Namespace) -> int:
    report = _cli_days.report_of(arguments, _stated(arguments, SENSOR_HINTS))
    if arguments.bouts:
        columns = report.bouts.columns()
        rows = zip(*(column.tolist() for column in columns.values()), strict=True)
        _write_table(arguments.bouts, tuple(columns), rows)
    if arguments.json:
        _write(arguments.json, report.to_json() + "\n")
    if "-" not in (arguments.json, arguments.bouts):
        print(_cli_days.describe(report))
    if len(report.bouts):
        return DONE
    print("footfall: no walking bout found", file=sys.stderr)
    return NO_GAIT


def _capabilities(arguments: argparse.Namespace) -> int:
    rows = _cli_capabilities.rows_of(arguments)
    if arguments.json:
        _write(arguments.json, json.dumps([asdict(row) for row in rows], indent=1) + "\n")
    if arguments.json != "-":
        print(_cli_capabilities.describe(rows))
    return DONE


def _write(target: str, text: str) -> None:
    if target == "-":
        sys.stdout.write(text)
    else:
        Path(target).write_text(text, encoding="utf-8")


def _write_events(target: str, report: Report) -> None:
    columns = report.events.columns()
    names = ("kind", "side", "time_s", "frame", "sigma_s", "imputed", "bout")
    rows = zip(*(columns[name].tolist() for name in names), strict=True)
    _write_table(target, names, rows)


def _write_table(target: str, names: Sequence[str], rows: Any) -> None:
    if target == "-":
        _write_rows(sys.stdout, names, rows)
    else:
        with Path(target).open("w", newline="", encoding="utf-8") as file:
            _write_rows(file, names, rows)


def _write_rows(file: Any, names: Sequence[str], rows: Any) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(
        ["" if isinstance(v, float) and math.isnan(v) else v for v in row] for row in rows
    )


def describe(report: Report, truth: dict[str, float] | None = None) -> str:
    """Report as a plain table: left, right and both sides of each metric."""
    lines = [
        f"{report.source}: {_mode_word(report)}, {report.duration_s:.1f} s at "
        f"{report.sampling_rate_hz:g} Hz, {len(report.events)} events from "
        f"{report.quality.get('events_from', 'nothing')}, {len(report.strides)} strides"
    ]
    lines += [f"note: {warning}" for warning in report.quality.get("warnings", [])]
    wide = max((len(metric.name) for metric in report.metrics), default=0)
    head = f"{'':{wide}s}{'left':>18s}{'right':>18s}{'both':>18s}"
    lines += ["", head + (f"{'truth':>10s}" if truth else "")]
    reasons: dict[str, str] = {}
    for name in dict.fromkeys(metric.name for metric in report.metrics):
        rows = {m.side: m for m in report.metrics if m.name == name}
        cells = "".join(f"{_cell(rows.get(side), reasons):>18s}" for side in SIDES)
        known = truth.get(name) if truth else None
        lines.append(f"{name:{wide}s}{cells}" + (f"{known:10.3f}" if known is not None else ""))
    lines += ["", *(f"{mark} {reason}" for reason, mark in reasons.items())]
    return "\n".join(lines).rstrip()


def _mode_word(report: Report) -> str:
    return {"walk": "walking", "run": "running"}.get(report.mode, "no gait")


def _cell(metric: Metric | None, reasons: dict[str, str]) -> str:
    """Value ± sigma, with a mark for the reason why it is in doubt."""
    if metric is None:
        return ""
    mark = ""
    if metric.reason:
        mark = reasons.setdefault(metric.reason, f"[{len(reasons) + 1}]")
    if math.isnan(metric.value):
        return f"– {mark}"
    sigma = "" if math.isnan(metric.sigma) else f" ±{metric.sigma:.3f}"
    return f"{metric.value:.3f}{sigma}{mark}"


def _demo(arguments: argparse.Namespace) -> int:
    pictures = []
    walk = synthetic.walker(seed=1, duration_cv=0.02, length_cv=0.02, noise_m=0.002)
    for recording, truth in (walk, synthetic.runner(seed=1, forces=True)):
        report = analyze(recording)
        print(describe(report, truth.metrics()), end="\n\n")
        pictures.append((report, recording))
    if find_spec("matplotlib") is None:
        print("picture: left out, it needs matplotlib: pip install 'footfall[plot]'")
        return DONE
    plot.save(*pictures[0], arguments.plot)
    print(f"picture: {arguments.plot}")
    return DONE


def _doctor(_arguments: argparse.Namespace) -> int:
    print(f"footfall {__version__}, Python {platform.python_version()}, NumPy {np.__version__}")
    print(f"machine: {platform.machine()}, {platform.system()}, {chosen_threads()} threads")
    available = _backend.available()
    used = _backend.current() if available else "none"
    print(f"backend: {used} (asked for: {chosen_backend()})")
    for name in ("native-v4", "native-v3", "native", "numba"):
        print(f"  {name:10s} {_backend.explain(name)}")
    print("optional libraries:")
    for module, (extra, purpose) in EXTRAS.items():
        found = "present" if find_spec(module) else f"missing: pip install 'footfall[{extra}]'"
        print(f"  {module:10s} {purpose}: {found}")
    return DONE if available else BAD_USE
