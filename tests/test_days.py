"""Days and weeks: pieces, wear, bouts, outcomes."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall.days.outcomes import of_day
from footfall.days.report import bouts_of
from footfall.days.wear import BLOCK_S, Wear

from .sensor_samples import GRAVITY_MPS2, walking_trunk

if TYPE_CHECKING:
    from pathlib import Path

RATE_HZ = 100.0
MONDAY_S = 1_767_571_200.0  # 2026-01-05, midnight UTC
WALK, _ = walking_trunk()  # 5 s rest, 20 s walk, rest


def hour(walks_at_s: Any, length_s: float = 3600.0) -> np.ndarray[Any, np.dtype[np.float64]]:
    """An hour of sitting with some walks of 20 s; a body is never as still as a table."""
    n = round(length_s * RATE_HZ)
    rng = np.random.default_rng(0)
    x = np.tile([GRAVITY_MPS2, 0.0, 0.0], (n, 1)) + 0.2 * rng.normal(size=(n, 3))
    for start in walks_at_s:
        first = round(start * RATE_HZ)
        x[first : first + len(WALK)] = WALK[: n - first]
    return x


def recording(x: Any, start_s: float = MONDAY_S) -> ff.ImuRecording:
    return ff.ImuRecording({"lower_back": ff.Imu(x)}, RATE_HZ, start_time_s=start_s, name="back")


def test_strides_that_follow_each_other_are_a_bout() -> None:
    start = np.r_[np.arange(8) * 0.55, 20 + np.arange(3) * 0.55, 40 + np.arange(8) * 0.55]
    end, side = start + 1.1, np.arange(19) % 2
    expected = [0] * 8 + [-1] * 3 + [1] * 8
    assert ff.bouts.walking_bouts(start, end, side).tolist() == expected
    order = np.random.default_rng(0).permutation(19)
    assert_array_equal(
        ff.bouts.walking_bouts(start[order], end[order], side[order]), np.array(expected)[order]
    )
    length = np.where(np.arange(19) < 8, 0.1, 1.2)
    assert ff.bouts.walking_bouts(start, end, side, length).max() == 0
    assert ff.bouts.walking_bouts(start, end, side, max_break_s=30).tolist() == [0] * 19
    assert ff.bouts.walking_bouts([], [], []).shape == (0,)
    lame = np.where(np.arange(19) < 8, 0, side)  # only left strides in the first
    assert ff.bouts.walking_bouts(start, end, lame)[0] == -1
    assert ff.bouts.walking_bouts(start, end, np.full(19, 2)).tolist() == expected
    with pytest.raises(ff.ArgumentError, match="start_s: expected columns of one length"):
        ff.bouts.walking_bouts([0.0], [1.0, 2.0], [0])


@pytest.mark.parametrize("piece_s", [3600.0, 600.0, 97.0])
def test_pieces_do_not_matter(piece_s: float) -> None:
    """A walk at 595 s goes over a border."""
    whole = recording(hour([100, 300, 595, 1000], 1200))
    found = ff.analyze_day(whole, height_m=1.75, piece_s=piece_s)
    expected = ff.analyze(whole, height_m=1.75)
    assert len(found.bouts) == 4
    assert_allclose(found.bouts.start_s - MONDAY_S, [105, 305, 600, 1005], atol=1.5)
    assert_allclose(found.bouts.duration_s, 20, atol=2.5)
    assert abs(found.bouts.strides.sum() - expected.strides.accepted.sum()) <= 4
    cadence = expected.metric("cadence_spm").value
    assert_allclose(found.bouts.cadence_spm, cadence, rtol=0.02)
    lengths = expected.metric("stride_length_m").value
    assert_allclose(found.bouts.stride_length_m.mean(), lengths, rtol=0.05)
    day = found.days[0]
    assert day.date == "2026-01-05"
    assert day.outcome("bouts").value == 4
    assert day.outcome("steps").value == found.bouts.steps.sum()
    assert day.outcome("speed_mean_mps").status == "degraded"
    assert "model" in day.outcome("speed_mean_mps").reason


def test_without_height_there_are_no_lengths() -> None:
    day = ff.analyze_day(recording(hour([100], 300))).days[0]
    row = day.outcome("speed_mean_mps")
    assert math.isnan(row.value)
    assert row.status == "unavailable"
    assert "height_m" in row.reason
    assert day.outcome("cadence_mean_spm").status == "valid"
    assert "10 wanted" in day.outcome("bout_length_exponent", "over_10_s").reason


def test_a_table_is_not_a_body() -> None:
    wear = Wear()
    rng = np.random.default_rng(1)
    n = 3 * 3600 * 10
    lying = np.tile([0.0, 0.0, 9.81], (n, 1)) + 0.01 * rng.normal(size=(n, 3))
    lying[: n // 3] += 0.3 * rng.normal(size=(n // 3, 3))  # worn for the first hour
    lying[-600:] = np.nan
    for first in range(0, n, 7001):
        wear.add(lying[first : first + 7001], first / 10, 10.0)
    worn = wear.seconds()
    assert sorted(worn) == [0, 1, 2, 3]
    assert_allclose(list(worn.values()), BLOCK_S)


def test_a_week_is_the_median_of_its_days() -> None:
    """Six days of 13 hours with more walks each day, and one that is too short."""
    quiet = hour([], 1800.0)

    def pieces() -> Any:
        for day in range(7):
            for half in range(26 if day < 6 else 2):
                walks = [60 + 60 * k for k in range(day + 1)] if half == 3 else []
                x = hour(walks, 1800.0) if walks else quiet
                yield recording(x, MONDAY_S + day * 86_400 + (6 + half / 2) * 3600)

    seen: list[float] = []
    report = ff.analyze_week(pieces(), height_m=1.75, progress=seen.append)
    assert sum(seen) == (6 * 13 + 1) * 3600
    assert [day.valid for day in report.days] == [True] * 6 + [False]
    assert [day.weekend for day in report.days] == [False] * 5 + [True] * 2
    assert [day.outcome("bouts").value for day in report.days] == [1, 2, 3, 4, 5, 6, 0]
    row = report.outcome("bouts")
    assert (row.value, row.low, row.high, row.n) == (3.5, 2.25, 4.75, 6)
    assert report.outcome("bouts_weekend").value == 6
    assert report.outcome("bouts_weekday").value == 3
    assert report.quality["gaps"] == 6
    assert abs(report.days[0].wear_h - 13) < 0.01
    plain = json.loads(report.to_json())
    assert plain["days"][0]["outcomes"][0]["name"] == "bouts"
    none = ff.analyze_week(pieces(), min_days=7)
    assert "6 valid days with it, 7 needed" in none.outcome("steps").reason


def test_days_start_at_local_midnight() -> None:
    late = recording(hour([100], 300), MONDAY_S + 23 * 3600)
    assert ff.analyze_day(late).days[0].date == "2026-01-05"
    assert ff.analyze_day(late, utc_offset_h=2).days[0].date == "2026-01-06"
    relative = ff.analyze_day(recording(hour([100], 300), 0.0)).days[0]
    assert (relative.date, relative.weekend) == ("day 1", None)


def test_lengths_of_bouts_have_an_exponent() -> None:
    """A Pareto law of exponent 2, and minutes of steps."""
    share = (np.arange(200) + 0.5) / 200
    duration = 10 / share
    end = np.cumsum(duration + 30)
    rows = [
        dict.fromkeys(ff.days.WalkingBouts.array_names(), math.nan)
        | dict.fromkeys(("strides", "steps", "turns"), 0)
        | {"start_s": b - d, "end_s": b, "duration_s": d, "cadence_spm": 100.0}
        for b, d in zip(end, duration, strict=True)
    ]
    contacts = np.concatenate(
        [np.arange(b - d, b, 0.5) for b, d in zip(end, duration, strict=True)]
    )
    outcomes = {(o.name, o.bouts): o for o in of_day(bouts_of(rows), contacts)}
    assert abs(outcomes["bout_length_exponent", "over_10_s"].value - 2) < 0.05
    assert outcomes["cadence_peak_1_min_spm", "all"].value == 120
    assert outcomes["bouts", "over_60_s"].value == (duration > 60).sum()


def test_a_table_is_read_piece_by_piece(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow", reason="needs the extra arrow")
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra arrow")
    x = hour([100, 1700], 2400)
    time_s = MONDAY_S + np.arange(len(x)) / RATE_HZ
    time_s[150_000:] += 7200  # the logger paused
    columns = {f"acc_{axis}": x[:, k].astype(np.float32) for k, axis in enumerate("xyz")}
    path = tmp_path / "back.parquet"
    note = {"note": np.zeros(len(x))}
    parquet.write_table(arrow.table({"timestamp": time_s, **columns, **note}), path)
    pieces = list(ff.io.read_pieces(path, site="lower_back", piece_s=600))
    assert sum(piece.n_frames for piece in pieces) == len(x)
    assert {piece.sampling_rate_hz for piece in pieces} == {RATE_HZ}
    assert max(piece.n_frames for piece in pieces) <= 70_000 + 65_536
    report = ff.analyze_day(path, site="lower_back")
    assert len(report.bouts) == 2
    assert report.quality["gaps"] == 1
    assert report.source == "back"
    (tmp_path / "other.parquet").write_bytes(b"PAR1 nonsense")
    with pytest.raises(ff.ReadError):
        list(ff.io.read_pieces(tmp_path / "other.parquet", site="lower_back"))


def test_wrong_arguments_are_named() -> None:
    piece = recording(hour([], 60))
    for call, text in (
        (lambda: ff.analyze_week([piece, piece]), "source: expected pieces that follow"),
        (lambda: ff.analyze_week([1]), "source: expected pieces of type ImuRecording"),
        (lambda: ff.analyze_week(3), "source: expected a recording"),
        (lambda: ff.analyze_week(piece, site="pocket"), "site: expected a file to read"),
        (lambda: ff.analyze_week(piece, piece_s=0), "piece_s: expected a value > 0"),
        (lambda: ff.analyze_week(piece).outcome("stairs"), "name: expected one of"),
        (lambda: ff.analyze_week(piece).outcome("steps", "long"), "bouts: expected one of all"),
        (lambda: piece.followed_by(ff.ImuRecording(piece.sites, 50.0)), "other: expected lower"),
    ):
        with pytest.raises((ff.ArgumentError, TypeError), match=text):
            call()


def test_nothing_is_a_report_too() -> None:
    report = ff.analyze_week([])
    assert report.days == ()
    assert "0 valid days" in report.outcome("bouts").reason
    short = ff.analyze_day(recording(hour([], 3)))
    assert short.days[0].outcome("bouts").value == 0
    lost = np.full((9000, 3), np.nan)
    assert ff.analyze_day(recording(lost)).days == ()


def test_a_sensor_of_wrong_scale_is_told_and_calibrated() -> None:
    rng = np.random.default_rng(0)
    rests = rng.normal(size=(60, 3))
    rests *= 9.80665 / np.linalg.norm(rests, axis=1, keepdims=True)
    lies = np.repeat(rests, 1000, axis=0) + rng.normal(0, 0.02, (60_000, 3))
    sensor = ff.Imu(1.08 * lies)
    recording = ff.ImuRecording({"lower_back": sensor}, 50.0)
    report = ff.analyze_week(recording)
    assert report.quality["rest_error_g"] == pytest.approx(0.08, abs=0.002)
    assert any("off by 0.08 g" in text for text in report.quality["warnings"])
    found = ff.calibration.calibrate_accelerometer(sensor.acceleration_mps2, 50.0)
    better = ff.analyze_week(recording, calibration=found)
    assert better.quality["rest_error_g"] < 0.001
    assert not any("at rest" in text for text in better.quality["warnings"])
