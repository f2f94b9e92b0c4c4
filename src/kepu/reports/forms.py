"""What report is to be made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kepu.organizations.forms import ServiceForm
from kepu.plans.models import Plan

from .models import Report


class ReportForm(ServiceForm):
    """Kind, plan and year; an evaluation takes the whole period and leaves the year aside."""

    kind = forms.ChoiceField(label=_("种类"), choices=Report.Kind.choices, widget=forms.RadioSelect, initial=Report.Kind.ANNUAL)
    plan = forms.ChoiceField(label=_("规划"))
    year = forms.TypedChoiceField(label=_("年度"), coerce=int, help_text=_("规划期评估报告按整个规划期生成，不看年度"))

    def __init__(self, *args: Any, plans: Sequence[Plan], this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = {str(plan.pk): plan for plan in plans}
        years = sorted({year for plan in plans for year in range(plan.year_from, min(plan.year_to, this_year) + 1)}, reverse=True)
        self.fields["plan"].choices = [(pk, plan.title) for pk, plan in self.plans.items()]  # type: ignore[attr-defined]
        self.fields["year"].choices = [(year, f"{year}年") for year in years]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """Arguments of `start_report`."""
        data = self.cleaned_data
        return {"plan": self.plans[data["plan"]], "kind": data["kind"], "year": data["year"]}
