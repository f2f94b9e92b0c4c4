"""Which parameters there are, which of them are free, tied or fixed, and what curves they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .errors import PsychometricsError
from .models import MODELS
from .priors import Priors
from .responses import Responses

Array = NDArray[np.float64]
Index = NDArray[np.int64]

ALIASES = {"1pl": "2pl", "rasch": "2pl", "pcm": "gpcm"}


@dataclass(frozen=True)
class Curve:
    """The answer curve of one item in one or several groups: its parameters lie at ``at`` among all."""

    item: int
    groups: tuple[int, ...]
    model: str
    categories: int
    at: slice


@dataclass(frozen=True)
class Batch:
    """Curves of one model and number of categories, computed together; ``at`` (i, p) are their parameters."""

    model: str
    categories: int
    curves: Index
    at: Index


@dataclass(frozen=True)
class Layout:
    """The parameters of a calibration: curves first, then mean and log sd of each group.

    ``free[i]`` is the place of parameter i in the vector that is estimated, -1 where it is fixed at ``constant[i]``;
    equal places tie parameters.
    """

    items: tuple[str, ...]
    curves: tuple[Curve, ...]
    groups: int
    names: tuple[str, ...]
    free: Index
    constant: Array
    start: Array
    priors: Priors = field(default_factory=Priors)

    @cached_property
    def size(self) -> int:
        """How many parameters are estimated."""
        return int(self.free.max(initial=-1)) + 1

    @cached_property
    def width(self) -> int:
        """Rows of an item in the tables: its categories and one for missing, alike for all items."""
        return max(curve.categories for curve in self.curves) + 1

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        kinds: dict[tuple[str, int], list[int]] = {}
        for c, curve in enumerate(self.curves):
            kinds.setdefault((curve.model, curve.categories), []).append(c)
        return tuple(
            Batch(model, k, np.array(found), np.array([np.arange(self.curves[c].at.start, self.curves[c].at.stop) for c in found]))
            for (model, k), found in kinds.items()
        )

    @cached_property
    def curve_of(self) -> Index:
        """The curve of each item in each group (g, j)."""
        place = np.full((self.groups, len(self.items)), -1)
        for c, curve in enumerate(self.curves):
            place[list(curve.groups), curve.item] = c
        return place

    @cached_property
    def latent(self) -> Index:
        """Where mean and log sd of each group lie (g, 2)."""
        return len(self.names) - 2 * self.groups + np.arange(2 * self.groups).reshape(self.groups, 2)

    @cached_property
    def kinds(self) -> list[str]:
        """The kind of each estimated parameter, such as ``a``: that of the first of those that are tied."""
        first = np.full(self.size, -1)
        kept = np.flatnonzero(self.free >= 0)[::-1]
        first[self.free[kept]] = kept
        return [self.names[i].rpartition(".")[2] for i in first]

    @cached_property
    def blocks(self) -> tuple[Index, Index]:
        """Where the blocks of information of all batches and then of all groups go in the flat matrix of the estimated parameters: places among
        the blocks' values laid end to end, and among the matrix'."""
        at = [batch.at for batch in self.batches] + [self.latent]
        places = [np.broadcast_arrays(self.free[one][:, :, None], self.free[one][:, None, :]) for one in at]
        rows, columns = (np.concatenate([pair[k].ravel() for pair in places]) for k in (0, 1))
        kept = np.flatnonzero((rows >= 0) & (columns >= 0))
        return kept, rows[kept] * self.size + columns[kept]

    @cached_property
    def square(self) -> tuple[Index, Index]:
        """Where the pairs of all parameters go in the flat matrix of the estimated ones: their places in the flat matrix of all, and in that."""
        kept = np.flatnonzero((self.free[:, None] >= 0) & (self.free[None, :] >= 0))
        return kept, (self.free[:, None] * self.size + self.free[None, :]).ravel()[kept]

    def expand(self, free: Array) -> Array:
        """All parameters from the estimated ones."""
        return np.where(self.free >= 0, free[np.maximum(self.free, 0)], self.constant)

    def gather(self, each: Array) -> Array:
        """Derivatives by the estimated parameters from those by all."""
        kept = self.free >= 0
        return np.bincount(self.free[kept], weights=each[kept], minlength=self.size).astype(float)


@dataclass(frozen=True)
class Wishes:
    """What the user asks of the parameters besides the models; see ``calibrate``."""

    fixed: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    own: Sequence[str] = ()
    equal_groups: bool = False
    priors: Priors = field(default_factory=Priors)


def arrange(responses: Responses, models: Sequence[str], wishes: Wishes) -> Layout:
    """Lay out the parameters.

    Raises ``PsychometricsError`` for a model that does not exist or does not fit the item's number of categories.
    """
    _check(responses, models, wishes)
    curves: list[Curve] = []
    names: list[str] = []
    start: list[Array] = []
    alike = bool((responses.weight == 1).all())
    for j, item in enumerate(responses.items):
        model = ALIASES.get(models[j], models[j])
        categories = len(responses.labels[j])
        sets = [(g,) for g in range(len(responses.groups))] if item in wishes.own else [tuple(range(len(responses.groups)))]
        for groups in sets:
            inner = MODELS[model].parameters(categories)
            curves.append(Curve(j, groups, model, categories, slice(len(names), len(names) + len(inner))))
            mark = f"@{responses.groups[groups[0]]}" if item in wishes.own else ""
            names += [f"{item}{mark}.{name}" for name in inner]
            start.append(MODELS[model].start(_shares(responses, j, groups, categories, alike)))
    names += [f"{group}.{name}" for group in responses.groups for name in ("mean", "log_sd")]
    values = np.concatenate([*start, np.zeros(2 * len(responses.groups))])
    pinned = _pinned(responses, models, wishes, curves, names)
    free = _ties(models, curves, names, pinned)
    constant = np.array([pinned.get(name, 0.0) for name in names])
    first = np.zeros(int(free.max(initial=-1)) + 1)
    first[free[free >= 0]] = values[free >= 0]
    return Layout(responses.items, tuple(curves), len(responses.groups), tuple(names), free, constant, first, wishes.priors)


def _shares(responses: Responses, item: int, groups: tuple[int, ...], categories: int, alike: bool) -> Array:
    """Shares of an item's options in some groups; ``alike`` where nobody has another weight than 1."""
    if alike and len(groups) == len(responses.groups):
        counts = responses.tally[item, :categories].astype(float)
    else:
        rows = np.isin(responses.group, groups)
        counts = np.bincount(responses.codes[rows, item], weights=responses.weight[rows], minlength=categories)[:categories]
    return np.asarray((counts + 0.5) / (counts + 0.5).sum())


