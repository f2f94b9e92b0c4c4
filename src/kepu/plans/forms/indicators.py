"""How an indicator and the head of a plan are typed in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kepu.organizations.forms import ServiceForm
from kepu.organizations.models import Unit
from kepu.plans import kinds, queries
from kepu.plans.models import Indicator, Plan, PlanNode

from .work import WORKABLE


class PlanForm(ServiceForm):
    """Title, number, issuer, date and period of a plan."""

    title = forms.CharField(label=_("标题"), max_length=200)
    year_from = forms.IntegerField(label=_("起始年"), min_value=2000, max_value=2100)
    year_to = forms.IntegerField(label=_("截止年"), min_value=2000, max_value=2100)
    number = forms.CharField(label=_("文号"), max_length=60, required=False)
    issuer = forms.CharField(label=_("发文机关"), max_length=100, required=False)
    issued_on = forms.DateField(label=_("发文日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class IndicatorForm(ServiceForm):
    """An indicator with a field for each year of the plan."""

    name = forms.CharField(label=_("名称"), max_length=120)
    unit_label = forms.CharField(label=_("计量单位"), max_length=20, help_text=_("如 %、人次、场次"))
    kinds = forms.MultipleChoiceField(
        label=_("计入的佐证"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("指标的数值由这些佐证自动汇总，不再手工填写")
    )
    aggregation = forms.ChoiceField(label=_("算法"), choices=Indicator.Aggregation.choices)
    denominator_kinds = forms.MultipleChoiceField(
        label=_("分母的佐证"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("只在算法为比率时填写")
    )
    audience = forms.ChoiceField(label=_("人群"), required=False)
    comparison = forms.ChoiceField(label=_("方向"), choices=Indicator.Comparison.choices)
    span = forms.ChoiceField(label=_("口径"), choices=Indicator.Span.choices)
    target = forms.DecimalField(label=_("目标值"), min_value=0, max_digits=16, decimal_places=4)
    deadline = forms.TypedChoiceField(label=_("目标年"), coerce=int)
    baseline = forms.DecimalField(label=_("基期值"), required=False, max_digits=16, decimal_places=4)
    responsible_unit = forms.ModelChoiceField(label=_("责任单位"), queryset=Unit.objects.none(), required=False, empty_label=_("未指定"))
    node = forms.ModelChoiceField(label=_("所在条目"), queryset=PlanNode.objects.none(), required=False, empty_label=_("未指定"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, plan: Plan, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        offered = [(kind.code, f"{kind.name}（{kind.unit_label}）") for kind in kinds.kinds()]
        self.years = list(queries.years_of(plan))
        choices: dict[str, Any] = {
            "kinds": offered,
            "denominator_kinds": offered,
            "audience": [("", _("全部人群")), *kinds.audiences()],
            "deadline": [(year, str(year)) for year in self.years],
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]
        self.fields["responsible_unit"].queryset = Unit.objects.filter(district=plan.district_id, is_active=True)  # type: ignore[attr-defined]
        nodes = plan.nodes.filter(kind__in=("goal", "text", "mechanism", *WORKABLE)).order_by("position")
        self.fields["node"].queryset = nodes  # type: ignore[attr-defined]
        for year in self.years:
            label = _now("%d 年目标") % year
            self.fields[f"target_{year}"] = forms.DecimalField(label=label, required=False, min_value=0, max_digits=16, decimal_places=4)

    def by_year(self) -> list[Any]:
        """The fields of the yearly targets."""
        return [self[f"target_{year}"] for year in self.years]

    @staticmethod
    def initial_of(indicator: Indicator) -> dict[str, Any]:
        """What the form shows of an indicator."""
        names = ("name", "unit_label", "kinds", "aggregation", "denominator_kinds", "audience", "comparison", "span", "deadline", "version")
        plain = {name: getattr(indicator, name) for name in names}
        numbers = {"target": indicator.target, "baseline": indicator.baseline}
        numbers |= {f"target_{item.year}": item.value for item in indicator.targets.all()}
        shown = {name: None if value is None else f"{value.normalize():f}" for name, value in numbers.items()}
        return {**plain, **shown, "responsible_unit": indicator.responsible_unit_id, "node": indicator.node_id}

    def cleaned(self) -> tuple[dict[str, Any], dict[int, Decimal]]:
        """Fields of the indicator, and its targets by year."""
        data = self.cleaned_data
        targets = {year: value for year in self.years if (value := data[f"target_{year}"]) is not None}
        return {name: value for name, value in data.items() if name != "version" and not name.startswith("target_")}, targets
