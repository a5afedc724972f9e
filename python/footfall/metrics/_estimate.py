"""A number with its uncertainty, as metrics give it back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

NAN = math.nan


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """One number with its 95 % interval, or the reason why there is none.

    Parameters
    ----------
    value : float
        NaN where the input does not support it.
    sigma : float
        Standard error of the value; NaN where it cannot be told.
    ci_low, ci_high : float
        Interval of 95 % confidence.
    n : int
        Strides (or pairs) behind the value.
    reason : str
        Why it is missing or in doubt; empty when neither.
    """

    value: float
    sigma: float = NAN
    ci_low: float = NAN
    ci_high: float = NAN
    n: int = 0
    reason: str = ""

    def __float__(self) -> float:
        return self.value


def finite(values: ArrayLike, argument: str = "values") -> NDArray[np.float64]:
    """Give the finite entries of a column as float64."""
    column = np.asarray(_check.real_array(argument, values), dtype=np.float64).reshape(-1)
    return column[np.isfinite(column)]


def columns(**arrays: ArrayLike) -> list[NDArray[np.float64]]:
    """Give equally long columns as float64, rows with anything missing left out."""
    checked = [
        np.asarray(_check.real_array(name, values), dtype=np.float64).reshape(-1)
        for name, values in arrays.items()
    ]
    lengths = {len(column) for column in checked}
    if len(lengths) > 1:
        names, got = ", ".join(arrays), [len(column) for column in checked]
        raise ArgumentError(names, "arrays of one length", got)
    keep = np.isfinite(checked).all(axis=0)
    return [column[keep] for column in checked]


def unit_names(n: int, word: str = "stride") -> str:
    """Say how many."""
    return f"{n} {word}{'' if n == 1 else 's'}"


def elementwise(left: ArrayLike, right: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Give two sides as float64 arrays that broadcast against each other."""
    pair = [
        np.asarray(_check.real_array(name, values), dtype=np.float64)
        for name, values in (("left", left), ("right", right))
    ]
    try:
        np.broadcast_shapes(pair[0].shape, pair[1].shape)
    except ValueError:
        expected = f"a shape that fits left, {pair[0].shape}"
        raise ArgumentError("right", expected, pair[1].shape) from None
    return pair[0], pair[1]
