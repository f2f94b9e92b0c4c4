"""Item response theory: from answers to calibrated items, scores with their errors, and tests made of them.

Pure computation: arrays and Polars or Arrow tables in, dataclasses out; no Django, no files. The methods and what was
measured stand in ``docs/psychometrics.md``.

>>> import numpy as np
>>> rng = np.random.default_rng(1)
>>> items = [Item(f"i{j}", "2pl", (0, 1), np.array([1.0, 0.5 * j - 1])) for j in range(5)]
>>> answers = from_wide(simulate(items, rng.normal(size=2000), rng))
>>> fit = calibrate(answers, "2pl")
>>> fit.converged, score(fit, answers).theta.shape
(True, (2000,))
"""

from .calibrate import Calibration, calibrate
from .errors import NotConvergedError, PsychometricsError, ResponseError
from .information import empirical_reliability, expected_points, expected_score, item_information, marginal_reliability, test_information
from .plausible import LatentRegression, exceedance, plausible_values, regress
from .priors import Priors
from .refit import refit
from .responses import MISSING, Responses, from_long, from_wide
from .scale import Item, Scale
from .scoring import Scores, score
from .simulate import simulate
from .warm import warm_up

__all__ = [
    "MISSING",
    "Calibration",
    "Item",
    "LatentRegression",
    "NotConvergedError",
    "Priors",
    "PsychometricsError",
    "ResponseError",
    "Responses",
    "Scale",
    "Scores",
    "calibrate",
    "empirical_reliability",
    "exceedance",
    "expected_points",
    "expected_score",
    "from_long",
    "from_wide",
    "item_information",
    "marginal_reliability",
    "plausible_values",
    "refit",
    "regress",
    "score",
    "simulate",
    "test_information",
    "warm_up",
]
