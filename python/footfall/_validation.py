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
from ._errors import ArgumentError, MissingExtraError, ReadError
from ._events import make_events
from .io import read
from .recording import PoseRecording
from .validate import agreement, pooled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ._events import Events
    from .validate import Agreement

KINDS = {"IC": "initial_contact", "FO": "final_contact", "FC": "final_contact"}
SIDES = {"l": "left", "r": "right"}
RECORDINGS = (".c3d", ".trc")


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


def judge(trial: Trial) -> tuple[str, dict[str, Agreement]]:
    """Analyse one trial by the motion of the feet alone and compare with its reference."""
    recording = read(trial.recording)
    if not isinstance(recording, PoseRecording):
        raise ReadError(trial.recording.name, "keypoints or markers", "forces alone")
    report = analyze(recording, events_from="kinematics")
    reference = read_reference(trial.reference, recording)
    kinds = ("initial_contact", "final_contact")
    return report.mode, {k: agreement(reference, report.events, k) for k in kinds}


def line(name: str, results: dict[str, Agreement]) -> str:
    """One row of the table; times in ms."""
    cells = []
    for result in results.values():
        numbers = (result.bias_s, result.mean_absolute_s, result.median_absolute_s, result.sd_s)
        times = "".join(f"{1000 * v:8.1f}" if math.isfinite(v) else "       –" for v in numbers)
        f1 = f"{result.f1:6.3f}" if math.isfinite(result.f1) else "     –"
        extra = f"{result.n_extra:4d}"
        cells.append(f"{result.n_found:4d}/{result.n_reference:<4d}{extra}{f1}{times}")
    return f"{name[:38]:38s} " + " | ".join(cells)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 when every trial could be analysed."""
    parser = argparse.ArgumentParser(prog="python -m footfall.validate", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--mode", choices=("walk", "run"), help="only trials found to be this")
    arguments = parser.parse_args(argv)
    head = "found     extra F1     bias     mae  median      sd"
    print(f"{'events from the feet, ms':38s} {'initial contact: ' + head}")
    print(f"{'':38s} {'then the same of final contact'}")
    collected: list[dict[str, Agreement]] = []
    failures = 0
    for trial in [t for folder in arguments.folders for t in trials(folder)]:
        try:
            mode, results = judge(trial)
        except (ArgumentError, ReadError, MissingExtraError) as error:
            print(f"{trial.name[:38]:38s} {error}")
            failures += 1
            continue
        if arguments.mode and mode != arguments.mode:
            print(f"{trial.name[:38]:38s} left out: found to be {mode}")
            continue
        print(line(trial.name, results))
        if any(r.n_reference for r in results.values()):
            collected.append(results)
    if collected:
        kinds = collected[0]
        print(line("pooled", {k: pooled([c[k] for c in collected]) for k in kinds}))
    return 1 if failures else 0
