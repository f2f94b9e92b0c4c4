"""How a hearing is arranged and registered, and decisions are followed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kepu.governance.models import Briefing
from kepu.organizations.actors import Actor
from kepu.organizations.forms import ServiceForm
from kepu.organizations.models import Role, Unit, User
from kepu.plans.forms.work import WORKABLE, grouped
from kepu.plans.models import Plan, PlanNode
from kepu.plans.summaries import shown_plans

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = "%Y-%m-%dT%H:%M"


def units_of(actor: Actor) -> Any:
    """Active units of the district."""
    return Unit.objects.filter(district=actor.district, is_active=True)


class BriefingForm(ServiceForm):
    """What is arranged; the version says what the person saw."""

    plan = forms.ModelChoiceField(label=_("规划"), queryset=Plan.objects.none(), empty_label=None)
    title = forms.CharField(label=_("名称"), max_length=200)
    starts_at = forms.DateTimeField(
        label=_("时间"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT), input_formats=[MOMENT]
    )
    place = forms.CharField(label=_("地点"), max_length=100, required=False)
    chair = forms.CharField(label=_("听取汇报的领导"), max_length=60, help_text=_("写入材料的称谓，如：分管副区长"))
    leader = forms.ModelChoiceField(
        label=_("领导账号"), queryset=User.objects.none(), required=False, empty_label=_("不通知"), help_text=_("选择后会收到通知和日程")
    )
    agenda = forms.CharField(label=_("议程"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5}), help_text=_("一行一项"))
    attendees = forms.ModelMultipleChoiceField(label=_("参会单位"), queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, actor: Actor, initial: dict[str, Any] | None = None, is_new: bool = True) -> None:
        super().__init__(data, initial=initial)
        leaders = User.objects.filter(
            memberships__role=Role.LEADER, memberships__is_active=True, memberships__unit__district=actor.district
        ).distinct()
        self.fields["plan"].queryset = shown_plans(actor.district)  # type: ignore[attr-defined]
        self.fields["leader"].queryset = leaders  # type: ignore[attr-defined]
        self.fields["leader"].label_from_instance = lambda user: user.get_full_name()  # type: ignore[attr-defined]
        self.fields["attendees"].queryset = units_of(actor)  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["plan"]

    @staticmethod
    def initial_of(briefing: Briefing) -> dict[str, Any]:
        """What the form shows of a hearing."""
        kept = ("title", "place", "chair", "agenda", "version")
        values: dict[str, Any] = {name: getattr(briefing, name) for name in kept}
        attendees = list(briefing.attendees.values_list("pk", flat=True))
        return {**values, "starts_at": timezone.localtime(briefing.starts_at), "leader": briefing.leader_id, "attendees": attendees}

    def cleaned(self) -> dict[str, Any]:
        """Arguments of the service."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class HoldForm(ServiceForm):
    """That the hearing took place."""

    held_on = forms.DateField(label=_("召开日期"), widget=DAY)
    minutes = forms.CharField(label=_("会议纪要"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 6}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class MinutesForm(ServiceForm):
    """The minutes, written or corrected later."""

    minutes = forms.CharField(label=_("会议纪要"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 8}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(ServiceForm):
    """One decision."""

    text = forms.CharField(label=_("决定事项"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    unit = forms.ModelChoiceField(label=_("承办单位"), queryset=Unit.objects.none())
    due_on = forms.DateField(label=_("办理时限"), widget=DAY)

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["unit"].queryset = units_of(actor)  # type: ignore[attr-defined]


class WorkOfDecisionForm(ServiceForm):
    """The measure to which a decision belongs as work."""

    node = forms.ModelChoiceField(label=_("所属举措"), queryset=PlanNode.objects.none())

    def __init__(self, data: Any = None, *, plan: Plan) -> None:
        super().__init__(data)
        nodes = plan.nodes.filter(kind__in=WORKABLE).order_by("position")
        self.fields["node"].queryset = nodes  # type: ignore[attr-defined]
        self.fields["node"].choices = grouped(list(nodes))  # type: ignore[attr-defined]
