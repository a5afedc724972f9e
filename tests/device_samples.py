"""Files of loggers, made byte by byte: Axivity's CWA after its public description."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

SECTOR_SAMPLES = {3: 80, 6: 40}  # of 16 bits each in 480 bytes
RATE_100_HZ = 0x4A
DPS_PER_COUNT = 2000 / 32768


def cwa(start: datetime, signals: NDArray[np.float64], skipped_s: dict[int, int]) -> bytes:
    """Give a CWA file at 100 Hz of columns in g, or in deg/s and g.

    `skipped_s` are seconds by which the clock jumps before a sector.
    """
    axes = signals.shape[1]
    header = bytearray(1024)
    header[:4] = b"MD" + struct.pack("<H", 1020)
    header[4] = 0x64 if axes == 6 else 0x17
    header[36] = RATE_100_HZ
    size = SECTOR_SAMPLES[axes]
    counts = signals * ([2048] * 3 if axes == 3 else [1 / DPS_PER_COUNT] * 3 + [2048] * 3)
    counts = np.rint(counts).astype("<i2")
    sectors = []
    late = 0
    for number in range(len(counts) // size):
        late += skipped_s.get(number, 0)
        passed = number * size / 100  # seconds
        sectors.append(_sector(start, passed, late, number, counts[number * size :][:size]))
    return bytes(header) + b"".join(sectors)


def _sector(
    start: datetime, passed_s: float, late_s: int, number: int, counts: NDArray[np.int16]
) -> bytes:
    second = int(passed_s)
    # The time stamp is a whole second; the sample at it is told by its place in the sector.
    ahead = round((second + 1 - passed_s) * 100) if passed_s > second else 0
    whole = second + (1 if ahead else 0) + late_s
    day, clock = divmod(start.hour * 3600 + start.minute * 60 + start.second + whole, 86_400)
    stamp = (start.year - 2000) << 26 | start.month << 22 | (start.day + day) << 17
    stamp |= clock // 3600 << 12 | clock // 60 % 60 << 6 | clock % 60
    axes = counts.shape[1]
    scale = 3 << 13 | (2 << 10 if axes == 6 else 0)  # 2048 counts a g; 2000 deg/s
    body = struct.pack(
        "<2sHHIIIHHBBBBhH",
        *(b"AX", 508, 0, 7, number, stamp, scale, 256, 0, 200, RATE_100_HZ),
        *(axes << 4 | 2, ahead, len(counts)),
    )
    sector = body + counts.tobytes()
    total = sum(struct.unpack("<255H", sector))
    return sector + struct.pack("<H", -total & 0xFFFF)
