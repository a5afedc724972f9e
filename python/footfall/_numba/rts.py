"""Twin of the smoother of Rauch, Tung and Striebel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from .estimates import read_channel, read_steps, run_estimates
from .state_smoother import backward, drive_at, field_count, forward, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@jit
def usual_size(judged):
    """Standard deviation of the noise from the 90 % point of the innovations."""
    count = total = 0.0
    for d in judged:
        if d < np.inf:
            count = count + 1.0
            total = total + d
    low, high = 0.0, 10.0 * total / count
    wanted = 0.9 * count
    for _ in range(20):
        middle = 0.5 * (low + high)
        below = 0.0
        for d in judged:
            if d <= middle:
                below = below + 1.0
        if below >= wanted:
            high = middle
        else:
            low = middle
    return np.sqrt(high) / 1.6448536269514722


@jit
def _rts(values, weights, times, offsets, out, states, rules, filter_, first, last, left, right):
    rate, max_gap, extend = rules
    drive, settle, gate, given = filter_
    fields = field_count(states)
    longest = 0
    for s in range(first, last):
        longest = max(longest, offsets[s + 1] - offsets[s])
    x_all, noise_all, steps_all = np.empty(longest), np.empty(longest), np.empty(longest)
    kept_all, judged_all = np.empty((longest, fields)), np.empty(longest)
    result_all = np.empty((longest, states + 2))
    none, nothing = np.empty(0), np.empty((0, fields))
    for s in range(first, last):
        start, n = offsets[s], offsets[s + 1] - offsets[s]
        x, noise, steps = x_all[:n], noise_all[:n], steps_all[:n]
        kept, judged, result = kept_all[:n], judged_all[:n], result_all[:n]
        read_steps(times, start, rate, steps)
        for c in range(left, right):
            read_channel(values, weights, c, start, steps, max_gap, extend, states, x, noise)
            scale, limit = given, np.inf
            belief = np.zeros(fields - 3)
            if gate > 0 or (np.isnan(given) and out.shape[0] > 1):
                judge_only = nothing if gate > 0 else kept
                forward(x, noise, steps, drive, belief, judge_only, judged, np.inf, settle)
                usual = usual_size(judged)
                if np.isnan(given):
                    scale = usual
                limit = usual * usual * (gate * gate)
                if not limit > 0:
                    limit = np.inf
            if gate > 0 or not (np.isnan(given) and out.shape[0] > 1):
                belief[:] = 0.0
                forward(x, noise, steps, drive, belief, kept, none, limit, settle)
            backward(noise, steps, kept, states, out.shape[0] > 1, result)
            write(out, start, c, x, noise, result, states, rate, drive, scale, given == 0)


def _make_rts(states: int) -> Callable[..., None]:
    def kernel(
        values: NDArray[Any],
        weights: NDArray[Any],
        times: NDArray[np.float64],
        offsets: NDArray[np.int64],
        out: NDArray[Any],
        threads: int,
        params: NDArray[np.float64],
    ) -> None:
        rate, cutoff, max_gap, extend, gate, noise = params.tolist()
        filter_ = drive_at(states, 2 * math.pi * cutoff / rate), float(math.ceil(rate / cutoff))
        rules = rate, max_gap, extend != 0
        settings = values, weights, times, offsets, out, states, rules, (*filter_, gate, noise)
        run_estimates(_rts, values, offsets, threads, settings)

    return kernel


rts_velocity = _make_rts(2)
rts_acceleration = _make_rts(3)
