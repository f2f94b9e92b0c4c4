"""Draw answers from known parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .models import MODELS

if TYPE_CHECKING:
    from .scale import Item


def simulate(items: Sequence[Item], theta: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Answers (n, j) of persons with these values of the trait (n,), as option labels."""
    answers: NDArray[Any] = np.empty((len(theta), len(items)), np.int64)
    for j, item in enumerate(items):
        log_p, _ = MODELS[item.model].curves(item.values[None], theta)
        at_most = np.exp(log_p[0]).cumsum(axis=0)[:-1]
        answers[:, j] = np.asarray(item.labels)[(rng.random(len(theta)) > at_most).sum(axis=0)]
    return answers
