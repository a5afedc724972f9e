"""Exchanged sides in real motion: marker walks with known exchanges, and a video."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import footfall as ff

from .test_swaps import VIEWS, bursts, seen_from

if TYPE_CHECKING:
    from pathlib import Path

WALKS = (
    "mocap_c3d_forceplate/btk_PiG_Motion-FlatFoot-Full.c3d",
    "mocap_c3d_forceplate/pd_SUB01_off_walk_12b.c3d",
    "mocap_c3d_forceplate/gaitalytics_treadmill_events.c3d",
    "mocap_c3d_forceplate/omcs_overground.c3d",
    "trc_grf/gait2392_walk1/markers.trc",
    "trc_grf/rajagopal_walk/markers.trc",
    "trc_grf/hamner_s04_run400/markers.trc",
)
POINTS = ("shoulder", "hip", "knee", "ankle", "heel", "toe")


def body(path: Path) -> tuple[np.ndarray, list[str], float]:
    """Keypoints of markers, ahead, aside and up."""
    recording = ff.read(path)
    assert isinstance(recording, ff.PoseRecording)
    points = ff.skeletons.resolve(recording.keypoints)
    names = [f"{s}_{p}" for p in POINTS for s in ("left", "right") if f"{s}_{p}" in points]
    x = np.stack([recording.positions[:, list(points[n])].mean(axis=1) for n in names], axis=1)
    up = np.zeros(3)
    up["xyz".index(recording.up[1])] = 1.0 if recording.up[0] == "+" else -1.0
    feet = [
        x[:, names.index(f"{s}_toe")] - x[:, names.index(f"{s}_heel")] for s in ("left", "right")
    ]
    ahead = np.nanmean(feet, axis=(0, 1))
    ahead -= (ahead @ up) * up
    ahead /= np.linalg.norm(ahead)
    return x @ np.stack([ahead, np.cross(up, ahead), up]).T, names, recording.sampling_rate_hz


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("file", WALKS)
def test_marker_walks(shared_data: Path, file: str, view: str) -> None:
    x, names, rate = body(shared_data / file)
    mirror = [names.index(("right" if n[0] == "l" else "left") + n[n.index("_") :]) for n in names]
    for target in (30.0, 60.0):
        step = max(1, round(rate / target))
        flat = seen_from(x[::step], VIEWS[view])
        for share in (0.0, 0.2, 0.4):
            frames = bursts(len(flat), share, rate / step, np.random.default_rng(0))
            given = np.where(frames[:, None, None], flat[:, mirror], flat)
            found = ff.swaps.repair(given, names, rate / step)
            wrong = (found.swapped != frames[:, None]).any(axis=1).mean()
            assert min(wrong, 1 - wrong) <= 0.01  # polarity aside
            assert not found.collapsed.any()


@pytest.mark.parametrize(("file", "most"), [("coco17", 6), ("mediapipe33", 2)])
def test_video(shared_data: Path, file: str, most: int) -> None:
    """Frames 159 and 160 are exchanged, and the person leaves the picture at 193.

    Of COCO-17 four more are changed, where the legs lie on one another: wrongly, and no more.
    """
    recording = ff.read(shared_data / "video_walk_sideview" / f"{file}.npz")
    assert isinstance(recording, ff.PoseRecording)
    found = ff.swaps.repair(
        recording.positions,
        recording.keypoints,
        recording.sampling_rate_hz,
        confidence=recording.confidence,
        up=recording.up,
    )
    changed = np.flatnonzero(found.swapped.any(axis=1))
    assert 159 in changed
    assert np.count_nonzero(changed < 193) <= most
    assert not found.collapsed.any()
