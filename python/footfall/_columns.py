"""Results are columns: frozen dataclasses of equally long arrays."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np

from ._errors import ArgumentError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Base of results: one array per field, all of one length."""

    def __post_init__(self) -> None:
        lengths = {f.name: len(getattr(self, f.name)) for f in fields(self)}
        if len(set(lengths.values())) > 1:
            raise ArgumentError("columns", "arrays of one length", lengths)

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def columns(self) -> dict[str, NDArray[Any]]:
        """Give the columns by name, as pandas, polars and pyarrow take them."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def take(self, rows: NDArray[Any] | slice) -> Self:
        """Give the chosen rows (a mask, indices or a slice) as a new result."""
        picked = {f.name: getattr(self, f.name)[rows] for f in fields(self)}
        return type(self)(**picked)

    def to_pandas(self) -> Any:
        """Give a pandas DataFrame (needs pandas)."""
        from ._optional import need

        return need("pandas").DataFrame(self.columns())


C = TypeVar("C", bound=Columns)


def concatenate(parts: list[C]) -> C:
    """Join results of one kind, row after row."""
    kind = type(parts[0])
    return kind(
        **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(kind)}
    )
