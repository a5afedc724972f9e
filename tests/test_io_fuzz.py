"""Damage of any kind gives a recording or one sentence: no other exception, no warning."""

from __future__ import annotations

import json
import random
import warnings
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import footfall as ff
from footfall import io

from .io_samples import WRITTEN, landmarks, mot, person, put, sample
from .pose_samples import JSON, put_json, put_json_folder
from .test_io_deeplabcut import put_csv, put_table

if TYPE_CHECKING:
    from pathlib import Path

# What a value of JSON may turn into.
ODD = (None, True, 0, -1, 1e308, 10**30, "", "nose", [], {}, [[]], [{}], {"x": 1}, "7.jpg")


def read_or_refuse(path: Path) -> None:
    """Read with hints that suit every format; what Python would warn of is a failure."""
    with warnings.catch_warnings(record=True) as seen, suppress(ff.ArgumentError):
        warnings.simplefilter("always")
        hints = {"unit": "m", "up": "+y"} if path.suffix in (".csv", ".parquet") else {}
        recording = io.read(path, sampling_rate_hz=50.0, **hints)
        assert isinstance(recording, (ff.PoseRecording, ff.ForceRecording))
    assert not seen, [str(warning.message) for warning in seen]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("good")
    for suffix in WRITTEN:
        io.write(sample(), folder / f"a{suffix}")
    put(folder / "a.mot", mot("ground_force_v?"))
    put(folder / "openpose.json", [{"people": [person(5)]}, {"people": [person(6)]}])
    put(folder / "named.json", {"0": {"Nose": [1, 2]}, "1": {"Nose": [1, 2], "lHip": [3, 4]}})
    put(folder / "mediapipe.json", landmarks([0, 1, 2]))
    for name in JSON:
        put_json(folder / f"{name}.json", name)
    put_csv(folder / "dlc.csv")
    put_csv(folder / "dlc2.csv", "anna", "ben")
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("a_000_keypoints.json", json.dumps({"people": [person(5)]}))
    return sorted(folder.iterdir())


def test_sound_files_are_read(good: list[Path]) -> None:
    for path in good:
        hints = {"unit": "m", "up": "+y"} if path.name == "a.csv" else {}
        if path.name == "named.json":
            hints = {"image_size_px": (100, 100)}
        rate = None if path.suffix in WRITTEN and "dlc" not in path.name else 50.0
        assert io.read(path, sampling_rate_hz=rate, **hints)


@given(
    content=st.binary(max_size=300), suffix=st.sampled_from([s for s in io.FORMATS if s != ".c3d"])
)
def test_random_bytes(tmp_path: Path, content: bytes, suffix: str) -> None:
    read_or_refuse(put(tmp_path / f"a{suffix}", content))


@given(seed=st.integers(0, 2**32 - 1))
def test_damaged_files(tmp_path: Path, good: list[Path], seed: int) -> None:
    """Cut every kind of file anywhere, and change a byte."""
    rng = random.Random(seed)
    for path in good:
        content = bytearray(path.read_bytes())
        read_or_refuse(put(tmp_path / path.name, bytes(content[: rng.randrange(len(content))])))
        content[rng.randrange(len(content))] = rng.randrange(256)
        read_or_refuse(put(tmp_path / path.name, bytes(content)))


def places(content: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Give the way to each value of a JSON content; of long lists the first few."""
    found = [path] if path else []
    items = content.items() if isinstance(content, dict) else ()
    if isinstance(content, list):
        items = list(enumerate(content))[:4]
    for key, value in items:
        found += places(value, (*path, key))
    return found


def changed(content: Any, rng: random.Random) -> Any:
    """Replace, remove or double one value of a JSON content."""
    way = rng.choice(places(content))
    holder = content
    for key in way[:-1]:
        holder = holder[key]
    key, kind = way[-1], rng.randrange(4)
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(holder, list):
        holder.insert(key, holder[key])
    else:
        holder[key] = rng.choice(ODD)
    return content


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1))
def test_json_of_other_shapes(tmp_path: Path, good: list[Path], seed: int) -> None:
    """Sound JSON that is not what the format says."""
    rng = random.Random(seed)
    for path in rng.sample([path for path in good if path.suffix == ".json"], 4):
        content = json.loads(path.read_text(encoding="utf-8"))
        for _ in range(rng.randrange(1, 4)):
            content = changed(content, rng) if places(content) else content
        read_or_refuse(put(tmp_path / path.name, json.dumps(content)))


@given(seed=st.integers(0, 2**32 - 1))
def test_tables_of_other_cells(tmp_path: Path, good: list[Path], seed: int) -> None:
    rng = random.Random(seed)
    for path in good:
        if path.suffix in (".csv", ".trc", ".mot"):
            separator = "," if path.suffix == ".csv" else "\t"
            rows = [row.split(separator) for row in path.read_text().splitlines()]
            row = rng.choice([row for row in rows if row])
            row[rng.randrange(len(row))] = rng.choice(["", "a", "-1", "1e300", "inf", "0,1", '"'])
            read_or_refuse(put(tmp_path / path.name, "\n".join(map(separator.join, rows))))


@pytest.mark.parametrize("name", ["AlphaPose", "MMPose list"])
@given(seed=st.integers(0, 2**32 - 1))
def test_folders_with_a_damaged_file(
    tmp_path_factory: pytest.TempPathFactory, name: str, seed: int
) -> None:
    rng = random.Random(seed)
    folder = put_json_folder(tmp_path_factory.mktemp("frames") / "a", name)
    file = rng.choice(sorted(folder.iterdir()))
    content = json.loads(file.read_text(encoding="utf-8"))
    put(file, json.dumps(changed(content, rng) if places(content) else content))
    read_or_refuse(folder)


@given(share=st.floats(0, 1, exclude_max=True))
def test_truncated_hdf5(tmp_path: Path, share: float) -> None:
    content = put_table(tmp_path / "a.h5").read_bytes()
    read_or_refuse(put(tmp_path / "b.h5", content[: int(share * len(content))]))
