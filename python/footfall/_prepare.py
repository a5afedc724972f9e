"""From a recording to the tracks of body points in the frame of travel."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._errors import ArgumentError
from ._travel import Travel, estimate_travel
from .filters import Butterworth, Hampel
from .gaps import fill, mask_below
from .skeletons import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from .recording import PoseRecording

MAX_GAP_S = 0.1
LEAST_CUTOFF_HZ, MOST_CUTOFF_SHARE = 6.0, 0.4
ANGLE_NOISE_DEG = 0.2  # smoothing aims at this, and no further: it costs peaks
THIGH_AND_SHANK = 0.491  # of stature: Drillis, Contini (1966), as in Winter (2009)
LEAST_FRAMES = 8
RESTING = 0.01  # of the thigh: no walker's pelvis moves so little
LEAST_DEVIATION = 1e-3  # of the thigh: below it nothing is an outlier


@dataclass(frozen=True, eq=False)
class Tracks:
    """Points of the body over time, along, up and across the direction of travel.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    points : mapping of str to array, shape (T, 3)
        Along the heading, up, and to the right (NaN in a side view), in the unit of the
        recording; each pass has its own heading.
    lab : mapping of str to array, shape (T, D)
        The same points in the axes of the recording.
    travel : Travel
        Heading, surface and passes.
    meters_per_unit : float
        NaN when the scale is not known.
    cutoff_hz : float or None
        Low-pass of the kinematics, from the noise of the points; None when they need none.
    quality : dict
        What was found and done.
    warnings : list of str
        What the user should know.
    """

    sampling_rate_hz: float
    points: Mapping[str, NDArray[np.float64]]
    lab: Mapping[str, NDArray[np.float64]]
    travel: Travel
    meters_per_unit: float
    cutoff_hz: float | None
    quality: dict[str, Any]
    warnings: list[str] = field(default_factory=list)

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(next(iter(self.points.values())))


def prepare(
    recording: PoseRecording, *, height_m: float | None, min_confidence: float | None
) -> Tracks:
    """Find the points, the travel and the scale of a recording.

    Raises
    ------
    ArgumentError
        When there are no feet or pelvis among the keypoints, or the body stands on its head.
    """
    positions = recording.positions.astype(np.float64)
    positions[~np.isfinite(positions)] = np.nan
    masked = 0
    if min_confidence is not None and recording.confidence is not None:
        before = np.isfinite(positions).sum()
        positions = mask_below(positions, recording.confidence, min_confidence)
        masked = int((before - np.isfinite(positions).sum()) // positions.shape[2])
    points = _points(positions, recording.keypoints)
    _check_points(points)
    _check_upright(points, recording.up)
    outliers = _without_outliers(points, recording)
    filled = _filled(points, recording.sampling_rate_hz)
    travel = estimate_travel(points, recording.sampling_rate_hz, recording.up, recording.forward)
    scale, scale_note = _scale(recording, points, height_m)
    noise = _noise(points)
    cutoff = kinematics_cutoff_hz(noise, _thigh_length(points), recording.sampling_rate_hz)
    quality = {
        "frames": recording.n_frames,
        "samples_masked": masked,
        "samples_outlying": outliers,
        "samples_filled": filled,
        "missing_percent": {
            name: round(100 * float(np.mean(~np.isfinite(p).all(axis=1))), 2)
            for name, p in points.items()
        },
        "noise": noise,
        "noise_unit": recording.unit,
        "cutoff_hz": cutoff,
        "surface": travel.surface,
        "passes": [
            {
                "start_s": p.start / recording.sampling_rate_hz,
                "end_s": p.end / recording.sampling_rate_hz,
                "heading": p.heading.tolist(),
            }
            for p in travel.passes
        ],
        "scale": scale_note,
    }
    tracks = Tracks(
        recording.sampling_rate_hz,
        _in_frame_of_travel(points, travel, recording.up),
        points,
        travel,
        scale,
        cutoff,
        quality,
    )
    if min_confidence is not None and recording.confidence is None:
        tracks.warnings.append("the recording has no confidence: min_confidence does nothing")
    leg = _thigh_length(points)
    quality["side_view"] = positions.shape[2] == 2 or _is_flat(tracks.points, leg)
    quality["sides_exchanged"] = _sides_exchanged(tracks.points)
    if quality["sides_exchanged"]:
        tracks.warnings.append("left and right are exchanged, or the axes are left-handed")
    about_hips = quality["relative_to_hips"] = _moves_not(points["pelvis"], _thigh_length(points))
    if about_hips:
        tracks.warnings.append("positions are relative to the hips: the person's travel is lost")
    elif travel.surface == "treadmill" and positions.shape[2] == 2:
        tracks.warnings.append("a treadmill, or a camera that moves with the person")
    return tracks


def _points(positions: NDArray[Any], keypoints: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    """Means of keypoints that make up the points of the analysis.

    A keypoint that is never seen does not count as there: others may stand in for it.
    """
    seen = np.flatnonzero(np.isfinite(positions).all(axis=2).any(axis=0))
    places = resolve([keypoints[index] for index in seen])
    return {name: positions[:, seen[list(index)]].mean(axis=1) for name, index in places.items()}


def _check_points(points: Mapping[str, NDArray[Any]]) -> None:
    if not points or all(len(p) == 0 for p in points.values()):
        raise ArgumentError("positions", "frames with body points", "none")
    feet = [n for n in points if n.endswith(("_heel", "_toe", "_ankle"))]
    if not feet:
        raise ArgumentError(
            "keypoints",
            "heel, toe or ankle of each foot (see footfall.skeletons for the known names)",
            "no foot point",
        )
    if "pelvis" not in points:
        raise ArgumentError("keypoints", "hips, pelvis markers or a sacrum marker", "none")


def _check_upright(points: Mapping[str, NDArray[Any]], up: str) -> None:
    """Hips are above feet: otherwise the up axis is wrong."""
    index, sign = _check.axis_name("up", up)
    feet = [p for n, p in points.items() if n.endswith(("_heel", "_toe", "_ankle"))]
    legs = [points["pelvis"] - foot for foot in feet]
    rises = np.concatenate(legs)
    rises = rises[np.isfinite(rises).all(axis=1)]
    if len(rises) == 0:
        return
    middle = np.median(rises, axis=0)
    if sign * middle[index] > 0.5 * np.linalg.norm(middle):
        return
    likely = int(np.argmax(np.abs(middle)))
    axis = f"{'+' if middle[likely] > 0 else '-'}{'xyz'[likely]}"
    raise ArgumentError("up", f"an axis along which the hips are above the feet ({axis})", up)


def _without_outliers(points: dict[str, NDArray[Any]], recording: PoseRecording) -> int:
    """Take out samples that jump, in place; give their number.

    Pose estimators jump; markers do not, and theirs would lose the impact of the foot.
    """
    if recording.unit != "px" and recording.confidence is None:
        return 0
    length = _thigh_length(points)
    judge = Hampel(
        sampling_rate_hz=recording.sampling_rate_hz,
        min_deviation=LEAST_DEVIATION * length if length > 0 else 0.0,
    )
    count = 0
    for name, track in points.items():
        kept = judge(np.ascontiguousarray(track))
        bad = np.isnan(kept).any(axis=1) & np.isfinite(track).all(axis=1)
        count += int(bad.sum())
        points[name] = np.where(bad[:, None], np.nan, track)
    return count


def _is_flat(points: Mapping[str, NDArray[Any]], length: float) -> bool:
    """Whether all points lie in one plane, as those of a side view with a third axis do."""
    ranges = [
        float(np.ptp(across[np.isfinite(across)]))
        for across in (point[:, 2] for point in points.values())
        if np.isfinite(across).any()
    ]
    return max(ranges, default=0.0) < 1e-3 * length


def _sides_exchanged(points: Mapping[str, NDArray[Any]]) -> bool:
    """Whether the right hip (or ankle) lies left of the left one."""
    for name in ("hip", "ankle", "heel"):
        if f"left_{name}" in points and f"right_{name}" in points:
            apart = points[f"right_{name}"][:, 2] - points[f"left_{name}"][:, 2]
            if np.isfinite(apart).any():
                return bool(np.nanmedian(apart) < 0)
    return False


def _moves_not(pelvis: NDArray[Any], length: float) -> bool:
    """Whether the pelvis rests at one place, as it does where positions count from it."""
    finite = pelvis[np.isfinite(pelvis).all(axis=1)]
    return len(finite) > 0 and bool((np.ptp(finite, axis=0) < RESTING * length).all())


def _filled(points: dict[str, NDArray[Any]], sampling_rate_hz: float) -> int:
    """Close short gaps in place; give the number of samples filled."""
    count = 0
    for name, track in points.items():
        closed = fill(track, max_gap_s=MAX_GAP_S, sampling_rate_hz=sampling_rate_hz)
        count += int(np.isfinite(closed).all(axis=1).sum() - np.isfinite(track).all(axis=1).sum())
        points[name] = closed
    return count


def _scale(
    recording: PoseRecording, points: Mapping[str, NDArray[Any]], height_m: float | None
) -> tuple[float, str]:
    if recording.unit != "px":
        return recording.meters_per_unit, f"positions in {recording.unit}"
    leg = _thigh_length(points) + _shank_length(points)
    if height_m is None or not leg > 0:
        return math.nan, "pixels without a scale"
    return THIGH_AND_SHANK * height_m / leg, "thigh and shank against body height"


def _length(points: Mapping[str, NDArray[Any]], one: str, two: str) -> float:
    """Median length of a segment, the longer of the two sides: the nearer, or less hidden."""
    lengths = [
        float(np.nanmedian(np.linalg.norm(points[f"{s}_{one}"] - points[f"{s}_{two}"], axis=1)))
        for s in ("left", "right")
        if f"{s}_{one}" in points
        and f"{s}_{two}" in points
        and np.isfinite(points[f"{s}_{one}"] - points[f"{s}_{two}"]).any()
    ]
    return max(lengths, default=math.nan)


def _thigh_length(points: Mapping[str, NDArray[Any]]) -> float:
    return _length(points, "hip", "knee")


def _shank_length(points: Mapping[str, NDArray[Any]]) -> float:
    return _length(points, "knee", "ankle")


def _noise(points: Mapping[str, NDArray[Any]]) -> float:
    """White noise of the leg's points: standard deviation, from fourth differences.

    Lower differences would take the leg's own acceleration for noise at video rates.
    """
    fourth = [np.diff(p, 4, axis=0).ravel() for n, p in points.items() if "_" in n]
    values = np.abs(np.concatenate(fourth)) if fourth else np.empty(0)
    values = values[np.isfinite(values)]
    return 1.4826 * float(np.median(values)) / math.sqrt(70) if len(values) else math.nan


def kinematics_cutoff_hz(noise: float, length: float, sampling_rate_hz: float) -> float | None:
    """Cut-off that leaves an angle of a segment of this length with the noise aimed at.

    White noise through a low-pass keeps the share 2 f / rate of its variance.
    """
    highest = MOST_CUTOFF_SHARE * sampling_rate_hz
    if not (noise > 0 and length > 0):
        return None
    angle_noise = math.degrees(math.sqrt(2) * noise / length)
    wanted = 0.5 * sampling_rate_hz * (ANGLE_NOISE_DEG / angle_noise) ** 2
    if wanted >= highest or highest <= LEAST_CUTOFF_HZ:
        return None
    return max(wanted, LEAST_CUTOFF_HZ)


def smooth(values: NDArray[Any], sampling_rate_hz: float, cutoff_hz: float | None) -> NDArray[Any]:
    """Low-pass along the first axis; None leaves the values as they are."""
    if cutoff_hz is None:
        return values
    low_pass = Butterworth(sampling_rate_hz=sampling_rate_hz, cutoff_hz=cutoff_hz)
    return np.asarray(low_pass(values))


def _in_frame_of_travel(
    points: Mapping[str, NDArray[Any]], travel: Travel, up: str
) -> dict[str, NDArray[np.float64]]:
    index, sign = _check.axis_name("up", up)
    dimensions = next(iter(points.values())).shape[1]
    above = sign * np.eye(dimensions)[index]
    result = {}
    for name, track in points.items():
        frame = np.full((len(track), 3), np.nan)
        for part in travel.passes:
            span = slice(part.start, part.end)
            frame[span, 0] = track[span] @ part.heading
            frame[span, 1] = track[span] @ above
            if dimensions == 3:
                frame[span, 2] = track[span] @ np.cross(part.heading, above)
        result[name] = frame
    return result
