"""The points of a body by name, from named arrays or from keypoints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError
from ..batch import Batch
from ..skeletons import POINTS, SKELETONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SIDES = ("left", "right")


def _both(stem: str) -> tuple[str, str]:
    return f"left_{stem}", f"right_{stem}"


# Beside those of `skeletons.POINTS`: a point and the choices of those whose mean it is.
CHOICES: dict[str, tuple[tuple[str, ...], ...]] = {
    **POINTS,
    "mid_hip": POINTS["pelvis"],
    "mid_shoulder": (
        ("mid_shoulder",),
        _both("shoulder"),
        ("neck",),
        _both("clavicle"),
        ("c7", "clavicle"),
        ("c7",),
    ),
    "c7": (("c7",), ("neck",), _both("shoulder")),
    **{f"{side}_hand": ((f"{side}_hand",), (f"{side}_index", f"{side}_pinky")) for side in SIDES},
}


class Body:
    """Points of one shape (…, D), found by name; a point may be the mean of several.

    Parameters
    ----------
    positions : mapping of str to array, array, or Batch
        Named points, or keypoints (…, T, K, D).
    keypoints : str or sequence of str, optional
        Names of the keypoints.
    dimensions : tuple of int
        Which numbers of coordinates will do.
    """

    def __init__(
        self,
        positions: Any,
        keypoints: str | Sequence[str] | None,
        dimensions: tuple[int, ...] = (2, 3),
    ) -> None:
        self.batch = positions if isinstance(positions, Batch) else None
        if isinstance(positions, Mapping):
            if keypoints is not None:
                raise ArgumentError("keypoints", "none beside named points", keypoints)
            self._points = _named(positions)
        else:
            self._points = _keypoints(positions, keypoints)
        self.shape: tuple[int, ...] = next(iter(self._points.values())).shape
        if len(self.shape) < 2 or self.shape[-1] not in dimensions:
            wanted = " or ".join(map(str, dimensions))
            raise ArgumentError("positions", f"frames of {wanted} coordinates", self.shape)

    @property
    def dimensions(self) -> int:
        """Coordinates of a point."""
        return self.shape[-1]

    @property
    def dtype(self) -> Any:
        """Type of the coordinates."""
        return next(iter(self._points.values())).dtype

    @property
    def starts(self) -> NDArray[np.int64] | None:
        """Where sequences of a Batch start."""
        return None if self.batch is None else self.batch.offsets[:-1]

    @property
    def names(self) -> tuple[str, ...]:
        """The points that were given."""
        return tuple(self._points)

    def own(self, name: str) -> NDArray[Any] | None:
        """Give a point that was given by this name."""
        return self._points.get(name)

    def get(self, name: str) -> NDArray[Any] | None:
        """Give a point, or the mean of those that stand for it; None where there are none."""
        if name in self._points:
            return self._points[name]
        for choice in CHOICES.get(name, ()):
            if all(part in self._points for part in choice):
                parts = [self._points[part] for part in choice]
                return parts[0] if len(parts) == 1 else sum(parts[1:], parts[0]) / len(parts)
        return None

    def __contains__(self, name: str) -> bool:
        return name in self._points or any(
            all(part in self._points for part in choice) for choice in CHOICES.get(name, ())
        )

    def find(self, names: Sequence[str]) -> dict[str, NDArray[Any]]:
        """Give those of these points that can be had."""
        found = {name: self.get(name) for name in names}
        return {name: point for name, point in found.items() if point is not None}

    def add(self, name: str, point: NDArray[Any]) -> None:
        """Take in a point of the same shape."""
        self._points = {**self._points, name: point}

    def like_input(self, values: NDArray[Any]) -> Any:
        """Give frames back as a Batch where a Batch came."""
        return values if self.batch is None else self.batch.with_values(values)


def _named(positions: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
    points = {name: _check.real_array("positions", p) for name, p in positions.items()}
    if not points:
        raise ArgumentError("positions", "at least one point", "none")
    shapes = {p.shape for p in points.values()}
    if len(shapes) > 1:
        raise ArgumentError("positions", "points of one shape", sorted(shapes))
    return points


def names_of(keypoints: str | Sequence[str]) -> Sequence[str]:
    """Names of a skeleton's keypoints, or those that are given."""
    if isinstance(keypoints, str):
        _check.one_of("keypoints", keypoints, SKELETONS)
        return SKELETONS[keypoints]
    return keypoints


def _keypoints(positions: Any, keypoints: str | Sequence[str] | None) -> dict[str, NDArray[Any]]:
    if keypoints is None:
        raise ArgumentError("keypoints", "a skeleton or one name per keypoint", None)
    keypoints = names_of(keypoints)
    values = positions.values if isinstance(positions, Batch) else positions
    values = _check.real_array("positions", values)
    if values.ndim < 3:
        raise ArgumentError("positions", "shape (…, frames, keypoints, 2 or 3)", values.shape)
    if len(keypoints) != values.shape[-2]:
        raise ArgumentError(
            "keypoints", f"{values.shape[-2]} names, one per keypoint", len(keypoints)
        )
    if len(keypoints) == 0:
        raise ArgumentError("keypoints", "at least one name", "none")
    return first_of_each(keypoints, np.moveaxis(values, -2, 0))


def first_of_each(names: Sequence[str], columns: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Columns by name; of names that repeat the first one counts."""
    found: dict[str, NDArray[Any]] = {}
    for name, column in zip(names, columns, strict=True):
        found.setdefault(name, column)
    return found
