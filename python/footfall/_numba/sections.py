"""Twin of the design of Butterworth filters, and of one sample through their sections."""

from __future__ import annotations

import math

import numpy as np

from ._jit import jit, multiply_add

LOW, HIGH, BAND = 0, 1, 2
GAIN, B1, A1, A2, LEVEL = range(5)  # columns of a design
MOST_IN_BLOCK = 2  # of the zero-phase filters
MOST_CAUSAL = 4
SHORTEST_CHUNK = 2048
MOST_FRAMES = 1e9  # longer than any recording


@jit
def _section(total, product, scale, b1, row):
    """Give a row the section of the analog poles of s² + total s + product."""
    d = 1 + total + product
    row[GAIN] = scale / d
    row[B1] = b1
    row[A1] = 2 * (product - 1) / d
    row[A2] = (1 - total + product) / d
    row[LEVEL] = d / product if b1 > 0 else 0.0


@jit
def _one_side(k, order, b1):
    rows = np.empty((order // 2, 5))
    for i in range(len(rows)):
        damping = 2 * math.cos(math.pi * (2 * i + 1) / (2.0 * order))
        _section(damping * k, k * k, k * k if b1 > 0 else 1.0, b1, rows[i])
    return rows


@jit
def _band(lower, upper, width, order):
    """Each pole of the low-pass splits into one by the lower and one by the upper edge."""
    pairs = order // 2
    rows = np.empty((order, 5))
    for i in range(pairs):
        angle = math.pi * (2 * i + 1) / (2.0 * order)
        u, v = -math.cos(angle) * width / 2, math.sin(angle) * width / 2
        re, im = u * u - v * v - lower * upper, 2 * u * v
        size = math.sqrt(re * re + im * im)
        large = math.sqrt((size + abs(re)) / 2)
        small = im / (2 * large)
        root_re, root_im = (large, small) if re >= 0 else (-small, -large)
        one_re, one_im = u + root_re, v + root_im
        two_re, two_im = u - root_re, v - root_im
        one = one_re * one_re + one_im * one_im
        two = two_re * two_re + two_im * two_im
        first, second = (pairs + i, i) if two < one else (i, pairs + i)
        _section(-2 * one_re, one, width, -2.0 if first == i else 2.0, rows[first])
        _section(-2 * two_re, two, width, -2.0 if second == i else 2.0, rows[second])
    return rows


@jit
def design(rate, cutoff, upper_cutoff, kind, order, passes):
    """Sections of a filter in float64: gain (1 + b1/z + 1/z²) / (1 + a1/z + a2/z²)."""
    widen = math.pow(math.pow(2.0, 1.0 / passes) - 1.0, 1.0 / (2.0 * order))
    lower = math.tan(math.pi * cutoff / rate)
    if kind == LOW:
        return _one_side(lower / widen, order, 2.0)
    if kind == HIGH:
        return _one_side(lower * widen, order, -2.0)
    upper = math.tan(math.pi * upper_cutoff / rate)
    return _band(lower, upper, (upper - lower) / widen, order)


@jit
def chunks(rows, least, digits):
    """Frames of warm-up and of a chunk: what is remembered from farther is below rounding."""
    farthest = 0.0
    for i in range(len(rows)):
        a1, a2 = rows[i, A1], rows[i, A2]
        apart = a1 * a1 - 4 * a2
        pole = math.sqrt(a2) if apart < 0 else (abs(a1) + math.sqrt(apart)) / 2
        farthest = max(farthest, pole)
    fade = -(digits + 10) * 0.6931471805599453
    fading = math.log(min(farthest, 1.0))
    frames = math.ceil(fade / fading) if fading < 0 else MOST_FRAMES
    warm_up = max(least, int(min(frames, MOST_FRAMES)))
    return warm_up, max(SHORTEST_CHUNK, 8 * warm_up)


@jit
def blocks(rows, dtype, most):
    """Sections in blocks of up to `most` that share a gain, rounded once to the data's type.

    First section of each block and the number of all; gains; b1, a1 and a2; both states of
    each section after a long stay at 1.
    """
    count = len(rows)
    n_blocks = (count + most - 1) // most
    starts = np.empty(n_blocks + 1, np.int64)
    gains = np.empty(n_blocks, dtype)
    b1, a1, a2 = np.empty(count, dtype), np.empty(count, dtype), np.empty(count, dtype)
    settled = np.empty(2 * count, dtype)
    starts[n_blocks] = count
    for i in range(count):
        b1[i] = rows[i, B1]
        a1[i] = rows[i, A1]
        a2[i] = rows[i, A2]
    for block in range(n_blocks):
        first = block * most
        last = min(count, first + most)
        starts[block] = first
        level = 1.0
        for i in range(first, last):
            level *= rows[i, GAIN]
        gains[block] = level
        for i in range(first, last):
            y = level * rows[i, LEVEL]
            second = level - np.float64(a2[i]) * y
            settled[2 * i + 1] = second
            settled[2 * i] = rows[i, B1] * level - np.float64(a1[i]) * y + second
            level = y
    return starts, gains, b1, a1, a2, settled


@jit
def through_section(w, s0, s1, b1, a1, a2):
    """One sample through one section: its output and next state."""
    y = w + s0
    return y, multiply_add(-a1, y, multiply_add(b1, w, s1)), multiply_add(-a2, y, w)
