"""What is left to do at the end of a plan."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.plans.models import Plan, WorkItem


@dataclass(frozen=True)
class Check:
    """A line of the list: done, or what is still open and where."""

    label: str
    is_done: bool
    note: str = ""
    url: str = ""


def unfinished(plan: Plan) -> QuerySet[WorkItem]:
    """Work of the plan that is neither done nor dropped; newest year first."""
    items = plan.work_items.exclude(status__in=(WorkItem.Status.DONE, WorkItem.Status.DROPPED))
    return items.select_related("unit", "node").order_by("-year", "node__position", "id")


def possible_successors(plan: Plan) -> QuerySet[Plan]:
    """Plans of the district for a later period that follow no other yet."""
    return Plan.objects.filter(district=plan.district, year_from__gt=plan.year_to, predecessor=None)


def readiness(plan: Plan) -> list[Check]:
    """What should be in order before a plan is closed; nothing of it is compulsory."""
    work = reverse("plans:work_plan", args=[plan.pk])
    drafts = plan.work_items.filter(status=WorkItem.Status.DRAFT).count()
    running = plan.work_items.filter(status__in=WorkItem.RUNNING).count()
    over = timezone.localdate().year > plan.year_to
    ended = _("%d 年年底期满") % plan.year_to
    return [
        Check(_("规划期已满"), over, "" if over else ended),
        Check(_("没有未下达的工作"), not drafts, _("还有 %d 项拟定") % drafts if drafts else "", f"{work}?year=&status=draft"),
        Check(_("工作都已办结或取消"), not running, _("还有 %d 项未办结，可以结转") % running if running else "", f"{work}?year=&status=accepted"),
        Check(_("规划已总结"), plan.status == Plan.Status.CLOSED),
        Check(_("下一个规划已建立"), plan.successors.exists()),
    ]
