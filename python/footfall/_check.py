"""Checks shared by every public function: they say what was expected and what came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._errors import ArgumentError, wrong_type

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

AXES = ("+x", "-x", "+y", "-y", "+z", "-z")


def positive(argument: str, value: float) -> None:
    """Accept a finite number above zero."""
    _number(argument, value)
    if not 0 < value < float("inf"):
        raise ArgumentError(argument, "a value > 0", value)


def not_negative(argument: str, value: float) -> None:
    """Accept a finite number of zero or more."""
    _number(argument, value)
    if not 0 <= value < float("inf"):
        raise ArgumentError(argument, "a value >= 0", value)


def between(argument: str, value: float, low: float, high: float) -> None:
    """Accept a number of the closed interval."""
    _number(argument, value)
    if not low <= value <= high:
        raise ArgumentError(argument, f"a value from {low} to {high}", value)


def share(argument: str, value: float) -> None:
    """Accept a number between 0 and 1, both left out."""
    _number(argument, value)
    if not 0 < value < 1:
        raise ArgumentError(argument, "a value > 0 and < 1", value)


def one_of(argument: str, value: object, options: Collection[Any]) -> None:
    """Accept one of a few named values."""
    if value not in options:
        raise ArgumentError(argument, "one of " + ", ".join(map(str, options)), repr(value))


def axis_name(argument: str, value: str) -> tuple[int, int]:
    """Give (index, sign) of an axis written as `+x` … `-z`."""
    one_of(argument, value, AXES)
    return "xyz".index(value[1]), 1 if value[0] == "+" else -1


def real_array(argument: str, values: object) -> NDArray[Any]:
    """Give a float32 or float64 array: both stay as they are, integers become float64."""
    array = np.asarray(values)
    if array.dtype in (np.float32, np.float64):
        return array
    if array.dtype.kind in "iu":
        return array.astype(np.float64)
    raise wrong_type(argument, "an array of float32, float64 or integers", array.dtype)


def increasing(argument: str, values: NDArray[Any]) -> None:
    """Refuse times that do not increase, or are not finite."""
    if not (np.isfinite(values).all() and (np.diff(values) > 0).all()):
        raise ArgumentError(argument, "finite times that increase", "others")


def point_pairs(argument: str, pairs: Sequence[tuple[int, int]], n_points: int) -> NDArray[Any]:
    """Give pairs of points that are there as an int64 table (pairs, 2)."""
    table = np.asarray(pairs)
    if table.size == 0:
        return np.empty((0, 2), np.int64)
    whole = table.ndim == 2 and table.shape[1] == 2 and table.dtype.kind in "iu"
    if not whole or table.min() < 0 or table.max() >= n_points:
        raise ArgumentError(argument, f"pairs of whole numbers from 0 to {n_points - 1}", pairs)
    return table.astype(np.int64)


def _number(argument: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise wrong_type(argument, "a number", type(value).__name__)


def output(argument: str, out: object, shape: tuple[int, ...], dtype: Any) -> None:
    """Accept memory that a kernel can write a result into."""
    if not isinstance(out, np.ndarray):
        raise wrong_type(argument, "an array", type(out).__name__)
    if out.shape != shape or out.dtype != dtype:
        raise ArgumentError(argument, f"{dtype} of shape {shape}", f"{out.dtype} of {out.shape}")
    if not (out.flags.c_contiguous and out.flags.writeable):
        raise ArgumentError(argument, "a writeable array in C order", "another layout")
