"""What all tests share: backends, hypothesis, arrays as recordings have them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

import footfall as ff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

FLOATS = (np.float32, np.float64)
PATTERNS = ("none", "some", "many", "block", "ends", "channel", "all")

settings.register_profile(
    "footfall",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("footfall")


@pytest.fixture(params=ff.available())
def backend(request: pytest.FixtureRequest) -> Iterator[str]:
    """Every backend that runs here, chosen for the test."""
    with ff.using(backend=request.param):
        yield request.param


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Recordings for tests on real data, beside the project."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the recordings of shared/data beside the project")
    return folder


@dataclass(frozen=True)
class Ragged:
    """Sequences back to back, as kernels take them."""

    lengths: tuple[int, ...]
    seed: int
    pattern: str
    dtype: Any

    @property
    def offsets(self) -> NDArray[np.int64]:
        """Where sequences start."""
        return np.cumsum([0, *self.lengths], dtype=np.int64)

    def rng(self) -> np.random.Generator:
        """Numbers that depend on the seed alone."""
        return np.random.default_rng(self.seed)


def missing(
    rng: np.random.Generator, n_frames: int, channels: int, pattern: str
) -> NDArray[np.bool_]:
    """Mark samples as missing in one of the patterns that recordings show."""
    lost = np.zeros((n_frames, channels), dtype=bool)
    if n_frames == 0:
        return lost
    if pattern in ("some", "many"):
        return np.asarray(rng.random(lost.shape) < (0.03 if pattern == "some" else 0.4))
    start, end = sorted(rng.integers(0, n_frames + 1, 2))
    if pattern == "block":
        lost[start:end, : rng.integers(0, channels) + 1] = True
    elif pattern == "ends":
        lost[:start] = True
        lost[end:] = True
    elif pattern == "channel":
        lost[:, rng.integers(0, channels)] = True
    elif pattern == "all":
        lost[:] = True
    return lost


def ragged(longest: int = 60, patterns: tuple[str, ...] = PATTERNS) -> st.SearchStrategy[Ragged]:
    """Draw batches of sequences of any lengths, empty ones among them."""
    lengths = st.lists(
        st.one_of(st.sampled_from([0, 1, 2]), st.integers(3, longest)), min_size=0, max_size=5
    )
    return st.builds(
        Ragged,
        lengths=lengths.map(tuple),
        seed=st.integers(0, 2**32 - 1),
        pattern=st.sampled_from(patterns),
        dtype=st.sampled_from(FLOATS),
    )
