"""Stride variability from insoles: each record, and controls beside patients.

    python benchmarks/validate_insoles.py FOLDER

FOLDER holds records as npz files, with the `total` force under the left and right foot in newton at
100 Hz; their names begin with two letters of the study and `Co` for controls or `Pt` for patients.
The first and last 20 s are left out: starts and stops. Turns are not known, so all strides count
that are not outliers.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import footfall as ff

if TYPE_CHECKING:
    from collections.abc import Iterator

RATE_HZ = 100.0
EDGE_S = 20.0
METRICS = ("cadence_spm", "stride_duration_cv_percent", "stance_percent", "double_support_percent")


def variability(folder: Path) -> Iterator[str]:
    """Give a line per record and one per group."""
    yield f"{'':12s}" + "".join(f"{name:>28s}" for name in ("strides", *METRICS))
    groups: dict[str, list[list[float]]] = {"controls": [], "patients": []}
    for path in sorted(folder.glob("*.npz")):
        edge = round(EDGE_S * RATE_HZ)
        total = np.load(path)["total"][edge:-edge].astype(np.float64)
        forces = np.zeros((len(total), 2, 3))
        forces[..., 2] = total
        recording = ff.ForceRecording(forces, RATE_HZ, up="+z", sides=("left", "right"))
        report = ff.analyze(recording)
        values = [
            float(report.strides.accepted.sum()),
            *(report.metric(name).value for name in METRICS),
        ]
        groups["controls" if path.stem[2:4] == "Co" else "patients"].append(values)
        yield line(path.stem, values)
    for name, rows in groups.items():
        yield line(
            f"{len(rows)} {name}"[:12], [statistics.median(c) for c in zip(*rows, strict=True)]
        )


def line(name: str, values: list[float]) -> str:
    """One row of the table."""
    return f"{name:12s}" + "".join(f"{value:28.2f}" for value in values)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    print(*variability(parser.parse_args().folder), sep="\n")
