"""How many frames the repair of exchanged sides gets wrong, and how long it takes.

Synthetic walkers and runners, and marker recordings of a folder, are projected on cameras at the
side, oblique and in front. Sides of the whole body, of the legs or of the arms are exchanged in
bursts of up to 0.25 s that cover a share of the frames. A frame is wrong when a keypoint that is
there came from the other side, polarity of the recording aside; `unmarked` are the wrong frames
that are not reported as uncertain, `marked` all that are.

    python benchmarks/evaluate_swaps.py                # synthetic
    python benchmarks/evaluate_swaps.py FOLDER         # and recordings: C3D and TRC below it
    python benchmarks/evaluate_swaps.py --times        # native beside Numba
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import footfall as ff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

VIEWS = {"side": 0.0, "oblique": 45.0, "front": 90.0}
RATES_HZ = (30.0, 60.0, 120.0)
SHARES = (0.0, 0.05, 0.2, 0.4)
LEGS, ARMS = ("knee", "ankle", "heel", "toe"), ("elbow", "wrist")
GROUPS: dict[str, tuple[str, ...]] = {"whole": (), "legs": LEGS, "arms": ARMS}
POINTS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe")
NOISE_M = 0.0055  # 0.6 % of the length of a leg
LONGEST_S, SHORTEST = 20.0, 30  # seconds, frames

Clip = tuple["NDArray[Any]", list[str], float]


def seen_from(points: NDArray[Any], degrees: float) -> NDArray[np.float64]:
    """Project a body that travels along +x, up +z, on a camera turned from the side."""
    turn = np.radians(degrees)
    across = np.array([np.cos(turn), np.sin(turn), 0.0])
    return np.stack([points @ across, points[..., 2]], axis=-1)


def bursts(n: int, share: float, rate: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Spans of up to 0.25 s that cover a share of the frames."""
    mask = np.zeros(n, dtype=bool)
    while mask.mean() < share:
        start, length = rng.integers(0, n), rng.integers(1, max(1, round(0.25 * rate)) + 1)
        mask[start : start + length] = True
    return mask


def synthetic(kind: str, rate: float, seed: int) -> Clip:
    """A body in space with strides that vary."""
    make = getattr(ff.synthetic, kind)
    recording, truth = make(
        sampling_rate_hz=rate,
        duration_s=10.0,
        seed=seed,
        skeleton="coco17",
        duration_cv=0.03,
        length_cv=0.03,
    )
    return truth.positions, list(recording.keypoints), rate


def marker_body(path: Path) -> Clip | None:
    """Keypoints of markers: ahead, aside and up; None where a leg lacks."""
    recording = ff.read(path)
    if not isinstance(recording, ff.PoseRecording) or recording.up is None:
        return None
    points = ff.skeletons.resolve(recording.keypoints)
    names = [
        f"{side}_{point}"
        for point in POINTS
        if all(f"{side}_{point}" in points for side in ("left", "right"))
        for side in ("left", "right")
    ]
    if not all(f"left_{point}" in names for point in ("heel", "toe")):
        return None
    x = np.stack([recording.positions[:, list(points[n])].mean(axis=1) for n in names], axis=1)
    x = x[: round(LONGEST_S * recording.sampling_rate_hz)]
    up = np.zeros(3)
    up["xyz".index(recording.up[1])] = 1.0 if recording.up[0] == "+" else -1.0
    feet = [
        x[:, names.index(f"{s}_toe")] - x[:, names.index(f"{s}_heel")] for s in ("left", "right")
    ]
    ahead = np.nanmean(feet, axis=(0, 1))
    ahead -= (ahead @ up) * up
    ahead /= np.linalg.norm(ahead)
    return x @ np.stack([ahead, np.cross(up, ahead), up]).T, names, recording.sampling_rate_hz


def kind_of(path: Path, clip: Clip) -> str:
    """What the person does, and whether markers are missing or estimated."""
    name = f"{path.parent.name}/{path.name}".lower()
    if "world" in name:
        return "estimated"
    if any(word in name for word in ("squat", "sts", "static", "dj")):
        return "in place"
    if np.isnan(clip[0]).any():
        return "gaps"
    return "run" if "run" in name else "walk"


def mirror_of(names: list[str]) -> list[int]:
    """Index of the keypoint on the other side."""
    other = {"left": "right", "right": "left"}
    full = [
        other[side] + "_" + stem if side in other else name
        for name in names
        for side, _, stem in [name.partition("_")]
    ]
    return [names.index(name) for name in full]


