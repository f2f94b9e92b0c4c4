"""The inner loops of the E-step, compiled.

A person's answers are a list of rows of one table: for every answer that is not the item's base answer,
the row with log P(answer) - log P(base answer) at the nodes. The log-likelihood at the nodes is the sum of
these rows and of the base answers of the person's form (the items asked), and the expected counts are the posterior
added back to the same rows. Only a window of nodes that carries the person's posterior is worked on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba as nb
import numpy as np

FLOOR = -46.0
"""Differences of log posterior below this (1e-20) count as this."""


def compiled(**options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Compile on the first call and keep the result on disk, where there is a place to write to (``NUMBA_CACHE_DIR``)."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        settings = {"nogil": True, "fastmath": {"reassoc", "contract", "arcp", "nsz"}, **options}
        try:
            done: Callable[..., Any] = nb.njit(cache=True, **settings)(function)
        except RuntimeError:
            done = nb.njit(**settings)(function)
        return done

    return wrap


@compiled()
def count_answers(answers: Any, counts: Any) -> None:
    """Count each item's answers (n, j) into (v, j) at their value plus one; negative ones at 0."""
    few = counts.shape[0] <= 8
    for n in range(answers.shape[0]):
        if few:  # a comparison for each value goes by vector instructions
            for v in range(counts.shape[0]):
                for j in range(answers.shape[1]):
                    counts[v, j] += max(answers[n, j], -1) == v - 1
        else:
            for j in range(answers.shape[1]):
                counts[max(answers[n, j], -1) + 1, j] += 1


@compiled()
def count_codes(codes: Any, values: Any, counts: Any) -> None:
    """Count how often each item's codes (n, j) are each of few ``values`` (v,), into (v, j)."""
    for n in range(codes.shape[0]):
        for v in range(values.shape[0]):
            value = values[v]
            for j in range(codes.shape[1]):
                counts[v, j] += codes[n, j] == value


@compiled()
def code_answers(answers: Any, look_up: Any, codes: Any) -> None:
    """The code of each answer in ``look_up`` (j, value + 1)."""
    for n in range(answers.shape[0]):
        for j in range(answers.shape[1]):
            codes[n, j] = look_up[j, max(answers[n, j], -1) + 1]


@compiled()
def find_empty(codes: Any, missing: int, empty: Any) -> None:
    """Which persons (n,) have no answer at all."""
    for n in range(codes.shape[0]):
        j = 0
        while j < codes.shape[1] and codes[n, j] == missing:
            j += 1
        empty[n] = j == codes.shape[1]


@compiled()
def mark_missing(codes: Any, missing: int, salt: Any, marks: Any) -> None:
    """A number of each person (n,) for the set of items without an answer: the sum of their ``salt`` (j,)."""
    for n in range(codes.shape[0]):
        mark = 0
        for j in range(codes.shape[1]):
            mark += salt[j] * (codes[n, j] == missing)
        marks[n] = mark


@compiled()
def list_rows(codes: Any, form: Any, base: Any, asked: Any, width: int, indptr: Any, rows: Any) -> int:
    """Rows of each person's answers, at ``indptr`` (n + 1,); returns how many. ``codes`` (n, j) has missing as ``width - 1``.

    ``rows`` needs room for one more than there can be.
    """
    k = 0
    for n in range(codes.shape[0]):
        indptr[n] = k
        own = asked[form[n]]
        for j in range(codes.shape[1]):
            code = codes[n, j]
            rows[k] = j * width + code
            k += (code != base[j]) & own[j]
    indptr[codes.shape[0]] = k
    return k


@compiled()
def gather_rows(order: Any, indptr: Any, rows: Any, to: Any, out: Any) -> None:
    """The rows of the persons in ``order`` one after the other, at ``to`` (len(order) + 1,)."""
    k = 0
    for i in range(order.shape[0]):
        to[i] = k
        for at in range(indptr[order[i]], indptr[order[i] + 1]):
            out[k] = rows[at]
            k += 1
    to[order.shape[0]] = k


@compiled(inline="always")
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


