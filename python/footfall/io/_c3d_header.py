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
    from pathlib import Path

BLOCK = 512
KEY = 0x50
INTEL, DEC, MIPS = 84, 85, 86
TEXT = -1
TYPE_SIZES = {TEXT: 1, 1: 1, 2: 2, 4: 4}
# Numbers that the parser takes from a parameter without a look at its type or length.
NUMBERS = {
    "POINT": ("USED", "SCALE", "RATE", "FRAMES"),
    "ANALOG": ("USED", "RATE", "GEN_SCALE"),
}
NEEDED = (("POINT", "USED"), ("POINT", "SCALE"))
NEEDED_BY_ANALOG = (("ANALOG", "USED"),)
MOST_DIMENSIONS = 7
LONGEST_TEXT = 127
SHORT_FRAMES = 0xFFFF  # the header's counters end here, longer recordings say so elsewhere


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """Where one parameter lies in the file."""

    group: int
    name: str
    kind: int
    count: int
    start: int


Parameters = dict[tuple[str, str], Parameter]


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
        parameters = _walk(data, start + 4)
        _check_numbers(data, parameters)
    except (struct.error, IndexError, ValueError) as error:
        got = f"a broken parameter block ({error})"
        raise ReadError(path.name, "a C3D file with readable parameters", got) from None
    _check_size(path, data, parameters, dec=processor == DEC)
    return data


def _walk(data: bytes, at: int) -> Parameters:
    """Follow the chain of groups and parameters; ValueError where it leaves the file."""
    groups: dict[int, str] = {}
    found: list[Parameter] = []
    while data[at] != 0:
        length, group = struct.unpack_from("<bb", data, at)
        if group == 0:
            break
        name_end = at + 2 + abs(length)
        (offset,) = struct.unpack_from("<h", data, name_end)
        end = name_end + offset if offset else len(data)
        if offset < 0 or end > len(data):
            raise ValueError("a link out of the file")
        name = data[at + 2 : name_end].decode("latin-1").strip().upper()
        if group > 0:
            found.append(_parameter(data, group, name, name_end + 2, end))
        else:
            groups[-group] = name
            _check_description(data, name, name_end + 2, end)
        if offset == 0:
            break
        at = end
    return {(groups.get(parameter.group, ""), parameter.name): parameter for parameter in found}


def _parameter(data: bytes, group: int, name: str, at: int, end: int) -> Parameter:
    kind, n_dimensions = struct.unpack_from("<bB", data, at)
    if kind not in TYPE_SIZES:
        raise ValueError(f"{name} of type {kind}")
    if n_dimensions > MOST_DIMENSIONS:
        raise ValueError(f"{name} of {n_dimensions} dimensions")
    start = at + 2 + n_dimensions
    count = math.prod(data[at + 2 : start])
    if start + count * TYPE_SIZES[kind] > end:
        raise ValueError(f"{name} longer than its room")
    _check_description(data, name, start + count * TYPE_SIZES[kind], end)
    return Parameter(group=group, name=name, kind=kind, count=count, start=start)


def _check_description(data: bytes, name: str, at: int, end: int) -> None:
    """Refuse a text that leaves its room, or whose length the parser takes for negative."""
    if at < end and (data[at] > LONGEST_TEXT or at + 1 + data[at] > end):
        raise ValueError(f"the description of {name} longer than its room")


def _check_numbers(data: bytes, parameters: Parameters) -> None:
    """Look at what the parser takes for granted."""
    (announced,) = struct.unpack_from("<H", data, 4)
    needed = NEEDED + (NEEDED_BY_ANALOG if announced else ())
    absent = [f"{group}:{name}" for group, name in needed if (group, name) not in parameters]
    if absent:
        raise ValueError(f"no {absent[0]}")
    for group, names in NUMBERS.items():
        for name in names:
            number = parameters.get((group, name))
            if number is not None and (number.kind == TEXT or number.count == 0):
                raise ValueError(f"{group}:{name} is no number")
    used = parameters.get(("ANALOG", "USED"))
    n_analog = 0 if used is None else _integer(data, used)
    for name in ("SCALE", "OFFSET"):
        parts = [
            parameter
            for (group, key), parameter in parameters.items()
            if group == "ANALOG" and key.rstrip("0123456789") == name
        ]
        numbers = sum(part.count for part in parts if part.kind != TEXT)
        if numbers < n_analog:
            raise ValueError(f"ANALOG:{name} of {numbers} for {n_analog} channels")


def _integer(data: bytes, parameter: Parameter) -> int:
    """Give a counter, which some files store as a real number (then at most its own size)."""
    if parameter.kind == 2:
        return int(struct.unpack_from("<H", data, parameter.start)[0])
    return 0 if parameter.kind == 4 else data[parameter.start]


def _check_size(path: Path, data: bytes, parameters: Parameters, *, dec: bool) -> None:
    """Compare the points and channels that the header announces with the size of the file."""
    n_points, n_analog, first, last = struct.unpack_from("<4H", data, 2)
    if last < first:
        raise ReadError(path.name, "a C3D file with frames", f"frames {first} to {last}")
    # The sign of the scale says how numbers are stored. DEC and Intel floats have the sign,
    # the highest bit, in different bytes.
    real = bool(data[13 if dec else 15] & 0x80)
    frames = last - first + 1
    stated = parameters.get(("POINT", "FRAMES"))
    if stated is not None and last < SHORT_FRAMES:
        frames = max(frames, _integer(data, stated))
    width = 4 if real else 2
    start = (struct.unpack_from("<H", data, 16)[0] - 1) * BLOCK
    needed = start + frames * (4 * n_points + n_analog) * width
    if start < BLOCK or needed > len(data):
        got = f"{len(data)} of {needed} bytes: the file is cut short or its header is wrong"
        raise ReadError(path.name, f"a C3D file of {frames} frames, {n_points} points", got)
    if n_points == 0:
        raise ReadError(path.name, "a C3D file with points", "none")
