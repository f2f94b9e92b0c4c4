"""Person fit: answers too unlikely for the person's trait, from guessing, copying or carelessness."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..layout import Array
from ..models import MODELS
from ..posterior import aligned
from ..responses import MISSING, Responses
from ..scoring import Scores

if TYPE_CHECKING:
    from ..scale import Scale

BLOCK = 4096


def person_fit(fit: Scale, responses: Responses, scores: Scores, *, corrected: bool = True) -> Array:
    """Standardised log-likelihood (n,) of each person's answers; below -1.645 one in twenty fits worse by chance.

    ``corrected`` gives lz* (Snijders 2001; Sinharay 2016 for more categories), which allows for the trait being estimated by ``ml``,
    ``map`` or ``wle``; without it lz (Drasgow, Levine & Williams 1985). NaN where the estimate is infinite.
    Raises ``ValueError`` for lz* at EAP scores, for which it is not derived.
    """
    if corrected and scores.method == "eap":
        raise ValueError("lz* needs scores by ml, map or wle: score the persons so, or ask for corrected=False.")
    answers = aligned(fit, responses)
    found = np.full(answers.persons, np.nan)
    for g in range(len(fit.groups)):
        own = np.flatnonzero((answers.group == g) & np.isfinite(scores.theta))
        for first in range(0, len(own), BLOCK):
            rows = own[first : first + BLOCK]
            found[rows] = _block(fit, g, answers.codes[rows], scores.theta[rows], scores.method if corrected else "")
    return found


def _block(fit: Scale, g: int, codes: Any, theta: Array, method: str) -> Array:
    """Sums over items of the weights log P, their means and the terms of Snijders' correction."""
    terms = []
    for j, item in enumerate(fit.items[g]):
        p, slope, bend = MODELS[item.model].by_trait(item.values[None], theta)
        p, slope, bend = p[0], slope[0], bend[0]
        asked = codes[:, j] != MISSING
        w, r = np.log(p), slope / p
        mean = (p * w).sum(axis=0)
        chosen = np.where(asked, codes[:, j], 0).astype(int)[None]
        left = np.take_along_axis(w, chosen, axis=0)[0] - mean
        var_w, cov, info = (p * w**2).sum(axis=0) - mean**2, (slope * w).sum(axis=0), (slope * r).sum(axis=0)
        terms.append(np.stack([left, var_w, cov, info, (r * bend).sum(axis=0)]) * asked)
    left, var_w, cov, info, bias = np.sum(terms, axis=0)
    if not method:
        return np.asarray(left / np.sqrt(var_w))
    prior = {"ml": 0.0, "map": -(theta - fit.mean[g]) / fit.sd[g] ** 2, "wle": bias / (2 * info)}[method]
    c = cov / info
    # Var(w − c r) = Var w − 2 c Cov(w, r) + c² Var r, with Cov(w, r) = Σ P′ w and Var r = Σ P′²/P
    return np.asarray((left + c * prior) / np.sqrt(np.maximum(var_w - c * cov, 1e-12)))
