"""C3D files written by another library, with a plate whose load is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from footfall.io import c3d
from footfall.io._common import Hints

if TYPE_CHECKING:
    from pathlib import Path

    from footfall.recording import PoseRecording


ezc3d = pytest.importorskip("ezc3d")

RATE, ANALOG_RATE, N = 100.0, 1000.0, 40

HEIGHTS = {"LHEE": 50, "RHEE": 50, "LASI": 950, "RASI": 950, "C7": 1500}

# Corner 1 lies at +x +y of the plate, corner 2 at -x +y; its z points down.
CORNERS = np.array([[400, 0, 0], [0, 0, 0], [0, 600, 0], [400, 600, 0]], dtype=float)

LOAD, CENTER = np.array([30.0, -20.0, 700.0]), np.array([250.0, 150.0, 0.0])

DEPTH = 40.0  # of the sensor under the surface


def markers(up: int = 2, scale: float = 1.0) -> Any:
    """Points (4, K, N) of somebody who stands with two markers walking along."""
    points = np.ones((4, len(HEIGHTS), N))
    horizontal = [axis for axis in range(3) if axis != up]
    for k, height in enumerate(HEIGHTS.values()):
        points[up, k] = height
        points[horizontal[0], k] = 100.0 * k + 3.0 * np.arange(N)
        points[horizontal[1], k] = 200.0 - 10.0 * k
    points[:3] *= scale
    return points


def plate_channels(kind: int = 2) -> Any:
    """Channels (C, samples) of a plate under LOAD at CENTER, as the plate reports the action."""
    x = (CORNERS[0] + CORNERS[3] - CORNERS[1] - CORNERS[2]) / 2
    y = (CORNERS[0] + CORNERS[1] - CORNERS[2] - CORNERS[3]) / 2
    axes = np.stack([x / np.linalg.norm(x), y / np.linalg.norm(y), [0, 0, -1]])
    np.testing.assert_allclose(np.cross(axes[0], axes[1]), axes[2])
    force = axes @ -LOAD
    lever = axes @ (CENTER - CORNERS.mean(axis=0)) + [0, 0, -DEPTH]
    moment = np.cross(lever, force)
    shape = np.concatenate([np.zeros(100), np.ones(200), np.zeros(100)])
    if kind == 3:
        a, b = 120.0, 200.0
        z1 = np.linalg.solve(
            [[1, 1, 1, 1], [b, b, -b, -b], [-a, a, a, -a], [1, -1, 1, -1]],
            [force[2], *moment[:2], 0.0],
        )
        values = [force[0], 0.0, force[1], 0.0, *z1]
    elif kind == 1:
        local = axes @ (CENTER - CORNERS.mean(axis=0))
        values = [*force, local[0], local[1], 0.0]
    else:
        values = [*force, *moment]
    return np.outer(values, shape)


def write(path: Path, **changes: Any) -> Path:
    """Write a file with ezc3d: markers, and a plate where `analogs` are given."""
    file = ezc3d.c3d()
    parameters = file["parameters"]
    points = changes.get("points", markers())
    parameters["POINT"]["RATE"]["value"] = [RATE]
    parameters["POINT"]["LABELS"]["value"] = changes.get("labels", list(HEIGHTS))
    parameters["POINT"]["UNITS"]["value"] = [changes.get("unit", "mm")]
    file["data"]["points"] = points
    if "residuals" in changes:
        file["data"]["meta_points"]["residuals"] = changes["residuals"]
    analogs = changes.get("analogs")
    if analogs is not None:
        parameters["ANALOG"]["RATE"]["value"] = [ANALOG_RATE]
        parameters["ANALOG"]["LABELS"]["value"] = [f"c{i}" for i in range(len(analogs))]
        units = changes.get("units", ["N", "N", "N", "Nmm", "Nmm", "Nmm"])
        parameters["ANALOG"]["UNITS"]["value"] = units
        file["data"]["analogs"] = analogs[None]
        kind = changes.get("kind", 2)
        origin = {3: [120.0, 200.0, -DEPTH]}.get(kind, [0.0, 0.0, changes.get("depth", -DEPTH)])
        for name, value in {
            "USED": [1],
            "TYPE": [kind],
            "CHANNEL": np.arange(1.0, len(analogs) + 1)[:, None],
            "CORNERS": changes.get("corners", CORNERS).T[..., None],
            "ORIGIN": np.array(origin)[:, None],
            "CAL_MATRIX": changes.get("matrix", np.eye(6))[..., None],
        }.items():
            file.add_parameter("FORCE_PLATFORM", name, value)
    for (group, name), value in changes.get("parameters", {}).items():
        file.add_parameter(group, name, value)
    file.write(str(path))
    return path


def read(path: Path, **hints: Any) -> PoseRecording:
    return c3d.read(path, Hints(**hints))
