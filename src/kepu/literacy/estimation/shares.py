"""Shares at each level, by group, with their intervals; what they become under another rule; and how they changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kepu.engines.survey import Design, change, estimate_mean, estimate_proportion, proportion_with_plausible_values
from kepu.engines.survey.combine import Combined
from kepu.engines.survey.intervals import quantile_t
from kepu.engines.survey.tables import Estimates

from . import points
from .data import LEVELS, Rule, Settings, SurveyData
from .points import Reference

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Share:
    """A share with its interval; all between 0 and 1, of a change between −1 and 1.

    `sampling` is the variance of drawing persons and of asking each a few items, `calibration` what estimated items, regressions and links add.
    """

    method: str
    dimension: str
    key: str
    level: str
    share: float
    standard_error: float
    low: float
    high: float
    respondents: int
    design_effect: float | None
    sampling: float = 0.0
    calibration: float = 0.0


@dataclass(frozen=True)
class Scored:
    """What a person's score is: observed points (n,), or expected points of each plausible value (n, K, M)."""

    rule: Rule
    points: Floats

    def at(self, level: str) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = points.levels(self.points, self.rule.cuts)[level]
        return found


def latent_points(rule: Rule, values: Floats, sets: Sequence[Reference]) -> Floats:
    """Expected points (n, K, M) of plausible values (n, K, M), each of the K under its own items of reference."""
    found = np.empty_like(values)
    for k, reference in enumerate(sets):
        found[:, k] = np.interp(values[:, k], points.GRID, points.expected(rule, reference, points.GRID))
    return found


def dimensions(data: SurveyData) -> Iterator[tuple[str, Any, Any]]:
    """Name of the grouping, labels of the respondents (None for the district), and for groups that overlap who is meant."""
    own = data.responded
    yield "district", None, None
    yield "street", data.stratum[own], None
    yield "sex", data.sex[own], None
    yield "age_group", data.age_group[own], None
    yield "education", data.education[own], None
    members = [set(group) for group, is_in in zip(data.groups, own, strict=True) if is_in]
    for code in sorted(set().union(*members)):
        yield "group", np.full(len(members), code), np.array([code in group for group in members])


def shares(data: SurveyData, design: Design, scored: Scored, settings: Settings) -> list[Share]:
    """All levels in all groups."""
    found: list[Share] = []
    for level in LEVELS:
        indicator = scored.at(level).astype(float)
        for dimension, labels, where in dimensions(data):
            table = proportion(design, indicator, settings, by=labels, where=where)
            found += list(_rows(table, dimension, level))
    return found


def proportion(design: Design, indicator: Floats, settings: Settings, *, by: Any = None, where: Any = None) -> Estimates | Combined:
    """Of observed scores (n,) by replicates; of plausible values (n, K, M) with what redrawn item parameters and regressions add."""
    options: dict[str, Any] = {"by": by, "where": where, "method": "replicates", "confidence": settings.confidence, "interval": settings.interval}
    if indicator.ndim == 1:
        return estimate_proportion(design, indicator, **options)
    return proportion_with_plausible_values(design, indicator, rule="averaged", **options)


def _rows(table: Estimates | Combined, dimension: str, level: str) -> Iterator[Share]:
    keys, n = table.keys or [], table.n
    for place, key in enumerate(keys):
        share, se = float(table.estimate[place]), float(table.se[place])
        count = int(n[place]) if n is not None else 0
        simple = share * (1 - share) / count if count else 0.0
        parts: dict[str, float] = {"sampling": se**2}
        if isinstance(table, Combined):
            parts = {"sampling": float(table.within[place]), "calibration": float(table.between[place])}
        low, high = min(float(table.low[place]), share), max(float(table.high[place]), share)
        yield Share(
            "direct", dimension, str(key[0]) if key else "", level, share, se, low, high, count, se**2 / simple if simple > 0 else None, **parts
        )


def sensitivity(design: Design, scales: Mapping[str, Scored], settings: Settings) -> list[dict[str, Any]]:
    """The district's literate share under the other scale, and with the cut two points lower and higher."""
    rows = []
    for scale, scored in scales.items():
        for by in (-2.0, 0.0, 2.0):
            other = replace(scored, rule=scored.rule.shifted(by))
            table = proportion(design, other.at("literate").astype(float), settings)
            rows.append(
                {
                    "scale": scale, "cut": other.rule.cuts["literate"],
                    "share": float(table.estimate[0]), "low": float(table.low[0]), "high": float(table.high[0]),
                }
            )  # fmt: skip
    return rows


@dataclass(frozen=True)
class Wave:
    """A survey as far as changes need it."""

    data: SurveyData
    design: Design
    scored: Scored


def changes(before: Wave, now: Wave, settings: Settings) -> list[Share]:
    """Differences to the wave before, by group; communities that are in both samples are allowed for."""
    found: list[Share] = []
    own = {dimension: labels for dimension, labels, _where in dimensions(before.data)}
    for dimension, labels, _where in dimensions(now.data):
        if dimension == "group" or dimension not in own:
            continue
        for level in ("literate", "advanced"):
            first, added = _averaged(before, level, own[dimension], settings)
            second, more = _averaged(now, level, labels, settings)
            found += _change(first, second, {key: added[key] + more[key] for key in added if key in more}, dimension, level, settings)
    return found


def _averaged(wave: Wave, level: str, labels: Any, settings: Settings) -> tuple[Estimates, dict[Any, float]]:
    """Shares from each person's mean over the plausible values, and the variance that the draws add, by domain."""
    at = wave.scored.at(level).astype(float)
    table = estimate_mean(wave.design, at.reshape(len(at), -1).mean(axis=1), by=labels, method="replicates", confidence=settings.confidence)
    if at.ndim == 1:
        return table, dict.fromkeys(table.keys, 0.0)
    joint = proportion(wave.design, at, settings, by=labels)
    assert isinstance(joint, Combined)
    return table, dict(zip(joint.keys or [], joint.between.tolist(), strict=True))


def _change(first: Estimates, second: Estimates, added: dict[Any, float], dimension: str, level: str, settings: Settings) -> Iterator[Share]:
    table = change(first, second)
    counts = dict(zip(second.keys, second.n.tolist(), strict=True))
    for place, key in enumerate(table.keys):
        share, sampling = float(table.estimate[place]), float(table.se[place]) ** 2
        error = float(np.sqrt(sampling + added[key]))
        half = float(quantile_t(settings.confidence, table.df[place : place + 1])[0]) * error
        name = str(key[0]) if key else ""
        yield Share(
            "change", dimension, name, level, share, error, share - half, share + half, int(counts[key]), None, sampling, calibration=added[key]
        )  # fmt: skip
