"""The form of an offer, and the office's settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from kepu.evidence.models import Audience
from kepu.orders.models import Order
from kepu.orders.order_states import LIMITS, LONGEST_DAYS, LONGEST_HOURS, WHO
from kepu.orders.queries.menu import topics
from kepu.organizations.actors import Actor
from kepu.organizations.forms import ServiceForm
from kepu.organizations.models import Area, Role, Unit
from kepu.plans.models import Plan, PlanNode
from kepu.volunteers.queries import managed_teams, teams


class OfferForm(ServiceForm):
    """What is offered to whom."""

    unit: Any = forms.ModelChoiceField(label=_("提供单位"), queryset=None)
    team: Any = forms.ModelChoiceField(label=_("服务队"), queryset=None, required=False, empty_label=_("本单位各队都可以"))
    title = forms.CharField(label=_("服务名称"), max_length=100)
    topic: Any = forms.ModelChoiceField(label=_("主题"), queryset=None)
    description = forms.CharField(label=_("服务内容"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    audiences = forms.MultipleChoiceField(
        label=_("适合人群"), required=False, choices=Audience.choices, widget=forms.CheckboxSelectMultiple, help_text=_("不选表示所有人")
    )
    minutes = forms.IntegerField(label=_("时长（分钟）"), min_value=15, max_value=480, initial=60)
    group_min = forms.IntegerField(label=_("最少人数"), min_value=1, max_value=500, initial=5)
    group_max = forms.IntegerField(label=_("最多人数"), min_value=1, max_value=500, initial=50)
    needs = forms.CharField(label=_("场地和设备要求"), required=False, max_length=300)
    areas: Any = forms.ModelMultipleChoiceField(
        label=_("服务范围"), queryset=None, required=False, help_text=_("不选表示全区"), widget=forms.CheckboxSelectMultiple
    )
    months = forms.TypedMultipleChoiceField(
        label=_("服务月份"), required=False, coerce=int, choices=[(number, str(number)) for number in range(1, 13)],
        widget=forms.CheckboxSelectMultiple, help_text=_("不选表示全年"),
    )  # fmt: skip
    is_published = forms.BooleanField(label=_("发布到服务菜单"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(district=actor.district, is_active=True)
        office = actor.role == Role.OFFICE
        choices: dict[str, Any] = {
            "unit": units if office else units.filter(pk=actor.unit.pk if actor.unit else 0),
            "team": teams(actor) if office else managed_teams(actor).filter(is_active=True),
            "topic": topics(actor.district),
            "areas": Area.objects.filter(district=actor.district, level=Area.Level.STREET),
        }
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        if not office and actor.unit:
            self.fields["unit"].initial = actor.unit.pk


class SettingsForm(ServiceForm):
    """What the office sets for the district."""

    accepts_orders = forms.BooleanField(label=_("接受网上点单"), required=False)
    is_open = forms.BooleanField(label=_("公开社区服务情况"), required=False)
    measure: Any = forms.ModelChoiceField(
        label=_("支撑的规划举措"), queryset=None, required=False, empty_label=_("自动：规划中写到点单或志愿服务的举措")
    )
    reach_km = forms.IntegerField(label=_("没有边界时的服务半径"), min_value=1, max_value=200)
    separation_days = forms.IntegerField(label=_("同一地点、主题、队伍的间隔"), min_value=0, max_value=365)
    close_unrated_days = forms.IntegerField(label=_("服务后无人评价，几天后办结"), min_value=1, max_value=LONGEST_DAYS)
    close_rated_days = forms.IntegerField(label=_("评价后几天办结"), min_value=1, max_value=LONGEST_DAYS)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nodes = PlanNode.objects.filter(plan__district=actor.district, plan__status=Plan.Status.ISSUED, kind="measure")
        self.fields["measure"].queryset = nodes.select_related("plan")  # type: ignore[attr-defined]
        for state, limit in LIMITS.items():
            usual = now_("通常为%(hours)d小时，提醒：%(who)s") % {"hours": limit.hours, "who": "、".join(str(WHO[one]) for one in limit.tells)}
            label = Order.State(state).label
            self.fields[f"hours_{state}"] = forms.IntegerField(label=label, min_value=1, max_value=LONGEST_HOURS, help_text=usual)

    @property
    def hours(self) -> list[forms.BoundField]:
        """The time limit of each stage."""
        return [self[f"hours_{state}"] for state in LIMITS]

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        return data | {"limit_hours": {str(state): data.pop(f"hours_{state}") for state in LIMITS}}
