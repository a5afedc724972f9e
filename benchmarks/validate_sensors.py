"""Inertial sensors against references: events of feet and trunk, stride lengths, turns.

    python benchmarks/validate_sensors.py FOLDER

FOLDER holds, of what is there: `broad_orientation` (see `validate_orientation.py`),
`gaitmap_foot_imu_mocap` (feet and motion capture), `ipol_foot_lumbar_imu` (feet and lower back;
swings labelled by two programs and by hand), `mobgap_lowback_indip` (lower back and pressure
insoles), `oxford_phone_steps` (phones anywhere, steps counted at the shoes) and
`walking5m_foot_insole` (feet, and pressure under the heels).
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.io import loadmat
from scipy.spatial.transform import Rotation

import footfall as ff
from validate_orientation import broad

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

KINDS = ("initial_contact", "final_contact")
SIDES = ("left", "right")
TOLERANCE_S = 0.25
TRUNK_TOLERANCES_S = (0.1, 0.2, 0.5)
EARLY_S, LATE_S = 0.4, 0.4  # around the reference strides, which are not all that were walked
CONTEXT_S, MARGIN_S = 0.5, 0.05
TURN_DEG = 90.0
GAITMAP_HZ, IPOL_HZ, MOBGAP_HZ = 204.8, 100.0, 100.0
IPOL_PEOPLE = range(1, 9)
PHONE_HZ, HEEL_HZ = 100.0, 100.0
SHORTEST_S, LONGEST_S = 0.6, 1.8  # strides that count for the cadence
HEEL_TOLERANCES_S = (0.1, 0.2)
HEEL_SHARE, HEEL_EASE = 0.3, 0.1  # of the 98th percentile: loaded, and unloaded again
MOVING_RADPS, MOVING_S = 2.0, 0.6  # of the foot, before it meets the ground


@dataclass
class Tally:
    """Matches of many recordings."""

    errors: list[NDArray[np.float64]] = field(default_factory=list)
    n_reference: int = 0
    n_found: int = 0

    def add(self, reference_s: Any, found_s: Any, tolerance_s: float = TOLERANCE_S) -> None:
        """Match one recording's events of a kind and side."""
        self.errors.append(ff.validate.match(reference_s, found_s, tolerance_s).error_s)
        self.n_reference += len(reference_s)
        self.n_found += len(found_s)

    def line(self, name: str) -> str:
        """Give counts, and errors in ms."""
        error = 1000 * np.concatenate(self.errors)
        recall, precision = len(error) / self.n_reference, len(error) / max(self.n_found, 1)
        return (
            f"{name:38s} {len(error):5d}/{self.n_reference:<5d} recall {recall:.3f} "
            f"precision {precision:.3f}  bias {error.mean():6.1f}  "
            f"mae {np.abs(error).mean():5.1f}  median {np.median(np.abs(error)):5.1f}"
        )


def gaitmap_feet(folder: Path) -> ff.ImuRecording:
    """Read the sensors on both feet."""
    import pandas as pd

    samples = pd.read_csv(folder / "imu_sample.csv", header=[0, 1], index_col=0)
    sites = {}
    for side in SIDES:
        table = samples[f"{side}_sensor"]
        columns = [[f"{signal}_{axis}" for axis in "xyz"] for signal in ("acc", "gyr")]
        sites[f"{side}_foot"] = ff.Imu.from_units(
            *(table[names].to_numpy() for names in columns), angular_velocity="deg/s"
        )
    return ff.ImuRecording(sites, GAITMAP_HZ)


