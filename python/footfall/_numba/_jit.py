"""How twins are compiled, and constants in the type of the data.

Numba's cache looks at the file of a kernel only: after an edit of a helper in another file,
delete `__pycache__`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._optional import need

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import DTypeLike

# Divisions by zero give infinity and NaN, as in C++. Nothing is reordered or contracted.
jit = need("numba").njit(cache=True, nogil=True, error_model="numpy")


@need("numba.extending").intrinsic
def multiply_add(_context: Any, a: Any, b: Any, c: Any) -> Any:
    """Give a * b + c, rounded once, of three numbers of the same type."""
    if not a == b == c:
        return None

    def emit(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.fma(*args)

    return a(a, b, c), emit


def rounded(values: Sequence[float], dtype: DTypeLike) -> tuple[Any, ...]:
    """Round float64 constants once; a Python float would turn float32 arithmetic into float64."""
    with np.errstate(over="ignore"):
        return tuple(np.asarray(values, dtype=np.float64).astype(dtype))