@compiled(inline="always")
def _add_up(rows: Any, first: int, last: int, local: Any, posterior: Any, size: int) -> None:
    k = first
    while k + 3 < last:
        r, s, t, u = rows[k], rows[k + 1], rows[k + 2], rows[k + 3]
        for q in range(size):
            posterior[q] += (local[r, q] + local[s, q]) + (local[t, q] + local[u, q])
        k += 4
    while k < last:
        r = rows[k]
        for q in range(size):
            posterior[q] += local[r, q]
        k += 1


@compiled()
def find_support(
    indptr: Any, rows: Any, group: Any, form: Any, table: Any, base: Any, first: int, last: int, depth: float, low: Any, high: Any
) -> None:
    """First and last node (of those in ``table``) within ``depth`` of each person's highest log posterior."""
    nodes = table.shape[2]
    value = np.empty(nodes)
    for n in range(first, last):
        g = group[n]
        value[:] = base[g, form[n]]
        _add_up(rows, indptr[n], indptr[n + 1], table[g], value, nodes)
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


@compiled(inline="always")
def _add_back(rows: Any, first: int, last: int, posterior: Any, found: Any, size: int) -> None:
    for k in range(first, last):
        r = rows[k]
        for q in range(size):
            found[r, q] += posterior[q]


@compiled(inline="always")
def _exponentiate(posterior: Any, size: int) -> tuple[float, float]:
    top = posterior[0]
    for q in range(size):
        top = max(top, posterior[q])
    mass = 0.0
    for q in range(size):
        posterior[q] = _exp(max(posterior[q] - top, FLOOR))
        mass += posterior[q]
    return mass, np.log(mass) + top


@compiled()
def expectation(
    task: Any, size: int, indptr: Any, rows: Any, weight: Any, form: Any, table: Any, base: Any, counts: Any, totals: Any
) -> tuple[float, float]:
    """The E-step of tasks (first person, last, group, first node) over windows of ``size`` nodes, added to ``counts`` and ``totals``.

    Gives the log-likelihood and the largest posterior mass at an inner edge of a window. ``size`` must not be known when compiling:
    loops of a known length are unrolled and then not turned into vector instructions.
    """
    posterior = np.empty(size)
    loglik = edge = 0.0
    for t in range(task.shape[0]):
        first, last, g, q0 = task[t, 0], task[t, 1], task[t, 2], task[t, 3]
        local = table[g, :, q0 : q0 + size].copy()
        found = np.zeros_like(local)
        start = base[g, :, q0 : q0 + size].copy()
        total = np.zeros_like(start)
        inner_low, inner_high = q0 > 0, q0 + size < table.shape[2]
        for n in range(first, last):
            f = form[n]
            for q in range(size):
                posterior[q] = start[f, q]
            _add_up(rows, indptr[n], indptr[n + 1], local, posterior, size)
            mass, log_mass = _exponentiate(posterior, size)
            loglik += weight[n] * log_mass
            edge = max(edge, inner_low * posterior[0] / mass, inner_high * posterior[size - 1] / mass)
            for q in range(size):
                posterior[q] *= weight[n] / mass
                total[f, q] += posterior[q]
            _add_back(rows, indptr[n], indptr[n + 1], posterior, found, size)
        counts[g, :, q0 : q0 + size] += found
        totals[g, :, q0 : q0 + size] += total
    return loglik, edge


@compiled()
def add_answers(codes: Any, group: Any, table: Any, first: int, last: int, out: Any) -> None:
    """Add the log-likelihood of each person's answers at the nodes to ``out`` (n, q)."""
    for n in range(first, last):
        g = group[n]
        for j in range(codes.shape[1]):
            x = codes[n, j]
            for q in range(table.shape[3]):
                out[n, q] += table[g, j, x, q]


@compiled()
def add_scores(codes: Any, posterior: Any, slopes: Any, place: Any, out: Any) -> None:
    """Posterior means of the derivatives ``slopes`` (c, p, w, q) of each person's answers; ``place`` (j,) is the curve of an item.

    ``out`` is (n, c, p). Missing answers are rows of zeros.
    """
    for n in range(codes.shape[0]):
        for j in range(codes.shape[1]):
            c, x = place[j], codes[n, j]
            for p in range(slopes.shape[1]):
                mean = 0.0
                for q in range(slopes.shape[3]):
                    mean += posterior[n, q] * slopes[c, p, x, q]
                out[n, c, p] = mean


