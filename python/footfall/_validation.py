"""The command behind `python -m footfall.validate`: agreement over folders of recordings."""

from __future__ import annotations

import argparse
import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ._analyze import analyze
from ._detections import NAMES, RUNNING, detect
from ._errors import ArgumentError, MissingExtraError, ReadError
from ._events import make_events
from ._parameter_errors import Errors, parameter_errors
from ._prepare import prepare
from ._trial_variants import reduced, side_view
from .io import read
from .recording import PoseRecording
from .skeletons import SKELETONS
from .validate import Agreement, agreement, pooled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ._events import Events

KINDS = {"IC": "initial_contact", "FO": "final_contact", "FC": "final_contact"}
SIDES = {"l": "left", "r": "right"}
RECORDINGS = (".c3d", ".trc")
KINDS_OF_EVENTS = ("initial_contact", "final_contact")
DEFAULT = "default"  # what `analyze` gives

Results = dict[str, Agreement]


@dataclass(frozen=True)
class Trial:
    """A recording and its table of reference events."""

    recording: Path
    reference: Path

    @property
    def name(self) -> str:
        """Folder and file without ending."""
        return f"{self.recording.parent.name}/{self.recording.stem}"


def trials(folder: Path) -> Iterator[Trial]:
    """Recordings with a table beside them: `NAME.fp_events.csv`, or `fp_events.csv` for one."""
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in RECORDINGS):
        for name in (f"{path.stem}.fp_events.csv", f"{path.stem}_fp_events.csv", "fp_events.csv"):
            table = path.with_name(name)
            if table.exists() and (name != "fp_events.csv" or path.stem == "markers"):
                yield Trial(path, table)
                break


def read_reference(path: Path, recording: PoseRecording) -> Events:
    """Read `time…, side, event` rows; times on the file's clock are moved to the first frame."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    column = next((name for name in (rows[0] if rows else {}) if name.startswith("time")), "")
    offset = recording.start_time_s if "clock" in column else 0.0
    return make_events(
        np.array([float(row[column]) - offset for row in rows]),
        [KINDS[row["event"].strip()] for row in rows],
        [SIDES[row["side"].strip().lower()[0]] for row in rows],
        recording.sampling_rate_hz,
    )


def variant(recording: PoseRecording, arguments: argparse.Namespace) -> PoseRecording:
    """Give what the detectors are to see of a recording."""
    if arguments.keypoints:
        recording = reduced(recording, arguments.keypoints)
    if arguments.camera:
        recording = side_view(recording, arguments.camera, arguments.seed)
    return recording


@dataclass(frozen=True)
class Judgement:
    """What was found of one trial.

    The mode is that of the trial as it was recorded; of each detector there is the agreement of
    both kinds of events, or why there is none; of the default also errors of its report.
    """

    mode: str
    results: dict[str, Results | str]
    errors: Errors


def judge(trial: Trial, arguments: argparse.Namespace) -> Judgement:
    """Compare one trial's events from the motion of the feet with its reference."""
    recording = read(trial.recording)
    if not isinstance(recording, PoseRecording):
        raise ReadError(trial.recording.name, "keypoints or markers", "forces alone")
    reference = read_reference(trial.reference, recording)
    mode = arguments.mode or "auto"
    report = analyze(recording, events_from="kinematics")
    found_mode = report.mode
    if found_mode == "none" or (arguments.mode and found_mode != mode):
        return Judgement(found_mode, {}, {})
    seen = variant(recording, arguments)
    tracks = prepare(seen, height_m=None, min_confidence=None, mode=found_mode)
    results: dict[str, Results | str] = {}
    errors: Errors = {}
    for name in arguments.detector:
        try:
            if name == DEFAULT:
                report = analyze(seen, mode=found_mode, events_from="kinematics")
                travel = prepare(recording, height_m=None, min_confidence=None).travel
                errors = parameter_errors(reference, report, recording, travel)
                events = report.events
            else:
                events = detect(name, seen, tracks)
        except ArgumentError as error:
            results[name] = str(error)
            continue
        results[name] = {kind: agreement(reference, events, kind) for kind in KINDS_OF_EVENTS}
    return Judgement(found_mode, results, errors)


