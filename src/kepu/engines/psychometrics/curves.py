"""The answer curves of many items at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from .layout import Array, Index
from .models import MODELS

if TYPE_CHECKING:
    from .scale import Item


def log_curves(items: Sequence[Item], theta: Array) -> Iterator[tuple[Index, Array]]:
    """Log probabilities of answers (i, k, q), items of one model and number of categories together, and which items these are."""
    kinds: dict[tuple[str, int], list[int]] = {}
    for j, item in enumerate(items):
        kinds.setdefault((item.model, item.categories), []).append(j)
    for (model, _), own in kinds.items():
        yield np.array(own), MODELS[model].curves(np.array([items[j].values for j in own]), theta)[0]
