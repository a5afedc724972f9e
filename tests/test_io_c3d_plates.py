"""Plates of C3D files: the load that they were made from must come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from footfall._errors import ArgumentError

from .c3d_samples import (
    ANALOG_RATE,
    CENTER,
    CORNERS,
    DEPTH,
    LOAD,
    N,
    markers,
    plate_channels,
    read,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from footfall.recording import ForceRecording


def assert_load(forces: ForceRecording | None) -> None:
    """The plate must show the load that it was made from, as the reaction on the person."""
    assert forces is not None
    assert (forces.sampling_rate_hz, forces.forces_n.shape) == (ANALOG_RATE, (10 * N, 1, 3))
    assert forces.centers_of_pressure is not None
    loaded = slice(100, 300)
    np.testing.assert_allclose(
        forces.forces_n[loaded, 0], np.tile(LOAD, (200, 1)), rtol=1e-5, atol=1e-3
    )
    np.testing.assert_allclose(
        forces.centers_of_pressure[loaded, 0], np.tile(CENTER, (200, 1)), atol=0.05
    )
    assert not forces.forces_n[:100].any()
    assert np.isnan(forces.centers_of_pressure[:100]).all()
    assert forces.corners is not None
    np.testing.assert_allclose(forces.corners[0], CORNERS)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("depth", [DEPTH, -DEPTH])
def test_plate_of_type_2(tmp_path: Path, sign: float, depth: float) -> None:
    path = write(tmp_path / "x.c3d", analogs=sign * plate_channels(), depth=depth)
    assert_load(read(path).forces)


def test_plate_of_type_1(tmp_path: Path) -> None:
    units = ["N", "N", "N", "mm", "mm", "Nmm"]
    path = write(tmp_path / "x.c3d", analogs=plate_channels(1), kind=1, units=units)
    assert_load(read(path).forces)


def test_plate_of_type_3(tmp_path: Path) -> None:
    path = write(tmp_path / "x.c3d", analogs=plate_channels(3), kind=3, units=["N"] * 8)
    forces = read(path).forces
    assert_load(forces)


def test_plate_of_type_4(tmp_path: Path) -> None:
    matrix = np.diag([500.0, 500, 1000, 8e5, 2e5, 4e5])
    matrix[0, 4] = 3.0
    raw = np.linalg.solve(matrix, plate_channels())
    path = write(tmp_path / "x.c3d", analogs=raw, kind=4, matrix=matrix, units=["V"] * 6)
    assert_load(read(path).forces)


def test_kilonewtons_and_newton_metres(tmp_path: Path) -> None:
    analogs = plate_channels() * 1e-3
    units = ["kN"] * 3 + ["Nm"] * 3
    assert_load(read(write(tmp_path / "x.c3d", analogs=analogs, units=units)).forces)


def test_lengths_of_plates_follow_the_points(tmp_path: Path) -> None:
    path = write(
        tmp_path / "x.c3d",
        points=markers(scale=0.1),
        unit="cm",
        analogs=plate_channels(),
        corners=CORNERS / 10,
        depth=-DEPTH / 10,
    )
    assert_load(read(path).forces)


def test_plates_that_cannot_be_used_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "x.c3d"
    assert read(write(path, analogs=np.zeros((6, 400)))).forces is None
    assert read(write(path, analogs=plate_channels(), kind=9)).forces is None
    assert read(write(path, analogs=plate_channels(), corners=CORNERS * 0)).forces is None
    beyond = {("FORCE_PLATFORM", "CHANNEL"): np.arange(4.0, 10)[:, None]}
    assert read(write(path, analogs=plate_channels(), parameters=beyond)).forces is None


def test_load_along_another_axis(tmp_path: Path) -> None:
    path = write(tmp_path / "x.c3d", points=markers(up=1), analogs=plate_channels())
    assert read(path).up == "+y"
    assert read(path).forces is None
    with pytest.raises(ArgumentError, match=r"^up:"):
        read(path, up="+y")
