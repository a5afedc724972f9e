"""MediaPipe: landmarks of the image and of the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from footfall.skeletons import SKELETONS

from .io_samples import landmarks, pose, put

if TYPE_CHECKING:
    from pathlib import Path


def test_mediapipe(tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", landmarks([0, 1, 3]))
    image, world = pose(path), pose(path, coordinates="world")
    assert image.keypoints == SKELETONS["mediapipe33"]
    assert (image.unit, image.up, world.unit, world.up) == ("px", "-y", "m", "-y")
    assert image.positions.shape == (4, 33, 2)
    assert world.positions.shape == (4, 33, 3)
    assert np.isnan(image.positions[[0, 2]]).all()
    np.testing.assert_allclose(image.positions[1, 1], (6.0, 50.0))
    np.testing.assert_allclose(world.positions[3, 1], (0.05, 0.5, 0.1))
    assert image.confidence is not None
    assert image.confidence[1, 0] == 0.9
