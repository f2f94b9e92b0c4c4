"""The inner loops of the E-step, compiled.

A person's answers are a list of rows of one table: for every answer that is not the item's base answer,
the row with log P(answer) - log P(base answer) at the nodes. The log-likelihood at the nodes is the sum of
these rows, and the expected counts are the posterior added back to the same rows. Only a window of nodes
that carries the person's posterior is worked on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numba as nb
import numpy as np

FLOOR = -46.0
"""Differences of log posterior below this (1e-20) count as this."""


@nb.njit(cache=True, nogil=True)
def list_rows(codes: Any, order: Any, base: Any, width: int, indptr: Any, rows: Any) -> int:
    """Rows of the persons in ``order``; returns how many. ``codes`` already has missing as ``width - 1``."""
    k = 0
    for i in range(order.shape[0]):
        indptr[i] = k
        n = order[i]
        for j in range(codes.shape[1]):
            code = codes[n, j]
            rows[k] = j * width + code
            k += code != base[j]
    indptr[order.shape[0]] = k
    return k


@nb.njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "arcp", "nsz"})
def find_support(codes: Any, group: Any, table: Any, prior: Any, first: int, last: int, depth: float, low: Any, high: Any) -> None:
    """First and last node (of those in ``table``) within ``depth`` of each person's highest log posterior."""
    nodes = table.shape[3]
    value = np.empty(nodes)
    for n in range(first, last):
        g = group[n]
        for q in range(nodes):
            value[q] = prior[g, q]
        for j in range(codes.shape[1]):
            x = codes[n, j]
            for q in range(nodes):
                value[q] += table[g, j, x, q]
        top = value[0]
        for q in range(nodes):
            top = max(top, value[q])
        q = 0
        while value[q] < top - depth:
            q += 1
        low[n] = q
        q = nodes - 1
        while value[q] < top - depth:
            q -= 1
        high[n] = q


@nb.njit(cache=True, nogil=True, inline="always")
def _exp(x: float) -> float:
    """exp(x) for x in [FLOOR, 0] as (1 + y + … + y^10 / 10!)^64, which the compiler turns into vector instructions.

    Right to 1e-15 near 0, and to 1e-7 of a value that is then below 1e-19.
    """
    y = x * (1 / 64)
    p = 1 + y * (1 / 8 + y * (1 / 72 + y / 720))
    p = 1 + y * (1 + y * (1 / 2 + y * (1 / 6 + y * (1 / 24 + y * (1 / 120 + y * (1 / 720 + y * (1 / 5040 * p)))))))
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    return p * p


@cache
def expectation(width: int | None) -> Callable[..., tuple[float, float]]:
    """The E-step over windows of ``width`` nodes; ``None`` for windows of any width.

    A fixed width lets the compiler unroll the loops over nodes.
    """

    @nb.njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "arcp", "nsz"})
    def run(task: Any, window: int, indptr: Any, rows: Any, weight: Any, table: Any, base: Any, counts: Any, totals: Any) -> tuple[float, float]:
        size = window if width is None else width
        local = np.empty((table.shape[1], size))
        found = np.empty((table.shape[1], size))
        posterior = np.empty(size)
        total = np.empty(size)
        loglik = 0.0
        edge = 0.0
        for t in range(task.shape[0]):
            first, last, g, q0 = task[t, 0], task[t, 1], task[t, 2], task[t, 3]
            for r in range(table.shape[1]):
                for q in range(size):
                    local[r, q] = table[g, r, q0 + q]
                    found[r, q] = 0.0
            for q in range(size):
                total[q] = 0.0
            for n in range(first, last):
                for q in range(size):
                    posterior[q] = base[g, q0 + q]
                for k in range(indptr[n], indptr[n + 1]):
                    r = rows[k]
                    for q in range(size):
                        posterior[q] += local[r, q]
                top = posterior[0]
                for q in range(size):
                    top = max(top, posterior[q])
                mass = 0.0
                for q in range(size):
                    p = _exp(max(posterior[q] - top, FLOOR))
                    posterior[q] = p
                    mass += p
                loglik += weight[n] * (np.log(mass) + top)
                if q0 > 0:
                    edge = max(edge, posterior[0] / mass)
                if q0 + size < table.shape[2]:
                    edge = max(edge, posterior[size - 1] / mass)
                scale = weight[n] / mass
                for q in range(size):
                    posterior[q] *= scale
                    total[q] += posterior[q]
                for k in range(indptr[n], indptr[n + 1]):
                    r = rows[k]
                    for q in range(size):
                        found[r, q] += posterior[q]
            for r in range(table.shape[1]):
                for q in range(size):
                    counts[g, r, q0 + q] += found[r, q]
            for q in range(size):
                totals[g, q0 + q] += total[q]
        return loglik, edge

    return run


@nb.njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "arcp", "nsz"})
def add_answers(codes: Any, group: Any, table: Any, first: int, last: int, out: Any) -> None:
    """Add the log-likelihood of each person's answers at the nodes to ``out`` (n, q)."""
    for n in range(first, last):
        g = group[n]
        for j in range(codes.shape[1]):
            x = codes[n, j]
            for q in range(table.shape[3]):
                out[n, q] += table[g, j, x, q]
