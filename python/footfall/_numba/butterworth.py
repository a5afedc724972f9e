"""Twins of the Butterworth filters."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from ._run import run_channels

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def butterworth_low_pass(
    sections: int, rate: float, cutoff: float, passes: float, dtype: np.dtype[Any]
) -> tuple[Any, ...]:
    """Design in float64: gain, a1, a2 and the settled state, rounded once to the data's type."""
    order = 2.0 * sections
    widen = math.pow(math.pow(2.0, 1.0 / passes) - 1.0, 1.0 / (2.0 * order))
    k = math.tan(math.pi * cutoff / rate) / widen
    a1, a2 = np.empty(sections, dtype), np.empty(sections, dtype)
    settled = np.empty(2 * sections, dtype)
    gains, level = [], 1.0
    for i in range(sections):
        damping = 2 * math.cos(math.pi * (2 * i + 1) / (2.0 * order))
        d = 1 + damping * k + k * k
        gains.append(k * k / d)
        a1[i] = 2 * (k * k - 1) / d
        a2[i] = (1 - damping * k + k * k) / d
        level *= gains[i]
    gain = dtype.type(level)
    for i in range(sections):
        y = level / gains[i]
        second = level - float(a2[i]) * y
        settled[2 * i + 1] = second
        settled[2 * i] = 2 * level - float(a1[i]) * y + second
        level = y
    return gain, a1, a2, settled


@jit
def _section(w, s0, s1, a1, a2):
    """One sample through one section: its output and next state."""
    y = w + s0
    return y, w + w - a1 * y + s1, w - a2 * y


@jit
def _causal_row(x, line, held0, held1, weight1, weight2, settled0, settled1):
    """One row of samples through one section; `line` goes in and out, missing lanes hold."""
    for c in range(len(line)):
        s0, s1 = held0[c], held1[c]
        start0 = s0 if s0 == s0 else settled0 * x[c]
        start1 = s1 if s1 == s1 else settled1 * x[c]
        y, next0, next1 = _section(line[c], start0, start1, weight1, weight2)
        line[c] = y
        held0[c] = next0 if x[c] == x[c] else s0
        held1[c] = next1 if x[c] == x[c] else s1


@jit
def _causal_butterworth(values, offsets, state, out, filter_, first, last, left, right):
    gain, a1, a2, settled = filter_
    line = np.empty(right - left, values.dtype)
    for s in range(first, last):
        for row in range(offsets[s], offsets[s + 1]):
            x, target = values[row, left:right], out[row, left:right]
            for c in range(len(line)):
                line[c] = gain * x[c]
            for i in range(len(a1)):
                k = 2 * i
                held0, held1 = state[s, k, left:right], state[s, k + 1, left:right]
                _causal_row(x, line, held0, held1, a1[i], a2[i], settled[k], settled[k + 1])
            for c in range(len(line)):
                target[c] = line[c] if x[c] == x[c] else x[c]


@jit
def _load(values, start, n, left, block, pad):
    """Copy one sequence into the middle of `block`; around it, its odd reflections."""
    channels, end = block.shape[1], pad + n - 1
    for i in range(n):
        source, target = values[start + i, left : left + channels], block[pad + i]
        for c in range(channels):
            target[c] = source[c]
    for i in range(1, pad + 1):
        for c in range(channels):
            block[pad - i, c] = block[pad, c] + block[pad, c] - block[pad + i, c]
            block[end + i, c] = block[end, c] + block[end, c] - block[end - i, c]


@jit
def _settle(state, settled, line):
    for i in range(len(state[0])):
        for c in range(len(line)):
            state[0][i, c] = settled[2 * i] * line[c]
            state[1][i, c] = settled[2 * i + 1] * line[c]


@jit
def _advance(block, row, state, gain, a1, a2):
    """One row of samples through all sections, in place."""
    s0, s1 = state
    width = block.shape[1]
    for c in range(width):
        block[row, c] = gain * block[row, c]
    for i in range(len(a1)):
        for c in range(width):
            y, next0, next1 = _section(block[row, c], s0[i, c], s1[i, c], a1[i], a2[i])
            block[row, c] = y
            s0[i, c] = next0
            s1[i, c] = next1


