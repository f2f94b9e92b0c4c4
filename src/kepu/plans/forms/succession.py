"""How the next plan is opened."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kepu.organizations.forms import ServiceForm
from kepu.plans import queries
from kepu.plans.models import Plan


class NextPlanForm(ServiceForm):
    """Title and period of the next plan, and which unfinished work goes with it."""

    title = forms.CharField(label=_("标题"), max_length=200)
    year_from = forms.IntegerField(label=_("起始年"), min_value=2000, max_value=2100)
    year_to = forms.IntegerField(label=_("截止年"), min_value=2000, max_value=2100)
    carry_over = forms.TypedMultipleChoiceField(
        label=_("结转的工作"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple, help_text=_("结转到新规划第一年，作为拟定，保留来源")
    )

    def __init__(self, data: Any = None, *, plan: Plan, carry: Iterable[str] = ()) -> None:
        years = plan.year_to - plan.year_from
        first, last = plan.year_to + 1, plan.year_to + 1 + years
        title = re.sub(r"(\d{4})(\s*[—―－–-]+\s*)(\d{4})", rf"{first}\g<2>{last}", plan.title)
        super().__init__(data, initial={"title": title, "year_from": first, "year_to": last, "carry_over": list(carry)})
        self.fields["carry_over"].choices = unfinished_choices(plan)  # type: ignore[attr-defined]


class FollowPlanForm(ServiceForm):
    """Which plan that was imported already follows."""

    successor = forms.ModelChoiceField(label=_("接续的规划"), queryset=Plan.objects.none())

    def __init__(self, data: Any = None, *, plan: Plan) -> None:
        super().__init__(data, prefix="follow")
        self.fields["successor"].queryset = queries.possible_successors(plan)  # type: ignore[attr-defined]


def unfinished_choices(plan: Plan) -> list[tuple[int, str]]:
    """Work that may be carried over, as a person reads it."""
    return [(item.pk, f"{item.year} · {item.title}（{item.unit}）") for item in queries.unfinished(plan)]
