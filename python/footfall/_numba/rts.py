"""Twin of the smoother of Rauch, Tung and Striebel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from .estimates import even_channels, read_channel, read_even, read_steps, run_estimates
from .shared_gains import backward_shared, forward_shared, work_out
from .state_smoother import backward, drive_at, field_count, forward, write, write_row

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
        below = 0
        for d in judged:
            below += 1 if d <= middle else 0
        if below >= wanted:
            high = middle
        else:
            low = middle
    return np.sqrt(high) / 1.6448536269514722


@jit
def limit_of(usual, gate):
    """Give the squared innovation over its variance where the gate begins to act."""
    limit = usual * usual * (gate * gate)
    return limit if gate > 0 and limit > 0 else np.inf


@jit
def _share(x, steps, gains, states, filter_, wants_sigma, kept):
    """Smooth channels that share their gains; give their noise, and which the gate acts on."""
    _, settle, gate, given = filter_
    n, channels = x.shape
    scales, limits = np.full(channels, given), np.full(channels, np.inf)
    judges = gate > 0 or (wants_sigma and np.isnan(given))
    judged, nothing = np.empty((n if judges else 0, channels)), np.empty((0, 4, channels))
    if gate > 0:
        forward_shared(x, steps, gains, states, nothing, judged, limits, settle)
    else:
        forward_shared(x, steps, gains, states, kept, judged, limits, settle)
    for k in range(channels):
        if not judges:
            break
        usual = usual_size(judged[:, k].copy())
        if np.isnan(given):
            scales[k] = usual
        limits[k] = limit_of(usual, gate)
    acts = np.zeros(channels)
    if gate > 0:
        acts = forward_shared(x, steps, gains, states, kept, judged[:0], limits, settle)
    backward_shared(steps, gains, kept)
    return scales, acts


@jit
def _write_shared(out, start, channels, kept, gains, scales, acts, settings):
    """Write the estimates of the channels that the gate left alone."""
    x, states, rate, drive, exact = settings
    result = np.empty(states + 2)
    for row in range(len(kept)):
        result[states] = gains[row, 8]
        for k in range(len(channels)):
            if acts[k] == 0:
                result[:states] = kept[row, :states, k]
                result[states + 1] = kept[row, 3, k]
                place = states, rate, drive, scales[k], exact
                write_row(out, start + row, channels[k], x[row, k], 1.0, result, place)


@jit
def _alone(x, noise, steps, kept, judged, result, states, filter_, wants_sigma):
    """Smooth one channel; give its noise."""
    drive, settle, gate, given = filter_
    scale, limit = given, np.inf
    fields = kept.shape[1]
    none, nothing = np.empty(0), np.empty((0, fields))
    belief = np.zeros(fields - 3)
    scaled = wants_sigma and np.isnan(given)
    if gate > 0 or scaled:
        judge_only = nothing if gate > 0 else kept
        forward(x, noise, steps, drive, belief, judge_only, judged, np.inf, settle)
        usual = usual_size(judged)
        if np.isnan(given):
            scale = usual
        limit = limit_of(usual, gate)
    if gate > 0 or not scaled:
        belief[:] = 0.0
        forward(x, noise, steps, drive, belief, kept, none, limit, settle)
    backward(noise, steps, kept, states, wants_sigma, result)
    return scale


@jit
def _rts(values, weights, times, offsets, out, states, rules, filter_, first, last, left, right):
    rate, max_gap, extend = rules
    drive, exact, sigma = filter_[0], filter_[3] == 0, out.shape[0] > 1
    fields = field_count(states)
    longest = 0
    for s in range(first, last):
        longest = max(longest, offsets[s + 1] - offsets[s])
    x_all, noise_all, steps_all = np.empty(longest), np.empty(longest), np.empty(longest)
    kept_all, judged_all = np.empty((longest, fields)), np.empty(longest)
    result_all, gains = np.empty((longest, states + 2)), np.empty((0, 9))
    for s in range(first, last):
        start, n = offsets[s], offsets[s + 1] - offsets[s]
        x, noise, steps = x_all[:n], noise_all[:n], steps_all[:n]
        kept, judged, result = kept_all[:n], judged_all[:n], result_all[:n]
        read_steps(times, start, rate, steps)
        even = even_channels(values, weights, start, steps, max_gap, states, left, right)
        acts = np.zeros(len(even))
        if len(even) > 0:
            if len(gains) != n or len(times) > 0:
                gains = work_out(n, steps, drive, states)
            columns, shared = np.empty((n, len(even))), np.empty((n, 4, len(even)))
            read_even(values, even, start, columns)
            scales, acts = _share(columns, steps, gains, states, filter_, sigma, shared)
            settings = columns, states, rate, drive, exact
            _write_shared(out, start, even, shared, gains, scales, acts, settings)
        done = 0
        for c in range(left, right):
            if done < len(even) and even[done] == c:
                done += 1
                if acts[done - 1] == 0:
                    continue
            read_channel(values, weights, c, start, steps, max_gap, extend, states, x, noise)
            scale = _alone(x, noise, steps, kept, judged, result, states, filter_, sigma)
            write(out, start, c, x, noise, result, states, rate, drive, scale, exact)


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
