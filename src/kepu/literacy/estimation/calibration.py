"""Items calibrated on the survey's own answers, on the scale of the wave before where items are shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kepu.engines.psychometrics import (
    Calibration,
    Item,
    NotConvergedError,
    PsychometricsError,
    Responses,
    calibrate,
    empirical_reliability,
    from_wide,
    plausible_values,
    redraw,
    score,
)
from kepu.engines.psychometrics.linking import Link, link
from kepu.literacy.parts import PART_OF

from .data import NOT_ASKED, EstimationError, Settings, SurveyData
from .points import Reference

LEAST_ANSWERS = 30


@dataclass(frozen=True)
class Measurement:
    """The calibrated scale of a survey.

    `items` are on the scale of the first wave; `excluded` names what was left out and why, `joined` items in which a number of points that
    nobody reached was joined with its neighbour. `reference` are the first wave's items with their parts, None in the first wave itself.
    """

    fit: Calibration
    responses: Responses
    items: dict[str, Item]
    reference: Reference | None
    excluded: dict[str, str] = field(default_factory=dict)
    joined: tuple[str, ...] = ()
    link: Link | None = None
    reliability: float = float("nan")


def measure(data: SurveyData, weights: NDArray[np.float64], previous: Mapping[str, Any] | None) -> Measurement:
    """Calibrate: two-parameter model, graded where an answer can be right in part; person weights; sandwich errors.

    `previous` is what `stored` gave for the wave before. Raises `EstimationError` when too little is left to calibrate or it does not converge.
    """
    matrix, kept, excluded, joined = _usable(data)
    if len(kept) < 5:
        raise EstimationError("too-few-items", len(kept), excluded=excluded)
    names = [data.items[j].name for j in kept]
    try:
        responses = from_wide(matrix, items=names, weight=weights * len(weights) / weights.sum())
        models = ["2pl" if len(labels) == 2 else "graded" for labels in responses.labels]
        fit = calibrate(responses, models, errors="sandwich")
    except NotConvergedError as error:
        raise EstimationError("calibration-not-converged", str(error)) from error
    except PsychometricsError as error:
        raise EstimationError("calibration-refused", str(error)) from error
    items = {item.name: item for item in fit.items[0]}
    found, reference = None, None
    if previous:
        old = {name: Item.of(name, each["model"], each["labels"], each["parameters"]) for name, each in previous["items"].items()}
        common = [name for name in items if name in old and (items[name].model, items[name].labels) == (old[name].model, old[name].labels)]
        if len(common) >= 3:
            found = link([items[name] for name in common], [old[name] for name in common])
            items = {item.name: item for item in found.items(list(items.values()))}
            base = previous["reference"]
            reference = [(each["part"], Item.of(name, each["model"], each["labels"], each["parameters"])) for name, each in base.items()]
    return Measurement(fit, responses, items, reference, excluded, tuple(joined), found, empirical_reliability(score(fit, responses, "eap")))


def _usable(data: SurveyData) -> tuple[NDArray[np.float64], list[int], dict[str, str], list[str]]:
    """Answers as a matrix with NaN where not asked; items that tell nothing are left out by name, categories that nobody reached are joined."""
    matrix = np.where(data.points == NOT_ASKED, np.nan, data.points).astype(float)
    kept, excluded, joined = [], {}, []
    for j, item in enumerate(data.items):
        column = matrix[:, j]
        seen = np.unique(column[~np.isnan(column)])
        if np.count_nonzero(~np.isnan(column)) < LEAST_ANSWERS:
            excluded[item.name] = "few-answers"
        elif len(seen) < 2:
            excluded[item.name] = "all-alike"
        else:
            kept.append(j)
            if len(seen) < item.most + 1:
                joined.append(item.name)
            # The lowest category counts 0, the next 1: a category that nobody reached is joined with its neighbour.
            matrix[:, j] = np.where(np.isnan(column), np.nan, np.searchsorted(seen, column))
    return matrix[:, kept], kept, excluded, joined


def parts_of(data: SurveyData) -> dict[str, str]:
    """The part of the 100 points that each item counts in."""
    return {item.name: PART_OF[item.domain] for item in data.items}


def own_reference(data: SurveyData, measurement: Measurement) -> Reference:
    """The survey's own items with their parts."""
    part = parts_of(data)
    return [(part[name], item) for name, item in measurement.items.items()]


def stored(data: SurveyData, measurement: Measurement) -> dict[str, Any]:
    """What the next wave needs to come to this scale, fit for JSON."""

    def plain(reference: Reference) -> dict[str, Any]:
        return {
            item.name: {"part": its, "model": item.model, "labels": list(item.labels), "parameters": item.parameters()} for its, item in reference
        }

    own = own_reference(data, measurement)
    return {"items": plain(own), "reference": plain(measurement.reference or own)}


def draw(data: SurveyData, measurement: Measurement, settings: Settings, rng: np.random.Generator) -> tuple[NDArray[np.float64], list[Reference]]:
    """Plausible values (respondents, K, M) on the first wave's scale, under K sets of item parameters (and of the link) drawn anew, and the
    items of reference that go with each set."""
    values: list[NDArray[np.float64]] = []
    sets: list[Reference] = []
    background, part = background_of(data), parts_of(data)
    for scale in redraw(measurement.fit, settings.parameter_draws, rng):
        theta = plausible_values(
            scale, measurement.responses, draws=settings.values_per_draw, rng=rng, background=background if background.shape[1] else None
        )
        items = list(scale.items[0])
        if measurement.link is not None:
            theta = _drawn(measurement.link, rng).theta(theta)
        values.append(theta)
        sets.append(measurement.reference or [(part[item.name], item) for item in items])
    return np.stack(values, axis=1), sets


def _drawn(found: Link, rng: np.random.Generator) -> Link:
    """The link with its own error; with too few common items to know it, as it is."""
    errors = np.nan_to_num([found.slope_se, found.shift_se])
    slope, shift = np.array([found.slope, found.shift]) + errors * rng.standard_normal(2)
    return replace(found, slope=float(max(slope, 0.05)), shift=float(shift))


def background_of(data: SurveyData) -> NDArray[np.float64]:
    """What the latent regression conditions on: everything by which shares are reported. Columns that repeat others are left out."""
    own = data.responded
    columns: list[NDArray[np.float64]] = []
    for labels in (data.stratum[own], data.sex[own], data.age_group[own], data.education[own]):
        for label in sorted(set(labels.tolist()))[1:]:
            columns.append((labels == label).astype(float))
    members = [set(group) for group, is_in in zip(data.groups, own, strict=True) if is_in]
    for code in sorted(set().union(*members)):
        columns.append(np.array([float(code in group) for group in members]))
    kept: list[NDArray[np.float64]] = []
    base = np.ones((data.respondents, 1))
    for column in columns:
        wider = np.column_stack([base, column])
        if min(column.sum(), len(column) - column.sum()) >= 10 and np.linalg.matrix_rank(wider) == wider.shape[1]:
            base = wider
            kept.append(column)
    return np.column_stack(kept) if kept else np.zeros((data.respondents, 0))
