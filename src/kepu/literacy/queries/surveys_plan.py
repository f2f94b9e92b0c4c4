"""How large a sample has to be, shown while the design is typed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from django.utils.translation import gettext as _

from kepu.engines.survey import sample_size_proportion
from kepu.literacy.models import Survey
from kepu.literacy.queries.surveys import persons_by_community


@dataclass(frozen=True)
class Figures:
    """What follows from a design; `population` and `frame` are 0 while the frame is not known."""

    simple: float
    complete: int
    drawn: int
    communities: int
    cases: int
    population: int
    frame: int
    formula: str

    @property
    def fits(self) -> bool:
        """Whether the frame has enough communities."""
        return not self.frame or self.communities <= self.frame


def plan_figures(
    *, expected_share: float, margin: float, confidence: float, design_effect: float, response_rate: float, per_community: int,
    population: int = 0, frame: int = 0,
) -> Figures:  # fmt: skip
    """Interviews, addresses and communities for a share within ± margin (Cochran 1977, 4.4); raises SurveyError for values out of range."""
    size = sample_size_proportion(
        expected_share, margin, confidence=confidence, deff=design_effect, response_rate=response_rate, population=population or None
    )
    communities = max(1, math.ceil(size.drawn / per_community))
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    formula = f"n₀ = z²·p(1−p)/d² = {z:.3f}² × {expected_share:g} × {1 - expected_share:g} / {margin:g}² = {size.simple:,.0f}"
    if population:
        formula += _("；有限总体修正 n₁ = n₀ / (1 + (n₀−1)/N)，N = %s") % f"{population:,}"
    formula += _("；乘设计效应 %(deff)g 得 %(complete)s 份完成的问卷；除以应答率 %(rate)g 得 %(drawn)s 个样本") % {
        "deff": design_effect, "complete": f"{size.complete:,}", "rate": response_rate, "drawn": f"{size.drawn:,}",
    }  # fmt: skip
    return Figures(size.simple, size.complete, size.drawn, communities, communities * per_community, population, frame, formula)


def figures_of(survey: Survey) -> Figures:
    """The figures of a stored design, with the population of its frame."""
    persons = persons_by_community(survey)
    return plan_figures(
        expected_share=survey.expected_share, margin=survey.margin, confidence=survey.confidence, design_effect=survey.design_effect,
        response_rate=survey.response_rate, per_community=survey.per_community, population=sum(persons.values()), frame=len(persons),
    )  # fmt: skip
