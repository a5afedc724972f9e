"""Compare two saved runs of the benchmarks: `python benchmarks/compare.py BEFORE AFTER`."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def medians(path: str) -> dict[str, float]:
    """Median seconds of each benchmark of a run that pytest-benchmark saved as JSON."""
    content = json.loads(Path(path).read_text(encoding="utf-8"))
    return {b["fullname"]: b["stats"]["median"] for b in content["benchmarks"]}


def main() -> int:
    """Print both medians and their ratio for what both runs have."""
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    before, after = (medians(path) for path in sys.argv[1:])
    for name in sorted(before.keys() & after.keys()):
        old, new = before[name], after[name]
        print(f"{1e3 * old:10.3f} ms {1e3 * new:10.3f} ms {old / new:6.2f} x  {name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
