"""Selection without replacement with probability proportional to size (Tillé 2006)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ..codes import Codes, Floats, positive
from ..errors import SurveyError

Draw = Literal["systematic", "sampford", "brewer", "srs"]
ATTEMPTS = 20_000


@dataclass(frozen=True)
class Selected:
    """``indices`` (n,) of the units drawn, ascending; ``probabilities`` (N,) of inclusion of every unit; ``certain`` (N,)
    units so large that they are in every sample."""

    indices: Codes
    probabilities: Floats
    certain: npt.NDArray[np.bool_]


def inclusion_probabilities(sizes: Any, n: int) -> Floats:
    """π_i = n x_i / Σ x, with units that would pass 1 taken for certain and the rest shared again; sums to ``n``."""
    size = positive(sizes, "sizes")
    if not 0 < n <= len(size):
        raise SurveyError("out-of-range", "n", f"n = {n} of {len(size)} units: take at least 1 and at most all.", n=n, units=len(size))
    found = np.zeros(len(size))
    certain = np.zeros(len(size), bool)
    while True:
        rest = n - int(certain.sum())
        found[certain] = 1.0
        if rest == 0:
            found[~certain] = 0.0
            return found
        found[~certain] = rest * size[~certain] / size[~certain].sum()
        new = ~certain & (found >= 1 - 1e-12)
        if not new.any():
            return found
        certain |= new


def select_pps(sizes: Any, n: int, method: Draw = "systematic", rng: np.random.Generator | int = 1) -> Selected:
    """Draw ``n`` units with inclusion probabilities proportional to ``sizes`` (N,), kept exactly by every method.

    ``systematic`` goes through the units in their order from a random start (Madow 1949); ``sampford`` rejects until all
    draws differ (Sampford 1967); ``brewer`` draws one by one (Brewer 1975); ``srs`` ignores the sizes.
    """
    generator = np.random.default_rng(rng)
    if method == "srs":
        size = positive(sizes, "sizes")
        probabilities = inclusion_probabilities(np.ones(len(size)), n)
    else:
        probabilities = inclusion_probabilities(sizes, n)
    certain = probabilities >= 1 - 1e-12
    left = np.flatnonzero(~certain)
    rest = n - int(certain.sum())
    picks = {"systematic": _systematic, "sampford": _sampford, "brewer": _brewer, "srs": _simple}
    if method not in picks:
        raise SurveyError("unknown-method", method, f"{method} is no way to draw: take systematic, sampford, brewer or srs.")
    drawn = left[picks[method](probabilities[left], rest, generator)] if rest else left[:0]
    return Selected(np.sort(np.concatenate([np.flatnonzero(certain), drawn])), probabilities, certain)


def _systematic(p: Floats, n: int, rng: np.random.Generator) -> Codes:
    ends = np.cumsum(p) * (n / p.sum())
    return np.minimum(np.searchsorted(ends, rng.random() + np.arange(n), side="right"), len(p) - 1)


def _simple(p: Floats, n: int, rng: np.random.Generator) -> Codes:
    return np.argsort(rng.random(len(p)), kind="stable")[:n]


def _brewer(p: Floats, n: int, rng: np.random.Generator) -> Codes:
    taken = np.zeros(len(p), bool)
    for step in range(1, n + 1):
        left = n - p[taken].sum()
        chance = np.where(taken, 0.0, p * (left - p) / np.where(taken, 1.0, left - p * (n - step + 1)))
        ends = np.cumsum(chance)
        taken[min(int(np.searchsorted(ends, rng.random() * ends[-1], side="right")), len(p) - 1)] = True
    return np.flatnonzero(taken)


def _sampford(p: Floats, n: int, rng: np.random.Generator) -> Codes:
    first, others = np.cumsum(p), np.cumsum(p / (1 - p))
    for _ in range(ATTEMPTS):
        start = np.searchsorted(first, rng.random() * first[-1], side="right")
        rest = np.searchsorted(others, rng.random(n - 1) * others[-1], side="right")
        drawn = np.unique(np.minimum(np.append(rest, start), len(p) - 1))
        if len(drawn) == n:
            return drawn
    raise SurveyError("rejected-too-often", "sampford", f"Sampford's method rejected {ATTEMPTS} draws: the sampled share is too large, take brewer.")
