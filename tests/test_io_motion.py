"""TRC and MOT: markers and forces of motion capture as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import footfall as ff
from footfall import io

from .io_samples import ROWS, body, mot, pose, put, sample, trc

if TYPE_CHECKING:
    from pathlib import Path


def test_trc_missing_points(tmp_path: Path) -> None:
    recording = pose(put(tmp_path / "a.trc", trc(ROWS)))
    assert recording.keypoints == ("left_heel", "left_asis")
    assert recording.sampling_rate_hz == 50.0
    missing = np.isnan(recording.positions).all(axis=2)
    assert missing.tolist() == [[False, False], [True, True], [False, True]]


def test_trc_with_spaces_and_centimetres(tmp_path: Path) -> None:
    text = trc([*ROWS[:1], "2\t0.02\t1\t2\t3\t4\t5\t90"], unit="cm").replace("\t", "  ")
    recording = pose(put(tmp_path / "a.trc", text))
    assert recording.unit == "mm"
    np.testing.assert_array_equal(recording.positions[0, 0], (10, 20, 30))


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("sign", [1, -1])
def test_trc_up_is_where_the_body_stands(tmp_path: Path, axis: int, sign: int) -> None:
    turned = np.roll(body(), axis - 1, axis=2) * sign + 0.1
    io.write(sample(positions=turned), tmp_path / "a.trc")
    assert pose(tmp_path / "a.trc").up == f"{'+' if sign > 0 else '-'}{'xyz'[axis]}"
    assert pose(tmp_path / "a.trc", up="+z").up == "+z"


def test_trc_header_in_an_old_code_page(tmp_path: Path) -> None:
    text = trc(ROWS).replace("a.trc", "Läufer.trc").encode("cp1252")
    assert pose(put(tmp_path / "a.trc", text)).n_frames == 3


def test_trc_of_one_frame_takes_the_stated_rate(tmp_path: Path) -> None:
    assert pose(put(tmp_path / "a.trc", trc(ROWS[:1]))).sampling_rate_hz == 50.0


def test_forces_go_with_positions(tmp_path: Path) -> None:
    grf = put(tmp_path / "grf.mot", mot("ground_force_v?"))
    recording = pose(put(tmp_path / "a.trc", trc(ROWS)), forces=grf)
    assert recording.forces is not None
    assert recording.forces.sampling_rate_hz == 100.0


@pytest.mark.parametrize(
    ("schemes", "sides"),
    [
        (("ground_force_v?", "1_ground_force_v?"), (None, None)),
        (("ground_force1_v?", "ground_force2_v?"), (None, None)),
        (("R_ground_force_v?", "L_ground_force_v?"), ("right", "left")),
        (("ground_force_r_v?", "ground_force_l_v?"), ("right", "left")),
        (("ground_force_right_v?", "ground_force_left_v?"), ("right", "left")),
        (("ground_force_v?", "ground_force_v?"), (None, None)),
        (("ground_force_v?_l", "ground_force_v?_r"), ("left", "right")),
    ],
)
def test_mot_columns(
    tmp_path: Path, schemes: tuple[str, ...], sides: tuple[str | None, ...]
) -> None:
    path = put(tmp_path / "a.mot", mot(*schemes, schemes[0].replace("v?", "p?")))
    forces = io.read(path)
    assert isinstance(forces, ff.ForceRecording)
    assert (forces.sampling_rate_hz, forces.up, forces.sides) == (100.0, "+y", sides)
    assert forces.centers_of_pressure is not None
    np.testing.assert_array_equal(forces.vertical_n(), np.full((4, 2), 700.0))
    np.testing.assert_array_equal(forces.centers_of_pressure[0, 0], (1, 700, 3))
    assert np.isnan(forces.centers_of_pressure[:, 1]).all()


def test_mot_with_missing_and_huge_values(tmp_path: Path) -> None:
    text = mot("ground_force_v?").replace("0.02\t1\t700\t3", "0.02\tnan\t1e300\tinf")
    forces = io.read(put(tmp_path / "a.sto", text))
    assert isinstance(forces, ff.ForceRecording)
    assert np.isnan(forces.forces_n[2, 0]).tolist() == [True, False, True]