def judge(
    x: NDArray[Any], names: list[str], rate: float, share: float, stems: tuple[str, ...], seed: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Frames that are wrong after repair, and those reported as uncertain."""
    mirror = mirror_of(names)
    frames = bursts(len(x), share, rate, np.random.default_rng(seed))
    chosen = [
        m != k and (not stems or any(stem in names[k] for stem in stems))
        for k, m in enumerate(mirror)
    ]
    mask = frames[:, None] & np.array(chosen)
    given = np.where(mask[..., None], x[:, mirror], x)
    found = ff.swaps.repair(given, names, rate)
    there = np.isfinite(given).all(axis=2)
    there = (there | there[:, mirror]) & (np.array(mirror) != np.arange(len(names)))
    wrong = [((found.swapped ^ mask ^ turn) & there).any(axis=1) for turn in (False, True)]
    least = min(wrong, key=np.count_nonzero)
    return least, found.uncertain.any(axis=1)


def evaluate(label: str, clip: Clip, noise: float, seed: int) -> list[dict[str, Any]]:
    """One row per view, group and share."""
    points, names, rate = clip
    rows = []
    for (view, degrees), (group, stems), share in product(VIEWS.items(), GROUPS.items(), SHARES):
        if share == 0 and group != "whole":
            continue
        if stems and not any(f"left_{stem}" in names for stem in stems):
            continue
        flat = seen_from(points, degrees)
        if noise:
            flat = flat + noise * np.random.default_rng(seed + 100).standard_normal(flat.shape)
        wrong, marked = judge(flat, names, rate, share, stems, seed)
        rows.append(
            {
                "label": label,
                "view": view,
                "rate": rate,
                "group": group,
                "share": share,
                "frames": len(wrong),
                "wrong": int(wrong.sum()),
                "unmarked": int((wrong & ~marked).sum()),
                "marked": int(marked.sum()),
            }
        )
    return rows


def recordings(folder: Path, *, each: bool) -> Iterator[tuple[str, Clip]]:
    """Marker recordings of a folder at about each of the rates."""
    for path in sorted([*folder.rglob("*.c3d"), *folder.rglob("*.trc")]):
        try:
            clip = marker_body(path)
        except (ValueError, OSError):
            continue  # no recording of markers, or one that cannot be read
        if clip is None or len(clip[0]) < SHORTEST:
            continue
        label = kind_of(path, clip)
        if each:
            label += f" {path.parent.name}/{path.stem}"
        points, names, rate = clip
        for step in sorted({max(1, round(rate / wanted)) for wanted in RATES_HZ}):
            yield label, (points[::step], names, rate / step)


def table(rows: list[dict[str, Any]], keys: tuple[str, ...]) -> str:
    """Percent of frames, pooled over all that `keys` do not name; the worst clip beside."""
    pooled: dict[tuple[Any, ...], dict[float, list[dict[str, Any]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in rows:
        pooled[tuple(row[k] for k in keys)][row["share"]].append(row)
    width = max(len(" ".join(map(str, k))) for k in pooled) + 2
    lines = [
        " " * width + "".join(f"{f'{100 * s:g} % exchanged':>30}" for s in SHARES),
        " " * width + "   wrong unmarked marked worst" * len(SHARES),
    ]
    for key, shares in pooled.items():
        cells = []
        for share in SHARES:
            part = shares.get(share)
            if not part:
                cells.append(" " * 30)
                continue
            total = sum(r["frames"] for r in part)
            wrong, unmarked, marked = (
                100 * sum(r[k] for r in part) / total for k in ("wrong", "unmarked", "marked")
            )
            worst = max(100 * r["wrong"] / r["frames"] for r in part)
            cells.append(f"{wrong:8.2f}{unmarked:9.2f}{marked:7.2f}{worst:6.1f}")
        lines.append(f"{' '.join(map(str, key)):<{width}}" + "".join(cells))
    return "\n".join(lines)


def report_times() -> None:
    """Milliseconds of a processor per sequence of COCO-17, in each backend, on one thread."""
    points, names, rate = synthetic("walker", 30.0, 1)
    flat = seen_from(points, 0.0)
    flat = flat + NOISE_M * np.random.default_rng(0).standard_normal(flat.shape)
    batch = ff.Batch.from_sequences([flat] * 64, rate)
    for backend in ff.available():
        with ff.using(backend=backend, threads=1):
            ff.swaps.repair(flat, names, rate)
            spent = []
            for _ in range(7):
                start = time.process_time()
                ff.swaps.repair(batch, names)
                spent.append(time.process_time() - start)
        print(f"{backend:12} {1e3 * min(spent) / 64:8.3f} ms per {len(flat)} frames")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--times", action="store_true")
    parser.add_argument("--each", action="store_true", help="a row per recording")
    parser.add_argument("--no-synthetic", action="store_true")
    arguments = parser.parse_args()
    if arguments.times:
        report_times()
        return
    if not arguments.no_synthetic:
        rows = []
        seeds = range(1, 1 + arguments.seeds)
        for seed, kind, rate in product(seeds, ("walker", "runner"), RATES_HZ):
            rows += evaluate(kind, synthetic(kind, rate, seed), NOISE_M, seed)
        print(table(rows, ("label", "view", "rate", "group")), "\n")
    if arguments.folder is not None:
        rows = []
        for label, clip in recordings(arguments.folder, each=arguments.each):
            rows += evaluate(label, clip, 0.0, 0)
        print(table(rows, ("label", "view", "group")))


if __name__ == "__main__":
    main()
