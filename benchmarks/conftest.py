"""Cases of the benchmarks, named by what they stand for, and the backends to run them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import footfall as ff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

# Shapes (sequences, frames, channels) and rates.
CASES = {
    "phone_clip": ((1, 300, 34), 30.0),
    "video_archive": ((256, 300, 34), 30.0),
    "day_of_imu": ((1, 8_640_000, 3), 100.0),
}


@pytest.fixture(params=["float32", "float64"])
def dtype(request: pytest.FixtureRequest) -> np.dtype[np.floating]:
    """Both real types."""
    return np.dtype(request.param)


@pytest.fixture(params=CASES)
def case(
    request: pytest.FixtureRequest, dtype: np.dtype[np.floating]
) -> tuple[NDArray[np.floating], float]:
    """Random signals of one case, with their rate."""
    shape, rate = CASES[request.param]
    rng = np.random.default_rng(0)
    return rng.standard_normal(shape, dtype=np.float32).astype(dtype), rate


@pytest.fixture(params=[1, None], ids=["one_thread", "all_threads"])
def threads(request: pytest.FixtureRequest) -> int | None:
    """One thread, then as many as there are."""
    return request.param


@pytest.fixture(params=ff.available())
def backend(request: pytest.FixtureRequest, threads: int | None) -> Iterator[str]:
    """Each backend that runs here, with the threads of the case."""
    with ff.using(backend=request.param, threads=threads):
        yield request.param
