"""Whether the header and parameters of a C3D file hold together, seen before a library reads it.

A parser of C3D trusts the counts that it finds. Checked here against the size of the file,
they can neither make it read beyond the end nor make it ask for absurd memory.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .._errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK = 512
KEY = 0x50
INTEL, DEC, MIPS = 84, 85, 86
TYPE_SIZES = {-1: 1, 1: 1, 2: 2, 4: 4}
MOST_DIMENSIONS = 7
SHORT_FRAMES = 0xFFFF  # the header's counters end here, longer recordings say so elsewhere


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """Where one parameter lies in the file."""

    group: int
    name: str
    size: int
    dimensions: tuple[int, ...]
    start: int

    @property
    def count(self) -> int:
        """Number of elements; a parameter without dimensions is one number."""
        return math.prod(self.dimensions)


def check(path: Path) -> bytes:
    """Give the bytes of a C3D file whose header, parameters and size agree, else ReadError."""
    data = path.read_bytes()
    if len(data) < 2 * BLOCK or data[1] != KEY:
        raise ReadError(path.name, "a C3D file", "something else, or a file cut short")
    start = (data[0] - 1) * BLOCK
    if data[0] == 0 or start + 4 > len(data):
        raise ReadError(path.name, "a C3D file with parameters", "a header that points elsewhere")
    processor = data[start + 3]
    if processor not in (INTEL, DEC):
        kind = "big-endian (MIPS) numbers" if processor == MIPS else f"processor {processor}"
        raise ReadError(path.name, "a C3D file with Intel or DEC numbers", kind)
    try:
        parameters = list(_walk(data, start + 4))
    except (struct.error, IndexError, ValueError) as error:
        got = f"a broken parameter block ({error})"
        raise ReadError(path.name, "a C3D file with readable parameters", got) from None
    _check_size(path, data, parameters, dec=processor == DEC)
    return data


def _walk(data: bytes, at: int) -> Iterator[Parameter]:
    """Follow the chain of groups and parameters; ValueError where it leaves the file."""
    while at + 2 <= len(data) and data[at] != 0:
        length, group = struct.unpack_from("<bb", data, at)
        if group == 0:
            return
        name_end = at + 2 + abs(length)
        (offset,) = struct.unpack_from("<h", data, name_end)
        if offset < 0 or name_end + offset > len(data):
            raise ValueError("a link out of the file")
        if group > 0:
            name = data[at + 2 : name_end].decode("latin-1").strip().upper()
            parameter = _parameter(data, group, name, name_end + 2)
            if offset and parameter.start + parameter.count * parameter.size > name_end + offset:
                raise ValueError(f"{name} longer than its room")
            yield parameter
        elif offset and name_end + 3 + data[name_end + 2] > len(data):
            raise ValueError("a description out of the file")
        if offset == 0:
            return
        at = name_end + offset
    if at + 2 > len(data):
        raise ValueError("no end")


def _parameter(data: bytes, group: int, name: str, at: int) -> Parameter:
    kind, n_dimensions = struct.unpack_from("<bB", data, at)
    if kind not in TYPE_SIZES:
        raise ValueError(f"{name} of type {kind}")
    if n_dimensions > MOST_DIMENSIONS:
        raise ValueError(f"{name} of {n_dimensions} dimensions")
    start = at + 2 + n_dimensions
    if start > len(data):
        raise ValueError(f"{name} out of the file")
    found = Parameter(
        group=group,
        name=name,
        size=TYPE_SIZES[kind],
        dimensions=tuple(data[at + 2 : start]),
        start=start,
    )
    if start + found.count * found.size > len(data):
        raise ValueError(f"{name} out of the file")
    return found


def _check_size(path: Path, data: bytes, parameters: list[Parameter], *, dec: bool) -> None:
    """Compare the points and channels that the header announces with the size of the file."""
    n_points, n_analog, first, last = struct.unpack_from("<4H", data, 2)
    if last < first:
        raise ReadError(path.name, "a C3D file with frames", f"frames {first} to {last}")
    # The sign of the scale says how numbers are stored. DEC and Intel floats have the sign,
    # the highest bit, in different bytes.
    real = bool(data[13 if dec else 15] & 0x80)
    frames = last - first + 1
    for parameter in parameters:
        if parameter.name == "FRAMES" and parameter.size == 2 and last < SHORT_FRAMES:
            (stated,) = struct.unpack_from("<H", data, parameter.start)
            frames = max(frames, stated)
    width = 4 if real else 2
    start = (struct.unpack_from("<H", data, 16)[0] - 1) * BLOCK
    needed = start + frames * (4 * n_points + n_analog) * width
    if start < BLOCK or needed > len(data):
        got = f"{len(data)} of {needed} bytes: the file is cut short or its header is wrong"
        raise ReadError(path.name, f"a C3D file of {frames} frames, {n_points} points", got)
    if n_points == 0:
        raise ReadError(path.name, "a C3D file with points", "none")
