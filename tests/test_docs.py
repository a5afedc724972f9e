"""What README and docstrings show is run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import shlex
from pathlib import Path

import pytest

import footfall
from footfall.io import npz

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
MODULES = sorted(
    m.name
    for m in pkgutil.walk_packages(footfall.__path__, "footfall.")
    if "._n" not in m.name and not m.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name):
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


@pytest.fixture
def readme():
    if not README.exists():
        pytest.skip("the tests run without their checkout")
    return README.read_text(encoding="utf-8")


def test_readme_examples(readme, tmp_path, monkeypatch):
    """The Python of the README runs from top to bottom, in a folder with the file it names."""
    blocks = re.findall(r"```python\n(.*?)```", readme, flags=re.DOTALL)
    assert len(blocks) >= 3
    monkeypatch.chdir(tmp_path)
    recording, _ = footfall.synthetic.walker(duration_s=8.0)
    npz.write(recording, tmp_path / "walk.npz")
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block.replace("walk.c3d", "walk.npz"), "README.md", "exec"), names)


def test_readme_and_ci_share_the_test_command(readme):
    script = ROOT / ".ci" / "run"
    if not script.exists():
        pytest.skip("a source distribution has no CI script")
    commands = re.findall(r"```sh\n(.*?)```", readme, flags=re.DOTALL)
    test_command = next(c.strip() for c in commands if "pytest" in c)
    assert test_command in script.read_text(encoding="utf-8")
    assert shlex.split(test_command)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("pyproject.toml", r'^version = "(.+)"'),
        ("CMakeLists.txt", r"project\(footfall VERSION (\S+)"),
        ("CITATION.cff", r"^version: \"?([^\"\n]+)"),
    ],
)
def test_the_version_is_one(name, pattern):
    path = ROOT / name
    if not path.exists():
        pytest.skip("the tests run without their checkout")
    found = re.search(pattern, path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert found is not None
    assert found[1] == footfall.__version__
