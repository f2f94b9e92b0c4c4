"""Shares of all communities, also of those where nobody was asked: a model of persons, averaged over the residents (MRP)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kepu.engines.survey import Mrp, PopulationTable, combine, mrp
from kepu.engines.survey.intervals import proportion_interval

from .data import Settings, SurveyData
from .shares import Share

#: Plausible values that the model is fitted to; each fit takes about a second.
VALUES = 5


def communities(data: SurveyData, literate: NDArray[np.float64], weights: NDArray[np.float64], settings: Settings, seed: int) -> list[Share]:
    """The literate share of each community of the frame; intervals are the model's, joined by Rubin's rules over the columns of `literate`
    (respondents, M).

    Nothing is returned when all or none are literate: there is nothing that a model could learn from.
    """
    if not all(0 < column.mean() < 1 for column in literate.T):
        return []
    own = data.responded
    sex, age = data.sex[own], data.age_group[own]
    cells = [(place, one, group, count) for (place, one, group), count in sorted(data.population.items()) if count]
    table = PopulationTable(
        counts=np.array([count for *_, count in cells], float),
        area=np.array([place for place, *_ in cells]),
        groups={
            "community": np.array([place for place, *_ in cells]),
            "street": np.array([data.street_of[place] for place, *_ in cells]),
            "age": np.array([group for *_, group, _ in cells]),
        },
        X=_female(np.array([one for _, one, _, _ in cells])),
    )
    groups = {"community": data.community[own], "street": data.stratum[own], "age": age}
    fits = [
        mrp(column, _female(sex), groups, table, weights=weights, confidence=settings.confidence, seed=seed + m)
        for m, column in enumerate(literate.T)
    ]
    return _joined(fits, settings)


def _female(sex: NDArray[Any]) -> NDArray[np.float64]:
    return (sex == "female").astype(float)[:, None]


def _joined(fits: list[Mrp], settings: Settings) -> list[Share]:
    first = fits[0]
    if len(fits) == 1:
        share, se, low, high = first.estimate, first.se, first.low, first.high
    else:
        joint = combine([fit.estimate for fit in fits], [fit.se**2 for fit in fits], confidence=settings.confidence)
        share, se = joint.estimate, joint.se
        low, high = proportion_interval(share, joint.variance, joint.df, np.maximum(first.n, 1).astype(float), settings.confidence, "logit")
    low, high = np.minimum(low, share), np.maximum(high, share)
    rows = zip(first.areas, share, se, low, high, first.n, strict=True)
    return [
        Share("small_area", "community", str(area), "literate", float(p), float(error), float(least), float(most), int(n), None, float(error**2))
        for area, p, error, least, most, n in rows
    ]