def gaitmap(folder: Path) -> Iterator[str]:
    """Feet of one person against motion capture."""
    import pandas as pd

    truth = pd.read_csv(folder / "stride_events_sample.csv")
    places = pd.read_csv(folder / "position_sample.csv", index_col=0)
    report = ff.analyze(gaitmap_feet(folder))
    tallies: dict[str, Tally] = defaultdict(Tally)
    off = []
    for side in SIDES:
        own = truth[truth.foot == side]
        for kind, column in zip(KINDS, ("ic", "tc"), strict=True):
            reference = own[column].dropna().unique() / GAITMAP_HZ
            found = report.events.pick(kind, side).time_s
            near = (found > reference.min() - EARLY_S) & (found < reference.max() + LATE_S)
            tallies[kind].add(reference, found[near])
        table = report.strides.take(report.strides.side == side)
        for stride in own.dropna(subset=["ic"]).itertuples():
            place = places[(places.index == f"{side}_sensor") & (places.s_id == stride.s_id)]
            row = np.abs(table.end_s - stride.ic / GAITMAP_HZ).argmin()
            if len(place):
                way = place[["pos_x", "pos_y"]].to_numpy()
                off.append(table.stride_length_m[row] - np.linalg.norm(way[-1] - way[0]))
    for kind, tally in tallies.items():
        yield tally.line(f"feet, motion capture: {kind}")
    error = 100 * np.array(off)
    yield f"stride length, cm: {len(error)} bias {error.mean():.1f} mae {np.abs(error).mean():.1f}"


def ipol(folder: Path) -> Iterator[str]:
    """Feet and turns of people who walk to and fro; lost packets are missing samples."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    turned = []
    for path in sorted(folder.glob("*.json")):
        if int(path.stem.split("-")[0]) not in IPOL_PEOPLE:
            continue
        truth, data = json.loads(path.read_text()), np.load(path.with_suffix(".npz"))
        signals = whole(data)
        sensors = {k: ff.Imu(x[:, :3], x[:, 3:]) for k, x in signals.items()}
        feet = {"left_foot": sensors["lf"], "right_foot": sensors["rf"]}
        events = ff.analyze(ff.ImuRecording(feet, IPOL_HZ)).events
        for side in SIDES:
            swings = np.array(truth[f"{side.title()}FootEvents"]).reshape(-1, 2) / IPOL_HZ
            for kind, column in zip(KINDS, (1, 0), strict=True):
                tallies[kind].add(swings[:, column], events.pick(kind, side).time_s)
        back = ff.analyze(ff.ImuRecording({"lower_back": sensors["lb"]}, IPOL_HZ))
        start, end = np.array(truth["UTurnBoundaries"]) / IPOL_HZ
        turned.append(
            any(
                turn["start_s"] < end
                and turn["end_s"] > start
                and abs(turn["angle_deg"]) >= TURN_DEG
                for turn in back.quality.get("turns", [])
            )
        )
    for kind, tally in tallies.items():
        yield tally.line(f"feet, labels: {kind}")
    yield f"turns of the lower back: {sum(turned)} of {len(turned)} found"


def whole(data: Any) -> dict[str, NDArray[np.float64]]:
    """Put samples where the packets' counters say, the same number of frames for each sensor."""
    names = ("lf", "rf", "lb")
    counters = {k: np.unwrap(data[f"{k}_packet"].astype(float), period=65536) for k in names}
    n = int(max(c[-1] - c[0] for c in counters.values())) + 1
    signals = {}
    for name, counter in counters.items():
        signals[name] = np.full((n, 6), np.nan)
        signals[name][(counter - counter[0]).astype(int)] = data[name]
    return signals


def mobgap_trials(folder: Path) -> Iterator[tuple[ff.ImuRecording, list[Any]]]:
    """Read trials of the lower back, each with the bouts of the reference."""
    for path in sorted(folder.glob("lab/*/*/data.mat")):
        tests = loadmat(path, simplify_cells=True)["data"]["TimeMeasure1"]
        for trial in (trial for test in tests.values() for trial in test.values()):
            sensor = trial["SU"]["LowerBack"]
            imu = ff.Imu(9.80665 * sensor["Acc"], np.radians(sensor["Gyr"]))
            bouts = trial["Standards"]["INDIP"]["ContinuousWalkingPeriod"]
            bouts = bouts if isinstance(bouts, list) else [bouts]
            yield ff.ImuRecording({"lower_back": imu}, MOBGAP_HZ), bouts


