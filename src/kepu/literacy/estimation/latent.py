"""Each person's chance to lie above a cut of the latent scale, in the full sample and under every replicate."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kepu.engines.psychometrics import Item, LatentRegression, Scale, exceedance, plausible_values
from kepu.engines.psychometrics.linking import Link
from kepu.engines.psychometrics.parallel import one_blas_thread, threads

from . import points
from .calibration import Measurement, Refits, background_of, moved, own_reference
from .data import FAY, SurveyData
from .points import Above, Reference

Floats = NDArray[np.float64]
#: How near the regression of a replicate comes to its end; its error is a thousandth of the least that is printed.
NEAR = 1e-6


def chances(data: SurveyData, measurement: Measurement, refits: Refits, weights: Floats, marks: Sequence[float]) -> dict[float, Above]:
    """By points that a cut may stand at: the probability to reach them, given the answers and the latent regression.

    `weights` (respondents, R) are the replicates'. Item parameters, link, regression and cut are each replicate's own, so that the variance over
    replicates holds the sample and all that was estimated from it.
    """
    background = background_of(data)
    reference = measurement.reference or own_reference(data, measurement)
    full, model = _above(data, measurement, measurement.fit, measurement.link, reference, background, marks, None, None)
    found = np.empty((len(marks), data.respondents, weights.shape[1]), np.float32)

    def one(r: int) -> None:
        own = measurement, refits.scales[r], refits.links[r], refits.references[r]
        found[:, :, r] = _above(data, *own, background, marks, weights[:, r], model)[0].T

    with one_blas_thread(), ThreadPoolExecutor(threads()) as pool:
        list(pool.map(one, range(weights.shape[1])))
    return {mark: Above(full[:, place], found[place]) for place, mark in enumerate(marks)}


def _above(
    data: SurveyData,
    measurement: Measurement,
    scale: Scale,
    link: Link | None,
    reference: Reference,
    background: Floats,
    marks: Sequence[float],
    weight: Floats | None,
    start: LatentRegression | None,
) -> tuple[Floats, LatentRegression]:
    responses = measurement.responses
    if weight is not None:
        responses = replace(responses, weight=weight * len(weight) / weight.sum())
    expected = points.expected(data.rule, reference, points.GRID)
    cuts = np.array([points.cut_of(expected, mark) for mark in marks])
    if link is not None:
        cuts = (cuts - link.shift) / link.slope
    return exceedance(scale, responses, background, cuts, start=start, tolerance=NEAR if start else 1e-8)


def drawn(data: SurveyData, measurement: Measurement, refits: Refits, mark: float, count: int, rng: np.random.Generator) -> Floats:
    """Who reaches a mark (respondents, count), by plausible values under the parameters of some replicates, as far from the full sample's as
    without Fay's factor."""
    background, columns = background_of(data), []
    known = {item.name: item for _part, item in measurement.reference or own_reference(data, measurement)}
    for r in np.linspace(0, len(refits.scales) - 1, count).astype(int).tolist():
        own = refits.scales[r]
        scale = replace(own, items=(tuple(map(_further, measurement.fit.items[0], own.items[0])),))
        theta = plausible_values(scale, measurement.responses, draws=1, rng=rng, background=background)[:, 0]
        link, at = refits.links[r], measurement.link
        if link is not None and at is not None:
            theta = moved(link, _out(at.slope, link.slope), _out(at.shift, link.shift)).theta(theta)
        reference = [(part, _further(known[item.name], item)) for part, item in refits.references[r]]
        columns.append(theta >= points.cut_of(points.expected(data.rule, reference, points.GRID), mark))
    return np.column_stack(columns).astype(float)


def _further(full: Item, one: Item) -> Item:
    return replace(one, values=_out(full.values, one.values))


def _out(full: Any, one: Any) -> Any:
    return full + (one - full) / (1 - FAY)
