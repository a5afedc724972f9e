"""Twins of the Butterworth filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from ._run import run_channels
from .sections import (
    MOST_CAUSAL,
    MOST_FRAMES,
    MOST_IN_BLOCK,
    blocks,
    chunks,
    design,
    through_section,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@jit
def _causal_row(x, line, held0, held1, weights, settled0, settled1):
    """One row of samples through one section; `line` goes in and out, missing lanes hold."""
    b1, a1, a2 = weights
    for c in range(len(line)):
        s0, s1 = held0[c], held1[c]
        start0 = s0 if s0 == s0 else settled0 * x[c]
        start1 = s1 if s1 == s1 else settled1 * x[c]
        y, next0, next1 = through_section(line[c], start0, start1, b1, a1, a2)
        line[c] = y
        held0[c] = next0 if x[c] == x[c] else s0
        held1[c] = next1 if x[c] == x[c] else s1


@jit
def _causal_butterworth(values, offsets, state, out, filter_, first, last, left, right):
    _starts, gains, b1, a1, a2, settled = filter_
    line = np.empty(right - left, values.dtype)
    for s in range(first, last):
        for row in range(offsets[s], offsets[s + 1]):
            x, target = values[row, left:right], out[row, left:right]
            for c in range(len(line)):
                line[c] = gains[0] * x[c]
            for i in range(len(a1)):
                k = 2 * i
                held0, held1 = state[s, k, left:right], state[s, k + 1, left:right]
                weights = (b1[i], a1[i], a2[i])
                _causal_row(x, line, held0, held1, weights, settled[k], settled[k + 1])
            for c in range(len(line)):
                target[c] = line[c] if x[c] == x[c] else x[c]


@jit
def _copy(source, first, count, left, target, at):
    """Copy rows of some channels."""
    for i in range(count):
        line, to = source[first + i, left : left + target.shape[1]], target[at + i]
        for c in range(len(to)):
            to[c] = line[c]


@jit
def _pad(block, front, back):
    """Odd reflections around what is in the middle of `block`."""
    end = len(block) - 1 - back
    for i in range(1, front + 1):
        for c in range(block.shape[1]):
            block[front - i, c] = block[front, c] + block[front, c] - block[front + i, c]
    for i in range(1, back + 1):
        for c in range(block.shape[1]):
            block[end + i, c] = block[end, c] + block[end, c] - block[end - i, c]


@jit
def _settle(state, settled, line):
    for i in range(len(state[0])):
        for c in range(len(line)):
            state[0][i, c] = settled[2 * i] * line[c]
            state[1][i, c] = settled[2 * i + 1] * line[c]


@jit
def _advance(block, row, state, gain, b1, a1, a2):
    """One row of samples through a block of sections, in place."""
    s0, s1 = state
    width = block.shape[1]
    for c in range(width):
        block[row, c] = gain * block[row, c]
    for i in range(len(a1)):
        for c in range(width):
            y, next0, next1 = through_section(
                block[row, c], s0[i, c], s1[i, c], b1[i], a1[i], a2[i]
            )
            block[row, c] = y
            s0[i, c] = next0
            s1[i, c] = next1


@jit
def _both_ways(block, lowest, states, filter_, broken):
    """Forward over the padded block, backward to its row `lowest`; in place.

    `broken` tells which lanes met a sample that is no number: it poisons them for good.
    """
    starts, gains, b1, a1, a2, settled = filter_
    for way in range(2):
        for k in range(len(gains)):
            i, j = starts[k], starts[k + 1]
            state = (states[0][: j - i], states[1][: j - i])
            _settle(state, settled[2 * i : 2 * j], block[0 if way == 0 else len(block) - 1])
            for n in range(len(block) if way == 0 else len(block) - lowest):
                row = n if way == 0 else len(block) - 1 - n
                _advance(block, row, state, gains[k], b1[i:j], a1[i:j], a2[i:j])
            if way == 0 and k == 0:
                for c in range(len(broken)):
                    broken[c] = not np.isfinite(state[0][0, c])


@jit
def _new_state(sections, channels, dtype):
    """Both delays of each section, apart: memory that cannot overlap vectorises better."""
    return np.empty((sections, channels), dtype), np.empty((sections, channels), dtype)


@jit
def _gappy(x, window, block, work, filter_, padding, min_run, result):
    """Each run of finite samples of one lane for itself; other samples stay as they are.

    Of the window's frames those from `before` on are kept, as many as `result` has.
    """
    before, starts, ends = window
    n, i = len(x), 0
    while i < n:
        begin = i
        number = np.isfinite(x[i])
        while i < n and np.isfinite(x[i]) == number:
            i += 1
        first, last = max(begin, before), min(i, before + len(result))
        if first >= last:
            continue
        length = i - begin
        if number and length >= min_run:
            reach = min(length - 1, padding)
            front = reach if begin > 0 or starts else 0
            back = reach if i < n or ends else 0
            used = block[: length + front + back]
            for k in range(length):
                used[front + k, 0] = x[begin + k]
            _pad(used, front, back)
            _both_ways(used, front + first - begin, work[0], filter_, work[1])
            for k in range(first, last):
                result[k - before] = used[front + k - begin, 0]
        else:
            for k in range(first, last):
                result[k - before] = x[k]


@jit
def zero_phase(values, offsets, out, filter_, ends, cuts, first, last, left, right):
    """Filter spans of sequences and channels; `ends` are frames of padding and of least runs."""
    padding, min_run = ends
    warm_up, chunk = cuts
    width, sections = right - left, len(filter_[2])
    longest = 0
    for s in range(first, last):
        longest = max(longest, offsets[s + 1] - offsets[s])
    rows = min(longest, 4 * chunk)
    size = rows + 2 * min(padding, rows)
    block, lane_block = np.empty((size, width), values.dtype), np.empty((size, 1), values.dtype)
    lane = np.empty(size, values.dtype)
    state = _new_state(sections, width, values.dtype)
    lane_work = (_new_state(sections, 1, values.dtype), np.empty(1, np.bool_))
    broken = np.empty(width, np.bool_)
    kept = np.empty((warm_up if longest >= 4 * chunk else 0, width), values.dtype)
    for s in range(first, last):
        start, n = offsets[s], offsets[s + 1] - offsets[s]
        if n < min_run:
            _copy(values, start, n, left, out[start : start + n, left:right], 0)
            continue
        count = 1 if n < 4 * chunk else n // chunk
        for k in range(count):
            begin, end = k * chunk, n if k + 1 == count else (k + 1) * chunk
            before, after = warm_up if k > 0 else 0, warm_up if k + 1 < count else 0
            length = before + end - begin + after
            front = min(length - 1, padding) if k == 0 else 0
            back = min(length - 1, padding) if k + 1 == count else 0
            used = block[: front + length + back]
            _copy(kept, 0, before, 0, used, front)
            _copy(values, start + begin, end - begin + after, left, used, front + before)
            _pad(used, front, back)
            _both_ways(used, front + before, state, filter_, broken)
            for c in range(width):
                if broken[c]:
                    for i in range(before):
                        lane[i] = kept[i, c]
                    for i in range(before, length):
                        lane[i] = values[start + begin - before + i, left + c]
                    result = used[front + before : front + before + end - begin, c]
                    window = (before, k == 0, k + 1 == count)
                    _gappy(
                        *(lane[:length], window, lane_block, lane_work),
                        *(filter_, padding, min_run, result),
                    )
            if after > 0:  # the next chunk looks at what this one overwrites in place
                _copy(values, start + end - warm_up, warm_up, left, kept, 0)
            target = out[start + begin : start + end, left:right]
            _copy(used, front + before, end - begin, 0, target, 0)


def _make_causal_butterworth(order: int) -> Callable[..., None]:
    def kernel(
        values: NDArray[Any],
        offsets: NDArray[np.int64],
        state: NDArray[Any],
        out: NDArray[Any],
        threads: int,
        params: NDArray[np.float64],
    ) -> None:
        rate, cutoff, upper, kind, whole, first = params.tolist()
        sections = design(rate, cutoff, upper, int(kind), int(whole), 1)
        own = sections[int(first) : int(first) + order // 2]
        filter_ = blocks(own, values.dtype, MOST_CAUSAL)

        def work(*span: int) -> None:
            _causal_butterworth(values, offsets, state, out, filter_, *span)

        run_channels(work, values, offsets, threads)

    return kernel


def zero_phase_butterworth(
    values: NDArray[Any],
    offsets: NDArray[np.int64],
    out: NDArray[Any],
    threads: int,
    params: NDArray[np.float64],
) -> None:
    """Run a Butterworth filter forward and backward over each run of numbers."""
    rate, cutoff, upper, kind, order, passes, *frames = params.tolist()
    padding, min_run = (int(min(f, MOST_FRAMES)) for f in frames)
    sections = design(rate, cutoff, upper, int(kind), int(order), passes)
    filter_ = blocks(sections, values.dtype, MOST_IN_BLOCK)
    digits = np.finfo(values.dtype).nmant + 1
    cuts = chunks(sections, max(padding, min_run) + 1, digits)

    def work(*span: int) -> None:
        zero_phase(values, offsets, out, filter_, (padding, min_run), cuts, *span)

    run_channels(work, values, offsets, threads)


causal_butterworth_2 = _make_causal_butterworth(2)
causal_butterworth_4 = _make_causal_butterworth(4)
causal_butterworth_6 = _make_causal_butterworth(6)
causal_butterworth_8 = _make_causal_butterworth(8)
