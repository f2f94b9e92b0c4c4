"""Permanent random numbers: samples of different years that share many units, or few (Ohlsson 1995)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np

from ..codes import Codes, Floats, unique_ids
from .pps import inclusion_probabilities


@dataclass(frozen=True)
class Coordinated:
    """``indices`` (n,) drawn, ``probabilities`` (N,), ``overlap`` units shared with the previous sample and the number expected
    (nan without a previous sample's probabilities)."""

    indices: Codes
    probabilities: Floats
    overlap: int
    expected_overlap: float


def permanent_random_numbers(ids: Iterable[Any], seed: int | str) -> Floats:
    """A uniform number in [0, 1) for each id that depends on nothing but the id's text and the seed."""
    key = str(seed).encode()
    found = [int.from_bytes(blake2b(str(one).encode(), key=key[:64], digest_size=8).digest(), "big") >> 11 for one in ids]
    return np.array(found, float) / 2.0**53


def select_coordinated(
    ids: Any, n: int, *, seed: int | str, sizes: Any = None, shift: float = 0.0, previous: Iterable[Any] = (), previous_probabilities: Any = None
) -> Coordinated:
    """Pareto sampling of ``n`` units (Rosén 1997) by permanent random numbers: the n smallest u (1 − π) / (π (1 − u)).

    The same seed year after year keeps as many units as the sizes allow (positive coordination). ``shift`` moves all numbers
    on by that much round the circle: at least as far as the largest π, and units of last year come last (negative
    coordination). Probabilities hold to about 1/n of themselves (Rosén 2000).
    """
    unique_ids(ids)
    labels = list(ids)
    p = inclusion_probabilities(np.ones(len(labels)) if sizes is None else sizes, n)
    u = (permanent_random_numbers(labels, seed) - shift) % 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        rank = np.where(p >= 1, -1.0, u * (1 - p) / (p * (1 - u)))
    rank = np.where(p <= 0, np.inf, rank)
    order = np.lexsort((np.array([str(label) for label in labels]), rank))
    drawn = np.sort(order[:n])
    before = set(previous)
    overlap = sum(labels[row] in before for row in drawn)
    expected = float("nan") if previous_probabilities is None else _expected(np.asarray(previous_probabilities, float), p, shift % 1.0)
    return Coordinated(drawn, p, overlap, expected)


def _expected(first: Floats, second: Floats, shift: float) -> float:
    """Σ of the common length of [0, π₁) and of [s, s + π₂) on the circle."""
    end = shift + second
    straight = np.maximum(np.minimum(first, end) - shift, 0)
    wrapped = np.minimum(first, np.maximum(end - 1, 0))
    return float((straight + wrapped).sum())
