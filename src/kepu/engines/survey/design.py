"""Before the field: how many to ask, where, and what clustering and weighting cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .codes import Codes, Floats, positive
from .errors import SurveyError, named


@dataclass(frozen=True)
class SampleSize:
    """``complete`` interviews needed, ``drawn`` addresses to draw for them, both over all domains; ``simple`` is the size
    of a simple random sample from an endless population for one domain."""

    complete: int
    drawn: int
    per_domain: int
    simple: float


def sample_size_proportion(
    p: float,
    margin: float,
    *,
    confidence: float = 0.95,
    deff: float = 1.0,
    response_rate: float = 1.0,
    population: float | None = None,
    domains: int = 1,
) -> SampleSize:
    """Interviews that bring a proportion ``p`` within ± ``margin`` in each of ``domains`` (Cochran 1977, 4.4).

    n₀ = z² p (1 − p) / margin²; with a ``population`` (of one domain) n₀ / (1 + (n₀ − 1) / N); then times ``deff`` and over ``response_rate``.
    """
    from scipy.special import ndtri

    _between(p, "p", 0, 1)
    _between(margin, "margin", 0, 1)
    _between(confidence, "confidence", 0, 1)
    if not 0 < response_rate <= 1:
        raise SurveyError(
            "out-of-range", "response_rate", f"response_rate is {response_rate}; give a share above 0 and at most 1.", value=response_rate
        )
    if not deff > 0 or domains < 1:
        raise SurveyError("out-of-range", "deff", "deff must be above 0 and domains at least 1.", deff=deff, domains=domains)
    simple = float(ndtri(0.5 + confidence / 2)) ** 2 * p * (1 - p) / margin**2
    needed = simple if population is None else simple / (1 + (simple - 1) / population)
    each = int(np.ceil(round(needed * deff, 9)))
    if population is not None and each > population:
        each = int(np.ceil(population))
    return SampleSize(each * domains, int(np.ceil(round(each / response_rate, 9))) * domains, each, simple)


def allocate(sizes: Any, n: int, method: str = "proportional", *, sd: Any = None, cost: Any = None, power: float = 0.5, minimum: int = 0) -> Codes:
    """Share ``n`` over strata of ``sizes`` N_h; the result is whole, sums to n, holds ``minimum`` ≤ n_h ≤ N_h.

    n_h ∝ N_h (``proportional``), N_h S_h (``neyman``; Neyman 1934), N_h S_h / √c_h (``cost``), or N_h^power S_h (``power``;
    Bankier 1988 with S_h for the coefficient of variation). What bounds take or leave is shared again over the others.
    """
    stratum = positive(sizes, "sizes")
    share = _shares(stratum, method, sd, cost, power)
    low, high = np.minimum(float(minimum), stratum), np.floor(stratum)
    if not low.sum() <= n <= high.sum():
        raise SurveyError(
            "impossible-allocation", "n", f"n = {n} does not fit: the strata take from {low.sum():g} to {high.sum():g}. Change n or the minimum.", n=n
        )
    exact = np.clip(_level(share, low, high, n) * share, low, high)
    found = np.floor(exact + 1e-9)
    rest = int(n - found.sum())
    room = np.where(found + 1 <= high, exact - found, -1.0)
    found[np.argsort(-room, kind="stable")[:rest]] += 1
    return found.astype(np.int64)


def _level(share: Floats, low: Floats, high: Floats, n: float) -> float:
    """λ for which Σ clip(λ share, low, high) = n, by halving."""
    top = float((high / share).max())
    bottom = 0.0
    for _ in range(200):
        middle = (top + bottom) / 2
        if np.clip(middle * share, low, high).sum() < n:
            bottom = middle
        else:
            top = middle
    return top


def _shares(stratum: Floats, method: str, sd: Any, cost: Any, power: float) -> Floats:
    needs = {"proportional": (), "neyman": ("sd",), "power": (), "cost": ("sd", "cost")}
    if method not in needs:
        raise SurveyError("unknown-method", method, f"{method} is no way to allocate: take one of {named(needs)}.")
    given = {"sd": sd, "cost": cost}
    for name in needs[method]:
        if given[name] is None:
            raise SurveyError("missing-argument", name, f"{method} needs {name} for each stratum.")
    spread = np.ones_like(stratum) if sd is None or method == "proportional" else positive(sd, "sd", len(stratum))
    if method == "power":
        return np.asarray(stratum**power * spread)
    price = positive(cost, "cost", len(stratum)) if method == "cost" else 1.0
    return np.asarray(stratum * spread / np.sqrt(price))


def design_effect_kish(weights: Any) -> float:
    """1 + CV² of the weights: what unequal weighting alone costs (Kish 1965)."""
    values = positive(weights, "weights")
    return float(len(values) * (values**2).sum() / values.sum() ** 2)


def design_effect_cluster(m: float, rho: float) -> float:
    """1 + (m − 1) ρ for ``m`` interviews a cluster with intraclass correlation ``rho`` (Kish 1965)."""
    if m < 1 or not -1 <= rho <= 1:
        raise SurveyError("out-of-range", "m", f"m = {m}, rho = {rho}: m is at least 1 and rho between -1 and 1.", m=m, rho=rho)
    return 1 + (m - 1) * rho


def _between(value: float, name: str, low: float, high: float) -> None:
    if not low < value < high:
        raise SurveyError("out-of-range", name, f"{name} is {value}; give a value between {low} and {high}.", value=value)
