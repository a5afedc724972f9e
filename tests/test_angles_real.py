"""Sagittal angles of recordings against those that other software stored beside them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def comparison() -> Any:
    """The program that compares angles."""
    path = ROOT / "benchmarks" / "validate_angles.py"
    spec = importlib.util.spec_from_file_location("validate_angles", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("method", ["space", "plane"])
def test_angles_agree_with_inverse_kinematics(
    shared_data: Path, comparison: Any, method: str
) -> None:
    judged = [comparison.judge(t) for t in comparison.trials(shared_data / "trc_grf")]
    walks = [values for values in judged if values]
    assert len(walks) >= 4
    for joint, bar in comparison.BARS_DEG.items():
        gaps = [values[method, joint] for values in walks]
        assert np.median(gaps) <= bar, joint


def test_angles_agree_with_plug_in_gait(shared_data: Path, comparison: Any) -> None:
    pytest.importorskip("ezc3d")
    judged = [comparison.judge(t) for t in comparison.trials(shared_data / "mocap_c3d_forceplate")]
    walks = [values for values in judged if values]
    assert len(walks) >= 5
    for joint, bar in comparison.BARS_DEG.items():
        assert np.median([values["space", joint] for values in walks]) <= bar, joint
