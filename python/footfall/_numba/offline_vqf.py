"""Orientation of a sensor from a whole recording: the filter run both ways."""

from __future__ import annotations

import numpy as np

from ._jit import jit
from ._run import run_sensors
from .gyroscope_bias import bias_sigma
from .magnetic_heading import about_vertical, atan2_rad, follow_heading, is_disturbed
from .rotations import direction_or_up, product, renormalized, rotated, turn, upright
from .settling_low_pass import filtered, settle
from .symmetric import inverse, transformed
from .vqf import BIAS, FIELD, STATES, TIMER, advance, face, miss, prepared, start


def offlinevqf(turns, forces, fields, offsets, states, quaternions, details, threads, params):  # noqa: ARG001  one signature
    """Orientation of each sensor and frame."""
    settings = prepared(*params)
    run_sensors(
        lambda *span: _sensors(
            turns, forces, fields, offsets, quaternions, details, settings, *span
        ),
        offsets,
        threads,
    )


@jit
def _sensors(turns, forces, fields, offsets, quaternions, details, settings, first, last):
    for i in range(first, last):
        a, b = offsets[i], offsets[i + 1]
        n = b - a
        turn_rates, force, q = turns[a:b], forces[a:b], quaternions[a:b]
        field = fields[a:b] if len(fields) > 0 else fields
        bias, information = np.zeros((n, 3)), np.zeros((n, 6))
        rest, disturbed, seen = np.zeros(n, np.bool_), np.ones(n, np.bool_), np.ones(n, np.bool_)
        heading = np.zeros(n)
        for way in (1, -1):
            _learn(
                turn_rates, force, field, settings, way, bias, information, rest, disturbed, seen
            )
        up = _integrate(turn_rates, force, settings, bias, seen, q)
        _straighten(up, seen, q)
        if len(fields) > 0:
            _face_north(field, settings, disturbed, seen, heading, q)
        if len(details) > 0:
            out = details[a:b]
            for t in range(n):
                out[t, :3] = bias[t]
                out[t, 3] = bias_sigma(information[t], settings[3])
                out[t, 4] = 1.0 if rest[t] else 0.0
                out[t, 5] = 1.0 if disturbed[t] else 0.0
                out[t, 6] = heading[t]
        for t in range(n):
            if not seen[t]:
                q[t] = np.nan


@jit
def _learn(turns, forces, fields, settings, way, bias, information, rest, disturbed, seen):
    s = np.zeros(STATES)
    start(s, settings)
    n = len(turns)
    for k in range(n):
        t = k if way > 0 else n - 1 - k
        w, a = turns[t] * way, forces[t]
        total = w[0] + w[1] + w[2] + a[0] + a[1] + a[2]
        if total - total == 0:
            q, still = advance(s, settings, w, a)
            if len(fields) > 0:
                face(s, settings, q, still, fields[t])
        else:
            miss(s, settings)
            seen[t] = False
        p = s[BIAS + 3 : BIAS + 9]
        more = inverse((p[0], p[1], p[2], p[3], p[4], p[5]))
        b = (s[BIAS] * way, s[BIAS + 1] * way, s[BIAS + 2] * way)
        weighted = transformed(more, b)
        for i in range(6):
            information[t, i] += more[i]
        for i in range(3):
            bias[t, i] += weighted[i]
        if s[TIMER] >= settings[1][0]:
            rest[t] = True
        if not is_disturbed(s, FIELD):
            disturbed[t] = False
        if way < 0:
            x = information[t]
            covariance = inverse((x[0], x[1], x[2], x[3], x[4], x[5]))
            both = transformed(covariance, bias[t])
            for i in range(6):
                x[i] = covariance[i]
            for i in range(3):
                bias[t, i] = both[i]


@jit
def _integrate(turns, forces, settings, bias, seen, quaternions):
    n = len(turns)
    low_pass, step = settings[2][1], settings[0][0]
    s, y, up = np.zeros(7), np.zeros(3), np.zeros((n, 3))
    q = (1.0, 0.0, 0.0, 0.0)
    frames = 1.0
    for t in range(n):
        if not seen[t]:
            frames += 1
        else:
            w, b = turns[t], bias[t]
            rate = (w[0] - b[0], w[1] - b[1], w[2] - b[2])
            q = renormalized(product(q, turn(rate, frames * (step / 2))))
            frames = 1.0
            filtered(s, 0, low_pass, rotated(q, forces[t]), y)
        for c in range(4):
            quaternions[t, c] = q[c]
        up[t] = y
    settle(s, 0, low_pass, y)
    for t in range(n - 1, -1, -1):
        filtered(s, 0, low_pass, up[t], y)
        up[t] = y
    return up


@jit
def _straighten(up, seen, quaternions):
    inclination = (1.0, 0.0, 0.0, 0.0)
    for t in range(len(up)):
        q = quaternions[t]
        if seen[t]:
            z = direction_or_up(rotated(inclination, up[t]))
            inclination = renormalized(product(upright(z), inclination))
        whole = product(inclination, (q[0], q[1], q[2], q[3]))
        for c in range(4):
            q[c] = whole[c]


@jit
def _face_north(fields, settings, disturbed, seen, heading, quaternions):
    n = len(fields)
    heading[:] = np.nan
    for t in range(n):
        m, q = fields[t], quaternions[t]
        if seen[t] and m[0] * m[0] + m[1] * m[1] + m[2] * m[2] > 0:
            v = rotated((q[0], q[1], q[2], q[3]), m)
            heading[t] = atan2_rad(v[0], v[1])
    for way in (1, -1):
        s = np.array([0.0, 0.0, 1.0])
        for k in range(n):
            t = k if way > 0 else n - 1 - k
            if heading[t] == heading[t]:
                odd = settings[0][2] and disturbed[t]
                follow_heading(s, 0, settings[4], heading[t], odd)
            heading[t] = s[0]
    for t in range(n):
        q = quaternions[t]
        whole = product(about_vertical(heading[t]), (q[0], q[1], q[2], q[3]))
        for c in range(4):
            q[c] = whole[c]
