"""footfall on the workloads of a comparison of gait packages.

`OURS` maps the name of a workload to a factory: it takes the workload's input and returns a
function of no arguments, which is what is timed. Filters run in the mode that gives SciPy's
numbers, so that results can be compared.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

import footfall as ff
from footfall import kinematics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

Input = dict[str, Any]

FOOT_MARKERS = ("sacrum", "left_heel", "right_heel", "left_toe", "right_toe")
TRIPLES = [
    *([5, 11, 13], [6, 12, 14], [11, 13, 15], [12, 14, 16]),
    *([5, 7, 9], [6, 8, 10], [11, 5, 7], [12, 6, 8]),
]
LEGS = (
    "pelvis",
    "left_thigh",
    "right_thigh",
    "left_shank",
    "right_shank",
    "left_foot",
    "right_foot",
)
LEG_JOINTS = [
    *(("pelvis", "left_thigh"), ("pelvis", "right_thigh")),
    *(("left_thigh", "left_shank"), ("right_thigh", "right_shank")),
    *(("left_shank", "left_foot"), ("right_shank", "right_foot")),
]


def _low_pass(data: Input, cutoff_hz: float = 6.0) -> ff.filters.Butterworth:
    return ff.filters.Butterworth(
        sampling_rate_hz=data["fs"], cutoff_hz=cutoff_hz, order=4, correct=False
    )


def zero_phase(data: Input) -> Callable[[], NDArray[Any]]:
    smooth, x, out = _low_pass(data), data["x"], np.empty_like(data["x"])
    return lambda: smooth(x, axis=1, out=out)


def zero_phase_day(data: Input) -> Callable[[], NDArray[Any]]:
    smooth, x, out = _low_pass(data, 17.0), data["x"], np.empty_like(data["x"])
    return lambda: smooth(x, axis=1, out=out)


def mask_fill_filter(data: Input) -> Callable[[], NDArray[Any]]:
    smooth, x, out = _low_pass(data), data["x"], np.empty_like(data["x"])
    confidence, threshold = data["conf"], data["thr"]
    return lambda: ff.gaps.mask_fill_filter(
        x, confidence, threshold, smooth, max_gap_s=np.inf, ends="hold", axis=1, out=out
    )


def _windowed(smooth: ff.filters.Median | ff.filters.Hampel | ff.filters.SavitzkyGolay) -> Any:
    def make(data: Input) -> Callable[[], NDArray[Any]]:
        x, out = data["x"], np.empty_like(data["x"])
        return lambda: smooth(x, axis=1, out=out)

    return make


FRAMES = {"sampling_rate_hz": 1.0}  # windows are told in frames
median = _windowed(ff.filters.Median(**FRAMES, window_frames=5, edges="nearest"))
hampel = _windowed(ff.filters.Hampel(**FRAMES, window_frames=7, edges="nearest", replace=True))
savitzky_golay = _windowed(ff.filters.SavitzkyGolay(**FRAMES, window_frames=11))


def one_euro(data: Input) -> Callable[[], NDArray[Any]]:
    smooth = ff.filters.OneEuro(
        sampling_rate_hz=data["fs"],
        min_cutoff_hz=data["min_cutoff"],
        speed_coefficient=data["beta"],
        derivative_cutoff_hz=data["d_cutoff"],
    )
    x = data["x"]
    out = np.empty_like(x)

    def run() -> NDArray[Any]:
        push = smooth.stream(shape=x.shape[1:], dtype=x.dtype).push
        for frame, smoothed in zip(x, out, strict=True):
            push(frame, smoothed)
        return out

    return run


class _PerSequence:
    """Events as the comparison reads them: per sequence, frames of each foot and kind."""

    def __init__(self, events: ff.Events, n: int) -> None:
        self._events, self._n = events, n

    def __iter__(self) -> Iterator[list[NDArray[np.int64]]]:
        e = self._events
        bounds = np.searchsorted(e.sequence, np.arange(self._n + 1))
        for first, last in pairwise(bounds):
            part = e.take(slice(first, last))
            yield [
                part.frame[(part.kind_code == kind) & (part.side_code == side)]
                for kind in (0, 1)
                for side in (0, 1)
            ]


def zeni(data: Input) -> Callable[[], _PerSequence]:
    x = data["x"]
    detect = ff.events.Zeni(
        sampling_rate_hz=data["fs"],
        cutoff_hz=None,
        min_distance_s=data["dist"] / data["fs"],
        min_prominence=data["prom"],
    )
    return lambda: _PerSequence(detect(x, keypoints=FOOT_MARKERS, forward="+x"), len(x))


def angles(data: Input) -> Callable[[], NDArray[Any]]:
    x, out = data["x"], data["out"][: len(data["x"])]
    return lambda: ff.kinematics.three_point_angles(x, TRIPLES, out=out)


def cardan(data: Input) -> Callable[[], NDArray[Any]]:
    """Axes of seven segments of four markers each, and the turns of six joints."""
    x = data["x"]
    points = x.reshape(*x.shape[:2], -1, 3)
    names = [f"{segment}_{marker}" for segment in LEGS for marker in range(4)]
    segments = [
        kinematics.SegmentAxes(
            segment,
            *("x", kinematics.Line(f"{segment}_0", f"{segment}_1")),
            *("y", kinematics.Line(f"{segment}_0", f"{segment}_2")),
        )
        for segment in LEGS
    ]
    joints = [kinematics.Joint(above, below, order="yxz") for above, below in LEG_JOINTS]
    out = np.empty((*x.shape[:2], len(joints), 3))
    return lambda: kinematics.cardan_angles(
        points, names, segments, joints, gimbal_deg=90.0, out=out
    )


def orientation(data: Input) -> Callable[[], NDArray[Any]]:
    """Orientation without magnetometer, of one recording or many."""
    track = ff.orientation.Vqf(sampling_rate_hz=data["fs"])
    turn, force = data["gyr"], data["acc"]
    out = np.empty((*turn.shape[:-1], 4))
    return lambda: track(turn, force, out=out)


def warping(band: int | None) -> Callable[[Input], Callable[[], NDArray[Any]]]:
    """Distances of gait cycles to each other."""
    return lambda data: lambda: ff.distances.dtw(data["x"], band=band)


def entropy(data: Input) -> Callable[[], NDArray[Any]]:
    """Sample entropy of many series."""
    return lambda: np.array([e.value for e in ff.metrics.sample_entropy(data["x"])])


def fluctuation(data: Input) -> Callable[[], NDArray[Any]]:
    """DFA of many series, in boxes from 4 to a tenth of the series, a fifth longer each."""
    longest = data["x"].shape[1] / 10
    sizes = np.unique(4 * 1.2 ** np.arange(np.log(longest / 4) / np.log(1.2) + 1) // 1)
    how = {"box_sizes": sizes[sizes <= longest].astype(int), "both_ends": False}
    return lambda: np.array([e.value for e in ff.metrics.detrended_fluctuation(data["x"], **how)])


def divergence(data: Input) -> Callable[[], NDArray[Any]]:
    """Largest Lyapunov exponents of many series."""
    how: dict[str, Any] = {"dimension": 5, "delay": 10, "apart": 50, "fit": (0, 19)}
    return lambda: np.array([e.value for e in ff.metrics.lyapunov_exponent(data["x"], **how)])


def foot_paths(data: Input) -> Callable[[], NDArray[Any]]:
    """Rest, and smoothed paths from the middle of each stance to the next."""
    bounds, rate = data["bounds"], data["fs"]
    middle = (bounds[:-1] + 0.3 * np.diff(bounds)).astype(int)
    smooth = ff.trajectory.ZuptSmoother(sampling_rate_hz=rate)
    force, turn = data["acc"], data["gyr"]
    return lambda: smooth(force, turn, start=middle[:-1], end=middle[1:]).position_m


def foot_events(data: Input) -> Callable[[], ff.Events]:
    """Strides by a template, and their contacts."""
    acceleration, turning, rate = data["acc"], data["gyr"], data["fs"]
    find = ff.strides.SubsequenceDtw(sampling_rate_hz=rate)
    detect = ff.events.Rampp(sampling_rate_hz=rate)
    return lambda: detect(acceleration, turning, find(-turning[:, 1:2]))


def lower_back_day(data: Input) -> Callable[[], ff.Report]:
    """Bouts, contacts, sides, lengths, speed, turns and the metrics of them all."""
    sensor = ff.Imu(data["acc"], data["gyr"])
    recording = ff.ImuRecording({"lower_back": sensor}, data["fs"])
    return lambda: ff.analyze(recording, mode="walk", height_m=1.75)


def stride_table(data: Input) -> Callable[[], ff.parameters.StrideRows]:
    """Filter, angles, events, and one row per stride, in one visit of memory."""
    x = data["x"]
    tabulate = ff.parameters.ZeniStrides(
        sampling_rate_hz=data["fs"], min_distance_s=0.3, min_prominence=0.05
    )
    return lambda: tabulate(x, keypoints="coco17", forward="+x")


OURS = {
    "W01": zero_phase,
    "W01f": zero_phase,
    "W02": mask_fill_filter,
    "W03": median,
    "W03h": hampel,
    "W04": savitzky_golay,
    "W05": one_euro,
    "W06": zeni,
    "W07": angles,
    "W07c": cardan,
    "W08": orientation,
    "W08b": orientation,
    "W09": foot_paths,
    "W09e": foot_events,
    "W10": lower_back_day,
    "W11": warping(None),
    "W11b": warping(10),
    "W13": entropy,
    "W13d": fluctuation,
    "W13l": divergence,
    "W14": stride_table,
    "W16": zero_phase_day,
}
