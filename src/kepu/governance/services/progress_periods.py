"""Opening the periods for which reports are asked."""

from __future__ import annotations

import calendar
import datetime

from django.utils.translation import gettext as _

from kepu.governance.models import OWED, ProgressReport, ReportingPeriod
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.plans.models import Plan, WorkItem

MONTHS = {ReportingPeriod.Span.MONTH: 1, ReportingPeriod.Span.QUARTER: 3, ReportingPeriod.Span.YEAR: 12}
REPORTED = (WorkItem.Status.ISSUED, WorkItem.Status.ACCEPTED)


def bounds(year: int, span: str, number: int) -> tuple[datetime.date, datetime.date]:
    """First and last day of the n-th month, quarter or year."""
    months = MONTHS[ReportingPeriod.Span(span)]
    last = number * months
    return datetime.date(year, last - months + 1, 1), datetime.date(year, last, calendar.monthrange(year, last)[1])


@service
def open_period(*, actor: Actor, plan: Plan, year: int, span: str, number: int, due_on: datetime.date) -> ReportingPeriod:
    """Ask for a report on every issued or accepted work item of the year.

    Raises InvalidInput by field, Conflict where the period is open already or the plan is not in force.
    """
    plan = access.fetch(actor, Plan, "governance.change_periods", lock=True, pk=plan.pk)
    if plan.status != Plan.Status.ISSUED:
        raise Conflict(_("规划“%s”不在实施中，不能开始填报。") % plan.title)
    _check(plan, year, span, number)
    starts_on, ends_on = bounds(year, span, number)
    if due_on < starts_on:
        raise InvalidInput(fields={"due_on": _("截止日期不能早于 %s") % starts_on.isoformat()})
    if ReportingPeriod.objects.filter(plan=plan, year=year, span=span, number=number).exists():
        raise Conflict(_("这一期已经开始填报。"))
    period = ReportingPeriod.objects.create(
        district=actor.district, plan=plan, year=year, span=span, number=number, starts_on=starts_on, ends_on=ends_on, due_on=due_on
    )
    made = sync_reports(actor=actor, period=period)
    audit(actor, "governance.open_period", period, period.label, due_on=due_on.isoformat(), reports=made)
    return period


def _check(plan: Plan, year: int, span: str, number: int) -> None:
    if span not in ReportingPeriod.Span.values:
        raise InvalidInput(fields={"span": _("请选择月报、季报或年报")})
    if not plan.year_from <= year <= plan.year_to:
        raise InvalidInput(fields={"year": _("年度应在规划期 %(a)d—%(b)d 年内") % {"a": plan.year_from, "b": plan.year_to}})
    if not 1 <= number <= 12 // MONTHS[ReportingPeriod.Span(span)]:
        raise InvalidInput(fields={"number": _("期次不存在")})


@service
def change_due_date(*, actor: Actor, period: ReportingPeriod, due_on: datetime.date) -> ReportingPeriod:
    """Give the units another due date."""
    period = access.fetch(actor, ReportingPeriod, "governance.change_periods", lock=True, pk=period.pk)
    if due_on < period.starts_on:
        raise InvalidInput(fields={"due_on": _("截止日期不能早于 %s") % period.starts_on.isoformat()})
    old, period.due_on = period.due_on, due_on
    period.save(update_fields=["due_on"])
    audit(actor, "governance.change_due_date", period, period.label, due_on=[old.isoformat(), due_on.isoformat()])
    return period


@service
def sync_reports(*, actor: Actor, period: ReportingPeriod) -> int:
    """Make the reports of work that was issued after the period was opened, and let reports that are still owed follow their work to
    another unit; returns how many were made. Running it again changes nothing."""
    period = access.fetch(actor, ReportingPeriod, "governance.change_periods", lock=True, pk=period.pk)
    existing = {report.work_item_id: report for report in period.reports.all()}
    made, moved = [], []
    for item in WorkItem.objects.filter(plan=period.plan, year=period.year, status__in=REPORTED):
        report = existing.get(item.pk)
        if report is None:
            made.append(ProgressReport(district=period.district, period=period, work_item=item, unit_id=item.unit_id, lead_unit_id=item.lead_unit_id))
        elif report.state in OWED and (report.unit_id, report.lead_unit_id) != (item.unit_id, item.lead_unit_id):
            report.unit_id, report.lead_unit_id = item.unit_id, item.lead_unit_id
            moved.append(report)
    ProgressReport.objects.bulk_create(made)
    ProgressReport.objects.bulk_update(moved, ["unit_id", "lead_unit_id"])
    return len(made)
