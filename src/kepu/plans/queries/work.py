"""Reads of the yearly work plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kepu.organizations.actors import Actor
from kepu.organizations.models import AuditEntry, Unit
from kepu.plans.models import Plan, PlanNode, WorkItem

Status = WorkItem.Status
#: What still has to be done by somebody.
#: Value of the status filter for what is past its date.
OVERDUE = "overdue"
#: The same for what was not done when the plan was closed.
UNFINISHED = "unfinished"
_LEFT_OVER = Q(status__in=WorkItem.RUNNING, plan__status=Plan.Status.CLOSED)

ACTIONS = {
    "create": gettext_lazy("拟定"),
    "update": gettext_lazy("修改"),
    "issue": gettext_lazy("下达"),
    "accept": gettext_lazy("接受"),
    "decline": gettext_lazy("退回商议"),
    "finish": gettext_lazy("办结"),
    "drop": gettext_lazy("取消"),
    "reopen": gettext_lazy("重新办理"),
    "restore": gettext_lazy("恢复为拟定"),
    "acknowledge": gettext_lazy("确认变更"),
    "carry": gettext_lazy("由上一规划结转"),
}
TONES = {"decline": "red", "drop": "red", "accept": "green", "finish": "green", "update": "amber"}


@dataclass(frozen=True)
class WorkFilter:
    """What a person picked above the list; None stands for all."""

    year: int | None = None
    unit: int | None = None
    action: int | None = None
    status: str = ""


def work_items(plan: Plan, picked: WorkFilter) -> QuerySet[WorkItem]:
    """Items of a plan in the order of the document, with all that a row shows."""
    items = plan.work_items.select_related("plan", "node", "unit", "lead_unit", "indicator").order_by("year", "node__position", "id")
    if picked.year is not None:
        items = items.filter(year=picked.year)
    if picked.unit is not None:
        items = items.filter(Q(unit=picked.unit) | Q(lead_unit=picked.unit) | Q(partners=picked.unit)).distinct()
    if picked.action is not None:
        items = items.filter(Q(node=picked.action) | Q(node__parent=picked.action) | Q(node__parent__parent=picked.action))
    if picked.status == OVERDUE:
        items = items.filter(overdue_on())
    elif picked.status == UNFINISHED:
        items = items.filter(_LEFT_OVER)
    elif picked.status:
        items = items.filter(status=picked.status)
    return items


def overdue_on(day: date | None = None) -> Q:
    """Condition of what was due before the day (today) and is neither done nor dropped, in a plan that still runs."""
    return Q(status__in=WorkItem.RUNNING, due_on__lt=day or timezone.localdate()) & ~Q(plan__status=Plan.Status.CLOSED)


def status_counts(plan: Plan, year: int | None) -> dict[str, int]:
    """Status (and `overdue`, `unfinished`) -> number of items of the year."""
    items = plan.work_items.filter(year=year) if year is not None else plan.work_items.all()
    counted: dict[str, Any] = items.aggregate(
        **{status: Count("pk", filter=Q(status=status)) for status in Status.values},
        **{OVERDUE: Count("pk", filter=overdue_on()), UNFINISHED: Count("pk", filter=_LEFT_OVER)},
    )
    return counted


def tasks_of(unit: Unit, side: str, year: int | None = None) -> QuerySet[WorkItem]:
    """Issued work that a unit answers for (`own`), leads while another does it (`lead`) or helps with (`partner`); nearest date first."""
    sides = {"own": Q(unit=unit), "lead": Q(lead_unit=unit) & ~Q(unit=unit), "partner": Q(partners=unit)}
    items = WorkItem.objects.filter(sides[side], plan__district=unit.district_id).exclude(status=Status.DRAFT)
    if year is not None:
        items = items.filter(year=year)
    return items.select_related("plan", "node", "unit", "lead_unit", "indicator").order_by("due_on", "id")


def to_answer(unit: Unit) -> QuerySet[WorkItem]:
    """Issued items that wait for the unit's answer."""
    return WorkItem.objects.filter(unit=unit, status=Status.ISSUED, plan__status=Plan.Status.ISSUED)


def actions_of(plan: Plan) -> QuerySet[PlanNode]:
    """Actions and key projects, to pick from."""
    return plan.nodes.filter(kind__in=("action", "key_project")).order_by("position")


def years_of(plan: Plan) -> range:
    """Years of the plan period."""
    return range(plan.year_from, plan.year_to + 1)


def current_year(plan: Plan) -> int:
    """This year, or the nearest year of the plan period."""
    return min(max(timezone.localdate().year, plan.year_from), plan.year_to)


def timeline(item: WorkItem) -> list[dict[str, Any]]:
    """What happened to an item, newest first, as the timeline shows it."""
    entries = AuditEntry.objects.filter(object_type="plans.workitem", object_id=str(item.pk)).select_related("user").order_by("-id")
    return [_happening(entry) for entry in entries]


def _happening(entry: AuditEntry) -> dict[str, Any]:
    verb = entry.action.removeprefix("plans.").removesuffix("_work_item")
    return {
        "when": entry.at,
        "title": str(ACTIONS.get(verb, entry.action)),
        "actor": entry.user.get_full_name() if entry.user else _("系统"),
        "text": "\n".join(_told(entry.changes)),
        "status": TONES.get(verb, ""),
    }


def _told(changes: Mapping[str, Any]) -> list[str]:
    lines = []
    for name, change in changes.items():
        if name == "reason":
            lines.append(_("理由：%s") % change)
        elif name != "status" and isinstance(change, list):
            old, new = (part or _("（空）") for part in change)
            lines.append(f"{label_of(name)}：{old} → {new}")
    return lines


def label_of(field: str) -> str:
    """The name of a field as the form shows it."""
    return str(getattr(WorkItem._meta.get_field(field), "verbose_name", field)) if field != "partners" else _("配合单位")


def plan_in_force(actor: Actor) -> Plan | None:
    """The district's plan for today: in force and covering this year, else the newest in force, else the newest of all."""
    year = timezone.localdate().year
    found = sorted(
        Plan.objects.filter(district=actor.district).defer("source_text"),
        key=lambda plan: (plan.status == Plan.Status.ISSUED, plan.year_from <= year <= plan.year_to, plan.year_from, plan.pk),
    )
    return found[-1] if found else None


def years_with_work(unit: Unit, year: int) -> list[int]:
    """Years in which the unit has work, and the given one; newest first."""
    mine = Q(unit=unit) | Q(lead_unit=unit) | Q(partners=unit)
    found = WorkItem.objects.filter(mine).exclude(status=Status.DRAFT).values_list("year", flat=True).distinct().order_by()
    return sorted({*found, year}, reverse=True)
