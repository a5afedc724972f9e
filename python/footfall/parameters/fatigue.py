"""Drift of every quantity of the strides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..metrics import drift

if TYPE_CHECKING:
    from ..metrics import Drift
    from .stride_table import Strides

_NOT_QUANTITIES = ("side_code", "bout", "imputed", "accepted")
_MOMENTS = (
    *("start_s", "end_s", "final_contact_s"),
    *("opposite_initial_contact_s", "opposite_final_contact_s"),
)


def drifts(strides: Strides) -> dict[str, Drift]:
    """Slope per minute of each quantity, as fatigue changes it.

    Parameters
    ----------
    strides : Strides
        Of one recording, such as `report.strides`. Strides that were not accepted, or rest on
        imputed events, are left out.

    Returns
    -------
    dict of str to Drift
        By the name of the column; each side and bout has its own level. NaN with a reason for
        fewer than 10 strides.

    Examples
    --------
    >>> import footfall as ff
    >>> recording, _ = ff.synthetic.walker(duration_s=20.0)
    >>> found = ff.parameters.drifts(ff.analyze(recording).strides)
    >>> found["step_length_m"].reason
    '18 s of strides, 60 wanted'
    """
    used = strides.take(strides.accepted & ~strides.imputed)
    middle, group = 0.5 * (used.start_s + used.end_s), 2 * used.bout + used.side_code
    return {
        name: drift(middle, column, group=group)
        for name, column in used.columns().items()
        if name not in _NOT_QUANTITIES + _MOMENTS
    }