def _check(responses: Responses, models: Sequence[str], wishes: Wishes) -> None:
    unknown = sorted({name for name in models if ALIASES.get(name, name) not in MODELS})
    if unknown or len(models) != len(responses.items):
        raise PsychometricsError(f"Unknown models {unknown} or not one per item: choose from {sorted([*MODELS, *ALIASES])}.")
    for item, model, labels in zip(responses.items, models, responses.labels, strict=True):
        if model in ("1pl", "rasch", "2pl", "3pl") and len(labels) != 2:
            raise PsychometricsError(f"Item {item} has {len(labels)} categories, {model} takes 2: choose graded, gpcm or nominal for it.")
    strangers = sorted((set(wishes.fixed) | set(wishes.own)) - set(responses.items))
    if strangers:
        raise PsychometricsError(f"No such items: {strangers}. Name items as in the answers.")


def _pinned(responses: Responses, models: Sequence[str], wishes: Wishes, curves: list[Curve], names: list[str]) -> dict[str, float]:
    """Parameters that are not estimated: what the user fixed, slopes of Rasch models, the scale of the trait."""
    pinned = {f"{item}.{name}": value for item, values in wishes.fixed.items() for name, value in values.items()}
    strangers = sorted(set(pinned) - set(names))
    if strangers:
        raise PsychometricsError(f"No such parameters: {strangers}. Parameters of an item: {names[: curves[0].at.stop]}.")
    rasch = {curve.item for curve in curves if models[curve.item] in ("rasch", "pcm")}
    for curve in curves:
        if curve.item in rasch:
            pinned[names[curve.at.start]] = 1.0
    first = responses.groups[0]
    anchored = any("a" in values or "s1" in values for values in wishes.fixed.values())
    located = any(set(values) - {"a"} for values in wishes.fixed.values())
    for group in responses.groups if wishes.equal_groups else (first,):
        if not located:
            pinned.setdefault(f"{group}.mean", 0.0)
        if not (rasch or anchored):
            pinned.setdefault(f"{group}.log_sd", 0.0)
    return pinned


def _ties(models: Sequence[str], curves: list[Curve], names: list[str], pinned: dict[str, float]) -> Index:
    free = np.full(len(names), -1)
    place, common = 0, -1
    one_slope = {curve.at.start for curve in curves if models[curve.item] == "1pl"}
    for i, name in enumerate(names):
        if name in pinned:
            continue
        if i in one_slope and common >= 0:
            free[i] = common
            continue
        if i in one_slope:
            common = place
        free[i] = place
        place += 1
    return free
