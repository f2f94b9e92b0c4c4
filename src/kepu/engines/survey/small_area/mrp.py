"""Multilevel regression and poststratification (Gelman & Little 1997; Park, Gelman & Bafumi 2004)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from ..codes import Codes, Floats, coded, numbers, positive, sums
from ..design import design_effect_kish
from ..errors import SurveyError, named
from ..estimate import indicator
from .mixed import Cells, Mode, collapse, fit_mixed, mean_of, mode


@dataclass(frozen=True)
class PopulationTable:
    """A row a cell of the population: fixed columns ``X`` (K, k) as in the sample, the labels of the groupings (K,), the
    ``counts`` of persons (K,), and the ``area`` (K,) to report by."""

    counts: Any
    area: Any
    groups: Mapping[str, Any]
    X: Any = None


@dataclass(frozen=True)
class Mrp:
    """Arrays (A,), a row an area: posterior mean, sd and limits of the share; ``n`` respondents there (0: never asked, then
    the model alone speaks). ``sd`` of each grouping and ``coefficients`` (intercept first) are posterior means."""

    areas: list[Any]
    estimate: Floats
    se: Floats
    low: Floats
    high: Floats
    n: Codes
    population: Floats
    coefficients: Floats
    sd: dict[str, float]
    draws: int


def mrp(
    y: Any,
    X: Any,
    groups: Mapping[str, Any],
    table: PopulationTable,
    *,
    weights: Any = None,
    confidence: float = 0.95,
    draws: int = 4000,
    seed: int = 1,
) -> Mrp:
    """Share with y = 1 in each area from a logistic model with fixed columns ``X`` (n, k) or None and a random intercept for each of
    ``groups`` (name → labels (n,)), averaged over the population's cells.

    The posterior is Laplace's: normal about its mean for given standard deviations, which are integrated over a grid (Rue, Martino
    & Chopin 2009). Their priors are flat in the variance with a half-normal(1) tail on the logit scale, for intervals that
    cover as often as they say (Morris & Tang 2011). Levels nobody was asked in are drawn from the model. A grouping that the table lacks,
    such as the PSU, is integrated out. ``weights`` enter as a pseudo-likelihood scaled to the effective sample size (Kish).
    """
    values = indicator(y, len(np.asarray(y)))
    rows = len(values)
    scaled = np.ones(rows)
    if weights is not None:
        w = positive(weights, rows=rows)
        scaled = w / w.mean() / design_effect_kish(w)
    if not 0 < values.mean() < 1:
        raise SurveyError("no-contrast", "y", "All or none have the trait: the model has nothing to learn from.")
    if not groups:
        raise SurveyError("no-groups", "groups", "Name at least one grouping, such as the community.")
    parts = {name: coded(column, name, rows) for name, column in groups.items()}
    fixed = _fixed(X, rows)
    if np.linalg.matrix_rank(fixed) < fixed.shape[1]:
        raise SurveyError("collinear", "X", "Columns of X repeat each other or the intercept: leave one out.")
    cells = collapse(
        fixed,
        np.stack([codes for codes, _ in parts.values()], axis=1),
        tuple(len(labels) for _, labels in parts.values()),
        values,
        scaled,
    )
    nodes = _nodes(cells)
    target = _target(table, fixed.shape[1], {name: labels for name, (_, labels) in parts.items()}, cells)
    shares, coefficients, sd = _posterior(cells, nodes, target, draws, np.random.default_rng(seed))
    tail = (1 - confidence) / 2
    low, high = np.quantile(shares, [tail, 1 - tail], axis=1)
    return Mrp(
        target.areas,
        shares.mean(axis=1),
        shares.std(axis=1, ddof=1),
        low,
        high,
        _respondents(target, table, groups),
        target.population,
        coefficients,
        dict(zip(parts, sd.tolist(), strict=True)),
        draws,
    )


@dataclass(frozen=True)
class _Target:
    """Population cells: fixed part (K, k), column of each grouping's effect (K, G'; −1 is a level never asked), which groupings
    the table has, the label codes for new levels (K, G'), and counts summed to shares (A, K)."""

    fixed: Floats
    columns: Codes
    present: list[int]
    absent: list[int]
    new_levels: list[tuple[Codes, int]]
    area: Codes
    areas: list[Any]
    counts: Floats
    population: Floats


def _fixed(X: Any, rows: int) -> Floats:
    if X is None:
        return np.ones((rows, 1))
    matrix = numbers(X, "X", rows)
    return np.column_stack([np.ones(rows), matrix])


def _target(table: PopulationTable, k: int, labels: dict[str, list[Any]], cells: Cells) -> _Target:
    counts = numbers(table.counts, "counts")
    if (counts < 0).any() or not counts.sum() > 0:
        raise SurveyError("not-positive", "counts", "Population counts must not be negative, nor all zero.")
    fixed = _fixed(table.X, len(counts))
    if fixed.shape[1] != k:
        raise SurveyError("wrong-length", "X", f"The population table has {fixed.shape[1] - 1} fixed columns, the sample {k - 1}.")
    unknown = [name for name in table.groups if name not in labels]
    if unknown:
        raise SurveyError("unknown-group", unknown[0], f"The sample has no grouping {named(unknown)}.")
    names = list(labels)
    present = [g for g, name in enumerate(names) if name in table.groups]
    columns, new = [], []
    for g in present:
        codes, found = coded(table.groups[names[g]], names[g], len(counts))
        place = {label: code for code, label in enumerate(labels[names[g]])}
        columns.append(np.array([k + cells.starts[g] + place[label] if label in place else -1 for label in found], np.int64)[codes])
        new.append((codes, len(found)))
    area, areas = coded(table.area, "area", len(counts))
    population = sums(area, counts, len(areas))
    empty = np.flatnonzero(population <= 0)
    if len(empty):
        raise SurveyError("empty-domain", areas[empty[0]], f"Areas without population: {named(areas[code] for code in empty)}.")
    absent = [g for g in range(len(names)) if g not in present]
    return _Target(
        fixed, np.stack(columns, axis=1) if columns else np.zeros((len(counts), 0), np.int64), present, absent, new, area, areas, counts, population
    )


def _nodes(cells: Cells) -> list[tuple[Floats, float, Mode]]:
    """Standard deviations, their posterior weight, and the mode there: a grid over where the posterior is above e⁻⁵ of its top."""
    best = fit_mixed(cells, restricted=True, tolerance=0.02)
    centre = np.clip(best.sd, 0.05, 3)

    def height(sd: Floats) -> tuple[float, Mode]:
        found = mode(cells, sd, best.mode.place)
        return found.restricted + float((np.log(sd) - 0.5 * sd**2).sum()), found

    top = height(centre)[0]
    count = 15 if len(centre) == 1 else 7 if len(centre) == 2 else 5
    axes = []
    for g in range(len(centre)):
        ends = []
        for factor in (0.8, 1.25):
            end = centre.copy()
            while 0.02 < end[g] < 8 and height(end)[0] > top - 5:
                end[g] *= factor
            ends.append(float(end[g]))
        axes.append(np.linspace(max(ends[0], 0.02), ends[1], count))
    points = [np.array(point) for point in product(*axes)]
    heights = [height(point) for point in points]
    highest = max(value for value, _ in heights)
    weights = np.array([np.exp(value - highest) for value, _ in heights])
    weights /= weights.sum()
    return [(point, float(weight), found) for point, weight, (_, found) in zip(points, weights, heights, strict=True) if weight > 1e-4]


def _posterior(
    cells: Cells, nodes: list[tuple[Floats, float, Mode]], target: _Target, draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Draws of the areas' shares (A, draws), posterior means of the coefficients and of the standard deviations."""
    weights = np.array([weight for _, weight, _ in nodes])
    weights /= weights.sum()
    # as near to the weights as whole numbers allow, which leaves no chance in how often a node is used
    ends = np.floor(np.cumsum(weights) * draws + rng.random()).astype(int)
    counts = np.diff(np.concatenate([[0], np.minimum(ends, draws)]))
    counts[-1] += draws - counts.sum()
    shares = np.empty((len(target.areas), draws))
    k = cells.fixed.shape[1]
    first = 0
    for (sd, _, found), count in zip(nodes, counts, strict=True):
        root, centre = np.linalg.cholesky(found.precision), mean_of(cells, found)
        for begin in range(0, int(count), 250):
            size = min(250, int(count) - begin)
            place = centre[:, None] + np.linalg.solve(root.T, rng.normal(size=(len(found.place), size)))
            shares[:, first : first + size] = _shares(target, place, sd, k, rng)
            first += size
    coefficients = sum(weight * mean_of(cells, found)[:k] for (_, _, found), weight in zip(nodes, weights, strict=True))
    return shares, np.asarray(coefficients), np.asarray(sum(weight * sd for (sd, _, _), weight in zip(nodes, weights, strict=True)))


def _shares(target: _Target, place: Floats, sd: Floats, k: int, rng: np.random.Generator) -> Floats:
    eta = target.fixed @ place[:k]
    for column, g, (codes, levels) in zip(target.columns.T, target.present, target.new_levels, strict=True):
        effect = place[np.maximum(column, 0)]
        if (column < 0).any():
            fresh = rng.normal(0, sd[g], size=(levels, place.shape[1]))
            effect = np.where(column[:, None] < 0, fresh[codes], effect)
        eta = eta + effect
    if target.absent:
        # logistic-normal mean to 1 % (Zeger, Liang & Albert 1988)
        eta = eta / np.sqrt(1 + (16 * np.sqrt(3) / (15 * np.pi)) ** 2 * float((sd[target.absent] ** 2).sum()))
    p = target.counts[:, None] / (1 + np.exp(-eta))
    found = np.zeros((len(target.areas), place.shape[1]))
    order = np.argsort(target.area, kind="stable")
    starts = np.searchsorted(target.area[order], np.arange(len(target.areas)))
    found = np.add.reduceat(p[order], starts, axis=0)
    return np.asarray(found / target.population[:, None])


def _respondents(target: _Target, table: PopulationTable, groups: Mapping[str, Any]) -> Codes:
    """Respondents of each area, where a grouping carries the area's labels."""
    areas = np.asarray(table.area)
    for name, column in table.groups.items():
        if name in groups and np.array_equal(np.asarray(column), areas):
            labels, counts = np.unique(np.asarray(groups[name]), return_counts=True)
            known = dict(zip(labels.tolist(), counts.tolist(), strict=True))
            return np.array([known.get(label, 0) for label in target.areas], np.int64)
    return np.full(len(target.areas), -1, np.int64)
