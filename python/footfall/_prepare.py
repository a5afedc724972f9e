"""From a recording to the tracks of body points in the frame of travel."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._condition import condition
from ._errors import ArgumentError
from ._smoothness import body_points, places_of, segment_length
from ._status import VALID
from ._travel import Travel, estimate_travel
from ._turns import turn_deg
from .scene import Scale, floor_line, level, meters_per_pixel, view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from .recording import PoseRecording

LEAST_FRAMES = 8
SURE = 2.0  # standard errors by which a floor must slope to be taken for a tilted camera
MOST_TILT_DEG = 15.0  # no one films so askew, but on a steep slope one may walk
RESTING = 0.01  # of the thigh: no walker's pelvis moves so little

Points = dict[str, "NDArray[np.float64]"]


@dataclass(frozen=True, eq=False)
class Tracks:
    """Points of the body over time, along, up and across the direction of travel.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    points, smooth : mapping of str to array, shape (T, 3)
        Along the heading, up, and to the right (NaN in a side view), in the unit of the
        recording; each pass has its own heading. `points` are repaired and filled, for events;
        `smooth` are smoothed too, for lengths and angles.
    sigma, smooth_sigma : mapping of str to array, shape (T,)
        Standard deviation of a coordinate of either; NaN where it cannot be told.
    lab : mapping of str to array, shape (T, D)
        `points` in the axes of the recording.
    travel : Travel
        Heading, surface and passes.
    meters_per_unit : float
        NaN when the scale is not known.
    length_error : float
        Share of any length that its scale and the angle of the view may be off.
    quality : dict
        What was found and done.
    warnings : list of str
        What the user should know.
    """

    sampling_rate_hz: float
    points: Mapping[str, NDArray[np.float64]]
    smooth: Mapping[str, NDArray[np.float64]]
    sigma: Mapping[str, NDArray[np.float64]]
    smooth_sigma: Mapping[str, NDArray[np.float64]]
    lab: Mapping[str, NDArray[np.float64]]
    travel: Travel
    meters_per_unit: float
    length_error: float
    quality: dict[str, Any]
    warnings: list[str] = field(default_factory=list)

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(next(iter(self.points.values())))


def prepare(
    recording: PoseRecording,
    *,
    height_m: float | None,
    min_confidence: float | None,
    mode: str = "auto",
    camera_is_level: bool = False,
) -> Tracks:
    """Condition a recording; find its points, travel and scale.

    Raises
    ------
    ArgumentError
        When there are no feet or pelvis among the keypoints, or the body stands on its head.
    """
    raw = body_points(recording.positions, recording.keypoints)
    _check_points(raw)
    _check_upright(raw, recording.up)
    ready = condition(recording, mode=mode, min_confidence=min_confidence)
    tilt_deg, tilt_notes = (0.0, {}) if camera_is_level else _camera_tilt(recording, ready.repaired)
    repaired = _leveled(ready.repaired, tilt_deg, recording.up)
    places = places_of(repaired, recording.keypoints)
    points = _means(repaired, places)
    _check_points(points)
    travel = estimate_travel(points, recording.sampling_rate_hz, recording.up, recording.forward)
    scale = _scale(recording, repaired, height_m)
    quality = {
        **ready.report,
        **tilt_notes,
        "missing_percent": {
            name: round(100 * float(np.mean(~np.isfinite(p).all(axis=1))), 2)
            for name, p in points.items()
        },
        "surface": travel.surface,
        "passes": [
            {
                "start_s": p.start / recording.sampling_rate_hz,
                "end_s": p.end / recording.sampling_rate_hz,
                "heading": p.heading.tolist(),
            }
            for p in travel.passes
        ],
        "turns": [
            {
                "start_s": a.end / recording.sampling_rate_hz,
                "end_s": b.start / recording.sampling_rate_hz,
                "angle_deg": turn_deg(a.heading, b.heading),
            }
            for a, b in pairwise(travel.passes)
        ],
        "scale": scale.source,
        "scale_doubt": scale.reason,
    }
    smooth = _means(
        _leveled(ready.recording.positions.astype(np.float64), tilt_deg, recording.up), places
    )
    tracks = Tracks(
        recording.sampling_rate_hz,
        in_frame_of_travel(points, travel, recording.up),
        in_frame_of_travel(smooth, travel, recording.up),
        _mean_sigma(ready.repaired_sigma, places),
        _mean_sigma(ready.sigma, places),
        points,
        travel,
        scale.value,
        scale.sigma / scale.value,
        quality,
        list(ready.report["warnings"]),
    )
    return _note_view(tracks, recording, points)


def _note_view(tracks: Tracks, recording: PoseRecording, points: Points) -> Tracks:
    """From where it is seen, whether sides are exchanged, or the person's travel is lost."""
    quality, flat = tracks.quality, recording.positions.shape[2] == 2
    thigh = segment_length(points, "hip", "knee")
    quality["view"] = "3d"
    if flat or _is_flat(tracks.points, thigh):
        # In the frame of travel a person who comes back has the same side to the camera.
        names = list(tracks.points)
        seen = view(np.stack([p[:, :2] for p in tracks.points.values()], axis=1), names, up="+y")
        # Without shoulders and hips of both sides nothing says that it is another.
        quality["view"] = {"back": "front", "unknown": "side"}.get(seen.kind, seen.kind)
        quality["view_yaw_deg"] = seen.yaw_deg
        if seen.kind == "side":
            shortening = 1.0 - math.cos(math.radians(seen.yaw_deg))
            tracks = replace(tracks, length_error=math.hypot(tracks.length_error, shortening))
    quality["sides_exchanged"] = _sides_exchanged(tracks.points)
    if quality["sides_exchanged"]:
        tracks.warnings.append("left and right are exchanged, or the axes are left-handed")
    about_hips = quality["relative_to_hips"] = _moves_not(points["pelvis"], thigh)
    if about_hips:
        tracks.warnings.append("positions are relative to the hips: the person's travel is lost")
    elif tracks.travel.surface == "treadmill" and flat:
        tracks.warnings.append("a treadmill, or a camera that moves with the person")
    if "camera_tilt_deg" in quality:
        tracks.warnings.append(
            f"the floor slopes by {quality['camera_tilt_deg']:.1f}° in the picture: the camera is "
            "taken to be tilted (camera_is_level says it is not)"
        )
    return tracks


