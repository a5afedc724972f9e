"""Tables of inertial sensors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import footfall as ff
from footfall.cli import main

from .sensor_samples import walking_trunk

if TYPE_CHECKING:
    from pathlib import Path

STILL = [0.0, 0.0, 9.81]


def table(path: Path, header: str, rows: Any) -> Path:
    """Write a CSV file."""
    lines = [header, *(",".join(f"{v:.9g}" for v in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def still(n: int, step: float, more: tuple[float, ...] = (), scale: float = 1.0) -> Any:
    """Rows of a sensor at rest, with a clock."""
    acceleration = [v * scale for v in STILL]
    return [[k * step, *acceleration, *more] for k in range(n)]


@pytest.mark.parametrize(
    ("header", "step", "scale"),
    [
        ("time_s,acc_x,acc_y,acc_z", 0.01, 1.0),
        ("time_ms,ax,ay,az", 10.0, 1.0),
        ("timestamp,accel_x,accel_y,accel_z", 1e7, 1.0),
        ("Time (s),Acceleration x (m/s^2),Acceleration y (m/s^2),Acceleration z (m/s^2)", 0.01, 1),
        (
            "seconds_elapsed,accelerometerAccelerationX(G),accelerometerAccelerationY(G),"
            "accelerometerAccelerationZ(G)",
            0.01,
            1 / 9.80665,
        ),
    ],
)
def test_names_and_clocks_of_loggers_are_known(
    tmp_path: Path, header: str, step: float, scale: float
) -> None:
    path = table(tmp_path / "log.csv", header, still(200, step, scale=scale))
    recording = ff.read(path, site="lower_back")
    assert isinstance(recording, ff.ImuRecording)
    assert recording.sampling_rate_hz == 100.0
    assert recording.name == "log"
    assert recording.notes == ()
    assert_allclose(recording.sites["lower_back"].acceleration_mps2[5], STILL, rtol=1e-6)


def test_sites_and_rates_of_turn_by_name(tmp_path: Path) -> None:
    names = [
        f"{side}_foot_{s}_{a}" for side in ("left", "right") for s in ("acc", "gyr") for a in "xyz"
    ]
    row = [*STILL, 180.0, 0, 0, *STILL, 0, 90.0, 0]
    path = table(tmp_path / "feet.csv", ",".join(names), [row] * 50)
    recording = ff.read(path, sampling_rate_hz=50.0, angular_velocity="deg/s")
    assert isinstance(recording, ff.ImuRecording)
    turning = recording.sites["right_foot"].angular_velocity_radps
    assert turning is not None
    assert_allclose(turning[0], [0, np.pi / 2, 0])
    assert list(recording.sites) == ["left_foot", "right_foot"]


def test_uneven_stamps_are_brought_to_even_steps_and_gaps_stay(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    stamps = np.sort(rng.uniform(0, 0.008, 300) + 0.01 * np.arange(300))
    stamps[150:] += 1.0
    rows = np.column_stack([stamps, np.tile(STILL, (300, 1))])
    recording = ff.read(table(tmp_path / "a.csv", "t,ax,ay,az", rows), site="pocket")
    assert isinstance(recording, ff.ImuRecording)
    assert "uneven time stamps" in recording.notes[0]
    seen = np.isfinite(recording.sites["pocket"].acceleration_mps2).all(axis=1)
    assert seen.sum() == pytest.approx(300, rel=0.1)
    assert (~seen).sum() / recording.sampling_rate_hz == pytest.approx(1.0, abs=0.1)


def test_what_is_missing_or_wrong_is_said(tmp_path: Path) -> None:
    header = "time_s,acc_x,acc_y,acc_z"
    plain = table(tmp_path / "plain.csv", header, still(50, 0.01))
    with pytest.raises(ff.ArgumentError, match="site: expected"):
        ff.read(plain)
    with pytest.raises(ff.ArgumentError, match="site"):
        ff.read(plain, site="ear")
    with pytest.raises(ff.ArgumentError, match="these look like 'g'"):
        ff.read(table(tmp_path / "g.csv", header, still(50, 0.01, scale=0.1)), site="hand")
    backwards = table(tmp_path / "b.csv", header, still(50, -0.01))
    with pytest.raises(ff.ReadError, match="rising time stamps"):
        ff.read(backwards, site="hand")
    bare = table(tmp_path / "c.csv", "ax,ay,az", [STILL] * 50)
    with pytest.raises(ff.ArgumentError, match="sampling_rate_hz"):
        ff.read(bare, site="hand")
    poses = table(tmp_path / "d.csv", "time_s,a_x,a_y,a_z", still(50, 0.01))
    assert isinstance(ff.read(poses, unit="m", up="+z"), ff.PoseRecording)
    with pytest.raises(ff.ArgumentError, match="site: expected no value"):
        ff.read(poses, unit="m", up="+z", site="hand")
    with pytest.raises(ff.ArgumentError, match="up: expected no value"):
        ff.read(plain, up="+z", site="hand")


def test_the_command_line_analyses_a_phone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    acceleration, _ = walking_trunk()
    rows = np.column_stack([np.arange(len(acceleration)) / 100, acceleration / 9.80665])
    path = table(tmp_path / "phone.csv", "time_s,acc_x,acc_y,acc_z", rows)
    options = ["--site", "lower_back", "--acceleration", "g", "--height-m", "1.75", "--json", "-"]
    assert main(["analyze", str(path), *options]) == 0
    report = json.loads(capsys.readouterr().out)
    cadence = next(m for m in report["metrics"] if m["name"] == "cadence_spm")
    assert cadence["value"] == pytest.approx(108, abs=1)
    picture = tmp_path / "a.png"
    assert main(["analyze", str(path), *options[:4], "--plot", str(picture)]) == 0
    assert picture.exists()


LOGGERS = {
    "MT Manager": (
        "// Start Time: Unknown\n// Update Rate: 50.0Hz\n// Filter Profile: human (46.1)\n"
        "PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z,Mag_X,Mag_Y,Mag_Z\n",
        "{n},{t},0.1,0.2,9.8,0.01,0.02,0.03,0.1,0.2,0.3\n",
        {},
    ),
    "DOT": (
        "sep=,\nDeviceTag:,left foot\nFirmwareVersion:,2.0.0\n\n"
        "PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z\n",
        "{n},{t},0.1,0.2,9.8,0.573,1.146,1.719\n",
        {"sampling_rate_hz": 50.0, "angular_velocity": "deg/s"},
    ),
    "APDM": (
        "Time (s),Accelerometer X (m/s^2),Accelerometer Y (m/s^2),Accelerometer Z (m/s^2),"
        "Gyroscope X (rad/s),Gyroscope Y (rad/s),Gyroscope Z (rad/s)\n",
        "{s},0.1,0.2,9.8,0.01,0.02,0.03\n",
        {},
    ),
}


@pytest.mark.parametrize("logger", LOGGERS)
def test_what_loggers_export(tmp_path: Path, logger: str) -> None:
    head, row, stated = LOGGERS[logger]
    path = tmp_path / "export.csv"
    rows = [row.format(n=k + 1, t=1000 + 200 * k, s=0.02 * k) for k in range(60)]
    path.write_text(head + "".join(rows))
    recording = ff.read(path, site="left_foot", **stated)
    sensor = recording.sites["left_foot"]
    assert recording.sampling_rate_hz == 50.0
    assert sensor.acceleration_mps2.tolist() == [[0.1, 0.2, 9.8]] * 60
    assert_allclose(sensor.angular_velocity_radps, [[0.01, 0.02, 0.03]] * 60, rtol=1e-3)
