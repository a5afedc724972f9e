"""What all readers share: hints of the caller, and one kind of error for bad files."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from .. import _check
from .._errors import ArgumentError, MissingExtraError, ReadError, wrong_type
from ..recording import UNITS, ForceRecording
from ..skeletons import SKELETONS, canonical_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

T = TypeVar("T")

# Share of the median step by which one step may differ: a lost frame differs by a whole one,
# rounding of the written digits by less than half.
TIME_TOLERANCE = 0.5
# Frame numbers that leave out more than this many per frame present are damage, not gaps.
MOST_SPAN = 1000
# Characters of a file that an error repeats.
MOST_SAID = 160
# Shares of the image's width and height: a point outside it lies at most this far off.
MOST_SHARE = 4.0
HDF_START = b"\x89HDF\r\n\x1a\n"
# Bytes of text above which a file is no recording of one person: a day at 100 Hz has less.
MOST_TEXT_BYTES = 1 << 31
# Relative distance to a whole number below which a rate is that number; 29.97 stays what it is.
RATE_TOLERANCE = 2e-4


# What only tables of sensors have a use for, and what only positions have.
SENSOR_HINTS = ("site", "acceleration", "angular_velocity")
POSE_HINTS = ("unit", "up", "forward", "keypoints", "keypoint_names", "forces", "image_size_px")


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
    keypoint_names : mapping of str to str, optional
        Names of keypoints or markers in the file with their canonical names.
    forces : path or ForceRecording, optional
        Plates or insoles that go with the positions.
    person : int or str, optional
        Which person to read: an identity of the file, else a place in the order of appearance.
    coordinates : {"image", "world"}, optional
        Which coordinates of a file that has both.
    image_size_px : pair of int, optional
        Width and height of the image, for coordinates that are shares of them.
    site : str, optional
        Where the sensor of a table is worn, for columns that do not say it.
    acceleration, angular_velocity : str, optional
        Units of the columns of sensors, as for `Imu.from_units`.
    name : str, optional
        What to call the recording; the stem of the file if None.
    """

    sampling_rate_hz: float | None = None
    unit: str | None = None
    up: str | None = None
    forward: str | None = None
    keypoints: str | Sequence[str] | None = None
    keypoint_names: Mapping[str, str] | None = None
    forces: str | Path | ForceRecording | None = None
    person: int | str | None = None
    coordinates: str | None = None
    image_size_px: tuple[float, float] | None = None
    site: str | None = None
    acceleration: str | None = None
    angular_velocity: str | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        if self.sampling_rate_hz is not None:
            _check.positive("sampling_rate_hz", self.sampling_rate_hz)
        if self.unit is not None:
            _check.one_of("unit", self.unit, UNITS)
        for argument in ("up", "forward"):
            if getattr(self, argument) is not None:
                _check.axis_name(argument, getattr(self, argument))
        if self.person is not None and not isinstance(self.person, str):
            _check.not_negative("person", self.person)
        if self.coordinates is not None:
            _check.one_of("coordinates", self.coordinates, ("image", "world"))
        if self.image_size_px is not None:
            _check_size(self.image_size_px)
        names: object = self.keypoint_names
        if names is not None and not hasattr(names, "items"):
            raise wrong_type("keypoint_names", "a mapping of names", type(names).__name__)

    def refuse(self, argument: str, format: str) -> None:
        """Raise ArgumentError when a hint is given that the format has no use for."""
        value = getattr(self, argument)
        if value is not None:
            got = value if isinstance(value, (str, int, float)) else type(value).__name__
            raise ArgumentError(argument, f"no value, as {format} files have no use for it", got)

    def of_image(self, format: str) -> None:
        """Refuse what a file of an image's keypoints has no use for."""
        for argument in ("forces", "coordinates"):
            self.refuse(argument, format)
        if self.unit not in (None, "px"):
            raise ArgumentError("unit", f"px, as {format} files are in pixels", repr(self.unit))

    def need(self, argument: str, stated: T | None, format: str) -> T:
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
        if self.name is not None:
            return self.name
        return path.name if path.is_dir() else path.stem

    def names_for(self, found: Sequence[str]) -> tuple[str, ...]:
        """Give keypoint names: as stated, else the canonical names of those of the file."""
        if isinstance(self.keypoints, str):
            _check.one_of("keypoints", self.keypoints, SKELETONS)
            return SKELETONS[self.keypoints]
        if self.keypoints is not None:
            return tuple(self.keypoints)
        return canonical_names(found, self.keypoint_names)

    def pixels(self, positions: NDArray[Any]) -> NDArray[Any]:
        """Give positions in pixels where the caller states the size of the image.

        Without it, positions stay as they are, and shares of the image are refused when the
        recording is made.
        """
        if self.image_size_px is None:
            return positions
        seen = positions[..., :2][np.isfinite(positions[..., :2])]
        if len(seen) and np.abs(seen).max() > MOST_SHARE:
            expected = "no value, as the positions are pixels already"
            raise ArgumentError("image_size_px", expected, self.image_size_px)
        if positions.shape[-1] != 2:
            expected = "no value where positions have three coordinates"
            raise ArgumentError("image_size_px", expected, self.image_size_px)
        return np.asarray(positions * np.asarray(self.image_size_px, dtype=positions.dtype))

    def attached(self) -> ForceRecording | None:
        """Give the force recording of the `forces` hint; a path is read."""
        given: object = self.forces
        if given is None or isinstance(given, ForceRecording):
            return given
        if not isinstance(given, (str, Path)):
            raise wrong_type("forces", "a path or a ForceRecording", type(given).__name__)
        from . import mot  # which takes its hints from here

        return mot.read(Path(given), Hints())


