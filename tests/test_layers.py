"""Modules import what stands below them, and `import footfall` stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import footfall

# Lowest first. A module imports from lower rows only.
LAYERS = (
    ("_errors", "_names", "_statistics", "_status", "_version"),
    ("_optional", "_check", "_config"),
    ("_columns", "_extremes", "_matching", "_reliability", "_turns", "imu"),
    ("calibration",),
    ("_backend", "_numba", "_spans"),
    ("_detector_errors", "batch", "skeletons"),
    ("_families", "_events", "_resampling", "_sensor_arrays"),
    ("_gait_band", "_lagged"),
    ("distances", "filters", "gaps", "gates", "kinematics", "metrics", "orientation"),
    ("trajectory",),
    (
        "_foot_strides",
        "_pendulum",
        "_running_foot",
        "_step_rhythm",
        "_step_sides",
        "_swaps",
        "_trunk_detector",
    ),
    ("_foot_events", "bouts", "mounting", "transfers", "turns"),
    ("_pose_detector", "swaps"),
    ("_consensus", "_order", "parameters", "scene", "strides"),
    ("_fusion", "_speed_detector", "_swing_detector"),
    ("events",),
    ("_crossings", "validate"),
    ("recording", "report", "_travel", "_smoothness"),
    ("_condition",),
    ("_prepare", "_summary", "_running", "_ground"),
    ("_capability", "_contacts"),
    ("_body_margins", "_body_signals", "_curves", "_front_view", "_signal_plot"),
    ("_assemble", "_body", "_sensor_gait", "plot"),
    ("_gaits",),
    ("_anywhere", "_feet", "_feet_running", "_force_gait", "_trunk", "_trunk_running"),
    ("_analyze_sensors",),
    ("_sensor_capability",),
    ("_synthetic", "io", "_analyze"),
    ("days", "synthetic"),
    ("_detections", "_parameter_errors", "_trial_variants"),
    ("_validation",),
    ("_cli_capabilities", "_cli_days"),
    ("cli",),
    ("__init__", "__main__"),
)
HEAVY = ("numba", "scipy.signal", "matplotlib", "pyarrow", "pandas", "ezc3d", "h5py", "sleap_io")

ROOT = Path(footfall.__file__).parent
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
FILES = sorted(path for path in ROOT.rglob("*.py") if "__pycache__" not in path.parts)


def unit(parts: tuple[str, ...]) -> str:
    """Give the module of the layers that a path or a dotted name belongs to."""
    return parts[0].removesuffix(".py") if parts else "__init__"


def imports(path: Path) -> set[str]:
    """Modules of footfall that a file imports, at whatever place.

    Imports for annotations do not count, nor those of a file that is run as a program.
    """
    folder = path.relative_to(ROOT).parent.parts
    found = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for branch in [n for n in ast.walk(tree) if isinstance(n, ast.If)]:
        if ast.unparse(branch.test) in ("TYPE_CHECKING", "__name__ == '__main__'"):
            branch.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [tuple(a.name.split(".")) for a in node.names]
            found |= {unit(name[1:]) for name in names if name[0] == "footfall"}
        elif isinstance(node, ast.ImportFrom):
            module = tuple(node.module.split(".")) if node.module else ()
            if node.level:
                module = folder[: len(folder) - node.level + 1] + module
            elif module[0] == "footfall":
                module = module[1:]
            else:
                continue
            found |= {unit(module or (alias.name,)) for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_downwards(path: Path) -> None:
    name = unit(path.relative_to(ROOT).parts)
    assert name in LEVEL, f"give {name} its place in LAYERS"
    for other in sorted(imports(path) - {name}):
        assert other in LEVEL, f"{name} imports {other}, which has no place in LAYERS"
        assert LEVEL[other] < LEVEL[name], f"{name} imports {other}"


def test_only_the_backend_knows_the_twins() -> None:
    users = {unit(p.relative_to(ROOT).parts) for p in FILES if "_numba" in imports(p)}
    assert users <= {"_numba"}
    named = [p.name for p in ROOT.glob("*.py") if "_numba" in p.read_text(encoding="utf-8")]
    assert named == ["_backend.py"]


def fresh(code: str) -> str:
    """Run code in a new interpreter; give what it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_import_is_light() -> None:
    loaded = fresh("import sys, footfall; print(*sys.modules)").split()
    assert not [name for name in HEAVY if name in loaded]


def test_import_is_fast() -> None:
    """It costs at most half of NumPy's own; by the processor: a busy machine is no fault."""
    code = (
        "import time; start = time.process_time(); import numpy; middle = time.process_time();"
        "import footfall; print((time.process_time() - middle) / (middle - start))"
    )
    assert min(float(fresh(code)) for _ in range(5)) <= 0.5
