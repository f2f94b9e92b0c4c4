"""Time: reminders before the due date, overdue marks after it, escalation to the lead unit and then to the office; late reviews likewise."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.governance.models import OWED, FollowUpRules, ProgressReport, ReportEscalation, ReportingPeriod
from kepu.governance.report_states import is_led
from kepu.notifications.services import Audience, announce, notify
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import Area, Membership, Role
from kepu.organizations.services.base import audit, service
from kepu.plans.models import Plan, WorkItem

from .progress_periods import sync_reports
from .review_followup import chase_reviews

Level = ReportEscalation.Level
SOON = datetime.timedelta(days=62)


@dataclass(frozen=True)
class FollowUp:
    """How many reports were newly reminded of, marked overdue, told to the lead and told to the office; and how many reviews were newly
    reminded of and told one floor higher."""

    reminded: int = 0
    overdue: int = 0
    lead: int = 0
    office: int = 0
    reviews: int = 0
    reviews_up: int = 0


@service
def set_follow_up(
    *, actor: Actor, remind_before: Iterable[int], lead_after: int, office_after: int, review_after: int, review_up_after: int
) -> FollowUpRules:
    """Set the district's days; raises InvalidInput by field."""
    access.require(actor, "governance.change_periods")
    days = sorted(set(remind_before), reverse=True)
    if len(days) > 5 or any(not 0 <= day <= 60 for day in days):
        raise InvalidInput(fields={"remind_before": _("请填写不超过 5 个、0 到 60 之间的天数")})
    if not 1 <= lead_after <= 60:
        raise InvalidInput(fields={"lead_after": _("请填写 1 到 60 之间的天数")})
    if not lead_after <= office_after <= 60:
        raise InvalidInput(fields={"office_after": _("不应早于提请牵头部门督促的天数，且不超过 60 天")})
    if not 1 <= review_after <= 60:
        raise InvalidInput(fields={"review_after": _("请填写 1 到 60 之间的天数")})
    if not review_after <= review_up_after <= 60:
        raise InvalidInput(fields={"review_up_after": _("不应早于提醒审核人的天数，且不超过 60 天")})
    values = {"remind_before": days, "lead_after": lead_after, "office_after": office_after}
    values |= {"review_after": review_after, "review_up_after": review_up_after}
    rules, _created = FollowUpRules.objects.update_or_create(district=actor.district, defaults=values)
    audit(actor, "governance.set_follow_up", rules, "", **values)
    return rules


def follow_up_rules(district: Area) -> FollowUpRules:
    """The district's rules, or the defaults, not yet stored."""
    return FollowUpRules.objects.filter(district=district).first() or FollowUpRules(district=district)


@service
def follow_up(*, actor: Actor) -> FollowUp:
    """Do what is due today in the actor's district. Running it again on the same day changes nothing; a day that was missed is made up."""
    access.require(actor, "governance.change_periods")
    rules, _created = FollowUpRules.objects.get_or_create(district=actor.district)
    FollowUpRules.objects.select_for_update().get(pk=rules.pk)  # two runs at once take turns
    today = timezone.localdate()
    periods = list(_periods(actor, today))
    for period in periods:
        if period.due_on >= today:
            sync_reports(actor=actor, period=period)
    owed = _owed(periods)
    late = [report for report in owed if report.period.due_on < today]
    writers = _writers(actor)
    reviews, reviews_up = chase_reviews(actor, rules, today)
    return FollowUp(
        reviews=reviews,
        reviews_up=reviews_up,
        reminded=_remind(actor, rules, owed, writers, today),
        overdue=_escalate(actor, Level.OVERDUE, late, writers, today),
        lead=_escalate(actor, Level.LEAD, [report for report in late if is_led(report) and _days(report, today) >= rules.lead_after], _lead, today),
        office=_escalate(actor, Level.OFFICE, [report for report in late if _days(report, today) >= rules.office_after], _office, today),
    )


def _periods(actor: Actor, today: datetime.date) -> Iterable[ReportingPeriod]:
    soon = ReportingPeriod.objects.filter(district=actor.district, plan__status=Plan.Status.ISSUED, due_on__lte=today + SOON)
    return soon.select_related("plan")


