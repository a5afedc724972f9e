"""Freezing of gait against experts' labels: windows and episodes.

    python benchmarks/validate_freezing.py FOLDER

FOLDER holds records as npz files: acceleration of the ankle (forward, vertical, lateral) in mg at
64 Hz first, and labels: 0 not in the experiment, 1 no freezing, 2 freezing. An episode is found
where one that was told overlaps it; those that overlap none are false.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import footfall as ff
from footfall._spans import runs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

RATE_HZ = 64.0
MG = 9.80665e-3


def freezing(folder: Path) -> Iterator[str]:
    """Give a line per record and one for all."""
    total, total_inside = np.zeros(7), 0
    head = ("frozen", "found", "false", "told %", "truth %", "sensitivity", "specificity")
    yield f"{'':10s}" + "".join(f"{name:>13s}" for name in head)
    for path in sorted(folder.glob("*.npz")):
        data = np.load(path)
        inside, frozen = data["label"] > 0, data["label"] == 2
        vertical = data["acc_mg"][:, 1].astype(float) * MG
        found = ff.metrics.freezing_episodes(vertical, sampling_rate_hz=RATE_HZ).episodes
        told = np.zeros(len(frozen), dtype=bool)
        for first, last in zip(found.start, found.end, strict=True):
            told[first:last] = True
        told &= inside
        hit = sum(told[a:b].any() for a, b in runs_of(frozen))
        false = sum(not frozen[a:b].any() for a, b in runs_of(told))
        row = np.array(
            [
                *(len(runs_of(frozen)), hit, false, (told & inside).sum(), frozen.sum()),
                *((told & frozen).sum(), (~told & inside & ~frozen).sum()),
            ],
            dtype=float,
        )
        yield line(path.stem, row, inside.sum())
        total += row
        total_inside += inside.sum()
    yield line("all", total, total_inside)


def line(name: str, row: Any, inside: int) -> str:
    """Counts of episodes, shares of time, and of frames told right."""
    frozen, found, false, told, truth, both, neither = row
    return (
        f"{name:10s}{frozen:13.0f}{found:13.0f}{false:13.0f}"
        f"{100 * told / inside:13.1f}{100 * truth / inside:13.1f}"
        f"{both / max(truth, 1):13.3f}{neither / max(inside - truth, 1):13.3f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    print(*freezing(parser.parse_args().folder), sep="\n")
