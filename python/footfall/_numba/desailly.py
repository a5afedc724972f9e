"""Twin of the high-pass method: farthest ahead and behind once travel is filtered out."""

from __future__ import annotations

import math

import numpy as np

from ._jit import jit
from .butterworth import zero_phase
from .events import detector
from .kinematic_signals import read_track
from .peaks import USUAL_STRIDE_S, parabola_vertex, period, stride_peaks
from .rows import grown
from .sections import HIGH, MOST_IN_BLOCK, blocks, chunks, design

ORDER, PASSES, MIN_RUN = 4, 2.0, 13
HIGHEST_CUTOFF = 0.45  # of the rate
FLOAT64_DIGITS = 53


@jit
def _high_pass(signal, rate, cutoff):
    n = len(signal)
    used = min(cutoff, HIGHEST_CUTOFF * rate)
    padding = int(min(math.ceil(rate / used), float(n)))
    sections = design(rate, used, 0.0, HIGH, ORDER, PASSES)
    cuts = chunks(sections, max(padding, MIN_RUN) + 1, FLOAT64_DIGITS)
    filter_ = blocks(sections, signal.dtype, MOST_IN_BLOCK)
    out = np.empty((n, 1))
    column = signal.reshape(n, 1)
    zero_phase(column, np.array([0, n]), out, filter_, (padding, MIN_RUN), cuts, 0, 1, 0, 1)
    return out[:, 0].copy()


@jit
def _desailly(values, offsets, table, params):
    rate, dimensions, forward = params[0], int(params[1]), params[2:5]
    sequence, rows, count = np.empty(0, np.int64), np.empty((0, 3)), 0
    for s in range(len(offsets) - 1):
        x = values[offsets[s] : offsets[s + 1]]
        for row in table:
            apart = read_track(x, row[2], row[3], dimensions, forward)
            apart -= read_track(x, row[4], row[5], dimensions, forward)
            stride = period(apart, int(0.35 * rate), int(2.2 * rate), 0.4)
            stride = USUAL_STRIDE_S * rate if np.isnan(stride) else stride
            if len(x) < stride:  # too short for the high-pass
                continue
            signal = read_track(x, row[0], row[1], dimensions, forward)
            signal = _high_pass(signal, rate, params[7] * rate / stride)
            if row[6] % 2 == 1:
                for i in range(len(signal)):
                    signal[i] = -signal[i]
            frames, prominences = stride_peaks(signal, rate, params[5], params[6])
            sequence, rows = grown(sequence, rows, count, len(frames))
            for frame, prominence in zip(frames, prominences):  # noqa: B905  not in Numba
                sequence[count] = s
                rows[count, 0] = parabola_vertex(signal, frame)
                rows[count, 1] = row[6]
                rows[count, 2] = prominence
                count += 1
    return sequence[:count], rows[:count]


desailly = detector(_desailly, "The foot farthest ahead and behind once travel is filtered out.")
