"""Detectors of sensors after their papers, each for itself, against references.

    python benchmarks/validate_detectors.py FOLDER

FOLDER holds `gaitmap_foot_imu_mocap`, `ipol_foot_lumbar_imu` and `running_accel_grf`, as for
`validate_sensors.py` and `validate_running_trunk.py`. What `analyze` makes of such recordings is
in those two; here is what the docstrings of the detectors say of their errors.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import footfall as ff
from validate_running_trunk import DOWN_BW, G_MPS2, KINDS
from validate_sensors import GAITMAP_HZ, IPOL_HZ, IPOL_PEOPLE, SIDES, gaitmap_feet, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

NEAR_S = 0.25


def rampp(folder: Path) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Feet in strides of the template, against motion capture."""
    import pandas as pd

    truth = pd.read_csv(folder / "stride_events_sample.csv")
    for site, sensor in gaitmap_feet(folder).sites.items():
        turned = _foot_axes(sensor)
        strides = ff.strides.SubsequenceDtw(sampling_rate_hz=GAITMAP_HZ)(-turned[1][:, 1:2])
        events = ff.events.Rampp(sampling_rate_hz=GAITMAP_HZ)(*turned, strides)
        own = truth[truth.foot == site.removesuffix("_foot")]
        for kind, column in zip(KINDS, ("ic", "tc"), strict=True):
            reference = own[column].dropna().unique() / GAITMAP_HZ
            found = events.pick(kind).time_s
            yield f"Rampp {kind}", ff.validate.match(reference, found, NEAR_S).error_s


def _foot_axes(sensor: ff.Imu) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn a sensor to forward, left, up, as the analysis of feet finds them."""
    recording = ff.ImuRecording({"left_foot": sensor}, GAITMAP_HZ)
    axes = np.array(ff.analyze(recording).quality["mounting"]["left_foot"])
    return sensor.acceleration_mps2 @ axes.T, sensor.angular_velocity_radps @ axes.T


def mccamley(folder: Path) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Lower back against labels of the feet, turns and standing included."""
    for path in sorted(folder.glob("*.json")):
        if int(path.stem.split("-")[0]) not in IPOL_PEOPLE:
            continue
        truth, signals = json.loads(path.read_text()), whole(np.load(path.with_suffix(".npz")))
        sensor = ff.Imu(signals["lb"][:, :3], signals["lb"][:, 3:])
        report = ff.analyze(ff.ImuRecording({"lower_back": sensor}, IPOL_HZ))
        trunk = sensor.acceleration_mps2 @ np.array(report.quality["mounting"]).T
        events = ff.events.McCamley(sampling_rate_hz=IPOL_HZ)(trunk)
        for kind, column in zip(KINDS, (1, 0), strict=True):
            swings = [np.reshape(truth[f"{side.title()}FootEvents"], (-1, 2)) for side in SIDES]
            reference = np.sort(np.concatenate(swings)[:, column]) / IPOL_HZ
            found = events.pick(kind).time_s
            yield f"McCamley {kind}", ff.validate.match(reference, found, NEAR_S).error_s


def auvinet(folder: Path) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Sacrum of a runner against force plates; the vertical axis alone was recorded."""
    data = np.load(folder / "trials_even.npz")
    rate = float(data["fs"])
    detect = ff.events.Auvinet(sampling_rate_hz=rate)
    for vertical_g, force in zip(data["acc_vertical_g"], data["grf_normal_bw"], strict=True):
        events = detect(np.outer(G_MPS2 * vertical_g, [1.0, 0.0, 0.0]))
        change = np.diff((force > DOWN_BW).astype(int))
        for kind, way in zip(KINDS, (1, -1), strict=True):
            reference = (np.flatnonzero(change == way) + 1) / rate
            match = ff.validate.match(reference, events.pick(kind).time_s, NEAR_S / 2)
            yield f"Auvinet {kind}", match.error_s


def main() -> None:
    """Print a line for each detector and kind of event."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    errors: dict[str, list[NDArray[np.float64]]] = defaultdict(list)
    for name, validate in (
        ("gaitmap_foot_imu_mocap", rampp),
        ("ipol_foot_lumbar_imu", mccamley),
        ("running_accel_grf", auvinet),
    ):
        if not (folder / name).is_dir():
            print(f"{name}: not there")
            continue
        for kind, error_s in validate(folder / name):
            errors[kind].append(error_s)
    for kind, parts in errors.items():
        ms = 1000 * np.concatenate(parts)
        print(f"{kind:26s} {len(ms):5d} matched, bias {ms.mean():6.1f}, sd {ms.std():5.1f} ms")


if __name__ == "__main__":
    main()
