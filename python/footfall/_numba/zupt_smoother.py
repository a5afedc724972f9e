"""Path of a foot by an error-state Kalman filter and smoother that knows when it rests."""

from __future__ import annotations

import numpy as np

from ._jit import jit
from ._run import cut_sequences, run_tasks, worth
from .rotations import direction_or_up, normalized, product, rotated, turn, upright

N = 9  # errors: position, velocity, turn


def zupt_smoother(values, offsets, out, threads, params):
    """Orientation, velocity and position along each sequence."""

    def work(first, last):
        _paths(values, offsets, out, tuple(params), first, last)

    run_tasks(work, cut_sequences(offsets, worth(threads, values.size)), threads)


@jit
def _paths(values, offsets, out, params, first, last):
    rate, gravity, resting, velocity_s, height_s, force_s, turn_s, tilt_s, level = params
    step = 1 / rate
    settings = (
        step,
        gravity,
        int(resting),
        velocity_s * velocity_s,
        height_s * height_s,
        force_s * force_s * step,
        turn_s * turn_s * step,
        tilt_s * tilt_s,
        level != 0,
    )
    for i in range(first, last):
        x, path = values[offsets[i] : offsets[i + 1]], out[offsets[i] : offsets[i + 1]]
        n = len(x)
        if n < 2 or not np.isfinite(x).all():
            path[:] = np.nan
            continue
        covariances, errors = np.empty((n, N, N)), np.empty((n, N))
        gains, weighted = np.empty((4 * n, N)), np.empty(4 * n)
        used = _forwards(x, path, settings, covariances, errors, gains, weighted)
        _backwards(x, path, settings, covariances, errors, gains, weighted, used)


@jit
def _forwards(x, path, settings, covariances, errors, gains, weighted):
    step, gravity, resting, velocity_v, height_v, force_v, turn_v, tilt_v, level = settings
    n = len(x)
    a0 = a1 = a2 = 0.0
    for k in range(min(resting, n)):
        a0 += x[k, 0]
        a1 += x[k, 1]
        a2 += x[k, 2]
    q = upright(direction_or_up((a0, a1, a2)))
    force = rotated(q, (x[0, 0], x[0, 1], x[0, 2]))
    velocity, position = np.zeros(3), np.zeros(3)
    error, p = np.zeros(N), np.zeros((N, N))
    for i in range(3):
        p[i, i], p[3 + i, 3 + i], p[6 + i, 6 + i] = 1e-6, 1e-4, tilt_v
    used = 0
    for k in range(n):
        if k > 0:
            rate = (x[k - 1, 3] + x[k, 3], x[k - 1, 4] + x[k, 4], x[k - 1, 5] + x[k, 5])
            q = normalized(product(q, turn(rate, step / 4)))
            now = rotated(q, (x[k, 0], x[k, 1], x[k, 2]))
            mean = _mean(force, now)
            force = now
            for i in range(3):
                a = mean[i] - gravity if i == 2 else mean[i]
                position[i] += velocity[i] * step + a * (step * step / 2)
                velocity[i] += a * step
            error = _moved(error, mean, step)
            _predict(p, mean, step, force_v, turn_v)
        if x[k, 6] != 0:
            for i in range(3, 6):
                _update(p, error, i, velocity[i - 3], velocity_v, gains[used], weighted, used)
                used += 1
            if level:
                _update(p, error, 2, position[2], height_v, gains[used], weighted, used)
                used += 1
        covariances[k] = p
        errors[k] = error
        path[k, 0], path[k, 1], path[k, 2], path[k, 3] = q
        path[k, 4:7] = velocity
        path[k, 7:10] = position
    return used


@jit
def _mean(a, b):
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2


@jit
def _moved(e, f, step):
    """Errors a step later."""
    later = e.copy()
    for i in range(3):
        later[i] = e[i] + step * e[3 + i]
    later[3] = e[3] - step * (f[1] * e[8] - f[2] * e[7])
    later[4] = e[4] - step * (f[2] * e[6] - f[0] * e[8])
    later[5] = e[5] - step * (f[0] * e[7] - f[1] * e[6])
    return later


@jit
def _predict(p, f, step, force_v, turn_v):
    half = np.empty((N, N))
    for j in range(N):
        half[j] = _moved(p[j], f, step)
    for i in range(N):
        p[i] = _moved(half[:, i].copy(), f, step)
    for i in range(N):
        for j in range(i):
            p[i, j] = p[j, i]
    for i in range(3):
        p[3 + i, 3 + i] += force_v
        p[6 + i, 6 + i] += turn_v


@jit
def _update(p, error, i, seen, variance, gain, weighted, used):
    """Learn that error i is `seen`."""
    h = p[i].copy()
    scale = 1 / (h[i] + variance)
    off = seen - error[i]
    weighted[used] = off * scale
    for j in range(N):
        gain[j] = h[j] * scale
        error[j] += gain[j] * off
    for j in range(N):
        for k in range(j, N):
            p[j, k] -= gain[j] * h[k]
            p[k, j] = p[j, k]


@jit
def _backwards(x, path, settings, covariances, errors, gains, weighted, used):
    step, level = settings[0], settings[8]
    later = np.zeros(N)
    for k in range(len(x) - 1, -1, -1):
        error, p = errors[k], covariances[k]
        for i in range(N):
            total = 0.0
            for j in range(N):
                total += p[i, j] * later[j]
            error[i] -= total
        integrated = (path[k, 0], path[k, 1], path[k, 2], path[k, 3])
        off = turn((error[6], error[7], error[8]), -0.5)
        path[k, 0], path[k, 1], path[k, 2], path[k, 3] = normalized(product(off, integrated))
        for i in range(3):
            path[k, 4 + i] -= error[3 + i]
            path[k, 7 + i] -= error[i]
        if x[k, 6] != 0:
            if level:
                used -= 1
                _unlearn(later, gains[used], weighted[used], 2)
            for i in range(5, 2, -1):
                used -= 1
                _unlearn(later, gains[used], weighted[used], i)
        if k > 0:
            before = (path[k - 1, 0], path[k - 1, 1], path[k - 1, 2], path[k - 1, 3])
            a = rotated(before, (x[k - 1, 0], x[k - 1, 1], x[k - 1, 2]))
            b = rotated(integrated, (x[k, 0], x[k, 1], x[k, 2]))
            later = _moved_back(later, _mean(a, b), step)


@jit
def _unlearn(later, gain, weighted, i):
    total = 0.0
    for j in range(N):
        total += gain[j] * later[j]
    later[i] -= weighted + total


@jit
def _moved_back(e, f, step):
    earlier = e.copy()
    for i in range(3):
        earlier[3 + i] = e[3 + i] + step * e[i]
    earlier[6] = e[6] - step * (f[2] * e[4] - f[1] * e[5])
    earlier[7] = e[7] - step * (f[0] * e[5] - f[2] * e[3])
    earlier[8] = e[8] - step * (f[1] * e[3] - f[0] * e[4])
    return earlier
