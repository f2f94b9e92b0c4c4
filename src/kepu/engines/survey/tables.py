"""What an estimate is: a table with a row a domain, and what differences need to know of how it came about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from .codes import Codes, Floats
from .errors import SurveyError, named
from .linear import covariances, spread
from .sample import Design


@dataclass(frozen=True)
class Trace:
    """What an estimate was made of: its design, domain codes (n,; −1 is outside), number of domains and w·u (n,)."""

    design: Design
    codes: Codes
    size: int
    contribution: Floats

    @cached_property
    def influence(self) -> Any:
        """PSU sums (P, D) of linearised values."""
        return spread(self.design, self.codes, self.size, self.contribution)


@dataclass(frozen=True)
class Estimates:
    """Arrays (D,), a row a domain. ``keys`` hold the labels of each domain, one for each of ``names``.

    ``df`` are PSUs less strata with respondents in the domain, ``deff`` is the variance over that of a simple random
    sample drawn with replacement with as many respondents, ``n`` counts respondents, ``weighted_n`` sums their weights.
    Where the method was ``replicates``: ``replicates`` (D, R) are the estimates of each, ``lost`` counts those in which the
    domain was empty; error and limits are nan where too many are.
    """

    statistic: str
    method: str
    confidence: float
    names: tuple[str, ...]
    keys: list[tuple[Any, ...]]
    estimate: Floats
    se: Floats
    low: Floats
    high: Floats
    df: Floats
    deff: Floats
    n: Codes
    weighted_n: Floats
    lost: Codes | None = None
    replicates: Floats | None = field(default=None, repr=False)
    trace: Trace | None = field(default=None, repr=False, compare=False)
    places: Codes | None = field(default=None, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.estimate)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Rows as dictionaries."""
        for place, key in enumerate(self.keys):
            yield dict(zip(self.names, key, strict=True)) | {
                name: getattr(self, name)[place].item() for name in ("estimate", "se", "low", "high", "df", "deff", "n", "weighted_n")
            }

    def __getitem__(self, key: Any) -> Estimates:
        """One domain as a table of one row; raises ``SurveyError`` for a domain that does not occur."""
        wanted = key if isinstance(key, tuple) else (key,)
        if wanted not in self.keys:
            raise SurveyError("unknown-domain", key, f"Nobody was asked in domain {key!r}; there are {named(self.keys)}.", known=self.keys)
        return self.take([self.keys.index(wanted)])

    def take(self, places: list[int]) -> Estimates:
        """Some rows, in the given order."""
        rows = np.asarray(places)
        arrays = {name: getattr(self, name)[rows] for name in ("estimate", "se", "low", "high", "df", "deff", "n", "weighted_n")}
        return replace(
            self,
            keys=[self.keys[place] for place in places],
            lost=None if self.lost is None else self.lost[rows],
            replicates=None if self.replicates is None else self.replicates[rows],
            places=rows if self.places is None else self.places[rows],
            **arrays,
        )

    @property
    def variance(self) -> Floats:
        return self.se**2

    @property
    def influence(self) -> Any:
        """PSU sums of linearised values (P, D)."""
        whole = self.need_trace().influence
        return whole if self.places is None else whole[:, self.places]

    def covariance(self) -> Floats:
        """Covariance (D, D) of all rows."""
        design = self.need_trace().design
        if self.replicates is not None and design.replicates is not None:
            return design.replicates.covariance(self.estimate, self.replicates)
        return covariances(design, self.influence, self.influence)

    def need_trace(self) -> Trace:
        if self.trace is None:
            raise SurveyError("no-influence", self.statistic, f"A {self.statistic} carries no linearised values: compare it by replicates.")
        return self.trace


@dataclass(frozen=True)
class Contrast:
    """Differences (D,) with their errors, limits, t and two-sided p; ``correlation`` is that between the two sides."""

    names: tuple[str, ...]
    keys: list[Any]
    estimate: Floats
    se: Floats
    low: Floats
    high: Floats
    df: Floats
    t: Floats
    p_value: Floats
    correlation: Floats
    overlap: int = 0