def _check_size(size: object) -> None:
    if not isinstance(size, (tuple, list, np.ndarray)) or len(size) != 2:
        raise wrong_type("image_size_px", "width and height", type(size).__name__)
    for pixels in size:
        _check.positive("image_size_px", pixels)


@contextmanager
def reading(path: Path, expected: str) -> Iterator[None]:
    """Turn whatever a parser raises on a bad file into one ReadError.

    Arithmetic on absurd numbers stays silent: what overflows is not finite, and so missing.
    """
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            yield
    except ReadError as error:
        raise ReadError(error.argument, error.expected, _one_line(error.got)) from error.__cause__
    except (ArgumentError, MissingExtraError):
        raise
    except OSError as error:
        got = _one_line(error.strerror or str(error))
        raise ReadError(path.name, expected, got) from error
    except UnicodeDecodeError as error:
        raise ReadError(path.name, expected, "bytes that are not text") from error
    except json.JSONDecodeError as error:
        got = f"no JSON from character {error.pos}"
        raise ReadError(path.name, expected, got) from error
    except Exception as error:  # parsers raise almost anything on bytes that are not theirs
        got = f"damaged content ({_one_line(str(error)) or type(error).__name__})"
        raise ReadError(path.name, expected, got) from error


def _one_line(text: str) -> str:
    """Keep a sentence one short line, whatever the file put into it."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_SAID else line[:MOST_SAID] + "…"


def read_text(path: Path, *, old: bool = False) -> str:
    """Give the text of a file; a byte order mark at its start is dropped.

    Old formats have header lines in the code page of the program that wrote them, so their
    readers look past bytes that are not UTF-8.
    """
    need_bounded(path, path.stat().st_size)
    return path.read_text(encoding="utf-8-sig", errors="replace" if old else "strict")


def need_bounded(path: Path, size: int) -> None:
    """Refuse more bytes of text than any recording has."""
    if size > MOST_TEXT_BYTES:
        expected = f"text of at most {MOST_TEXT_BYTES / 1e9:.1f} GB"
        raise ReadError(path.name, expected, f"{size / 1e9:.1f} GB")


def is_hdf(path: Path) -> bool:
    """Tell whether a file is HDF5, by its first bytes."""
    with path.open("rb") as file:
        return file.read(len(HDF_START)) == HDF_START


def cell(text: str) -> float:
    """Give the number of one cell; an empty one is missing."""
    return float(text) if text.strip() else float("nan")


def finite(values: NDArray[Any]) -> NDArray[Any]:
    """Make what is not finite missing."""
    return np.where(np.isfinite(values), values, values.dtype.type(np.nan))


def rate_of_times(
    path: Path, times: NDArray[Any], expected: str, hinted: float | None = None
) -> float | None:
    """Give frames per second: as hinted, else of rising, even times; None for a single frame.

    The whole span divided by its steps keeps more digits than the median step does, so it is
    what even times give.
    """
    if not np.isfinite(times).all():
        raise ReadError(path.name, expected, "a time that is not a number")
    steps = np.diff(times)
    if not (steps > 0).all():
        place = int(np.argmin(steps > 0)) + 1
        raise ReadError(path.name, expected, f"time {times[place]:g} after {times[place - 1]:g}")
    if hinted is not None or len(steps) == 0:
        return hinted
    median = float(np.median(steps))
    if np.abs(steps - median).max() > TIME_TOLERANCE * median:
        raise ArgumentError(
            "sampling_rate_hz",
            f"even time steps in {path.name} (resample it first: gaps.resample)",
            f"steps from {steps.min():g} to {steps.max():g} s",
        )
    rate = len(steps) / float(times[-1] - times[0])
    whole = round(rate)
    return float(whole) if abs(rate - whole) < RATE_TOLERANCE * whole else rate


def need_frames(path: Path, frames: int, expected: str, stated: int | None = None) -> None:
    """Refuse a file without frames, or with fewer than its header states."""
    if frames == 0:
        raise ReadError(path.name, expected, "no frames")
    if stated is not None and frames < stated:
        raise ReadError(path.name, expected, f"{frames} of the {stated} frames its header states")


def spread(frames: NDArray[np.int64], values: NDArray[Any], path: Path, expected: str) -> Any:
    """Put the items of numbered frames in their places; frames left out are missing."""
    span = int(frames[-1] - frames[0]) + 1
    if span > MOST_SPAN * (len(frames) + 1):
        raise ReadError(path.name, expected, f"{len(frames)} frames with numbers {span} apart")
    if span == len(frames):
        return values
    full = np.full((span, *values.shape[1:]), np.nan, dtype=values.dtype)
    full[frames - frames[0]] = values
    return full
