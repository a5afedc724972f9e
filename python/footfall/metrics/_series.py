"""Series for measures of regularity: one or many, checked, and equally long ones side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .._backend import kernel
from .._config import chosen_threads
from .._families import as_params
from ..batch import Batch, item_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import ArrayLike, NDArray

    from ._estimate import Estimate

NO_TABLE = np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Group:
    """Equally long series, which of all they are, and why some cannot be used."""

    places: NDArray[np.int64]
    series: NDArray[np.float64]
    reasons: list[str]

    def measure(self, name: str, params: Any, columns: int, table: Any = NO_TABLE) -> Any:
        """Run a kernel: a row of numbers for each series."""
        n, length = self.series.shape
        out = np.full((n, columns), np.nan)
        offsets = np.arange(n + 1, dtype=np.int64) * length
        values = np.ascontiguousarray(self.series).reshape(n * length, 1)
        sizes = np.asarray(table, dtype=np.int64)
        kernel(name)(values, offsets, sizes, out, chosen_threads(), as_params(params))
        return out


def groups(values: ArrayLike | Batch, least: int) -> tuple[list[Group], int, bool]:
    """Series by length, how many there are, and whether it is one without a batch's axis."""
    rows = item_rows(values, 0, "values")
    one = not isinstance(rows.source, Batch) and rows.source.ndim == 1
    flat = rows.values.reshape(-1).astype(np.float64, copy=False)
    lengths = np.diff(rows.offsets)
    found = []
    for length in np.unique(lengths):
        places = np.flatnonzero(lengths == length)
        if len(places) == len(lengths):
            series = flat.reshape(len(places), length)
        else:
            series = flat[rows.offsets[places][:, None] + np.arange(length)]
        found.append(Group(places, series, list(_reasons(series, least))))
    return found, len(lengths), one


def _reasons(series: NDArray[np.float64], least: int) -> Iterator[str]:
    length = series.shape[1]
    if length == 0:
        yield from ["0 values: too few"] * len(series)
        return
    seen = np.asarray(np.isfinite(series).all(axis=1))
    flat = np.asarray(series.max(axis=1) == series.min(axis=1))
    for is_seen, is_flat in zip(seen.tolist(), flat.tolist(), strict=True):
        if not is_seen:
            yield "samples are missing"
        elif length < least:
            yield f"{length} values: too few"
        else:
            yield "the values do not change" if is_flat else ""


def estimates(
    values: ArrayLike | Batch, least: int, measure: Callable[[Group], Iterable[Any]]
) -> Any:
    """Measure all groups; results in the order of the series, one alone without a tuple."""
    found, n, one = groups(values, least)
    results: list[Estimate | None] = [None] * n
    for group in found:
        for place, result in zip(group.places, measure(group), strict=True):
            results[place] = result
    return results[0] if one else tuple(results)
