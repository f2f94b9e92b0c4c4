"""Compiling beforehand."""

from __future__ import annotations

import numpy as np

from .calibrate import calibrate
from .plausible import plausible_values
from .refit import refit
from .responses import from_wide
from .scale import Item
from .simulate import simulate


def warm_up() -> None:
    """Compile the kernels, or read them from disk, by one small calibration."""
    rng = np.random.default_rng(1)
    items = [Item(f"i{j}", "2pl", (0, 1), np.array([1.0, 0.5 * j - 1])) for j in range(5)]
    answers = from_wide(simulate(items, rng.normal(size=400), rng))
    fit = calibrate(answers, "2pl", errors="oakes")
    list(refit(fit, answers, np.ones((400, 1))))
    plausible_values(fit, answers, draws=1, rng=rng, background=rng.normal(size=(400, 1)))
