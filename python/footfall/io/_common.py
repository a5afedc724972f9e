"""What all readers share: hints of the caller, and one kind of error for bad files."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from .. import _check
from .._errors import ArgumentError, ReadError
from ..recording import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from ..recording import ForceRecording

T = TypeVar("T")

# What parsers raise on bytes that are not what they claim to be.
DAMAGE = (
    *(ValueError, TypeError, LookupError, ArithmeticError, AttributeError, EOFError),
    *(RuntimeError, MemoryError, AssertionError),
    *(struct.error, zipfile.BadZipFile, zlib.error),
)
# Share of the median step by which a time stamp may be off, beyond the rounding of its digits.
TIME_TOLERANCE = 0.25


@dataclass(frozen=True, kw_only=True)
class Hints:
    """What the caller states about a file: wins over what the file says.

    Parameters
    ----------
    sampling_rate_hz : float, optional
        Frames per second.
    unit : {"m", "mm", "px"}, optional
        Unit of the positions.
    up, forward : str, optional
        Axes, `+x` … `-z`.
    keypoints : str or sequence of str, optional
        Name of a skeleton or keypoint names in the order of the file.
    markers : mapping of str to str, optional
        Marker names of the file with their canonical names.
    forces : path or ForceRecording, optional
        Plates or insoles that go with the positions.
    person : int, optional
        Which person of a frame to start from.
    coordinates : {"image", "world"}, optional
        Which coordinates of a file that has both.
    name : str, optional
        What to call the recording; the stem of the file if None.
    """

    sampling_rate_hz: float | None = None
    unit: str | None = None
    up: str | None = None
    forward: str | None = None
    keypoints: str | Sequence[str] | None = None
    markers: Mapping[str, str] | None = None
    forces: str | Path | ForceRecording | None = None
    person: int | None = None
    coordinates: str | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        if self.sampling_rate_hz is not None:
            _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        if self.unit is not None:
            _check.one_of("unit", self.unit, UNITS)
        for argument in ("up", "forward"):
            if getattr(self, argument) is not None:
                _check.axis_name(argument, getattr(self, argument))
        if self.person is not None:
            _check.not_negative("person", self.person)
        if self.coordinates is not None:
            _check.one_of("coordinates", self.coordinates, ("image", "world"))

    def refuse(self, argument: str, format: str) -> None:  # noqa: A002
        """Raise ArgumentError when a hint is given that the format has no use for."""
        value = getattr(self, argument)
        if value is not None:
            got = value if isinstance(value, (str, int, float)) else type(value).__name__
            raise ArgumentError(argument, f"no value, as {format} files have no use for it", got)

    def need(self, argument: str, stated: T | None, format: str) -> T:  # noqa: A002
        """Give the hint, else what the file states, else raise ArgumentError."""
        value: T | None = getattr(self, argument)
        if value is not None:
            return value
        if stated is not None:
            return stated
        option = "--" + argument.replace("_", "-")
        expected = f"a value, which {format} files do not state ({option})"
        raise ArgumentError(argument, expected, None)

    def name_of(self, path: Path) -> str:
        """Give the name of the recording: as stated, else the stem of the file."""
        return path.stem if self.name is None else self.name

    def attached(self) -> ForceRecording | None:
        """Give the force recording of the `forces` hint; a path is read."""
        from pathlib import Path

        if not isinstance(self.forces, (str, Path)):
            return self.forces
        from . import mot

        return mot.read(Path(self.forces), Hints())


@contextmanager
def reading(path: Path, expected: str) -> Iterator[None]:
    """Turn whatever a parser raises on a bad file into one ReadError."""
    try:
        yield
    except ArgumentError:
        raise
    except OSError as error:
        got = error.strerror or str(error)
        raise ReadError(path.name, expected, got) from error
    except UnicodeDecodeError as error:
        raise ReadError(path.name, expected, "bytes that are not text") from error
    except json.JSONDecodeError as error:
        got = f"no JSON from character {error.pos}"
        raise ReadError(path.name, expected, got) from error
    except DAMAGE as error:
        text = str(error).splitlines()
        got = text[0] if text else type(error).__name__
        raise ReadError(path.name, expected, f"damaged content ({got})") from error


def read_text(path: Path) -> str:
    """Give the text of a file; a byte order mark at its start is dropped."""
    return path.read_text(encoding="utf-8-sig")


def number(text: str) -> float:
    """Give the number of one cell; an empty or unreadable one is NaN."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def rate_of_times(path: Path, times: NDArray[np.float64], expected: str) -> float | None:
    """Give frames per second from rising, even times; None when there are fewer than two.

    A median step is fine against the rounding of a single one, but the whole span divided by
    its steps keeps more digits, so that is what even times give.
    """
    if not np.isfinite(times).all():
        raise ReadError(path.name, expected, "a time that is not a number")
    if len(times) < 2:
        return None
    steps = np.diff(times)
    if not (steps > 0).all():
        place = int(np.argmin(steps > 0)) + 1
        raise ReadError(path.name, expected, f"time {times[place]:g} after {times[place - 1]:g}")
    median = float(np.median(steps))
    if np.abs(steps - median).max() > TIME_TOLERANCE * median:
        raise ArgumentError(
            "sampling_rate_hz",
            f"even time steps in {path.name} (resample it first: gaps.resample)",
            f"steps from {steps.min():g} to {steps.max():g} s",
        )
    mean = float(times[-1] - times[0]) / len(steps)
    return tidy_rate(1.0 / mean)


def tidy_rate(rate: float) -> float:
    """Undo the rounding of written times: 99.99983 frames per second were 100."""
    whole = round(rate)
    return float(whole) if whole and abs(rate - whole) < 1e-3 * whole else float(rate)


def one_frame_at_least(path: Path, frames: int, expected: str) -> None:
    """Refuse a file without frames."""
    if frames == 0:
        raise ReadError(path.name, expected, "no frames")
