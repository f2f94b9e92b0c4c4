"""Forms of progress reporting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kepu.governance.models import FollowUpRules, ProgressReport, ReportingPeriod
from kepu.governance.services.progress_content import TEXT_LIMIT
from kepu.governance.services.progress_evidence import kind_of
from kepu.governance.services.progress_periods import bounds
from kepu.organizations.forms import ServiceForm
from kepu.plans.models import Plan


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": TEXT_LIMIT})


class ReportForm(ServiceForm):
    """What a unit says; nothing is required until it is handed in."""

    done = forms.CharField(label=_("工作进展"), required=False, widget=_long(6), help_text=_("本期做了什么，效果如何"))
    quantity = forms.DecimalField(label=_("本期完成数量"), required=False, min_value=0, max_digits=16, decimal_places=4)
    completion = forms.IntegerField(label=_("累计完成进度"), required=False, min_value=0, max_value=100)
    problems = forms.CharField(label=_("存在问题及原因"), required=False, widget=_long(4))
    next_steps = forms.CharField(label=_("下一步打算"), required=False, widget=_long(4))
    counts_as_evidence = forms.BooleanField(label=_("验收后将本期完成数量记入台账"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, report: ProgressReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = kind_of(report.work_item)
        if kind is None:
            del self.fields["counts_as_evidence"]
        else:
            self.fields["counts_as_evidence"].help_text = _("计为“%s”。已经另外登记佐证的，不要再勾选，以免重复计算。") % kind.name

    def renew(self, version: int) -> None:
        """Let the typed text be sent again on top of another version."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["version"] = str(version)
        self.data = data

    @staticmethod
    def initial_of(report: ProgressReport) -> dict[str, Any]:
        """The form's values as the report has them."""
        names = ("done", "quantity", "completion", "problems", "next_steps", "counts_as_evidence", "version")
        values = {name: getattr(report, name) for name in names}
        if report.quantity is not None:
            values["quantity"] = f"{report.quantity.normalize():f}"
        return values


class PeriodForm(ServiceForm):
    """A period to be opened."""

    plan = forms.ModelChoiceField(label=_("规划"), queryset=Plan.objects.none())
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    span = forms.ChoiceField(label=_("周期"), choices=ReportingPeriod.Span.choices)
    number = forms.IntegerField(label=_("期次"), min_value=1, max_value=12, help_text=_("月报填月份，季报填 1—4，年报填 1"))
    due_on = forms.DateField(label=_("填报截止"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        due_on = bounds(today.year, "month", today.month)[1]
        first = {"plan": plans.first(), "year": today.year, "span": "month", "number": today.month, "due_on": due_on}
        super().__init__(*args, **kwargs | {"initial": first})
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]


class DueDateForm(ServiceForm):
    """Another due date."""

    due_on = forms.DateField(label=_("填报截止"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class FollowUpForm(ServiceForm):
    """When to remind and to escalate."""

    remind_before = forms.CharField(label=_("截止前几天提醒"), max_length=40, help_text=_("可填多个，用顿号或逗号分开，如 7、2"))
    lead_after = forms.IntegerField(label=_("逾期几天后提请牵头部门督促"), min_value=1, max_value=60)
    office_after = forms.IntegerField(label=_("逾期几天后提请纲要办督办"), min_value=1, max_value=60)
    review_after = forms.IntegerField(
        label=_("等候审核几天后提醒审核人"), min_value=1, max_value=60, help_text=_("单位负责人、牵头部门、纲要办收到报告后未办理的天数")
    )
    review_up_after = forms.IntegerField(
        label=_("等候审核几天后提请上一级督办"), min_value=1, max_value=60, help_text=_("单位和牵头部门未审核的提请纲要办，纲要办未验收的提请区领导")
    )

    @staticmethod
    def initial_of(rules: FollowUpRules) -> dict[str, Any]:
        """The form's values as the rules have them."""
        days = "、".join(str(day) for day in rules.remind_before)
        names = ("lead_after", "office_after", "review_after", "review_up_after")
        return {"remind_before": days} | {name: getattr(rules, name) for name in names}
