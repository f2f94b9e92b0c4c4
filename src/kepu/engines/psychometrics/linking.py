"""Bring the scales of two calibrations together by their common items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import least_squares

from .curves import log_curves
from .errors import NotConvergedError, PsychometricsError
from .information import expected_score
from .layout import Array
from .scale import Item

METHODS = ("mean-sigma", "haebara", "stocking-lord")
NODES = np.linspace(-4.0, 4.0, 41)
WEIGHT = np.exp(-0.5 * NODES**2)


@dataclass(frozen=True)
class Link:
    """θ on the old scale is ``slope`` θ + ``shift`` of the new one; errors by leaving out one common item at a time."""

    slope: float
    shift: float
    slope_se: float
    shift_se: float
    method: str
    common: tuple[str, ...]

    def theta(self, theta: Array) -> Array:
        """Values of the new scale on the old one."""
        return np.asarray(self.slope * theta + self.shift)

    def items(self, items: Sequence[Item]) -> list[Item]:
        """Items of the new scale on the old one: all their curves stay the same."""
        return [_moved(item, self.slope, self.shift) for item in items]


def link(new: Sequence[Item], old: Sequence[Item], method: str = "stocking-lord", *, errors: bool = True) -> Link:
    """Find the scale of ``old`` for ``new`` by items of the same name.

    ``mean-sigma`` (Marco 1977) matches mean and sd of the difficulties, ``haebara`` (1980) the answer curves, ``stocking-lord`` (1983)
    the expected score. Linking by fixed anchors is ``calibrate(fixed=…)``, concurrent linking ``calibrate`` with groups.
    Without ``errors`` slope and shift have none, which takes a fraction of the time.
    Raises ``PsychometricsError`` with fewer than two common items or items that changed their model.
    """
    if method not in METHODS:
        raise PsychometricsError(f"No linking method {method}: choose from {', '.join(METHODS)}.")
    here, there = {item.name: item for item in new}, {item.name: item for item in old}
    common = [name for name in here if name in there]
    if len(common) < 2:
        raise PsychometricsError(f"Only {len(common)} items in common: a link needs two, and a good one a fifth of the test.")
    changed = [name for name in common if (here[name].model, here[name].categories) != (there[name].model, there[name].categories)]
    if changed:
        raise PsychometricsError(f"Items with another model than before: {', '.join(changed[:5])}. Calibrate them alike or leave them out.")
    pairs = [(here[name], there[name]) for name in common]
    slope, shift = _solve(pairs, method)
    without = np.full((1, 2), np.nan)
    if errors and len(pairs) > 2:
        without = np.array([_solve(pairs[:j] + pairs[j + 1 :], method) for j in range(len(pairs))])
    spread = np.sqrt((len(pairs) - 1) / len(pairs) * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    return Link(slope, shift, float(spread[0]), float(spread[1]), method, tuple(common))


def difficulties(item: Item) -> Array:
    """Where the categories of an item meet on the scale of the trait.

    Raises ``PsychometricsError`` for nominal items, which have no such order.
    """
    a, rest = item.values[0], item.values[1:]
    if item.model in ("2pl", "3pl"):
        return np.asarray(-rest[:1] / a)
    if item.model == "graded":
        return np.asarray(-rest / a)
    if item.model == "gpcm":
        return np.asarray(-np.diff(rest, prepend=0.0) / a)
    raise PsychometricsError(f"Item {item.name} is nominal and has no difficulty: link by haebara or stocking-lord.")


def _solve(pairs: list[tuple[Item, Item]], method: str) -> tuple[float, float]:
    if method == "mean-sigma":
        here, there = (np.concatenate([difficulties(pair[side]) for pair in pairs]) for side in (0, 1))
        slope = float(there.std() / here.std())
        return slope, float(there.mean() - slope * here.mean())
    start = np.array([1.0, 0.0])
    curves = _curves if method == "haebara" else expected_score
    news, olds = zip(*pairs, strict=True)
    weight, old = np.sqrt(WEIGHT), curves(olds, NODES)

    def left(x: Array) -> Array:
        # An item after the change of scale has the curve that it had before at the trait's old value.
        return np.asarray((curves(news, (NODES - x[1]) / x[0]) - old) * weight).ravel()

    done = least_squares(left, start, bounds=([0.05, -10], [20, 10]), xtol=1e-12, ftol=1e-12, gtol=1e-12)
    if not done.success:
        raise NotConvergedError("The link did not settle: look for common items whose curves differ much.", fit=done)
    return float(done.x[0]), float(done.x[1])


def _curves(items: Sequence[Item], theta: Array) -> Array:
    """Probabilities of all answers of all items, one below the other."""
    return np.concatenate([np.exp(log_p).reshape(-1, len(theta)) for _, log_p in log_curves(items, theta)])


def _moved(item: Item, slope: float, shift: float) -> Item:
    """The item after θ → slope θ + shift: slopes a / slope, intercepts d − a shift / slope."""
    values = item.values.copy()
    if item.model == "nominal":
        half = len(values) // 2
        values[half:] -= values[:half] * shift / slope
        values[:half] /= slope
    else:
        steps = np.arange(1, len(values)) if item.model == "gpcm" else np.ones(len(values) - 1)
        at = slice(1, 2) if item.model == "3pl" else slice(1, None)
        values[at] -= values[0] * (steps if item.model != "3pl" else 1.0) * shift / slope
        values[0] /= slope
    return replace(item, values=values)
