"""Likelihood ratio: an item with parameters of its own in each group against one for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import chi2

from ..calibrate import Calibration, calibrate
from ..errors import PsychometricsError
from ..responses import Responses
from .purify import Purified, purify


@dataclass(frozen=True)
class LikelihoodRatio:
    """The test of one item; ``parameters[g]`` are those the item has in group g when freed."""

    item: str
    chi_square: float
    df: int
    p: float
    parameters: tuple[dict[str, float], ...]


def likelihood_ratio(responses: Responses, model: str | Sequence[str] = "2pl", *, level: float = 0.05) -> Purified[LikelihoodRatio]:
    """Test each item with the others as anchor, for any model and number of groups (Thissen, Steinberg & Wainer 1993).

    Flagged items are freed from the anchor while others are tested, until the anchor settles.
    Raises ``PsychometricsError`` with one group.
    """
    if len(responses.groups) < 2:
        raise PsychometricsError("A likelihood-ratio test of DIF compares groups: give the group of each person.")

    def test(flagged: Sequence[int]) -> list[LikelihoodRatio]:
        anchor = calibrate(responses, model, own=[responses.items[j] for j in flagged])
        return [_item(responses, model, anchor, flagged, j) for j in range(len(responses.items))]

    return purify(test, len(responses.items), level=level)


def _item(responses: Responses, model: str | Sequence[str], anchor: Calibration, flagged: Sequence[int], j: int) -> LikelihoodRatio:
    name = responses.items[j]
    freed = sorted({*flagged, j})
    tied = [k for k in freed if k != j]
    wide = anchor if j in flagged else calibrate(responses, model, own=[responses.items[k] for k in freed])
    narrow = calibrate(responses, model, own=[responses.items[k] for k in tied]) if j in flagged else anchor
    statistic = max(2 * (wide.loglik - narrow.loglik), 0.0)
    df = len(wide.free) - len(narrow.free)
    return LikelihoodRatio(name, statistic, df, float(chi2.sf(statistic, df)), tuple(items[j].parameters() for items in wide.items))
