"""Twin of the smoother that answers some frames late; see `FixedLag`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ._jit import jit
from .estimates import mark, read_samples
from .rts import limit_of, usual_size
from .state_smoother import backward, drive_at, field_count, forward, write_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@jit
def _pass_on(before, step, noise):
    """Take a row in; see `RunBefore`."""
    gap, samples = before
    gap = gap + step
    if noise < 0:
        samples = 0.0
    if np.isfinite(noise):
        return 0.0, samples + 1.0
    return -np.inf if noise < 0 else gap, samples


@jit
def _judge(x, noise, steps, drive, belief, samples, history, c):
    """Give the usual size of innovations, of history and window together."""
    judged = np.empty(len(history) + len(x))
    judged[: len(history)] = history[:, c]
    within, nothing = judged[len(history) :], np.empty((0, len(belief) + 3))
    forward(x, noise, steps, drive, belief, nothing, within, np.inf, 0.0, samples)
    return usual_size(judged)


@jit
def _fixed_lag(
    values, weights, all_steps, history, state, judged, out, states, rules, filter_, plan
):
    rate, max_gap, extend = rules
    drive, settle, gate, given = filter_
    lag, ahead, judge = plan
    n_rows, channels = values.shape
    fields = field_count(states)
    size = fields - 3
    x_all, noise_all = np.empty(n_rows), np.empty(n_rows)
    kept_all, result_all = np.empty((n_rows, fields)), np.empty((n_rows, states + 2))
    nothing, none, one, first = np.empty((0, fields)), np.empty(0), np.empty(1), np.empty(2)
    gated, free, course = np.empty(size), np.empty(size), np.empty(size)
    for c in range(channels):
        gated[:], free[:] = state[:size, c], state[size + 1 : 2 * size + 1, c]
        gated_samples, free_samples = state[size, c], state[2 * size + 1, c]
        before, usual = (state[2 * size + 2, c], state[2 * size + 3, c]), state[2 * size + 4, c]
        base = 0
        for i in range(out.shape[1]):
            row = ahead + i
            n = min(row + lag + 1, n_rows) - base
            x, noise, steps = x_all[:n], noise_all[:n], all_steps[base : base + n]
            kept, result = kept_all[:n], result_all[:n]
            read_samples(values, weights, c, base, x, noise)
            mark(x, noise, steps, max_gap, extend, states, before, first)
            if i == 0 and judge:
                course[:] = free
                usual = _judge(x, noise, steps, drive, course, free_samples, history, c)
            limit, scale = limit_of(usual, gate), usual if np.isnan(given) else given
            course[:] = gated
            forward(x, noise, steps, drive, course, kept, none, limit, settle, gated_samples)
            at = row - base
            backward(noise, steps, kept, states, True, result, at)
            settings = states, rate, drive, scale, given == 0
            write_row(out, i, c, x[at], noise[at], result[at], settings)
            if i < out.shape[1] - len(judged):
                continue
            x, noise, steps = first[:1], first[1:], all_steps[base : base + 1]
            gated_samples = forward(
                x, noise, steps, drive, gated, nothing, none, limit, settle, gated_samples
            )
            free_samples = forward(
                x, noise, steps, drive, free, nothing, one, np.inf, settle, free_samples
            )
            judged[base, c] = one[0]
            before = _pass_on(before, steps[0], first[1])
            base += 1
        state[:size, c], state[size + 1 : 2 * size + 1, c] = gated, free
        state[size, c], state[2 * size + 1, c] = gated_samples, free_samples
        state[2 * size + 2, c], state[2 * size + 3, c] = before
        state[2 * size + 4, c] = usual


def _make_fixed_lag(states: int) -> Callable[..., None]:
    def kernel(
        values: NDArray[Any],
        weights: NDArray[Any],
        steps: NDArray[np.float64],
        history: NDArray[np.float64],
        state: NDArray[np.float64],
        judged: NDArray[np.float64],
        out: NDArray[Any],
        params: NDArray[np.float64],
    ) -> None:
        rate, cutoff, max_gap, extend, gate, noise, lag, first, judge = params.tolist()
        filter_ = (
            *(drive_at(states, 2 * math.pi * cutoff / rate), float(math.ceil(rate / cutoff))),
            *(gate, noise),
        )
        if len(steps) == 0:
            steps = np.ones(len(values))
        rules, plan = (rate, max_gap, extend != 0), (int(lag), int(first), judge != 0)
        tables = values, weights, steps, history, state, judged, out
        _fixed_lag(*tables, states, rules, filter_, plan)

    return kernel


rts_velocity_lagged = _make_fixed_lag(2)
rts_acceleration_lagged = _make_fixed_lag(3)
