"""Twin of the filter and smoother of one coordinate whose last derivative drifts as white noise.

States are rows of `kept`: the prediction `x`, its covariance by rows of the upper half, then
1 / variance of the innovation, the innovation over it, and the share of variance left.
"""

from __future__ import annotations

import math

import numpy as np

from ._jit import jit


def drive_at(states: int, cutoff: float) -> float:
    """Give the drift that puts the -3 dB point at `cutoff` (radians per frame)."""
    half = 2 * math.sin(cutoff / 2)
    h = half * half
    ratio = 1 / (math.sqrt(2.0) - 1)
    c = math.cos(cutoff)
    if states == 2:
        return ratio * h * h * 3 / (2 + c)
    return ratio * h * h * h * 60 / (33 + 26 * c + math.cos(2 * cutoff))


@jit
def field_count(states):
    """Give how many numbers a frame leaves for the way back."""
    return states + states * (states + 1) // 2 + 3


@jit
def _predict2(s, d, drive):
    h = d * d / 2
    x0, x1, p0, p1, p2 = s[0], s[1], s[2], s[3], s[4]
    s[0] = x0 + d * x1
    s[2] = p0 + d * (2.0 * p1 + d * p2) + drive * (d * h * 2 / 3)
    s[3] = p1 + d * p2 + drive * h
    s[4] = p2 + drive * d


@jit
def _predict3(s, d, drive):
    h = d * d / 2
    x0, x1, x2 = s[0], s[1], s[2]
    p0, p1, p2, p3, p4, p5 = s[3], s[4], s[5], s[6], s[7], s[8]
    a00, a01 = p0 + d * p1 + h * p2, p1 + d * p3 + h * p4
    a02 = p2 + d * p4 + h * p5
    a11, a12 = p3 + d * p4, p4 + d * p5
    s[0] = x0 + d * x1 + h * x2
    s[1] = x1 + d * x2
    s[3] = a00 + d * a01 + h * a02 + drive * (h * h * d / 5)
    s[4] = a01 + d * a02 + drive * (h * h / 2)
    s[5] = a02 + drive * (h * d / 3)
    s[6] = a11 + d * a12 + drive * (h * d * 2 / 3)
    s[7] = a12 + drive * h
    s[8] = p5 + drive * d


@jit
def _step_back2(a, d):
    l0, l1, s0, s1, s2 = a[0], a[1], a[2], a[3], a[4]
    a[1] = l1 + d * l0
    a[3] = s1 + d * s0
    a[4] = s2 + d * (2.0 * s1 + d * s0)


@jit
def _step_back3(a, d):
    h = d * d / 2
    l0, l1, l2 = a[0], a[1], a[2]
    s0, s1, s2, s3, s4, s5 = a[3], a[4], a[5], a[6], a[7], a[8]
    b01, b02 = d * s0 + s1, h * s0 + d * s1 + s2
    b11, b12 = d * s1 + s3, h * s1 + d * s3 + s4
    b22 = h * s2 + d * s4 + s5
    a[1] = l1 + d * l0
    a[2] = l2 + d * l1 + h * l0
    a[4] = b01
    a[5] = b02
    a[6] = d * b01 + b11
    a[7] = d * b02 + b12
    a[8] = h * b02 + d * b12 + b22


@jit
def _place(states, i, j):
    a, b = min(i, j), max(i, j)
    return states + a * states - a * (a + 1) // 2 + b


@jit
def _begin(s, states, x, drive):
    s[:] = 0.0
    s[0] = x
    for i in range(states):
        s[_place(states, i, i)] = 1e8 * np.sqrt(drive) + 1e7


@jit
def _update(s, states, inverse, pull):
    for i in range(states):
        s[i] = s[i] + s[states + i] * pull
    for i in range(states - 1, -1, -1):  # the first row, which all need, comes last
        gain = s[states + i] * inverse
        for j in range(i, states):
            ij = _place(states, i, j)
            s[ij] = s[ij] - gain * s[states + j]


