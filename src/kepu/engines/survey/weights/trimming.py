"""Weights from inclusion probabilities, and the trimming of extreme ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..codes import Floats, numbers, positive
from ..errors import SurveyError, named
from .adjusted import Adjusted, adjusted, columns


def design_weights(*probabilities: Any) -> Floats:
    """1 over the product of the inclusion probabilities (n,) of each stage."""
    if not probabilities:
        raise SurveyError("missing-argument", "probabilities", "Give the inclusion probabilities of at least one stage.")
    first = positive(probabilities[0], "probabilities")
    product = np.ones(len(first))
    for place, stage in enumerate(probabilities):
        values = positive(stage, f"probabilities of stage {place + 1}", len(first))
        over = np.flatnonzero(values > 1 + 1e-12)
        if len(over):
            raise SurveyError(
                "out-of-range",
                f"stage {place + 1}",
                f"Inclusion probabilities above 1 at stage {place + 1} in rows {named(over)}.",
                rows=over.tolist(),
            )
        product *= values
    return np.asarray(1 / product)


@dataclass(frozen=True)
class Trim:
    """The trimming as a step for ``reweight``; limits are in units of the weights."""

    lower: float | None
    upper: float | None
    redistribute: bool = True

    def __call__(self, weights: Floats) -> Floats:
        """Weights (n, r); zero weights stay zero."""
        array = columns(weights).copy()
        low, high = self.lower or 0.0, np.inf if self.upper is None else self.upper
        there = array > 0
        total = array.sum(axis=0)
        found = np.where(there, np.clip(array, low, high), 0.0)
        held = found != array
        for _ in range(200 if self.redistribute else 0):
            gap = total - found.sum(axis=0)
            if np.all(np.abs(gap) <= 1e-12 * total):
                break
            room = there & np.where(gap > 0, found < high, found > low)
            free = room & ~held
            free = np.where(free.any(axis=0), free, room)
            pool = (found * free).sum(axis=0)
            grown = found * (1 + free * np.divide(gap, pool, out=np.zeros_like(gap), where=pool > 0))
            found = np.where(there, np.clip(grown, low, high), 0.0)
            held |= found != grown
        return np.asarray(found)


def trim(weights: Any, lower: float | None = None, upper: float | None = None, redistribute: bool = True) -> Adjusted:
    """Hold weights between ``lower`` and ``upper``; what is cut is shared among the others in proportion, so the sum stays
    (as svy's; R survey's ``trimWeights(strict=TRUE)`` adds the same amount to each).

    ``notes["trimmed"]`` counts the weights at a limit. Raises ``SurveyError`` where no weights within the limits add up to the sum.
    """
    before = numbers(weights, "weights")
    if (before < 0).any() or not (before > 0).any():
        raise SurveyError("not-positive", "weights", "Weights must not be negative, nor all zero.")
    if lower is None and upper is None or (lower is not None and upper is not None and not 0 <= lower < upper):
        raise SurveyError("out-of-range", "limits", f"Give limits with lower < upper, not {lower} and {upper}.", lower=lower, upper=upper)
    count, total = int((before > 0).sum()), before.sum()
    if redistribute and (count * (lower or 0) > total or (upper is not None and count * upper < total)):
        raise SurveyError(
            "limits-too-narrow",
            "limits",
            f"{count} weights within {lower} and {upper} cannot add up to {total:.6g}: their mean is {total / count:.6g}.",
            sum=float(total),
        )
    after = Trim(lower, upper, redistribute)(before[:, None])[:, 0]
    at = (after == lower) | (after == upper) if redistribute else after != before
    safe = np.where(before > 0, before, 1.0)
    result = adjusted(safe, np.where(before > 0, after, 0.0), 1, abs(float(after.sum() / total - 1)), trimmed=int(at.sum()))
    return result
