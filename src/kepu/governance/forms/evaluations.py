"""How an evaluation is asked for, written, reviewed and finished."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kepu.governance.models import Grade
from kepu.governance.queries.evaluations import places_for, proposed_carry_over, unfinished_work
from kepu.organizations.forms import ServiceForm
from kepu.plans.forms.work import WORKABLE, grouped
from kepu.plans.models import Plan

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
GRADES = [("", _("请选择")), *Grade.choices]


class OpenForm(ServiceForm):
    """Until when the units evaluate."""

    due_on = forms.DateField(label=_("自评截止"), widget=DAY)


class SelfForm(ServiceForm):
    """What the unit says of a measure."""

    grade = forms.ChoiceField(label=_("自评等次"), choices=GRADES, required=False)
    text = forms.CharField(label=_("完成情况"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReviewForm(ServiceForm):
    """What the office finds."""

    grade = forms.ChoiceField(label=_("复核等次"), choices=GRADES, required=False)
    text = forms.CharField(label=_("复核意见"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class FinishForm(ServiceForm):
    """The judgement of the whole."""

    summary = forms.CharField(label=_("总体评价"), max_length=20000, widget=forms.Textarea(attrs={"rows": 6}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class UploadForm(ServiceForm):
    """A filled workbook."""

    file = forms.FileField(label=_("填好的自评表"), help_text=_("Excel 工作簿（.xlsx）"))
    submit = forms.BooleanField(label=_("同时提交复核"), required=False)


class CarryForm(ServiceForm):
    """Under which measure of the following plan each piece of unfinished work goes on; left empty, it does not."""

    def __init__(self, data: Any = None, *, plan: Plan, into: Plan) -> None:
        super().__init__(data)
        nodes = list(into.nodes.filter(kind__in=WORKABLE).order_by("position"))
        self.nodes = {node.pk: node for node in nodes}
        places, proposed = places_for(plan, into), proposed_carry_over(plan)
        choices = [("", _("不结转")), *grouped(nodes)[1:]]
        for item in unfinished_work(plan).filter(pk__in=places):
            self.fields[f"item_{item.pk}"] = forms.ChoiceField(
                label=f"{item.title}（{item.unit}，{item.year}）",
                choices=choices,
                required=False,
                initial=places[item.pk] if item.pk in proposed and places[item.pk] else "",
            )

    def places(self) -> dict[int, Any]:
        """Id of the old work -> node of the following plan."""
        chosen = {int(name.removeprefix("item_")): value for name, value in self.cleaned_data.items() if value}
        return {pk: self.nodes[int(value)] for pk, value in chosen.items()}
