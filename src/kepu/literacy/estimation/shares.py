"""Shares at each level, by group, with their intervals; what they become under another rule; and how they changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kepu.engines.survey import Design, change, estimate_mean, estimate_proportion
from kepu.engines.survey.intervals import quantile_t
from kepu.engines.survey.tables import Contrast, Estimates

from .data import LEVELS, Settings, SurveyData
from .points import Above, Scored

Floats = NDArray[np.float64]
#: By how many points the sensitivity moves the cut.
SHIFTS = (-2.0, 0.0, 2.0)


@dataclass(frozen=True)
class Share:
    """A share with its interval; all between 0 and 1, of a change between −1 and 1.

    `sampling` is the variance of drawing persons and of asking each a few items, with all that was estimated held; `calibration` what
    estimated items, regressions and links add.
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
        above = scored.at(level)
        for dimension, labels, where in dimensions(data):
            found += list(_rows(*_both(design, above, settings, labels, where), dimension, level))
    return found


def proportion(design: Design, above: Above, settings: Settings, *, by: Any = None, where: Any = None) -> Estimates:
    """Shares whose replicates have their own measurement, where it was estimated."""
    options: dict[str, Any] = {"by": by, "where": where, "confidence": settings.confidence, "interval": settings.interval}
    return estimate_proportion(design, above.values, method="replicates", replicate_values=above.replicates, **options)


def _both(design: Design, above: Above, settings: Settings, by: Any, where: Any = None) -> tuple[Estimates, Estimates]:
    """Shares, and the same with measurement held as the full sample has it."""
    table = proportion(design, above, settings, by=by, where=where)
    if above.replicates is None:
        return table, table
    return table, estimate_mean(design, above.values, by=by, where=where, method="replicates", confidence=settings.confidence)


def _rows(table: Estimates, held: Estimates, dimension: str, level: str) -> Iterator[Share]:
    for place, key in enumerate(table.keys):
        share, se, count = float(table.estimate[place]), float(table.se[place]), int(table.n[place])
        simple = share * (1 - share) / count if count else 0.0
        sampling = min(float(held.se[place]), se) ** 2
        low, high = min(float(table.low[place]), share), max(float(table.high[place]), share)
        name = str(key[0]) if key else ""
        effect = se**2 / simple if simple > 0 else None
        yield Share("direct", dimension, name, level, share, se, low, high, count, effect, sampling, se**2 - sampling)


def sensitivity(design: Design, scales: Mapping[str, Scored], settings: Settings) -> list[dict[str, Any]]:
    """The district's literate share under the other scale, and with the cut two points lower and higher."""
    rows = []
    for scale, scored in scales.items():
        for by in SHIFTS:
            other = replace(scored, rule=scored.rule.shifted(by))
            table = proportion(design, other.at("literate"), settings)
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
    """Differences to the wave before, by group; communities that are in both samples are allowed for.

    What the waves share in measurement, the items of reference, is left in both variances: it correlates them by hundredths, less than replicates
    could tell.
    """
    found: list[Share] = []
    own = {dimension: labels for dimension, labels, _where in dimensions(before.data)}
    for dimension, labels, _where in dimensions(now.data):
        if dimension == "group" or dimension not in own:
            continue
        for level in ("literate", "advanced"):
            waves = (before, own[dimension]), (now, labels)
            (first, held), (second, then) = (_both(wave.design, wave.scored.at(level), settings, by) for wave, by in waves)
            found += _change(first, second, change(held, then), dimension, level, settings)
    return found


def _change(first: Estimates, second: Estimates, held: Contrast, dimension: str, level: str, settings: Settings) -> Iterator[Share]:
    table = change(first, second)
    counts = dict(zip(second.keys, second.n.tolist(), strict=True))
    for place, key in enumerate(table.keys):
        share, error = float(table.estimate[place]), float(table.se[place])
        sampling = min(float(held.se[place]), error) ** 2
        half = float(quantile_t(settings.confidence, table.df[place : place + 1])[0]) * error
        name = str(key[0]) if key else ""
        yield Share(
            "change", dimension, name, level, share, error, share - half, share + half, int(counts[key]), None, sampling, error**2 - sampling
        )  # fmt: skip
