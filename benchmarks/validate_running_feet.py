"""Contacts of running feet by how they turn, against force plates: markers stand for sensors.

    python benchmarks/validate_running_feet.py FOLDER [FOLDER …]

Each FOLDER holds `markers.trc` (up is y) and `fp_events.csv`: time on the clock of the markers,
side L or R, event IC or FO. The foot turns as the line from heel to toe does. Trials of a few
strides are shorter than `analyze` asks for, so the rules themselves are run.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import footfall as ff
from footfall._feet_running import LEAST_SWING_RADPS, LONGEST_STRIDE_S
from footfall._running_foot import CUTOFF_HZ, abrupt_turn, turns_down

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLERANCE_S = 0.12


def running_feet(folders: list[Path]) -> Iterator[str]:
    """Give a line per rule, over all folders."""
    import pandas as pd

    errors: dict[str, list[float]] = defaultdict(list)
    for folder in folders:
        poses = ff.read(folder / "markers.trc", up="+y")
        plates = pd.read_csv(folder / "fp_events.csv")
        rate, names = poses.sampling_rate_hz, list(poses.keypoints)
        for side in ("left", "right"):
            toe, heel = (poses.positions[:, names.index(f"{side}_{p}")] for p in ("toe", "heel"))
            pitch = np.unwrap(np.arctan2(*(toe - heel)[:, [1, 0]].T))
            smooth = ff.filters.Butterworth(sampling_rate_hz=rate, cutoff_hz=CUTOFF_HZ, order=2)
            toes_up = smooth(np.gradient(pitch) * rate)
            rows = turns_down(
                toes_up, rate, least_radps=LEAST_SWING_RADPS, longest_s=LONGEST_STRIDE_S
            )
            abrupt = [abrupt_turn(toes_up, swing, slap) for swing, slap, _, _ in rows]
            for rule, event, frames in (
                ("initial: most abrupt turn down", "IC", abrupt),
                ("initial: fastest (Falbriard)", "IC", [r[1] for r in rows]),
                ("final: fastest (Falbriard)", "FO", [r[2] for r in rows]),
            ):
                own = plates[(plates.side == side[0].upper()) & (plates.event == event)]
                truth = own.iloc[:, 0].to_numpy() - poses.start_time_s
                found = np.array(frames) / rate
                errors[rule] += list(ff.validate.match(truth, found, TOLERANCE_S).error_s)
    for rule, values in errors.items():
        error = 1000 * np.array(values)
        yield (
            f"{rule:32s} {len(error)} contacts, bias {error.mean():6.1f}, "
            f"mae {np.abs(error).mean():5.1f} ms"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    print(*running_feet(parser.parse_args().folders), sep="\n")
