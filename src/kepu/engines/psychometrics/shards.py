"""The E-step over persons in memory: windows of nodes, sorted persons, blocks over threads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .forms import Forms, find_forms
from .kernels import expectation, find_support, gather_rows, list_rows
from .parallel import each, ranges
from .responses import Responses
from .tables import Expectation, Tables

WINDOWS = (16, 24, 32)
DEPTH = 20.0
"""A window holds every node within exp(-20) = 2e-9 of the highest posterior, and one more at each side."""
EDGE = 1e-7
"""Posterior mass at the edge of a window from which on windows are laid anew; what lies outside is less."""
FEW = 1000
"""Up to so many persons, windows do not pay."""


class Expects(Protocol):
    """Anything that can do the E-step: one shard in memory, a list of chunks, shards on other machines."""

    def expect(self, tables: Tables) -> Expectation:
        """Expected counts and log-likelihood for these tables."""


@dataclass
class _Part:
    """Some persons' answers as rows of the table, in the order of their windows."""

    indptr: NDArray[np.int64]
    rows: NDArray[np.uint16]
    weight: NDArray[np.float64]
    form: NDArray[np.int64]
    tasks: dict[int, NDArray[np.int64]]


class Shard:
    """Persons in memory. Not for use by two threads at once: it remembers where posteriors lie."""

    def __init__(self, responses: Responses) -> None:
        self.group, self.weight = responses.group, responses.weight
        self.missing = int(max(responses.categories))
        codes = np.minimum(responses.codes, np.uint8(self.missing))
        self.forms = find_forms(codes, self.missing, responses.tally)
        self.indptr, self.rows = _listed(codes, self.forms, self.missing + 1)
        self.parts: list[_Part] | None = None

    def expect(self, tables: Tables) -> Expectation:
        """Expected counts and log-likelihood for these tables."""
        if self.parts is None:
            self._lay(tables)
        found, edge = self._sum(tables)
        if edge > EDGE:
            self._lay(tables)
            found, _ = self._sum(tables)
        return found

    def _sum(self, tables: Tables) -> tuple[Expectation, float]:
        groups, items, width, nodes = tables.answers.shape
        rows, base = self._relative(tables)

        def work(part: _Part) -> tuple[float, float, Any, Any]:
            counts, totals = np.zeros_like(rows), np.zeros_like(base)
            loglik = edge = 0.0
            for size, tasks in part.tasks.items():
                more, most = expectation(tasks, size, part.indptr, part.rows, part.weight, part.form, rows, base, counts, totals)
                loglik, edge = loglik + more, max(edge, most)
            return loglik, edge, counts, totals

        results = each(work, self.parts or [])
        counts = sum(result[2] for result in results).reshape(groups, items, width, nodes)
        totals = sum(result[3] for result in results)
        asked = self.forms.asked.astype(float)
        counts[:, np.arange(items), self.forms.base] += asked.T @ totals - counts.sum(axis=2)
        counts[:, :, self.missing] += (1 - asked).T @ totals
        return Expectation(float(sum(result[0] for result in results)), counts, totals.sum(axis=1)), max(result[1] for result in results)

    def _relative(self, tables: Tables, step: int = 1) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Log P of answers beside that of the base answer (g, j · w, q), and log P of each form's base answers with the prior (g, f, q)."""
        answers, prior = tables.answers[..., ::step], tables.prior[:, ::step]
        groups, items, width, nodes = answers.shape
        at_base = answers[:, np.arange(items), self.forms.base]
        rows = np.ascontiguousarray((answers - at_base[:, :, None]).reshape(groups, items * width, nodes))
        return rows, np.ascontiguousarray(prior[:, None] + self.forms.asked.astype(float) @ at_base)

    def _lay(self, tables: Tables) -> None:
        """Sort persons by group and window."""
        nodes = tables.answers.shape[3]
        size, start = self._windows(tables)
        key = (self.group * (nodes + 1) + size) * nodes + start
        small = np.min_scalar_type(int(key.max(initial=0)))
        order = np.argsort(key.astype(small), kind="stable")
        self.parts = each(lambda span: self._part(order[slice(*span)], key, nodes), _spans(len(order)))

    def _part(self, order: NDArray[np.int64], key: NDArray[np.int64], nodes: int) -> _Part:
        indptr = np.empty(len(order) + 1, np.int64)
        rows = np.empty(int((self.indptr[order + 1] - self.indptr[order]).sum()), np.uint16)
        gather_rows(order, self.indptr, self.rows, indptr, rows)
        cuts = np.flatnonzero(np.diff(key[order], prepend=-1))
        ends = np.append(cuts[1:], len(order))
        tasks: dict[int, list[tuple[int, int, int, int]]] = {}
        for first, last in zip(cuts.tolist(), ends.tolist(), strict=True):
            rest, start = divmod(int(key[order[first]]), nodes)
            group, size = divmod(rest, nodes + 1)
            tasks.setdefault(size, []).append((first, last, group, start))
        return _Part(indptr, rows, self.weight[order], self.forms.of[order], {size: np.array(found) for size, found in tasks.items()})

    def _windows(self, tables: Tables) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Size and first node of each person's window."""
        persons, nodes = len(self.weight), tables.answers.shape[3]
        if persons <= FEW or nodes <= WINDOWS[0]:
            return np.full(persons, nodes), np.zeros(persons, np.int64)
        step = 2 if nodes % 2 else 1
        low, high = np.empty(persons, np.int64), np.empty(persons, np.int64)
        rows, base = self._relative(tables, step)
        each(
            lambda span: find_support(self.indptr, self.rows, self.group, self.forms.of, rows, base, span[0], span[1], DEPTH, low, high),
            _spans(persons),
        )
        low, high = np.maximum((low - 1) * step, 0), np.minimum((high + 1) * step, nodes - 1)
        need = high - low + 1
        sizes = np.array([*(window for window in WINDOWS if window < nodes), nodes])
        size = sizes[np.searchsorted(sizes, need)]
        return size, np.clip((low + high + 1 - size) // 2, 0, nodes - size)


def _spans(persons: int) -> list[tuple[int, int]]:
    """Parts for the threads; each has tables of its own, which costs as much as some hundred persons."""
    return ranges(persons, least=2000 if persons < 8000 else 4096, most=16)


def _listed(codes: NDArray[np.uint8], forms: Forms, width: int) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """Everybody's answers other than the base answers, as rows of the table: where each person's begin (n + 1,), and the rows."""

    def part(span: tuple[int, int]) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
        own = codes[slice(*span)]
        indptr, rows = np.empty(len(own) + 1, np.int64), np.empty(own.size + 1, np.uint16)
        used = list_rows(own, forms.of[slice(*span)], forms.base, forms.asked, width, indptr, rows)
        return indptr, rows[:used]

    found = each(part, _spans(len(codes)))
    offsets = np.cumsum([0, *(len(rows) for _, rows in found)])
    indptr = np.concatenate([at[:-1] + offset for (at, _), offset in zip(found, offsets, strict=False)] + [offsets[-1:]])
    return indptr, np.concatenate([rows for _, rows in found])


class Chunks:
    """Persons in several shards, summed in their order: data larger than one block, or read again at each step."""

    def __init__(self, shards: Sequence[Expects]) -> None:
        self.shards = shards

    def expect(self, tables: Tables) -> Expectation:
        """Expected counts and log-likelihood for these tables."""
        found = self.shards[0].expect(tables)
        for shard in self.shards[1:]:
            found = found + shard.expect(tables)
        return found
