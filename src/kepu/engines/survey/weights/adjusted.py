from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..codes import Floats


@dataclass(frozen=True)
class Adjusted:
    """``weights`` (n,) after an adjustment; ``g`` (n,) the factor applied to each, with its range over those left in;
    ``largest_deviation`` how far the worst total is still off, relative to it; ``deff`` Kish's 1 + CV² of the new weights;
    ``notes`` what was decided on the way, such as classes merged."""

    weights: Floats
    g: Floats
    iterations: int
    largest_deviation: float
    g_range: tuple[float, float]
    deff: float
    notes: dict[str, Any] = field(default_factory=dict)


def adjusted(before: Floats, after: Floats, iterations: int = 1, deviation: float = 0.0, **notes: Any) -> Adjusted:
    g = after / before
    left = after > 0
    kept = after[left]
    return Adjusted(
        after, g, iterations, deviation, (float(g[left].min()), float(g[left].max())), float(len(kept) * (kept**2).sum() / kept.sum() ** 2), notes
    )


def columns(weights: Floats) -> Floats:
    """Weights (n,) or (n, r) as (n, r)."""
    array = np.asarray(weights, float)
    return array[:, None] if array.ndim == 1 else array
