"""How evidence is typed in; the kind decides the fields."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kepu.evidence.kinds import Kind, Need
from kepu.evidence.models import Audience, EvidenceRecord
from kepu.evidence.services.workbooks import NODE_KINDS, PERSONS_HELP
from kepu.organizations import queries as registry
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.forms import ServiceForm
from kepu.organizations.models import Area, Unit
from kepu.plans.models import PlanNode, WorkItem
from kepu.plans.queries import plan_in_force

MOST_FILES = 10


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """A list of files."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        found = [super(FilesField, self).clean(file, initial) for file in files if file]
        if len(found) > MOST_FILES:
            raise forms.ValidationError(_("一次最多上传 %d 个文件。") % MOST_FILES)
        return found


class RecordForm(ServiceForm):
    """One thing that happened. `key` makes a form that is sent twice count once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    happened_on = forms.DateField(label=_("发生日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    quantity = forms.DecimalField(label=_("数量"), min_value=0, max_digits=14, decimal_places=4)
    value = forms.DecimalField(label=_("数值（%）"), max_digits=14, decimal_places=4)
    low = forms.DecimalField(label=_("区间下限（%）"), max_digits=14, decimal_places=4, required=False)
    high = forms.DecimalField(label=_("区间上限（%）"), max_digits=14, decimal_places=4, required=False)
    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.none(), empty_label=_("请选择"))
    area = forms.ModelChoiceField(
        label=_("地区"), queryset=Area.objects.none(), required=False, empty_label=_("单位所在地"), help_text=_("活动发生的街道或社区")
    )
    audience = forms.ChoiceField(label=_("人群"), choices=[("", _("不限人群")), *Audience.choices], required=False)
    work_item = forms.ModelChoiceField(
        label=_("年度任务"),
        queryset=WorkItem.objects.none(),
        required=False,
        empty_label=_("不对应年度任务"),
        help_text=_("选了任务，完成数自动计入它"),
    )
    node = forms.ModelChoiceField(label=_("规划任务或举措"), queryset=PlanNode.objects.none(), required=False, empty_label=_("不指定"))
    persons = forms.CharField(label=_("参加人"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    note = forms.CharField(
        label=_("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("名称、地点等，便于日后查证")
    )
    proofs = FilesField(label=_("附件"), required=False, help_text=_("照片、签到表、通知等：PDF、Word、Excel、PPT、图片或文本，每个不超过 20 MB"))

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor, known: Kind, initial: dict[str, Any] | None = None) -> None:
        first = {"key": uuid.uuid4().hex, "happened_on": timezone.localdate(), "quantity": 1}
        super().__init__(data, files, initial=first | (initial or {}))
        self.actor, self.known = actor, known
        self._narrow()
        self._offer()

    def _narrow(self) -> None:
        """Leave out what the kind does not carry and what follows from the actor."""
        known = self.known
        for need, names in ((known.audience, ("audience",)), (known.persons, ("persons",)), (known.value, ("value", "low", "high"))):
            for name in names:
                if need is Need.NONE:
                    del self.fields[name]
        for name, need in (("audience", known.audience), ("persons", known.persons), ("value", known.value)):
            if name in self.fields:
                self.fields[name].required = need is Need.REQUIRED
        if known.value is Need.REQUIRED:
            del self.fields["quantity"]
        else:
            self.fields["quantity"].help_text = _("计量单位：%s") % known.unit_label
            if known.whole:
                self.fields["quantity"].widget.attrs["step"] = "1"
        if not allowed(self.actor, "evidence.view_all_units"):
            del self.fields["unit"]

    def _offer(self) -> None:
        actor, plan = self.actor, plan_in_force(self.actor)
        offers: dict[str, Any] = {
            "unit": Unit.objects.filter(district=actor.district, is_active=True),
            "area": registry.areas(actor).order_by("code"),
            "node": PlanNode.objects.filter(plan=plan, kind__in=NODE_KINDS).exclude(title="").order_by("position"),
            "work_item": WorkItem.objects.filter(plan=plan, status__in=[*WorkItem.RUNNING, WorkItem.Status.DONE]).order_by("-year", "node__position"),
        }
        if "unit" not in self.fields:
            offers["work_item"] = offers["work_item"].filter(unit=actor.unit)
        for name, offer in offers.items():
            if name in self.fields:
                self.fields[name].queryset = offer  # type: ignore[attr-defined]
        if "persons" in self.fields:
            self.fields["persons"].help_text = _("每行一个%s") % f"：{PERSONS_HELP}"

    def said(self) -> dict[str, Any]:
        """Arguments of `record_by_hand` without kind and key."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("key", "reason", "persons")}
        return data | ({"persons": self._persons()} if "persons" in self.fields else {})

    def _persons(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["persons"].splitlines() if line.strip()]


class CorrectionForm(RecordForm):
    """What a record should have said, and why; persons that are left empty stay as they are."""

    reason = forms.CharField(label=_("更正的理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("reason",)

    def __init__(self, data: Any = None, files: Any = None, *, record: EvidenceRecord, actor: Actor, known: Kind) -> None:
        names = ("happened_on", "quantity", "value", "low", "high", "unit", "area", "audience", "work_item", "node", "note")
        now = {name: getattr(record, f"{name}_id", getattr(record, name)) for name in names}
        now |= {name: Decimal(f"{now[name].normalize():f}") for name in ("quantity", "value", "low", "high") if now[name] is not None}
        super().__init__(data, files, initial=now, actor=actor, known=known)
        for name in ("persons", "proofs"):
            if name in self.fields:
                self.fields[name].required = False
        for name in ("unit", "area", "node", "work_item"):
            if name in self.fields and now[name] and not self.fields[name].queryset.filter(pk=now[name]).exists():  # type: ignore[attr-defined]
                model = self.fields[name].queryset.model  # type: ignore[attr-defined]
                self.fields[name].queryset = model.objects.filter(pk=now[name])  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """What was changed, for `correct_by_hand`."""
        said = self.said()
        return {name: said[name] for name in self.changed_data if name in said and (name not in ("persons", "proofs") or said[name])}


class VoidForm(ServiceForm):
    """Why a record is taken out of all figures."""

    reason = forms.CharField(label=_("作废的理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
