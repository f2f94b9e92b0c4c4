"""How a heading, a measure and the units of a task are typed in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kepu.engines.plan_document.human import KIND_NAMES
from kepu.organizations.forms import ServiceForm
from kepu.organizations.models import Unit
from kepu.plans.models import Plan, PlanNode, Responsibility
from kepu.plans.services.nodes import KINDS


class NodeForm(ServiceForm):
    """A node of the plan; the parent is chosen only when it is made, units only when it is there."""

    parent = forms.ModelChoiceField(label=_("上级"), queryset=PlanNode.objects.none(), required=False, empty_label=_("（顶层）"))
    kind = forms.ChoiceField(label=_("类别"), choices=[(kind.value, KIND_NAMES[kind]) for kind in KINDS])
    number = forms.CharField(label=_("序号"), max_length=20, required=False, help_text=_("如 一、 （一） 1."))
    title = forms.CharField(label=_("标题"), max_length=200, required=False)
    text = forms.CharField(label=_("正文"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    lead = forms.ModelMultipleChoiceField(label=_("牵头部门"), queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    responsible = forms.ModelMultipleChoiceField(
        label=_("责任单位"), queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, plan: Plan, node: PlanNode | None = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial if node is None else self.initial_of(node))
        if node is None:
            for name in ("lead", "responsible", "version"):
                del self.fields[name]
            above = plan.nodes.exclude(title="").exclude(kind__in=("head", "annex", "task", "measure")).order_by("position")
            self.fields["parent"].queryset = above  # type: ignore[attr-defined]
            return
        del self.fields["parent"]
        units = Unit.objects.filter(district=plan.district_id, is_active=True)
        for name in ("lead", "responsible"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(node: PlanNode) -> dict[str, Any]:
        """What the form shows of a node."""
        held = list(node.responsibilities.all())
        units = {part.value: [item.unit_id for item in held if item.part == part] for part in Responsibility.Part}
        return {"kind": node.kind, "number": node.number, "title": node.title, "text": node.text, "version": node.version, **units}
