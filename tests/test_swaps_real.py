"""Exchanged sides in real motion: marker walks with known exchanges, and a video."""

from __future__ import annotations

from itertools import product
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
    """Exchanges of the whole body and of the legs alone; whose legs they are, polarity aside."""
    x, names, rate = body(shared_data / file)
    mirror = [names.index(("right" if n[0] == "l" else "left") + n[n.index("_") :]) for n in names]
    legs = np.array([n.split("_")[1] in POINTS[2:] for n in names])
    for target in (30.0, 60.0):
        step = max(1, round(rate / target))
        flat = seen_from(x[::step], VIEWS[view])
        for share, chosen in product((0.0, 0.2, 0.4), (np.ones_like(legs), legs)):
            frames = bursts(len(flat), share, rate / step, np.random.default_rng(0))
            mask = frames[:, None] & chosen
            given = np.where(mask[..., None], flat[:, mirror], flat)
            found = ff.swaps.repair(given, names, rate / step)
            wrong = [(found.swapped ^ mask ^ turn).any(axis=1) for turn in (False, True)]
            assert min(w.mean() for w in wrong) <= (0.01 if share else 0.001)
            assert not found.collapsed.any()


@pytest.mark.parametrize("file", ["coco17", "mediapipe33"])
def test_video(shared_data: Path, file: str) -> None:
    """Frames 159 and 160 are exchanged, and the person leaves the picture at 193."""
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
    assert changed[changed < 193].tolist() == [159, 160]
    assert not found.collapsed.any()
