"""What cameras and pose models would have seen of a recording with markers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ._prepare import prepare
from ._smoothness import body_points, leg_length
from .gaps import resample
from .recording import PoseRecording
from .skeletons import SKELETONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOISE_SHARE = 0.01  # of the body height
THIGH_AND_SHANK = 0.491  # of stature: Drillis, Contini (1966), as in Winter (2009)


def reduced(recording: PoseRecording, skeleton: str) -> PoseRecording:
    """The keypoints of a skeleton, from the points that the analysis makes of markers.

    Keypoints that no marker tells are missing.
    """
    points = body_points(recording.positions.astype(np.float64), recording.keypoints)
    points["mid_hip"] = points["pelvis"]
    # Pelvis markers lie about the line between the hips: their middle is given to both.
    for side in ("left", "right"):
        points.setdefault(f"{side}_hip", points["pelvis"])
    shape = (recording.n_frames, recording.positions.shape[2])
    missing: NDArray[np.float64] = np.full(shape, np.nan)
    names = SKELETONS[skeleton]
    positions = np.stack([points.get(name, missing) for name in names], axis=1)
    return replace(recording, positions=positions, keypoints=names, confidence=None)


def side_view(recording: PoseRecording, sampling_rate_hz: float, seed: int) -> PoseRecording:
    """A camera that looks across the travel: two coordinates, another rate, white noise.

    The standard deviation of the noise is 1 % of the body height, told by thigh and shank
    or, where these are not seen, by the extent of the body.
    """
    tracks = prepare(recording, height_m=None, min_confidence=None)
    points = body_points(recording.positions.astype(np.float64), recording.keypoints)
    heading = tracks.travel.passes[0].heading
    axis = "xyz".index(recording.up[1])
    above = np.eye(3)[axis] * (1.0 if recording.up[0] == "+" else -1.0)
    heights = np.concatenate([p @ above for p in points.values()])
    leg = leg_length(points, float(np.ptp(heights[np.isfinite(heights)])))
    names = {"mid_hip" if name == "pelvis" else name: p for name, p in points.items()}
    flat = np.stack([np.stack([p @ heading, p @ above], -1) for p in names.values()], axis=1)
    times = np.arange(recording.n_frames) / recording.sampling_rate_hz
    # A camera takes instants: nothing is averaged.
    positions, _ = resample(flat, times, sampling_rate_hz, method="pchip", low_pass=False)
    noise = NOISE_SHARE * leg / THIGH_AND_SHANK
    positions += noise * np.random.default_rng(seed).standard_normal(positions.shape)
    return PoseRecording(
        positions,
        tuple(names),
        sampling_rate_hz,
        unit=recording.unit,
        up="+y",
        start_time_s=recording.start_time_s,
        name=recording.name,
    )
