"""The table of kernels that the contract is tested on, and how each family is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

import footfall as ff
from footfall import _backend
from footfall._resampling import weights

from .conftest import Ragged, missing

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

NAN = np.nan
CHANNELS = 15
BACKENDS = ff.available()
Arrays = tuple["NDArray[Any]", ...]


def signals(data: Ragged) -> NDArray[Any]:
    """Slow waves of about a stride, with noise and gaps: (frames, 5 points of 3 coordinates)."""
    rng = data.rng()
    n = int(data.offsets[-1])
    waves = np.sin(np.arange(n)[:, None] * rng.uniform(0.04, 0.09, CHANNELS) + np.arange(CHANNELS))
    values = waves + 0.02 * rng.normal(size=waves.shape)
    values[missing(rng, n, CHANNELS, data.pattern)] = NAN
    return values.astype(data.dtype)


def forces(data: Ragged) -> NDArray[Any]:
    """Loads of plates in N."""
    return np.asarray(np.maximum(signals(data) * 800, 0), dtype=data.dtype)


def candidates(data: Ragged) -> NDArray[Any]:
    """Events to repair, sorted by time within a sequence: time, place in the cycle, score."""
    rng = data.rng()
    parts = [np.empty((0, 3))]
    for n in data.lengths:
        step = np.arange(n) * 0.27 + rng.normal(size=n) * 0.02 + 8.0 * (np.arange(n) > n // 2)
        place = (np.arange(n) + (rng.random(n) < 0.1)) % 4
        parts.append(np.stack([np.sort(step), place, rng.uniform(0, 3, n)], axis=1))
    return np.concatenate(parts).astype(data.dtype)


def feet(data: Ragged) -> NDArray[Any]:
    """Pelvis forward; heel, toe and ankle of both feet, each forward and up."""
    rng = data.rng()
    n = int(data.offsets[-1])
    time = np.arange(n) / 100
    pelvis = 1.3 * time
    columns = [pelvis]
    for phase in (0, np.pi):
        turn = 2 * np.pi * 0.9 * time + phase
        for ahead, height in ((0.0, 0.03), (0.2, 0.02), (0.05, 0.1)):
            columns += [
                pelvis + 0.35 * np.sin(turn + 0.3 * np.sin(turn)) + ahead,
                height + 0.1 * np.maximum(np.cos(turn), 0) ** 2,
            ]
    values = np.stack(columns, axis=1) + 0.002 * rng.normal(size=(n, len(columns)))
    values[missing(rng, n, len(columns), data.pattern)] = NAN
    return values.astype(data.dtype)


def scores(values: NDArray[Any]) -> NDArray[Any]:
    """Scores of points of three coordinates, or one, that go with their order."""
    points = values[:, ::3] if values.shape[1] % 3 == 0 else values
    return np.ascontiguousarray(np.abs(np.nan_to_num(points)) % 1.0, dtype=np.float32)


def pairs(data: Ragged) -> NDArray[Any]:
    """Four pairs of points in the plane, the last two exchanged at times."""
    rng = data.rng()
    n = int(data.offsets[-1])
    swing = np.sin(0.2 * np.arange(n))[:, None]
    middle = np.repeat([[0.0, 1.0], [0.0, 0.0], [0.0, -1.0], [0.1, 0.4]], 2, axis=0).ravel()
    way = np.repeat([[0.1, 0.0], [0.1, 0.0], [0.6, 0.1], [0.4, 0.0]], 2, axis=0)
    way[1::2] *= -1
    values = middle + swing * way.ravel() + 0.01 * rng.normal(size=(n, 16))
    swapped = np.repeat(rng.random(n // 5 + 1) < 0.3, 5)[:n]
    values[swapped, 8:] = values[swapped, 8:][:, [2, 3, 0, 1, 6, 7, 4, 5]]
    values[missing(rng, n, 16, data.pattern)] = NAN
    return values.astype(data.dtype)


@dataclass(frozen=True)
class Kernel:
    """A kernel with realistic parameters and what it is fed with."""

    name: str
    family: str
    params: tuple[float, ...]
    states: int = 0
    table: tuple[tuple[int, ...], ...] = ((),)
    codes: int = 0  # last columns of the table that are not points
    outputs: int = 0  # numbers that a frame gives, where not one per row of the table
    make: Callable[[Ragged], NDArray[Any]] = signals
    per_channel: bool = True
    fills: bool = False  # gives numbers where samples are missing
    planes: int = 0  # estimates of a sample
    weighted: bool = False

    def points(self) -> NDArray[np.int64]:
        """Table of whole numbers, as kernels take it."""
        return np.array(self.table, dtype=np.int64).reshape(len(self.table), -1)


# Axes of segments: along a line, by a hinge, and by another's axis; joints between them.
SEGMENT_ROWS = (
    (0, 2, 1, 0, 0, 1, 1, 0, 0, 1, 2, 3),
    (0, 1, 2, 4, 4, 3, 3, 2, 0, 2, 2, 2),
    (0, 0, 2, 2, 2, 3, 4, 1, 1, 2, 0, 0),
)
JOINT_ROWS = (
    (1, -1, 0, 1, 0, 2, 1, -1, -1, 0, 0, 0),
    (1, 0, 1, 2, 0, 1, 1, 1, 1, 0, 0, 0),
    (1, 1, 2, 0, 1, 2, -1, -1, 1, 0, 0, 0),
)

KERNELS = (
    Kernel("one_euro", "causal", (60.0, 1.0, 0.1, 1.0, 0.05), states=3),
    *(
        Kernel(f"causal_butterworth_{order}", "causal", (100.0, 6.0, 0, 0, order, 0), states=order)
        for order in (2, 4, 6, 8)
    ),
    *(
        Kernel("zero_phase_butterworth", "series", (100.0, *band, order, 2, 17, 3 * poles + 1))
        for band, order, poles in (
            ((6.0, 0, 0), 2, 2),
            ((6.0, 0, 0), 4, 4),
            ((20.0, 0, 1), 6, 6),
            ((4.0, 12.0, 2), 4, 8),
            ((12.0, 0, 0), 12, 12),
            ((3.0, 30.0, 2), 6, 12),
        )
    ),
    Kernel("mask_below", "scored", (0.3,)),
    Kernel(
        *("mask_fill_filter", "scored", (0.3, 5, 1, 100.0, 6.0, 0, 0, 4, 2, 17, 13)),
        fills=True,
    ),
    Kernel("fill_linear", "series", (5, 1), fills=True),
    Kernel("hampel", "series", (3, 3.0, 0.01, 1, 0)),
    Kernel("median", "series", (7, 3)),
    Kernel("savitzky_golay", "series", (100.0, 5, 3, 0, 0)),
    Kernel("window_mean", "series", (6, 2.5, 0)),
    Kernel("fill_pchip", "series", (5, 1), fills=True),
    Kernel("fill_cubic", "series", (5, 1, 0.2, 1), fills=True),
    Kernel("resample_rational", "resampled", (2, 5, 0, 0, *weights(2, 5)), fills=True),
    *(
        Kernel(name, "estimates", params, planes=planes, weighted=weighted, fills=True)
        for name, params, planes, weighted in (
            ("rts_velocity", (100.0, 6.0, 5, 0, 3.0, NAN), 4, False),
            ("rts_acceleration", (100.0, 8.0, 5, 1, 3.0, 0.02), 4, True),
            ("whittaker_2", (100.0, 6.0, 5, 0, NAN), 2, False),
            ("whittaker_3", (100.0, 6.0, 5, 1, 0.02), 2, True),
            ("gcv_spline_cubic", (100.0, 0.0, 0.0, 1.4, 5, 0), 4, True),
            ("gcv_spline_quintic", (100.0, 0.0, 1e-8, 1.0, 5, 1), 4, False),
        )
    ),
    *(
        Kernel(name, "lagged", params, states=states, planes=4, weighted=weighted, fills=True)
        for name, params, states, weighted in (
            ("rts_velocity_lagged", (100.0, 6.0, 5, 0, 3.0, NAN, 9, 0, 1), 15, False),
            ("rts_acceleration_lagged", (100.0, 8.0, 5, 1, 3.0, 0.02, 11, 6, 1), 23, True),
        )
    ),
    Kernel("three_point_angle", "frames", (), table=((0, 1, 2), (4, 2, 0), (3, 1, 4))),
    Kernel(
        *("segment_frames", "frames", (10.0, 25.0)),
        table=SEGMENT_ROWS,
        outputs=9 * len(SEGMENT_ROWS),
        per_channel=False,
    ),
    Kernel(
        *("cardan_angles", "frames", (10.0, 25.0, 60.0, 0.8, 0.6, 0, 0, 0, 1.0, 0.6, -0.8, 0)),
        table=(*SEGMENT_ROWS, *JOINT_ROWS),
        outputs=3 * len(JOINT_ROWS),
        per_channel=False,
    ),
    Kernel("inclination", "frames", (0.8, 0.6, 0, 0, 0.1, 1.0), table=((0, 1), (3, 2))),
    Kernel(
        *("zeni", "sequences", (100.0, 3, 1, 0, 0.1, NAN, NAN)),
        table=((0, 1, 2, 0), (3, 1, 2, 1), (4, 1, 2, 3)),
        codes=1,
    ),
    Kernel(
        *("foot_velocity", "sequences", (100.0, 3, 0, 0.1, 1, NAN, NAN, 0.6)),
        table=((0, 1, 0), (2, 3, 1), (4, 3, 2)),
        codes=1,
    ),
    Kernel(
        *("zeni_velocity", "sequences", (100.0, 3, 1, 0, 0.1)),
        table=((0, 0, 1, 2, 0), (3, 0, 1, 2, 1), (4, 3, 1, 2, 3)),
        codes=1,
    ),
    Kernel(
        *("hreljac", "sequences", (100.0, 3, 1, 0, 0.1, 0, 0, 1)),
        table=((0, 0, 1, 2, 0), (3, 0, 1, 2, 1), (4, 3, 1, 2, 2)),
        codes=1,
    ),
    *(
        Kernel(
            "foot_speed",
            "sequences",
            (100.0, 3, 1, 0, 0, 0, 0, 1, *rule, *(2.0, 3.0, limit, 1.5, 1.5, limit, 2.5, 2.5, 4.0)),
            table=((0, 0, 1, 2, 0, 0), (3, 4, 1, 2, 1, 0), (4, 3, 1, 2, 2, 1), (3, 0, 1, 2, 2, 3)),
            codes=2,
        )
        for rule, limit in (((0, 0, NAN, 0.0), np.inf), ((1, 1, 1.2, NAN), 2.0))
    ),
    Kernel(
        *("desailly", "sequences", (100.0, 3, 1, 0, 0.1, NAN, NAN, 0.5)),
        table=((0, 0, 1, 2, 3, 3, 0), (4, 3, 1, 1, 0, 2, 3)),
        codes=1,
    ),
    Kernel(
        *("handsaker", "sequences", (100.0, 3, 1, 0, 0.1, 0, 0, 1)),
        table=((0, 0, 1, 2, 0), (3, 4, 1, 2, 0), (4, 3, 1, 2, 3), (3, 3, 1, 2, 2)),
        codes=1,
    ),
    Kernel(
        *("pelvis_velocity", "sequences", (100.0, 3, 1, 0, 0.1, 0, 0, 1, NAN, NAN, 0.025)),
        table=((0, 0, 1, 2, 0), (3, 4, 1, 2, 2)),
        codes=1,
    ),
    Kernel(
        *("fellin", "sequences", (100.0, 3, 1, 0, 0.1, 0, 0, 1, 0.023)),
        table=((0, 0, 1, 2, 0, 1, 3, 0), (3, 4, 1, 2, 0, 1, 3, 3), (4, 3, 1, 2, 2, 0, 1, 2)),
        codes=1,
    ),
    Kernel(
        *("free_fall", "sequences", (100.0, 3, 1, 0, 0.1, 0, 0, 1, NAN, NAN, 0.8)),
        table=((0, 0, 1, 2, 0), (3, 4, 1, 2, 2)),
        codes=1,
    ),
    Kernel(
        *("foot_contact", "sequences", (100.0, 15.0, 4.0, 0.03, 6.0, 0.25, 0.4, 0.3, 0.2)),
        make=feet,
        per_channel=False,
    ),
    Kernel("force_threshold", "sequences", (100.0, 20, 5, 0.05), make=forces, per_channel=False),
    Kernel(
        *("swaps", "sequences"),
        (2, 8, 0, 0, 1.0, 30.0, 0.02, 50.0, 8.0, 3.0, 5.0, 4.0, 3.0, 0.3, 0.3, 0.05, 4.5),
        table=(
            *((0, 1, -1, 0), (2, 3, -1, 0), (0, 1, 0, 0), (2, 3, 0, 0)),
            *((4, 5, 1, 1), (6, 7, 2, 0)),
        ),
        make=pairs,
        per_channel=False,
    ),
    Kernel(
        *("repair_order", "sequences", (NAN, 0.1, 0.4, 0.1, 0.4, 0.03, 0.015)),
        make=candidates,
        per_channel=False,
    ),
)


def run(
    kernel: Kernel,
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    *,
    backend: str,
    threads: int = 1,
    state: NDArray[Any] | None = None,
    out: NDArray[Any] | None = None,
    table: NDArray[np.int64] | None = None,
) -> Arrays:
    """Call the kernel as Python does; all that it gives, its state among it."""
    function = getattr(_backend._module(backend), kernel.name)
    params = np.array(kernel.params, dtype=np.float64)
    table = kernel.points() if table is None else table
    if kernel.family == "sequences":
        rows: Arrays = function(values, offsets, table, threads, params)
        return rows
    if kernel.family == "frames":
        out = np.full((len(values), kernel.outputs or len(table)), 7, values.dtype)
        function(values.reshape(len(values), CHANNELS // 3, 3), table, out, threads, params)
        return (out,)
    if kernel.family == "resampled":
        up, down = int(kernel.params[0]), int(kernel.params[1])
        ends = np.cumsum([0, *(-(-np.diff(offsets) * up // down))])
        out = np.full((ends[-1], values.shape[1]), 7, values.dtype)
        function(values, offsets, out, ends, threads, params)
        return (out,)
    if kernel.family == "lagged":
        return run_lagged(kernel, function, values, offsets)
    if kernel.family == "estimates":
        return run_estimates(kernel, function, values, offsets, threads, out)
    out = np.full_like(values, 7) if out is None else out
    if kernel.family == "scored":
        function(values, scores(values), offsets, out, threads, params)
        return (out,)
    if kernel.family == "series":
        function(values, offsets, out, threads, params)
        return (out,)
    if state is None:
        shape = (len(offsets) - 1, kernel.states, values.shape[1])
        state = np.full(shape, NAN, dtype=values.dtype)
    function(values, offsets, state, out, threads, params)
    return out, state


def run_estimates(
    kernel: Kernel,
    function: Any,
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    threads: int,
    out: NDArray[Any] | None,
) -> Arrays:
    """Run for all estimates; with `out` for positions once more, there."""
    weights = weights_beside(kernel, values)
    params, times = np.array(kernel.params, dtype=np.float64), np.empty(0)
    planes = np.full((kernel.planes, *values.shape), 7, values.dtype)
    function(values, weights, times, offsets, planes, threads, params)
    if out is not None:
        function(values, weights, times, offsets, out[None], threads, params)
        return (out, *planes[1:])
    return tuple(planes)


def weights_beside(kernel: Kernel, values: NDArray[Any]) -> NDArray[Any]:
    """Weights that go with the values, or none."""
    if kernel.weighted:
        return np.asarray(0.5 + np.abs(values) % 1, values.dtype)
    return np.empty((len(values), 0), values.dtype)


def run_lagged(
    kernel: Kernel, function: Any, values: NDArray[Any], offsets: NDArray[np.int64]
) -> Arrays:
    """Tell each sequence to its end; rows leave from `first` on, and NaN is left before."""
    params = np.array(kernel.params, dtype=np.float64)
    weights, channels = weights_beside(kernel, values), values.shape[1]
    planes = np.full((kernel.planes, *values.shape), NAN, values.dtype)
    judged, states = np.zeros(values.shape), np.zeros((len(offsets) - 1, kernel.states, channels))
    states[:, -1] = NAN
    for start, end, state in zip(offsets[:-1], offsets[1:], states, strict=True):
        rows, first = slice(start, end), min(int(kernel.params[-2]), int(end - start))
        out = np.full((kernel.planes, end - start - first, channels), 7, values.dtype)
        left = np.zeros((len(out[0]), channels))
        tables = values[rows], weights[rows], np.empty(0), np.empty((0, channels))
        function(*tables, state, left, out, params)
        planes[:, start + first : end], judged[start : start + len(left)] = out, left
    return *planes, judged, states.reshape(-1, channels)
