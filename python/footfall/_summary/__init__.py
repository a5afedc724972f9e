"""From strides to metrics: means, sides, spread and drift with uncertainty, status and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .drifts import drift_rows
from .means import balance_row, cadence_row, lasting_of, mean_row
from .rows import both_sides_metric, joined, mean_metric, unavailable
from .sides import side_rows
from .sources import Doubts, sources_of
from .spread import spread_rows

if TYPE_CHECKING:
    from ..parameters import Strides
    from ..report import Metric

__all__ = [
    "Doubts",
    "both_sides_metric",
    "joined",
    "mean_metric",
    "summarize",
    "unavailable",
]


def summarize(
    strides: Strides, mode: str, doubts: Doubts, body: tuple[float, float] | None = None
) -> tuple[list[Metric], list[dict[str, Any]]]:
    """Give all spatiotemporal metrics of the accepted strides without imputed events.

    `body` is mass and height, where both are known. The second list names the asymmetries.
    """
    used = strides.take(strides.accepted & ~strides.imputed)
    rows = [cadence_row(used, doubts)]
    for name, source in sources_of(mode).items():
        lasting = lasting_of(source, used, doubts, body)
        rows += [
            mean_row(name, side, used, source, doubts, lasting)
            for side in ("left", "right", "both")
        ]
    if mode == "run":
        rows.append(balance_row(used, doubts))
    sides, asymmetries = side_rows(used, mode, doubts)
    rows += [*sides, *spread_rows(used, mode, doubts), *drift_rows(used, mode, doubts)]
    return rows, asymmetries
