"""How sure angles are, from how sure points are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ArgumentError
from ._body import CHOICES, Body, first_of_each, names_of
from ._maps import direction
from .angles import Angles, gather
from .sagittal import JOINTS, SEGMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from .sagittal import Positions

Shares = dict[str, "NDArray[np.float64]"]  # of each given point in an angle, radians per unit


def sagittal_sigma(
    positions: Positions,
    sigma: Positions,
    keypoints: str | Sequence[str] | None = None,
    *,
    up: ArrayLike | str,
    forward: ArrayLike | str,
) -> Angles:
    """Standard deviation of sagittal angles in each frame, from that of the points.

    Parameters
    ----------
    positions : mapping of str to array (…, T, D), array (…, T, K, D), or Batch
        As in `sagittal_angles`.
    sigma : the same, with arrays (…, T), or (…, T, K)
        Standard deviation of a coordinate of each point, in the unit of the positions.
    keypoints : str or sequence of str, optional
        Names of the keypoints.
    up, forward : str or array, shape (D,)
        As in `sagittal_angles`.

    Returns
    -------
    Angles
        Degrees, by the names of `sagittal_angles` but elbows. A point that two segments of a
        joint share moves both: its errors add up before they are squared.

    Raises
    ------
    ArgumentError
        When shapes do not fit.

    Examples
    --------
    >>> import footfall as ff
    >>> leg = {"left_hip": [[0.0, 1.0]], "left_knee": [[0.0, 0.6]]}
    >>> sure = {"left_hip": [0.003], "left_knee": [0.004]}
    >>> ff.kinematics.sagittal_sigma(leg, sure, up="+y", forward="+x")["left_thigh"].round(3)
    array([0.716])
    """
    body = Body(positions, keypoints)
    spread = _spread(sigma, keypoints, body)
    plane = np.stack([direction("forward", forward, body.dimensions)] * 2)
    plane[1] = direction("up", up, body.dimensions)
    plane = plane[:, : body.dimensions]
    shares = {name: _shares(body, name, plane) for name in SEGMENTS}
    angles = {}
    for name, own in shares.items():
        if own:
            angles[name] = _deviation(own, spread)
    for joint, (one, sign, two) in JOINTS.items():
        if shares[one] and shares[two]:
            both = dict(shares[one])
            for point, share in shares[two].items():
                both[point] = both.get(point, 0.0) + sign * share
            angles[joint] = _deviation(both, spread)
    return gather(angles, body.batch, np.empty((*body.shape[:-1], 0)))


def _spread(
    sigma: Any, keypoints: str | Sequence[str] | None, body: Body
) -> dict[str, NDArray[np.float64]]:
    """Sigma of each given point."""
    if keypoints is None:
        given = {name: np.asarray(s, dtype=np.float64) for name, s in sigma.items()}
    else:
        values = np.asarray(getattr(sigma, "values", sigma), dtype=np.float64)
        given = first_of_each(names_of(keypoints), np.moveaxis(values, -1, 0))
    for name in body.names:
        if name not in given or given[name].shape != body.shape[:-1]:
            got = given[name].shape if name in given else f"none of {name}"
            raise ArgumentError("sigma", f"one of shape {body.shape[:-1]} per point", got)
    return given


def _shares(body: Body, name: str, plane: NDArray[np.float64]) -> Shares:
    """Change of a segment's angle with each given point, (…, T, 2)."""
    segment = SEGMENTS[name]
    ends = [body.get(point) for point in (segment.start, segment.end)]
    if ends[0] is None or ends[1] is None:
        return {}
    line = (ends[1] - ends[0]) @ plane.T
    square = (line**2).sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        across = segment.sign * np.stack([line[..., 1], -line[..., 0]], axis=-1) / square
    shares: Shares = {}
    for point, way in ((segment.start, -1.0), (segment.end, 1.0)):
        parts = _parts(body, point)
        for part in parts:
            shares[part] = shares.get(part, 0.0) + way * across / len(parts)
    return shares


def _parts(body: Body, point: str) -> tuple[str, ...]:
    """The given points whose mean a point is."""
    if body.own(point) is not None:
        return (point,)
    return next(c for c in CHOICES[point] if all(body.own(part) is not None for part in c))


def _deviation(shares: Shares, sigma: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    variance = sum((share**2).sum(axis=-1) * sigma[p] ** 2 for p, share in shares.items())
    return np.asarray(np.degrees(np.sqrt(variance)))
