"""Files of loggers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff
from footfall.imu import GRAVITY_MPS2

from .device_samples import cwa

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("actfast", reason="reads files of loggers where actfast is installed")
START = datetime(2024, 3, 5, 8, 30, 0, tzinfo=UTC)


def signals(n: int, axes: int = 3) -> Any:
    """Up along z, waves along x; a turn about y for six axes: turns come first."""
    time = np.arange(n) / 100
    force = np.stack([0.3 * np.sin(time), 0 * time, np.ones(n)], axis=1)
    if axes == 3:
        return force
    turn = np.stack([0 * time, 90 * np.cos(time), 0 * time], axis=1)
    return np.concatenate([turn, force], axis=1)


def file(folder: Path, data: bytes, name: str = "a.cwa") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_three_axes(tmp_path: Path) -> None:
    x = signals(8000)
    recording = ff.read(file(tmp_path, cwa(START, x, {})), site="left_wrist")
    assert recording.sampling_rate_hz == 100.0
    assert recording.start_time_s == pytest.approx(START.timestamp())
    sensor = recording.sites["left_wrist"]
    assert sensor.angular_velocity_radps is None
    assert_allclose(sensor.acceleration_mps2, GRAVITY_MPS2 * x, atol=0.003)
    assert recording.notes == ()


def test_six_axes(tmp_path: Path) -> None:
    x = signals(4000, 6)
    sensor = ff.read(file(tmp_path, cwa(START, x, {})), site="lower_back").sites["lower_back"]
    assert_allclose(sensor.angular_velocity_radps, np.radians(x[:, :3]), atol=0.001)
    assert_allclose(sensor.acceleration_mps2, GRAVITY_MPS2 * x[:, 3:], atol=0.003)


def test_a_jump_of_the_clock(tmp_path: Path) -> None:
    path = file(tmp_path, cwa(START, signals(16_000), {100: 3600}))
    pieces = list(ff.io.read_pieces(path, site="lower_back", piece_s=50.0))
    starts = [round(piece.start_time_s - START.timestamp(), 2) for piece in pieces]
    assert starts == [0.0, 50.0, 3680.0, 3700.0, 3750.0]
    assert sum(piece.n_frames for piece in pieces) == 16_000
    short = file(tmp_path, cwa(START, signals(16_000), {100: 5}), "b.cwa")
    sensor = ff.read(short, site="lower_back").sites["lower_back"]
    assert len(sensor.acceleration_mps2) == 16_500
    missing = np.isnan(sensor.acceleration_mps2).any(axis=1)
    assert missing.sum() == pytest.approx(500, abs=2)


def test_a_week_takes_it(tmp_path: Path) -> None:
    path = file(tmp_path, cwa(START, signals(32_000), {200: 7200}))
    report = ff.analyze_week(path, site="lower_back", min_wear_h=0.0)
    assert report.days[0].wear_h == pytest.approx(32_000 / 360_000, rel=0.01)


def test_damage_is_told(tmp_path: Path) -> None:
    data = bytearray(cwa(START, signals(8000), {}))
    cut = ff.read(file(tmp_path, bytes(data[:-300])), site="hand")
    assert cut.n_frames == 7920
    data[1024 + 5 * 512 + 100] ^= 0xFF  # the sum of the sector does not fit
    notes = ff.read(file(tmp_path, bytes(data)), site="hand").notes
    assert any("a.cwa" in note for note in notes)


@pytest.mark.parametrize("name", ["a.cwa", "a.bin", "a.gt3x"])
def test_what_is_none_gets_a_sentence(tmp_path: Path, name: str) -> None:
    for data in (b"", b"MD", b"something else" * 100):
        with pytest.raises(ff.ReadError, match=f"{name}: expected"):
            ff.read(file(tmp_path, data, name), site="hand")
    with pytest.raises(ff.ReadError):
        ff.read(tmp_path / f"none{name}", site="hand")


def test_what_the_file_says_is_not_asked(tmp_path: Path) -> None:
    path = file(tmp_path, cwa(START, signals(800), {}))
    with pytest.raises(ff.ArgumentError, match="site: expected"):
        ff.read(path)
    with pytest.raises(ff.ArgumentError, match="acceleration: expected no value"):
        ff.read(path, site="hand", acceleration="g")
