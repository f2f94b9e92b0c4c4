"""Reports of the demo district: what the ledger says, in the words of a unit, on their way through the offices."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils import timezone

from kepu.evidence.models import EvidenceRecord
from kepu.governance.models import ProgressReport, ReportEvent, ReportingPeriod
from kepu.governance.services import approve_report, open_period, return_report, save_report, submit_report
from kepu.organizations.actors import Actor
from kepu.plans.models import Plan, WorkItem

from . import people
from .work import Task

State = ProgressReport.State
PROBLEMS = (
    "部分场次与学校、社区时间冲突，改期较多。",
    "专职人员不足，兼职讲师排课困难。",
    "经费到位较晚，上半年活动安排偏少。",
    "高温天气和场地维修影响户外活动。",
    "参与人员年龄结构偏大，年轻居民到场率不高。",
)
NEXT = (
    "提前一个月与承办单位确定场次和场地。",
    "联合志愿服务队补充讲师，加密晚间和周末场次。",
    "对进度偏慢的点位逐一走访，月底前补齐。",
    "完善签到和评价，及时登记佐证。",
)
RETURNED = ("数量与台账不一致，请核对签到表后重报。", "问题原因写得过于笼统，请补充具体点位和整改时间。")
# Where the reports of the newest period that is due stand: state and share.
STANDING = (
    (State.ACCEPTED, 0.72),
    (State.WITH_OFFICE, 0.1),
    (State.WITH_LEAD, 0.05),
    (State.WITH_HEAD, 0.04),
    (State.RETURNED, 0.04),
    (State.DRAFT, 0.05),
)
# The sign-ins that a visitor may try find something to do.
WAITING = {"区卫生健康委": (State.WITH_HEAD, State.RETURNED, State.DRAFT), "团区委": (State.WITH_LEAD,)}


@dataclass(frozen=True)
class Cast:
    """Who acts: the office, and reporter and head by unit."""

    office: Actor
    staff: Mapping[str, tuple[Actor, Actor]]


def year(cast: Cast, plan: Plan, tasks: list[Task], today: date, chance: random.Random) -> None:
    """Yearly reports of a past year; of the current year quarterly reports up to the quarter under way."""
    number = tasks[0].item.year
    if number < today.year:
        _period(cast, plan, tasks, (number, ReportingPeriod.Span.YEAR, 1), date(number + 1, 1, 15), today, chance)
        return
    for quarter in range(1, (today.month - 1) // 3 + 2):
        due = date(number, quarter * 3 + 1, 12) if quarter < 4 else date(number + 1, 1, 12)
        _period(cast, plan, tasks, (number, ReportingPeriod.Span.QUARTER, quarter), due, today, chance)


def _period(cast: Cast, plan: Plan, tasks: list[Task], which: tuple[int, str, int], due_on: date, today: date, chance: random.Random) -> None:
    period = open_period(actor=cast.office, plan=plan, year=which[0], span=which[1], number=which[2], due_on=due_on)
    if period.ends_on >= today:
        return
    lines = {task.item.pk: task.line for task in tasks}
    upto, within = _ledger(tasks, period.starts_on.replace(month=1, day=1), period.ends_on), _ledger(tasks, period.starts_on, period.ends_on)
    newest = due_on.year == today.year and (today - due_on).days < 60
    if newest:
        people.read_notices(cast.office.district)
    waiting = {name: list(states) for name, states in WAITING.items()}
    for report in period.reports.select_related("work_item", "unit", "lead_unit"):
        item = report.work_item
        target = _target(report, waiting, chance) if newest else State.ACCEPTED
        if target == State.DRAFT or item.pk not in lines:
            continue
        done, total = within.get(item.pk, (Decimal(0), 0)), upto.get(item.pk, (Decimal(0), 0))
        # What is older was handed in by the heads themselves, which saves each report a step.
        author = cast.staff[report.unit.name][0 if newest else 1]
        _fill(author, report, lines[item.pk].named or (item.title,), done, total, chance)
        _push(cast, author, report, target, chance)
    _date(period, chance)


def _ledger(tasks: list[Task], since: date, until: date) -> dict[int, tuple[Decimal, int]]:
    """Work item -> quantity and number of events in the ledger."""
    records = EvidenceRecord.objects.filter(work_item__in=[task.item for task in tasks], happened_on__range=(since, until))
    return {pk: (total, events) for pk, total, events in records.values_list("work_item").annotate(Sum("quantity"), Count("pk"))}


def _target(report: ProgressReport, waiting: dict[str, list[State]], chance: random.Random) -> str:
    if waiting.get(report.unit.name):
        return waiting[report.unit.name].pop(0)
    luck = chance.random()
    for state, share in STANDING:
        luck -= share
        if luck < 0:
            break
    own = report.lead_unit_id in (None, report.unit_id)
    return State.WITH_OFFICE if own and state == State.WITH_LEAD else state


def _fill(
    author: Actor, report: ProgressReport, names: tuple[str, ...], done: tuple[Decimal, int], total: tuple[Decimal, int], chance: random.Random
) -> None:
    item: WorkItem = report.work_item
    planned = item.quantity or Decimal(1)
    completion = min(100, round(100 * total[0] / planned))
    occasions = "、".join(chance.sample(names, min(2, len(names))))
    said = (
        f"组织{occasions}等{done[1]}场次，完成{done[0]:f}，累计完成年度计划的{completion}%。"
        if done[1]
        else "本期以筹备为主，已确定场次、讲师和场地。"
    )
    behind = completion < 85 * report.period.ends_on.month / 12
    save_report(
        actor=author,
        report=report,
        version=report.version,
        quantity=done[0],
        completion=completion,
        done=said,
        problems=chance.choice(PROBLEMS) if behind or chance.random() < 0.12 else "",
        next_steps=chance.choice(NEXT),
    )


def _push(cast: Cast, author: Actor, report: ProgressReport, target: str, chance: random.Random) -> None:
    """Move the report through the hands that it needs, until it stands where it shall."""
    report = submit_report(actor=author, report=report, version=report.version + 1)
    goal = State.WITH_OFFICE if target == State.RETURNED else target
    while report.state != goal:
        if report.state == State.WITH_HEAD:
            actor = cast.staff[report.unit.name][1]
        elif report.state == State.WITH_LEAD and report.lead_unit is not None:
            actor = cast.staff[report.lead_unit.name][1]
        else:
            actor = cast.office
        report = approve_report(actor=actor, report=report, version=report.version)
    if target == State.RETURNED:
        return_report(actor=cast.office, report=report, version=report.version, reason=chance.choice(RETURNED))


def _date(period: ReportingPeriod, chance: random.Random) -> None:
    """Put the steps at the time at which they would have been taken; services stamp the present."""
    reports = list(period.reports.exclude(state=State.DRAFT).prefetch_related("events"))
    for report in reports:
        day = period.due_on - timedelta(days=chance.choice((9, 7, 6, 5, 4, 3, 2, 2, 1, -2)))
        events = list(report.events.all())
        for step, event in enumerate(events):
            event.at = timezone.make_aware(datetime.combine(day + timedelta(days=step), time(9 + step, chance.randrange(60))))
        report.submitted_at = events[0].at
        report.accepted_at = events[-1].at if report.state == State.ACCEPTED else None
    ReportEvent.objects.bulk_update([event for report in reports for event in report.events.all()], ["at"], batch_size=500)
    ProgressReport.objects.bulk_update(reports, ["submitted_at", "accepted_at"], batch_size=500)