def mobgap(folder: Path) -> Iterator[str]:
    """Lower back against pressure insoles, inside their walking bouts, and the bouts."""
    tallies: dict[float, Tally] = defaultdict(Tally)
    right = n_sides = 0
    overlap = np.zeros(3)
    for recording, bouts in mobgap_trials(folder):
        acceleration = recording.sites["lower_back"].acceleration_mps2
        report = ff.analyze(recording)
        overlap += shared_frames(bouts, report.quality.get("bouts", []), len(acceleration))
        for bout in bouts:
            reference = np.atleast_1d(bout["InitialContact_Event"]).astype(float)
            found = contacts_inside(acceleration, bout)
            for tolerance_s in TRUNK_TOLERANCES_S:
                tallies[tolerance_s].add(reference, found, tolerance_s)
            match = ff.validate.match(reference, report.events.time_s, TOLERANCE_S)
            sides = np.atleast_1d(bout["InitialContact_LeftRight"])[match.reference]
            same = np.char.lower(sides.astype(str)) == report.events.side[match.detected]
            right, n_sides = right + same.sum(), n_sides + len(same)
    for tolerance_s, tally in tallies.items():
        yield tally.line(f"trunk, insoles: initial_contact ±{tolerance_s:g} s")
    both, reference_only, found_only = overlap
    yield f"walking bouts, by samples: F1 {2 * both / (2 * both + reference_only + found_only):.3f}"
    yield f"sides: {right} of {n_sides} right"


def trials_of(folder: Path) -> list[ff.ImuRecording]:
    """Give the recordings alone."""
    return [recording for recording, _ in mobgap_trials(folder)]


def turned(name: str, recordings: list[ff.ImuRecording]) -> Iterator[str]:
    """Turn the sensors to all 24 orientations along axes: events must not change."""
    same = refused = n = 0
    for recording in recordings:
        expected = ff.analyze(recording).events
        for rotation in Rotation.create_group("O").as_matrix().round():
            sites = {site: sensor.turned(rotation) for site, sensor in recording.sites.items()}
            report = ff.analyze(replace(recording, sites=sites))
            off = np.inf
            if len(report.events) == len(expected):
                off = np.abs(report.events.time_s - expected.time_s).max(initial=0.0)
            same += off * recording.sampling_rate_hz <= 1
            refused += report.mode == "none" and len(expected) > 0
            n += 1
    yield f"{name} turned to 24 orientations: events the same to a sample in {same} of {n}"
    if refused:
        yield f"{name} turned: said that it cannot tell in {refused}"


def contacts_inside(acceleration: NDArray[np.float64], bout: Any) -> NDArray[np.float64]:
    """Times of initial contacts in a reference bout, with some context for the filters."""
    first = max(0, int((bout["Start"] - CONTEXT_S) * MOBGAP_HZ))
    part = acceleration[first : int((bout["End"] + CONTEXT_S) * MOBGAP_HZ)]
    detect = ff.events.TrunkContact(sampling_rate_hz=MOBGAP_HZ)
    found = first / MOBGAP_HZ + detect(part).time_s
    inside = (found >= bout["Start"] - MARGIN_S) & (found <= bout["End"] + MARGIN_S)
    return np.asarray(found[inside])


def shared_frames(reference: Any, found: Any, n: int) -> NDArray[np.float64]:
    """Frames in both, in the reference only, and in what was found only."""
    marks = np.zeros((2, n), dtype=bool)
    for mark, spans, names in (
        (marks[0], reference, ("Start", "End")),
        (marks[1], found, ("start_s", "end_s")),
    ):
        for span in spans:
            first, last = (round(span[name] * MOBGAP_HZ) for name in names)
            mark[first:last] = True
    one, other = marks
    return np.array([(one & other).sum(), (one & ~other).sum(), (~one & other).sum()])


