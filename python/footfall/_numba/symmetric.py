"""Symmetric matrices of three rows: xx, xy, xz, yy, yz, zz."""

from __future__ import annotations

from ._jit import jit


@jit
def inverse(s):
    """Invert by cofactors."""
    xx, xy, xz, yy, yz, zz = s
    cxx, cxy, cxz = yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy
    one = 1 / (xx * cxx + xy * cxy + xz * cxz)
    return (
        cxx * one,
        cxy * one,
        cxz * one,
        (xx * zz - xz * xz) * one,
        (xy * xz - xx * yz) * one,
        (xx * yy - xy * xy) * one,
    )


@jit
def transformed(s, v):
    """Multiply with a vector."""
    return (
        s[0] * v[0] + s[1] * v[1] + s[2] * v[2],
        s[1] * v[0] + s[3] * v[1] + s[4] * v[2],
        s[2] * v[0] + s[4] * v[1] + s[5] * v[2],
    )
