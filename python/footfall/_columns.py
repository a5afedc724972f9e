"""Results are columns: frozen dataclasses of equally long arrays."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np

from ._errors import ArgumentError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Base of results: one array per field, all of one length."""

    @classmethod
    @cache
    def array_names(cls) -> tuple[str, ...]:
        """Give the names of the fields that hold one number per row."""
        return tuple(f.name for f in fields(cls))

    def __post_init__(self) -> None:
        lengths = {name: len(getattr(self, name)) for name in self.array_names()}
        if len(set(lengths.values())) > 1:
            raise ArgumentError("columns", "arrays of one length", lengths)

    def __len__(self) -> int:
        return len(getattr(self, self.array_names()[0]))

    def columns(self) -> dict[str, NDArray[Any]]:
        """Give the columns by name, as pandas, polars and pyarrow take them."""
        return {name: getattr(self, name) for name in self.array_names()}

    def take(self, rows: NDArray[Any] | slice) -> Self:
        """Give the chosen rows (a mask, indices or a slice) as a new result."""
        picked = {name: getattr(self, name)[rows] for name in self.array_names()}
        return type(self)(**picked)

    def to_pandas(self) -> Any:
        """Give a pandas DataFrame (needs pandas)."""
        from ._optional import need

        return need("pandas").DataFrame(self.columns())


C = TypeVar("C", bound=Columns)


def concatenate(parts: list[C]) -> C:
    """Join results of one kind, row after row."""
    kind = type(parts[0])
    return kind(**{n: np.concatenate([getattr(p, n) for p in parts]) for n in kind.array_names()})
