"""The whole chain: data, settings and a seed in, every figure out; the same in gives the same out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kepu.engines.psychometrics import PsychometricsError
from kepu.engines.psychometrics.classical import analyse
from kepu.engines.survey import Design, SurveyError, degrees_of_freedom

from . import points
from .calibration import Measurement, Refits, measure, own_reference, refits, stored
from .communities import VALUES, communities
from .data import NOT_ASKED, EstimationError, Settings, SurveyData
from .latent import chances, drawn
from .points import Scored, above, marks_of
from .shares import SHIFTS, Share, Wave, changes, sensitivity, shares
from .weighting import Weighted, replicate_weights, weigh

#: Digits by which two computations must agree to be the same.
DIGITS = 9
#: Between the seeds of two waves' replicates.
APART = 1_000_003
Told = Callable[[str, int, int], None]
STEPS = ("weighting", "calibration", "measurement", "estimates", "communities", "change")


@dataclass(frozen=True)
class Before:
    """The wave before: its data, how it was computed, and the scale that its outcome left."""

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
    """Weights, calibration, measurement by replicates, shares, communities, changes.

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
    step(1)
    measurement = measure(data, weighted.weights, before.scale if before else None)
    step(2)
    earlier = _earlier(before, settings, linked=measurement.link is not None) if before else None
    weights = replicate_weights(weighted)
    rng = np.random.default_rng([seed, 1])
    anew = refits(data, measurement, weights, earlier.refits if earlier else None, rng)
    scales = _scales(data, measurement, anew, weights)
    step(3)
    scored = scales[data.rule.scale]
    design = _design(data, weighted, scored)
    found = shares(data, design, scored, settings)
    other = sensitivity(design, scales, settings)
    step(4)
    if settings.communities:
        cut = data.rule.cuts["literate"]
        columns = drawn(data, measurement, anew, cut, VALUES, rng) if data.rule.scale == "latent" else scored.at("literate").values[:, None]
        found += communities(data, columns, weighted.weights, settings, seed)
    step(5)
    comparable = None
    if earlier:
        comparable = "linked" if measurement.link else "not-linked"
        scale = "latent" if measurement.link else "points"
        found += changes(earlier.wave, Wave(data, design, scales[scale]), settings)
    steps = {
        "weighting": weighted.steps,
        "calibration": _report(data, measurement),
        "sensitivity": other,
        "change": {"comparable": comparable},
        "precision": _precision(found),
    }
    told("done", len(STEPS), len(STEPS))
    return Outcome(found, steps, stored(data, measurement), item_statistics(data, measurement, weighted, anew))


def _design(data: SurveyData, weighted: Weighted, scored: Scored) -> Design:
    """The sample with its replicates; its degrees of freedom are those of the literate share."""
    psu, fractions = data.community[data.responded], {"psu_fraction": weighted.fraction, "unit_fraction": weighted.asked}
    freedom = degrees_of_freedom(weighted.strata, psu, weighted.weights, scored.at("literate").values, **fractions)
    return Design(
        weighted.weights, strata=weighted.strata, psu=psu, fpc=weighted.fraction, replicates=weighted.replicates, lonely="centre", freedom=freedom
    )


def _scales(data: SurveyData, measurement: Measurement, anew: Refits, weights: NDArray[np.float64]) -> dict[str, Scored]:
    """Who reaches the marks on both scales: by the points that a person has, and by the chance that answers and latent regression give."""
    marks = marks_of(data.rule, SHIFTS)
    return {
        "points": Scored(data.rule.on("points"), above(points.observed(data), marks)),
        "latent": Scored(data.rule.on("latent"), chances(data, measurement, anew, weights, marks)),
    }


@dataclass(frozen=True)
class _Earlier:
    """The wave before as far as the change to it needs it; `refits` where the waves are linked."""

    wave: Wave
    refits: Refits | None


def _earlier(before: Before, settings: Settings, *, linked: bool) -> _Earlier:
    """Compute the wave before once more, judged by the scale on which the waves compare: the latent one where they are linked.

    Its replicates are as many as this wave's and drawn apart from them, for the samples are.
    """
    own = replace(before.settings, replicates=settings.replicates)
    weighted = weigh(before.data, own, before.seed + APART)
    marks = marks_of(before.data.rule, SHIFTS)
    if not linked:
        scored = Scored(before.data.rule.on("points"), above(points.observed(before.data), marks))
        return _Earlier(Wave(before.data, _design(before.data, weighted, scored), scored), None)
    measurement = measure(before.data, weighted.weights, before.scale.get("linked_to"))
    weights = replicate_weights(weighted)
    anew = refits(before.data, measurement, weights, None, np.random.default_rng([before.seed, 2]))
    scored = Scored(before.data.rule.on("latent"), chances(before.data, measurement, anew, weights, marks))
    return _Earlier(Wave(before.data, _design(before.data, weighted, scored), scored), anew)


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


def item_statistics(data: SurveyData, measurement: Measurement, weighted: Weighted, anew: Refits) -> list[dict[str, Any]]:
    """What each version's use here tells about it; parameters of a graded item are those of its first step, errors are those of the replicates."""
    classical = {row.item: row for row in analyse(measurement.responses).items}
    rows = []
    for j, item in enumerate(data.items):
        column = data.points[:, j]
        asked = column != NOT_ASKED
        row: dict[str, Any] = {"version_id": item.version, "shown": int(asked.sum()), "right": None, "item_rest": None}
        if asked.any():
            row["right"] = float(np.average(column[asked] / item.most, weights=weighted.weights[asked]))
        known = measurement.items.get(item.name)
        if known is not None:
            a, d = float(known.values[0]), float(known.values[1])
            row["item_rest"] = float(classical[item.name].discrimination)
            slopes = np.array([[one[item.name].values[0] for one in anew.items]])
            error = float(weighted.replicates.variance(known.values[:1], slopes)[0]) ** 0.5
            row |= {"discrimination": a, "difficulty": -d / a, "discrimination_se": error}
        rows.append(row)
    return rows


def as_settings(stored: Mapping[str, Any]) -> Settings:
    """Settings from JSON; what is not named stands at its default."""
    return Settings(**{name: value for name, value in stored.items() if name in Settings.__dataclass_fields__})
