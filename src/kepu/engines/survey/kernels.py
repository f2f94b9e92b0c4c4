"""The one loop that NumPy cannot do without laying out every replicate of every person."""

from __future__ import annotations

import numba
import numpy as np

from .codes import Codes, Floats


def products(keys: Codes, amounts: Floats, left: Floats, right: Floats, size: int) -> Floats:
    """Σ over the rows k of a group of ``amounts[k, c] · left[keys[k, 1], r] · right[keys[k, 2], r]``: (size, c, R).

    ``keys`` (K, 3) holds group, row of ``left`` and row of ``right``, sorted by group.
    """
    starts = np.searchsorted(keys[:, 0], np.arange(size + 1))
    found = np.zeros((size, amounts.shape[1], left.shape[1]))
    _products(keys[:, 1].copy(), keys[:, 2].copy(), amounts, left, right, starts, found)
    return found


def warm_up() -> None:
    """Compile the kernel, or read it from disk."""
    products(np.zeros((1, 3), int), np.ones((1, 1)), np.ones((1, 1)), np.ones((1, 1)), 1)


@numba.njit(parallel=True, fastmath={"contract", "nsz"}, cache=True)
def _products(rows: Codes, cells: Codes, amounts: Floats, left: Floats, right: Floats, starts: Codes, found: Floats) -> None:
    for group in numba.prange(len(starts) - 1):
        for k in range(starts[group], starts[group + 1]):
            a, b = left[rows[k]], right[cells[k]]
            for c in range(amounts.shape[1]):
                amount = amounts[k, c]
                if amount != 0.0:
                    out = found[group, c]
                    for r in range(len(out)):
                        out[r] += amount * a[r] * b[r]
