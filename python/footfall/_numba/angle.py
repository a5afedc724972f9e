"""Arc tangent in degrees from plain arithmetic: the same bits as the native kernels."""

from __future__ import annotations

from ._jit import jit

DEGREES = 57.29577951308232  # per radian
# atan(t) / t in t² for |t| <= tan(22.5°), in degrees.
TERMS = tuple(
    DEGREES * term
    for term in (
        1.0,
        -0.3333333333333312,
        0.1999999999994087,
        -0.14285714279248404,
        0.11111110744778235,
        -0.090908968035459,
        0.07692045213446383,
        -0.06662950338045344,
        0.05846867012219829,
        -0.05035050734136161,
        0.03796394975246164,
        -0.017803993049352523,
    )
)
# tan(22.5°), angles that quadrants start from, numbers
OTHERS = (0.41421356237309503, 45.0, 90.0, 180.0, 0.0, 1.0)


@jit
def _four(z, z2, terms, i):
    return (z * terms[i + 3] + terms[i + 2]) * z2 + (z * terms[i + 1] + terms[i])


@jit
def upper_atan2_deg(y, x, terms, others):
    """Direction of (x, y) with y >= 0 in degrees; constants in the type of the data."""
    tan_22_5, eighth, quarter, half, zero, one = others
    back = x < zero
    ax = -x if back else x
    steep = y > ax
    small, large = (ax, y) if steep else (y, ax)
    upper = small > large * tan_22_5
    above = small - large if upper else small
    below = small + large if upper else large
    below = one if below == zero else below
    t = above / below
    z = t * t
    z2 = z * z
    z4 = z2 * z2
    total = (_four(z, z2, terms, 8) * z4 + _four(z, z2, terms, 4)) * z4 + _four(z, z2, terms, 0)
    angle = t * total
    angle = angle + eighth if upper else angle
    angle = quarter - angle if steep else angle
    return half - angle if back else angle


@jit
def atan2_deg(y, x, terms, others):
    """Direction of (x, y) in degrees."""
    below = y < others[4]
    angle = upper_atan2_deg(-y if below else y, x, terms, others)
    return -angle if below else angle