def line(name: str, results: Results) -> str:
    """One row of the table; times in ms."""
    cells = []
    for result in results.values():
        numbers = (result.bias_s, result.mean_absolute_s, result.median_absolute_s, result.sd_s)
        times = "".join(f"{1000 * v:8.1f}" if math.isfinite(v) else "       –" for v in numbers)
        f1 = f"{result.f1:6.3f}" if math.isfinite(result.f1) else "     –"
        cover = f"{100 * result.coverage:6.1f}" if math.isfinite(result.coverage) else "     –"
        extra = f"{result.n_extra:4d}"
        cells.append(f"{result.n_found:4d}/{result.n_reference:<4d}{extra}{f1}{times}{cover}")
    return f"{name[:38]:38s} " + " | ".join(cells)


def parameter_line(name: str, errors: NDArray[np.float64]) -> str:
    """One row of the table of durations, in ms, and step lengths, in mm."""
    unit = "mm" if name.endswith("length") else "ms"
    numbers = (errors.mean(), np.abs(errors).mean(), errors.std(ddof=1) if len(errors) > 1 else 0)
    text = "".join(f"{1000 * number:8.1f}" for number in numbers)
    return f"{name + ', ' + unit:38s} {len(errors):5d}{text}"


def arguments_of(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m footfall.validate", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--mode", choices=("walk", "run"), help="only trials found to be this")
    parser.add_argument(
        "--detector",
        choices=(DEFAULT, *NAMES, *RUNNING, "all"),
        action="append",
        help="which to judge, several times for several; the library's default without",
    )
    parser.add_argument(
        "--keypoints", choices=tuple(SKELETONS), help="only the keypoints of a skeleton"
    )
    parser.add_argument(
        "--camera", type=float, metavar="HZ", help="a side view of this rate with 1 %% noise"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the camera's noise")
    arguments = parser.parse_args(argv)
    chosen = arguments.detector or [DEFAULT]
    arguments.detector = [DEFAULT, *NAMES] if "all" in chosen else chosen
    return arguments


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 when every trial could be analysed."""
    arguments = arguments_of(argv)
    head = "found     extra F1     bias     mae  median      sd   95 %"
    print(f"{'events from the feet, ms':38s} {'initial contact: ' + head}")
    print(f"{'':38s} {'then the same of final contact'}")
    collected: dict[str, list[Results]] = {name: [] for name in arguments.detector}
    errors: dict[str, list[NDArray[np.float64]]] = {}
    several, failures = len(arguments.detector) > 1, 0
    for trial in [t for folder in arguments.folders for t in trials(folder)]:
        try:
            judged = judge(trial, arguments)
        except (ArgumentError, ReadError, MissingExtraError) as error:
            print(f"{trial.name[:38]:38s} {error}")
            failures += 1
            continue
        if not judged.results:
            print(f"{trial.name[:38]:38s} left out: found to be {judged.mode}")
        for name, values in judged.errors.items():
            errors.setdefault(name, []).append(values)
        for name, result in judged.results.items():
            label = f"{trial.name[:23]} {name}" if several else trial.name
            if isinstance(result, str):
                print(f"{label[:38]:38s} {result}")
                continue
            print(line(label, result))
            if any(r.n_reference for r in result.values()):
                collected[name].append(result)
    for name, parts in collected.items():
        if parts:
            whole = {kind: pooled([part[kind] for part in parts]) for kind in KINDS_OF_EVENTS}
            print(line(f"pooled {name}" if several else "pooled", whole))
    if errors:
        print(f"{'default, against plates and heels':38s} {'n':>5s}    bias     mae      sd")
        for name, lists in errors.items():
            if sum(map(len, lists)):
                print(parameter_line(name, np.concatenate(lists)))
    return 1 if failures else 0
