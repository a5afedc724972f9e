"""Running from the trunk against force plates: contacts, contact time, cadence.

    python benchmarks/validate_running_trunk.py FOLDER

FOLDER holds `trials_even.npz`: vertical acceleration of the sacrum in g and the normal force of a
treadmill in body weights, rows are trials. A foot is down above a tenth of the body weight. The
sensor's axis is vertical, so it alone is used.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import footfall as ff

if TYPE_CHECKING:
    from collections.abc import Iterator

DOWN_BW = 0.1
TOLERANCE_S = 0.1
G_MPS2 = 9.80665
KINDS = ("initial_contact", "final_contact")


def running(folder: Path) -> Iterator[str]:
    """Give a line for each kind of event, one for contact time and one for cadence."""
    data = np.load(folder / "trials_even.npz")
    rate = float(data["fs"])
    errors: dict[str, list[float]] = {kind: [] for kind in KINDS}
    counts = np.zeros((2, 2), int)
    contact, cadence, modes = [], [], []
    for vertical_g, force in zip(data["acc_vertical_g"], data["grf_normal_bw"], strict=True):
        x = np.zeros((len(vertical_g), 3))
        x[:, 2] = G_MPS2 * vertical_g
        report = ff.analyze(ff.ImuRecording({"lower_back": ff.Imu(x)}, rate))
        modes.append(report.mode)
        change = np.diff((force > DOWN_BW).astype(int))
        truth = [(np.flatnonzero(change == way) + 1) / rate for way in (1, -1)]
        found = [report.events.pick(kind).time_s for kind in KINDS]
        for k, kind in enumerate(KINDS):
            errors[kind] += list(ff.validate.match(truth[k], found[k], TOLERANCE_S).error_s)
            counts[k] += len(truth[k]), len(found[k])
        leaves = truth[1][truth[1] > truth[0][0]]
        n = min(len(leaves), len(truth[0]))
        told = report.metric("contact_time_s").value if report.mode == "run" else np.nan
        contact.append((told, np.mean(leaves[:n] - truth[0][:n])))
        cadence.append(np.diff(truth[0]).mean() / np.diff(found[0]).mean() - 1)
    yield f"trials told as running: {modes.count('run')} of {len(modes)}"
    for k, kind in enumerate(KINDS):
        error = 1000 * np.array(errors[kind])
        yield (
            f"{kind}: {len(error)} of {counts[k, 0]} ({counts[k, 1]} found), "
            f"bias {error.mean():.1f}, mae {np.abs(error).mean():.1f} ms"
        )
    ours, plates = np.array(contact).T
    known = np.isfinite(ours)
    together, bias = np.corrcoef(ours[known], plates[known])[0, 1], (ours - plates)[known].mean()
    yield f"contact time: correlation over trials {together:.2f}, bias {1000 * bias:.1f} ms"
    off = 100 * np.abs(cadence)
    yield f"cadence: off by {off.mean():.2f} % in the mean, {off.max():.2f} % at most"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    print(*running(parser.parse_args().folder), sep="\n")
