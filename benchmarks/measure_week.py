"""Memory and time of a week: 100 Hz, six channels, in a Parquet file that is made first.

    python benchmarks/measure_week.py [DAYS]

Prints the peak of the resident memory of the analysis, which runs in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

RATE_HZ = 100.0
MONDAY_S = 1_767_571_200.0
DAY_S = 86_400
WALKS_A_DAY = 150

RUN = """
import pathlib, sys, time
import footfall as ff
start = time.perf_counter()
report = ff.analyze_week(sys.argv[1], site="lower_back", height_m=1.75)
status = pathlib.Path("/proc/self/status").read_text()  # getrusage counts the parent's too
peak = int(status.split("VmHWM:")[1].split()[0]) / 1e3
print(f"{report.quality['recorded_h']:.0f} h, {len(report.bouts)} bouts: "
      f"{time.perf_counter() - start:.1f} s, peak {peak:.0f} MB")
"""


def day(seed: int) -> np.ndarray:
    """A day of sitting with walks of half a minute to a few, shape (frames, 6)."""
    rng = np.random.default_rng(seed)
    n = round(DAY_S * RATE_HZ)
    x = 0.1 * rng.standard_normal((n, 6), dtype=np.float32)
    x[:, 0] += 9.81
    x[:, 3:] *= 0.3
    for start in np.sort(rng.uniform(0, DAY_S - 300, WALKS_A_DAY)):
        first, frames = round(start * RATE_HZ), round(rng.uniform(20, 120) * RATE_HZ)
        turn = 2 * np.pi * rng.uniform(1.6, 2.0) * np.arange(frames) / RATE_HZ
        x[first : first + frames, 0] += (2.5 * np.sin(turn)).astype(np.float32)
        x[first : first + frames, 1] += (0.8 * np.sin(turn / 2)).astype(np.float32)
        x[first : first + frames, 2] += (1.5 * np.cos(turn)).astype(np.float32)
    return x


def main() -> None:
    """Write the file, then analyse it."""
    days = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    names = [f"{signal}_{axis}" for signal in ("acc", "gyr") for axis in "xyz"]
    with tempfile.TemporaryDirectory() as folder:
        path, writer = Path(folder, "week.parquet"), None
        for number in range(days):
            x = day(number)
            time_s = MONDAY_S + number * DAY_S + np.arange(len(x)) / RATE_HZ
            columns = dict(zip(names, x.T, strict=True))
            table = pa.table({"timestamp": time_s, **columns})
            writer = writer or pq.ParquetWriter(path, table.schema)
            writer.write_table(table)
        if writer:
            writer.close()
        subprocess.run([sys.executable, "-c", RUN, str(path)], check=True)


if __name__ == "__main__":
    main()