@jit
def forward(x, noise, steps, drive, belief, kept, judged, limit, settle, samples=0.0):
    """Predict and update over all frames; fill `kept` and `judged` where they have room.

    `limit` of the gate may be infinite; `belief` is carried on, and so are the `samples` of the
    run, which are returned.
    """
    states = 2 if len(belief) == 5 else 3
    seen = samples + 0.0
    for row in range(len(x)):
        r = noise[row]
        if states == 2:
            _predict2(belief, steps[row], drive)
        else:
            _predict3(belief, steps[row], drive)
        inverse = innovation = widened = 0.0
        if r == r:
            if r < 0:
                _begin(belief, states, x[row], drive)
                seen = 0.0
            size = abs(r)
            inverse = 1.0 / (belief[states] + size)
            innovation = x[row] - belief[0]
            widened = size
            if limit < np.inf:
                excess = innovation * innovation * inverse / limit
                if excess > 1 and seen >= settle and inverse > 0:
                    widened = size * excess
                    inverse = 1.0 / (belief[states] + widened)
        pull = innovation * inverse
        if len(judged) > 0:
            says = seen >= states and inverse > 0
            judged[row] = innovation * pull if says else np.inf
        if inverse > 0:
            seen += 1.0
        if len(kept) > 0:
            kept[row, : len(belief)] = belief
            kept[row, len(belief)] = inverse
            kept[row, len(belief) + 1] = pull
            kept[row, len(belief) + 2] = widened * inverse if inverse > 0 else 1.0
        _update(belief, states, inverse, pull)
    return seen


@jit
def _take_in(first, adjoint, states, inverse, m):
    """Information of a sample joins the adjoint; `m` is working memory."""
    product = 0.0
    for i in range(states):
        total = adjoint[_place(states, i, 0)] * first[0]
        for j in range(1, states):
            total = total + adjoint[_place(states, i, j)] * first[j]
        m[i] = total * inverse
        product = product + first[i] * inverse * m[i]
    adjoint[states] = adjoint[states] - 2.0 * m[0] + product + inverse
    for i in range(1, states):
        adjoint[states + i] = adjoint[states + i] - m[i]


@jit
def _variance(first, adjoint, states):
    taken = 0.0
    for i in range(states):
        u = adjoint[_place(states, i, 0)] * first[0]
        for j in range(1, states):
            u = u + adjoint[_place(states, i, j)] * first[j]
        taken = taken + first[i] * u
    return first[0] - taken


@jit
def backward(noise, steps, kept, states, variances, result, stop=0):
    """Go back over `kept`, as far as `stop`.

    Rows of `result`: state, variance, last of the adjoint.
    """
    fields = kept.shape[1]
    adjoint, updated, m = np.zeros(fields - 3), np.empty(states), np.empty(states)
    for row in range(len(noise) - 1, stop - 1, -1):
        line = kept[row]
        first = line[states : 2 * states]
        inverse, pull, left = line[fields - 3], line[fields - 2], line[fields - 1]
        for i in range(states):
            updated[i] = left * first[i]
        if np.isnan(noise[row]):
            adjoint[:] = 0.0
        result[row, states] = 0.0
        if variances:
            result[row, states] = _variance(updated, adjoint, states)
            _take_in(first, adjoint, states, inverse, m)
        known, moved = first[0] * adjoint[0], updated[0] * adjoint[0]
        for i in range(1, states):
            known = known + first[i] * adjoint[i]
            moved = moved + updated[i] * adjoint[i]
        result[row, 0] = line[0] + first[0] * pull - moved
        adjoint[0] = adjoint[0] - (known * inverse + pull)
        for i in range(1, states):
            moved = line[_place(states, i, 0)] * adjoint[0]
            for j in range(1, states):
                moved = moved + line[_place(states, i, j)] * adjoint[j]
            result[row, i] = line[i] - moved
        result[row, states + 1] = adjoint[states - 1]
        if states == 2:
            _step_back2(adjoint, steps[row])
        else:
            _step_back3(adjoint, steps[row])


@jit
def write(out, start, c, x, noise, result, states, rate, drive, scale, exact):
    """Write the estimates of one channel; see `StateWriter`."""
    for row in range(len(x)):
        settings = states, rate, drive, scale, exact
        write_row(out, start + row, c, x[row], noise[row], result[row], settings)


@jit
def write_row(out, row, c, x, noise, result, settings):
    """Write the estimates of one sample."""
    states, rate, drive, scale, exact = settings
    kind = out.dtype.type
    planes = out.shape[0]
    known = not np.isnan(noise)
    place = result[0] if known else x
    if exact and known and abs(noise) < np.inf:
        place = x
    out[0, row, c] = kind(place)
    if planes > 1:
        variance = result[states]
        sigma = np.sqrt(variance if variance > 0 else 0.0) * scale
        out[1, row, c] = kind(sigma if known else np.nan)
    if planes > 2:
        out[2, row, c] = kind(result[1] * rate if known else np.nan)
    if planes > 3:
        curve = result[2] if states == 3 else 0.0 - drive * result[3]
        out[3, row, c] = kind(curve * (rate * rate) if known else np.nan)
