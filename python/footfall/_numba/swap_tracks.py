"""Twin of what exchanged sides are judged by: how far left is from right, and how well it is known.

The sum of left and right does not change when they are exchanged. It tells, without any label, how
noisy a pair is and where its motion is hard to foretell; the difference is judged by that.
"""

from __future__ import annotations

import numpy as np

from ._jit import jit

# Places of the parameters.
DIMENSIONS, KEYPOINTS, HAS_CONFIDENCE, HAS_TIME, SCALE_FACTOR, RATE, ERROR, PROCESS = range(8)
START_SPEED, KNEE, SWITCH, SWAP, LEAST_MARGIN, LONGEST_STEP, REACH, NEAR, NEAR_FRAMES = range(8, 17)


@jit
def _midpoint_distance(x, dimensions, upper, lower):
    total = 0.0
    for d in range(dimensions):
        one = 0.5 * (x[upper[0] * dimensions + d] + x[upper[1] * dimensions + d])
        two = 0.5 * (x[lower[0] * dimensions + d] + x[lower[1] * dimensions + d])
        total += (one - two) * (one - two)
    return np.sqrt(total)


@jit
def _median(values, count):
    """Median of the first `count` values; NaN without any."""
    if count == 0:
        return np.nan
    ordered = np.sort(values[:count])
    if count % 2 == 1:
        return ordered[count // 2]
    return 0.5 * (ordered[count // 2 - 1] + ordered[count // 2])


@jit
def body_scale(values, params, table):
    """Length of the trunk: median distance of two midpoints, times a factor."""
    lengths, count = np.empty(len(values)), 0
    for i in range(len(values)):
        length = _midpoint_distance(values[i], int(params[DIMENSIONS]), table[0], table[1])
        if np.isfinite(length):
            lengths[count] = length
            count += 1
    return params[SCALE_FACTOR] * _median(lengths, count)


@jit
def _weight(x, pair, params):
    """Smaller confidence of a pair; 0 where a coordinate of it is missing."""
    dimensions, keypoints = int(params[DIMENSIONS]), int(params[KEYPOINTS])
    for d in range(dimensions):
        left, right = x[pair[0] * dimensions + d], x[pair[1] * dimensions + d]
        if not (np.isfinite(left) and np.isfinite(right)):
            return 0.0
    if params[HAS_CONFIDENCE] == 0:
        return 1.0
    left = x[keypoints * dimensions + pair[0]]
    right = x[keypoints * dimensions + pair[1]]
    if not (left > 0 and right > 0):
        return 0.0
    weight = right if right < left else left
    return weight if np.isfinite(weight) else 0.0


@jit
def observe(x, table, part, scale, params):
    """Weights (n, pairs), differences and sums (n, pairs, D) of a part, in lengths of the trunk."""
    n, dimensions, pairs = len(x), int(params[DIMENSIONS]), 0
    for row in range(2, len(table)):
        if table[row, 2] == part:
            pairs += 1
    weight = np.zeros((n, pairs))
    gap, total = np.zeros((n, pairs, dimensions)), np.zeros((n, pairs, dimensions))
    for i in range(n):
        p = 0
        for row in range(2, len(table)):
            if table[row, 2] != part:
                continue
            pair = table[row]
            weight[i, p] = _weight(x[i], pair, params)
            if weight[i, p] > 0:
                for d in range(dimensions):
                    left, right = x[i, pair[0] * dimensions + d], x[i, pair[1] * dimensions + d]
                    gap[i, p, d] = (left - right) / scale
                    total[i, p, d] = (left + right) / scale
            p += 1
    return weight, gap, total


@jit
def steps_of(weight, x, params):
    """Seconds since the part was seen before (n,): 0 begins a stretch, -1 where it is not seen."""
    clock = int(params[KEYPOINTS]) * int(params[DIMENSIONS])
    if params[HAS_CONFIDENCE] != 0:
        clock += int(params[KEYPOINTS])
    steps, last = np.empty(len(weight)), np.nan
    for i in range(len(weight)):
        seen = False
        for p in range(weight.shape[1]):
            seen = seen or weight[i, p] > 0
        if not seen:
            steps[i] = -1.0
            continue
        time = x[i, clock] if params[HAS_TIME] != 0 else float(i) / params[RATE]
        step = time - last
        steps[i] = step if step > 0 and step <= params[LONGEST_STEP] else 0.0
        last = time
    return steps


@jit
def _noise(weight, total, p):
    """Robust deviation of the white noise of a sum, from its third differences."""
    n, dimensions = len(weight), total.shape[2]
    values, count = np.empty(n * dimensions), 0
    for i in range(3, n):
        if not (
            weight[i, p] > 0
            and weight[i - 1, p] > 0
            and weight[i - 2, p] > 0
            and weight[i - 3, p] > 0
        ):
            continue
        for d in range(dimensions):
            bent = (total[i, p, d] - total[i - 3, p, d]) - 3.0 * (
                total[i - 1, p, d] - total[i - 2, p, d]
            )
            values[count] = abs(bent)
            count += 1
    if count == 0:
        return 0.0
    return 1.4826 * _median(values, count) / np.sqrt(20.0)


@jit
def trust(weight, total, steps, params):
    """Precision, 1 / variance, of what is foretold (n, pairs), and gains of place and speed.

    From a Kalman filter of constant velocity on the sums. Precision 0 says nothing; gains
    (n, pairs, 2) of 1 and 0 begin a track, 0 and 0 carry it on.
    """
    n, pairs, dimensions = total.shape
    precision, gain = np.zeros((n, pairs)), np.zeros((n, pairs, 2))
    place, speed = np.zeros(dimensions), np.zeros(dimensions)
    for p in range(pairs):
        noise = _noise(weight, total, p)
        white = noise * noise + params[ERROR] * params[ERROR]
        a, b, c, began = 0.0, 0.0, 0.0, False
        for i in range(n):
            dt = steps[i]
            if dt < 0:
                continue
            if dt == 0:
                began = False
            if not began:
                if weight[i, p] > 0:
                    began = True
                    gain[i, p, 0] = 1.0
                    a, b, c = white, 0.0, params[START_SPEED] * params[START_SPEED]
                    for d in range(dimensions):
                        place[d], speed[d] = total[i, p, d], 0.0
                continue
            a = a + dt * (b + b) + dt * dt * c + params[PROCESS] * (dt * dt * dt) / 3.0
            b = b + dt * c + params[PROCESS] * (dt * dt) / 2.0
            c = c + params[PROCESS] * dt
            for d in range(dimensions):
                place[d] += dt * speed[d]
            if not weight[i, p] > 0:
                continue
            foretold, off = a + white, 0.0
            for d in range(dimensions):
                off += (total[i, p, d] - place[d]) * (total[i, p, d] - place[d])
            precision[i, p] = 1.0 / (foretold + off)
            to_place, to_speed = a / foretold, b / foretold
            gain[i, p, 0], gain[i, p, 1] = to_place, to_speed
            r = np.sqrt(off / foretold)
            damped = params[KNEE] / r if r > params[KNEE] else 1.0
            for d in range(dimensions):
                e = damped * (total[i, p, d] - place[d])
                place[d] += to_place * e
                speed[d] += to_speed * e
            c = c - to_speed * b
            b = (1.0 - to_place) * b
            a = (1.0 - to_place) * a
    return precision, gain


@jit
def legs_on_one(x, table, scale, params):
    """Frames in which all pairs that tell a collapse lie on one."""
    dimensions, near = int(params[DIMENSIONS]), np.zeros(len(x), np.bool_)
    for i in range(len(x)):
        feet, close = False, True
        for row in range(2, len(table)):
            if table[row, 3] != 1 or not _weight(x[i], table[row], params) > 0:
                continue
            squared = 0.0
            for d in range(dimensions):
                left = x[i, table[row, 0] * dimensions + d]
                right = x[i, table[row, 1] * dimensions + d]
                squared += (left - right) * (left - right)
            feet = True
            close = close and np.sqrt(squared) < params[NEAR] * scale
        near[i] = feet and close
    return near
