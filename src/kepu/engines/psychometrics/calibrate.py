"""Marginal maximum likelihood (Bock & Aitkin 1981) of item parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from .errors import NotConvergedError, named
from .layout import Array, Layout, Wishes, arrange
from .maximise import Climb, Place, climb, scaled
from .missing_information import asked_together, missing_information
from .parallel import beside
from .priors import Priors
from .responses import Responses
from .scale import Item, Scale
from .shards import Expects, Shard
from .tables import EQUAL_NODES, Expectation, evaluate
from .uncertainty import covariance

SAMPLE, GROWTH = 4000, 8
"""Persons of the first warm start, and by how much the samples grow."""
STEEPEST = 10.0
"""A steeper item changes from wrong to right between two nodes: its likelihood no longer rises with the slope."""


@dataclass(frozen=True)
class Calibration(Scale):
    """A fitted model.

    ``covariance`` is that of the estimated parameters ``free``, which ``layout`` lists; ``loglik`` is without priors; ``gain`` the rise
    of the log-likelihood still expected at the end.
    """

    layout: Layout
    free: Array
    loglik: float
    persons: int
    steps: int
    gain: float
    converged: bool
    history: tuple[float, ...]
    covariance: Array | None = None

    @property
    def aic(self) -> float:
        return 2 * len(self.free) - 2 * self.loglik

    @property
    def bic(self) -> float:
        return float(np.log(self.persons)) * len(self.free) - 2 * self.loglik

    def parameters(self) -> dict[str, float]:
        """All parameters by name, as ``item.parameter`` and ``group.mean``, ``group.log_sd``."""
        return dict(zip(self.layout.names, self.layout.expand(self.free).tolist(), strict=True))

    def at(self, every: Array) -> Scale:
        """The scale that other values of all parameters span, in the order of the layout."""
        items = tuple(
            tuple(replace(item, values=every[self.layout.curves[c].at]) for item, c in zip(group, self.layout.curve_of[g].tolist(), strict=True))
            for g, group in enumerate(self.items)
        )
        latent = every[self.layout.latent]
        return Scale(items, self.groups, latent[:, 0], np.exp(latent[:, 1]), self.theta)

    def errors(self) -> dict[str, float]:
        """Standard errors by name, 0 for what was fixed; raises ``ValueError`` where none were asked for."""
        if self.covariance is None:
            raise ValueError("This calibration has no standard errors: calibrate with errors='oakes'.")
        own = np.sqrt(np.diag(self.covariance))
        free = self.layout.free
        return dict(zip(self.layout.names, np.where(free >= 0, own[np.maximum(free, 0)], 0.0).tolist(), strict=True))


def calibrate(
    responses: Responses,
    model: str | Sequence[str] = "2pl",
    *,
    fixed: Mapping[str, Mapping[str, float]] | None = None,
    own: Sequence[str] = (),
    equal_groups: bool = False,
    priors: Priors | None = None,
    theta: Array = EQUAL_NODES,
    errors: str | None = None,
    tolerance: float = 1e-6,
    most_steps: int = 500,
    start: Array | None = None,
    cluster: Any = None,
) -> Calibration:
    """Estimate item parameters and the latent distribution of each group.

    ``model`` is one of rasch, 1pl, 2pl, 3pl, graded, pcm, gpcm, nominal, or one of them per item. The first group has mean 0 and sd 1
    (free sd with slopes fixed), the others are estimated, unless ``equal_groups``. ``fixed`` pins parameters by item (a free first
    group then, for fixed-anchor linking), ``own`` names items with parameters of their own in each group. ``errors`` is None, ``oakes``
    (observed information), ``crossproduct`` or ``sandwich``. ``tolerance`` is the expected rise of the log-likelihood at which to stop.
    ``cluster`` is a Dask client over whose workers the persons are spread.

    Raises ``NotConvergedError`` rather than return a figure that is not one.
    """
    models = [model] * len(responses.items) if isinstance(model, str) else list(model)
    layout = arrange(responses, models, Wishes(fixed or {}, own, equal_groups, priors or Priors()))
    source: Callable[[], Expects] = partial(_spread, responses, cluster) if cluster is not None else beside(lambda: Shard(responses))
    together = asked_together(layout, responses)
    warm, pairs = (start, []) if start is not None else warm_start(responses, layout, theta, together)
    view = look(layout, theta, source(), together)
    fit = finish(responses, layout, theta, climb(view, warm, tolerance=tolerance, most=most_steps, pairs=pairs))
    return fit if errors is None else covariance(fit, responses, view, errors)


def _spread(responses: Responses, cluster: Any) -> Expects:
    from .cluster import spread

    return spread(responses, cluster)


def finish(responses: Responses, layout: Layout, theta: Array, done: Climb, persons: int | None = None) -> Calibration:
    """The calibration a climb led to; raises ``NotConvergedError`` if it did not reach its end."""
    fit = _result(responses, layout, theta, done, persons or responses.persons)
    if not done.converged:
        raise NotConvergedError(
            f"Not converged after {done.steps} steps: the log-likelihood could still rise by {done.gain:.3g}. "
            "Look for items with slopes near 0 or very large, add priors, or allow more steps.",
            fit=fit,
        )
    steep = {item.name: item.steepness for items in fit.items for item in items if item.steepness > STEEPEST}
    if steep:
        name, slope = next(iter(steep.items()))
        raise NotConvergedError(
            f"Slopes without bound: {named(list(steep))} ({name} has reached {slope:.0f}). Such an item repeats another or parts persons "
            "perfectly: leave it out, or calibrate with priors=Priors(slope=(0.0, 0.5)).",
            fit=fit,
        )
    return fit


def look(layout: Layout, theta: Array, source: Expects, together: Array | None = None) -> Callable[[Array], Place]:
    """The function that is climbed: the marginal log-likelihood with priors; with ``together``, as ``missing_information`` takes it, quicker."""

    def at(free: Array) -> Place:
        point = evaluate(layout, theta, free)
        found: Expectation = source.expect(point.tables)
        value, gradient, information = point.score(found)
        missing = None if together is None else partial(missing_information, point, found.totals, together)
        return Place(free, value, gradient, information, found, missing)

    return at


def warm_start(responses: Responses, layout: Layout, theta: Array, together: Array | None) -> tuple[Array, list[tuple[Array, Array]]]:
    """Climbs on growing samples of persons: start values near the end, and how the likelihood curves there."""
    rng = np.random.default_rng(20260101)
    start, before, size = layout.start, 0.0, SAMPLE
    pairs: list[tuple[Array, Array]] = []
    while size * 2 < responses.persons:
        sample = responses.take(np.sort(rng.choice(responses.persons, size, replace=False, shuffle=False)))
        if _complete(sample):
            total = float(sample.weight.sum())
            done = climb(look(layout, theta, Shard(sample), together), start, tolerance=0.1, most=40, pairs=scaled(pairs, total / (before or total)))
            start, pairs, before = done.place.at, done.pairs, total
        size *= GROWTH
    return start, scaled(pairs, float(responses.weight.sum()) / (before or 1.0))


def _complete(sample: Responses) -> bool:
    """Whether every option of every item came often enough in every group that was asked it to start from."""
    groups = [sample] if len(sample.groups) == 1 else [sample.take(sample.group == g) for g in range(len(sample.groups))]
    counts = [part.tally[j, : len(labels)] for part in groups for j, labels in enumerate(sample.labels)]
    return all(count.min() >= 5 or not count.any() for count in counts)


def _result(responses: Responses, layout: Layout, theta: Array, done: Climb, persons: int) -> Calibration:
    every = layout.expand(done.place.at)
    items = tuple(
        tuple(
            Item(responses.items[j], layout.curves[c].model, responses.labels[j], every[layout.curves[c].at])
            for j, c in enumerate(layout.curve_of[g].tolist())
        )
        for g in range(layout.groups)
    )
    latent = every[layout.latent]
    return Calibration(
        items, responses.groups, latent[:, 0], np.exp(latent[:, 1]), theta, layout, done.place.at, done.place.found.loglik,
        persons, done.steps, done.gain, done.converged, tuple(done.history),
    )  # fmt: skip
