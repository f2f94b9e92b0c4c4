"""The whole chain: data, settings and a seed in, every figure out; the same in gives the same out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kepu.engines.psychometrics import PsychometricsError
from kepu.engines.psychometrics.classical import analyse
from kepu.engines.survey import Design, SurveyError

from . import points
from .calibration import Measurement, draw, measure, own_reference, stored
from .communities import communities
from .data import NOT_ASKED, EstimationError, Settings, SurveyData
from .shares import Scored, Share, Wave, changes, latent_points, sensitivity, shares
from .weighting import Weighted, weigh

#: Digits by which two computations must agree to be the same.
DIGITS = 9
Told = Callable[[str, int, int], None]
STEPS = ("weighting", "calibration", "plausible-values", "estimates", "communities", "change")


@dataclass(frozen=True)
class Before:
    """The wave before: its data and how it was computed."""

    data: SurveyData
    settings: Settings
    seed: int
    scale: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """`shares` of all groups; `steps` reports each step, fit for JSON; `scale` is what the next wave links to."""

    shares: list[Share]
    steps: dict[str, Any]
    scale: dict[str, Any]
    items: list[dict[str, Any]]

    def digest(self) -> str:
        """A fingerprint of the figures, to nine digits."""
        rows = [
            [s.method, s.dimension, s.key, s.level, s.respondents, *(f"{value:.{DIGITS}f}" for value in (s.share, s.standard_error, s.low, s.high))]
            for s in self.shares
        ]
        return hashlib.sha256(json.dumps(sorted(rows), ensure_ascii=False).encode()).hexdigest()


def compute(data: SurveyData, settings: Settings, seed: int, before: Before | None = None, told: Told = lambda step, done, total: None) -> Outcome:
    """Weights, calibration, plausible values, shares, communities, changes.

    Raises `EstimationError` for whatever keeps a figure from being right; the engines' own refusals come as such with their codes.
    """
    try:
        return _compute(data, settings, seed, before, told)
    except SurveyError as error:
        raise EstimationError(error.code, error.subject, message=error.message, **error.details) from error
    except PsychometricsError as error:
        raise EstimationError("calibration-refused", str(error)) from error


def _compute(data: SurveyData, settings: Settings, seed: int, before: Before | None, told: Told) -> Outcome:
    def step(number: int) -> None:
        told(STEPS[number], number, len(STEPS))

    step(0)
    weighted = weigh(data, settings, seed)
    design = _design(data, weighted)
    step(1)
    previous = before.scale if before else None
    measurement = measure(data, weighted.weights, previous)
    step(2)
    scales = _scales(data, measurement, settings, seed)
    step(3)
    scored = scales[data.rule.scale]
    found = shares(data, design, scored, settings)
    other = sensitivity(design, scales, settings)
    step(4)
    if settings.communities:
        found += communities(data, scored, weighted.weights, settings, seed)
    step(5)
    comparable = None
    if before:
        comparable = "linked" if measurement.link else "not-linked"
        found += _change(data, design, scales, settings, before, measurement)
    steps = {
        "weighting": weighted.steps,
        "calibration": _report(data, measurement),
        "sensitivity": other,
        "change": {"comparable": comparable},
        "precision": _precision(found),
    }
    told("done", len(STEPS), len(STEPS))
    return Outcome(found, steps, stored(data, measurement), item_statistics(data, measurement, weighted.weights))


def _design(data: SurveyData, weighted: Weighted) -> Design:
    own = data.responded
    return Design(weighted.weights, strata=weighted.strata, psu=data.community[own], replicates=weighted.replicates, lonely="centre")


def _scales(data: SurveyData, measurement: Measurement, settings: Settings, seed: int) -> dict[str, Scored]:
    """Scores under both scales; observed points are the simple ones, plausible values carry what a short test leaves open."""
    rng = np.random.default_rng([seed, 1])
    values, sets = draw(data, measurement, settings, rng)
    return {
        "points": Scored(data.rule.on("points"), points.observed(data)),
        "latent": Scored(data.rule.on("latent"), latent_points(data.rule, values, sets)),
    }


def _change(data: SurveyData, design: Design, scales: dict[str, Scored], settings: Settings, before: Before, measurement: Measurement) -> list[Share]:
    """On the common latent scale where the waves are linked, whatever the rule; otherwise by the scores as they are."""
    earlier = weigh(before.data, before.settings, before.seed)
    scale = "latent" if measurement.link else "points"
    if scale == "latent":
        old = measure(before.data, earlier.weights, None)
        first = _scales(before.data, old, before.settings, before.seed)[scale]
    else:
        first = Scored(before.data.rule.on(scale), points.observed(before.data))
    first = Scored(data.rule.on(scale), first.points)
    return changes(Wave(before.data, _design(before.data, earlier), first), Wave(data, design, scales[scale]), settings)


def _report(data: SurveyData, measurement: Measurement) -> dict[str, Any]:
    fit = measurement.fit
    grid = points.expected(data.rule, measurement.reference or own_reference(data, measurement), points.GRID)
    cuts = {name: points.cut_of(grid, cut) for name, cut in data.rule.cuts.items()}
    return {
        "items": len(measurement.items),
        "excluded": measurement.excluded,
        "joined": list(measurement.joined),
        "loglik": fit.loglik,
        "steps": fit.steps,
        "reliability": measurement.reliability,
        "cuts": {name: cut if np.isfinite(cut) else None for name, cut in cuts.items()},
        "link": _link(measurement),
    }


def _link(measurement: Measurement) -> dict[str, Any] | None:
    found = measurement.link
    if found is None:
        return None
    numbers = {name: getattr(found, name) for name in ("slope", "shift", "slope_se", "shift_se")}
    return {name: value if np.isfinite(value) else None for name, value in numbers.items()} | {"items": len(found.common)}


def _precision(found: list[Share]) -> dict[str, float]:
    """Where the variance of the district's literate share comes from."""
    one = next(share for share in found if share.method == "direct" and share.dimension == "district" and share.level == "literate")
    return {"sampling": one.sampling, "calibration": one.calibration}


def item_statistics(data: SurveyData, measurement: Measurement, weights: NDArray[np.float64]) -> list[dict[str, Any]]:
    """What each version's use here tells about it; parameters of a graded item are those of its first step."""
    errors = measurement.fit.errors()
    classical = {row.item: row for row in analyse(measurement.responses).items}
    slope = measurement.link.slope if measurement.link else 1.0
    rows = []
    for j, item in enumerate(data.items):
        column = data.points[:, j]
        asked = column != NOT_ASKED
        row: dict[str, Any] = {"version_id": item.version, "shown": int(asked.sum()), "right": None, "item_rest": None}
        if asked.any():
            row["right"] = float(np.average(column[asked] / item.most, weights=weights[asked]))
        known = measurement.items.get(item.name)
        if known is not None:
            a, d = float(known.values[0]), float(known.values[1])
            row["item_rest"] = float(classical[item.name].discrimination)
            row |= {"discrimination": a, "difficulty": -d / a, "discrimination_se": _slope_error(errors, item.name) / slope}
        rows.append(row)
    return rows


def _slope_error(errors: Mapping[str, float], name: str) -> float:
    return next((error for key, error in errors.items() if key in (f"{name}.a", f"{name}.a1")), float("nan"))


def as_settings(stored: Mapping[str, Any]) -> Settings:
    """Settings from JSON; what is not named stands at its default."""
    return Settings(**{name: value for name, value in stored.items() if name in Settings.__dataclass_fields__})
