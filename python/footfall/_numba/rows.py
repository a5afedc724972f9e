"""Rows of results whose number is not known before.

Loops here and in the kernels stand where a slice could be assigned: they compile much faster.
"""

from __future__ import annotations

import numpy as np

from ._jit import jit


@jit
def grown(sequence, rows, count, more):
    """Give room for `more` rows after the first `count`."""
    if count + more <= len(rows):
        return sequence, rows
    size = max(count + more, 2 * len(rows), 64)
    new_sequence, new_rows = np.empty(size, np.int64), np.empty((size, rows.shape[1]))
    for i in range(count):
        new_sequence[i] = sequence[i]
        for column in range(rows.shape[1]):
            new_rows[i, column] = rows[i, column]
    return new_sequence, new_rows
