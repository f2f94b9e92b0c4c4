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
    Scale,
    calibrate,
    empirical_reliability,
    from_wide,
    refit,
    score,
)
from kepu.engines.psychometrics.linking import Link, link
from kepu.literacy.parts import PART_OF

from .data import FAY, NOT_ASKED, EstimationError, SurveyData
from .points import Reference

LEAST_ANSWERS = 30


@dataclass(frozen=True)
class Measurement:
    """The calibrated scale of a survey.

    `items` are on the scale of the first wave; `excluded` names what was left out and why, `joined` items in which a number of points that
    nobody reached was joined with its neighbour. `reference` are the first wave's items with their parts and `linked_to` what the wave before
    left; both are None in the first wave and where too few items are shared.
    """

    fit: Calibration
    responses: Responses
    items: dict[str, Item]
    reference: Reference | None
    linked_to: Mapping[str, Any] | None
    excluded: dict[str, str] = field(default_factory=dict)
    joined: tuple[str, ...] = ()
    link: Link | None = None
    reliability: float = float("nan")


def measure(data: SurveyData, weights: NDArray[np.float64], previous: Mapping[str, Any] | None) -> Measurement:
    """Calibrate: two-parameter model, graded where an answer can be right in part; person weights.

    `previous` is what `stored` gave for the wave before. Raises `EstimationError` when too little is left to calibrate or it does not converge.
    """
    matrix, kept, excluded, joined = _usable(data)
    if len(kept) < 5:
        raise EstimationError("too-few-items", len(kept), excluded=excluded)
    names = [data.items[j].name for j in kept]
    try:
        responses = from_wide(matrix, items=names, weight=weights * len(weights) / weights.sum())
        models = ["2pl" if len(labels) == 2 else "graded" for labels in responses.labels]
        fit = calibrate(responses, models, errors="oakes")
    except NotConvergedError as error:
        raise EstimationError("calibration-not-converged", str(error)) from error
    except PsychometricsError as error:
        raise EstimationError("calibration-refused", str(error)) from error
    items = {item.name: item for item in fit.items[0]}
    found, reference, linked_to = None, None, None
    if previous:
        old = {item.name: item for _part, item in _restored(previous["items"])}
        common = [name for name in items if name in old and (items[name].model, items[name].labels) == (old[name].model, old[name].labels)]
        if len(common) >= 3:
            found = link([items[name] for name in common], [old[name] for name in common])
            items = {item.name: item for item in found.items(list(items.values()))}
            reference, linked_to = _restored(previous["reference"]), previous
    reliability = empirical_reliability(score(fit, responses, "eap"))
    return Measurement(fit, responses, items, reference, linked_to, excluded, tuple(joined), found, reliability)


def _restored(plain: Mapping[str, Any]) -> Reference:
    """Items with their parts from what `stored` made of them."""
    return [(each["part"], Item.of(name, each["model"], each["labels"], each["parameters"])) for name, each in plain.items()]


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
    """What the next wave needs to come to this scale, and what this one came to it by (`linked_to`), fit for JSON."""

    def plain(reference: Reference) -> dict[str, Any]:
        return {
            item.name: {"part": its, "model": item.model, "labels": list(item.labels), "parameters": item.parameters()} for its, item in reference
        }

    own = own_reference(data, measurement)
    base = measurement.linked_to
    return {
        "items": plain(own),
        "reference": plain(measurement.reference or own),
        "linked_to": {name: base[name] for name in ("items", "reference")} if base else None,
    }


@dataclass(frozen=True)
class Refits:
    """The measurement under each replicate's weights: scales of the survey, links to the first wave's (None there), items on that scale, and
    the items of reference with which the cuts are laid."""

    scales: list[Scale]
    links: list[Link | None]
    items: list[dict[str, Item]]
    references: list[Reference]


def refits(data: SurveyData, measurement: Measurement, weights: NDArray[np.float64], before: Refits | None, rng: np.random.Generator) -> Refits:
    """Calibrate and link anew under replicate weights (respondents, R), with each the refit of the wave before.

    A link also varies by what the common items disagree on beyond their errors of estimation, as the jackknife over items shows it; that too is
    shortened by Fay's factor. Without `before` a link goes to the stored items of the wave before, as if these were known.
    """
    part = parts_of(data)
    scales = list(refit(measurement.fit, measurement.responses, weights))
    found = measurement.link
    if found is None:
        items = [{item.name: item for item in scale.items[0]} for scale in scales]
        return Refits(scales, [None] * len(scales), items, [[(part[name], item) for name, item in own.items()] for own in items])
    assert measurement.linked_to is not None and measurement.reference is not None
    known = {item.name: item for _part, item in _restored(measurement.linked_to["items"])}
    links: list[Link] = []
    for r, scale in enumerate(scales):
        old = before.items[r] if before else known
        links.append(link([item for item in scale.items[0] if item.name in found.common], [old[name] for name in found.common], errors=False))
    links = _drifted(found, links, rng)
    items = [{item.name: item for item in one.items(list(scale.items[0]))} for one, scale in zip(links, scales, strict=True)]
    return Refits(scales, list(links), items, before.references if before else [measurement.reference] * len(scales))


def _drifted(found: Link, links: list[Link], rng: np.random.Generator) -> list[Link]:
    spread = np.var([(one.slope, one.shift) for one in links], axis=0) / (1 - FAY) ** 2
    more = np.sqrt(np.maximum(np.nan_to_num([found.slope_se, found.shift_se]) ** 2 - spread, 0))
    moves = rng.standard_normal((len(links), 2)) * more * (1 - FAY)
    return [moved(one, one.slope + by[0], one.shift + by[1]) for one, by in zip(links, moves, strict=True)]


def moved(one: Link, slope: float, shift: float) -> Link:
    """The link with another slope, which stays above zero, and shift."""
    return replace(one, slope=float(max(slope, 0.05)), shift=float(shift))


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