def _owed(periods: Sequence[ReportingPeriod]) -> list[ProgressReport]:
    found = ProgressReport.objects.filter(period__in=periods, state__in=OWED).exclude(work_item__status=WorkItem.Status.DROPPED)
    found = found.select_related("period", "work_item", "unit", "lead_unit")
    return list(found.prefetch_related(Prefetch("escalations", to_attr="told")).order_by("period__due_on", "pk"))


def _days(report: ProgressReport, today: datetime.date) -> int:
    return (today - report.period.due_on).days


Told = Callable[[ProgressReport], Audience]


def _writers(actor: Actor) -> Told:
    """The reporters of a unit, or its head where it has none."""
    reporters = Membership.objects.filter(unit__district=actor.district, role=Role.UNIT_REPORTER, is_active=True, user__is_active=True)
    with_reporter = set(reporters.values_list("unit_id", flat=True))

    def told(report: ProgressReport) -> Audience:
        return Audience((Role.UNIT_REPORTER if report.unit_id in with_reporter else Role.UNIT_HEAD,), unit_id=report.unit_id)

    return told


def _lead(report: ProgressReport) -> Audience:
    return Audience((Role.UNIT_HEAD,), unit_id=report.lead_unit_id)


def _office(report: ProgressReport) -> Audience:
    return Audience.office()


def _remind(actor: Actor, rules: FollowUpRules, owed: list[ProgressReport], writers: Told, today: datetime.date) -> int:
    groups: dict[tuple[ReportingPeriod, int], dict[Audience, list[ProgressReport]]] = defaultdict(lambda: defaultdict(list))
    for report in owed:
        left = -_days(report, today)
        steps = [day for day in rules.remind_before if 0 <= left <= day]
        if steps:
            groups[report.period, min(steps)][writers(report)].append(report)
    reminded = 0
    for (period, step), units in groups.items():
        left = (period.due_on - today).days
        when = _("今天截止") if left == 0 else _("还有 %d 天截止") % left
        title = _("%(period)s进展填报%(when)s") % {"period": period.label, "when": when}
        for audience, reports in units.items():
            body = _("还有 %d 份报告没有提交。") % len(reports)
            key = f"remind-{period.pk}-{step}-{audience.unit_id}"
            reminded += notify(actor=actor, recipients=[audience], kind="remind", title=title, body=body, url=_inbox(), dedupe_key=key) and len(
                reports
            )
        body = _("还有 %d 个单位没有交齐。") % len(units)
        announce(actor=actor, title=title, body=body, url=_inbox(), dedupe_key=f"remind-{period.pk}-{step}")
    return reminded


def _escalate(actor: Actor, level: str, late: list[ProgressReport], told: Told, today: datetime.date) -> int:
    """Tell of each report that was not told of on this level before: one notice for each unit and period."""
    new = [report for report in late if level not in {past.level for past in report.told}]  # type: ignore[attr-defined]
    ReportEscalation.objects.bulk_create([ReportEscalation(report=report, level=level, on=today) for report in new])
    groups: dict[tuple[int, int, Audience], list[ProgressReport]] = defaultdict(list)
    for report in new:
        groups[report.period_id, report.unit_id, told(report)].append(report)
    for (period_id, unit_id, audience), reports in groups.items():
        notify(
            actor=actor,
            recipients=[audience],
            kind=f"late_{level}",
            title=_title(level, reports),
            body="\n".join(report.work_item.title for report in reports[:10]),
            url=_inbox() if level == Level.OVERDUE else reverse("governance:overdue"),
            dedupe_key=f"late-{level}-{period_id}-{unit_id}-{audience.unit_id or 0}-{today.isoformat()}",
        )
    return len(new)


def _title(level: str, reports: list[ProgressReport]) -> str:
    values = {"period": reports[0].period.label, "unit": reports[0].unit.name, "number": len(reports)}
    if level == Level.OVERDUE:
        return _("%(period)s有 %(number)d 份进展报告已逾期") % values
    if level == Level.LEAD:
        return _("请督促%(unit)s：%(period)s有 %(number)d 份报告逾期") % values
    return _("提请督办%(unit)s：%(period)s有 %(number)d 份报告逾期") % values


def _inbox() -> str:
    return reverse("governance:inbox")
