"""One sentence at every door: parameters, kernels, missing extras."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import footfall as ff
from footfall import _backend

if TYPE_CHECKING:
    from collections.abc import Callable

NATIVE = [name for name in ff.available() if name != "numba"]
BUTTERWORTH = {"sampling_rate_hz": 100.0, "cutoff_hz": 6.0}
ONE_EURO = {
    "sampling_rate_hz": 60.0,
    "min_cutoff_hz": 1.0,
    "speed_coefficient": 0.1,
    "derivative_cutoff_hz": 1.0,
    "max_gap_s": 0.5,
}


@dataclass(frozen=True)
class Door:
    """A public algorithm, its kernel, and good parameters in the order of the kernel."""

    kernel: str
    make: Callable[..., Any]
    good: dict[str, float]
    more: tuple[float, ...] = ()


CAUSAL = Door(
    *("causal_butterworth_4", lambda **k: ff.filters.Butterworth(phase="causal", **k)),
    *(BUTTERWORTH, (0, 0, 4, 0)),
)
ZERO_PHASE = Door(
    *("zero_phase_butterworth", ff.filters.Butterworth, BUTTERWORTH, (0, 0, 4, 2, 17, 13))
)
EURO = Door("one_euro", ff.filters.OneEuro, ONE_EURO)

BOTH = (CAUSAL, ZERO_PHASE)
BAD = [
    *((door, "sampling_rate_hz", value) for door in BOTH for value in (-0.5, float("nan"))),
    *((EURO, argument, value) for argument in ONE_EURO for value in (-0.5, float("nan"))),
    *((door, "cutoff_hz", value) for door in BOTH for value in (-0.5, 50.5, float("nan"))),
    (EURO, "min_cutoff_hz", -1.0),
    (EURO, "min_cutoff_hz", float("inf")),
]


def call_kernel(backend: str, door: Door, params: list[float]) -> None:
    """Call a kernel of one channel and frame."""
    values, offsets = np.zeros((1, 1)), np.array([0, 1])
    arrays = [values, offsets, np.zeros_like(values), 1, np.array([*params, *door.more])]
    if not door.kernel.startswith("zero"):
        arrays.insert(2, np.zeros((1, 4 if "butterworth" in door.kernel else 3, 1)))
    getattr(_backend._module(backend), door.kernel)(*arrays)


@pytest.mark.parametrize("backend_name", NATIVE)
@pytest.mark.parametrize(("door", "argument", "value"), BAD)
def test_kernels_say_what_the_dataclass_says(
    door: Door, argument: str, value: float, backend_name: str
) -> None:
    params = {**door.good, argument: value}
    with pytest.raises(ff.ArgumentError) as python:
        door.make(**params)
    with pytest.raises(ValueError, match=argument) as native:
        call_kernel(backend_name, door, list(params.values()))
    assert str(native.value) == str(python.value)
    assert python.value.argument == argument


@pytest.mark.parametrize("backend_name", NATIVE)
def test_kernels_count_their_parameters(backend_name: str) -> None:
    with pytest.raises(ValueError, match=r"^one_euro: expected 5 parameters, got 1$"):
        call_kernel(backend_name, EURO, [60.0])


@pytest.mark.parametrize("backend_name", NATIVE)
def test_kernels_take_no_other_type(backend_name: str) -> None:
    values = np.zeros((3, 1), np.float16)
    with pytest.raises(TypeError):
        _backend._module(backend_name).fill_linear(
            values, np.array([0, 3]), values.copy(), 1, np.array([1.0, 0.0])
        )


def test_an_argument_error_survives_pickling() -> None:
    sent = ff.ArgumentError("cutoff_hz", "a value > 0", -1.0)
    assert isinstance(sent, ValueError)
    error: ff.ArgumentError = pickle.loads(pickle.dumps(sent))
    assert str(error) == "cutoff_hz: expected a value > 0, got -1.0"
    assert (error.argument, error.expected, error.got) == ("cutoff_hz", "a value > 0", "-1.0")


WITHOUT_NUMBA = """
import sys
sys.modules["numba"] = None
import footfall as ff
assert "numba" not in ff.available()
try:
    from footfall import _numba
except ff.MissingExtraError as error:
    print(error)
"""


def test_a_missing_extra_is_named() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMBA], capture_output=True, text=True, check=True
    )
    assert "needs numba, which is not installed: pip install 'footfall[numba]'" in done.stdout
