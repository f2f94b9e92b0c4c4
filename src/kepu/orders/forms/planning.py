"""What the dispatcher asks the engine."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kepu.orders.planning import Scenario
from kepu.organizations.forms import ServiceForm
from kepu.volunteers.models import Weekday


class PlanForm(ServiceForm):
    """How long to search, and what to suppose."""

    name = forms.CharField(label=_("方案名称"), max_length=60, initial=_("按现有队伍"))
    seconds = forms.IntegerField(label=_("计算时间"), min_value=1, max_value=60, initial=10, help_text=_("时间到了就用当时最好的方案"))
    extra_teams = forms.IntegerField(label=_("设想增加几支队伍"), min_value=0, max_value=10, initial=0, required=False)
    evenings = forms.TypedMultipleChoiceField(
        label=_("设想各队这些晚上也服务"), coerce=int, required=False, choices=Weekday.choices, widget=forms.CheckboxSelectMultiple
    )
    capacity_percent = forms.IntegerField(label=_("每周可服务时间"), min_value=50, max_value=300, initial=100)
    distance_percent = forms.IntegerField(label=_("最远服务距离"), min_value=50, max_value=300, initial=100)
    movable = forms.BooleanField(label=_("已通知的服务也可以调整"), required=False)

    def scenario(self) -> Scenario:
        """What was supposed."""
        values: dict[str, Any] = {name: self.cleaned_data[name] for name in Scenario.__dataclass_fields__}
        return Scenario(**values | {"extra_teams": values["extra_teams"] or 0, "evenings": tuple(values["evenings"])})
