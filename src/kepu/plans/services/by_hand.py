"""A plan without a document."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Area
from kepu.organizations.services.base import audit, check_version, service
from kepu.plans.models import Plan

_LONGEST = 15


@service
def create_plan(*, actor: Actor, title: str, year_from: int, year_to: int, number: str = "", issuer: str = "", issued_on: date | None = None) -> Plan:
    """Set up an empty plan to be filled by hand, for a district that has no document to load."""
    require(actor, "plans.change_plan")
    Area.objects.select_for_update(no_key=True).get(pk=actor.district.pk)
    plan = Plan(district=actor.district, is_demo=actor.district.is_demo)
    _fill(plan, title=title, year_from=year_from, year_to=year_to, number=number, issuer=issuer, issued_on=issued_on)
    plan.save()
    audit(actor, "plans.create_plan", plan, plan.title)
    return plan


@service
def update_plan(
    *, actor: Actor, plan: Plan, version: int, title: str, year_from: int, year_to: int, number: str = "", issuer: str = "",
    issued_on: date | None = None,
) -> Plan:  # fmt: skip
    """Change title, number, issuer, date and period; the period must hold all work that is planned."""
    plan = access.fetch(actor, Plan, "plans.change_plan", lock=True, pk=plan.pk)
    if plan.status == Plan.Status.CLOSED:
        raise Conflict(_("规划“%s”已总结，不能再改动。") % plan.title)
    check_version(plan, version)
    before = {name: str(getattr(plan, name) or "") for name in ("title", "year_from", "year_to", "number", "issuer", "issued_on")}
    _fill(plan, title=title, year_from=year_from, year_to=year_to, number=number, issuer=issuer, issued_on=issued_on)
    if plan.work_items.exclude(year__range=(year_from, year_to)).exists():
        raise InvalidInput(fields={"year_to": _("规划期外已有工作安排，请先调整这些工作的年度")})
    changed = {name: [old, str(getattr(plan, name) or "")] for name, old in before.items() if str(getattr(plan, name) or "") != old}
    if changed:
        plan.version += 1
        plan.save()
        audit(actor, "plans.update_plan", plan, plan.title, **changed)
    return plan


def _fill(plan: Plan, *, title: str, year_from: int, year_to: int, number: str, issuer: str, issued_on: date | None) -> None:
    errors = {}
    title = title.strip()
    if not title or len(title) > 200:
        errors["title"] = _("请填写标题，不超过 200 字")
    elif Plan.objects.filter(district=plan.district_id, title=title).exclude(pk=plan.pk).exists():
        errors["title"] = _("已有同名规划")
    if not 2000 <= year_from <= 2100:
        errors["year_from"] = _("请填写四位年份")
    elif not year_from <= year_to <= year_from + _LONGEST:
        errors["year_to"] = _("截止年不早于起始年，规划期不超过 16 年")
    if errors:
        raise InvalidInput(fields=errors)
    plan.title, plan.year_from, plan.year_to = title, year_from, year_to
    plan.number, plan.issuer, plan.issued_on = number.strip()[:60], issuer.strip()[:100], issued_on