@jit
def _both_ways(block, pad, state, filter_):
    """Forward over the padded block, backward to its first frame; in place."""
    gain, a1, a2, settled = filter_
    _settle(state, settled, block[0])
    for row in range(len(block)):
        _advance(block, row, state, gain, a1, a2)
    _settle(state, settled, block[len(block) - 1])
    for row in range(len(block) - 1, pad - 1, -1):
        _advance(block, row, state, gain, a1, a2)


@jit
def _new_state(sections, channels, dtype):
    """Both delays of each section, apart: memory that cannot overlap vectorises better."""
    return np.empty((sections, channels), dtype), np.empty((sections, channels), dtype)


@jit
def _gappy(values, start, n, channel, lane, state, filter_, padding, min_run, result):
    """Each run of finite samples of one channel for itself; other samples stay as they are."""
    i = 0
    while i < n:
        begin = i
        number = np.isfinite(values[start + i, channel])
        while i < n and np.isfinite(values[start + i, channel]) == number:
            i += 1
        length = i - begin
        smooth = number and length >= min_run
        pad = min(length - 1, padding) if smooth else 0
        used = lane[: length + 2 * pad]
        _load(values, start + begin, length, channel, used, pad)
        if smooth:
            _both_ways(used, pad, state, filter_)
        for k in range(length):
            result[begin + k] = used[pad + k, 0]


@jit
def _zero_phase(values, offsets, out, filter_, padding, min_run, first, last, left, right):
    width, sections = right - left, len(filter_[1])
    longest = 0
    for s in range(first, last):
        longest = max(longest, offsets[s + 1] - offsets[s])
    block = np.empty((longest + 2 * padding, width), values.dtype)
    lane = np.empty((longest + 2 * padding, 1), values.dtype)
    state = _new_state(sections, width, values.dtype)
    lane_state = _new_state(sections, 1, values.dtype)
    for s in range(first, last):
        start, n = offsets[s], offsets[s + 1] - offsets[s]
        smooth = n >= min_run
        pad = min(n - 1, padding) if smooth else 0
        used = block[: n + 2 * pad]
        _load(values, start, n, left, used, pad)
        if smooth:
            _both_ways(used, pad, state, filter_)
        for k in range(width):
            if smooth and np.isnan(state[0][0, k]):  # a missing sample poisons its lane for good
                result = used[pad : pad + n, k]
                _gappy(
                    *(values, start, n, left + k, lane, lane_state),
                    *(filter_, padding, min_run, result),
                )
        for i in range(n):
            source, target = used[pad + i], out[start + i, left:right]
            for c in range(width):
                target[c] = source[c]


def _make_causal_butterworth(order: int) -> Callable[..., None]:
    def kernel(
        values: NDArray[Any],
        offsets: NDArray[np.int64],
        state: NDArray[Any],
        out: NDArray[Any],
        threads: int,
        params: NDArray[np.float64],
    ) -> None:
        rate, cutoff = params.tolist()
        filter_ = butterworth_low_pass(order // 2, rate, cutoff, 1, values.dtype)

        def work(*span: int) -> None:
            _causal_butterworth(values, offsets, state, out, filter_, *span)

        run_channels(work, values, offsets, threads)

    return kernel


def _make_zero_phase_butterworth(order: int) -> Callable[..., None]:
    def kernel(
        values: NDArray[Any],
        offsets: NDArray[np.int64],
        out: NDArray[Any],
        threads: int,
        params: NDArray[np.float64],
    ) -> None:
        rate, cutoff, passes, padding, min_run = params.tolist()
        filter_ = butterworth_low_pass(order // 2, rate, cutoff, passes, values.dtype)

        def work(*span: int) -> None:
            _zero_phase(values, offsets, out, filter_, int(padding), int(min_run), *span)

        run_channels(work, values, offsets, threads)

    return kernel


causal_butterworth_2 = _make_causal_butterworth(2)
causal_butterworth_4 = _make_causal_butterworth(4)
causal_butterworth_6 = _make_causal_butterworth(6)
causal_butterworth_8 = _make_causal_butterworth(8)
zero_phase_butterworth_2 = _make_zero_phase_butterworth(2)
zero_phase_butterworth_4 = _make_zero_phase_butterworth(4)
zero_phase_butterworth_6 = _make_zero_phase_butterworth(6)
zero_phase_butterworth_8 = _make_zero_phase_butterworth(8)
