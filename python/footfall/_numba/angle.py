"""Arc tangent in degrees from plain arithmetic: the same bits as the native kernels."""

from __future__ import annotations

from ._jit import jit

# atan(t) / t in t² for |t| <= tan(22.5°), highest power first.
TERMS = (
    -0.017803993049352523,
    0.03796394975246164,
    -0.05035050734136161,
    0.05846867012219829,
    -0.06662950338045344,
    0.07692045213446383,
    -0.090908968035459,
    0.11111110744778235,
    -0.14285714279248404,
    0.1999999999994087,
    -0.3333333333333312,
    1.0,
)
# tan(22.5°), degrees per radian, angles that quadrants start from, numbers
OTHERS = (0.41421356237309503, 57.29577951308232, 45.0, 90.0, 180.0, 0.0, 1.0)


@jit
def atan2_deg(y, x, terms, others):
    """Direction of (x, y) in degrees; `terms` and `others` in the type of the data."""
    tan_22_5, degrees, eighth, quarter, half, zero, one = others
    ax, ay = -x if x < zero else x, -y if y < zero else y
    steep = ay > ax
    small, large = (ax, ay) if steep else (ay, ax)
    upper = small > large * tan_22_5
    above = small - large if upper else small
    below = small + large if upper else large
    below = one if below == zero else below
    t = above / below
    z = t * t
    total = z * terms[0] + terms[1]
    for i in range(2, len(terms)):
        total = total * z + terms[i]
    angle = t * total * degrees
    angle = angle + eighth if upper else angle
    angle = quarter - angle if steep else angle
    angle = half - angle if x < zero else angle
    return -angle if y < zero else angle