@compiled()
def score_curves(slopes: Any, chances: Any, counts: Any, gradient: Any, information: Any) -> None:
    """Add up curves' derivatives ``slopes`` (c, p, w, q) of log ``chances`` (c, w, q) over expected ``counts`` (c, w, q): the ``gradient`` (c, p),
    and the expected ``information`` of complete data (c, p, p) for as many persons at each node."""
    curves, size, kinds, nodes = slopes.shape
    persons = np.empty(nodes)
    for c in range(curves):
        persons[:] = 0
        for w in range(kinds):
            for q in range(nodes):
                persons[q] += counts[c, w, q]
        for p in range(size):
            total = 0.0
            for w in range(kinds):
                for q in range(nodes):
                    total += slopes[c, p, w, q] * counts[c, w, q]
            gradient[c, p] = total
            for r in range(p + 1):
                total = 0.0
                for w in range(kinds):
                    for q in range(nodes):
                        total += persons[q] * chances[c, w, q] * slopes[c, p, w, q] * slopes[c, r, w, q]
                information[c, p, r] = information[c, r, p] = total


@compiled()
def slope_scores(theta: Any, slopes: Any, log_p: Any, chances: Any, information: Any, lean: Any, bend: Any, spread: Any) -> None:
    """How curves' derivatives ``slopes`` (c, p, w, q) of ``log_p`` (c, w, q) by the parameters change with the trait, in differences of nodes.

    Over answers at a node: ``information`` (c, q) of the trait, ``lean`` and ``bend`` (c, p, q) the covariances of the derivative by the trait with
    the slopes and with their change, ``spread`` (c, p, p, q) the covariance of that change.
    """
    curves, size, kinds, nodes = slopes.shape
    drift, mean, by = np.empty((size, kinds, nodes)), np.empty((size, nodes)), np.empty((kinds, nodes))
    for c in range(curves):
        information[c], lean[c], bend[c], spread[c], mean[:] = 0, 0, 0, 0, 0
        for w in range(kinds):
            for q in range(nodes):
                before, after = max(q - 1, 0), min(q + 1, nodes - 1)
                step = 1 / (theta[after] - theta[before])
                slope = (log_p[c, w, after] - log_p[c, w, before]) * step
                by[w, q] = chances[c, w, q] * slope
                information[c, q] += by[w, q] * slope
                for p in range(size):
                    drift[p, w, q] = (slopes[c, p, w, after] - slopes[c, p, w, before]) * step
        for p in range(size):
            for w in range(kinds):
                for q in range(nodes):
                    lean[c, p, q] += by[w, q] * slopes[c, p, w, q]
                    bend[c, p, q] += by[w, q] * drift[p, w, q]
                    mean[p, q] += chances[c, w, q] * drift[p, w, q]
            for r in range(p + 1):
                for w in range(kinds):
                    for q in range(nodes):
                        spread[c, p, r, q] += chances[c, w, q] * (drift[p, w, q] - mean[p, q]) * (drift[r, w, q] - mean[r, q])
                spread[c, r, p] = spread[c, p, r]


@compiled()
def times_normal(likelihood: Any, theta: Any, centre: Any, sd: float, out: Any) -> None:
    """Posterior weights (n, q) at equally spaced nodes: the likelihood, up to a factor of each row, times a normal density.

    The density goes from the node nearest to its centre outwards by ratios that themselves change by one factor: two products a node instead of
    an exponential.
    """
    step = theta[1] - theta[0]
    nodes = theta.shape[0]
    bend = np.exp(-((step / sd) ** 2))
    for i in range(likelihood.shape[0]):
        near = min(max(int(np.floor((centre[i] - theta[0]) / step + 0.5)), 0), nodes - 1)
        lean, half = step * (theta[near] - centre[i]) / sd**2, 0.5 * (step / sd) ** 2
        total = out[i, near] = likelihood[i, near]
        density, ratio = 1.0, np.exp(-lean - half)
        for k in range(near + 1, nodes):
            density *= ratio
            ratio *= bend
            out[i, k] = likelihood[i, k] * density
            total += out[i, k]
        density, ratio = 1.0, np.exp(lean - half)
        for k in range(near - 1, -1, -1):
            density *= ratio
            ratio *= bend
            out[i, k] = likelihood[i, k] * density
            total += out[i, k]
        for k in range(nodes):
            out[i, k] /= total