def _means(positions: NDArray[np.float64], places: Mapping[str, list[int]]) -> Points:
    return {name: positions[:, index].mean(axis=1) for name, index in places.items()}


def _mean_sigma(sigma: NDArray[np.float64], places: Mapping[str, list[int]]) -> Points:
    """Of the mean of keypoints whose errors do not depend on each other."""
    return {
        name: np.sqrt((sigma[:, index] ** 2).sum(axis=1)) / len(index)
        for name, index in places.items()
    }


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


def _camera_tilt(
    recording: PoseRecording, positions: NDArray[np.float64]
) -> tuple[float, dict[str, Any]]:
    """Slope of the floor in a picture that surely is one, and what to tell of it."""
    if positions.shape[2] != 2:
        return 0.0, {}
    floor = floor_line(positions, recording.keypoints, recording.sampling_rate_hz, up=recording.up)
    sure = floor.status == VALID and abs(floor.slope_deg) > SURE * floor.sigma_deg
    if not sure or abs(floor.slope_deg) > MOST_TILT_DEG:
        return 0.0, {}
    return floor.slope_deg, {"camera_tilt_deg": floor.slope_deg}


def _leveled(positions: NDArray[np.float64], tilt_deg: float, up: str) -> NDArray[np.float64]:
    return np.asarray(level(positions, tilt_deg, up)) if tilt_deg else positions


def _scale(
    recording: PoseRecording, positions: NDArray[np.float64], height_m: float | None
) -> Scale:
    if recording.unit == "px":
        return meters_per_pixel(positions, recording.keypoints, height_m=height_m)
    return Scale(
        value=recording.meters_per_unit,
        sigma=0.0,
        source=f"positions in {recording.unit}",
        camera_distance_m=math.inf,
        status=VALID,
        reason="",
    )


def in_frame_of_travel(
    points: Mapping[str, NDArray[Any]], travel: Travel, up: str
) -> dict[str, NDArray[np.float64]]:
    """Coordinates along, up and across; NaN outside passes."""
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