def oxford(folder: Path) -> Iterator[str]:
    """Steps of phones in hands, pockets and bags against contacts of both shoes."""
    off, pace = [], []
    for path in sorted(folder.glob("opt_*.npz")):
        data = np.load(path)
        time_s = (data["t_ns"] - data["t_ns"][0]) * 1e-9
        even_s = np.arange(0, time_s[-1], 1 / PHONE_HZ)
        sensed = data["acc"].astype(np.float64).T
        acceleration = np.stack([np.interp(even_s, time_s, axis) for axis in sensed], axis=1)
        recording = ff.ImuRecording({"pocket": ff.Imu(acceleration)}, PHONE_HZ)
        report = ff.analyze(recording)
        meets = np.diff(data["foot_lr"].astype(int), axis=0) == 1
        off.append(100 * (len(report.events) / meets.sum() - 1))
        foot_s = (data["foot_t_ns"][1:] - data["t_ns"][0]) * 1e-9
        strides = np.concatenate([np.diff(foot_s[meets[:, side]]) for side in (0, 1)])
        walked = strides[(strides > SHORTEST_S) & (strides < LONGEST_S)]
        pace.append(100 * (report.metric("cadence_spm").value * walked.mean() / 120 - 1))
    error = np.array(off)
    yield (
        f"steps of phones, {len(error)} walks: bias {error.mean():.1f} % "
        f"mae {np.abs(error).mean():.2f} % median {np.median(np.abs(error)):.2f} %"
    )
    yield f"their cadence: bias {np.mean(pace):.2f} %, sd {np.std(pace):.2f} %"


def walking5m(folder: Path) -> Iterator[str]:
    """Initial contacts of feet against the load of the heels."""
    tallies: dict[float, Tally] = defaultdict(Tally)
    for path in sorted(folder.glob("*.npz")):
        data = np.load(path)
        sensors = {"right": data["s1"].astype(float), "left": data["s6"].astype(float)}
        sites = {f"{side}_foot": ff.Imu(x[:, :3], x[:, 3:]) for side, x in sensors.items()}
        events = ff.analyze(ff.ImuRecording(sites, HEEL_HZ)).events
        for side, x in sensors.items():
            reference = heel_contacts(data[f"{side[0].upper()}_heel"], x[:, 3:])
            for tolerance_s in HEEL_TOLERANCES_S:
                found = events.pick("initial_contact", side).time_s
                tallies[tolerance_s].add(reference, found, tolerance_s)
    for tolerance_s, tally in tallies.items():
        yield tally.line(f"feet, heel load: contact ±{tolerance_s:g} s")


def heel_contacts(load: NDArray[Any], angular_velocity: NDArray[Any]) -> NDArray[np.float64]:
    """Times at which the heel is loaded after the foot moved."""
    greatest = np.quantile(load, 0.98)
    turning = np.linalg.norm(angular_velocity, axis=1)
    times, loaded = [], bool(load[0] > HEEL_SHARE * greatest)
    for k in range(1, len(load)):
        if not loaded and load[k] >= HEEL_SHARE * greatest:
            loaded = True
            before = turning[max(0, k - round(MOVING_S * HEEL_HZ)) : k + 1]
            if before.max() > MOVING_RADPS:
                times.append(k / HEEL_HZ)
        elif load[k] < (HEEL_SHARE - HEEL_EASE) * greatest:
            loaded = False
    return np.array(times)


def main() -> None:
    """Print a line for each comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for name, validate in (
        ("broad_orientation", broad),
        ("gaitmap_foot_imu_mocap", gaitmap),
        ("ipol_foot_lumbar_imu", ipol),
        ("mobgap_lowback_indip", mobgap),
        ("oxford_phone_steps", oxford),
        ("walking5m_foot_insole", walking5m),
        ("gaitmap_foot_imu_mocap", lambda place: turned("feet", [gaitmap_feet(place)])),
        ("mobgap_lowback_indip", lambda place: turned("trunk", trials_of(place))),
    ):
        if not (folder / name).is_dir():
            print(f"{name}: not there")
            continue
        for line in validate(folder / name):
            print(line)


if __name__ == "__main__":
    main()
