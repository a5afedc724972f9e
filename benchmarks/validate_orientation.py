"""Filters of orientation against optical tracking (BROAD), while the sensor moves.

    python benchmarks/validate_orientation.py FOLDER

FOLDER holds trials as npz files: rate of turn, acceleration, magnetic field, the reference and
when the sensor moves. Errors are root mean squares of a trial, in degrees: of the whole rotation
with a magnetometer, of the inclination without. `validate_sensors.py` prints these lines too.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.spatial.transform import Rotation

import footfall as ff

if TYPE_CHECKING:
    from collections.abc import Iterator

FILTERS = ("Vqf", "OfflineVqf", "Madgwick", "Mahony")


def errors_deg(found: Any, reference: Any, moves: Any) -> tuple[float, float]:
    """Give root mean squares of the whole error and of the inclination."""
    seen = np.isfinite(reference).all(axis=1) & (moves == 1)
    off = Rotation.from_quat(found[seen], scalar_first=True) * (
        Rotation.from_quat(reference[seen], scalar_first=True).inv()
    )
    tilt = np.arccos(np.clip(off.apply([0, 0, 1])[:, 2], -1, 1))
    whole, inclination = (np.sqrt((x**2).mean()) for x in (off.magnitude(), tilt))
    return float(np.degrees(whole)), float(np.degrees(inclination))


def broad(folder: Path) -> Iterator[str]:
    """Give one line for each filter: means over the trials, and their range."""
    trials = [np.load(path) for path in sorted(folder.glob("*.npz"))]
    for name in FILTERS:
        rows = []
        for trial in trials:
            filter_ = getattr(ff.orientation, name)(sampling_rate_hz=float(trial["fs"]))
            signals = [trial[key].astype(np.float64) for key in ("gyr", "acc", "mag")]
            reference, moves = trial["quat"].astype(np.float64), trial["movement"]
            with_field, _ = errors_deg(filter_(*signals), reference, moves)
            _, without = errors_deg(filter_(*signals[:2]), reference, moves)
            rows.append((with_field, without))
        whole, tilt = (
            f"{np.mean(x):.2f} ({min(x):.2f} to {max(x):.2f})" for x in zip(*rows, strict=True)
        )
        yield f"{name:12s} {len(rows)} trials, RMSE in degrees: 9D {whole}, inclination 6D {tilt}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    print(*broad(parser.parse_args().folder), sep="\n")
