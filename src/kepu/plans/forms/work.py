"""How the yearly work plan is filtered and written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kepu.organizations.forms import ServiceForm
from kepu.organizations.models import Unit
from kepu.plans import queries
from kepu.plans.models import Plan, PlanNode, WorkItem
from kepu.plans.queries import WorkFilter

#: Kinds of node to which work may belong.
WORKABLE = ("action", "key_project", "measure", "mechanism", "item")


class WorkFilterForm(forms.Form):
    """Filters above the list; what cannot be understood is left out."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int, required=False, empty_value=None)
    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.none(), required=False, empty_label=_("全部单位"))
    action = forms.ModelChoiceField(label=_("任务"), queryset=PlanNode.objects.none(), required=False, empty_label=_("全部任务"))
    status = forms.ChoiceField(
        label=_("状态"),
        choices=[("", _("全部状态")), *WorkItem.Status.choices, (queries.OVERDUE, _("已逾期")), (queries.UNFINISHED, _("未完成"))],
        required=False,
    )

    def __init__(self, data: Any, plan: Plan) -> None:
        given = data.copy()
        given.setdefault("year", str(queries.current_year(plan)))
        super().__init__(given)
        unlikely = queries.OVERDUE if plan.status == Plan.Status.CLOSED else queries.UNFINISHED
        self.fields["status"].choices = [choice for choice in self.fields["status"].choices if choice[0] != unlikely]  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", _("全部年度")), *((year, str(year)) for year in queries.years_of(plan))]  # type: ignore[attr-defined]
        busy = WorkItem.objects.filter(plan=plan).values("unit")
        self.fields["unit"].queryset = Unit.objects.filter(district=plan.district_id, pk__in=busy)  # type: ignore[attr-defined]
        self.fields["action"].queryset = queries.actions_of(plan)  # type: ignore[attr-defined]

    def picked(self) -> WorkFilter:
        """What was picked and is valid."""
        self.is_valid()
        data = self.cleaned_data
        unit, action = data.get("unit"), data.get("action")
        return WorkFilter(data.get("year"), unit and unit.pk, action and action.pk, data.get("status", ""))


class WorkItemForm(ServiceForm):
    """A work item; the version says what the person saw."""

    node = forms.TypedChoiceField(label=_("举措"), empty_value=None)
    title = forms.CharField(label=_("工作内容"), max_length=200)
    deliverable = forms.CharField(label=_("成果形式"), max_length=300, required=False, help_text=_("如：课程 40 期、总结报告 1 份"))
    year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    due_on = forms.DateField(label=_("完成时限"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    unit = forms.ModelChoiceField(label=_("责任单位"), queryset=Unit.objects.none())
    lead_unit = forms.ModelChoiceField(
        label=_("牵头部门"), queryset=Unit.objects.none(), required=False, empty_label=_("按规划中的牵头部门"), help_text=_("审核责任单位报送的进展")
    )
    indicator = forms.ModelChoiceField(label=_("对应指标"), queryset=Unit.objects.none(), required=False, empty_label=_("不对应指标"))
    quantity = forms.DecimalField(
        label=_("计划数量"), required=False, min_value=0, max_digits=16, decimal_places=4, help_text=_("按指标的计量单位填写")
    )
    partners = forms.ModelMultipleChoiceField(label=_("配合单位"), queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, plan: Plan, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        nodes = list(plan.nodes.filter(kind__in=WORKABLE).order_by("position"))
        by_pk = {node.pk: node for node in nodes}
        units = Unit.objects.filter(district=plan.district_id, is_active=True)
        self.fields["node"].coerce = lambda pk: by_pk.get(int(pk))  # type: ignore[attr-defined]
        self.fields["node"].choices = grouped(nodes)  # type: ignore[attr-defined]
        self.fields["year"].choices = [(year, str(year)) for year in queries.years_of(plan)]  # type: ignore[attr-defined]
        for name in ("unit", "lead_unit", "partners"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]
        self.fields["indicator"].queryset = plan.indicators.all()  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(item: WorkItem) -> dict[str, Any]:
        """What the form shows of an item."""
        return {
            "node": item.node_id,
            "title": item.title,
            "deliverable": item.deliverable,
            "year": item.year,
            "due_on": item.due_on,
            "unit": item.unit_id,
            "lead_unit": item.lead_unit_id,
            "indicator": item.indicator_id,
            "quantity": None if item.quantity is None else f"{item.quantity.normalize():f}",
            "partners": list(item.partners.values_list("pk", flat=True)),
            "version": item.version,
        }

    def cleaned(self) -> dict[str, Any]:
        """Arguments of `create_work_item`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ReasonForm(ServiceForm):
    """Why something is declined, dropped or reopened."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def grouped(nodes: list[PlanNode]) -> list[tuple[str, Any]]:
    """Nodes for a select: what lies under another chosen node stands in its group, after the node itself."""
    choices: list[tuple[str, Any]] = [("", _("请选择举措"))]
    groups: dict[int, list[tuple[int, str]]] = {}
    for node in nodes:
        label = f"{node.number}{node}"
        group = groups.get(node.parent_id or 0)
        if group is None:
            group = [(node.pk, label)]
            choices.append((label, group))
        else:
            group.append((node.pk, label))
        groups[node.pk] = group
    return choices
