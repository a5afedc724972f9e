"""Centres of the hips from markers on the pelvis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._body import SIDES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._body import Body

# Centre of the hip from the middle between the front spines, as shares of their distance:
# ahead, up, aside. Bell, Pedersen, Brand (1990), doi:10.1016/0021-9290(90)90054-7.
HIP_CENTRE = (-0.19, -0.30, 0.36)
SPINES = ("left_asis", "right_asis")


def has(body: Body, *names: str) -> bool:
    """Whether all of these points can be had."""
    return all(name in body for name in names)


def back_of(body: Body) -> str | tuple[str, str] | None:
    """The middle of the back of the pelvis."""
    if has(body, "left_psis", "right_psis"):
        return ("left_psis", "right_psis")
    return "sacrum" if has(body, "sacrum") else None


def add_hips(body: Body) -> None:
    """Centres of the hips from the spines of the pelvis, where nothing else gives them."""
    back = back_of(body)
    if back is None or not has(body, *SPINES):
        return
    if all(body.own(f"{side}_hip") is not None for side in SIDES):
        return
    left, right = (np.asarray(body.get(name)) for name in SPINES)
    parts = [np.asarray(body.get(name)) for name in ((back,) if isinstance(back, str) else back)]
    front = 0.5 * (left + right)
    width = np.linalg.norm(right - left, axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        aside = (right - left) / width
        ahead = front - sum(parts) / len(parts)
        ahead = ahead - (ahead * aside).sum(axis=-1, keepdims=True) * aside
        ahead = ahead / np.linalg.norm(ahead, axis=-1, keepdims=True)
    above = np.cross(aside, ahead)
    for side, sign in zip(SIDES, (-1.0, 1.0), strict=True):
        shares = zip(HIP_CENTRE, (ahead, above, sign * aside), strict=True)
        place: NDArray[Any] = front + width * sum(share * axis for share, axis in shares)
        body.add(f"{side}_hip", place.astype(front.dtype))
