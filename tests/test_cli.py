"""The command line: what it prints, writes and returns, and never a traceback."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

import footfall as ff
from footfall import cli
from footfall.cli import main
from footfall.io import npz
from footfall.synthetic import walker

from .sensor_samples import walking_trunk
from .test_capability import filmed


@pytest.fixture
def walk(tmp_path):
    """A file with a synthetic walk."""
    path = tmp_path / "walk.npz"
    npz.write(walker(duration_s=8.0)[0], path)
    return path


def test_analyze_prints_a_table(walk, capsys):
    assert main(["analyze", str(walk)]) == 0
    shown = capsys.readouterr().out
    assert "walking, 8.0 s at 100 Hz" in shown
    assert "walking_speed_mps" in shown
    assert "1.250" in shown


def test_analyze_writes_json_and_events(walk, tmp_path, capsys):
    report, events = tmp_path / "report.json", tmp_path / "events.csv"
    assert main(["analyze", str(walk), "--json", str(report), "--events", str(events)]) == 0
    content = json.loads(report.read_text(encoding="utf-8"))
    assert content.keys() >= {
        *("footfall", "source", "mode", "sampling_rate_hz", "start_time_s", "duration_s"),
        *("events", "metrics", "quality"),
    }
    names = {"name", "side", "value", "unit", "sigma", "ci_low", "ci_high", "n", "status", "reason"}
    assert set(content["metrics"][0]) == names
    with events.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(r["time_s"]) for r in rows] == [e["time_s"] for e in content["events"]]
    assert "walking_speed_mps" in capsys.readouterr().out


def test_a_dash_gives_the_json_alone(walk, capsys):
    assert main(["analyze", str(walk), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["mode"] == "walk"


def test_analyze_draws_a_picture(walk, tmp_path):
    pytest.importorskip("matplotlib")
    picture = tmp_path / "walk.png"
    assert main(["analyze", str(walk), "--plot", str(picture)]) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_week_prints_days_and_writes_bouts(tmp_path, capsys):
    x, _ = walking_trunk()
    path, bouts = tmp_path / "back.csv", tmp_path / "bouts.csv"
    rows = np.column_stack([1_767_571_200 + np.arange(len(x)) / 100, x])
    np.savetxt(
        path, rows, delimiter=",", header="time_s,acc_x,acc_y,acc_z", comments="", fmt="%.4f"
    )
    command = ["week", str(path), "--site", "lower_back", "--min-wear-h", "0", "--min-days", "1"]
    assert main([*command, "--bouts", str(bouts), "--height-m", "1.75"]) == 0
    shown = capsys.readouterr().out
    assert "1 walking bouts on 1 days" in shown
    assert "2026-01-05" in shown
    assert len(bouts.read_text().splitlines()) == 2
    assert main([*command, "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["days"][0]["valid"] is True
    np.savetxt(path, rows[:300], delimiter=",", header="time_s,acc_x,acc_y,acc_z", comments="")
    assert main(command) == 1
    assert "no walking bout" in capsys.readouterr().err


def test_demo_compares_with_the_truth(tmp_path, capsys):
    pytest.importorskip("matplotlib")
    picture = tmp_path / "demo.png"
    assert main(["demo", "--plot", str(picture)]) == 0
    shown = capsys.readouterr().out
    assert "synthetic walker" in shown
    assert "synthetic runner" in shown
    assert "truth" in shown
    assert picture.exists()


def test_doctor_names_backends_and_libraries(capsys):
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert ff.__version__ in shown
    assert all(name in shown for name in ("native", "numba", "ezc3d", "pyarrow", "matplotlib"))
    assert all(name in shown for name in ("h5py", "sleap_io"))


def test_doctor_names_the_extra_of_a_missing_reader(monkeypatch, capsys):
    found = cli.find_spec
    monkeypatch.setattr(cli, "find_spec", lambda name: None if name == "h5py" else found(name))
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert "missing: pip install 'footfall[hdf]'" in shown


def test_keypoints_of_a_pose_estimator(tmp_path, capsys):
    """Names, person and image size go from the command line to the reader."""
    people = walker(duration_s=4.0, dimensions=2, pixels_per_m=400.0, sampling_rate_hz=50.0)[0]
    points = people.positions + np.array((500.0, 900.0))
    columns = [f"p{k}" for k in range(points.shape[1])]
    names = ",".join(f"{a}={b}" for a, b in zip(columns, people.keypoints, strict=True))
    frames = [
        {
            "frame_id": i,
            "instances": [
                {
                    "keypoints": (frame * share / (4000.0, 1000.0)).tolist(),
                    "keypoint_scores": [0.9] * len(frame),
                    "track_id": label,
                }
                for label, share in (("7", 1.0), ("8", 0.5))
            ],
        }
        for i, frame in enumerate(points)
    ]
    meta = {"keypoint_id2name": {str(k): name for k, name in enumerate(columns)}}
    path = tmp_path / "walk.json"
    path.write_text(json.dumps({"meta_info": meta, "instance_info": frames}), encoding="utf-8")
    use = ["analyze", str(path), "--sampling-rate-hz", "50", "--json", "-"]
    use += ["--keypoint-names", names, "--image-size-px", "4000", "1000"]
    assert main(use) == 0
    content = json.loads(capsys.readouterr().out)
    assert "person 7" in content["quality"]["warnings"][0]
    assert main([*use, "--person", "8"]) == 0
    other = json.loads(capsys.readouterr().out)
    assert len(other["events"]) == len(content["events"]) > 4
    assert main([*use, "--person", "9"]) == 2
    assert "person: expected one of 7, 8, got 9" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*use, "--keypoint-names", "ankle1"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda r: replace(r, positions=r.positions[:1]), "too few for a stride"),
        (lambda r: replace(r, positions=np.full_like(r.positions, np.nan)), "all samples are"),
        (lambda r: replace(r, positions=np.repeat(r.positions[:1], 300, 0)), "no foot makes"),
    ],
)
def test_no_gait_is_status_one_with_the_json_written(tmp_path, capsys, change, reason):
    path, report = tmp_path / "still.npz", tmp_path / "report.json"
    npz.write(change(walker(duration_s=3.0)[0]), path)
    assert main(["analyze", str(path), "--json", str(report)]) == 1
    assert reason in capsys.readouterr().err
    content = json.loads(report.read_text(encoding="utf-8"))
    assert content["mode"] == "none"
    assert all(m["value"] is None and m["reason"] for m in content["metrics"])


BAD_FILES = {
    "empty.c3d": b"",
    "empty.trc": b"",
    "empty.json": b"",
    "broken.json": b'{"people": [',
    "text.npz": b"not an archive",
    "noise.c3d": bytes(range(256)) * 4,
    "half.trc": b"PathFileType\t4\t(X/Y/Z)\tx.trc\nDataRate\tCameraRate\n",
    "words.csv": b"one,two\nthree,four\n",
    "what.xyz": b"?",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files_are_status_two_in_one_sentence(tmp_path, capsys, name):
    path = tmp_path / name
    path.write_bytes(BAD_FILES[name])
    assert main(["analyze", str(path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("footfall: ")
    assert error.count("\n") == 1
    assert "expected" in error


def test_other_bad_use_is_status_two(walk, tmp_path, capsys):
    assert main(["analyze", str(tmp_path / "absent.c3d")]) == 2
    assert main(["analyze", str(walk), "--up", "+x"]) == 2
    assert main(["analyze", str(walk), "--unit", "mm"]) == 2
    assert main(["analyze", str(walk), "--events-from", "forces"]) == 2
    assert main(["analyze", str(walk), "--json", str(tmp_path / "no" / "folder.json")]) == 2
    for error in capsys.readouterr().err.splitlines():
        assert error.startswith("footfall: ")
    for arguments in ([], ["dance"], ["analyze"], ["analyze", str(walk), "--mode", "swim"]):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 2


def test_the_module_is_the_command(walk):
    command = [sys.executable, "-m", "footfall", "analyze", str(walk), "--json", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr == ""
    assert json.loads(done.stdout)["mode"] == "walk"


def test_validation_runs_over_a_folder(tmp_path, capsys):
    from footfall._validation import main as validate
    from footfall.io import trc

    recording, truth = walker(duration_s=8.0)
    trc.write(recording, tmp_path / "walk.trc")
    rows = zip(truth.events.time_s, truth.events.side, truth.events.kind_code, strict=True)
    lines = ["time_s,side,event", *(f"{t},{s},{('IC', 'FO')[k]}" for t, s, k in rows)]
    (tmp_path / "walk.fp_events.csv").write_text("\n".join(lines), encoding="utf-8")
    assert validate([str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "pooled" in shown
    assert "1.000" in shown


def test_options_are_checked_before_the_work(walk, capsys):
    assert main(["analyze", str(walk), "--plot", "walk.xyz"]) == 2
    assert main(["analyze", str(walk), "--json", ""]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert errors[0] == "footfall: plot: expected one of .png, .svg, .pdf, got '.xyz'"
    assert errors[1] == "footfall: --json: expected a file, got nothing"


def test_a_poor_console_is_no_failure(walk):
    command = [sys.executable, "-m", "footfall", "analyze", str(walk)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert done.returncode == 0
    assert b"walking_speed_mps" in done.stdout


def test_capabilities_are_told_before_anything_is_recorded(tmp_path, capsys):
    trunk = ["capabilities", "--sites", "lower_back", "--sampling-rate-hz", "100"]
    assert main(trunk) == 0
    shown = capsys.readouterr().out
    assert "cadence_spm" in shown
    assert "needs height_m" in shown
    assert main([*trunk, "--height-m", "1.7", "--json", "-"]) == 0
    rows = json.loads(capsys.readouterr().out)
    expected = ff.sensor_capabilities(["lower_back"], sampling_rate_hz=100.0, height_m=1.7)
    assert [row["metric"] for row in rows] == [row.metric for row in expected]
    pose = ["capabilities", "--keypoints", "coco17", "--view", "front", "--unit", "px"]
    assert main([*pose, "--sampling-rate-hz", "30", "--json", str(tmp_path / "rows.json")]) == 0
    assert "unavailable" in capsys.readouterr().out
    assert json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))[0].keys() == {
        *("metric", "status", "reason")
    }
    for wrong in ([], ["--sites", "lower_back", "--keypoints", "coco17"], ["--sites", "nose"]):
        assert main(["capabilities", "--sampling-rate-hz", "100", *wrong]) == 2
        assert capsys.readouterr().err.startswith("footfall: ")


def test_a_level_camera_is_taken_at_its_word(tmp_path, capsys):
    path = tmp_path / "side.npz"
    npz.write(filmed(walker(duration_s=10.0)[0], 0, tilt_deg=6.0), path)
    told = []
    for option in ([], ["--camera-is-level"]):
        assert main(["analyze", str(path), "--height-m", "1.75", "--json", "-", *option]) == 0
        told.append("camera_tilt_deg" in json.loads(capsys.readouterr().out)["quality"])
    assert told == [True, False]
